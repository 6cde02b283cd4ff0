"""The first start."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copy

import pytest

from pos_app.clock import SetClock
from pos_app.domain.shop import Role, Settings
from pos_app.domain.tax import TaxRate
from pos_app.errors import UserError
from pos_app.persistence.database import Database
from pos_app.reports.verify import verify
from pos_app.services import setup, staff
from pos_app.services.desk import Desk
from pos_app.services.setup import NewShop
from tests.services.counter import Counter

NEW = NewShop(
    settings=Settings(shop_name=" Fern & Fable ", currency="EUR"),
    manager="Maria R",
    pin="2580",
    till="Front desk",
    printer="tcp://127.0.0.1",
    taxes=(TaxRate("VAT", "VAT", 200_000),),
)


@pytest.fixture
def bare(empty_shop: Path, tmp_path: Path, clock: SetClock) -> Iterator[Desk]:
    """A desk on a database with nothing in it."""
    copy(empty_shop, tmp_path / "shop.db")
    database = Database(tmp_path / "shop.db")
    yield Desk(database, clock, Settings())
    database.close()


def test_a_new_shop_can_sell_at_once(bare: Desk) -> None:
    made = setup.create(bare, NEW)
    counter = Counter(made.desk)
    counter.sell(None, 4500, "cash")
    assert made.desk.settings.shop_name == "Fern & Fable"
    assert verify(made.desk.database) == []


def test_the_first_manager_is_the_owner_and_can_sign_in_and_recover(bare: Desk) -> None:
    made = setup.create(bare, NEW)
    assert staff.sign_in(made.desk, "S1", "2580").role is Role.OWNER
    staff.recover(made.desk, "S1", made.recovery_code, "7531")


def test_a_shop_is_set_up_once(bare: Desk) -> None:
    setup.create(bare, NEW)
    assert staff.members(bare)
    with pytest.raises(UserError, match="already"):
        setup.create(bare, NEW)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(NEW, settings=Settings()), "shop_name"),
        (replace(NEW, manager=" "), "manager"),
        (replace(NEW, till=""), "till"),
        (replace(NEW, pin="12"), "pin"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_made(
    bare: Desk, wrong: NewShop, field: str
) -> None:
    with pytest.raises(UserError) as refusal:
        setup.create(bare, wrong)
    assert refusal.value.field == field
    assert not staff.members(bare)


def test_a_page_pasted_as_the_address_is_a_problem_at_its_box() -> None:
    long = replace(NEW, settings=replace(NEW.settings, address="x" * 10_000))
    assert [problem.field for problem in setup.problems(long)] == ["address"]
