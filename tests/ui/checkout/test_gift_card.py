"""Selling a gift card at the checkout."""

from PySide6.QtCore import Qt

from pos_app.domain.gift_card import read_code
from pos_app.services import closing, payments
from pos_app.services.payments import PaymentRequest
from tests.ui.checkout.conftest import Hands, Shop


def sell(hands: Hands, amount: str) -> None:
    hands.press("Gift card")
    hands.fill("Amount", amount)


def test_a_card_is_sold_with_a_code_of_the_tills_and_says_for_whom(hands: Hands) -> None:
    sell(hands, "50")
    hands.fill("For", "Noor Haddad")
    assert hands.says("Noor Haddad can spend $50.00 once the ticket is closed. It never expires.")
    hands.key(Qt.Key.Key_Return)
    (line,) = hands.ticket().lines
    assert line.card is not None
    assert (line.amount, line.card.recipient) == (5_000, "Noor Haddad")
    assert read_code(line.card.code)


def test_a_wrong_code_and_no_amount_are_refused_at_their_fields(hands: Hands) -> None:
    sell(hands, "50")
    hands.fill("Card code", "4006381333932")
    hands.key(Qt.Key.Key_Return)
    assert hands.says("A character of this code is wrong. Compare it with the card.")
    assert not hands.ticket().lines
    hands.fill("Card code", "4006381333931")
    hands.key(Qt.Key.Key_Return)
    assert hands.lines() == [("Gift card •3931", 1)]


def test_a_card_that_was_sold_is_topped_up_by_its_code(hands: Hands, shop: Shop) -> None:
    sell(hands, "50")
    hands.fill("Card code", "4006381333931")
    hands.key(Qt.Key.Key_Return)
    ticket = hands.ticket()
    paid = PaymentRequest(id="paid", type_code="card", amount=5_000)
    payments.add_payment(shop.desk, ticket.id, paid)
    closing.close(shop.desk, ticket.id, ticket.version + 1, "close")
    hands.session.pick_ticket(None)
    hands.settle()
    hands.press("Gift card")
    hands.press("Top up")
    hands.fill("Amount", "20")
    hands.fill("Card code", "4006381333931")
    assert hands.says("Gift card •3931 has $50.00; with this $70.00.")
    hands.key(Qt.Key.Key_Return)
    assert hands.lines() == [("Top-up of gift card •3931", 1)]
