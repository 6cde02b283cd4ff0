"""The checkout page on a real shop: a few items, two clients, and hands to work it with."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import BALANCE_TYPE, PaymentType
from pos_app.domain.ticket import LineKind, Ticket
from pos_app.persistence import catalog
from pos_app.services import clients, closing, payments, selling, tickets
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest
from tests.builders import a_client, an_item
from tests.ui.conftest import Shown
from ui.checkout.lines import LinesTable
from ui.checkout.notices import Notices
from ui.checkout.open_tickets import OpenTickets
from ui.checkout.page import CheckoutPage
from ui.checkout.summary import OrderSummary
from ui.session import Session
from ui.tasks import Tasks
from ui.widgets import Field, SearchEdit

PAGE_PX = 1282
"""How wide the page is on the smallest till."""
PATIENCE_MS = 60_000
"""How long a test waits on a machine that does other work too."""


@dataclass(frozen=True)
class Shop:
    """The ids of what the shop has."""

    desk: Desk
    haircut: int
    shampoo: int
    plan: int
    amara: int
    dana: int

    def owe(self, client_id: int, amount: int, request: str = "owe") -> None:
        """Let a client owe an amount, from a closed ticket."""
        ticket = opened(self.desk, client_id)
        selling.add_item(self.desk, ticket, self.haircut)
        selling.set_price(self.desk, ticket, 1, amount, "agreed")
        paid = PaymentRequest(id=request, type_code="pay_later", amount=amount)
        self._close(ticket, paid)

    def have(self, client_id: int, amount: int, request: str = "have") -> None:
        """Let a client have an open payment, bought in cash."""
        ticket = opened(self.desk, client_id)
        selling.top_up(self.desk, ticket, amount)
        self._close(ticket, PaymentRequest(id=request, type_code="cash", amount=amount))

    def _close(self, ticket: int, paid: PaymentRequest) -> None:
        payments.add_payment(self.desk, ticket, paid)
        version = tickets.view(self.desk, ticket).ticket.version
        closing.close(self.desk, ticket, version, f"close {paid.id}")


def opened(desk: Desk, client_id: int | None = None) -> int:
    """The id of a new ticket."""
    return next(iter(tickets.open_ticket(desk, client_id).tickets))


@pytest.fixture
def shop(desk: Desk) -> Shop:
    with desk.database.write() as connection:
        balance = PaymentType(BALANCE_TYPE, "Client balance", PaymentKind.CLIENT_BALANCE)
        catalog.put_payment_type(connection, balance)
        ids = [
            catalog.put_item(connection, item)
            for item in (
                an_item(favorite=1),
                an_item(
                    name="Shampoo",
                    kind=LineKind.PRODUCT,
                    price=1000,
                    minutes=0,
                    sku="850012",
                    barcode="4006381333931",
                    taxes=("sales",),
                ),
                an_item(name="Gold plan", kind=LineKind.PLAN, price=5900, minutes=0),
            )
        ]
    people = [
        next(iter(clients.create(desk, card).clients))
        for card in (
            a_client(name="Amara Okafor"),
            a_client(name="Dana Ortiz", email="dana@example.com", phone="555-0199"),
        )
    ]
    return Shop(desk, *ids, *people)


@pytest.fixture
def session(desk: Desk) -> Iterator[Session]:
    tasks = Tasks()
    yield Session(desk, tasks)
    tasks.close()


class Hands:
    """A person at the page: presses, types, and waits until the till has done it."""

    def __init__(self, qtbot: QtBot, page: CheckoutPage, session: Session) -> None:
        self.qtbot, self.page, self.session = qtbot, page, session
        self.table = page.findChildren(LinesTable)[0]
        self.summary = page.findChildren(OrderSummary)[0]
        self.side = page.findChildren(OpenTickets)[0]

    def settle(self) -> None:
        """Wait until nothing is under way, and all is shown."""
        QApplication.processEvents()
        self.qtbot.waitUntil(
            lambda: not self.page.is_working() and not self.session.tasks.is_busy(),
            timeout=PATIENCE_MS,
        )

    def leave_and_return(self) -> None:
        """Go to another page and come back."""
        self.page.hide()
        self.page.show()
        self.settle()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the focus is."""
        target: QWidget | None = QApplication.focusWidget()
        QTest.keyClick(
            self.page if target is None else target,
            key,
            modifiers or Qt.KeyboardModifier.NoModifier,
        )
        self.settle()

    def type(self, text: str) -> None:
        """Type where the focus is."""
        focused: QWidget | None = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, text)

    def enter(self, text: str) -> None:
        """Type, then Enter."""
        self.type(text)
        self.key(Qt.Key.Key_Return)

    def button(self, text: str) -> QPushButton:
        """The visible button with this accessible name."""
        found = [
            button
            for button in self.page.findChildren(QPushButton)
            if button.accessibleName() == text and button.isVisible()
        ]
        names = {b.accessibleName() for b in self.page.findChildren(QPushButton) if b.isVisible()}
        assert found, f"no visible button {text!r} among {sorted(names)}"
        return found[0]

    def press(self, text: str) -> None:
        """Click a button."""
        QTest.mouseClick(self.button(text), Qt.MouseButton.LeftButton)
        self.settle()

    def editor(self, text: str) -> QWidget:
        """The visible editor with this accessible name."""
        found = [
            part
            for part in self.page.findChildren(QWidget)
            if text in (part.accessibleName(), part.property("text"))
            and part.isVisible()
            and not isinstance(part, QPushButton | QLabel)
        ]
        assert found, f"nothing visible is called {text!r}"
        return found[0]

    def fill(self, name: str, text: str) -> None:
        """Type over what stands in a box."""
        box = self.editor(name)
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(box, Qt.Key.Key_Delete)
        if text.isascii():
            QTest.keyClicks(box, text)
        elif isinstance(box, QLineEdit):
            box.insert(text)

    def ticket(self) -> Ticket:
        """The ticket in work as the books have it."""
        assert self.session.ticket_id is not None
        return tickets.view(self.session.desk, self.session.ticket_id).ticket

    def lines(self) -> list[tuple[str, int]]:
        """Names and quantities on the ticket in work."""
        return [(line.description, line.quantity) for line in self.ticket().lines]

    def rows(self) -> list[list[str]]:
        """What the table of lines shows."""
        model = self.table.model()
        return [
            [str(model.index(row, column).data() or "") for column in range(5)]
            for row in range(model.rowCount())
        ]

    def notices(self) -> list[str]:
        """What is said above the lines."""
        return self.page.findChildren(Notices)[0].texts()

    def errors(self) -> list[str]:
        """What is said at fields."""
        fields = [f for f in self.page.findChildren(Field) if f.isVisible()]
        return [field.error() for field in fields if field.error()]

    def says(self, text: str) -> bool:
        """Whether a label shows this text."""
        labels = self.page.findChildren(QLabel)
        return any(text in part.text() for part in labels if part.isVisible())

    def search(self) -> SearchEdit:
        """The search and scan field."""
        field = self.editor("Scan or search items…")
        assert isinstance(field, SearchEdit)
        return field


@pytest.fixture
def hands(qtbot: QtBot, shown: Shown, shop: Shop, session: Session) -> Hands:
    """A page with no ticket yet."""
    return hands_at(qtbot, shown, session)


def hands_at(qtbot: QtBot, shown: Shown, session: Session) -> Hands:
    """The page on whatever is in the books now."""
    page = CheckoutPage(session)
    page.resize(PAGE_PX, 712)
    shown(page)
    page.setFocus()
    return Hands(qtbot, page, session)


def at_other_till(desk: Desk) -> Desk:
    """Till 2 on the same books."""
    return replace(desk, till=replace(desk.till, name="Till 2"))
