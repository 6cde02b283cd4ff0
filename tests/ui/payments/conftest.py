"""A till at its payments page, on a shop of its own; the books are verified after every test."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pos_app.domain.payment import Payment
from pos_app.services import shop
from pos_app.services.desk import Desk
from tests.services.counter import TYPES, Counter, prepare
from tests.ui.conftest import Shown
from ui.payments.account import CreditForm, LaterForm
from ui.payments.balance import BalanceBar
from ui.payments.cash import CashForm
from ui.payments.page import PaymentsPage
from ui.payments.tender import CardForm, TenderForm
from ui.session import Session
from ui.tasks import Tasks

LONG_MS = 60_000
"""A double click so slow that no test outlasts it."""


class AtPayments:
    """A person at the payments page: presses keys and buttons, and looks at the books."""

    def __init__(self, counter: Counter, session: Session, shown: Shown, qtbot: QtBot) -> None:
        self.counter = counter
        self.session = session
        self.qtbot = qtbot
        self.page = PaymentsPage(session)
        self._shown = shown

    def open(self, ticket: int) -> int:
        """Come to the page with a ticket."""
        self.session.pick_ticket(ticket)
        self.page.resize(1280, 712)
        self._shown(self.page)
        self.wait()
        return ticket

    def leave_and_return(self) -> None:
        """Go to another page and come back."""
        self.page.hide()
        self.page.show()
        self.wait()

    def wait(self) -> None:
        """Wait for every answer, and for buttons to be ready again."""
        self.qtbot.waitUntil(lambda: not self.session.tasks.is_busy())

    def key(self, *names: str) -> None:
        """Press keys where the focus is, each once, and wait."""
        for name in names:
            self.press(name)
            self.wait()

    def press(self, name: str) -> None:
        """Press a key where the focus is, and do not wait."""
        focused: QWidget = QApplication.focusWidget() or self.page
        if len(name) == 1:
            QTest.keyClicks(focused, name)
            return
        modifier = Qt.KeyboardModifier.NoModifier
        if name.startswith("Alt+"):
            modifier, name = Qt.KeyboardModifier.AltModifier, name.removeprefix("Alt+")
        if name.startswith("Ctrl+"):
            modifier, name = Qt.KeyboardModifier.ControlModifier, name.removeprefix("Ctrl+")
        QTest.keyClick(focused, Qt.Key[f"Key_{name}"], modifier)

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        QTest.keyClicks(QApplication.focusWidget() or self.page, text)

    def click(self, button: QWidget) -> None:
        """Click a button once it can be, and wait for what comes of it."""
        self.qtbot.waitUntil(button.isEnabled)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.wait()

    def ready(self, button: QPushButton) -> None:
        """Wait until a button can be pressed."""
        self.qtbot.waitUntil(button.isEnabled)

    def pay(self, code: str, amount: str = "") -> None:
        """Pay with a type by clicking, the whole proposal or another amount."""
        self.click(self.page.pane.tiles.tiles[code])
        form = self.page.pane.forms[code]
        if amount:
            form.amount.selectAll()
            self.type(amount)
        self.click(form.add)

    @property
    def ticket(self) -> int:
        """The ticket in work."""
        assert self.session.ticket_id is not None
        return self.session.ticket_id

    @property
    def due(self) -> int:
        """What is still to pay, by the books."""
        return self.counter.due(self.ticket)

    @property
    def payments(self) -> tuple[Payment, ...]:
        """The ticket's payments, by the books."""
        return self.counter.look(self.ticket).ticket.payments

    @property
    def state(self) -> str:
        """The ticket's state, by the books."""
        return str(self.counter.look(self.ticket).ticket.state)

    def choose(self, **settings: Any) -> None:
        """The shop makes other choices."""
        value = replace(self.session.desk.settings, **settings)
        shop.change_settings(self.session.desk, value)
        self.session.use(value, self.session.desk.till)

    # The forms, by what they are for.

    @property
    def cash(self) -> CashForm:
        form = self.page.pane.forms["cash"]
        assert isinstance(form, CashForm)
        return form

    @property
    def card(self) -> CardForm:
        form = self.page.pane.forms["card"]
        assert isinstance(form, CardForm)
        return form

    @property
    def check(self) -> TenderForm:
        form = self.page.pane.forms["check"]
        assert isinstance(form, TenderForm)
        return form

    @property
    def later(self) -> LaterForm:
        form = self.page.pane.forms["later"]
        assert isinstance(form, LaterForm)
        return form

    @property
    def credit(self) -> CreditForm:
        form = self.page.pane.forms["credit"]
        assert isinstance(form, CreditForm)
        return form

    @property
    def balance(self) -> BalanceBar:
        return self.page.balance


@pytest.fixture
def double_click() -> Iterator[Callable[[int], None]]:
    """How long a double click lasts: an instant, until a test says otherwise."""
    before = QApplication.doubleClickInterval()
    QApplication.setDoubleClickInterval(1)
    yield QApplication.setDoubleClickInterval
    QApplication.setDoubleClickInterval(before)


@pytest.fixture
def till(
    desk: Desk, qtbot: QtBot, shown: Shown, double_click: Callable[[int], None]
) -> Iterator[AtPayments]:
    """Till 1 at its payments page. Whatever the test did, the books tie afterwards."""
    prepare(desk)
    for position, way in enumerate(TYPES):
        shop.put_payment_type(desk, replace(way, position=position))
    for kind in ("client_balance", "pay_later", "discount", "custom"):
        stray = next(way for way in shop.payment_types(desk) if way.code == kind)
        shop.put_payment_type(desk, replace(stray, active=False))
    counter = Counter(desk)
    tasks = Tasks()
    session = Session(desk, tasks)
    yield AtPayments(counter, session, shown, qtbot)
    tasks.close()
    counter.assert_sound()
