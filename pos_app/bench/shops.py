"""The shops that figures are taken on, set up like the demo's and without its history."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pos_app import demo
from pos_app.clock import Clock, SetClock
from pos_app.demo.stock import MANAGER
from pos_app.domain.shop import Client
from pos_app.persistence import catalog, migrate
from pos_app.persistence.database import Database
from pos_app.services.desk import Desk
from pos_app.services.imports import NewClient, add_clients

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for a figure's data, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="pos-app-bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def make(file: Path, clients: int) -> list[int]:
    """A shop where nothing was sold yet; returns the ids of its clients."""
    migrate.prepare(file, file.parent)
    database = Database(file, synchronous="OFF")
    office = demo.set_up(database, SetClock(NOW))
    many = [NewClient(Client(name=f"Client {n}")) for n in range(clients)]
    ids = sorted(add_clients(office, many).clients)
    database.close()
    return ids


def desk(file: Path, *, synchronous: str = "FULL", clock: Clock | None = None) -> Desk:
    """Till 1 of such a shop, with its manager signed in."""
    database = Database(file, synchronous=synchronous)
    with database.read() as connection:
        settings = catalog.load_settings(connection)
        till = catalog.all_tills(connection)[0]
    return Desk(database, clock or SetClock(NOW), settings, till, MANAGER)
