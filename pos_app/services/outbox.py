"""The outbox: messages stored with what they are about, sent by a worker, each at most once by itself.

A message walks queued → sending → sent. It waits, and is tried again after a growing while, as long as
the server cannot be reached or asks for patience; it failed where the server refused it for good. One
whose connection broke while it went out, or that was being sent when the till died, is *unsure*: it may
have arrived, and only a person sends it again, under the same Message-ID, by which mail programs know
the two for one. What comes back later (a full mailbox) reaches the sender's own mailbox, not the till.

What a person does with a message is in the audit log, without the address; what the worker does with
it, the message itself tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from pos_app.domain.facts import facts
from pos_app.domain.mail import MailState, check_address
from pos_app.domain.refund import numbered
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import emails, ended_tickets, people, refunds
from pos_app.services import account_receipts
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.mail_setup import domain_of

_WAITS = (MailState.QUEUED, MailState.FAILED, MailState.UNSURE)


@dataclass(frozen=True, slots=True)
class Outbox:
    """How many messages of a till wait, failed or are unsure, and what keeps them."""

    waiting: int = 0
    failed: int = 0
    unsure: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """One message as a person sees it; ``error`` is why it waits or failed, ``till_id`` who sends it."""

    id: int
    paper: str
    address: str
    state: MailState
    error: str
    at: datetime
    sent_at: datetime | None
    till_id: int | None
    ticket_id: int | None
    number: str

    @property
    def waits_for_person(self) -> bool:
        """Whether nothing more becomes of it unless somebody sends it again or lets it go."""
        return self.state in (MailState.FAILED, MailState.UNSURE)


# -- What a person asks for -------------------------------------------------------------------------


def email_receipt(desk: Desk, ticket_id: int, address: str) -> Changes:
    """Send a closed ticket's receipt; a copy where it was printed or sent before.

    Raises:
        UserError: that is no address, or the ticket is not closed.
    """
    address = check_address(address)
    with desk.write("receipt.email", f"ticket {ticket_id}") as connection:
        ended_tickets.load(connection, ticket_id)
        copy = emails.was_given(connection, ticket_id)
        queue_receipt(desk, connection, ticket_id, address, copy=int(copy))
    return Changes(emails=True)


def queue_receipt(
    desk: Desk, connection: Connection, ticket_id: int, address: str, copy: int = 0
) -> None:
    """Have a receipt sent, as a part of a larger transaction; an address is checked when it is kept."""
    _queue(desk, connection, address, paper="receipt", ticket_id=ticket_id, copy=copy)


def email_invoice(desk: Desk, ticket_id: int, address: str) -> Changes:
    """Send a closed ticket's invoice, as it stands when it goes out.

    Raises:
        UserError: that is no address, or the ticket is not closed.
    """
    address = check_address(address)
    with desk.write("invoice.email", f"ticket {ticket_id}") as connection:
        ended_tickets.load(connection, ticket_id)
        _queue(desk, connection, address, paper="invoice", ticket_id=ticket_id)
    return Changes(emails=True)


def email_refund(desk: Desk, refund_id: int, address: str) -> Changes:
    """Send a refund's receipt, a copy: the first one was printed when it was given.

    Raises:
        UserError: that is no address, or there is no such refund.
    """
    address = check_address(address)
    with desk.write("refund.email", f"refund {refund_id}") as connection:
        refund = refunds.one(connection, refund_id)
        if refund is None:
            raise UserError(_("There is no such refund."))
        # Of money given back from an account there is no ticket.
        whose = {"ticket_id": refund.ticket_id, "client_id": refund.client_id}
        _queue(desk, connection, address, paper="refund", copy=1, refund_id=refund_id, **whose)
    return Changes(emails=True)


def email_payment(desk: Desk, payment_id: int, address: str) -> Changes:
    """Send the receipt of money on account, a copy: the first one was printed when it was given.

    Raises:
        UserError: that is no address, or no payment on account.
    """
    address = check_address(address)
    with desk.write("account_receipt.email", f"payment {payment_id}") as connection:
        account_receipts.on_account(connection, payment_id)
        about = {"paper": "account_receipt", "payment_id": payment_id}
        _queue(desk, connection, address, copy=1, **about)
    return Changes(emails=True)


def email_statement(desk: Desk, client_id: int, since: str, until: str, address: str) -> Changes:
    """Send a client's statement over business dates (ISO text), as the books stand now.

    Raises:
        UserError: that is no address, or there is no such client.
    """
    from pos_app.printing.kept import as_kept
    from pos_app.reports import statement

    address = check_address(address)
    made = statement.document(desk, statement.statement(desk, client_id, since, until))
    about = f"client {people.code_of(client_id)}"
    with desk.write("statement.email", about, facts(since=since, until=until)) as connection:
        _queue(
            desk, connection, address, paper="statement",
            client_id=client_id, since=since, until=until, document=as_kept(made),
        )  # fmt: skip
    return Changes(emails=True)


def _queue(desk: Desk, connection: Connection, address: str, **about: Any) -> None:
    emails.add(
        connection,
        **about,
        address=address,
        # Fixed here, once: whoever gets the same message twice can know it.
        message_id=f"<{uuid4().hex}@{domain_of(desk.settings)}>",
        till_id=desk.till.id or None,
        at=desk.at,
    )


def remember(desk: Desk, client_id: int, address: str) -> Changes:
    """Keep an address on a client's card.

    Raises:
        UserError: that is no address, or another client has it.
    """
    from pos_app.services import clients

    address = check_address(address)
    with desk.read() as connection:
        card = people.client(connection, client_id)
    if card is None:
        raise UserError(_("That client does not exist."))
    return clients.change(desk, replace(card, email=address))


def send_again(desk: Desk, email_id: int) -> Changes:
    """Send a message that waits, failed or is unsure: now, and under its own Message-ID.

    Raises:
        UserError: it was sent or taken back meanwhile.
    """
    with desk.write("email.again", f"email {email_id}") as connection:
        again = {"state": "queued", "error": "", "due_at": "", "attempts": 0, "at": desk.at}
        till = {"till_id": desk.till.id} if desk.till.id else {}
        if not emails.move(connection, email_id, _WAITS, **again, **till):
            raise _moved_on()
    return Changes(emails=True)


def let_go(desk: Desk, email_id: int) -> Changes:
    """Take back a message that has not gone out, or be done with one that failed or is unsure.

    Raises:
        UserError: it is being sent, was sent, or was taken back before.
    """
    with desk.write("email.cancel", f"email {email_id}") as connection:
        if not emails.move(connection, email_id, _WAITS, state="cancelled"):
            raise _moved_on()
    return Changes(emails=True)


def _moved_on() -> UserError:
    return UserError(_("That message was sent or taken back meanwhile."))


# -- What is shown ----------------------------------------------------------------------------------


def outbox(desk: Desk) -> Outbox:
    """The till's outbox as it is now."""
    with desk.read() as connection:
        found = emails.counts(connection, desk.till.id)
    none = (0, "")
    waiting = sum(found.get(str(s), none)[0] for s in (MailState.QUEUED, MailState.SENDING))
    reasons = (
        found.get(str(s), none)[1] for s in (MailState.UNSURE, MailState.FAILED, MailState.QUEUED)
    )
    return Outbox(
        waiting,
        found.get(str(MailState.FAILED), none)[0],
        found.get(str(MailState.UNSURE), none)[0],
        next((reason for reason in reasons if reason), ""),
    )


