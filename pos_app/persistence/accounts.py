"""What clients owe and can spend: charges, funds, and what they come to."""

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, insert, select, text

from pos_app.domain.client_account import Charge, Fund, FundKind, Standing
from pos_app.persistence.ready import Ready
from pos_app.persistence.seals import seal_of
from pos_app.persistence.tables.accounts import charges, client_events, funds

_LIVE_FUNDS, _LIVE_CHARGES = (
    Ready(
        select(table)
        .where(table.c.client_id == bindparam("client"), text('"left" > 0'))
        .order_by(table.c.at, table.c.id)
    )
    for table in (funds, charges)
)

_FUNDS_OF, _CHARGES_OF = (
    Ready(
        select(table)
        .where(
            table.c.client_id.in_(text("SELECT value FROM json_each(:clients)")),
            text('"left" > 0'),
        )
        .order_by(table.c.client_id, table.c.at, table.c.id)
    )
    for table in (funds, charges)
)
_EXPIRED = Ready(
    select(funds)
    .where(
        text("expires_on <> '' AND \"left\" > 0"),
        funds.c.expires_on < bindparam("today"),
        funds.c.left > funds.c.held,
    )
    .order_by(funds.c.client_id, funds.c.at, funds.c.id)
)
_OWING_AND_HAVING = Ready(
    text(
        'SELECT DISTINCT client_id FROM funds f WHERE "left" > 0 AND "left" > held'
        " AND (expires_on = '' OR expires_on >= :today) AND EXISTS (SELECT 1 FROM charges c"
        ' WHERE c.client_id = f.client_id AND c."left" > 0 AND c."left" > c.held)'
        " ORDER BY client_id"
    )
)

# Its own event, else the last before it: of its own writer's by their numbers, for a clock may be set back;
# of another writer's there is only the time.
BY_ENTRY = """JOIN entries e ON e.id = v.entry_id JOIN entries o ON o.id = :entry
    WHERE v.client_id = :client AND CASE WHEN e.series_id = o.series_id
        THEN e.number <= o.number ELSE e.at <= o.at END
    ORDER BY e.id = o.id DESC, v.number DESC LIMIT 1"""
_AFTER = Ready(text(f"SELECT v.* FROM client_events v {BY_ENTRY}"))


def _sum_held(table: Table) -> Any:
    return (
        select(func.coalesce(func.sum(table.c.held), 0))
        .where(table.c.client_id == bindparam("client"), text('"left" > 0'))
        .scalar_subquery()
    )


_STANDING = Ready(
    select(
        client_events.c.owed,
        client_events.c.open_payments,
        client_events.c.credits,
        _sum_held(charges),
        _sum_held(funds),
        select(func.coalesce(func.sum(funds.c.left - funds.c.held), 0))
        .where(
            funds.c.client_id == bindparam("client"),
            text("\"left\" > 0 AND expires_on <> ''"),
            funds.c.expires_on < bindparam("today"),
        )
        .scalar_subquery(),
    )
    .where(client_events.c.client_id == bindparam("client"))
    .order_by(client_events.c.number.desc())
    .limit(1)
)
_LAST_ID = {table: Ready(select(func.max(table.c.id).label("id"))) for table in (charges, funds)}
_ADD = {table: Ready(insert(table)) for table in (charges, funds)}


def live_funds(connection: Connection, client_id: int) -> list[Fund]:
    """What the client can spend, oldest first; what open tickets hold is in ``held``."""
    return [_fund(row) for row in _LIVE_FUNDS.all(connection, {"client": client_id})]


def live_charges(connection: Connection, client_id: int) -> list[Charge]:
    """What the client owes, oldest first."""
    return [_charge(row) for row in _LIVE_CHARGES.all(connection, {"client": client_id})]


def _fund(r: Any) -> Fund:
    return Fund(r.id, FundKind(r.kind), r.amount, r.left, r.held, r.at, r.expires_on, r.label)


