"""What happens to a ticket whose client changes, or is archived (R17)."""

import pytest

from pos_app.errors import UserError
from pos_app.services import payoffs, selling, tickets
from tests.services.counter import Counter


def test_r17_changing_the_client_takes_off_their_value_first_and_says_so(
    counter: Counter, amara: int
) -> None:
    ben = counter.client("Ben")
    ticket = counter.ticket(amara, 20_000)
    payoffs.pay_off(counter.desk, ticket, 4_500)
    counter.pay(ticket, "balance", 5_000)
    counter.pay(ticket, "later", 1_000)
    counter.pay(ticket, "card", 2_000)
    tickets.set_client(counter.desk, ticket, ben)
    now = counter.look(ticket)
    assert [payment.type_code for payment in now.ticket.payments] == ["card"]
    assert (now.payoff, now.settlement.due) == (0, 18_000)
    assert "Client balance, Pay later, Paid towards balance due" in now.ticket.notice
    assert (counter.available(amara), counter.payable(amara)) == (8_000, 4_500)
    tickets.dismiss_notice(counter.desk, ticket)
    assert counter.look(ticket).ticket.notice == ""


def test_r17_change_kept_for_one_client_never_becomes_anothers(
    counter: Counter, amara: int
) -> None:
    ben = counter.client("Ben")
    ticket = counter.ticket(amara, 4_500)
    counter.pay(ticket, "cash", 5_000, keep_change=True)
    tickets.set_client(counter.desk, ticket, ben)
    (cash,) = counter.look(ticket).ticket.payments
    assert (cash.amount, cash.kept, cash.change) == (4_500, 0, 500)
    assert "change kept on account, $5.00" in counter.look(ticket).ticket.notice


def test_r17_choosing_the_same_client_again_takes_nothing_off(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara, 20_000)
    counter.pay(ticket, "balance", 5_000)
    tickets.set_client(counter.desk, ticket, amara)
    assert counter.due(ticket) == 15_000


def test_r17_a_ticket_with_account_credit_does_not_become_a_walk_ins(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara, 20_000)
    selling.top_up(counter.desk, ticket, 1_000)
    counter.pay(ticket, "balance", 5_000)
    with pytest.raises(UserError, match="they need a client"):
        tickets.set_client(counter.desk, ticket, None)
    assert counter.due(ticket) == 16_000
    assert counter.available(amara) == 3_000


def test_a_ticket_cannot_be_put_on_an_archived_client(counter: Counter, amara: int) -> None:
    gone = counter.client("Ben")
    counter.archive(gone)
    ticket = counter.ticket(amara, 1_000)
    with pytest.raises(UserError, match="Ben is archived"):
        tickets.set_client(counter.desk, ticket, gone)
    assert counter.look(ticket).ticket.client_id == amara


@pytest.mark.parametrize("way", ["later", "balance"])
def test_a_client_archived_meanwhile_takes_on_nothing_new(
    counter: Counter, amara: int, way: str
) -> None:
    ticket = counter.ticket(amara, 1_000)
    counter.archive(amara)
    with pytest.raises(UserError, match="Amara Thompson is archived"):
        counter.pay(ticket, way)
    counter.pay(ticket, "card")
    counter.close(ticket)


@pytest.mark.parametrize("what", ["later", "change", "top_up"])
def test_a_client_archived_before_closing_gets_no_new_debt_or_value(
    counter: Counter, amara: int, what: str
) -> None:
    ticket = counter.ticket(amara, 1_000)
    if what == "later":
        counter.pay(ticket, "later")
    elif what == "change":
        counter.pay(ticket, "cash", 2_000, keep_change=True)
    else:
        selling.top_up(counter.desk, ticket, 500)
        counter.pay(ticket, "card")
    counter.archive(amara)
    with pytest.raises(UserError, match="is archived"):
        counter.close(ticket)
    assert counter.look(ticket).ticket.is_open
