"""Selling a gift card at the checkout."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pos_app.domain.gift_card import new_code, read_code
from pos_app.services import card_sales, closing, payments, tickets
from pos_app.services.card_sales import CardOrder
from pos_app.services.payments import PaymentRequest
from tests.ui.checkout.conftest import Hands, Shop, opened
from ui.widgets import AmountEdit


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
    hands.fill("Card code", "6035123456789011")
    hands.key(Qt.Key.Key_Return)
    assert hands.lines() == [("Gift card •9011", 1)]


def test_a_pre_printed_card_is_scanned_while_the_amount_is_typed(hands: Hands) -> None:
    sell(hands, "50")
    hands.page.scan("6035123456789012")
    assert hands.errors() == ["A character of this code is wrong. Compare it with the card."]
    assert hands.editor("Amount").hasFocus()
    hands.page.scan("6035123456789011")
    assert not hands.errors()
    assert not hands.notices()
    hands.key(Qt.Key.Key_Return)
    assert hands.lines() == [("Gift card •9011", 1)]


def test_an_item_scanned_while_a_gift_card_is_sold_goes_on_the_ticket(hands: Hands) -> None:
    sell(hands, "50")
    hands.page.scan("4006381333931")
    hands.settle()
    assert hands.lines() == [("Shampoo", 1)]


def test_a_card_that_was_sold_is_topped_up_by_its_code(hands: Hands, shop: Shop) -> None:
    sell(hands, "50")
    hands.fill("Card code", "6035123456789011")
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
    hands.fill("Card code", "6035123456789011")
    assert hands.says("Gift card •9011 has $50.00; with this $70.00.")
    hands.key(Qt.Key.Key_Return)
    assert hands.lines() == [("Top-up of gift card •9011", 1)]


def sell_card(shop: Shop, amount: int, expires_on: str = "") -> str:
    """The code of a card that was sold."""
    desk = shop.desk
    ticket = opened(desk)
    card_sales.sell(desk, ticket, CardOrder(amount=amount, expires_on=expires_on))
    code = tickets.view(desk, ticket).ticket.lines[0].card
    assert code is not None
    payments.add_payment(
        desk, ticket, PaymentRequest(id=f"p{ticket}", type_code="card", amount=amount)
    )
    closing.close(desk, ticket, tickets.view(desk, ticket).ticket.version, f"c{ticket}")
    return code.code


def test_a_scanned_gift_card_says_what_is_on_it_and_offers_to_pay(
    hands: Hands, shop: Shop, qtbot: QtBot
) -> None:
    code = sell_card(shop, 5_000)
    hands.page.scan(code)
    assert hands.notices() == [f"Gift card •{code[-4:]} has $50.00 on it."]
    assert hands.session.ticket_id is None
    hands.enter("hair")
    hands.page.scan(code)
    with qtbot.waitSignals([hands.page.proceed, hands.page.card_given], order="strict"):
        hands.press("Pay with it")
    assert hands.notices() == []


def test_a_code_of_the_tills_that_was_never_sold_is_no_item_that_is_missing(hands: Hands) -> None:
    hands.page.scan(new_code())
    assert [said.startswith("No item") for said in hands.notices()] == [False]


def test_an_items_barcode_stays_the_items_even_if_it_looks_like_a_gift_cards(
    hands: Hands, shop: Shop
) -> None:
    hands.page.scan("4006381333931")
    hands.settle()
    assert hands.lines() == [("Shampoo", 1)]


def test_a_scanned_card_that_expires_says_the_day_with_its_year(hands: Hands, shop: Shop) -> None:
    code = sell_card(shop, 5_000, expires_on="2099-03-04")
    hands.page.scan(code)
    assert hands.notices() == [
        f"Gift card •{code[-4:]} has $50.00 on it. It can be used until 3/4/99."
    ]


def test_on_the_smallest_till_below_a_notice_nothing_of_the_panel_is_cut_off(hands: Hands) -> None:
    hands.page.resize(1282, 631)  # 1366×768 without the rail, the window's own bars and a notice.
    hands.press("Gift card")
    (amount,) = (edit for edit in hands.page.findChildren(AmountEdit) if edit.isVisible())
    assert amount.height() >= 56
    assert not hands.table._hint.isVisible()
