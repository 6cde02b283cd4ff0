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


@pytest.fixture
def amara(counter: Counter) -> int:
    """Owes 45.00; has 30.00 of credit and 50.00 in open payments."""
    client = counter.client("Amara Thompson")
    counter.opening(client, owed=4_500, credit=3_000, paid=5_000)
    return client
