"""The shops that figures are taken on: made by the services where their books are read as books."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pos_app.clock import Clock, SetClock
from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import Item, PaymentType, Role, Settings, StaffMember, Till
from pos_app.domain.tax import TaxRate
from pos_app.domain.ticket import LineKind
from pos_app.persistence import books, catalog, migrate, people
from pos_app.persistence.database import Database
from pos_app.services.desk import Desk

NOW = datetime(2026, 11, 21, 14, 32, tzinfo=UTC)
TILL = Till(1, "Till 1")
STAFF = StaffMember("S1", "Maria R.", Role.MANAGER)
SETTINGS = Settings(shop_name="Fern & Fable")
SERVICES = 20
PRODUCTS = 20


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for a figure's data, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="pos-app-bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def make(file: Path) -> None:
    """A shop that is set up, with nothing sold yet: ``SERVICES`` services, then ``PRODUCTS`` products."""
    migrate.prepare(file, file.parent)
    database = Database(file, synchronous="OFF")
    with database.write() as connection:
        catalog.save_settings(connection, SETTINGS)
        people.put_staff(connection, STAFF.code, name=STAFF.name, role=str(STAFF.role))
        catalog.put_till(connection, Till(0, TILL.name))
        for writer in (TILL.writer, "OFFICE"):
            books.open_series(connection, writer, "2026-01-01T00:00:00.000Z")
        catalog.put_tax(connection, TaxRate("SALES", "Sales tax", 82_500))
        for kind in PaymentKind:
            # Codes as a new shop has them.
            code = {"client_balance": "balance", "pay_later": "later"}.get(kind, str(kind))
            catalog.put_payment_type(connection, PaymentType(code, str(kind), kind))
        catalog.add_items(connection, [*_services(), *_products()])
    database.close()


def _services() -> list[Item]:
    return [
        Item(kind=LineKind.SERVICE, name=f"Service {n}", price=30_00 + n * 7_50, minutes=30)
        for n in range(SERVICES)
    ]


def _products() -> list[Item]:
    return [
        Item(
            kind=LineKind.PRODUCT,
            name=f"Product {n}",
            sku=f"P{n:05d}",
            barcode=f"{4_000_000_000_000 + n}",
            price=9_00 + n * 3_10,
            taxes=("SALES",),
        )
        for n in range(PRODUCTS)
    ]


def desk(file: Path, *, synchronous: str = "FULL", clock: Clock | None = None) -> Desk:
    """Till 1 of such a shop, with its manager signed in."""
    database = Database(file, synchronous=synchronous)
    return Desk(database, clock or SetClock(NOW), SETTINGS, TILL, STAFF)
