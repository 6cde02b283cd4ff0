"""A client's balance and its history, page by page; the cost does not grow with the books (R18)."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from pos_app.domain.client_account import Standing
from pos_app.domain.journal import EntryKind
from pos_app.domain.words import _
from pos_app.persistence import accounts
from pos_app.persistence.ready import Ready
from pos_app.persistence.tables import client_events, entries, staff
from pos_app.services.desk import Desk

PAGE = 50

_PAGE = Ready(
    select(
        client_events,
        entries.c.kind,
        entries.c.at,
        entries.c.ticket_number,
        entries.c.reason,
        staff.c.name,
    )
    .join(entries, entries.c.id == client_events.c.entry_id)
    .join(staff, staff.c.code == entries.c.staff)
    .where(
        client_events.c.client_id == bindparam("client"),
        client_events.c.number < bindparam("before"),
    )
    .order_by(client_events.c.number.desc())
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class BalanceEvent:
    """One event of a client's balance, in minor units.

    ``amount`` is what it added to what the client owes, less what it added to what they have;
    ``owed`` and ``has`` are the balances right after it.
    """

    number: int
    at: str
    what: str
    amount: int
    owed: int
    has: int
    ticket_number: int | None
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Account:
    """Where a client stands, and the latest events that led there."""

    standing: Standing
    events: tuple[BalanceEvent, ...]


def account(desk: Desk, client_id: int, before: int = 2**62, most: int = PAGE) -> Account:
    """A client's standing and one page of history, newest first, older than event ``before``."""
    with desk.read() as connection:
        rows = _PAGE.all(connection, {"client": client_id, "before": before, "most": most})
        events = tuple(
            BalanceEvent(
                number=row.number,
                at=row.at,
                what=_what(row.kind, row.ticket_number),
                amount=row.owed_change - row.open_payments_change - row.credits_change,
                owed=row.owed,
                has=row.open_payments + row.credits,
                ticket_number=row.ticket_number,
                reason=row.reason,
                by=row.name,
            )
            for row in rows
        )
        return Account(accounts.standing(connection, client_id), events)


def _what(kind: str, ticket_number: int | None) -> str:
    if kind == EntryKind.OPENING_BALANCE:
        return _("Opening balance")
    if kind == EntryKind.OPEN_PAYMENT:
        return _("Open payment from voided ticket #{number}").format(number=ticket_number)
    return _("Ticket #{number}").format(number=ticket_number)
