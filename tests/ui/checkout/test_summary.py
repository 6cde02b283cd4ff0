"""The order summary and the tip panel with amounts and names as long as they come."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QWidget

from pos_app.domain import money
from pos_app.domain.tax import TaxRate
from pos_app.persistence import catalog
from pos_app.services import payments, selling, tickets
from pos_app.services.payments import PaymentRequest
from tests.ui.checkout.conftest import Hands, Shop
from ui import theme
from ui.checkout.number_pad import NumberPad
from ui.checkout.summary import in_lines
from ui.widgets import Button

DEAR = 1_234_567_890
TAX = "Impuesto general indirecto sobre ventas"


@pytest.fixture
def spanish_dollars() -> Iterator[None]:
    """Amounts as Spain writes dollars, which takes the most room: 12.345.678,90 US$."""
    money.use_format(
        replace(money.DOLLARS, symbol="US$", decimal=",", group=".", positive="{}\u00a0US$")
    )
    yield
    money.use_format(money.DOLLARS)


def test_a_name_breaks_between_words_and_never_inside_an_amount() -> None:
    metrics = QFontMetrics(theme.font(14))
    text = f"{TAX} 8,25% sobre 24,00\u00a0US$"
    lines = in_lines(text, metrics, 150)
    assert " ".join(lines) == text
    assert all(metrics.horizontalAdvance(line) <= 150 for line in lines)
    assert any("24,00\u00a0US$" in line for line in lines)


def test_a_word_wider_than_the_room_is_elided() -> None:
    metrics = QFontMetrics(theme.font(14))
    (line,) = in_lines("Umsatzsteuervorauszahlung", metrics, 80)
    assert line.endswith("…")
    assert metrics.horizontalAdvance(line) <= 80


@pytest.mark.usefixtures("spanish_dollars")
def test_nothing_is_cut_and_the_page_grows_no_wider_with_eight_digit_amounts(
    hands: Hands, shop: Shop
) -> None:
    with shop.desk.database.write() as connection:
        catalog.put_tax(connection, TaxRate("sales", TAX, 82_500))
    hands.enter("shampoo")
    ticket = hands.ticket().id
    selling.set_price(shop.desk, ticket, 1, DEAR, "agreed")
    tickets.set_tip(shop.desk, ticket, "S1", 100)
    hands.leave_and_return()
    hands.press("Add tip")
    assert hands.page.width() == 1282
    assert shown_whole(hands.summary, TAX)
    assert shown_whole(hands.summary, "13.364.198,41\u00a0US$")
    quick = [b for b in hands.page.findChildren(Button) if b.isVisible() and "% · " in b.text()]
    assert len(quick) == 5
    assert all(is_whole(button) for button in quick)


def shown_whole(page: QWidget, text: str) -> bool:
    """Whether every label with this text shows all of it."""
    found = [
        part
        for part in page.findChildren(QLabel)
        if part.isVisible() and text in part.text().replace("\n", " ")
    ]
    return bool(found) and all(part.width() >= part.sizeHint().width() for part in found)


def is_whole(button: QPushButton) -> bool:
    """Whether a button has room for all that is written on it."""
    return button.width() >= button.sizeHint().width()


def test_the_number_pad_stands_over_the_buttons_and_leaves_the_rows_their_room(
    hands: Hands,
) -> None:
    hands.enter("hair")
    hands.enter("shampoo")
    ticket = hands.ticket().id
    for person in ("S1", "S2"):
        hands.session.write(tickets.set_tip, ticket, person, 100)
    for way in ("cash", "card"):
        paid = PaymentRequest(id=way, type_code=way, amount=500)
        hands.session.write(payments.add_payment, ticket, paid)
    hands.settle()
    hands.key(Qt.Key.Key_F3)
    assert hands.page.findChild(NumberPad).isVisible()  # type: ignore[union-attr]
    area = hands.summary.findChild(QScrollArea)
    assert area is not None
    assert area.verticalScrollBar().maximum() == 0
    hands.key(Qt.Key.Key_F7)
    assert not hands.page.findChild(NumberPad).isVisible()  # type: ignore[union-attr]
    assert hands.session.ticket_id is None
