"""The profile of one client who owes and has, as the tests of its tabs work it."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.services.counter import Counter
from tests.ui.conftest import Shown
from ui.clients.acts import ActPanel
from ui.clients.balance import PanelKind
from ui.clients.profile import ProfilePage
from ui.session import Session

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Profile:
    """The page on Amara, who owes $45.00 and has $30.00 of credit."""

    page: ProfilePage
    counter: Counter
    session: Session
    amara: int
    qtbot: QtBot

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.session.tasks.is_busy(), timeout=20_000)

    def save(self, panel: ActPanel) -> None:
        QTest.keyClick(panel, Key.Key_S, CTRL)
        self.settle()

    def panel(self, kind: PanelKind) -> ActPanel:
        return self.page.balance._panels[kind]

    def fill(self, panel: ActPanel, amount: str, reason: str = "") -> None:
        panel.amount.setText(amount)
        panel.reason.setText(reason)
        panel.look()

    def standing(self) -> tuple[int, int, int]:
        return self.counter.standing(self.amara)


@pytest.fixture
def profile(counter: Counter, session: Session, shown: Shown, qtbot: QtBot) -> Profile:
    amara = counter.client("Amara Thompson", email="amara@example.com")
    ticket = counter.ticket(amara, 4500)
    counter.pay(ticket, "later")
    counter.close(ticket)
    counter.opening(amara, credit=3000)
    page = ProfilePage(session)
    page.resize(1282, 712)
    shown(page)
    page.show_client(amara)
    return Profile(page, counter, session, amara, qtbot)
