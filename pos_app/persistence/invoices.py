"""Open invoices: the charges of which something is left, page by page; and what is owed by date.

Each order has an index that holds all it asks for (see ``tables``): the cost of a page does not grow
with the shop, and a sum over a million charges reads no row of the table.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, text

from pos_app.domain.invoice import OpenInvoice
from pos_app.persistence import people
from pos_app.persistence.ready import Ready

PAGE = 100
_MOST_CLIENTS = 200
_SELECT = (
    "SELECT c.id AS charge_id, c.client_id, p.name AS client, c.label, c.ticket_id,"
    ' t.number AS ticket_number, c.at, c.due_on, c.amount, c."left", c.held,'
    f" p.has - {people.expired_of('p')} AS has"
    " FROM charges c {index} JOIN clients p ON p.id = c.client_id"
    " LEFT JOIN tickets t ON t.id = c.ticket_id"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which open invoices are wanted: due within a span of dates, and of these clients or ticket.

    What has expired by ``today`` is nothing that their clients have.
    """

    first: str = "0001-01-01"
    last: str = "9999-12-31"
    clients: tuple[int, ...] | None = None
    ticket_number: int | None = None
    today: str = ""


def typed_as(connection: Connection, typed: str, first: str, last: str) -> Asked:
    """What somebody asks for by a ticket's number, or by any word of a client's name."""
    typed = typed.strip().removeprefix("#")
    if typed.isascii() and typed.isdigit():
        return Asked(first, last, ticket_number=int(typed[:15]))
    if not typed:
        return Asked(first, last)
    found = people.find(connection, typed, _MOST_CLIENTS)
    return Asked(first, last, clients=tuple(client.id for client in found))


def page(
    connection: Connection, asked: Asked, after: OpenInvoice | None = None, most: int = PAGE
) -> list[OpenInvoice]:
    """One page of open invoices, the longest overdue first; ``after`` is the last one before it."""
    where, values = _where(asked)
    if after is not None:
        where += " AND (c.due_on, c.id) > (:after_due, :after_id)"
        values |= {"after_due": after.due_on, "after_id": after.charge_id}
    query = _ready(
        f"{_SELECT.format(index=_index(asked))} WHERE {where} ORDER BY c.due_on, c.id LIMIT :most"
    )
    return [
        OpenInvoice(*row)
        for row in query.all(connection, values | {"most": most, "today": asked.today})
    ]


def of_charges(connection: Connection, ids: Sequence[int]) -> list[OpenInvoice]:
    """These open invoices, those due first before others."""
    query = _ready(
        f'{_SELECT.format(index="")} WHERE c."left" > 0 AND c.id IN (SELECT value FROM json_each(:ids))'
        " ORDER BY c.due_on, c.id"
    )
    return [
        OpenInvoice(*row)
        for row in query.all(connection, {"ids": json.dumps(list(ids)), "today": ""})
    ]


def owed_by_date(connection: Connection, asked: Asked) -> list[tuple[str, int]]:
    """What is owed, by the date on which it falls due."""
    where, values = _where(asked)
    numbered = " JOIN tickets t ON t.id = c.ticket_id" if asked.ticket_number is not None else ""
    query = _ready(
        f'SELECT c.due_on, sum(c."left") AS owed FROM charges c {_index(asked)}{numbered} WHERE {where}'
        " GROUP BY c.due_on"
    )
    return [(row.due_on, row.owed) for row in query.all(connection, values)]


def owed_by_client(
    connection: Connection, starts: Sequence[str], first_id: int, last_id: int
) -> list[Any]:
    """What each client of this span of ids owes: id, name, all of it, and what is due from each of
    ``starts`` on. Sums that include each other: apart from each other they take twice the time.
    """
    source = 'charges WHERE "left" > 0 AND client_id BETWEEN :first AND :last'
    return _by_client(connection, source, starts, {"first": first_id, "last": last_id})


def owed_by_client_on(
    connection: Connection, day: str, starts: Sequence[str], first_id: int, last_id: int
) -> list[Any]:
    """As :func:`owed_by_client`, by charges of this span of ids, as the books stood after ``day``.

    That is what each charge of that time was, less what was put against it until then.
    """
    source = f'({_LEFT_ON}) WHERE "left" > 0'
    values = {"day": day, "first": first_id, "last": last_id}
    return _by_client(connection, source, starts, values)


_LEFT_OF_ONE = """SELECT c.client_id, c.due_on, c.amount - coalesce((
        SELECT sum(a.amount) FROM allocations a JOIN entries x ON x.id = a.entry_id
        WHERE a.charge_id = c.id AND x.business_date <= :day), 0) AS "left"
    FROM {charges} JOIN entries e ON e.id = c.entry_id WHERE e.business_date <= :day AND {which}"""
_LEFT_ON = _LEFT_OF_ONE.format(charges="charges c", which="c.id BETWEEN :first AND :last")
# Settled charges stand in no index by client: they are found by the client's events.
_LEFT_OF_CLIENT = _LEFT_OF_ONE.format(
    charges="client_events v JOIN charges c ON c.entry_id = v.entry_id AND c.client_id = v.client_id",
    which="v.client_id = :client",
)


def client_owed_on(connection: Connection, client_id: int, day: str) -> list[tuple[str, int]]:
    """What a client owed after a past ``day``, by the date on which it fell due."""
    query = _ready(f'SELECT due_on, "left" FROM ({_LEFT_OF_CLIENT}) WHERE "left" > 0')
    return [tuple(row) for row in query.all(connection, {"client": client_id, "day": day})]


def _by_client(
    connection: Connection, source: str, starts: Sequence[str], values: dict[str, Any]
) -> list[Any]:
    sums = ", ".join(
        f'coalesce(sum("left") FILTER (WHERE due_on >= :d{n}), 0) AS s{n}'
        for n in range(len(starts))
    )
    query = _ready(
        'SELECT client_id, (SELECT name FROM clients WHERE id = client_id) AS name, sum("left") AS owed,'
        f" {sums} FROM {source} GROUP BY client_id"
    )
    return query.tuples(connection, values | {f"d{n}": start for n, start in enumerate(starts)})


def last_client(connection: Connection) -> int:
    """The highest id of a client who owes."""
    row = _ready('SELECT max(client_id) AS id FROM charges WHERE "left" > 0').first(connection, {})
    return int(row.id or 0)


def last_charge(connection: Connection) -> int:
    """The highest id of a charge."""
    return int(_ready("SELECT max(id) AS id FROM charges").first(connection, {}).id or 0)


def _index(asked: Asked) -> str:
    """A few clients' charges are found by client; SQLite would rather walk all of them by date."""
    return "INDEXED BY ix_charges_aging" if asked.clients is not None else ""


def _where(asked: Asked) -> tuple[str, dict[str, Any]]:
    # In the words of the indexes: SQLite uses those only for the same ones.
    where = 'c."left" > 0 AND c.due_on BETWEEN :first AND :last'
    values: dict[str, Any] = {"first": asked.first, "last": asked.last}
    if asked.clients is not None:
        where += " AND c.client_id IN (SELECT value FROM json_each(:clients))"
        values["clients"] = json.dumps(asked.clients)
    if asked.ticket_number is not None:
        where += " AND t.number = :number"
        values["number"] = asked.ticket_number
    return where, values


@cache
def _ready(sql: str) -> Ready:
    return Ready(text(sql))
