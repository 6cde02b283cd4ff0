"""Redeeming what a client has (R6–R9)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from pos_app.clock import SetClock
from pos_app.domain.balance_acts import AddCredit
from pos_app.domain.client_account import FundKind
from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import CreditUse
from pos_app.domain.ticket import LineKind
from pos_app.errors import UserError
from pos_app.services import (
    client_accounts,
    holding,
    payments,
    payoffs,
    redeeming,
    selling,
    tickets,
)
from tests.conftest import FRONT_DESK
from tests.services.counter import Counter


def test_r9_client_credit_that_is_not_deducted_is_a_discount_and_moves_no_fund(
    counter: Counter,
) -> None:
    client = counter.client()
    counter.opening(client, credit=3_000)
    ticket = counter.ticket(client)
    counter.add(ticket, 10_000, taxes=("sales",))
    counter.pay(ticket, "credit", 2_000, deducts=False)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert counter.booked(ticket) == {
        "service_sales": -10_000,
        "tax_payable:sales": -825,
        "discounts": 2_000,
        "card_clearing": 8_825,
    }
    assert counter.standing(client) == (0, 0, 3_000)


def test_r9_client_credit_that_is_deducted_spends_credits_and_no_open_payments(
    counter: Counter,
) -> None:
    client = counter.client()
    counter.opening(client, credit=3_000, paid=5_000)
    ticket = counter.ticket(client, 10_000)
    with pytest.raises(UserError, match=r"Only \$30\.00"):
        counter.pay(ticket, "credit", 3_001)
    counter.pay(ticket, "credit", 3_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert counter.standing(client) == (0, 5_000, 0)


def test_r9_only_client_credit_can_be_left_undeducted(counter: Counter) -> None:
    """The client's own balance is always deducted, or value would come out of nowhere."""
    client = counter.client()
    counter.opening(client, paid=3_000)
    ticket = counter.ticket(client, 10_000)
    counter.pay(ticket, "balance", 2_000, deducts=False)
    assert counter.available(client) == 1_000
    assert counter.look(ticket).ticket.payments[0].kind is PaymentKind.CLIENT_BALANCE


def test_r8_undeducted_credit_pays_sale_lines_only(counter: Counter) -> None:
    ticket = counter.ticket(counter.client(), 1_000)
    tickets.set_tip(counter.desk, ticket, "S1", 500)
    selling.top_up(counter.desk, ticket, 2_000)
    with pytest.raises(UserError, match=r"at most \$10\.00"):
        counter.pay(ticket, "credit", 1_001, deducts=False)
    counter.pay(ticket, "credit", 1_000, deducts=False)


