"""The whole way of a ticket through the payments page, by keys and by clicks."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import CreditUse
from pos_app.errors import EnvironmentFault
from pos_app.services import payments, selling, tickets, voiding
from pos_app.services.changes import Changes
from tests.ui.payments.conftest import LONG_MS, AtPayments
from ui.checkout.summary import PaymentRow
from ui.widgets import Button


def test_a_ticket_is_paid_and_closed_by_keys_alone(till: AtPayments) -> None:
    client = till.counter.client("Amara Thompson")
    till.counter.opening(client, credit=3_000)
    till.open(till.counter.ticket(client, 10_000))
    till.key("F10")
    till.key("F2")
    till.type("20")
    till.key("Return", "F7")
    till.ready(till.later.add)
    till.type("10")
    till.key("Return", "F1")
    till.ready(till.cash.add)
    till.type("50")
    till.key("Return")
    till.ready(till.page.close_button)
    till.key("F12")
    assert till.state == "closed"
    assert [(p.kind, p.amount) for p in till.payments] == [
        (PaymentKind.CLIENT_BALANCE, 3_000),
        (PaymentKind.CARD, 2_000),
        (PaymentKind.PAY_LATER, 1_000),
        (PaymentKind.CASH, 4_000),
    ]
    assert till.page.closed.change.text() == "$10.00"
    till.ready(till.page.next_button)
    with till.qtbot.waitSignal(till.page.next_ticket):
        till.press("Return")
    assert till.session.ticket_id is None


def test_a_ticket_is_paid_and_closed_by_clicks_alone(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.pay("card", "60")
    till.click(till.page.pane.tiles.tiles["cash"])
    till.click(till.cash.quick[1])
    till.click(till.cash.add)
    till.click(till.page.close_button)
    assert till.state == "closed"
    assert till.page.closed.change.text() == "$60.00"
    till.ready(till.page.next_button)
    with till.qtbot.waitSignal(till.page.next_ticket):
        till.click(till.page.next_button)


def test_a_second_enter_pays_nothing_more(
    till: AtPayments, double_click: Callable[[int], None]
) -> None:
    double_click(LONG_MS)
    till.open(till.counter.ticket(None, 10_000))
    till.type("20")
    till.press("Return")
    till.press("Return")
    till.wait()
    till.press("Return")
    till.wait()
    assert [p.amount for p in till.payments] == [2_000]


def test_a_second_click_pays_nothing_more(
    till: AtPayments, double_click: Callable[[int], None]
) -> None:
    double_click(LONG_MS)
    till.open(till.counter.ticket(None, 10_000))
    till.type("20")
    till.cash.add.click()
    till.cash.add.click()
    till.wait()
    till.cash.add.click()
    till.wait()
    assert [p.amount for p in till.payments] == [2_000]


def test_typing_the_next_amount_ends_the_pause_at_once(
    till: AtPayments, double_click: Callable[[int], None]
) -> None:
    double_click(LONG_MS)
    till.open(till.counter.ticket(None, 10_000))
    till.type("20")
    till.key("Return")
    till.type("30")
    till.key("Return")
    assert [p.amount for p in till.payments] == [2_000, 3_000]


def test_a_double_click_on_close_ticket_does_not_go_on_to_the_next(
    till: AtPayments, double_click: Callable[[int], None], qtbot: QtBot
) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.pay("card")
    till.ready(till.page.close_button)
    double_click(LONG_MS)
    with qtbot.assertNotEmitted(till.page.next_ticket):
        till.click(till.page.close_button)
        till.page.next_button.click()
        till.press("Return")
    assert till.state == "closed"


def test_a_request_whose_answer_was_lost_is_sent_again_as_the_same(
    till: AtPayments, double_click: Callable[[int], None]
) -> None:
    till.open(till.counter.ticket(None, 10_000))
    request = payments.PaymentRequest(id=till.cash.request_id, type_code="cash", amount=10_000)
    payments.add_payment(till.session.desk, till.ticket, request)
    till.key("Return")
    assert [p.amount for p in till.payments] == [10_000]


def test_a_fault_leaves_what_was_typed_and_can_be_tried_again(
    till: AtPayments, monkeypatch: pytest.MonkeyPatch
) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.type("20")
    real = payments.add_payment

    def locked(*_args: object) -> Changes:
        raise EnvironmentFault("Another program is using the shop’s data.")

    monkeypatch.setattr(payments, "add_payment", locked)
    till.key("Return")
    assert "Another program" in till.cash.outcome.text()
    assert not till.payments
    monkeypatch.setattr(payments, "add_payment", real)
    till.key("Return")
    assert [p.amount for p in till.payments] == [2_000]


def test_close_ticket_waits_until_nothing_is_due(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.pay("card", "99.99")
    assert not till.page.close_button.isEnabled()
    till.pay("cash")
    till.ready(till.page.close_button)


def test_a_ticket_that_costs_nothing_closes_without_a_payment(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 0))
    till.ready(till.page.close_button)
    till.key("F12")
    assert till.state == "closed"


def test_a_payment_taken_off_is_due_again(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.pay("card", "60")
    till.page.summary.remove_requested.emit(till.payments[0].id)
    till.wait()
    assert (till.payments, till.due) == ((), 10_000)
    assert till.card.amount.value() == 10_000


def test_going_back_and_forth_loses_nothing_and_doubles_nothing(till: AtPayments) -> None:
    client = till.counter.client()
    till.counter.opening(client, credit=3_000)
    till.choose(credit_use=CreditUse.ALWAYS)
    till.open(till.counter.ticket(client, 10_000))
    till.pay("card", "20")
    for _time in range(3):
        till.leave_and_return()
    assert [p.amount for p in till.payments] == [3_000, 2_000]
    assert till.card.amount.value() == 5_000


def test_escape_goes_back_to_the_ticket(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    with till.qtbot.waitSignal(till.page.back):
        till.press("Escape")


def test_payments_above_the_total_say_the_excess_and_which_to_take_off(till: AtPayments) -> None:
    ticket = till.counter.ticket(None, 10_000, 5_000)
    till.open(ticket)
    till.pay("card", "100")
    till.pay("cash", "50")
    line = till.counter.look(ticket).ticket.lines[1]
    till.session.write(selling.remove_line, ticket, line.number)
    till.wait()
    said = till.cash.outcome.text()
    assert "$50.00 above the total" in said
    assert "Take off Cash ($50.00)" in said
    assert not till.page.close_button.isEnabled()
    till.page.summary.remove_requested.emit(till.payments[1].id)
    till.wait()
    till.ready(till.page.close_button)


def test_a_ticket_changed_at_another_till_is_not_closed_as_it_was_seen(till: AtPayments) -> None:
    ticket = till.open(till.counter.ticket(None, 10_000))
    till.pay("card")
    till.ready(till.page.close_button)
    tickets.set_note(till.session.desk, ticket, "Changed elsewhere")
    till.key("F12")
    assert till.state == "open"
    assert "changed meanwhile" in till.card.outcome.text()
    till.key("F12")
    assert till.state == "closed"


def test_two_windows_close_one_ticket_once(till: AtPayments) -> None:
    ticket = till.open(till.counter.ticket(None, 10_000))
    till.pay("card")
    till.ready(till.page.close_button)
    till.counter.close(ticket)
    till.key("F12")
    assert till.page.closed.isVisible()
    assert till.counter.rows("SELECT count(*) FROM entries") == [(1,)]


def test_a_payment_type_that_the_shop_adds_gets_a_tile(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    assert "later" in till.page.pane.tiles.tiles
    till.choose(pay_later_allowed=False)
    assert "later" not in till.page.pane.tiles.tiles


def test_another_ticket_starts_with_nothing_typed(till: AtPayments) -> None:
    first = till.counter.ticket(None, 10_000)
    other = till.counter.ticket(None, 2_500)
    till.open(first)
    till.type("7")
    before = till.cash.request_id
    till.page.hide()
    till.session.pick_ticket(other)
    till.page.show()
    till.wait()
    assert till.cash.amount.value() == 2_500
    assert till.cash.request_id != before


def test_another_client_takes_the_credit_of_the_first_off_and_says_so(till: AtPayments) -> None:
    amara, dana = till.counter.client(), till.counter.client("Dana Ortiz")
    till.counter.opening(amara, credit=3_000)
    ticket = till.open(till.counter.ticket(amara, 10_000))
    till.key("F10")
    assert till.cash.amount.value() == 7_000
    till.session.write(tickets.set_client, ticket, dana)
    till.wait()
    assert till.cash.amount.value() == 10_000
    assert "Client balance" in till.page.hints.news.text.text()


def test_a_client_archived_meanwhile_is_said_and_nothing_is_closed(till: AtPayments) -> None:
    client = till.counter.client("Amara Thompson")
    till.open(till.counter.ticket(client, 10_000))
    till.pay("later")
    till.ready(till.page.close_button)
    till.counter.archive(client)
    till.key("F12")
    assert till.state == "open"
    assert "Amara Thompson is archived" in till.later.outcome.text()


def test_without_a_ticket_there_is_nothing_to_press(till: AtPayments) -> None:
    till.page.show()
    till.wait()
    assert not till.page.close_button.isEnabled()
    assert not till.cash.add.isEnabled()


def test_a_ticket_voided_elsewhere_sends_back_to_the_tickets(till: AtPayments) -> None:
    ticket = till.open(till.counter.ticket(None, 10_000))
    with till.qtbot.waitSignal(till.page.back):
        till.session.write(voiding.void, ticket, "The client left")
    till.wait()


def test_the_payment_made_last_is_in_sight_however_many_there_are(till: AtPayments) -> None:
    ticket = till.open(till.counter.ticket(None, 100_000))
    for _payment in range(12):
        till.counter.pay(ticket, "card", 1_000)
    till.leave_and_return()
    till.pay("cash", "50")

    def last_in_sight() -> str:
        parts = till.page.summary.findChildren(Button)
        crosses = [b for b in parts if b.accessibleName().startswith("Take off") and b.isVisible()]
        seen = [b.accessibleName() for b in crosses if not b.visibleRegion().isEmpty()]
        return seen[-1] if seen else ""

    till.qtbot.waitUntil(lambda: last_in_sight().startswith("Take off Cash"))


def test_everything_that_is_tapped_is_as_large_as_a_finger(till: AtPayments) -> None:
    client = till.counter.client("Amara Thompson")
    till.counter.opening(client, owed=2_000, credit=3_000)
    ticket = till.open(till.counter.ticket(client, 10_000))
    till.counter.pay(ticket, "card", 1_000)
    till.leave_and_return()
    for key in ("F1", "F2", "F3", "F7", "F9"):
        till.key(key)
        parts = [p for p in till.page.findChildren(QAbstractButton) if p.isVisible()]
        small = [p.accessibleName() for p in parts if min(p.width(), p.height()) < 44]
        assert small == []


def test_closing_moves_no_payment_and_leaves_no_way_back(till: AtPayments) -> None:
    ended: list[bool] = []
    till.page.ended.connect(lambda: ended.append(True))
    till.open(till.counter.ticket(None, 10_000))
    till.pay("card", "40")
    till.pay("cash", "60")

    def places() -> list[int]:
        rows = [r for r in till.page.summary.findChildren(PaymentRow) if r.isVisible()]
        return [row.mapTo(till.page, row.rect().center()).y() for row in rows]

    till.qtbot.waitUntil(lambda: len(places()) == 2)
    till.ready(till.page.close_button)
    before = places()
    till.key("F12")
    assert till.state == "closed"
    assert ended == [True]
    till.qtbot.waitUntil(lambda: places() == before)
