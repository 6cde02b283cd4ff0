"""The settings page with a manager in front of it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

import pytest
from pytestqt.qtbot import QtBot

from pos_app.persistence import people
from pos_app.security.roles import Role
from pos_app.services.desk import Desk
from tests.conftest import MANAGER
from tests.services.counter import prepare
from tests.ui.conftest import Shown
from tests.ui.pins import give_pins
from ui.session import Session
from ui.settings.page import SettingsPage
from ui.settings.section import Section
from ui.tasks import Tasks

S = TypeVar("S", bound=Section)


class AtSettings:
    """A manager who opens sections and saves them."""

    def __init__(self, session: Session, qtbot: QtBot, shown: Shown) -> None:
        self.session = session
        self.page = SettingsPage(session)
        self._qtbot = qtbot
        self.told: list[str] = []
        self.page.saved.connect(self.told.append)
        self.page.resize(1280, 712)
        shown(self.page)

    def open(self, name: str) -> Section:
        """Go to a section by its name."""
        names = [self.page.names.item(row).text() for row in range(self.page.names.count())]
        return self.page.show_section(names.index(name))

    def wait(self) -> None:
        """Wait for every answer."""
        self._qtbot.waitUntil(lambda: not self.session.tasks.is_busy(), timeout=20_000)


def opened(at: AtSettings, name: str, kind: type[S]) -> S:
    """Go to a section of this kind, and wait for what it shows."""
    section = at.open(name)
    assert isinstance(section, kind)
    at.wait()
    return section


def become_owner(at: AtSettings) -> None:
    """Maya owns the shop, and is signed in as its owner."""
    with at.session.desk.database.write() as connection:
        people.put_staff(connection, "S1", role=str(Role.OWNER))
    at.session.sign_in(replace(MANAGER, role=Role.OWNER))


@pytest.fixture
def session(desk: Desk) -> Iterator[Session]:
    """The pages' session; its answers are waited for at the end."""
    prepare(desk)
    give_pins(desk)
    tasks = Tasks()
    yield Session(desk, tasks)
    tasks.close()


@pytest.fixture
def at_settings(session: Session, qtbot: QtBot, shown: Shown) -> AtSettings:
    """A manager at the settings page."""
    return AtSettings(session, qtbot, shown)
