"""``verify`` and ``client_balance``: figures of large books."""

import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from random import Random

from pos_app import demo
from pos_app.bench import shops
from pos_app.bench.copies import Copier
from pos_app.bench.result import Result, Sizes, Stopwatch, Told
from pos_app.clock import SetClock
from pos_app.domain.client_account import FundKind
from pos_app.domain.shop import Client
from pos_app.persistence.database import Database
from pos_app.reports.verify import VERIFIED
from pos_app.reports.verify import verify as verify_books
from pos_app.services import history, selling
from pos_app.services.desk import Desk
from pos_app.services.imports import NewClient, add_clients

VERIFY_LIMIT = 3
BALANCE_MS = 2
_VISITS = 60
_LOOKS = 200


def verify(sizes: Sizes, told: Told) -> list[Result]:
    """Verify large books, against one plain pass that reads and hashes the same rows."""
    with shops.scratch() as folder:
        file = folder / "shop.db"
        _play(file)
        had = _count(file, "postings")
        Copier(file).write(-(-sizes.postings // had), told)
        ours, plain = Stopwatch(), Stopwatch()
        database = Database(file)
        for number in range(sizes.passes):
            told("verifying", number, sizes.passes)
            with plain.lap():
                _read_plainly(file)
            with ours.lap():
                found = verify_books(database)
            if found:
                raise RuntimeError(f"verify: the copied books are not sound: {found[:3]}")
        database.close()
        count = _count(file, "postings")
    return [
        Result("verify", "ms", ours.p50, ours.p99, VERIFY_LIMIT, plain.p50, ours.p50 / plain.p50,
               f"{count} postings, {sizes.passes} passes")
    ]  # fmt: skip


def _play(file: Path) -> None:
    """Some visits of every kind, in a shop of their own."""
    clients = shops.make(file, 20)
    clock = SetClock(shops.NOW)
    desk = shops.desk(file, synchronous="OFF", clock=clock)
    shop = demo.at_work(desk, clock, Random(1), clients)
    for _visit in range(_VISITS):
        shop.play()
    desk.database.close()


def _count(file: Path, table: str) -> int:
    with closing(sqlite3.connect(file)) as raw:
        return int(raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _read_plainly(file: Path) -> str:
    digest = sha256()
    with closing(sqlite3.connect(file)) as raw:
        for table in VERIFIED:
            for row in raw.execute(f"SELECT * FROM {table}"):
                digest.update(repr(row).encode())
    return digest.hexdigest()


def client_balance(sizes: Sizes, told: Told) -> list[Result]:
    """A client's balance and first page of history, in their own book and in one far larger."""
    with shops.scratch() as folder:
        small, large = folder / "small.db", folder / "large.db"
        client_id = long_history(small, sizes.events, told)
        shutil.copy(small, large)
        _add_others(large, sizes.events * sizes.book_times, told)
        desks = [shops.desk(small), shops.desk(large)]
        watches = [Stopwatch(), Stopwatch()]
        for look in range(_LOOKS):
            told("looking", look, _LOOKS)
            for desk, watch in zip(desks, watches, strict=True):
                with watch.lap():
                    history.account(desk, client_id)
        for desk in desks:
            desk.database.close()
        entries = _count(large, "entries")
    of, in_large = watches
    data = f"a client with {sizes.events} events"
    return [
        Result("client_balance", "ms", of.p50, of.p99, BALANCE_MS, data=data),
        Result("client_balance.large_book", "ms", in_large.p50, in_large.p99, BALANCE_MS,
               data=f"{data}, in a book of {entries} entries"),
    ]  # fmt: skip


def long_history(file: Path, events: int, told: Told) -> int:
    """A client with so many events: they put money on their account and spend it, again and again."""
    (client_id,) = shops.make(file, 1)
    desk = shops.desk(file, synchronous="OFF")
    shop = demo.at_work(desk, SetClock(shops.NOW), Random(1), [client_id])
    first = shop.serve(client_id)
    selling.top_up(first.desk, first.ticket_id, 45_00)
    first.put("cash", 45_00)
    first.close()
    second = shop.serve(client_id)
    second.add("Blow-out")
    second.put("balance", 45_00)
    second.close()
    desk.database.close()
    Copier(file, same_clients=True).write(-(-events // 2), told)
    return client_id


def _add_others(file: Path, count: int, told: Told) -> None:
    """So many more entries in the book, of other clients."""
    desk = shops.desk(file, synchronous="OFF")
    _openings(desk, count, told)
    desk.database.close()


def _openings(desk: Desk, count: int, told: Told) -> None:
    at_once = 10_000
    for start in range(0, count, at_once):
        told("adding others", start, count)
        some = range(start, min(start + at_once, count))
        many = [NewClient(Client(name=f"Other {n}"), has=10_00) for n in some]
        add_clients(desk, many, FundKind.CREDIT)
