"""Funds, charges and the holds on them (R2).

What is left and held changes only by conditional relative updates, so that two tills that read the
same figure can never both take it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, text, update

from pos_app.domain.client_account import Charge, Fund, FundKind, Share, Standing
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence.ready import Ready
from pos_app.persistence.seals import seal_of
from pos_app.persistence.tables import allocations, charges, client_events, funds, holds

_LIVE_FUNDS, _LIVE_CHARGES = (
    Ready(
        select(table)
        .where(table.c.client_id == bindparam("client"), text('"left" > 0'))
        .order_by(table.c.at, table.c.id)
    )
    for table in (funds, charges)
)


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
    )
    .where(client_events.c.client_id == bindparam("client"))
    .order_by(client_events.c.number.desc())
    .limit(1)
)
_HOLDS = Ready(
    select(holds, funds.c.kind.label("fund_kind"))
    .outerjoin(funds, holds.c.fund_id == funds.c.id)
    .where(holds.c.ticket_id == bindparam("ticket"))
    .order_by(holds.c.id)
)
_HOLD = Ready(insert(holds))
_LET_GO = Ready(delete(holds).where(holds.c.ticket_id == bindparam("ticket")))
_ALLOCATE = Ready(insert(allocations))
_LAST_ID = {table: select(func.max(table.c.id)) for table in (charges, funds)}


def _claim(table: Table) -> Ready:
    return Ready(
        update(table)
        .where(table.c.id == bindparam("item"), table.c.left - table.c.held >= bindparam("n"))
        .values(held=table.c.held + bindparam("n"))
    )


def _release(table: Table) -> Ready:
    return Ready(
        update(table)
        .where(table.c.id == bindparam("item"), table.c.held >= bindparam("n"))
        .values(held=table.c.held - bindparam("n"))
    )


def _use(table: Table) -> Ready:
    return Ready(
        update(table)
        .where(table.c.id == bindparam("item"), table.c.held >= bindparam("n"))
        .values(held=table.c.held - bindparam("n"), left=table.c.left - bindparam("n"))
    )


_CLAIM = {"fund_id": _claim(funds), "charge_id": _claim(charges)}
_RELEASE = {"fund_id": _release(funds), "charge_id": _release(charges)}
_USE = {"fund_id": _use(funds), "charge_id": _use(charges)}


def live_funds(connection: Connection, client_id: int) -> list[Fund]:
    """What the client can spend, oldest first; what open tickets hold is in ``held``."""
    return [
        Fund(r.id, FundKind(r.kind), r.amount, r.left, r.held, r.at, r.expires_on, r.label)
        for r in _LIVE_FUNDS.all(connection, {"client": client_id})
    ]


def live_charges(connection: Connection, client_id: int) -> list[Charge]:
    """What the client owes, oldest first."""
    return [
        Charge(r.id, r.amount, r.left, r.held, r.at, r.label)
        for r in _LIVE_CHARGES.all(connection, {"client": client_id})
    ]


def standing(connection: Connection, client_id: int) -> Standing:
    """What the client owes and has, and what of it is held. Its cost does not grow with history."""
    found = _STANDING.first(connection, {"client": client_id})
    return Standing(*found) if found else Standing()


def hold(
    connection: Connection,
    ticket_id: int,
    shares: Iterable[Share],
    *,
    payment_id: int | None = None,
    line_number: int | None = None,
) -> None:
    """Claim parts of funds (for a payment) or of charges (for a payoff line) for an open ticket (R7).

    Raises:
        UserError: another ticket claimed it in the meantime. Nothing of this transaction is kept.
    """
    item = "fund_id" if payment_id is not None else "charge_id"
    for share in shares:
        taken = _CLAIM[item].run(connection, {"item": share.id, "n": share.amount})
        if taken != 1:
            raise UserError(
                _("Another ticket has just taken part of this balance. Look at it and try again.")
            )
        _HOLD.run(
            connection,
            {
                "ticket_id": ticket_id,
                "payment_id": payment_id,
                "line_number": line_number,
                item: share.id,
                "amount": share.amount,
            },
        )


def holds_of(connection: Connection, ticket_id: int) -> Sequence[Any]:
    """The holds of one ticket, as rows."""
    return _HOLDS.all(connection, {"ticket": ticket_id})


def release(
    connection: Connection,
    ticket_id: int,
    *,
    payment_id: int | None = None,
    line_number: int | None = None,
) -> None:
    """Give back what a payment, a payoff line or, with neither, the whole ticket holds."""
    for row in holds_of(connection, ticket_id):
        if payment_id not in (None, row.payment_id) or line_number not in (None, row.line_number):
            continue
        item, item_id = _item(row)
        given = _RELEASE[item].run(connection, {"item": item_id, "n": row.amount})
        if given != 1:
            raise RuntimeError(f"hold {row.id} is more than its {item} {item_id} has held")
        connection.execute(delete(holds).where(holds.c.id == row.id))


def allocate_holds(
    connection: Connection, ticket_id: int, entry_id: int, held: Sequence[Any]
) -> None:
    """Turn ``held``, the ticket's holds, into allocations, as it closes. Nothing is held any more."""
    made = []
    for row in held:
        item, item_id = _item(row)
        used = _USE[item].run(connection, {"item": item_id, "n": row.amount})
        if used != 1:
            raise RuntimeError(f"hold {row.id} is more than its {item} {item_id} has held")
        made.append(
            {
                "entry_id": entry_id,
                "ticket_id": ticket_id,
                "payment_id": row.payment_id,
                "line_number": row.line_number,
                "fund_id": row.fund_id,
                "charge_id": row.charge_id,
                "amount": row.amount,
                "reverses_id": None,
            }
        )
    if made:
        for allocation in made:
            allocation["seal"] = seal_of("allocations", allocation)
        _ALLOCATE.run_many(connection, made)
        _LET_GO.run(connection, {"ticket": ticket_id})


def _item(row: Any) -> tuple[str, int]:
    return ("fund_id", row.fund_id) if row.fund_id is not None else ("charge_id", row.charge_id)


def add_charge(connection: Connection, **values: Any) -> int:
    """Write an amount that a client owes from now on; ``left`` is all of it."""
    return _add(connection, charges, values)


def add_fund(connection: Connection, **values: Any) -> int:
    """Write value that a client can spend from now on; ``left`` is all of it."""
    return _add(connection, funds, {"expires_on": "", **values})


def add_charges(connection: Connection, many: Sequence[dict[str, Any]]) -> None:
    """Write many charges at once."""
    _add_all(connection, charges, many)


def add_funds(connection: Connection, many: Sequence[dict[str, Any]]) -> None:
    """Write many funds at once."""
    _add_all(connection, funds, [{"expires_on": "", **values} for values in many])


def _add(connection: Connection, table: Table, values: dict[str, Any]) -> int:
    return _add_all(connection, table, [values])


def _add_all(connection: Connection, table: Table, many: Sequence[dict[str, Any]]) -> int:
    last_id = connection.scalar(_LAST_ID[table]) or 0
    rows = []
    for values in many:
        last_id += 1
        row = {
            "id": last_id,
            "ticket_id": None,
            "payment_id": None,
            "label": "",
            "reason": "",
            **values,
            "left": values["amount"],
            "held": 0,
        }
        rows.append({**row, "seal": seal_of(table.name, row)})
    if rows:
        connection.execute(insert(table), rows)
    return int(last_id)
