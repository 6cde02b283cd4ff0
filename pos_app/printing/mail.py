"""A paper as an e-mail: a sentence, the paper as text, and its PDF beside it.

What people typed becomes text and nothing else: a header takes no control character, so that no name
or title can begin another header, another recipient or the body.
"""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from pos_app.domain.mail import ascii_domain
from pos_app.printing.document import Document
from pos_app.printing.text import as_text, clean

COLUMNS = 42
_MOST_HEADER = 150


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom to whom, and under which id, which stays the same however often it is tried."""

    sender: str
    sender_name: str
    address: str
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file beside the text."""

    name: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """What a message carries: its title, its words (none where only the PDF says it), and its PDF."""

    title: str
    text: str
    pdf: bytes


def paper(document: Document, pdf: bytes) -> Paper:
    """A document as a paper to send."""
    return Paper(document.title, as_text(document, COLUMNS), pdf)


def compose(envelope: Envelope, subject: str, intro: str, carried: Paper) -> EmailMessage:
    """The whole message of a paper."""
    text = f"{clean(intro)}\n\n{carried.text}"
    enclosed = Enclosed(file_name(carried.title), carried.pdf)
    return message(envelope, subject, text, enclosed)


def message(
    envelope: Envelope, subject: str, text: str, enclosed: Enclosed | None = None
) -> EmailMessage:
    """A message of text, and a PDF where there is one."""
    made = EmailMessage(policy=SMTP)
    made["From"] = _address(envelope.sender, envelope.sender_name)
    made["To"] = _address(envelope.address)
    made["Subject"] = _header(subject)
    made["Date"] = format_datetime(envelope.at)
    made["Message-ID"] = envelope.message_id
    # So that no holiday notice answers it (RFC 3834).
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text, cte="quoted-printable")
    if enclosed is not None:
        made.add_attachment(
            enclosed.pdf, maintype="application", subtype="pdf", filename=enclosed.name
        )
    return made


def file_name(title: str) -> str:
    """A title as the name of a file on whatever system opens it."""
    kept = "".join("-" if c in '/\\:*?"<>|' else c for c in _header(title))
    return f"{kept.strip(' .')[:80] or 'receipt'}.pdf"


def _header(text: str) -> str:
    """One line of what can be seen."""
    return clean(text)[:_MOST_HEADER]


def _address(address: str, name: str = "") -> Address:
    local, _at, domain = address.rpartition("@")
    return Address(_header(name), local, ascii_domain(domain))
