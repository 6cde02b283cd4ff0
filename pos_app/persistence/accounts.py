"""Funds, charges, gift cards and the holds on them (R2).

What is left and held changes only by conditional relative updates, so that two tills that read the
same figure can never both take it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, text, update

from pos_app.domain.client_account import Charge, Fund, FundKind, Share, Standing
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence.ready import Ready
from pos_app.persistence.seals import seal_of
from pos_app.persistence.tables.accounts import allocations, charges, client_events, funds, holds
from pos_app.persistence.tables.gift_cards import gift_cards

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
_HOLDS = Ready(
    select(holds, funds.c.kind.label("fund_kind"), gift_cards.c.number.label("card_number"))
    .outerjoin(funds, holds.c.fund_id == funds.c.id)
    .outerjoin(gift_cards, holds.c.gift_card_id == gift_cards.c.id)
    .where(holds.c.ticket_id == bindparam("ticket"))
    .order_by(holds.c.id)
)
_HOLD = Ready(insert(holds))
_LET_GO = Ready(delete(holds).where(holds.c.ticket_id == bindparam("ticket")))
_ALLOCATE = Ready(insert(allocations))
_LAST_ID = {table: Ready(select(func.max(table.c.id).label("id"))) for table in (charges, funds)}
_ADD = {table: Ready(insert(table)) for table in (charges, funds)}


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


def _spend(table: Table) -> Ready:
    return Ready(
        update(table)
        .where(table.c.id == bindparam("item"), table.c.left - table.c.held >= bindparam("n"))
        .values(left=table.c.left - bindparam("n"))
    )


def _restore(table: Table) -> Ready:
    """Give back what was used. Of a fund or charge, never more than there was; the table checks it."""
    return Ready(
        update(table)
        .where(table.c.id == bindparam("item"))
        .values(left=table.c.left + bindparam("n"))
    )


_ITEMS = {"fund_id": funds, "charge_id": charges, "gift_card_id": gift_cards}
_RESTORE = {item: _restore(table) for item, table in _ITEMS.items()}
_SPEND = {item: _spend(table) for item, table in _ITEMS.items()}
_CLAIM = {item: _claim(table) for item, table in _ITEMS.items()}
_RELEASE = {item: _release(table) for item, table in _ITEMS.items()}
_USE = {item: _use(table) for item, table in _ITEMS.items()}


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
    _hold(connection, item, ticket_id, shares, payment_id, line_number)


def hold_card(connection: Connection, ticket_id: int, share: Share, payment_id: int) -> None:
    """Claim part of a gift card for a payment on an open ticket (R7).

    Raises:
        UserError: another ticket claimed it in the meantime. Nothing of this transaction is kept.
    """
    _hold(connection, "gift_card_id", ticket_id, [share], payment_id, None)


def _hold(
    connection: Connection,
    item: str,
    ticket_id: int,
    shares: Iterable[Share],
    payment_id: int | None,
    line_number: int | None,
) -> None:
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
            _allocation(
                entry_id=entry_id,
                ticket_id=ticket_id,
                payment_id=row.payment_id,
                line_number=row.line_number,
                fund_id=row.fund_id,
                charge_id=row.charge_id,
                gift_card_id=row.gift_card_id,
                amount=row.amount,
            )
        )
    if made:
        _ALLOCATE.run_many(connection, made)
        _LET_GO.run(connection, {"ticket": ticket_id})


def allocate(connection: Connection, many: Sequence[Mapping[str, int | None]]) -> None:
    """Use up parts of funds, charges or gift cards, or of a fund put against a charge, at once.

    Each says its ``entry_id``, its ``amount`` and what it is of; an amount below zero is put on a card.

    Raises:
        UserError: a ticket claimed part of one in the meantime. Nothing of this transaction is kept.
    """
    for item, spend in _SPEND.items():
        used = [{"item": of[item], "n": of["amount"]} for of in many if of.get(item) is not None]
        if used and spend.run_many(connection, used) != len(used):
            raise UserError(
                _("A ticket has just taken part of this balance. Look at it and try again.")
            )
    if many:
        _ALLOCATE.run_many(connection, [_allocation(**of) for of in many])


def reverse(connection: Connection, many: Sequence[Mapping[str, int | None]]) -> None:
    """Take parts of allocations back: each says its ``reverses_id`` and an ``amount`` below zero.

    Raises:
        RuntimeError: more would be left of a fund or charge than there ever was (a bug).
    """
    for item, restore in _RESTORE.items():
        back = [
            {"item": of[item], "n": -(of["amount"] or 0)} for of in many if of.get(item) is not None
        ]
        if back and restore.run_many(connection, back) != len(back):
            raise RuntimeError(f"a reversal leaves more of a {item} than there was")
    if many:
        _ALLOCATE.run_many(connection, [_allocation(**of) for of in many])


def _allocation(**values: int | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "ticket_id": None,
        "payment_id": None,
        "line_number": None,
        "fund_id": None,
        "charge_id": None,
        "gift_card_id": None,
        "reverses_id": None,
        **values,
    }
    return {**row, "seal": seal_of("allocations", row)}


def _item(row: Any) -> tuple[str, int]:
    return next((item, of) for item in _ITEMS if (of := getattr(row, item)) is not None)


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
