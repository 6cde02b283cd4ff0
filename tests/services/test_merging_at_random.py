"""Merging after any life of two clients: nothing is lost, nothing is made, and the books verify."""

from random import Random

import pytest

from pos_app.services import merging, payoffs
from tests.services.counter import Counter


def _live(counter: Counter, client: int, chance: Random) -> None:
    """A few visits: paid later, paid ahead, redeemed, paid off; some tickets stay open with holds."""
    for _visit in range(chance.randint(1, 5)):
        if chance.random() < 0.4:
            counter.opening(client, credit=chance.randint(1, 5000), paid=chance.randint(1, 5000))
        ticket = counter.ticket(client, chance.randint(100, 9000))
        most = min(counter.available(client), counter.due(ticket))
        if most and chance.random() < 0.6:
            counter.pay(ticket, "balance", chance.randint(1, most))
        if counter.payable(client) and chance.random() < 0.5:
            payoffs.pay_off(counter.desk, ticket, chance.randint(1, counter.payable(client)))
        if chance.random() < 0.6:
            _finish(counter, ticket, chance)


def _finish(counter: Counter, ticket: int, chance: Random) -> None:
    due = counter.due(ticket)
    sales = due - (line.amount if (line := counter.payoff(ticket)) else 0)
    if sales > 1 and chance.random() < 0.6:
        counter.pay(ticket, "later", chance.randint(1, sales))
    if counter.due(ticket):
        counter.pay(ticket, "card")
    counter.close(ticket)


@pytest.mark.parametrize("seed", range(12))
def test_a_merge_loses_and_makes_nothing_and_open_tickets_close_after_it(
    counter: Counter, seed: int
) -> None:
    chance = Random(seed)
    gone, stays = counter.client("Amy"), counter.client("Amara")
    for client in (gone, stays):
        _live(counter, client, chance)
    before = [sum(pair) for pair in zip(*map(counter.standing, (gone, stays)), strict=True)]
    spendable = counter.available(gone) + counter.available(stays)
    payable = counter.payable(gone) + counter.payable(stays)
    merging.merge(counter.desk, gone, stays)
    assert list(counter.standing(stays)) == before
    assert counter.standing(gone) == (0, 0, 0)
    assert (counter.available(stays), counter.payable(stays)) == (spendable, payable)
    counter.assert_sound()
    for ticket in list(counter.open_ticket_ids()):
        if counter.due(ticket):
            counter.pay(ticket, "card")
        counter.close(ticket)
    assert counter.held() == 0
    counter.assert_sound()
