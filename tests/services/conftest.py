"""A person at the counter of a shop of its own; the books are verified after every test."""

from collections.abc import Iterator

import pytest

from pos_app.services.desk import Desk
from tests.services.counter import Counter, prepare


@pytest.fixture
def counter(desk: Desk) -> Iterator[Counter]:
    """A person at till 1. Whatever the test did, the books tie afterwards."""
    prepare(desk)
    at = Counter(desk)
    yield at
    at.assert_sound()