def test_r6_redeeming_spends_credits_before_open_payments_and_says_which(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara, 20_000)
    can = redeeming.redeemable(counter.desk, counter.look(ticket))
    assert (can.available, can.most) == (8_000, 8_000)
    assert [(fund.kind, part) for fund, part in can.plan(4_000)] == [
        (FundKind.CREDIT, 3_000),
        (FundKind.OPEN_PAYMENT, 1_000),
    ]
    counter.pay(ticket, "balance", 4_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert counter.standing(amara) == (4_500, 4_000, 0)


def test_r6_older_value_is_spent_first(counter: Counter) -> None:
    client = counter.client()
    clock = counter.desk.clock
    assert isinstance(clock, SetClock)
    counter.opening(client, paid=1_000)
    clock.at += timedelta(days=1)
    counter.opening(client, paid=2_000)
    ticket = counter.ticket(client, 1_500)
    counter.pay(ticket, "balance", 1_500)
    assert counter.rows("SELECT amount, held FROM funds ORDER BY id") == [
        (1_000, 1_000),
        (2_000, 500),
    ]


def test_a_credit_is_available_until_the_midnight_after_its_last_day(
    counter: Counter, clock: SetClock
) -> None:
    client = counter.client()
    credit = AddCredit(amount=3_000, reason="Sorry", expires_on="2026-11-22")
    client_accounts.carry_out(counter.desk, client, uuid4().hex, credit)
    ticket = counter.ticket(client, 1_000)
    clock.at = clock.at.replace(hour=23, minute=59)
    assert counter.available(client) == 3_000
    assert redeeming.redeemable(counter.desk, counter.look(ticket)).available == 3_000
    counter.pay(ticket, "client_balance", 200)
    clock.at = clock.at.replace(day=23, hour=0, minute=0)
    assert counter.available(client) == 0
    assert counter.look(ticket).standing.available == 0
    assert redeeming.redeemable(counter.desk, counter.look(ticket)).available == 0
    with pytest.raises(UserError, match=r"Nothing is left to redeem: .*expired"):
        counter.pay(ticket, "client_balance", 200)
    assert counter.standing(client) == (0, 0, 3_000)  # In the books until its expiry is posted.


def test_r6_the_most_that_can_be_used_is_what_is_due_and_what_it_may_pay(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara, 1_000)
    selling.top_up(counter.desk, ticket, 7_000)
    assert redeeming.redeemable(counter.desk, counter.look(ticket)).most == 1_000
    counter.pay(ticket, "card", 7_600)
    assert redeeming.redeemable(counter.desk, counter.look(ticket)).most == 400


def test_redeeming_more_than_there_is_is_refused(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara, 20_000)
    with pytest.raises(UserError, match=r"Only \$80\.00 can be redeemed"):
        counter.pay(ticket, "balance", 8_001)
    assert counter.available(amara) == 8_000


def test_a_walk_in_has_no_balance(counter: Counter) -> None:
    ticket = counter.ticket(None, 1_000)
    with pytest.raises(UserError, match="a walk-in has no balance"):
        counter.pay(ticket, "balance", 1_000)
    assert redeeming.redeemable(counter.desk, counter.look(ticket)).most == 0


def test_r7_what_is_applied_is_gone_at_once_for_every_other_ticket(
    counter: Counter, amara: int
) -> None:
    mine, other = counter.ticket(amara, 20_000), counter.ticket(amara, 20_000)
    counter.pay(mine, "balance", 5_000)
    assert counter.available(amara) == 3_000
    with pytest.raises(UserError, match=r"Only \$30\.00"):
        counter.pay(other, "balance", 3_001)
    can = redeeming.redeemable(counter.desk, counter.look(other))
    assert (can.available, can.held_elsewhere) == (3_000, 5_000)


def test_r7_value_comes_back_the_moment_the_payment_is_taken_off(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara, 20_000)
    paid = counter.pay(ticket, "balance", 8_000)
    assert counter.available(amara) == 0
    payments.remove_payment(counter.desk, ticket, paid)
    assert counter.available(amara) == 8_000
    assert counter.held() == 0


def test_r7_a_hold_is_not_in_the_books_until_the_ticket_closes(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara, 8_000)
    counter.pay(ticket, "balance", 8_000)
    assert counter.standing(amara) == (4_500, 5_000, 3_000)
    counter.close(ticket)
    assert counter.standing(amara) == (4_500, 0, 0)
    assert counter.held() == 0


def test_r7_a_manager_releases_another_tickets_hold_and_that_ticket_says_so(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara, 20_000)
    counter.pay(ticket, "balance", 8_000)
    payoffs.pay_off(counter.desk, ticket, 4_500)
    holding.release_holds(counter.desk, ticket, "Client is at the other till")
    now = counter.look(ticket).ticket
    assert "Maya Chen released" in now.notice
    assert "Client is at the other till" in now.notice
    assert (now.payments, counter.payoff(ticket), counter.held()) == ((), None, 0)


def test_r7_the_tickets_that_hold_a_clients_balance_or_debt_are_named_with_amounts(
    counter: Counter,
) -> None:
    client, somebody = counter.client(), counter.client("Ben")
    counter.opening(client, owed=4_500, credit=3_000)
    counter.opening(somebody, owed=100, credit=100)
    mine, redeems, pays = (counter.ticket(client, 10_000) for _number in range(3))
    counter.pay(redeems, "balance", 2_000)
    payoffs.pay_off(counter.desk, pays, 1_500)
    payoffs.pay_off(counter.desk, counter.ticket(somebody), 100)
    held, paid_off = (
        [(ticket.id, amount) for ticket, amount in found(counter.desk, client, mine)]
        for found in (holding.holders, holding.payoff_holders)
    )
    assert (held, paid_off) == ([(redeems, 2_000)], [(pays, 1_500)])
    holding.release_holds(counter.desk, pays, "Needed here")
    assert holding.payoff_holders(counter.desk, client, mine) == []
    assert counter.payable(client) == 4_500


def test_r7_releasing_needs_a_manager_and_a_reason(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara, 20_000)
    counter.pay(ticket, "balance", 8_000)
    with pytest.raises(UserError):
        holding.release_holds(counter.desk.as_staff(FRONT_DESK), ticket, "Please")
    with pytest.raises(UserError, match="Say why"):
        holding.release_holds(counter.desk, ticket, " ")
    assert counter.available(amara) == 0


def test_r7_releasing_takes_off_only_what_is_held(counter: Counter, amara: int) -> None:
    """Pay later and money in the drawer are no claim on anything that somebody else could want."""
    ticket = counter.ticket(amara, 20_000)
    counter.pay(ticket, "later", 1_000)
    with pytest.raises(UserError, match="holds nothing"):
        holding.release_holds(counter.desk, ticket, "Please")
    counter.pay(ticket, "balance", 8_000)
    counter.pay(ticket, "cash", 15_000, keep_change=True)
    holding.release_holds(counter.desk, ticket, "Please")
    now = counter.look(ticket).ticket
    assert [payment.type_code for payment in now.payments] == ["later", "cash"]


def test_credit_on_top_of_a_full_payment_is_impossible(counter: Counter, amara: int) -> None:
    """A complaint about other tills: credit added on top of a prefilled full payment."""
    ticket = counter.ticket(amara, 8_000)
    counter.pay(ticket, "card")
    with pytest.raises(UserError):
        counter.pay(ticket, "balance", 100)
    assert redeeming.redeemable(counter.desk, counter.look(ticket)).most == 0
    assert counter.available(amara) == 8_000


def test_changing_another_payment_does_not_drop_the_credit(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara, 10_000)
    counter.pay(ticket, "balance", 8_000)
    card = counter.pay(ticket, "card")
    payments.remove_payment(counter.desk, ticket, card)
    counter.pay(ticket, "check")
    counter.close(ticket)
    assert counter.booked(ticket) == {
        "client_credits": 3_000,
        "open_payments": 5_000,
        "checks": 2_000,
        "service_sales": -10_000,
    }


def test_credit_that_exceeds_a_total_made_smaller_blocks_closing(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara, 5_000, 3_000)
    counter.pay(ticket, "balance", 8_000)
    selling.remove_line(counter.desk, ticket, 2)
    with pytest.raises(UserError, match=r"\$30\.00 too much"):
        counter.close(ticket)


@pytest.mark.parametrize("kind", ["top_up", "first plan"])
def test_r8_a_balance_buys_no_account_credit_and_no_first_plan_payment(
    counter: Counter, amara: int, kind: str
) -> None:
    ticket = counter.ticket(amara)
    if kind == "top_up":
        selling.top_up(counter.desk, ticket, 5_000)
    else:
        counter.add(ticket, 5_000, kind=LineKind.PLAN)
    for way in ("balance", "credit", "later"):
        with pytest.raises(UserError, match=r"at most \$0\.00 here"):
            counter.pay(ticket, way, 1)


def test_r8_a_payment_that_fitted_until_its_line_was_swapped_blocks_closing(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara, 5_000)
    counter.pay(ticket, "balance", 5_000)
    selling.remove_line(counter.desk, ticket, 1)
    selling.top_up(counter.desk, ticket, 5_000)
    assert counter.due(ticket) == 0
    with pytest.raises(UserError, match=r"Client balance cannot pay .* \$50\.00"):
        counter.close(ticket)
    assert counter.look(ticket).ticket.is_open


@pytest.mark.parametrize(
    ("chosen", "box"),
    [(CreditUse.ALWAYS, True), (CreditUse.ASK, True), (CreditUse.NEVER, False)],
)
def test_r9_every_ticket_has_its_own_box_for_using_credit(
    counter: Counter, chosen: CreditUse, box: bool
) -> None:
    shop = counter.in_a_shop(credit_use=chosen)
    ticket = shop.ticket()
    assert shop.look(ticket).ticket.use_credit is box
    tickets.set_use_credit(shop.desk, ticket, not box)
    assert shop.look(ticket).ticket.use_credit is not box


def test_r9_a_ticket_that_opts_out_gives_back_what_was_redeemed_on_it(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, credit=3_000)
    ticket = counter.ticket(client, 5_000)
    counter.pay(ticket, "balance", 3_000)
    counter.pay(ticket, "credit", 500, deducts=False)
    counter.pay(ticket, "card", 500)
    tickets.set_use_credit(counter.desk, ticket, False)
    kept = counter.look(ticket).ticket.payments
    assert [payment.type_code for payment in kept] == ["credit", "card"]
    assert counter.look(ticket).standing.available == 3_000
    tickets.set_use_credit(counter.desk, ticket, True)
    assert counter.due(ticket) == 4_000
    counter.assert_sound()
