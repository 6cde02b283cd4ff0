"""Taking payments, and taking them off again (R8, R15)."""

from dataclasses import replace

import pytest

from pos_app.domain.money import MAX_AMOUNT
from pos_app.errors import UserError
from pos_app.persistence import catalog
from pos_app.services import payments
from pos_app.services.payments import PaymentRequest
from tests.services.counter import TYPES, Counter


@pytest.mark.parametrize("way", ["card", "check", "twint"])
def test_r15_no_payment_but_cash_exceeds_what_is_due(counter: Counter, way: str) -> None:
    ticket = counter.ticket(None, 4500)
    with pytest.raises(UserError, match=r"cannot be more than what is due: \$45\.00"):
        counter.pay(ticket, way, 4501)
    assert counter.due(ticket) == 4500


def test_an_empty_ticket_can_be_neither_paid_nor_closed(counter: Counter) -> None:
    ticket = counter.ticket()
    with pytest.raises(UserError, match="Add a service or product first"):
        counter.close(ticket)
    with pytest.raises(UserError, match="Add a service or product first"):
        counter.pay(ticket, "cash", 100)


@pytest.mark.parametrize("way", ["cash", "card", "check", "twint", "later", "balance", "credit"])
@pytest.mark.parametrize("amount", [0, -1, -4500, -(10**20)])
def test_nothing_and_less_is_no_payment(counter: Counter, way: str, amount: int) -> None:
    client = counter.client()
    counter.opening(client, credit=1000)
    ticket = counter.ticket(client, 4500)
    with pytest.raises(UserError, match="above zero"):
        counter.pay(ticket, way, amount)
    assert counter.look(ticket).ticket.payments == ()


@pytest.mark.parametrize("way", ["cash", "card", "later", "balance"])
@pytest.mark.parametrize("amount", [MAX_AMOUNT + 1, 10**15, 10**20])
@pytest.mark.parametrize("keep", [True, False])
def test_more_than_the_till_can_take_is_refused_in_words(
    counter: Counter, way: str, amount: int, keep: bool
) -> None:
    ticket = counter.ticket(counter.client(), 4500)
    with pytest.raises(UserError) as refused:
        counter.pay(ticket, way, amount, keep_change=keep)
    assert refused.value.field == "amount"
    assert counter.look(ticket).ticket.payments == ()


def test_a_payment_on_a_ticket_that_is_paid_is_refused(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    counter.pay(ticket, "card")
    for way in ("cash", "card"):
        with pytest.raises(UserError):
            counter.pay(ticket, way, 100)
    assert len(counter.look(ticket).ticket.payments) == 1


def test_a_payment_type_the_shop_does_not_take_is_refused(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    with counter.desk.database.write() as connection:
        catalog.put_payment_type(connection, replace(TYPES[2], active=False))
    for way in ("check", "bitcoin", ""):
        with pytest.raises(UserError, match="does not take that payment type"):
            counter.pay(ticket, way, 100)


def test_a_payment_is_removed_until_the_ticket_closes(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    card = counter.pay(ticket, "card", 2000)
    payments.remove_payment(counter.desk, ticket, card)
    assert counter.due(ticket) == 4500
    payments.remove_payment(counter.desk, ticket, card)
    assert counter.due(ticket) == 4500


def test_a_second_click_on_remove_never_takes_the_next_payment_off(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    wrong = counter.pay(ticket, "card", 2000)
    payments.remove_payment(counter.desk, ticket, wrong)
    right = counter.pay(ticket, "card", 3000)
    payments.remove_payment(counter.desk, ticket, wrong)
    assert [payment.id for payment in counter.look(ticket).ticket.payments] == [right]


def test_a_payment_of_another_ticket_is_not_removed(counter: Counter) -> None:
    mine, other = counter.ticket(None, 4500), counter.ticket(None, 4500)
    paid = counter.pay(other, "card")
    payments.remove_payment(counter.desk, mine, paid)
    assert counter.due(other) == 0


def test_the_same_request_twice_is_one_payment(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    request = PaymentRequest(id="double-click", type_code="card", amount=2000)
    payments.add_payment(counter.desk, ticket, request)
    payments.add_payment(counter.desk, ticket, request)
    assert counter.due(ticket) == 2500


def test_a_request_replayed_after_its_payment_was_removed_adds_nothing(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    request = PaymentRequest(id="replayed", type_code="card", amount=2000)
    payments.add_payment(counter.desk, ticket, request)
    payments.remove_payment(counter.desk, ticket, counter.look(ticket).ticket.payments[0].id)
    payments.add_payment(counter.desk, ticket, request)
    assert counter.due(ticket) == 4500


def test_a_refused_request_may_be_tried_again_under_its_id(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    request = PaymentRequest(id="again", type_code="card", amount=9999)
    with pytest.raises(UserError):
        payments.add_payment(counter.desk, ticket, request)
    payments.add_payment(counter.desk, ticket, replace(request, amount=4500))
    assert counter.due(ticket) == 0


def test_a_payment_request_replayed_after_closing_changes_nothing(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    request = PaymentRequest(id="late reply", type_code="card", amount=4500)
    payments.add_payment(counter.desk, ticket, request)
    counter.close(ticket)
    payments.add_payment(counter.desk, ticket, request)
    assert len(counter.look(ticket).ticket.payments) == 1
