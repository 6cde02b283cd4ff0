"""E-mail set up: the server, the sender, the password on this computer, and a message to try them."""

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from pos_app.domain.mail import MailServer, ascii_domain, check_address, check_host
from pos_app.domain.shop import Settings
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.persistence import mail_password
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk

if TYPE_CHECKING:
    from pos_app.printing.mail import Envelope

_NOWHERE = "pos-app.invalid"


def check_settings(settings: Settings) -> None:
    """Make sure that e-mail is set up in a way that can work, or not at all.

    Raises:
        UserError: something cannot be; its field is named.
    """
    if not 0 < settings.mail_port < 65536:
        raise UserError(_("Enter a port from 1 to 65535."), field="mail_port")
    if settings.mail_server:
        check_host(settings.mail_server)
        check_address(settings.mail_from, "mail_from")
    elif settings.mail_from:
        check_address(settings.mail_from, "mail_from")


def server_of(settings: Settings) -> MailServer:
    """Where these settings send by."""
    return MailServer(
        settings.mail_server, settings.mail_port, settings.mail_security, settings.mail_user
    )


def has_password(desk: Desk, settings: Settings) -> bool:
    """Whether this computer knows the password for that server and user."""
    return bool(mail_password.of(desk.database.path, server_of(settings)))


def keep_password(desk: Desk, settings: Settings, password: str) -> Changes:
    """Keep the password for the server and user of these settings, on this computer only.

    Raises:
        NotAllowed: for whoever may not change settings.
        EnvironmentFault: it cannot be written down.
    """
    with desk.write("mail.password", "settings", needs=Permission.SETTINGS):
        mail_password.keep(desk.database.path, server_of(settings), password)
    return Changes(settings=True)


def send_test(desk: Desk, settings: Settings, password: str, address: str) -> None:
    """Send a test message with these settings, stored or not, at once. Not for the GUI thread.

    Without a password the one that is kept for that server and user is used.

    Raises:
        UserError: the settings or the address cannot be, or the server refused.
        EnvironmentFault: the server cannot be reached, or what else is wrong there.
    """
    from pos_app.printing import mail
    from pos_app.printing.smtp import Delivery, OutcomeUnsure

    address = check_address(address)
    if not settings.sends_mail:
        raise UserError(_("Write the mail server and the sender first."))
    check_settings(settings)
    with desk.write("mail.test", "settings", needs=Permission.SETTINGS):
        pass
    shop = settings.shop_name
    meant = envelope(
        desk, settings, address, f"<{uuid4().hex}@{domain_of(settings)}>", desk.clock.now()
    )
    text = _("This is a test message from the till of {shop}. Receipts can be sent.")
    made = mail.message(
        meant, _("Test message from {shop}").format(shop=shop), text.format(shop=shop)
    )
    server = server_of(settings)
    known = password or mail_password.of(desk.database.path, server)
    try:
        Delivery(server, known, made, lambda: None).run()
    except OutcomeUnsure as fault:
        raise EnvironmentFault(
            _(
                "The connection to {host} broke while the message went out. Look whether it arrived "
                "at {address}."
            ).format(host=server.host, address=address)
        ) from fault


def envelope(
    desk: Desk, settings: Settings, address: str, message_id: str, at: datetime
) -> "Envelope":
    """From the shop to whoever is written to; ``at`` is the message's date."""
    from pos_app.printing.mail import Envelope

    name = settings.mail_name or settings.shop_name
    zone = desk.clock.zone
    return Envelope(settings.mail_from, name, address, message_id, at.astimezone(zone))


def domain_of(settings: Settings) -> str:
    """The right side of the shop's Message-IDs: the sender's domain."""
    domain = settings.mail_from.rpartition("@")[2]
    with suppress(UnicodeError):
        return ascii_domain(domain) or _NOWHERE
    return _NOWHERE
