"""Refunds of closed tickets: exact shares, to where it came from, never more than is left (R13)."""

import re
from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from pos_app.clock import SetClock
from pos_app.domain.balance_acts import WriteOff
from pos_app.domain.refund import Back, GoesTo
from pos_app.domain.refund_acts import (
    AdjustInvoice,
    Convert,
    RefundAll,
    RefundAmount,
    RefundLines,
    RefundPayment,
    RemoveFund,
    ReturnFund,
    VoidClosed,
)
from pos_app.domain.ticket import Discount, LineKind
from pos_app.errors import UserError
from pos_app.printing.layouts import Issue
from pos_app.printing.text import as_text
from pos_app.reports.verify import verify
from pos_app.services import (
    client_accounts,
    merging,
    payoffs,
    refund_receipts,
    refunds,
    selling,
    tickets,
)
from tests.services.counter import Counter
from tests.services.refunding import WHY, booked, refund, refused


@pytest.fixture
def visit(counter: Counter) -> tuple[int, int]:
    """The design's example: 200.00 paid by cash 50, credit 30 and pay later 120; who, and the ticket."""
    client = counter.client("Amara Thompson")
    counter.opening(client, credit=3_000)
    ticket = counter.ticket(client, 20_000)
    counter.pay(ticket, "cash", 5_000)
    counter.pay(ticket, "balance", 3_000)
    counter.pay(ticket, "later", 12_000)
    counter.close(ticket)
    return client, ticket


def paid_off(counter: Counter, client: int, amount: int) -> int:
    """A ticket on which a client paid so much of what they owe, by card."""
    ticket = counter.ticket(client)
    payoffs.pay_off(counter.desk, ticket, amount)
    counter.pay(ticket, "card")
    return counter.close(ticket)


def test_all_of_a_ticket_paid_off_by_card_since_comes_back_as_the_design_says(
    counter: Counter, visit: tuple[int, int]
) -> None:
    client, ticket = visit
    paid_off(counter, client, 12_000)
    moved = refund(counter, ticket, RefundAll(reason=WHY))
    assert moved == {
        "service_sales": 20_000,
        "cash": -5_000,
        "client_credits": -3_000,
        "open_payments": -12_000,
    }
    assert counter.standing(client) == (0, 12_000, 3_000)


def test_what_a_card_paid_off_goes_back_to_the_card_if_chosen(
    counter: Counter, visit: tuple[int, int]
) -> None:
    client, ticket = visit
    later = paid_off(counter, client, 12_000)
    moved = refund(counter, ticket, RefundAll(reason=WHY, back=Back.TENDER))
    assert moved["card_clearing"] == -12_000
    assert "nothing is left" in refused(counter, later, RefundAll(reason=WHY)).lower()


def test_before_it_is_paid_off_the_debt_goes_down(counter: Counter, visit: tuple[int, int]) -> None:
    client, ticket = visit
    moved = refund(counter, ticket, RefundAll(reason=WHY))
    assert moved == {
        "service_sales": 20_000,
        "cash": -5_000,
        "client_credits": -3_000,
        "accounts_receivable": -12_000,
    }
    assert counter.standing(client) == (0, 0, 3_000)


def test_r13_half_of_it_paid_off_the_debt_goes_down_first(
    counter: Counter, visit: tuple[int, int]
) -> None:
    client, ticket = visit
    paid_off(counter, client, 6_000)
    refund(counter, ticket, RefundAmount(amount=10_000, reason=WHY))
    assert counter.standing(client) == (0, 0, 0)
    assert booked(counter) == {
        "service_sales": 10_000,
        "accounts_receivable": -6_000,
        "cash": -4_000,
    }


def test_more_than_is_left_is_refused_in_the_third_part(
    counter: Counter, visit: tuple[int, int]
) -> None:
    _client, ticket = visit
    for _part in range(2):
        refund(counter, ticket, RefundAmount(amount=8_000, reason=WHY))
    said = refused(counter, ticket, RefundAmount(amount=8_000, reason=WHY))
    assert said == "Only $40.00 is left to refund. Enter $40.00 or less."
    refund(counter, ticket, RefundAmount(amount=4_000, reason=WHY))
    assert refunds.look(counter.desk, ticket).left == 0


def test_a_fund_line_refunded_is_owed_again_and_back_in_its_fund(
    counter: Counter, visit: tuple[int, int]
) -> None:
    client, ticket = visit
    payment = counter.look_closed(ticket).payments[1].id
    moved = refund(counter, ticket, ReturnFund(payment_id=payment, reason=WHY))
    assert moved == {"accounts_receivable": 3_000, "client_credits": -3_000}
    assert counter.standing(client) == (15_000, 0, 3_000)
    refund(counter, ticket, RefundAll(reason=WHY))
    assert counter.standing(client) == (0, 0, 3_000)