def _charge(r: Any) -> Charge:
    return Charge(r.id, r.amount, r.left, r.held, r.at, r.label)


def live_items(
    connection: Connection, ids: Sequence[int], today: str
) -> dict[int, tuple[tuple[Fund, ...], tuple[Charge, ...]]]:
    """All that each of these clients can spend and owes, oldest first, in two statements."""
    of = {"clients": json.dumps(list(ids))}
    found = _by_client(_FUNDS_OF.all(connection, of)), _by_client(_CHARGES_OF.all(connection, of))
    return {
        client_id: (
            tuple(
                _fund(row)
                for row in found[0].get(client_id, ())
                if not row.expires_on or row.expires_on >= today
            ),
            tuple(_charge(row) for row in found[1].get(client_id, ())),
        )
        for client_id in ids
    }


def expired_funds(connection: Connection, today: str) -> dict[int, tuple[Fund, ...]]:
    """What is past its date and not held by an open ticket, by client."""
    rows = _by_client(_EXPIRED.all(connection, {"today": today}))
    return {client_id: tuple(map(_fund, some)) for client_id, some in rows.items()}


def owing_and_having(connection: Connection, today: str) -> list[int]:
    """The ids of the clients who can pay part of what they owe with what they have."""
    return [row.client_id for row in _OWING_AND_HAVING.all(connection, {"today": today})]


def _by_client(rows: Iterable[Any]) -> dict[int, list[Any]]:
    return {key: list(some) for key, some in groupby(rows, key=lambda row: row.client_id)}


def standing(connection: Connection, client_id: int, today: str) -> Standing:
    """What the client owes and has, and what of it is held or past its last day by ``today``.

    Its cost does not grow with history.
    """
    found = _STANDING.first(connection, {"client": client_id, "today": today})
    return Standing(*found) if found else Standing()


def after(connection: Connection, client_id: int, entry_id: int) -> Any:
    """The client's event right after which an entry left them; ``None`` where they had none yet."""
    return _AFTER.first(connection, {"client": client_id, "entry": entry_id})


def add_charge(connection: Connection, **values: Any) -> int:
    """Write an amount that a client owes from now on; ``left`` is all of it."""
    return add_charges(connection, [values])[0]


def add_fund(connection: Connection, **values: Any) -> int:
    """Write value that a client can spend from now on; ``left`` is all of it."""
    return add_funds(connection, [values])[0]


def origin_of(connection: Connection, table: str, item_id: int) -> dict[str, Any]:
    """Where a fund or charge came from, for one that stands in its place after a merge."""
    of = {"funds": funds, "charges": charges}[table]
    row = connection.execute(select(of).where(of.c.id == item_id)).one()._asdict()
    gone = ("id", "client_id", "entry_id", "moved_from", "amount", "left", "held", "seal")
    return {name: value for name, value in row.items() if name not in gone}


def add_charges(connection: Connection, many: Sequence[dict[str, Any]]) -> list[int]:
    """Write many charges at once; their ids in order. Without a ``due_on`` one is due at once."""
    due = [{"due_on": values["at"][:10], **values} for values in many]
    return _add_all(connection, charges, due)


def add_funds(connection: Connection, many: Sequence[dict[str, Any]]) -> list[int]:
    """Write many funds at once; their ids in order."""
    return _add_all(connection, funds, [{"expires_on": "", **values} for values in many])


def _add_all(connection: Connection, table: Table, many: Sequence[dict[str, Any]]) -> list[int]:
    first_id = (_LAST_ID[table].first(connection, {}).id or 0) + 1
    rows = []
    for last_id, values in enumerate(many, first_id):
        row = {
            "id": last_id,
            "ticket_id": None,
            "payment_id": None,
            "moved_from": None,
            "label": "",
            "reason": "",
            **values,
            "left": values["amount"],
            "held": 0,
        }
        rows.append({**row, "seal": seal_of(table.name, row)})
    if rows:
        _ADD[table].run_many(connection, rows)
    return [row["id"] for row in rows]
