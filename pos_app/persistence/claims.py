"""Claims on funds, charges and gift cards, and what becomes of them (R2).

What is left and held changes only by conditional relative updates, so that two tills that read the
same figure can never both take it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from pos_app.domain.client_account import Share
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence.ready import Ready
from pos_app.persistence.seals import seal_of
from pos_app.persistence.tables.accounts import allocations, charges, funds, holds
from pos_app.persistence.tables.gift_cards import gift_cards

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
