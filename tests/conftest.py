"""What every test may ask for: a migrated database of its own, a clock that stands, a desk."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from gettext import NullTranslations
from pathlib import Path

import pytest

from pos_app import locales
from pos_app.clock import SetClock, stamp
from pos_app.domain import money, words
from pos_app.domain.payment import PaymentKind
from pos_app.domain.reason import ReasonKind
from pos_app.domain.shop import PaymentType, Role, Settings, StaffMember, Till
from pos_app.domain.tax import TaxRate
from pos_app.persistence import books, catalog, migrate, people
from pos_app.persistence.database import Database
from pos_app.services.desk import Desk

MANAGER = StaffMember("S1", "Maya Chen", Role.MANAGER)
FRONT_DESK = StaffMember("S2", "Leo Park", Role.FRONT_DESK)
REASON_KINDS = (
    ReasonKind("goodwill", "Goodwill"),
    ReasonKind("key", "Locker key"),
    ReasonKind("error", "Error", asks_more=True),
)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def empty_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with nothing in it, made once; copy it."""
    folder = tmp_path_factory.mktemp("template")
    migrate.prepare(folder / "shop.db", folder / "backups")
    return folder / "shop.db"


@pytest.fixture(scope="session")
def shop_template(empty_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop that is set up, made once; copy it."""
    file = tmp_path_factory.mktemp("shop") / "shop.db"
    shutil.copy(empty_shop, file)
    database = Database(file)
    with database.write() as connection:
        catalog.save_settings(connection, Settings(shop_name="Luma Studio"))
        for member in (MANAGER, FRONT_DESK):
            people.put_staff(connection, member.code, name=member.name, role=str(member.role))
        catalog.put_till(connection, Till(0, "Till 1"))
        catalog.put_tax(connection, TaxRate("sales", "Sales tax", 82_500))
        for position, kind in enumerate(PaymentKind):
            name = str(kind).replace("_", " ").capitalize()
            catalog.put_payment_type(
                connection, PaymentType(str(kind), name, kind, position=position)
            )
        for reason in REASON_KINDS:
            catalog.put_reason_kind(connection, reason)
        for writer in ("T1", "OFFICE"):
            books.open_series(connection, writer, stamp(NOON))
    database.close()
    return file


@pytest.fixture
def data(shop_template: Path, tmp_path: Path) -> Path:
    """A data folder with a shop that is set up."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(shop_template, folder / "shop.db")
    return folder


@pytest.fixture
def database(data: Path) -> Iterator[Database]:
    """The database of that shop, durable like the real one; a lock is not waited for."""
    opened = Database(data / "shop.db", busy_ms=0)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> SetClock:
    """Noon on 22 November 2026, until a test puts it elsewhere."""
    return SetClock(NOON)


@pytest.fixture
def desk(database: Database, clock: SetClock) -> Desk:
    """Till 1 with a manager signed in."""
    with database.read() as connection:
        settings = catalog.load_settings(connection)
    return Desk(database, clock, settings, Till(1, "Till 1"), MANAGER)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach; pytest's own are closed to them."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _plain_words_and_dollars() -> Iterator[None]:
    """No test leaves its language or currency to the next."""
    yield
    words.use(NullTranslations())
    money.use_format(money.DOLLARS)
    locales.use_formats(locales.Formats())
