"""Paying later (R4)."""

import pytest

from pos_app.errors import UserError
from pos_app.services import payments, payoffs, selling
from tests.services.counter import Counter


def test_r4_pay_later_makes_a_charge_when_the_ticket_closes(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara, 4_500)
    counter.pay(ticket, "later")
    assert counter.standing(amara)[0] == 4_500
    counter.close(ticket)
    assert counter.standing(amara)[0] == 9_000


def test_r4_what_the_client_will_owe_counts_this_tickets_payoffs(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara, 4_500)
    assert payments.owed_after(counter.look(ticket), 4_500) == 9_000
    payoffs.pay_off(counter.desk, ticket, 4_000)
    assert payments.owed_after(counter.look(ticket), 4_500) == 5_000
    counter.pay(ticket, "later", 1_000)
    assert payments.owed_after(counter.look(ticket), 3_500) == 5_000


def test_r4_a_walk_in_cannot_pay_later(counter: Counter) -> None:
    ticket = counter.ticket(None, 4_500)
    with pytest.raises(UserError, match="a walk-in cannot pay later"):
        counter.pay(ticket, "later")


def test_r4_a_shop_may_forbid_paying_later(counter: Counter, amara: int) -> None:
    shop = counter.in_a_shop(pay_later_allowed=False)
    ticket = shop.ticket(amara, 4_500)
    with pytest.raises(UserError, match="does not let clients pay later"):
        shop.pay(ticket, "later")


def test_r4_what_a_manager_forbade_at_another_till_holds_at_once(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara, 4_500)
    counter.pay(ticket, "later")
    counter.in_a_shop(pay_later_allowed=False)
    assert counter.desk.settings.pay_later_allowed, "this till has not looked since"
    with pytest.raises(UserError, match="does not let clients pay later"):
        counter.close(ticket)
    assert counter.look(ticket).ticket.is_open


def test_r4_a_shop_may_limit_what_a_client_owes_in_all(counter: Counter, amara: int) -> None:
    shop = counter.in_a_shop(pay_later_limit=6_000)
    ticket = shop.ticket(amara, 4_500)
    with pytest.raises(UserError, match=r"at most \$60\.00; this would make it \$60\.01"):
        shop.pay(ticket, "later", 1_501)
    shop.pay(ticket, "later", 1_500)
    shop.pay(ticket, "card")
    shop.close(ticket)


def test_r4_a_clients_own_limit_comes_before_the_shops(counter: Counter) -> None:
    shop = counter.in_a_shop(pay_later_limit=6_000)
    trusted = shop.client("Ann", pay_later_limit=10_000)
    unknown = shop.client("Ben", pay_later_limit=0)
    shop.sell(trusted, 10_000, "later")
    with pytest.raises(UserError, match=r"Ben may owe at most \$0\.00"):
        shop.pay(shop.ticket(unknown, 4_500), "later", 1)


def test_r4_the_limit_holds_when_the_payoff_that_made_room_is_taken_off(
    counter: Counter, amara: int
) -> None:
    shop = counter.in_a_shop(pay_later_limit=5_000)
    ticket = shop.ticket(amara, 5_000)
    payoffs.pay_off(shop.desk, ticket, 4_500)
    shop.pay(ticket, "later", 5_000)
    payoffs.pay_off(shop.desk, ticket, 0)
    with pytest.raises(UserError, match=r"may owe at most \$50\.00; this would make it \$95\.00"):
        shop.close(ticket)
    assert shop.look(ticket).ticket.is_open


def test_r4_the_limit_holds_over_two_tickets_that_are_open_at_once(counter: Counter) -> None:
    shop = counter.in_a_shop(pay_later_limit=5_000)
    client = shop.client()
    first, second = shop.ticket(client, 4_000), shop.ticket(client, 4_000)
    for ticket in (first, second):
        shop.pay(ticket, "later")
    shop.close(first)
    with pytest.raises(UserError, match=r"this would make it \$80\.00"):
        shop.close(second)
    assert shop.standing(client)[0] == 4_000


def test_r8_pay_later_cannot_pay_a_payoff(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara, 1_000)
    payoffs.pay_off(counter.desk, ticket, 4_500)
    with pytest.raises(UserError, match=r"at most \$10\.00 here"):
        counter.pay(ticket, "later", 1_001)
    counter.pay(ticket, "later", 1_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert counter.standing(amara)[0] == 1_000


def test_r8_a_payoff_added_after_paying_later_does_not_let_debt_pay_debt(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara, 4_500)
    counter.pay(ticket, "later", 4_500)
    selling.remove_line(counter.desk, ticket, 1)
    payoffs.pay_off(counter.desk, ticket, 4_500)
    with pytest.raises(UserError, match="Pay later cannot pay for everything"):
        counter.close(ticket)
