"""Writing the journal: numbered, chained, balanced entries, and the events of each client.

Locks are taken in one order: client, ticket, fund, series. So ``post`` comes last in a transaction
among those.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, insert, select, update

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
from pos_app.persistence.tables import (
    client_events,
    clients,
    entries,
    postings,
    series,
    series_heads,
)

SERIES_SPAN = 10**12
"""An entry's id is its series times this, plus its number: no two writers can meet."""

_HEAD = (
    select(series.c.id, series.c.code, series_heads.c.number, series_heads.c.hash)
    .join(series_heads)
    .where(series.c.writer == bindparam("writer"), series.c.current == 1)
)
_LAST_EVENT = (
    select(client_events)
    .where(client_events.c.client_id == bindparam("client"))
    .order_by(client_events.c.number.desc())
    .limit(1)
)
_CODES = select(clients.c.id, clients.c.code).where(
    clients.c.id.in_(bindparam("ids", expanding=True))
)
_MOVE_HEAD = (
    update(series_heads)
    .where(series_heads.c.series_id == bindparam("series"))
    .values(number=bindparam("to_number"), hash=bindparam("to_hash"))
)


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry's id, and what each client owes and has after it."""

    id: int
    standings: dict[int, tuple[int, int, int]]


def open_series(connection: Connection, writer: str, at: str, *, beyond: int = 0) -> None:
    """Give a writer a new gapless series; the one it had, if any, takes no more entries.

    ``beyond``: how many series the writer had elsewhere, in the books that a restored backup replaces.
    """
    query = select(func.count()).select_from(series).where(series.c.writer == writer)
    last = max(connection.scalar(query) or 0, beyond)
    connection.execute(update(series).where(series.c.writer == writer).values(current=0))
    code = writer if not last else f"{writer}.{last + 1}"
    made = connection.execute(
        insert(series).values(code=code, writer=writer, current=1, opened_at=at)
    )
    connection.execute(insert(series_heads).values(series_id=new_id(made), number=0, hash=GENESIS))


def next_entry_id(connection: Connection, writer: str) -> int:
    """The id that ``post`` gives the writer's next entry, for records that must name it first."""
    head = connection.execute(_HEAD, {"writer": writer}).one()
    return int(head.id) * SERIES_SPAN + int(head.number) + 1


def post(connection: Connection, writer: str, entry: Entry) -> Posted:
    """Put a balanced entry into the writer's series: postings first, the entry last."""
    series_id, series_code, last, previous = connection.execute(_HEAD, {"writer": writer}).one()
    number = last + 1
    entry_id = series_id * SERIES_SPAN + number
    rows = [
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
    if rows:
        connection.execute(insert(postings), rows)
    codes = _client_codes(connection, entry.postings)
    values = (
        str(entry.kind),
        entry.at,
        entry.business_date,
        entry.staff,
        entry.ticket_number,
        entry.content_seal,
    )
    made = chain(
        previous,
        [
            header(series_code, number, values, entry.reason),
            *(
                posting_line(str(p.account), p.sub, codes.get(p.client_id or 0), p.amount)
                for p in entry.postings
            ),
        ],
    )
    connection.execute(
        insert(entries),
        {
            "id": entry_id,
            "series_id": series_id,
            "number": number,
            "kind": str(entry.kind),
            "at": entry.at,
            "business_date": entry.business_date,
            "staff": entry.staff,
            "ticket_number": entry.ticket_number,
            "reason": entry.reason,
            "content_seal": entry.content_seal,
            "previous_hash": previous,
            "hash": made,
        },
    )
    connection.execute(_MOVE_HEAD, {"series": series_id, "to_number": number, "to_hash": made})
    return Posted(entry_id, _write_events(connection, entry_id, entry.postings))


def _client_codes(connection: Connection, parts: Sequence[Posting]) -> dict[int, str]:
    ids = sorted({p.client_id for p in parts if p.client_id is not None})
    if not ids:
        return {}
    return {row.id: row.code for row in connection.execute(_CODES, {"ids": ids})}


def _write_events(
    connection: Connection, entry_id: int, parts: Sequence[Posting]
) -> dict[int, tuple[int, int, int]]:
    """Number the event for each client it moves, with what they owe and have after it."""
    changes: dict[int, dict[Account, int]] = {}
    for p in parts:
        if p.client_id is not None and p.account in CLIENT_ACCOUNTS:
            of_client = changes.setdefault(p.client_id, dict.fromkeys(CLIENT_ACCOUNTS, 0))
            of_client[p.account] += p.amount
    standings: dict[int, tuple[int, int, int]] = {}
    for client_id, change in sorted(changes.items()):
        last = connection.execute(_LAST_EVENT, {"client": client_id}).first()
        owed = change[Account.ACCOUNTS_RECEIVABLE]
        has_open = -change[Account.OPEN_PAYMENTS]
        has_credit = -change[Account.CLIENT_CREDITS]
        after = (
            (last.owed if last else 0) + owed,
            (last.open_payments if last else 0) + has_open,
            (last.credits if last else 0) + has_credit,
        )
        connection.execute(
            insert(client_events),
            {
                "client_id": client_id,
                "number": last.number + 1 if last else 1,
                "entry_id": entry_id,
                "owed_change": owed,
                "open_payments_change": has_open,
                "credits_change": has_credit,
                "owed": after[0],
                "open_payments": after[1],
                "credits": after[2],
            },
        )
        standings[client_id] = after
    return standings
