"""An act of a service against plain ``sqlite3`` writing the very same rows.

The statements of each turn are recorded on one copy of the shop. Then, turn by turn, so that the
machine's moods meet both alike, a second copy acts and a third takes the recorded statements bare.
"""

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar, cast

from pos_app.bench import plain_sql, shops
from pos_app.bench.plain_sql import Statement
from pos_app.bench.result import Result, Stopwatch, Told
from pos_app.persistence.database import Database
from pos_app.services.desk import Desk

Turn = TypeVar("Turn")
Prepare = Callable[[Desk, Turn], Callable[[], object]]
"""Makes ready outside the clock what is then timed."""


def against_plain(
    name: str,
    shop: Path,
    turns: Sequence[Turn],
    prepare: Prepare[Turn],
    told: Told,
    *,
    warm_up: int,
    limit: float,
    data: str,
) -> Result:
    """Take the figure on copies of a shop; the first ``warm_up`` turns do not count."""
    bare, real, tried = (shop.with_name(f"{copy}.db") for copy in ("bare", "real", "tried"))
    for copy in (bare, real, tried):
        shutil.copy(shop, copy)
    recorded = _record(tried, turns, prepare)
    ours, plain = Stopwatch(), Stopwatch()
    desk, settled = shops.desk(real), Database(bare)
    with settled.engine.connect() as connection:
        raw = cast(sqlite3.Connection, connection.connection.driver_connection)
        for number, (turn, statements) in enumerate(zip(turns, recorded, strict=True)):
            told(name, number, len(turns))
            act = prepare(desk, turn)
            with ours.lap():
                act()
            with plain.lap():
                plain_sql.write(raw, statements)
    settled.close()
    desk.database.close()
    for watch in (ours, plain):
        del watch.times[:warm_up]
    plain_sql.check_same(name, real, bare)
    data = f"{data}; plain sqlite3 runs the same {len(recorded[-1])} statements"
    return Result(name, "ms", ours.p50, ours.p99, limit, plain.p50, ours.p50 / plain.p50, data)


def _record(file: Path, turns: Sequence[Turn], prepare: Prepare[Turn]) -> list[list[Statement]]:
    """What each turn writes, as the driver gets it."""
    desk = shops.desk(file, synchronous="OFF")
    recorded = []
    for turn in turns:
        act = prepare(desk, turn)
        with plain_sql.recorded(desk.database) as written:
            act()
        recorded.append(written)
    desk.database.close()
    return recorded
