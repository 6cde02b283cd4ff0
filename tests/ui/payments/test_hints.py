"""The notes in the order summary of the payments page."""

from tests.ui.payments.conftest import AtPayments


def test_the_action_of_the_hint_has_room_for_an_eight_digit_amount(
    till: AtPayments,
) -> None:
    client = till.counter.client()
    till.counter.opening(client, owed=1_234_567_890, credit=1_500_000_000)
    till.open(till.counter.ticket(client, 4_500))
    button = till.page.hints.owes.button
    assert button.text() == "Pay $12,345,678.90 with it"
    assert button.width() >= button.sizeHint().width()


def test_long_amounts_leave_the_payments_page_as_wide_as_the_smallest_till(
    till: AtPayments,
) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=1_500_000_000)
    till.open(till.counter.ticket(client, 1_234_567_890))
    assert till.page.width() == 1280
    box = till.page.balance.amount
    assert box.width() > box.fontMetrics().horizontalAdvance("$12,345,678.90")
