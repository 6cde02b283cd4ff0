"""Selling account credit, and the offer to pay off first what is owed (R11)."""

import pytest
from PySide6.QtCore import Qt

from pos_app.services import payoffs, tickets
from pos_app.services.changes import of_ticket
from tests.ui.checkout.conftest import Hands, Shop, at_other_till, opened

ALT = Qt.KeyboardModifier.AltModifier
OFFER = "Pay off $45.00 first"


def test_account_credit_needs_a_client_and_an_amount(hands: Hands, shop: Shop) -> None:
    hands.press("Account credit")
    hands.fill("Amount", "20")
    hands.key(Qt.Key.Key_Return)
    assert hands.says("Choose a client first: account credit belongs to a client.")
    tickets.set_client(shop.desk, hands.ticket().id, shop.amara)
    hands.key(Qt.Key.Key_Return)
    assert hands.lines() == [("Account credit", 1)]


def test_account_credit_has_a_key(hands: Hands, shop: Shop) -> None:
    hands.session.pick_ticket(opened(shop.desk, shop.amara))
    hands.settle()
    hands.key(Qt.Key.Key_A, ALT)
    hands.enter("20")
    assert hands.lines() == [("Account credit", 1)]


@pytest.fixture
def owing(hands: Hands, shop: Shop) -> Hands:
    """An empty ticket for Amara, who owes 45.00; the panel is open."""
    shop.owe(shop.amara, 4_500)
    hands.session.pick_ticket(opened(shop.desk, shop.amara))
    hands.settle()
    hands.press("Account credit")
    return hands


def owed_by(shop: Shop, client: int) -> int:
    return tickets.view(shop.desk, opened(shop.desk, client)).standing.payable


def test_one_press_puts_what_is_owed_on_the_order_before_the_credit(
    owing: Hands, shop: Shop
) -> None:
    assert owing.says("Amara owes $45.00.")
    owing.press(OFFER)
    assert owing.lines() == [("Paid towards balance due", 1)]
    assert owed_by(shop, shop.amara) == 0
    assert not owing.says("Amara owes")
    owing.enter("20")
    assert owing.lines() == [("Paid towards balance due", 1), ("Account credit", 1)]


def test_the_key_on_the_offer_pays_off_in_place_of_the_credit(owing: Hands) -> None:
    owing.key(Qt.Key.Key_P, ALT)
    owing.key(Qt.Key.Key_Escape)
    assert owing.lines() == [("Paid towards balance due", 1)]
    assert not owing.says("Amount")


def test_a_second_press_pays_nothing_off_twice(owing: Hands) -> None:
    button = owing.button(OFFER)
    button.click()
    button.click()
    owing.settle()
    assert [line.amount for line in owing.ticket().lines] == [4_500]


def test_the_offer_tops_up_a_payoff_that_is_on_the_order_already(owing: Hands, shop: Shop) -> None:
    payoffs.pay_off(shop.desk, owing.ticket().id, 1_000)
    owing.session.changed.emit(of_ticket(owing.ticket().id))
    owing.press("Pay off $35.00 first")
    assert [line.amount for line in owing.ticket().lines] == [4_500]


def test_what_another_till_pays_off_meanwhile_is_refused_here_in_words(
    owing: Hands, shop: Shop
) -> None:
    other = opened(shop.desk, shop.amara)
    payoffs.pay_off(at_other_till(shop.desk), other, 4_000)
    owing.press(OFFER)
    assert owing.lines() == []
    assert owing.says("Amara owes $5.00.")
    assert owing.says("$5.00 can be paid off")
    assert owing.errors() == []
