"""Writing the journal: numbered, chained, balanced entries, and the events of each client.

Locks are taken in one order: client, ticket, fund, series. So ``post`` comes last in a transaction
among those.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    bindparam,
    case,
    cast,
    func,
    insert,
    select,
    text,
    update,
)

from pos_app.domain.journal import (
    CLIENT_ACCOUNTS,
    GENESIS,
    Account,
    Entry,
    Posting,
    chain,
    header,
    posting_line,
)
from pos_app.persistence.database import new_id
from pos_app.persistence.ready import Ready
from pos_app.persistence.tables.accounts import client_events
from pos_app.persistence.tables.books import entries, postings
from pos_app.persistence.tables.people import clients
from pos_app.persistence.tables.series import SERIES_SPAN, series, series_heads

_HEAD = Ready(
    select(series.c.id, series.c.code, series_heads.c.number, series_heads.c.hash)
    .join(series_heads)
    .where(series.c.writer == bindparam("writer"), series.c.current == 1)
)
_LAST_EVENT = Ready(
    select(client_events)
    .where(client_events.c.client_id == bindparam("client"))
    .order_by(client_events.c.number.desc())
    .limit(1)
)
_CODES = Ready(
    select(clients.c.id, clients.c.code).where(
        clients.c.id.in_(text("SELECT value FROM json_each(:ids)"))
    )
)
_ADD_POSTINGS, _ADD_ENTRIES, _ADD_EVENTS = (
    Ready(insert(table)) for table in (postings, entries, client_events)
)
_MOVE_HEAD = Ready(
    update(series_heads)
    .where(series_heads.c.series_id == bindparam("series"))
    .values(number=bindparam("to_number"), hash=bindparam("to_hash"))
)


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry's id, and what each client owes and has after it."""

    id: int
    standings: dict[int, tuple[int, int, int]]


def _series_place() -> ColumnElement[int]:
    """Which of its writer's series one is, by its code: T1 the first, T1.2, T1.3 …

    They are not counted: a backup that is restored again lacks those that were opened in between.
    """
    after_the_dot = func.substr(series.c.code, func.length(series.c.writer) + 2)
    return case((series.c.code == series.c.writer, 1), else_=cast(after_the_dot, Integer))


def open_series(connection: Connection, writer: str, at: str, *, beyond: int = 0) -> None:
    """Give a writer a new gapless series; the one it had, if any, takes no more entries.

    ``beyond``: the writer's last series elsewhere, in the books that a restored backup replaces.
    """
    query = select(func.max(_series_place())).where(series.c.writer == writer)
    last = max(connection.scalar(query) or 0, beyond)
    connection.execute(update(series).where(series.c.writer == writer).values(current=0))
    code = writer if not last else f"{writer}.{last + 1}"
    made = connection.execute(
        insert(series).values(code=code, writer=writer, current=1, opened_at=at)
    )
    head = {"series_id": new_id(made), "hash": GENESIS, "audit_hash": GENESIS}
    connection.execute(insert(series_heads).values(head))


def next_entry_id(connection: Connection, writer: str) -> int:
    """The id that ``post`` gives the writer's next entry, for records that must name it first."""
    head = _HEAD.first(connection, {"writer": writer})
    return int(head.id) * SERIES_SPAN + int(head.number) + 1


def post(connection: Connection, writer: str, entry: Entry) -> Posted:
    """Put a balanced entry into the writer's series: postings first, the entry last."""
    return post_many(connection, writer, [entry])[0]


def post_many(connection: Connection, writer: str, many: Sequence[Entry]) -> list[Posted]:
    """Put balanced entries into the writer's series, in this order."""
    head = _HEAD.first(connection, {"writer": writer})
    codes = _client_codes(connection, [p for entry in many for p in entry.postings])
    rows: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    for number, entry in enumerate(many, head.number + 1):
        previous = rows[-1]["hash"] if rows else head.hash
        of_entry, row = _rows(head, number, previous, entry, codes)
        parts += of_entry
        rows.append(row)
    _write(connection, head.id, parts, rows)
    return _write_events(connection, [row["id"] for row in rows], many)


def _write(
    connection: Connection,
    series_id: int,
    parts: Sequence[dict[str, Any]],
    rows: Sequence[dict[str, Any]],
) -> None:
    """Store postings and then their entries, and move the head of the series to the last of them."""
    if parts:
        _ADD_POSTINGS.run_many(connection, parts)
    if rows:
        _ADD_ENTRIES.run_many(connection, rows)
        last = rows[-1]
        moved = {"series": series_id, "to_number": last["number"], "to_hash": last["hash"]}
        _MOVE_HEAD.run(connection, moved)


