"""Cash: the change, what stays due, and change that stays on the account (R15)."""

import pytest
from PySide6.QtWidgets import QLabel

from tests.ui.payments.conftest import AtPayments
from ui.widgets import SummaryRow


def test_the_exact_amount_is_there_already(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    assert till.cash.amount.value() == 10_000
    assert "Change to give $0.00" in till.cash.outcome.text()


def test_typing_replaces_the_amount_that_was_there(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.type("120")
    assert till.cash.amount.value() == 12_000
    assert "Change to give $20.00" in till.cash.outcome.text()


def test_a_partial_amount_says_what_stays_due(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.type("30")
    assert "Still due after this $70.00" in till.cash.outcome.text()


def test_the_keypad_writes_where_the_amount_is(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    for key in ("1", "5", "0"):
        till.click(till.page.pane.keypad.key(key))
    assert till.cash.amount.value() == 15_000


def test_change_is_kept_on_the_account_by_choice(till: AtPayments) -> None:
    client = till.counter.client()
    till.open(till.counter.ticket(client, 8_548))
    till.type("100")
    till.key("Alt+K")
    assert "Kept on account $14.52" in till.cash.outcome.text()
    till.key("Return")
    till.click(till.page.close_button)
    assert till.counter.available(client) == 1_452
    assert till.page.closed.change.text() == "$0.00"


def test_the_change_of_a_walk_in_cannot_be_kept(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 8_548))
    till.type("100")
    assert not till.cash.keep.isVisible()


def test_change_is_kept_once_and_not_by_habit(till: AtPayments) -> None:
    first = till.counter.ticket(till.counter.client(), 1_000)
    till.open(first)
    till.type("20")
    till.key("Alt+K", "Return")
    till.page.hide()
    till.session.pick_ticket(till.counter.ticket(till.counter.client("Dana Ortiz"), 1_000))
    till.page.show()
    till.wait()
    till.type("20")
    assert not till.cash.keep.isChecked()


def test_where_cash_is_rounded_the_rounded_amount_is_wanted(till: AtPayments) -> None:
    till.choose(cash_step=5)
    till.open(till.counter.ticket(None, 9_998))
    assert till.cash.amount.value() == 10_000
    till.key("Return")
    till.click(till.page.close_button)
    assert till.state == "closed"


def test_what_cash_was_rounded_by_stands_below_the_total_that_it_is_no_part_of(
    till: AtPayments,
) -> None:
    till.choose(cash_step=5)
    till.open(till.counter.ticket(None, 9_998))
    till.key("Return")
    rows = [row for row in till.page.findChildren(SummaryRow) if row.isVisible()]
    total, rounding = sorted(rows, key=lambda row: row.mapTo(till.page, row.rect().topLeft()).y())
    assert [text.text() for text in total.findChildren(QLabel)][-1] == "$99.98"
    assert [text.text() for text in rounding.findChildren(QLabel)][-1] == "$0.02"


def test_what_is_no_amount_is_said_at_the_box(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    for typed in ("1.005", "-5", "abc", "0"):
        till.cash.amount.selectAll()
        till.type(typed)
        till.key("Return")
        assert till.cash.field.error(), typed
        assert not till.payments


def test_the_change_given_stays_where_it_was_until_the_ticket_is_closed(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.type("120")
    till.key("Return")
    assert "Change to give $20.00" in till.cash.outcome.text()


@pytest.mark.parametrize("price", [16_548, 1_234_567_890])
def test_the_exact_amount_is_readable_however_long_it_is(till: AtPayments, price: int) -> None:
    till.open(till.counter.ticket(None, price))
    shown = [b for b in (till.cash.exact, *till.cash.quick) if b.isVisible()]
    assert len(shown) >= 3
    till.qtbot.waitUntil(lambda: all(b.width() >= b.sizeHint().width() for b in shown))
