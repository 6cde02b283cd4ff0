"""Handing what is left of one client's charges and funds to another.

A charge or fund keeps its client for good, so each is used up by the merge, and a new one that names
it stands in its place, with the same origin, age and date. Holds of open tickets move along.
"""

from typing import Any

from sqlalchemy import Connection, bindparam, select, text, update

from pos_app.persistence import accounts, claims
from pos_app.persistence.ready import Ready
from pos_app.persistence.tables.accounts import charges, funds, holds

_KEPT = ("origin", "ticket_id", "payment_id", "label", "reason", "at")
_LIVE = {
    "charge_id": Ready(
        select(charges).where(charges.c.client_id == bindparam("client"), text('"left" > 0'))
    ),
    "fund_id": Ready(
        select(funds).where(funds.c.client_id == bindparam("client"), text('"left" > 0'))
    ),
}
_TABLES = {"charge_id": charges, "fund_id": funds}


def move_items(connection: Connection, gone: int, into: int, entry_id: int) -> None:
    """Give ``into`` all that is left of what ``gone`` owes and has, by the merge's entry."""
    for item, live in _LIVE.items():
        for old in live.all(connection, {"client": gone}):
            new_id = _stand_in(connection, item, old, into, entry_id)
            _move_holds(connection, item, old, new_id)
            used = {"fund_id": None, "charge_id": None, item: old.id}
            claims.allocate(connection, [{"entry_id": entry_id, "amount": old.left, **used}])


def _stand_in(connection: Connection, item: str, old: Any, into: int, entry_id: int) -> int:
    kept = {column: getattr(old, column) for column in _KEPT}
    new = {"client_id": into, "amount": old.left, "entry_id": entry_id, "moved_from": old.id}
    if item == "charge_id":
        return accounts.add_charge(connection, **kept, **new, due_on=old.due_on)
    return accounts.add_fund(connection, **kept, **new, kind=old.kind, expires_on=old.expires_on)


def _move_holds(connection: Connection, item: str, old: Any, new_id: int) -> None:
    if not old.held:
        return
    table, held_by = _TABLES[item], holds.c[item]
    connection.execute(update(table).where(table.c.id == old.id).values(held=0))
    connection.execute(update(holds).where(held_by == old.id).values({item: new_id}))
    connection.execute(update(table).where(table.c.id == new_id).values(held=old.held))
