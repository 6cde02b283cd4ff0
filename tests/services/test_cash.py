"""Cash: change, and rounding where the shop rounds it (R15)."""

from dataclasses import replace

import pytest

from pos_app.errors import UserError
from pos_app.services import payments, payoffs, selling
from tests.services.counter import Counter


@pytest.fixture
def rounding(counter: Counter) -> Counter:
    """The same counter in a shop that rounds cash to 0.05."""
    return Counter(replace(counter.desk, settings=replace(counter.desk.settings, cash_step=5)))


def test_r15_cash_over_the_amount_due_gives_change(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    counter.pay(ticket, "cash", 5000)
    (cash,) = counter.look(ticket).ticket.payments
    assert (cash.amount, cash.tendered, cash.kept, cash.change) == (4500, 5000, 0, 500)
    counter.close(ticket)
    assert counter.booked(ticket)["cash"] == 4500


def test_r15_change_stays_on_the_account_by_choice(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.ticket(client, 4500)
    counter.pay(ticket, "cash", 5000, keep_change=True)
    assert counter.standing(client) == (0, 0, 0)
    counter.close(ticket)
    assert counter.booked(ticket) == {"cash": 5000, "open_payments": -500, "service_sales": -4500}
    assert counter.standing(client) == (0, 500, 0)


def test_one_person_pays_a_part_in_cash_and_gets_change_for_it(counter: Counter) -> None:
    ticket = counter.ticket(None, 9_000)
    counter.pay(ticket, "cash", 5_000, part=3_000)
    (cash,) = counter.look(ticket).ticket.payments
    assert (cash.amount, cash.change, counter.due(ticket)) == (3_000, 2_000, 6_000)
    counter.pay(ticket, "cash", 7_000, part=9_999)
    assert counter.look(ticket).ticket.payments[-1].change == 1_000
    counter.close(ticket)
    assert counter.booked(ticket)["cash"] == 9_000


def test_change_kept_and_a_payoff_give_the_right_due(counter: Counter) -> None:
    """A complaint about other tills: change plus account payment gives the wrong due."""
    client = counter.client()
    counter.opening(client, owed=2000)
    ticket = counter.ticket(client, 4500)
    payoffs.pay_off(counter.desk, ticket, 2000)
    counter.pay(ticket, "cash", 10_000, keep_change=True)
    assert counter.due(ticket) == 0
    counter.close(ticket)
    assert counter.standing(client) == (0, 3500, 0)
    assert counter.booked(ticket)["cash"] == 10_000


def test_change_is_not_kept_for_a_walk_in(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    with pytest.raises(UserError, match="only for a client"):
        counter.pay(ticket, "cash", 5000, keep_change=True)
    assert counter.look(ticket).ticket.payments == ()


@pytest.mark.parametrize(
    ("price", "settles", "difference"),
    [(1002, 1000, -2), (1003, 1005, 2), (1005, 1005, 0), (2, 0, -2), (1, 0, -1), (1003, 1003, 0)],
)
def test_r15_only_the_cash_that_settles_is_rounded_and_it_is_booked(
    rounding: Counter, price: int, settles: int, difference: int
) -> None:
    ticket = rounding.ticket(None, price)
    rounding.pay(ticket, "cash", settles)
    rounding.close(ticket)
    booked = rounding.booked(ticket)
    assert booked.get("cash", 0) == settles
    assert booked.get("rounding", 0) == -difference


def test_r15_cash_between_the_total_and_its_rounding_up_never_pays_above_the_total(
    rounding: Counter,
) -> None:
    ticket = rounding.ticket(None, 1003)
    rounding.pay(ticket, "cash", 1004)
    view = rounding.look(ticket)
    assert (view.settlement.due, view.settlement.excess) == (0, 0)
    assert (view.ticket.payments[0].amount, view.ticket.payments[0].change) == (1003, 1)
    rounding.close(ticket)
    assert rounding.booked(ticket) == {"cash": 1003, "service_sales": -1003}


def test_r15_cash_after_a_card_settles_to_the_step_and_leaves_nothing(rounding: Counter) -> None:
    """A complaint about other tills: cash rounding leaves 0.10 due."""
    ticket = rounding.ticket(None, 2012)
    rounding.pay(ticket, "card", 1000)
    assert payments.cash_due(rounding.look(ticket), 5) == 1010
    rounding.pay(ticket, "cash", 1010)
    assert rounding.due(ticket) == 0
    rounding.close(ticket)
    assert rounding.booked(ticket)["rounding"] == 2


def test_r15_a_card_pays_to_the_cent_where_cash_is_rounded(rounding: Counter) -> None:
    ticket = rounding.ticket(None, 1003)
    rounding.pay(ticket, "card")
    rounding.close(ticket)
    assert rounding.booked(ticket) == {"card_clearing": 1003, "service_sales": -1003}


def test_r15_cash_that_pays_a_part_is_taken_as_it_is(rounding: Counter) -> None:
    ticket = rounding.ticket(None, 1003)
    rounding.pay(ticket, "cash", 501)
    rounding.pay(ticket, "card")
    rounding.close(ticket)
    assert rounding.booked(ticket) == {"cash": 501, "card_clearing": 502, "service_sales": -1003}


def test_r15_two_cents_after_a_card_are_settled_by_no_cash_at_all(rounding: Counter) -> None:
    ticket = rounding.ticket(None, 1002)
    rounding.pay(ticket, "card", 1000)
    rounding.pay(ticket, "cash", 0)
    rounding.close(ticket)
    assert rounding.booked(ticket)["rounding"] == 2


def test_less_than_no_cash_is_refused_even_where_none_is_needed(rounding: Counter) -> None:
    ticket = rounding.ticket(None, 2)
    with pytest.raises(UserError, match="above zero"):
        rounding.pay(ticket, "cash", -5)


def test_r15_change_is_given_from_the_rounded_amount(rounding: Counter) -> None:
    ticket = rounding.ticket(rounding.client(), 1002)
    rounding.pay(ticket, "cash", 2000, keep_change=True)
    cash = rounding.look(ticket).ticket.payments[0]
    assert (cash.amount, cash.kept, cash.change) == (1000, 1000, 0)
    rounding.close(ticket)


def test_r15_a_line_changed_after_rounded_cash_leaves_no_stray_cent(rounding: Counter) -> None:
    ticket = rounding.ticket(None, 1002)
    rounding.pay(ticket, "cash", 1000)
    line = rounding.add(ticket, 999)
    assert rounding.due(ticket) == 1001
    selling.remove_line(rounding.desk, ticket, line.number)
    assert rounding.due(ticket) == 0
    rounding.close(ticket)
