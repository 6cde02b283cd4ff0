"""Voiding an open ticket (R7, R17)."""

import pytest

from pos_app.domain.ticket import TicketState
from pos_app.errors import UserError
from pos_app.services import payoffs, voiding
from pos_app.services.voiding import KeepMoney
from tests.services.counter import Counter


def test_r17_voiding_needs_a_reason_and_blanks_are_none(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    for reason in ("", "  ", "\t\n", "\x00"):
        with pytest.raises(UserError, match="Say why"):
            voiding.void(counter.desk, ticket, reason)
    assert counter.look(ticket).ticket.is_open


def test_r17_voiding_with_money_wants_to_know_what_becomes_of_it(counter: Counter) -> None:
    ticket = counter.ticket(counter.client(), 4500)
    counter.pay(ticket, "card", 2000)
    with pytest.raises(UserError, match="what becomes of the money"):
        voiding.void(counter.desk, ticket, "Left")
    assert counter.look(ticket).ticket.is_open


def test_r17_money_given_back_never_was_in_the_books(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    counter.pay(ticket, "cash", 5000)
    voiding.void(counter.desk, ticket, "Left", KeepMoney.GIVEN_BACK)
    assert counter.look(ticket).ticket.state is TicketState.VOID
    assert counter.rows("SELECT count(*) FROM entries") == [(0,)]


def test_r17_money_kept_becomes_an_open_payment_for_each_payment(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, credit=500)
    ticket = counter.ticket(client, 10_000)
    counter.pay(ticket, "balance", 500)
    counter.pay(ticket, "card", 2_000)
    counter.pay(ticket, "cash", 8_000, keep_change=True)
    voiding.void(counter.desk, ticket, "Left", KeepMoney.ON_ACCOUNT)
    assert counter.booked(ticket) == {
        "card_clearing": 2_000,
        "cash": 8_000,
        "open_payments": -10_000,
    }
    assert counter.standing(client) == (0, 10_000, 500)
    assert counter.available(client) == 10_500


def test_r17_money_is_kept_only_for_a_client_who_is_not_archived(counter: Counter) -> None:
    client = counter.client()
    for ticket in (counter.ticket(None, 4500), counter.ticket(client, 4500)):
        counter.pay(ticket, "card", 2000)
        counter.archive(client)
        with pytest.raises(UserError, match="client"):
            voiding.void(counter.desk, ticket, "Left", KeepMoney.ON_ACCOUNT)
        assert counter.look(ticket).ticket.is_open


def test_r7_voiding_gives_back_what_was_held(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara, 20_000)
    counter.pay(ticket, "balance", 8_000)
    payoffs.pay_off(counter.desk, ticket, 4_500)
    assert (counter.available(amara), counter.payable(amara)) == (0, 0)
    voiding.void(counter.desk, ticket, "Left")
    assert (counter.available(amara), counter.payable(amara)) == (8_000, 4_500)
    assert counter.held() == 0
