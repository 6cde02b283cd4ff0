"""The mail server's password: on this machine only, in a file that only this user may read.

It is not in the database, and so in no backup, no export and no audit log. It is kept with the server
and the user that it is for: a changed server never gets the password of another.
"""

import json
import os
from contextlib import suppress
from pathlib import Path

from pos_app.domain.mail import MailServer
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault

FILE = "mail-password.json"


def keep(shop: Path, server: MailServer, password: str) -> None:
    """Keep the password beside the shop's database, in place of any before.

    Raises:
        EnvironmentFault: the file cannot be written.
    """
    file = shop.with_name(FILE)
    new = file.with_suffix(".new")
    said = {"host": server.host, "user": server.user, "password": password}
    try:
        with suppress(FileNotFoundError):
            new.unlink()
        # Made with these rights, so that at no moment anybody else can open it.
        made = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w", encoding="utf-8") as out:
            json.dump(said, out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(new, file)
    except OSError as fault:
        raise EnvironmentFault(
            _("“{file}” cannot be written: {reason}.").format(
                file=file, reason=fault.strerror or fault
            )
        ) from fault


def of(shop: Path, server: MailServer) -> str:
    """The password for this server and user; empty where none was kept."""
    try:
        said = json.loads(shop.with_name(FILE).read_text(encoding="utf-8"))
        if (said["host"], said["user"]) == (server.host, server.user):
            return str(said["password"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return ""
