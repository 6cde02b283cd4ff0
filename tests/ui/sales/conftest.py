"""The sales page of a shop that has sold."""

from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.services import shop
from pos_app.services.desk import Desk
from tests.services.counter import Counter, prepare


@pytest.fixture
def counter(desk: Desk, tmp_path: Path) -> Counter:
    """A manager at till 1, which prints on screen."""
    prepare(desk)
    till = replace(desk.till, printer=f"virtual:{tmp_path / 'papers'}")
    shop.put_till(desk, till)
    return Counter(replace(desk, till=till))
