"""Split evenly: every part is paid by its own type, and the parts add up."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_app.services import selling
from tests.ui.conftest import Shown
from tests.ui.payments.conftest import AtPayments
from ui.scanner import Scanner


def test_three_people_pay_each_their_own_way(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.key("F9", "3")
    assert "$33.34 + $33.33 + $33.33" in till.page.pane.split_form.outcome.text()
    till.key("Return")
    assert till.cash.badge.text() == "Part 1 of 3"
    till.ready(till.cash.add)
    till.type("40")
    assert "Change to give $6.66" in till.cash.outcome.text()
    till.key("Return", "F2")
    assert (till.card.badge.text(), till.card.amount.value()) == ("Part 2 of 3", 3_333)
    till.ready(till.card.add)
    till.key("Return")
    till.ready(till.card.add)
    assert till.card.badge.text() == "Part 3 of 3"
    till.key("Return")
    assert [p.amount for p in till.payments] == [3_334, 3_333, 3_333]
    till.click(till.page.close_button)
    assert till.state == "closed"
    assert till.page.closed.change.text() == "$6.66"


def test_taking_a_part_off_goes_back_to_it(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.key("F9", "2", "Return", "F2")
    till.key("Return")
    till.ready(till.card.add)
    assert till.card.badge.text() == "Part 2 of 2"
    till.page.summary.remove_requested.emit(till.payments[0].id)
    till.wait()
    assert (till.card.badge.text(), till.card.amount.value()) == ("Part 1 of 2", 5_000)


def test_a_split_can_be_given_up(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.key("F9", "4", "Return")
    assert till.cash.amount.value() == 2_500
    till.key("F9")
    till.click(till.page.pane.split_form.stop)
    assert (till.cash.badge.text(), till.cash.amount.value()) == ("", 10_000)


@pytest.fixture
def codes(qapp: QApplication) -> Iterator[list[str]]:
    """What a scanner scanned, each of whose keys comes a moment after the one before."""
    keys = iter(range(0, 1_000_000, 5))
    heard: list[str] = []
    scanner = Scanner(qapp, now_ms=lambda: 0, typed_ms=lambda _key: next(keys))
    scanner.scanned.connect(heard.append)
    scanner.start()
    yield heard
    scanner.stop()


def test_the_digits_of_a_code_do_not_choose_how_many_people(
    till: AtPayments, codes: list[str]
) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.key("F9")
    window = till.page.window().windowHandle()
    for letter in "4006381333931":
        QTest.keyClick(window, Qt.Key(ord(letter)))
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert codes == ["4006381333931"]
    assert till.page.pane.split_form.people.value() == 2


def test_a_split_survives_going_back_to_the_ticket(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.key("F9", "4", "Return")
    till.leave_and_return()
    assert till.cash.badge.text() == "Part 1 of 4"


def test_a_split_is_of_one_ticket_and_still_there_after_another(till: AtPayments) -> None:
    first = till.open(till.counter.ticket(None, 10_000))
    till.key("F9", "4", "Return")
    till.session.pick_ticket(till.counter.ticket(None, 6_000))
    till.leave_and_return()
    assert (till.cash.badge.text(), till.cash.amount.value()) == ("", 6_000)
    till.session.pick_ticket(first)
    till.leave_and_return()
    assert (till.cash.badge.text(), till.cash.amount.value()) == ("Part 1 of 4", 2_500)


def test_where_cash_is_rounded_three_people_can_all_pay_in_cash(till: AtPayments) -> None:
    till.choose(cash_step=5)
    till.open(till.counter.ticket(None, 10_002))
    till.key("F9", "3", "Return")
    for _person in range(3):
        till.ready(till.cash.add)
        till.key("Return")
    assert [p.amount for p in till.payments] == [3_335, 3_335, 3_330]
    till.click(till.page.close_button)
    assert till.state == "closed"


def test_a_split_survives_a_restart_of_the_till(
    till: AtPayments, qtbot: QtBot, shown: Shown
) -> None:
    ticket = till.open(till.counter.ticket(None, 10_000))
    till.key("F9", "4", "Return")
    till.ready(till.cash.add)
    till.key("Return")
    started_again = AtPayments(till.counter, till.session, shown, qtbot)
    started_again.open(ticket)
    assert started_again.cash.badge.text() == "Part 2 of 4"
    assert started_again.cash.amount.value() == 2_500


def test_a_split_of_another_total_is_one_no_more(till: AtPayments) -> None:
    ticket = till.open(till.counter.ticket(None, 10_000))
    till.key("F9", "4", "Return")
    selling.set_price(till.session.desk, ticket, 1, 8_000, "agreed")
    till.leave_and_return()
    assert (till.cash.badge.text(), till.cash.amount.value()) == ("", 8_000)
