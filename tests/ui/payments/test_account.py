"""Pay later (R4, R8) and client credit / discount (R9)."""

from pos_app.domain.payment import PaymentKind
from pos_app.services import payoffs, selling
from tests.ui.payments.conftest import AtPayments


def test_pay_later_says_in_full_what_it_will_do(till: AtPayments) -> None:
    client = till.counter.client("Amara Thompson")
    till.counter.opening(client, owed=4_500)
    till.open(till.counter.ticket(client, 4_500))
    till.key("F7")
    assert "Amara will owe $45.00 more, $90.00 in all." in till.later.outcome.text()


def test_what_this_ticket_pays_off_counts_in_what_will_be_owed(till: AtPayments) -> None:
    client = till.counter.client("Amara Thompson")
    till.counter.opening(client, owed=4_500)
    ticket = till.counter.ticket(client, 10_000)
    payoffs.pay_off(till.session.desk, ticket, 4_500)
    till.open(ticket)
    till.key("F7")
    assert till.later.amount.value() == 10_000
    assert "$100.00 more, $100.00 in all." in till.later.outcome.text()


def test_a_walk_in_is_sent_back_to_choose_a_client(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.key("F7")
    assert "Choose a client first" in till.later.outcome.text()
    assert not till.later.add.isEnabled()
    with till.qtbot.waitSignal(till.page.back):
        till.click(till.later.choose_client)


def test_more_than_a_client_may_owe_is_said_at_the_box(till: AtPayments) -> None:
    till.choose(pay_later_limit=5_000)
    till.open(till.counter.ticket(till.counter.client("Amara Thompson"), 10_000))
    till.key("F7")
    assert till.later.amount.value() == 5_000
    till.type("60")
    till.key("Return")
    assert "may owe at most $50.00" in till.later.field.error()
    assert not till.payments


def test_account_credit_is_not_sold_on_credit(till: AtPayments) -> None:
    ticket = till.counter.ticket(till.counter.client())
    selling.top_up(till.session.desk, ticket, 5_000)
    till.open(ticket)
    till.key("F7")
    assert "Nothing here can be paid later" in till.later.outcome.text()


def test_a_deducted_credit_spends_credits_and_no_open_payment(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=3_000, paid=5_000)
    till.open(till.counter.ticket(client, 10_000))
    till.key("F6")
    assert till.credit.amount.value() == 3_000
    till.key("Return")
    (payment,) = till.payments
    assert (payment.kind, payment.amount) == (PaymentKind.CLIENT_BALANCE, 3_000)
    assert till.counter.available(client) == 5_000


def test_an_undeducted_credit_is_a_discount_and_moves_no_fund(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=3_000)
    till.open(till.counter.ticket(client, 10_000))
    till.key("F6")
    till.click(till.credit.deduct)
    assert till.credit.amount.value() is None
    till.credit.amount.setFocus()
    till.type("10")
    till.key("Return")
    (payment,) = till.payments
    assert (payment.kind, payment.amount) == (PaymentKind.DISCOUNT, 1_000)
    assert till.counter.available(client) == 3_000


def test_an_amount_typed_before_the_box_is_unticked_stays(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=3_000)
    till.open(till.counter.ticket(client, 10_000))
    till.key("F6")
    till.type("10")
    till.click(till.credit.deduct)
    assert till.credit.amount.value() == 1_000
    till.click(till.credit.add)
    (payment,) = till.payments
    assert (payment.kind, payment.amount) == (PaymentKind.DISCOUNT, 1_000)


def test_where_there_is_no_credit_to_deduct_the_way_to_a_discount_is_said(
    till: AtPayments,
) -> None:
    client = till.counter.client()
    till.counter.opening(client, paid=5_000)
    till.open(till.counter.ticket(client, 10_000))
    till.key("F6")
    till.click(till.credit.deduct)
    till.credit.amount.setFocus()
    till.type("10")
    till.click(till.credit.add)
    assert "Untick the box" in till.credit.field.error()
    till.click(till.credit.deduct)
    assert till.credit.field.error() == ""
    till.click(till.credit.add)
    assert [payment.amount for payment in till.payments] == [1_000]


def test_the_box_to_deduct_has_a_key_and_shows_it(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=3_000)
    till.open(till.counter.ticket(client, 10_000))
    till.key("F6", "Alt+D")
    assert not till.credit.deduct.isChecked()
    assert till.credit.deduct.text() == "Deduct from credit balance (Alt D)"


def test_a_walk_in_who_would_pay_later_is_led_to_the_client_by_a_key(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.key("F7")
    with till.qtbot.waitSignal(till.later.back):
        till.key("Alt+T")
