"""Undoing the last change where it was of the client, or of what hangs on their balance."""

from collections.abc import Callable

import pytest

from pos_app.domain.payment import PaymentKind
from pos_app.domain.ticket import Ticket
from pos_app.errors import UserError
from pos_app.services import payoffs, selling, tickets
from pos_app.services.undoing import undo_client_value
from tests.services.counter import Counter


def _after(counter: Counter, ticket: int, act: Callable[[], object]) -> tuple[Ticket, Ticket]:
    """A ticket before and after an act."""
    before = counter.look(ticket).ticket
    act()
    return before, counter.look(ticket).ticket


def test_undoing_a_payoff_takes_it_off_and_frees_what_it_held(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, owed=4500)
    ticket = counter.ticket(client, 1000)
    undo_client_value(
        counter.desk,
        *_after(counter, ticket, lambda: payoffs.pay_off(counter.desk, ticket, 2000)),
    )
    assert (counter.payoff(ticket), counter.held()) == (None, 0)


def test_undoing_a_change_of_a_payoff_puts_the_amount_before_back(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, owed=4500)
    ticket = counter.ticket(client, 1000)
    payoffs.pay_off(counter.desk, ticket, 2000)
    undo_client_value(
        counter.desk,
        *_after(counter, ticket, lambda: payoffs.pay_off(counter.desk, ticket, 4500)),
    )
    line = counter.payoff(ticket)
    assert line is not None
    assert (line.amount, counter.payable(client)) == (2000, 2500)


def test_undoing_the_removal_of_a_payoff_holds_its_charges_again(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, owed=4500)
    ticket = counter.ticket(client, 1000)
    payoffs.pay_off(counter.desk, ticket, 2000)
    undo_client_value(
        counter.desk,
        *_after(counter, ticket, lambda: selling.remove_line(counter.desk, ticket, 2)),
    )
    assert counter.payable(client) == 2500


def test_undoing_a_change_of_client_brings_all_back_that_hung_on_the_first(
    counter: Counter,
) -> None:
    amara, ben = counter.client("Amara"), counter.client("Ben")
    counter.opening(amara, owed=4500, credit=3000)
    ticket = counter.ticket(amara, 10_000)
    payoffs.pay_off(counter.desk, ticket, 2000)
    counter.pay(ticket, "balance", 3000)
    counter.pay(ticket, "later", 1000)
    undo_client_value(
        counter.desk,
        *_after(counter, ticket, lambda: tickets.set_client(counter.desk, ticket, ben)),
    )
    now = counter.look(ticket)
    assert (now.ticket.client_id, now.payoff, now.pay_later, now.ticket.notice) == (
        amara,
        2000,
        1000,
        "",
    )
    assert [p.kind for p in now.ticket.payments] == [
        PaymentKind.CLIENT_BALANCE,
        PaymentKind.PAY_LATER,
    ]


def test_undoing_what_was_redeemed_for_a_debt_takes_both_off(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, owed=4500, credit=3000)
    ticket = counter.ticket(client, 1000)
    undo_client_value(
        counter.desk,
        *_after(
            counter,
            ticket,
            lambda: payoffs.pay_debt_with_balance(counter.desk, ticket, "one", 3000),
        ),
    )
    now = counter.look(ticket)
    assert (now.payoff, now.ticket.payments, counter.held()) == (0, (), 0)


def test_a_client_put_on_a_walk_ins_ticket_comes_off_again(counter: Counter) -> None:
    ticket, client = counter.ticket(None, 1000), counter.client()
    undo_client_value(
        counter.desk,
        *_after(counter, ticket, lambda: tickets.set_client(counter.desk, ticket, client)),
    )
    assert counter.look(ticket).ticket.client_id is None


def test_a_ticket_that_changed_since_is_not_undone(counter: Counter) -> None:
    ticket, client = counter.ticket(None, 1000), counter.client()
    change = _after(counter, ticket, lambda: tickets.set_client(counter.desk, ticket, client))
    counter.add(ticket, 500)
    with pytest.raises(UserError, match="nothing to undo"):
        undo_client_value(counter.desk, *change)


def test_points_that_came_off_with_the_client_are_held_again(counter: Counter) -> None:
    shop = counter.in_a_shop(points_per_unit=1, point_worth=1)
    amara, ben = shop.client("Amara"), shop.client("Ben")
    shop.sell(amara, 50_000)
    ticket = shop.ticket(amara, 1_000)
    shop.pay(ticket, "points", 200)
    before = shop.look(ticket).ticket.payments[0].points
    undo_client_value(
        shop.desk,
        *_after(shop, ticket, lambda: tickets.set_client(shop.desk, ticket, ben)),
    )
    (paid,) = shop.look(ticket).ticket.payments
    assert (paid.points, paid.amount) == (before, 200)
