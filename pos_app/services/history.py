"""A client's balance and its history, page by page; the cost does not grow with the books (R18).

What was merged into a client is part of their history: one list, numbered and summed up anew.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    FromClause,
    ScalarSelect,
    Select,
    Table,
    bindparam,
    case,
    column,
    func,
    literal_column,
    or_,
    select,
    text,
)

from pos_app.domain import facts, reason
from pos_app.domain.client_account import Standing
from pos_app.domain.journal import BY_ITSELF, EntryKind, done_by
from pos_app.domain.words import _, isolated
from pos_app.persistence import accounts, people
from pos_app.persistence.ready import Ready
from pos_app.persistence.tables.accounts import client_events
from pos_app.persistence.tables.books import entries
from pos_app.persistence.tables.catalog import reason_kinds
from pos_app.persistence.tables.payments import payments
from pos_app.persistence.tables.people import staff
from pos_app.persistence.tables.refunds import refunds
from pos_app.persistence.tables.tickets import tickets
from pos_app.services.desk import Desk
from pos_app.services.event_names import EventPart, done_on_ticket, paid_by, what

PAGE = 30
LATEST = 2**62
"""Before every page: later than any event."""

# The events of several cards as those of one client: an entry that moved more than one is one event.
_MERGED = (
    text(
        """
    SELECT :client AS client_id, row_number() OVER through AS number, entry_id, owed_change,
        open_payments_change, credits_change, sum(owed_change) OVER through AS owed,
        sum(open_payments_change) OVER through AS open_payments,
        sum(credits_change) OVER through AS credits
    FROM (SELECT v.entry_id, e.at, sum(v.owed_change) AS owed_change,
            sum(v.open_payments_change) AS open_payments_change,
            sum(v.credits_change) AS credits_change
        FROM client_events v JOIN entries e ON e.id = v.entry_id
        WHERE v.client_id IN (SELECT value FROM json_each(:cards)) GROUP BY v.entry_id)
    WINDOW through AS (ORDER BY at, entry_id)"""
    )
    .columns(*(column(of.name) for of in client_events.c))
    .subquery("events")
)


def _paper(of: Table) -> ScalarSelect[Any]:
    """The first record of an entry that has a receipt of its own."""
    return select(func.min(of.c.id)).where(of.c.entry_id == entries.c.id).scalar_subquery()


_received = payments.alias("received")
_ITSELF = "entries.kind IN ('{}')".format("', '".join(sorted(BY_ITSELF)))
# Nobody let a credit expire.
_by = case((text(_ITSELF), literal_column("''")), else_=staff.c.name)


def _events(of: FromClause) -> Select[Any]:
    return (
        select(
            of,
            entries.c.kind,
            entries.c.at,
            entries.c.business_date,
            entries.c.ticket_number,
            entries.c.reason,
            func.coalesce(reason_kinds.c.name, "").label("reason_kind"),
            _by.label("name"),
            tickets.c.id.label("ticket_id"),
            # Somebody serves a visit; a bill is made without one.
            tickets.c.staff.isnot(None).label("served"),
            _paper(refunds).label("refund_id"),
            _received.c.id.label("payment_id"),
            _received.c.type_code,
            _received.c.label.label("paid_by"),
            _received.c.reference,
            _received.c.note,
            _received.c.received_on,
        )
        .join(entries, entries.c.id == of.c.entry_id)
        .join(staff, staff.c.code == entries.c.staff)
        .outerjoin(tickets, tickets.c.number == entries.c.ticket_number)
        .outerjoin(reason_kinds, reason_kinds.c.code == entries.c.reason_kind)
        .outerjoin(_received, _received.c.id == _paper(payments))
        .where(of.c.client_id == bindparam("client"), of.c.number < bindparam("before"))
        .order_by(of.c.number.desc())
        .limit(bindparam("most"))
    )


_OF_CARDS = "IN (SELECT value FROM json_each(:cards))"
_MADE_OR_USED = f"""EXISTS (SELECT 1 FROM {{table}} i WHERE i.label LIKE :like ESCAPE '\\'
    AND (i.entry_id = entries.id AND i.client_id {_OF_CARDS}
        OR i.id IN (SELECT {{item}} FROM allocations WHERE entry_id = entries.id)))"""


def _found(of: FromClause) -> Select[Any]:
    return _events(of).where(
        or_(
            text(":every_kind"),
            entries.c.kind.in_(text("SELECT value FROM json_each(:kinds)")),
        ),
        or_(text(":every_reason"), entries.c.reason_kind == bindparam("reason_kind")),
        or_(
            entries.c.reason.like(bindparam("like"), escape="\\"),
            reason_kinds.c.name.like(bindparam("like"), escape="\\"),
            _by.like(bindparam("like"), escape="\\"),
            text(f":by_itself AND {_ITSELF}"),
            text("entries.ticket_number LIKE :like ESCAPE '\\'"),
            *(
                said.like(bindparam("like"), escape="\\")
                for said in (_received.c.label, _received.c.reference, _received.c.note)
            ),
            text(_MADE_OR_USED.format(table="funds", item="fund_id")),
            text(_MADE_OR_USED.format(table="charges", item="charge_id")),
        ),
    )


_PAGE, _PAGE_OF_MANY = Ready(_events(client_events)), Ready(_events(_MERGED))
_FOUND, _FOUND_IN_MANY = Ready(_found(client_events)), Ready(_found(_MERGED))
_COURSE = Ready(
    select(entries.c.business_date, _MERGED.c.owed, _MERGED.c.open_payments, _MERGED.c.credits)
    .join(entries, entries.c.id == _MERGED.c.entry_id)
    .order_by(_MERGED.c.number)
)
_OF_ENTRIES = "IN (SELECT value FROM json_each(:entries))"
_PARTS = Ready(
    text(
        f"""
    SELECT entry_id, 1 AS made, amount, label AS fund, '' AS charge, id FROM funds
        WHERE entry_id {_OF_ENTRIES} AND client_id {_OF_CARDS}
    UNION ALL SELECT entry_id, 1, amount, '', label, id FROM charges
        WHERE entry_id {_OF_ENTRIES} AND client_id {_OF_CARDS}
    UNION ALL SELECT a.entry_id, 0, sum(a.amount), coalesce(f.label, ''), coalesce(c.label, ''),
            min(a.id)
        FROM allocations a LEFT JOIN funds f ON f.id = a.fund_id
        LEFT JOIN charges c ON c.id = a.charge_id
        WHERE a.entry_id {_OF_ENTRIES} AND coalesce(f.client_id, c.client_id) {_OF_CARDS}
        GROUP BY a.entry_id, a.fund_id, a.charge_id
        -- What came back and went at once, as of a fund removed for good, moved nothing.
        HAVING sum(a.amount) <> 0
    ORDER BY 1, 2 DESC, 6"""
    )
)


# The log says what an authorised act posted; it was written right after that, in one transaction.
# Among the few acts that somebody allowed the one is found by its time at once; SQLite would rather read
# all acts of that minute.
_ALLOWED = Ready(
    text(
        f"""
    SELECT e.id, e.number, s.name, a.detail
    FROM entries e
        JOIN audit a INDEXED BY ix_audit_authorised ON a.authorised_by IS NOT NULL
            AND a.series_id = e.series_id AND a.at >= e.at
            AND a.at < strftime('%Y-%m-%dT%H:%M:%fZ', e.at, '+1 minute')
        JOIN staff s ON s.code = a.authorised_by
    WHERE e.id {_OF_ENTRIES}"""
    )
)
_OTHER_CARDS = Ready(
    text(
        f"""
    SELECT v.entry_id, c.name, c.code FROM client_events v JOIN clients c ON c.id = v.client_id
    WHERE v.entry_id {_OF_ENTRIES} AND v.client_id {_OF_CARDS} AND v.client_id <> :client"""
    )
)


@dataclass(frozen=True, slots=True)
class BalanceEvent:
    """One event of a client's balance, in minor units.

    ``amount`` is what it added to what the client owes, less what it added to what they have;
    ``owed`` and ``has`` are the balances right after it; ``allowed_by`` is who authorised it by their
    PIN. ``refund_id`` and ``payment_id``, of money on account, tell what has a receipt of its own.
    ``paid_by`` says how that money came, with its reference, ``received_on`` (ISO text) the day, where
    it was another one, and ``note`` what was noted of it.
    ``card`` names the other card that it moved, of a client who was merged into this one.
    """

    number: int
    kind: EntryKind
    at: str
    what: str
    amount: int
    owed: int
    has: int
    ticket_id: int | None
    ticket_number: int | None
    reason: str
    reason_kind: str
    by: str
    parts: tuple[EventPart, ...] = ()
    refund_id: int | None = None
    payment_id: int | None = None
    paid_by: str = ""
    received_on: str = ""
    note: str = ""
    allowed_by: str = ""
    card: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Where a client stands, and the latest events that led there."""

    standing: Standing
    events: tuple[BalanceEvent, ...]


