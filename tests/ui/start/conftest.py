"""A session at a till where nobody is signed in yet."""

from collections.abc import Iterator

import pytest

from pos_app.services.desk import Desk
from tests.ui.pins import give_pins
from ui.session import Session
from ui.tasks import Tasks


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    """The background, its answers waited for at the end."""
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def session(desk: Desk, tasks: Tasks) -> Session:
    """Till 1 of a shop whose people have PINs."""
    give_pins(desk)
    return Session(desk.as_staff(None), tasks)
