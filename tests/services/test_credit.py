"""A client's balance on tickets: redeem, hold, pay off, pay later (R2, R4–R9, R12, R17)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pos_app.clock import SetClock
from pos_app.domain.client_account import FundKind
from pos_app.domain.shop import CreditUse
from pos_app.domain.ticket import LineKind
from pos_app.errors import UserError
from pos_app.services import payments, payoffs, redeeming, selling, tickets, voiding
from pos_app.services.shop import change_settings
from tests.conftest import FRONT_DESK
from tests.services.counter import Counter


@pytest.fixture
def amara(counter: Counter) -> int:
    """Owes 45.00; has 30.00 of credit and 50.00 in open payments."""
    client = counter.client("Amara Thompson")
    counter.opening(client, owed=4_500, credit=3_000, paid=5_000)
    return client


def in_a_shop(counter: Counter, **settings: object) -> Counter:
    """The same counter in a shop that chose otherwise."""
    chosen = replace(counter.desk.settings, **settings)  # type: ignore[arg-type]
    change_settings(counter.desk, chosen)
    return Counter(replace(counter.desk, settings=chosen))


# Redeeming.


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


def test_r7_voiding_gives_back_what_was_held(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara, 20_000)
    counter.pay(ticket, "balance", 8_000)
    payoffs.pay_off(counter.desk, ticket, 4_500)
    assert (counter.available(amara), counter.payable(amara)) == (0, 0)
    voiding.void(counter.desk, ticket, "Left")
    assert (counter.available(amara), counter.payable(amara)) == (8_000, 4_500)
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
    tickets.release_holds(counter.desk, ticket, "Client is at the other till")
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
        for found in (tickets.holders, tickets.payoff_holders)
    )
    assert (held, paid_off) == ([(redeems, 2_000)], [(pays, 1_500)])
    tickets.release_holds(counter.desk, pays, "Needed here")
    assert tickets.payoff_holders(counter.desk, client, mine) == []
    assert counter.payable(client) == 4_500


def test_r7_releasing_needs_a_manager_and_a_reason(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara, 20_000)
    counter.pay(ticket, "balance", 8_000)
    with pytest.raises(UserError):
        tickets.release_holds(counter.desk.as_staff(FRONT_DESK), ticket, "Please")
    with pytest.raises(UserError, match="Say why"):
        tickets.release_holds(counter.desk, ticket, " ")
    assert counter.available(amara) == 0


def test_r7_releasing_takes_off_only_what_is_held(counter: Counter, amara: int) -> None:
    """Pay later and money in the drawer are no claim on anything that somebody else could want."""
    ticket = counter.ticket(amara, 20_000)
    counter.pay(ticket, "later", 1_000)
    with pytest.raises(UserError, match="holds nothing"):
        tickets.release_holds(counter.desk, ticket, "Please")
    counter.pay(ticket, "balance", 8_000)
    counter.pay(ticket, "cash", 15_000, keep_change=True)
    tickets.release_holds(counter.desk, ticket, "Please")
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


@pytest.mark.parametrize(
    ("chosen", "box"),
    [(CreditUse.ALWAYS, True), (CreditUse.ASK, True), (CreditUse.NEVER, False)],
)
def test_r9_every_ticket_has_its_own_box_for_using_credit(
    counter: Counter, chosen: CreditUse, box: bool
) -> None:
    shop = in_a_shop(counter, credit_use=chosen)
    ticket = shop.ticket()
    assert shop.look(ticket).ticket.use_credit is box
    tickets.set_use_credit(shop.desk, ticket, not box)
    assert shop.look(ticket).ticket.use_credit is not box


# Paying off.


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
    with pytest.raises(UserError, match=r"Only \$0\.00"):
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


# Paying later.


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
    shop = in_a_shop(counter, pay_later_allowed=False)
    ticket = shop.ticket(amara, 4_500)
    with pytest.raises(UserError, match="does not let clients pay later"):
        shop.pay(ticket, "later")


def test_r4_what_a_manager_forbade_at_another_till_holds_at_once(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara, 4_500)
    counter.pay(ticket, "later")
    in_a_shop(counter, pay_later_allowed=False)
    assert counter.desk.settings.pay_later_allowed, "this till has not looked since"
    with pytest.raises(UserError, match="does not let clients pay later"):
        counter.close(ticket)
    assert counter.look(ticket).ticket.is_open


def test_r4_a_shop_may_limit_what_a_client_owes_in_all(counter: Counter, amara: int) -> None:
    shop = in_a_shop(counter, pay_later_limit=6_000)
    ticket = shop.ticket(amara, 4_500)
    with pytest.raises(UserError, match=r"at most \$60\.00; this would make it \$60\.01"):
        shop.pay(ticket, "later", 1_501)
    shop.pay(ticket, "later", 1_500)
    shop.pay(ticket, "card")
    shop.close(ticket)


def test_r4_a_clients_own_limit_comes_before_the_shops(counter: Counter) -> None:
    shop = in_a_shop(counter, pay_later_limit=6_000)
    trusted = shop.client("Ann", pay_later_limit=10_000)
    unknown = shop.client("Ben", pay_later_limit=0)
    shop.sell(trusted, 10_000, "later")
    with pytest.raises(UserError, match=r"Ben may owe at most \$0\.00"):
        shop.pay(shop.ticket(unknown, 4_500), "later", 1)


def test_r4_the_limit_holds_when_the_payoff_that_made_room_is_taken_off(
    counter: Counter, amara: int
) -> None:
    shop = in_a_shop(counter, pay_later_limit=5_000)
    ticket = shop.ticket(amara, 5_000)
    payoffs.pay_off(shop.desk, ticket, 4_500)
    shop.pay(ticket, "later", 5_000)
    payoffs.pay_off(shop.desk, ticket, 0)
    with pytest.raises(UserError, match=r"may owe at most \$50\.00; this would make it \$95\.00"):
        shop.close(ticket)
    assert shop.look(ticket).ticket.is_open


def test_r4_the_limit_holds_over_two_tickets_that_are_open_at_once(counter: Counter) -> None:
    shop = in_a_shop(counter, pay_later_limit=5_000)
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


# The client changes, or goes.


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


def test_r11_account_credit_is_there_to_spend_once_the_ticket_closes(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.ticket(client)
    selling.top_up(counter.desk, ticket, 5_000)
    counter.pay(ticket, "card")
    assert counter.standing(client) == (0, 0, 0)
    counter.close(ticket)
    assert counter.booked(ticket) == {"card_clearing": 5_000, "open_payments": -5_000}
    assert counter.standing(client) == (0, 5_000, 0)
    assert counter.rows("SELECT origin, kind FROM funds") == [("top_up", "open_payment")]


def test_r18_a_clients_history_adds_up(counter: Counter, amara: int) -> None:
    counter.sell(amara, 2_000, "later")
    ticket = counter.ticket(amara, 1_000)
    payoffs.pay_off(counter.desk, ticket, 5_000)
    counter.pay(ticket, "balance", 6_000)
    counter.close(ticket)
    events = counter.rows(
        "SELECT number, owed_change, open_payments_change, credits_change, owed, open_payments,"
        " credits FROM client_events ORDER BY number"
    )
    assert events == [
        (1, 4_500, 0, 3_000, 4_500, 0, 3_000),
        (2, 0, 5_000, 0, 4_500, 5_000, 3_000),
        (3, 2_000, 0, 0, 6_500, 5_000, 3_000),
        (4, -5_000, -3_000, -3_000, 1_500, 2_000, 0),
    ]