@dataclass(frozen=True, slots=True)
class DayBalance:
    """What a client owed and had, in minor units, at the end of a business date (ISO text)."""

    date: str
    owed: int
    has: int


def account(desk: Desk, client_id: int, before: int = LATEST, most: int = PAGE) -> Account:
    """A client's standing and one page of history, newest first, older than event ``before``."""
    with desk.read() as connection:
        asked = {"client": client_id, "before": before, "most": most}
        events = _read(connection, asked, _PAGE, _PAGE_OF_MANY)
        return Account(accounts.standing(connection, client_id, desk.today), events)


def _read(
    connection: Connection, asked: dict[str, Any], of_one: Ready, of_many: Ready
) -> tuple[BalanceEvent, ...]:
    """A page, of the client's own events or, where cards were merged into theirs, of all of them."""
    merged = people.merged_ids(connection, asked["client"])
    asked = {**asked, "cards": json.dumps([asked["client"], *merged])}
    rows = (of_many if merged else of_one).all(connection, asked)
    asked["entries"] = json.dumps([row.entry_id for row in rows])
    return _with_parts(connection, asked, rows, _other_cards(connection, asked) if merged else {})


def page(
    desk: Desk,
    client_id: int,
    before: int = LATEST,
    kinds: Iterable[EntryKind] = (),
    text: str = "",
    most: int = PAGE,
    reason_kind: str = "",
) -> tuple[BalanceEvent, ...]:
    """One page of a client's history, newest first, older than event ``before``.

    What happened to cards that were merged into theirs is among it. Only events of ``kinds``, where any
    are named, and of the kind of reason with the code ``reason_kind``, where one is; and only those with
    ``text`` in their reason, ticket number, person, in how the money came, or in the label of a fund or
    charge that they made or used.
    """
    wanted = [str(kind) for kind in kinds]
    asked: dict[str, Any] = {"client": client_id, "before": before, "most": most}
    with desk.read() as connection:
        if not (wanted or reason_kind or text.strip()):
            return _read(connection, asked, _PAGE, _PAGE_OF_MANY)
        asked |= {"every_kind": int(not wanted), "kinds": json.dumps(wanted), "like": like(text)}
        asked |= {"every_reason": int(not reason_kind), "reason_kind": reason_kind}
        asked["by_itself"] = int(text.strip().casefold() in _("By itself").casefold())
        return _read(connection, asked, _FOUND, _FOUND_IN_MANY)


