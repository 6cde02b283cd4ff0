"""Client balance to redeem, and the hints about it (R6, R7, R9, R12)."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_app.domain.shop import CreditUse, Role, StaffMember
from pos_app.services import holding, redeeming, tickets
from tests.ui.payments.conftest import AtPayments
from ui.widgets import AmountEdit


def test_it_says_which_funds_it_spends_before_and_after(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=3_000, paid=5_000)
    till.open(till.counter.ticket(client, 20_000))
    assert till.balance.amount.value() == 8_000
    assert "Apply spends $30.00 credit (22 Nov), then $50.00 open payment" in till.balance.text()
    till.key("F10")
    assert "Applied: $30.00 credit (22 Nov), then $50.00 open payment" in till.balance.text()
    assert till.balance.badge.text() == "nothing left to redeem"
    assert till.due == 12_000


def test_what_is_on_the_account_is_never_denied(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=3_000)
    ticket = till.counter.ticket(client, 5_000)
    till.open(ticket)
    till.balance.amount.clear()
    assert "nothing on the account" not in till.balance.text()
    till.key("F1")
    till.key("Return")
    assert till.due == 0
    assert "Nothing is due." in till.balance.text()
    assert "nothing on the account" not in till.balance.text()


def test_part_of_it_can_be_used_and_enter_applies_it(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=3_000)
    till.open(till.counter.ticket(client, 20_000))
    till.balance.amount.setFocus()
    till.type("12.50")
    till.key("Return")
    assert [(p.type_code, p.amount) for p in till.payments] == [("balance", 1_250)]


def test_redeeming_more_than_there_is_is_refused_at_its_box(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=3_000)
    till.open(till.counter.ticket(client, 20_000))
    till.balance.amount.setFocus()
    till.type("31")
    till.key("Return")
    assert "Only $30.00 can be redeemed" in till.balance.text()
    assert till.balance.amount.error()
    assert not till.payments


def test_the_full_amount_is_one_press_away(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=3_000)
    till.open(till.counter.ticket(client, 20_000))
    till.balance.amount.setFocus()
    till.type("1")
    till.click(till.balance.full)
    assert till.balance.amount.value() == 3_000


def test_a_ticket_that_opted_out_begins_with_nothing(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=3_000)
    ticket = till.counter.ticket(client, 20_000)
    tickets.set_use_credit(till.session.desk, ticket, False)
    till.open(ticket)
    assert till.balance.amount.value() == 0
    assert "switched off for this ticket" in till.balance.text()
    assert not till.balance.apply.isEnabled()


def test_what_another_ticket_holds_is_said(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=8_000)
    other = till.counter.ticket(client, 5_000)
    till.counter.pay(other, "balance", 5_000)
    till.open(till.counter.ticket(client, 20_000))
    assert till.balance.amount.value() == 3_000
    assert "Another open ticket holds $50.00" in till.balance.text()


def test_what_was_spent_at_another_till_meanwhile_is_refused_at_the_box(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=8_000)
    other = till.counter.ticket(client, 8_000)
    till.open(till.counter.ticket(client, 20_000))
    till.counter.pay(other, "balance", 8_000)
    till.key("F10")
    assert till.balance.text()
    assert not till.payments


def test_a_balance_that_another_till_changes_is_shown_and_what_is_typed_stays(
    till: AtPayments,
) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=8_000)
    till.open(till.counter.ticket(client, 20_000))
    till.type("12")
    till.counter.grant(client, 500)
    till.page.again.look()
    assert till.balance.redeemable.available == 8_500
    assert till.balance.amount.value() == 8_500
    typed = QApplication.focusWidget()
    assert isinstance(typed, AmountEdit)
    assert typed.value() == 1_200


def test_a_walk_in_has_none(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 20_000))
    assert "walk-in has no balance" in till.balance.text()
    assert not till.balance.amount.isEnabled()


def test_a_shop_that_always_uses_credit_applies_the_most_by_itself(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=3_000)
    till.choose(credit_use=CreditUse.ALWAYS)
    till.open(till.counter.ticket(client, 20_000))
    till.qtbot.waitUntil(lambda: len(till.payments) == 1)
    assert till.due == 17_000


def test_credit_taken_off_by_hand_stays_off(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=3_000)
    till.choose(credit_use=CreditUse.ALWAYS)
    till.open(till.counter.ticket(client, 20_000))
    till.qtbot.waitUntil(lambda: len(till.payments) == 1)
    till.page.summary.remove_requested.emit(till.payments[0].id)
    till.wait()
    till.leave_and_return()
    assert not till.payments
    assert till.balance.amount.value() == 3_000


def test_debt_is_paid_with_the_balance_in_one_action(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, owed=4_500, credit=3_000)
    till.open(till.counter.ticket(client, 10_000))
    assert till.page.hints.isVisible()
    till.click(till.page.hints.owes.button)
    view = till.counter.look(till.ticket)
    assert (view.payoff, till.payments[0].amount, till.due) == (3_000, 3_000, 10_000)
    assert not till.page.hints.isVisible()


def test_the_news_of_a_ticket_stand_until_they_are_read(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=3_000)
    ticket = till.counter.ticket(client, 10_000)
    till.counter.pay(ticket, "balance", 3_000)
    holding.release_holds(till.session.desk, ticket, "The client called")
    till.open(ticket)
    assert till.page.hints.isVisible()
    till.click(till.page.hints.news.button)
    assert not till.page.hints.isVisible()
    assert redeeming.redeemable(till.session.desk, till.counter.look(ticket)).most == 3_000


def test_the_keypad_writes_into_the_balance_while_that_has_the_focus(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=3_000)
    till.open(till.counter.ticket(client, 20_000))
    QTest.mouseClick(till.balance.amount, Qt.MouseButton.LeftButton)
    till.click(till.page.pane.keypad.key("9"))
    assert till.balance.amount.value() == 900
    assert till.cash.amount.value() == 20_000


def test_r7_a_manager_releases_what_another_ticket_holds_and_that_ticket_says_so(
    till: AtPayments,
) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=5_000)
    other = till.counter.ticket(client, 5_000)
    till.counter.pay(other, "balance")
    till.open(till.counter.ticket(client, 20_000))
    hints = till.page.hints
    number = till.counter.look(other).ticket.number
    assert hints.held.text.text() == f"Ticket #{number} holds $50.00 of this balance."
    till.click(hints.held.button)
    assert till.counter.available(client) == 0
    hints.reason.setFocus()
    till.type("They went home")
    till.click(hints.held.button)
    assert till.counter.available(client) == 5_000
    assert till.balance.amount.value() == 5_000
    assert hints.held.isHidden()
    assert "They went home" in till.counter.look(other).ticket.notice


def test_r7_front_desk_staff_see_who_holds_a_balance_and_need_a_pin_to_release_it(
    till: AtPayments,
) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=5_000)
    till.counter.pay(till.counter.ticket(client, 5_000), "balance")
    till.session.sign_in(StaffMember("S2", "Leo Park", Role.FRONT_DESK))
    till.open(till.counter.ticket(client, 20_000))
    assert not till.page.hints.held.isHidden()
    till.page.hints.reason.setText("They went home")
    till.page.hints.held.button.click()
    till.wait()
    assert till.counter.rows("SELECT act FROM audit ORDER BY id DESC LIMIT 1") == [
        ("ticket.release_holds.refused",)
    ]
