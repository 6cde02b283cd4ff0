"""Messages to clients as they are stored: queued, taken up once, and what became of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    and_,
    bindparam,
    func,
    insert,
    select,
    text,
)
from sqlalchemy import update as change

from pos_app.domain.mail import MailState
from pos_app.persistence.ready import Ready
from pos_app.persistence.tables.mail import emails
from pos_app.persistence.tables.print_jobs import print_jobs
from pos_app.persistence.tables.tickets import tickets

# As the index on them says it: SQLite uses that only for the same words.
_PENDING = text("emails.state IN ('queued', 'sending', 'failed', 'unsure')")
_ADD = Ready(insert(emails))
# With the number of the ticket, or of the payment on account, that each is about, if it is about one.
_NUMBER = func.coalesce(tickets.c.number, emails.c.payment_id).label("number")
_NUMBERED = select(emails, _NUMBER).join(tickets, emails.c.ticket_id == tickets.c.id, isouter=True)
_ABOUT = {
    name: Ready(
        _NUMBERED.where(
            emails.c[name] == bindparam("record"), text(f"emails.{name} IS NOT NULL")
        ).order_by(emails.c.id.desc())
    )
    for name in ("ticket_id", "refund_id", "payment_id", "client_id")
}
_OPEN = Ready(
    _NUMBERED.where(_PENDING).order_by(emails.c.id).limit(bindparam("most", type_=Integer))
)
_DONE = Ready(
    _NUMBERED.where(text("emails.state IN ('sent', 'cancelled')"))
    .order_by(emails.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_SENT = Ready(
    select(emails.c.id).where(
        emails.c.ticket_id == bindparam("ticket"),
        text("paper = 'receipt' AND state NOT IN ('failed', 'cancelled')"),
    )
)
_PRINTED = Ready(
    select(print_jobs.c.id).where(
        print_jobs.c.ticket_id == bindparam("ticket"),
        text("paper = 'receipt' AND state NOT IN ('skipped', 'cancelled')"),
    )
)
_NEW = {
    **dict.fromkeys(("ticket_id", "refund_id", "payment_id", "client_id")),
    **dict.fromkeys(("since", "until", "document", "error", "due_at", "sent_at"), ""),
    **dict.fromkeys(("copy", "attempts"), 0),
    "state": str(MailState.QUEUED),
}


def _of_till(till_id: int) -> ColumnElement[bool]:
    return and_(_PENDING, emails.c.till_id == till_id)


def add(connection: Connection, **values: Any) -> None:
    """Queue a message."""
    _ADD.run(connection, {**_NEW, **values})


def of_ticket(connection: Connection, ticket_id: int) -> Sequence[Any]:
    """What was sent of a ticket and its refunds, the latest first."""
    return about(connection, "ticket_id", ticket_id)


def about(connection: Connection, record: str, record_id: int) -> Sequence[Any]:
    """What was sent about a record, by the column that names it, the latest first."""
    return _ABOUT[record].all(connection, {"record": record_id})


def pending(connection: Connection, most: int) -> Sequence[Any]:
    """What still has to come to an end, on whatever till, oldest first."""
    return _OPEN.all(connection, {"most": most})


def ended(connection: Connection, most: int) -> Sequence[Any]:
    """What was sent or taken back, the latest first."""
    return _DONE.all(connection, {"most": most})


def next_due(connection: Connection, till_id: int, now: str) -> Any:
    """The oldest message that can be tried now, or None."""
    due = select(emails).where(
        _of_till(till_id), emails.c.state == "queued", emails.c.due_at <= now
    )
    return connection.execute(due.order_by(emails.c.id).limit(1)).first()


def next_moment(connection: Connection, till_id: int) -> str | None:
    """When the next message is to be tried; None where none waits."""
    queued = select(func.min(emails.c.due_at)).where(_of_till(till_id), emails.c.state == "queued")
    moment: str | None = connection.scalar(queued)
    return moment


def counts(connection: Connection, till_id: int) -> dict[str, tuple[int, str]]:
    """How many messages of a till are in each state that is not the end, and the last reason."""
    query = (
        select(emails.c.state, func.count(), func.max(emails.c.error))
        .where(_of_till(till_id))
        .group_by(emails.c.state)
    )
    return {state: (number, error) for state, number, error in connection.execute(query)}


def move(connection: Connection, email_id: int, before: Sequence[MailState], **values: Any) -> bool:
    """Change a message that is in one of these states; whether it was."""
    row = change(emails).where(emails.c.id == email_id, emails.c.state.in_(map(str, before)))
    return connection.execute(row.values(**values)).rowcount == 1


def interrupted(connection: Connection, till_id: int, error: str) -> int:
    """What was being sent when the till stopped may have arrived; returns how many there are."""
    died = change(emails).where(_of_till(till_id), emails.c.state == "sending")
    return connection.execute(died.values(state="unsure", error=error)).rowcount


def hold(connection: Connection, till_id: int, until: str, error: str) -> None:
    """Try none of a till's messages before ``until``: the server is at fault, not they."""
    queued = change(emails).where(
        _of_till(till_id), emails.c.state == "queued", emails.c.due_at < until
    )
    connection.execute(queued.values(due_at=until, error=error))


def release(connection: Connection, till_id: int) -> None:
    """Try a till's messages at once."""
    queued = change(emails).where(_of_till(till_id), emails.c.state == "queued")
    connection.execute(queued.values(due_at=""))


def was_given(connection: Connection, ticket_id: int) -> bool:
    """Whether a ticket's receipt was, or will be, printed or sent to anybody: what follows is a copy."""
    about = {"ticket": ticket_id}
    return bool(_SENT.all(connection, about) or _PRINTED.all(connection, about))