def post_openings(
    connection: Connection, writer: str, opened: Sequence[tuple[str, Entry]]
) -> list[int]:
    """Put many entries into the writer's series at once; returns their ids.

    Each comes with the code of the one client it is about, who has no history yet.
    """
    head = _HEAD.first(connection, {"writer": writer})
    number, previous = head.number, head.hash
    parts: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for code, entry in opened:
        ((client_id, change),) = _changes(entry.postings).items()
        of_entry, row = _rows(head, number + 1, previous, entry, {client_id: code})
        number, previous = row["number"], row["hash"]
        parts += of_entry
        rows.append(row)
        events.append(_event(client_id, 1, row["id"], change, change))
    _write(connection, head.id, parts, rows)
    if events:
        _ADD_EVENTS.run_many(connection, events)
    return [row["id"] for row in rows]


def _rows(
    head: Any, number: int, previous: str, entry: Entry, codes: dict[int, str]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows of the postings and of the entry, numbered and chained."""
    entry_id = head.id * SERIES_SPAN + number
    parts = [
        {
            "entry_id": entry_id,
            "position": position,
            "account": str(p.account),
            "sub": p.sub,
            "amount": p.amount,
            "client_id": p.client_id,
        }
        for position, p in enumerate(entry.postings)
    ]
    values = {
        "kind": str(entry.kind),
        "at": entry.at,
        "business_date": entry.business_date,
        "staff": entry.staff,
        "ticket_number": entry.ticket_number,
        "content_seal": entry.content_seal,
        "reason_kind": entry.reason_kind,
    }
    lines = [
        posting_line(str(p.account), p.sub, codes.get(p.client_id or 0), p.amount)
        for p in entry.postings
    ]
    first = header(head.code, number, tuple(values.values()), entry.reason)
    return parts, {
        "id": entry_id,
        "series_id": head.id,
        "number": number,
        **values,
        "reason": entry.reason,
        "previous_hash": previous,
        "hash": chain(previous, [first, *lines]),
    }


def _client_codes(connection: Connection, parts: Sequence[Posting]) -> dict[int, str]:
    ids = sorted({p.client_id for p in parts if p.client_id is not None})
    if not ids:
        return {}
    return {row.id: row.code for row in _CODES.all(connection, {"ids": json.dumps(ids)})}


_Standing = tuple[int, int, int]
"""What a client owes, and has in open payments and in credits."""


def _changes(parts: Sequence[Posting]) -> dict[int, _Standing]:
    """What the postings change of what each client owes and has."""
    sums: dict[int, dict[Account, int]] = {}
    for p in parts:
        if p.client_id is not None and p.account in CLIENT_ACCOUNTS:
            of_client = sums.setdefault(p.client_id, dict.fromkeys(CLIENT_ACCOUNTS, 0))
            of_client[p.account] += p.amount
    return {
        client_id: (
            of[Account.ACCOUNTS_RECEIVABLE],
            -of[Account.OPEN_PAYMENTS],
            -of[Account.CLIENT_CREDITS],
        )
        for client_id, of in sorted(sums.items())
    }


def _event(
    client_id: int, number: int, entry_id: int, change: _Standing, after: _Standing
) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "number": number,
        "entry_id": entry_id,
        "owed_change": change[0],
        "open_payments_change": change[1],
        "credits_change": change[2],
        "owed": after[0],
        "open_payments": after[1],
        "credits": after[2],
    }


def _write_events(
    connection: Connection, ids: Sequence[int], many: Sequence[Entry]
) -> list[Posted]:
    """Number the event for each client that each entry moves, with what they owe and have after it."""
    events: list[dict[str, Any]] = []
    latest: dict[int, tuple[int, _Standing]] = {}
    posted: list[Posted] = []
    for entry_id, entry in zip(ids, many, strict=True):
        standings: dict[int, _Standing] = {}
        for client_id, change in _changes(entry.postings).items():
            number, before = latest.get(client_id) or _last_event(connection, client_id)
            owed, paid, granted = (b + c for b, c in zip(before, change, strict=True))
            latest[client_id] = number + 1, (owed, paid, granted)
            standings[client_id] = owed, paid, granted
            events.append(_event(client_id, number + 1, entry_id, change, standings[client_id]))
        posted.append(Posted(entry_id, standings))
    if events:
        _ADD_EVENTS.run_many(connection, events)
    return posted


def _last_event(connection: Connection, client_id: int) -> tuple[int, _Standing]:
    last = _LAST_EVENT.first(connection, {"client": client_id})
    return (last.number, (last.owed, last.open_payments, last.credits)) if last else (0, (0, 0, 0))
