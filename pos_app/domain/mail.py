"""E-mail as values: addresses, and the server that a shop sends by."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.words import _, typed
from pos_app.errors import UserError

MOST_ADDRESS = 254
"""The longest address that can be written to (RFC 5321, 4.5.3.1.3, less the angle brackets)."""

# A local part as people have them (RFC 5322 dot-atom, and RFC 6531 for other scripts): none that
# would need quotes, and no character that ends a header or an address.
_LOCAL = re.compile(r"[^\s@.,:;<>()\[\]\\\"]+(\.[^\s@.,:;<>()\[\]\\\"]+)*")
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")


class MailSecurity(StrEnum):
    """When the conversation is encrypted. There is no third way: a password never goes in clear."""

    STARTTLS = "starttls"
    TLS = "tls"


USUAL_PORTS = {MailSecurity.STARTTLS: 587, MailSecurity.TLS: 465}
"""Where servers listen for mail that is handed in (RFC 6409, RFC 8314)."""


class MailState(StrEnum):
    """Where a message stands. An unsure one may have arrived: only a person sends it again."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNSURE = "unsure"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where messages are handed in. ``user`` is empty where the server wants no login."""

    host: str
    port: int
    security: MailSecurity
    user: str = ""


def check_address(text: str, field: str = "address") -> str:
    """An address as it is written to.

    Raises:
        UserError: it is none.
    """
    address = typed(text, 2 * MOST_ADDRESS)
    local, _at, domain = address.rpartition("@")
    if not (
        len(address.encode()) <= MOST_ADDRESS
        and len(local.encode()) <= 64
        and address.isprintable()
        and _LOCAL.fullmatch(local)
        and _is_domain(domain)
    ):
        if not address:
            raise UserError(_("Enter an e-mail address."), field=field)
        raise UserError(
            _("“{email}” is not an e-mail address.").format(email=address[:80]), field=field
        )
    return address


def _is_domain(domain: str) -> bool:
    labels = domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return False
    try:
        return bool(ascii_domain(domain))
    except UnicodeError:
        return False


def ascii_domain(domain: str) -> str:
    """A domain as servers know it, whatever script it is written in (RFC 5891).

    Raises:
        UnicodeError: it can be none.
    """
    return ".".join(_ascii_label(label) for label in domain.split("."))


def _ascii_label(label: str) -> str:
    # The older rule, which Python has, makes ss of ß and σ of ς: that is somebody else's domain.
    if not set("ßẞς").isdisjoint(label):
        written = unicodedata.normalize("NFC", label.lower()).encode("punycode").decode("ascii")
        label = f"xn--{written}"
    return label.encode("idna").decode("ascii")


def check_host(text: str, field: str = "mail_server") -> str:
    """The name or number of a mail server.

    Raises:
        UserError: it can be none.
    """
    host = typed(text, 300)
    if not re.fullmatch(r"[\w.:-]{1,253}", host):
        raise UserError(_("Write the mail server’s name, such as smtp.example.com."), field=field)
    return host
