"""Cards on a stand-alone terminal, checks and the shop's own types."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.payments.conftest import AtPayments


def test_a_card_keeps_what_its_slip_says(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.key("F2", "Tab")
    till.type("A1B2C3")
    till.key("Tab")
    till.type("4242")
    till.key("Return")
    (payment,) = till.payments
    assert (payment.amount, payment.reference, payment.detail) == (10_000, "A1B2C3", "·· 4242")


def test_three_of_the_last_four_digits_are_refused_at_their_box(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.key("F2", "Tab", "Tab")
    till.type("424")
    till.key("Return")
    assert till.card.fields["last_four"].error()
    assert till.card.last_four.hasFocus()
    assert not till.payments


def test_a_card_never_takes_more_than_is_due(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.key("F2")
    till.type("100.01")
    till.key("Return")
    assert "cannot be more than what is due: $100.00" in till.card.field.error()
    assert not till.payments


def test_a_check_needs_its_number(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.key("F3", "Return")
    assert till.check.fields["reference"].error()
    till.type("1077")
    till.key("Return")
    assert [(p.type_code, p.reference) for p in till.payments] == [("check", "1077")]


def test_a_type_of_the_shop_s_own_takes_a_reference(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.key("F8", "Tab")
    till.type("TW-9")
    till.key("Return")
    assert [(p.type_code, p.reference) for p in till.payments] == [("twint", "TW-9")]


def test_the_keypad_writes_the_digits_of_a_card_and_of_a_check(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.click(till.page.pane.tiles.tiles["card"])
    QTest.mouseClick(till.card.last_four, Qt.MouseButton.LeftButton)
    for key in "4242":
        till.click(till.page.pane.keypad.key(key))
    assert till.card.last_four.text() == "4242"
    assert till.card.amount.value() == 10_000
    till.click(till.page.pane.tiles.tiles["check"])
    QTest.mouseClick(till.check.reference, Qt.MouseButton.LeftButton)
    till.click(till.page.pane.keypad.key("7"))
    assert till.check.reference.text() == "7"