def of_ticket(desk: Desk, ticket_id: int) -> list[Mail]:
    """What was sent of a ticket and its refunds, the latest first."""
    return _about(desk, "ticket_id", ticket_id)


def of_refund(desk: Desk, refund_id: int) -> list[Mail]:
    """What was sent of a refund, the latest first."""
    return _about(desk, "refund_id", refund_id)


def of_payment(desk: Desk, payment_id: int) -> list[Mail]:
    """What was sent of a payment on account, the latest first."""
    return _about(desk, "payment_id", payment_id)


def of_statements(desk: Desk, client_id: int) -> list[Mail]:
    """The statements that were sent to a client, the latest first."""
    return [mail for mail in _about(desk, "client_id", client_id) if mail.paper == "statement"]


def _about(desk: Desk, record: str, record_id: int) -> list[Mail]:
    with desk.read() as connection:
        return [_mail(desk, row) for row in emails.about(connection, record, record_id)]


def people_first(mails: Sequence[Mail]) -> list[Mail]:
    """The messages with those in front that wait for a person, however old they are."""
    return sorted(mails, key=lambda mail: not mail.waits_for_person)


def pending(desk: Desk, most: int = 500) -> list[Mail]:
    """Every till's messages that wait for the server or for a person, oldest first."""
    with desk.read() as connection:
        return [_mail(desk, row) for row in emails.pending(connection, most)]


def ended(desk: Desk, most: int = 50) -> list[Mail]:
    """Every till's messages that were sent or taken back, the latest first."""
    with desk.read() as connection:
        return [_mail(desk, row) for row in emails.ended(connection, most)]


def _mail(desk: Desk, row: Any) -> Mail:
    zone = desk.clock.zone
    moment = datetime.fromisoformat
    return Mail(
        id=row.id,
        paper=row.paper,
        address=row.address,
        state=MailState(row.state),
        error=row.error,
        at=moment(row.at).astimezone(zone),
        sent_at=moment(row.sent_at).astimezone(zone) if row.sent_at else None,
        till_id=row.till_id,
        ticket_id=row.ticket_id,
        number=numbered(row.refund_id) if row.refund_id else str(row.number or ""),
    )
