"""A shop with a few clients, and pages that work on it."""

from collections.abc import Iterator

import pytest

from pos_app.services.desk import Desk
from tests.services.counter import Counter, prepare
from ui.session import Session
from ui.tasks import Tasks


@pytest.fixture
def counter(desk: Desk) -> Counter:
    """A counter in a shop with every way to pay."""
    prepare(desk)
    return Counter(desk)


@pytest.fixture
def session(counter: Counter) -> Iterator[Session]:
    """A session of the manager at that counter."""
    tasks = Tasks()
    yield Session(counter.desk, tasks)
    tasks.close()
