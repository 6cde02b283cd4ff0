"""``bulk_apply``: what a thousand clients have, put against what each of them owes, in one act (R12).

The statements are recorded on one copy of the shop; then, turn by turn, a second copy runs the service
and a third takes the recorded statements bare.
"""

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from pos_app.bench import plain_sql, shops
from pos_app.bench.plain_sql import Statement
from pos_app.bench.result import Result, Sizes, Stopwatch, Told
from pos_app.domain.balance_acts import ApplyFunds
from pos_app.domain.client_account import FundKind
from pos_app.domain.shop import Client
from pos_app.persistence.database import Database
from pos_app.services import client_accounts
from pos_app.services.desk import Desk
from pos_app.services.imports import NewClient, add_clients

LIMIT = 5
_WARM_UP = 1


def bulk_apply(sizes: Sizes, told: Told) -> list[Result]:
    """Apply a credit to an invoice for each of many clients, in one durable transaction."""
    with shops.scratch() as folder:
        original = folder / "shop.db"
        turns = _owing_clients(original, sizes.applied, sizes.passes + _WARM_UP)
        bare, real, tried = (folder / f"{name}.db" for name in ("bare", "real", "tried"))
        for copy in (bare, real, tried):
            shutil.copy(original, copy)
        ours, plain = _race(real, bare, turns, _record(tried, turns), told)
        plain_sql.check_same("bulk_apply", real, bare)
    return [
        Result(
            name="bulk_apply",
            unit="ms",
            p50=ours.p50,
            p99=ours.p99,
            floor=plain.p50,
            ratio=ours.p50 / plain.p50,
            limit=LIMIT,
            data=f"{sizes.applied} clients at once, {sizes.passes} times; plain sqlite3 writes the"
            " same rows",
        )
    ]


def _owing_clients(file: Path, count: int, turns: int) -> list[list[int]]:
    """For each turn so many clients who owe 45.00 and have 30.00."""
    shops.make(file, 0)
    desk = shops.desk(file, synchronous="OFF")
    made = []
    for _turn in range(turns):
        many = [NewClient(Client(name=f"Client {n}"), owed=45_00, has=30_00) for n in range(count)]
        made.append(sorted(add_clients(desk, many, FundKind.CREDIT).clients))
    desk.database.close()
    return made


def _apply(desk: Desk, clients: Sequence[int]) -> None:
    acts = dict.fromkeys(clients, ApplyFunds())
    client_accounts.apply_to_many(desk, f"apply from {clients[0]}", acts)


def _record(file: Path, turns: Sequence[Sequence[int]]) -> list[list[Statement]]:
    desk = shops.desk(file, synchronous="OFF")
    recorded = []
    for clients in turns:
        with plain_sql.recorded(desk.database) as written:
            _apply(desk, clients)
        recorded.append(written)
    desk.database.close()
    return recorded


def _race(
    real: Path,
    bare: Path,
    turns: Sequence[Sequence[int]],
    recorded: Sequence[Sequence[Statement]],
    told: Told,
) -> tuple[Stopwatch, Stopwatch]:
    ours, plain = Stopwatch(), Stopwatch()
    desk = shops.desk(real)
    settled = Database(bare)
    with settled.engine.connect() as connection:
        raw = cast(sqlite3.Connection, connection.connection.driver_connection)
        for number, (clients, statements) in enumerate(zip(turns, recorded, strict=True)):
            told("applying", number, len(turns))
            with ours.lap():
                _apply(desk, clients)
            with plain.lap():
                plain_sql.write(raw, statements)
    settled.close()
    desk.database.close()
    for watch in (ours, plain):
        del watch.times[:_WARM_UP]
    return ours, plain