def test_removed_granted_again_and_refunded_the_credit_does_not_come_back_twice(
    counter: Counter, visit: tuple[int, int]
) -> None:
    client, ticket = visit
    payment = counter.look_closed(ticket).payments[1].id
    moved = refund(counter, ticket, RemoveFund(payment_id=payment, reason="Not theirs"))
    assert moved == {"accounts_receivable": 3_000, "credits_granted": -3_000}
    assert counter.standing(client) == (15_000, 0, 0)
    counter.grant(client, 3_000)
    assert counter.standing(client) == (12_000, 0, 0)
    refund(counter, ticket, RefundAll(reason=WHY))
    assert counter.standing(client) == (0, 0, 3_000)


def test_a_payoff_refunded_brings_the_debt_back(counter: Counter, amara: int) -> None:
    ticket = paid_off(counter, amara, 4_500)
    moved = refund(counter, ticket, RefundLines(quantities={1: 1}, reason=WHY))
    assert moved == {"accounts_receivable": 4_500, "card_clearing": -4_500}
    assert counter.standing(amara) == (4_500, 5_000, 3_000)


def test_a_top_up_comes_back_as_far_as_it_is_not_spent(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.ticket(client)
    selling.top_up(counter.desk, ticket, 5_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    counter.sell(client, 2_000, "balance")
    payment = counter.look_closed(ticket).payments[0].id
    moved = refund(counter, ticket, RefundPayment(payment_id=payment, amount=1_000, reason=WHY))
    assert moved == {"open_payments": 1_000, "card_clearing": -1_000}
    moved = refund(counter, ticket, RefundLines(quantities={1: 1}, reason=WHY))
    assert moved == {"open_payments": 2_000, "card_clearing": -2_000}
    assert "Only 0 of" in refused(counter, ticket, RefundLines(quantities={1: 1}, reason=WHY))
    assert counter.standing(client) == (0, 0, 0)


def test_r13_change_that_was_kept_comes_back_first(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.ticket(client, 6_000)
    payment = counter.pay(ticket, "cash", 10_000, keep_change=True)
    counter.close(ticket)
    moved = refund(counter, ticket, RefundPayment(payment_id=payment, amount=4_000, reason=WHY))
    assert moved == {"open_payments": 4_000, "cash": -4_000}
    moved = refund(counter, ticket, RefundPayment(payment_id=payment, reason=WHY))
    assert moved == {"service_sales": 6_000, "cash": -6_000}


def test_r13_change_that_was_kept_comes_back_with_everything_out_of_its_own_fund(
    counter: Counter,
) -> None:
    client = counter.client()
    ticket = counter.ticket(client, 6_000)
    counter.pay(ticket, "cash", 10_000, keep_change=True)
    counter.close(ticket)
    spent = counter.ticket(client, 1_500)
    counter.pay(spent, "balance")
    counter.close(spent)
    moved = refund(counter, ticket, RefundAll(reason=WHY))
    assert moved == {"service_sales": 6_000, "open_payments": 2_500, "cash": -8_500}
    assert counter.standing(client) == (0, 0, 0)


def test_r15_parts_that_round_up_never_bring_back_more_cash_than_was_kept(
    counter: Counter,
) -> None:
    counter = counter.in_a_shop(cash_step=5)
    ticket = counter.sell(None, 1_000, "cash")
    parts = [
        refund(counter, ticket, RefundAmount(amount=amount, reason=WHY)).get("cash", 0)
        for amount in (333, 333, 333, 1)
    ]
    assert parts == [-335, -335, -330, 0]


def test_a_credit_never_comes_back_as_money(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, credit=5_000)
    ticket = counter.ticket(client, 5_000)
    selling.top_up(counter.desk, ticket, 5_000)
    counter.pay(ticket, "balance", 5_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    plan = refunds.preview(counter.desk, ticket, RefundLines(quantities={1: 1}))
    assert [(give.goes_to, give.amount) for give in plan.gives] == [(GoesTo.FUND, 5_000)]


def test_rounded_cash_comes_back_rounded_and_the_last_takes_the_remainder(
    counter: Counter,
) -> None:
    counter = counter.in_a_shop(cash_step=5)
    ticket = counter.ticket(None, 1_002)
    counter.pay(ticket, "cash")
    counter.close(ticket)
    first = refund(counter, ticket, RefundAmount(amount=501, reason=WHY))
    last = refund(counter, ticket, RefundAll(reason=WHY))
    assert (first["cash"], last["cash"]) == (-500, -500)
    assert counter.rows(
        "SELECT sum(amount) FROM postings WHERE account IN ('cash', 'rounding', 'service_sales')"
        " GROUP BY account"
    ) == [(0,), (0,), (0,)]


def test_a_second_click_refunds_nothing_more(counter: Counter, visit: tuple[int, int]) -> None:
    _client, ticket = visit
    act = RefundAmount(amount=1_000, reason=WHY)
    for _click in range(2):
        refunds.refund(counter.desk, ticket, "one", act)
    assert counter.rows("SELECT count(*) FROM refunds") == [(1,)]


def test_refunded_at_two_tills_at_once_the_second_is_refused(
    counter: Counter, visit: tuple[int, int]
) -> None:
    _client, ticket = visit
    act = RefundAll(reason=WHY)
    seen = refunds.preview(counter.desk, ticket, act)
    refunds.refund(counter.desk, ticket, "till 1", act, seen)
    with pytest.raises(UserError, match=r"[Nn]othing is left|came back meanwhile"):
        refunds.refund(counter.desk, ticket, "till 2", act, seen)
    assert counter.rows("SELECT count(*) FROM refunds") == [(1,)]


def test_the_paper_of_a_fund_given_back_says_what_is_owed_again(
    counter: Counter, visit: tuple[int, int]
) -> None:
    _client, ticket = visit
    (fund,) = [p for p in counter.look_closed(ticket).payments if p.amount == 3_000]
    refund(counter, ticket, ReturnFund(payment_id=fund.id, reason=WHY))
    paper = as_text(refund_receipts.document(counter.desk, 1, Issue.ORIGINAL), 42)
    assert re.search(r"Owed again for this ticket +\$30\.00\n", paper)


def test_what_a_fund_settled_of_pay_later_goes_back_to_the_balance_by_name(
    counter: Counter,
) -> None:
    client = counter.client()
    ticket = counter.sell(client, 3_000, "later")
    counter.grant(client, 3_000)
    refund(counter, ticket, RefundAll(reason=WHY))
    paper = as_text(refund_receipts.document(counter.desk, 1, Issue.ORIGINAL), 42)
    assert re.search(r"Back to the balance +\$30\.00\n", paper)


def test_blanks_are_no_reason(counter: Counter, visit: tuple[int, int]) -> None:
    assert (
        refused(counter, visit[1], RefundAll(reason="   "))
        == "Say why: choose a kind, or write a few words."
    )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    prices=st.lists(st.integers(1, 5_000), min_size=1, max_size=3),
    off=st.integers(1, 50),
    tip=st.sampled_from([0, 1, 700]),
    granted=st.integers(0, 900),
    parts=st.lists(st.fractions(0, 1), max_size=5),
)
@example(prices=[1], off=1, tip=1, granted=0, parts=[Fraction(1, 2)])
def test_r13_any_partial_refunds_add_up_to_the_whole_in_the_books(
    counter: Counter, prices: list[int], off: int, tip: int, granted: int, parts: list[Fraction]
) -> None:
    counter = counter.in_a_shop(cash_step=5)
    client = counter.client()
    ticket = counter.ticket(client)
    for price in prices:
        counter.add(ticket, price, taxes=("sales",), kind=LineKind.SERVICE)
    selling.set_line_discount(counter.desk, ticket, 1, Discount("Off", off * 10_000, 0))
    tickets.set_tip(counter.desk, ticket, "S1", tip)
    if granted and (most := min(granted, counter.look(ticket).bill.lines[0].total)):
        counter.pay(ticket, "credit", most, deducts=False)
    for way in ("cash", "later", "cash"):
        if half := counter.due(ticket) // 2:
            counter.pay(ticket, way, half)
    if counter.due(ticket):
        counter.pay(ticket, "cash")
    counter.close(ticket)
    for cut in parts:
        amount = int(refunds.look(counter.desk, ticket).left * cut)
        if amount:
            act = RefundAmount(amount=amount, tips=True, reason=WHY)
            refunds.refund(counter.desk, ticket, uuid4().hex, act)
    rest = refunds.look(counter.desk, ticket)
    if rest.tips or any(not line.left.is_nothing for line in rest.lines):
        refund(counter, ticket, RefundAll(reason=WHY))
    sums = counter.rows(
        "SELECT account, sum(amount) FROM postings p JOIN entries e ON e.id = p.entry_id"
        " WHERE e.ticket_number = (SELECT number FROM tickets WHERE id = :id) GROUP BY 1",
        id=ticket,
    )
    assert not [of for of in sums if of[1]]
    assert counter.standing(client) == (0, 0, 0)


def test_a_conversion_turns_money_into_an_open_payment_and_credit_back_into_credit(
    counter: Counter, visit: tuple[int, int]
) -> None:
    client, ticket = visit
    moved = refund(counter, ticket, Convert(reason="Did not come"))
    assert moved == {
        "service_sales": 20_000,
        "open_payments": -5_000,
        "client_credits": -3_000,
        "accounts_receivable": -12_000,
    }
    assert counter.standing(client) == (0, 5_000, 3_000)


def test_an_invoice_adjusted_below_what_was_paid_makes_an_open_payment(
    counter: Counter, visit: tuple[int, int]
) -> None:
    client, ticket = visit
    refund(counter, ticket, AdjustInvoice(amount=14_000, reason="Copay was too high"))
    assert counter.standing(client) == (0, 2_000, 0)


def test_a_ticket_is_voided_on_its_own_day_only(
    counter: Counter, visit: tuple[int, int], clock: SetClock
) -> None:
    clock.at += timedelta(days=1)
    said = refused(counter, visit[1], VoidClosed(reason="Wrong client"))
    assert said == "Only a ticket closed today can be voided. Refund it instead."
    clock.at -= timedelta(days=1)
    refund(counter, visit[1], VoidClosed(reason="Wrong client"))
    assert counter.standing(visit[0]) == (0, 0, 3_000)


def test_what_was_written_off_comes_back_to_nobody(
    counter: Counter, visit: tuple[int, int]
) -> None:
    client, ticket = visit
    act = WriteOff(amount=12_000, reason="Gone")
    client_accounts.carry_out(counter.desk, client, uuid4().hex, act)
    moved = refund(counter, ticket, RefundAll(reason=WHY))
    assert moved["bad_debts"] == -12_000
    assert counter.standing(client) == (0, 0, 3_000)


def test_a_credit_that_paid_the_debt_is_credit_again(
    counter: Counter, visit: tuple[int, int]
) -> None:
    client, ticket = visit
    counter.grant(client, 12_000)
    assert counter.standing(client) == (0, 0, 0)
    moved = refund(counter, ticket, RefundAll(reason=WHY, back=Back.TENDER))
    assert moved == {"service_sales": 20_000, "cash": -5_000, "client_credits": -15_000}
    assert counter.standing(client) == (0, 0, 15_000)


def test_what_is_being_paid_on_another_ticket_cannot_come_back_meanwhile(
    counter: Counter, visit: tuple[int, int]
) -> None:
    client, ticket = visit
    payoffs.pay_off(counter.desk, counter.ticket(client), 12_000)
    said = refused(counter, ticket, RefundAll(reason=WHY))
    assert said == "$120.00 that is owed for this ticket is being paid on another ticket."


def test_after_a_merge_everything_comes_back_to_the_survivor(
    counter: Counter, visit: tuple[int, int]
) -> None:
    client, ticket = visit
    survivor = counter.client("Amara T.")
    merging.merge(counter.desk, client, survivor)
    refund(counter, ticket, RefundAll(reason=WHY))
    assert counter.standing(client) == (0, 0, 0)
    assert counter.standing(survivor) == (0, 0, 3_000)


def test_a_refunds_receipt_says_what_came_back_and_where_to(
    counter: Counter, visit: tuple[int, int]
) -> None:
    refund(counter, visit[1], RefundAll(reason=WHY))
    paper = as_text(refund_receipts.document(counter.desk, 1, Issue.ORIGINAL), 42)
    for said in ("Refund R1", "Of ticket 1001", "To Cash", WHY):
        assert said in paper
    rows = [line.split("  ")[0] for line in paper.splitlines()]
    there = [row for row in rows if row in ("Total", "Off what is owed", "Refunded", "To Cash")]
    assert there == ["Total", "Off what is owed", "Refunded", "To Cash"]
    assert re.search(r"Off what is owed +\$120\.00\nRefunded +\$80\.00\n", paper)
    jobs = counter.rows("SELECT kick_drawer FROM print_jobs WHERE paper = 'refund'")
    assert jobs == [(1,)]


def test_a_forged_refund_is_named(counter: Counter, visit: tuple[int, int]) -> None:
    refund(counter, visit[1], RefundAmount(amount=1_000, reason=WHY))
    with counter.desk.database.write() as connection:
        connection.execute(text("DROP TRIGGER guard_refunds_update"))
        connection.execute(text("UPDATE refunds SET amount = amount - 1"))
    found = verify(counter.desk.database)
    assert [finding.record for finding in found] == ["refund 1"]
    with counter.desk.database.write() as connection:
        connection.execute(text("UPDATE refunds SET amount = amount + 1"))
