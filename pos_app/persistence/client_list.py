"""The list of clients, page by page: its cost must not grow with the shop.

Each order and each filter has an index of its own (see ``tables``), and a page begins where the one
before ended, so that a million clients are filtered as fast as a hundred.
"""

from functools import cache
from typing import Any

from sqlalchemy import Connection, text

from pos_app.domain.client_list import Listed, Order, Shown
from pos_app.persistence.people import expired_of, listed_of_row, search_of
from pos_app.persistence.ready import Ready

PAGE = 50
MANY = 20_000
"""Above so many matches, what is typed says too little to sort them: they come as they were added."""

_EXPIRED = expired_of("c")
# In the words of the indexes: SQLite uses those only for the same ones.
_WHERE = {
    Shown.ALL: "c.archived_at = ''",
    Shown.OWING: "c.archived_at = '' AND c.owed > 0",
    Shown.HAVING: f"c.archived_at = '' AND c.has > 0 AND c.has > {_EXPIRED}",
    Shown.BOTH: f"c.archived_at = '' AND c.owed > 0 AND c.has > 0 AND c.has > {_EXPIRED}",
    Shown.ARCHIVED: "c.archived_at <> ''",
}
_SORTED = {
    Order.NAME: "c.name_key, c.id",
    Order.OWED: "c.owed DESC, c.name_key DESC, c.id DESC",
    Order.HAS: "c.has DESC, c.name_key DESC, c.id DESC",
}
_AFTER = {
    Order.NAME: "(c.name_key, c.id) > (:name_key, :id)",
    Order.OWED: "(c.owed, c.name_key, c.id) < (:owed, :name_key, :id)",
    Order.HAS: "(c.has, c.name_key, c.id) < (:has, :name_key, :id)",
}


def page(
    connection: Connection,
    typed: str,
    today: str,
    shown: Shown,
    order: Order,
    after: Listed | None = None,
) -> list[Listed]:
    """One page of the list as of ``today``, from its start or after the last line of the page before."""
    table, query = search_of(typed)
    if query and _match_many(connection, table, query):
        rows = _as_added(connection, table, query, today, shown, after)
    else:
        rows = _in_order(connection, table, query, today, shown, order, after)
    return [listed_of_row(row) for row in rows]


def _match_many(connection: Connection, table: str, query: str) -> bool:
    found = _ready(
        "SELECT count(*) AS found FROM"
        f" (SELECT rowid FROM {table} WHERE {table} MATCH :query LIMIT {MANY + 1})"
    )
    return int(found.first(connection, {"query": query}).found) > MANY


def _as_added(
    connection: Connection, table: str, query: str, today: str, shown: Shown, after: Listed | None
) -> list[Any]:
    found = _ready(
        f"SELECT c.*, {_EXPIRED} AS expired FROM {table} w JOIN clients c ON c.id = w.rowid"
        f" WHERE {_WHERE[shown]} AND {table} MATCH :query AND w.rowid > :id LIMIT {PAGE}"
    )
    after_id = after.client.id if after else 0
    return found.all(connection, {"query": query, "today": today, "id": after_id})


def _in_order(
    connection: Connection,
    table: str,
    query: str,
    today: str,
    shown: Shown,
    order: Order,
    after: Listed | None,
) -> list[Any]:
    where = [_WHERE[shown]]
    values: dict[str, Any] = {"today": today}
    if query:
        where.append(f"c.id IN (SELECT rowid FROM {table} WHERE {table} MATCH :query)")
        values["query"] = query
    if after is not None:
        where.append(_AFTER[order])
        values |= {"name_key": after.name_key, "id": after.client.id}
        values |= {"owed": after.owed} if order is Order.OWED else {}
        values |= {"has": after.has + after.expired} if order is Order.HAS else {}
    found = _ready(
        f"SELECT c.*, {_EXPIRED} AS expired FROM clients c WHERE {' AND '.join(where)}"
        f" ORDER BY {_SORTED[order]} LIMIT {PAGE}"
    )
    return found.all(connection, values)


@cache
def _ready(sql: str) -> Ready:
    return Ready(text(sql))