def like(text: str) -> str:
    """A pattern for what is typed, wherever it stands."""
    plain = text.strip().removeprefix("#")
    for sign in ("\\", "%", "_"):
        plain = plain.replace(sign, "\\" + sign)
    return f"%{plain}%"


def _with_parts(
    connection: Connection, asked: dict[str, Any], rows: list[Any], others: dict[int, str]
) -> tuple[BalanceEvent, ...]:
    parts: dict[int, list[EventPart]] = {}
    for part in _PARTS.all(connection, asked):
        made = EventPart(part.amount, part.fund, part.charge, bool(part.made))
        parts.setdefault(part.entry_id, []).append(made)
    allowed = _allowed(connection, asked)
    return tuple(
        _event(
            row,
            parts=tuple(parts.get(row.entry_id, ())),
            allowed_by=allowed.get(row.entry_id, ""),
            card=others.get(row.entry_id, ""),
        )
        for row in rows
    )


def _other_cards(connection: Connection, asked: dict[str, Any]) -> dict[int, str]:
    """Which of these entries moved the balance of a card that was merged into the client's: whose."""
    return {
        row.entry_id: f"{isolated(row.name)} ({row.code})"
        for row in _OTHER_CARDS.all(connection, asked)
    }


def _allowed(connection: Connection, asked: dict[str, Any]) -> dict[int, str]:
    """Who authorised which of these entries."""
    return {
        row.id: row.name
        for row in _ALLOWED.all(connection, {"entries": asked["entries"]})
        if any(
            facts.within(row.number, said)
            for name, said in facts.read(row.detail)
            if name == "posted"
        )
    }


def _event(row: Any, parts: tuple[EventPart, ...], **of_others: Any) -> BalanceEvent:
    kind = EntryKind(row.kind)
    told = (
        done_on_ticket(parts, row.ticket_number, served=row.served)
        if kind is EntryKind.TICKET
        else ""
    )
    return BalanceEvent(
        number=row.number,
        kind=kind,
        at=row.at,
        what=told or what(kind, row.ticket_number, row.refund_id),
        amount=row.owed_change - row.open_payments_change - row.credits_change,
        owed=row.owed,
        has=row.open_payments + row.credits,
        ticket_id=row.ticket_id,
        ticket_number=row.ticket_number,
        reason=reason.in_words(row.reason_kind, row.reason),
        reason_kind=row.reason_kind,
        by=done_by(kind, row.name),
        refund_id=row.refund_id,
        payment_id=row.payment_id,
        paid_by=paid_by(row.type_code or "", row.paid_by or "", row.reference or ""),
        received_on=row.received_on or "" if row.received_on != row.business_date else "",
        note=row.note or "",
        parts=parts,
        **of_others,
    )


def over_time(desk: Desk, client_id: int) -> tuple[DayBalance, ...]:
    """What the client owed and had after each day on which that changed, oldest first."""
    with desk.read() as connection:
        cards = [client_id, *people.merged_ids(connection, client_id)]
        asked = {"client": client_id, "cards": json.dumps(cards)}
        rows = _COURSE.all(connection, asked)
    days = {r.business_date: (r.owed, r.open_payments + r.credits) for r in rows}
    return tuple(DayBalance(day, *after) for day, after in sorted(days.items()))
