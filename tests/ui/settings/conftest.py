"""The settings page with a manager in front of it."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from pos_app.services.desk import Desk
from tests.services.counter import prepare
from tests.ui.conftest import Shown
from tests.ui.pins import give_pins
from ui.session import Session
from ui.settings.page import SettingsPage
from ui.settings.section import Section
from ui.tasks import Tasks


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
