"""``find_client`` and ``filter_owing``: clients found key by key, and filtered by what they owe."""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any, cast

from sqlalchemy import text

from pos_app.bench import shops
from pos_app.bench.result import Result, Sizes, Stopwatch, Told
from pos_app.demo import guests
from pos_app.domain.client_list import Order, Shown
from pos_app.domain.shop import Client
from pos_app.persistence import people
from pos_app.persistence.database import Database
from pos_app.services import clients
from pos_app.services.desk import Desk

MOST_MS = 5
LIMIT = 2.5
FILTER_MS = 50
_OWING, _HAVING, _LOOKS = 13, 11, 100
_AT_ONCE = 20_000


def find_client(sizes: Sizes, told: Told) -> list[Result]:
    """The first 30 clients for each key, against the plain full-text statement."""
    with shops.scratch() as folder:
        file = folder / "shop.db"
        shops.make(file, 0)
        desk = shops.desk(file, synchronous="OFF")
        some = _add_clients(desk, sizes.clients, told)
        ours, plain = _race(desk, some[: sizes.searches], told)
        desk.database.close()
    data = f"{sizes.clients} clients, {len(ours.times)} keys"
    return [
        Result(
            "find_client", "ms", ours.p50, ours.p99, LIMIT, plain.p99, ours.p99 / plain.p99, data
        ),
        Result("find_client.first_rows", "ms", ours.p50, ours.p99, MOST_MS, data=data),
    ]


def filter_owing(sizes: Sizes, told: Told) -> list[Result]:
    """The first page of those who owe, in each order, as the clients page asks for it."""
    with shops.scratch() as folder:
        file = folder / "shop.db"
        shops.make(file, 0)
        desk = shops.desk(file, synchronous="OFF")
        _add_clients(desk, sizes.clients, told)
        _give_balances(desk)
        watch = Stopwatch()
        for look in range(_LOOKS):
            told("filtering", look, _LOOKS)
            for order in Order:
                with watch.lap():
                    clients.listed(desk, "", Shown.OWING, order)
        desk.database.close()
    data = f"{sizes.clients} clients, of whom one in {_OWING} owes, {len(watch.times)} looks"
    return [Result("filter_owing", "ms", watch.p50, watch.p99, FILTER_MS, data=data)]


def _give_balances(desk: Desk) -> None:
    """As their last events would: the list is filtered by what those leave on the cards."""
    with desk.database.write() as connection:
        connection.execute(
            text(
                "UPDATE clients SET owed = CASE WHEN id % :owing = 0 THEN id % 9973 * 10 + 10 ELSE 0"
                " END, has = CASE WHEN id % :having = 0 THEN id % 997 * 10 + 10 ELSE 0 END"
            ),
            {"owing": _OWING, "having": _HAVING},
        )


def _add_clients(desk: Desk, count: int, told: Told) -> list[Client]:
    """Add that many clients; returns some of them, from all over the list."""
    chance = Random(1)
    kept: list[Client] = []
    for start in range(0, count, _AT_ONCE):
        told("adding clients", start, count)
        many = [
            _with_phone(card, chance)
            for card in guests.cards(min(_AT_ONCE, count - start), chance, start)
        ]
        with desk.database.write() as connection:
            people.add_clients(connection, many, desk.at)
        kept += chance.sample(many, min(5, len(many)))
    chance.shuffle(kept)
    return kept


def _with_phone(card: Client, chance: Random) -> Client:
    """Numbers as they are spread over a city: the demo's all begin with the 555 of films."""
    area = chance.choice((503, 971, 360, 541))
    return replace(
        card, phone=f"{area} {chance.randrange(200, 1000)} {chance.randrange(10_000):04d}"
    )


def _race(desk: Desk, wanted: list[Client], told: Told) -> tuple[Stopwatch, Stopwatch]:
    ours, plain = Stopwatch(), Stopwatch()
    settled = Database(desk.database.path)
    with settled.engine.connect() as connection:
        raw = cast(sqlite3.Connection, connection.connection.driver_connection)
        for number, card in enumerate(wanted):
            told("typing", number, len(wanted))
            for typed in _keys(card):
                table, query = people.search_of(typed)
                with ours.lap():
                    found = clients.find_listed(desk, typed)
                with plain.lap():
                    rows = _plainly(raw, table, query)
                if [listed.client.id for listed in found] != [row[0] for row in rows]:
                    raise RuntimeError(f"find_client: “{typed}” found other clients than plain SQL")
    settled.close()
    return ours, plain


def _keys(card: Client) -> Iterator[str]:
    """What is typed, key by key: the name, the last name, the e-mail's start, part of the phone."""
    last = card.name.split()[-1]
    digits = re.sub(r"\D", "", card.phone)
    for whole in (card.name, last, card.email[:12], digits[3:]):
        least = 3 if whole.isdigit() else 1
        yield from (whole[:end] for end in range(least, len(whole) + 1))


def _plainly(raw: sqlite3.Connection, table: str, query: str) -> list[Any]:
    return raw.execute(
        f"SELECT c.* FROM {table} w JOIN clients c ON c.id = w.rowid"
        f" WHERE {table} MATCH ? AND c.archived_at = '' LIMIT {people.PAGE}",
        (query,),
    ).fetchall()
