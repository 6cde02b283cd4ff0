"""Paying off what a client owes (R5, R12)."""

from dataclasses import replace

import pytest

from pos_app.errors import UserError
from pos_app.services import payoffs, selling
from tests.services.counter import Counter


def test_r12_a_client_who_owes_and_has_pays_one_with_the_other(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara)
    payoffs.pay_off(counter.desk, ticket, 4_500)
    counter.pay(ticket, "balance", 4_500)
    counter.close(ticket)
    assert counter.booked(ticket) == {
        "accounts_receivable": -4_500,
        "client_credits": 3_000,
        "open_payments": 1_500,
    }
    assert counter.standing(amara) == (0, 3_500, 0)


def test_r12_one_action_puts_the_debt_on_the_ticket_and_the_balance_against_it(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara, 2_000)
    for _again in range(2):
        payoffs.pay_debt_with_balance(counter.desk, ticket, "hint", 4_500)
    view = counter.look(ticket)
    assert (view.payoff, view.settlement.due, len(view.ticket.payments)) == (4_500, 2_000, 1)


def test_r12_a_balance_spent_meanwhile_leaves_the_debt_off_the_ticket_too(
    counter: Counter, amara: int
) -> None:
    ticket, other = counter.ticket(amara, 2_000), counter.ticket(amara, 8_000)
    counter.pay(other, "balance", 8_000)
    with pytest.raises(UserError):
        payoffs.pay_debt_with_balance(counter.desk, ticket, "hint", 4_500)
    assert (counter.payoff(ticket), counter.payable(amara)) == (None, 4_500)


def test_r5_a_payoff_is_untaxed_takes_no_discount_and_is_no_sale(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara)
    payoffs.pay_off(counter.desk, ticket, 4_500)
    bill = counter.look(ticket).bill
    assert (bill.total, bill.subtotal, bill.taxes) == (4_500, 0, ())


def test_r5_paying_off_more_than_is_owed_is_refused(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara)
    with pytest.raises(UserError, match=r"Only \$45\.00 can be paid off here"):
        payoffs.pay_off(counter.desk, ticket, 4_501)
    with pytest.raises(UserError):
        payoffs.pay_off(counter.desk, ticket, 10**20)
    assert (counter.payoff(ticket), counter.payable(amara)) == (None, 4_500)


def test_r5_paying_off_less_than_nothing_is_refused(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara)
    with pytest.raises(UserError, match="above zero"):
        payoffs.pay_off(counter.desk, ticket, -5)


def test_r5_paying_off_again_edits_the_line(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara)
    for amount in (1_000, 4_500, 2_000):
        payoffs.pay_off(counter.desk, ticket, amount)
        assert counter.look(ticket).bill.total == amount
        assert counter.payable(amara) == 4_500 - amount
    assert len(counter.look(ticket).ticket.lines) == 1


def test_r5_a_refused_edit_leaves_the_payoff_as_it_was(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara)
    payoffs.pay_off(counter.desk, ticket, 1_000)
    with pytest.raises(UserError):
        payoffs.pay_off(counter.desk, ticket, 4_501)
    assert (counter.look(ticket).payoff, counter.payable(amara)) == (1_000, 3_500)


def test_r5_zero_takes_the_payoff_off(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara)
    payoffs.pay_off(counter.desk, ticket, 1_000)
    payoffs.pay_off(counter.desk, ticket, 0)
    payoffs.pay_off(counter.desk, ticket, 0)
    assert (counter.payoff(ticket), counter.payable(amara)) == (None, 4_500)


def test_r5_removing_the_line_frees_its_charges(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara)
    payoffs.pay_off(counter.desk, ticket, 1_000)
    line = counter.payoff(ticket)
    assert line is not None
    selling.remove_line(counter.desk, ticket, line.number)
    assert (counter.payable(amara), counter.held()) == (4_500, 0)


def test_r5_a_payoff_has_no_price_of_its_own(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara)
    payoffs.pay_off(counter.desk, ticket, 1_000)
    with pytest.raises(UserError, match="Pay off"):
        selling.set_price(counter.desk, ticket, 1, 1, "Cheap")
    with pytest.raises(UserError, match="no quantity"):
        selling.set_quantity(counter.desk, ticket, 1, 2)
    line = counter.look(ticket).ticket.lines[0]
    with pytest.raises(UserError, match="Pay off"):
        selling.change_line(counter.desk, ticket, replace(line, unit_price=1))


def test_r5_two_tickets_never_pay_off_one_cent_twice(counter: Counter, amara: int) -> None:
    mine, other = counter.ticket(amara), counter.ticket(amara)
    payoffs.pay_off(counter.desk, mine, 3_000)
    with pytest.raises(UserError, match=r"Only \$15\.00"):
        payoffs.pay_off(counter.desk, other, 1_501)
    payoffs.pay_off(counter.desk, other, 1_500)
    for ticket in (mine, other):
        counter.pay(ticket, "card")
        counter.close(ticket)
    assert counter.standing(amara)[0] == 0


def test_r5_a_payoff_pays_the_oldest_charge_or_the_ones_picked(counter: Counter) -> None:
    client = counter.client()
    for price in (1_000, 2_000, 3_000):
        counter.sell(client, price, "later")
    _first, second, third = (charge.id for charge in payoffs.owed_charges(counter.desk, client))
    ticket = counter.ticket(client)
    payoffs.pay_off(counter.desk, ticket, 1_500)
    held = "SELECT held FROM charges ORDER BY id"
    assert counter.rows(held) == [(1_000,), (500,), (0,)]
    payoffs.pay_off(counter.desk, ticket, 4_500, frozenset({second, third}))
    assert counter.rows(held) == [(0,), (2_000,), (2_500,)]
    note = counter.look(ticket).ticket.lines[0].note
    assert note == "Ticket #1002, Ticket #1003"


def test_r5_another_clients_charge_cannot_be_picked(counter: Counter, amara: int) -> None:
    other = counter.client("Ben")
    counter.opening(other, owed=9_900)
    (charge,) = payoffs.owed_charges(counter.desk, other)
    ticket = counter.ticket(amara)
    with pytest.raises(UserError, match=r"Nothing is left to pay off"):
        payoffs.pay_off(counter.desk, ticket, 100, frozenset({charge.id}))


def test_r5_a_client_who_was_archived_meanwhile_can_still_pay_a_debt(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara)
    payoffs.pay_off(counter.desk, ticket, 4_500)
    counter.archive(amara)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert counter.standing(amara)[0] == 0


def test_a_walk_in_owes_nothing_to_pay_off(counter: Counter) -> None:
    ticket = counter.ticket()
    with pytest.raises(UserError, match="Choose a client first"):
        payoffs.pay_off(counter.desk, ticket, 100)
