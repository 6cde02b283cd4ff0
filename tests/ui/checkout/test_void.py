"""The void panel: a reason, and what becomes of each payment (R17)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from pos_app.domain.shop import BALANCE_TYPE
from pos_app.domain.ticket import TicketState
from pos_app.services import payments, tickets
from pos_app.services.changes import of_ticket
from pos_app.services.payments import PaymentRequest
from tests.ui.checkout.conftest import Hands, Shop, opened

ALT = Qt.KeyboardModifier.AltModifier


def test_voiding_needs_a_reason_and_leaves_no_ticket(hands: Hands) -> None:
    hands.enter("hair")
    ticket = hands.ticket().id
    hands.key(Qt.Key.Key_F8)
    hands.key(Qt.Key.Key_Return)
    assert hands.errors() == ["Say why the ticket is voided."]
    hands.type("left")
    hands.key(Qt.Key.Key_Return)
    assert hands.session.ticket_id is None
    assert tickets.view(hands.session.desk, ticket).ticket.state is TicketState.VOID
    assert hands.notices() == []


@pytest.fixture
def paid(hands: Hands, shop: Shop) -> int:
    """A ticket of 45.00 for Amara with 10.00 in cash and 20.00 by card on it; the page shows it."""
    hands.enter("hair")
    ticket = hands.ticket().id
    tickets.set_client(shop.desk, ticket, shop.amara)
    take(shop, ticket, "cash", 1_000)
    take(shop, ticket, "card", 2_000, detail="·· 1234")
    hear(hands, ticket)
    return ticket


def take(shop: Shop, ticket: int, way: str, amount: int, detail: str = "") -> None:
    request = PaymentRequest(id=f"{way} {amount}", type_code=way, amount=amount, detail=detail)
    payments.add_payment(shop.desk, ticket, request)


def hear(hands: Hands, ticket: int) -> None:
    """The page hears that the ticket changed."""
    hands.session.changed.emit(of_ticket(ticket))


def choice(hands: Hands, text: str, payment: str) -> QPushButton:
    """One of the two buttons beside a payment."""
    (found,) = (
        button
        for button in hands.page.findChildren(QPushButton)
        if button.isVisible()
        and button.accessibleName() == text
        and button.accessibleDescription() == payment
    )
    return found


def begin(hands: Hands) -> None:
    hands.key(Qt.Key.Key_F8)
    hands.type("left")


def state(shop: Shop, ticket: int) -> TicketState:
    return tickets.view(shop.desk, ticket).ticket.state


def has(shop: Shop, client: int) -> int:
    view = tickets.view(shop.desk, opened(shop.desk, client))
    return view.standing.available


def test_one_payment_is_given_back_and_the_other_kept(hands: Hands, shop: Shop, paid: int) -> None:
    begin(hands)
    choice(hands, "Give back", "Cash $10.00").click()
    choice(hands, "Keep on account", "Card ·· 1234 $20.00").click()
    assert hands.says("$10.00 is given back now.")
    assert hands.says("$20.00 stays on Amara’s account as an open payment.")
    hands.press("Void ticket")
    assert state(shop, paid) is TicketState.VOID
    assert has(shop, shop.amara) == 2_000


def test_it_is_all_done_by_keys(hands: Hands, shop: Shop, paid: int) -> None:
    begin(hands)
    hands.key(Qt.Key.Key_2, ALT)
    hands.key(Qt.Key.Key_3, ALT)
    hands.key(Qt.Key.Key_Return)
    assert state(shop, paid) is TicketState.VOID
    assert has(shop, shop.amara) == 1_000


def test_nothing_is_chosen_to_begin_with_and_each_payment_is_asked_for(
    hands: Hands, shop: Shop, paid: int
) -> None:
    begin(hands)
    hands.key(Qt.Key.Key_Return)
    assert hands.says("Say what becomes of Cash, $10.00.")
    assert choice(hands, "Give back", "Cash $10.00").hasFocus()
    hands.key(Qt.Key.Key_1, ALT)
    assert not hands.says("Say what becomes of")
    hands.press("Void ticket")
    assert hands.says("Say what becomes of Card ·· 1234, $20.00.")
    assert state(shop, paid) is TicketState.OPEN


def test_for_a_walk_in_money_can_only_be_given_back_and_the_panel_says_why(
    hands: Hands, shop: Shop
) -> None:
    hands.enter("hair")
    ticket = hands.ticket().id
    take(shop, ticket, "cash", 1_000)
    hear(hands, ticket)
    begin(hands)
    assert hands.says("Without a client it can only be given back")
    assert not choice(hands, "Keep on account", "Cash $10.00").isEnabled()
    hands.key(Qt.Key.Key_2, ALT)
    hands.key(Qt.Key.Key_1, ALT)
    hands.press("Void ticket")
    assert state(shop, ticket) is TicketState.VOID


def test_the_panel_follows_the_payments_and_keeps_what_was_answered(
    hands: Hands, shop: Shop, paid: int
) -> None:
    begin(hands)
    hands.key(Qt.Key.Key_4, ALT)
    hands.press("Take off Cash $10.00")
    take(shop, paid, "check", 500)
    hear(hands, paid)
    assert choice(hands, "Keep on account", "Card ·· 1234 $20.00").isChecked()
    assert not choice(hands, "Give back", "Check $5.00").isChecked()
    choice(hands, "Give back", "Check $5.00").click()
    hands.press("Void ticket")
    assert has(shop, shop.amara) == 2_000


def test_a_payment_that_another_till_adds_at_the_last_moment_is_asked_for(
    hands: Hands, shop: Shop, paid: int
) -> None:
    begin(hands)
    hands.key(Qt.Key.Key_1, ALT)
    hands.key(Qt.Key.Key_3, ALT)
    take(shop, paid, "check", 500)
    hands.press("Void ticket")
    assert state(shop, paid) is TicketState.OPEN
    assert hands.says("Say what becomes of Check, $5.00.")
    choice(hands, "Give back", "Check $5.00").click()
    hands.press("Void ticket")
    assert state(shop, paid) is TicketState.VOID


def test_a_balance_that_was_redeemed_comes_back_unasked(hands: Hands, shop: Shop) -> None:
    shop.have(shop.amara, 3_000)
    hands.enter("hair")
    ticket = hands.ticket().id
    tickets.set_client(shop.desk, ticket, shop.amara)
    take(shop, ticket, BALANCE_TYPE, 3_000)
    hear(hands, ticket)
    begin(hands)
    assert not hands.says("Money was taken")
    hands.key(Qt.Key.Key_Return)
    assert has(shop, shop.amara) == 3_000


def test_a_client_chosen_while_the_panel_is_open_can_have_the_money_kept(
    hands: Hands, shop: Shop
) -> None:
    hands.enter("hair")
    ticket = hands.ticket().id
    take(shop, ticket, "cash", 1_000)
    hear(hands, ticket)
    begin(hands)
    tickets.set_client(shop.desk, ticket, shop.amara)
    hear(hands, ticket)
    choice(hands, "Keep on account", "Cash $10.00").click()
    hands.press("Void ticket")
    assert has(shop, shop.amara) == 1_000


def test_enter_after_an_answer_by_key_never_gives_the_other_answer(
    hands: Hands, shop: Shop, paid: int
) -> None:
    begin(hands)
    hands.key(Qt.Key.Key_Return)
    hands.key(Qt.Key.Key_2, ALT)
    hands.key(Qt.Key.Key_4, ALT)
    hands.key(Qt.Key.Key_Return)
    assert state(shop, paid) is TicketState.VOID
    assert has(shop, shop.amara) == 3_000
