"""Working an open ticket: lines, discounts, tips, client, undo, hold."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pos_app.domain.money import MAX_AMOUNT
from pos_app.domain.ticket import Discount, LineKind, TicketState
from pos_app.errors import UserError
from pos_app.persistence import people
from pos_app.services import payments, payoffs, selling, tickets, voiding
from pos_app.services.changes import Changes
from tests.services.counter import Counter


def test_ticket_numbers_never_repeat(counter: Counter) -> None:
    first, second = counter.ticket(), counter.ticket()
    voiding.void(counter.desk, second, "Typed twice")
    third = counter.ticket()
    numbers = [counter.look(ticket).ticket.number for ticket in (first, second, third)]
    assert numbers == [1001, 1002, 1003]


def test_a_walk_in_needs_no_client(counter: Counter) -> None:
    ticket = counter.sell(None, 4500)
    assert counter.look(ticket).ticket.state is TicketState.CLOSED


def test_a_ticket_is_not_opened_for_an_archived_client(counter: Counter) -> None:
    client = counter.client()
    counter.archive(client)
    with pytest.raises(UserError, match="is archived"):
        counter.ticket(client)
    with pytest.raises(UserError, match="does not exist"):
        counter.ticket(4711)


def test_a_product_scanned_twice_counts_up(counter: Counter) -> None:
    ticket = counter.ticket()
    counter.item(2400, kind=LineKind.PRODUCT, barcode="850012", sku="REP-250")
    selling.scan(counter.desk, ticket, "850012\r\n")
    selling.scan(counter.desk, ticket, "REP-250")
    lines = counter.look(ticket).ticket.lines
    assert [(line.quantity, line.amount) for line in lines] == [(2, 4800)]


def test_a_service_added_twice_is_two_lines_for_two_people(counter: Counter) -> None:
    ticket = counter.ticket()
    cut = counter.item(4500)
    selling.add_item(counter.desk, ticket, cut, staff="S1")
    selling.add_item(counter.desk, ticket, cut, staff="S2")
    assert [line.staff for line in counter.look(ticket).ticket.lines] == ["S1", "S2"]


@pytest.mark.parametrize("code", ["", "   ", "999", "'; DROP TABLE tickets; --", "x" * 10_000])
def test_a_code_that_no_item_has_is_refused_and_changes_nothing(
    counter: Counter, code: str
) -> None:
    ticket = counter.ticket(None, 100)
    before = counter.look(ticket)
    with pytest.raises(UserError, match="No item has the code") as refused:
        selling.scan(counter.desk, ticket, code)
    assert len(refused.value.text) < 120
    assert counter.look(ticket) == before


def test_a_code_of_what_is_no_longer_sold_is_said_by_its_name(counter: Counter) -> None:
    counter.item(2_400, name="Old soap", barcode="2000008500128", active=False)
    with pytest.raises(UserError, match="Old soap is no longer sold"):
        selling.scan(counter.desk, counter.ticket(), "2000008500128")


@pytest.mark.parametrize("quantity", [-1, 10_000, 10**15])
def test_a_quantity_is_from_1_to_9999(counter: Counter, quantity: int) -> None:
    ticket = counter.ticket(None, 100)
    with pytest.raises(UserError, match="quantity from 1 to 9999"):
        selling.set_quantity(counter.desk, ticket, 1, quantity)


def test_a_quantity_of_zero_takes_the_line_off(counter: Counter) -> None:
    ticket = counter.ticket(None, 100, 200)
    selling.set_quantity(counter.desk, ticket, 1, 0)
    assert [line.number for line in counter.look(ticket).ticket.lines] == [2]


def test_another_price_needs_a_reason_and_blanks_are_none(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    with pytest.raises(UserError, match="Say why"):
        selling.set_price(counter.desk, ticket, 1, 4000, "  \t")
    selling.set_price(counter.desk, ticket, 1, 4000, "Regular")
    line = counter.look(ticket).ticket.lines[0]
    assert (line.unit_price, line.list_price, line.price_reason) == (4000, 4500, "Regular")


def test_a_line_is_changed_in_one_act(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    line = counter.look(ticket).ticket.lines[0]
    half = Discount("Half", 500_000)
    wanted = replace(
        line, quantity=2, unit_price=4000, price_reason=" Regular ", discount=half, staff="S2",
        note="Left side",
    )  # fmt: skip
    selling.change_line(counter.desk, ticket, wanted)
    now = counter.look(ticket)
    assert now.ticket.lines == (replace(wanted, price_reason="Regular"),)
    assert now.bill.total == 4000
    selling.change_line(counter.desk, ticket, replace(line, discount=None))
    assert counter.look(ticket).ticket.lines == (line,)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quantity": 0}, "quantity from 1"),
        ({"unit_price": 1}, "Say why"),
        ({"unit_price": -1, "price_reason": "Mistyped"}, "above zero"),
        ({"discount": Discount("", 0, 4501)}, "more than the price"),
        ({"number": 9}, "no longer on the ticket"),
    ],
)
def test_a_line_is_changed_in_one_act_or_not_at_all(
    counter: Counter, change: dict[str, Any], said: str
) -> None:
    ticket = counter.ticket(None, 4500)
    before = counter.look(ticket)
    wanted = replace(before.ticket.lines[0], note="Kept only with the rest", **change)
    with pytest.raises(UserError, match=said):
        selling.change_line(counter.desk, ticket, wanted)
    assert counter.look(ticket) == before


@pytest.mark.parametrize("code", ["S9", "", "s1", "'; --", "x" * 10_000])
def test_somebody_who_does_not_work_here_is_refused_in_words(counter: Counter, code: str) -> None:
    ticket = counter.ticket(None, 4500)
    before = counter.look(ticket)
    line = before.ticket.lines[0]
    acts: list[Callable[[], object]] = [
        lambda: tickets.set_tip(counter.desk, ticket, code, 500),
        lambda: tickets.describe(counter.desk, ticket, "", code),
        lambda: selling.set_line_staff(counter.desk, ticket, line.number, code),
        lambda: selling.change_line(counter.desk, ticket, replace(line, staff=code)),
    ]
    for act in acts:
        with pytest.raises(UserError, match="Nobody who works here") as refused:
            act()
        assert refused.value.field == "staff"
    assert counter.look(ticket) == before


def test_somebody_who_left_gets_nothing_new_but_keeps_what_they_had(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    tickets.set_tip(counter.desk, ticket, "S2", 500)
    with counter.desk.write("test") as connection:
        people.put_staff(connection, "S2", active=0)
    with pytest.raises(UserError, match="Nobody who works here"):
        tickets.describe(counter.desk, counter.ticket(None, 4500), "", "S2")
    tickets.set_note(counter.desk, ticket, "Ask about Leo")
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert counter.booked(ticket)["tips_payable:S2"] == -500


@pytest.mark.parametrize("reason", ["", "Typed by mistake"])
def test_the_list_price_has_no_reason(counter: Counter, reason: str) -> None:
    ticket = counter.ticket(None, 4500)
    selling.set_price(counter.desk, ticket, 1, 4000, "Regular")
    selling.set_price(counter.desk, ticket, 1, 4500, reason)
    now = counter.look(ticket)
    assert (now.bill.total, now.ticket.lines[0].price_reason) == (4500, "")


@pytest.mark.parametrize("amount", [-1, -4500, MAX_AMOUNT + 1, 10**15, 10**20])
def test_a_price_below_zero_or_beyond_the_till_is_refused_in_words(
    counter: Counter, amount: int
) -> None:
    ticket = counter.ticket(None, 4500)
    with pytest.raises(UserError):
        selling.set_price(counter.desk, ticket, 1, amount, "Mistyped")
    assert counter.look(ticket).bill.total == 4500


@pytest.mark.parametrize("amount", [-1, MAX_AMOUNT + 1, 10**15, 10**20])
def test_a_tip_below_zero_or_beyond_the_till_is_refused_in_words(
    counter: Counter, amount: int
) -> None:
    ticket = counter.ticket(None, 4500)
    with pytest.raises(UserError):
        tickets.set_tip(counter.desk, ticket, "S1", amount)
    assert counter.look(ticket).ticket.tips == ()


def test_a_tip_of_zero_takes_the_tip_off(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    tickets.set_tip(counter.desk, ticket, "S1", 500)
    tickets.set_tip(counter.desk, ticket, "S2", 300)
    assert counter.look(ticket).bill.total == 5300
    tickets.set_tip(counter.desk, ticket, "S1", 0)
    assert counter.look(ticket).bill.total == 4800


@pytest.mark.parametrize(
    "discount",
    [
        Discount("", -1),
        Discount("", 1_000_001),
        Discount("", 0, -1),
        Discount("", 0, 4501),
        Discount("", 0, 10**15),
        Discount("", 0, 0),
    ],
)
def test_a_discount_is_above_zero_and_at_most_the_price(
    counter: Counter, discount: Discount
) -> None:
    ticket = counter.ticket(None, 4500)
    with pytest.raises(UserError):
        selling.set_line_discount(counter.desk, ticket, 1, discount)
    with pytest.raises(UserError):
        selling.set_ticket_discount(counter.desk, ticket, discount)
    assert counter.look(ticket).bill.total == 4500


def test_discounts_are_taken_off_again(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    selling.set_line_discount(counter.desk, ticket, 1, Discount("Half", 500_000))
    selling.set_ticket_discount(counter.desk, ticket, Discount("Ten", 0, 1000))
    assert counter.look(ticket).bill.total == 1250
    selling.set_line_discount(counter.desk, ticket, 1, None)
    selling.set_ticket_discount(counter.desk, ticket, None)
    assert counter.look(ticket).bill.total == 4500


def test_r16_what_is_no_sale_is_not_discounted_or_counted(counter: Counter) -> None:
    ticket = counter.ticket(counter.client())
    selling.top_up(counter.desk, ticket, 5000)
    with pytest.raises(UserError, match="Only sales"):
        selling.set_line_discount(counter.desk, ticket, 1, Discount("Half", 500_000))
    with pytest.raises(UserError, match="no quantity"):
        selling.set_quantity(counter.desk, ticket, 1, 2)


@pytest.mark.parametrize("amount", [0, -5, MAX_AMOUNT + 1, 10**20])
def test_account_credit_is_sold_above_zero_and_within_what_the_till_can_take(
    counter: Counter, amount: int
) -> None:
    ticket = counter.ticket(counter.client())
    with pytest.raises(UserError):
        selling.top_up(counter.desk, ticket, amount)
    assert counter.look(ticket).ticket.lines == ()


def test_account_credit_needs_a_client(counter: Counter) -> None:
    with pytest.raises(UserError, match="Choose a client first"):
        selling.top_up(counter.desk, counter.ticket(), 5000)


def test_lines_that_together_cost_more_than_the_till_can_take_are_refused(
    counter: Counter,
) -> None:
    ticket = counter.ticket(None, MAX_AMOUNT)
    with pytest.raises(UserError, match="more than the till can take"):
        counter.add(ticket, 1)
    assert counter.look(ticket).bill.total == MAX_AMOUNT


def test_a_tax_exempt_ticket_charges_no_tax_and_says_why(counter: Counter) -> None:
    ticket = counter.ticket()
    counter.add(ticket, 2400, taxes=("sales",))
    assert counter.look(ticket).bill.total == 2598
    tickets.set_tax_exempt(counter.desk, ticket, "Reseller 12-345")
    assert counter.look(ticket).bill.total == 2400
    tickets.set_tax_exempt(counter.desk, ticket, "")
    assert counter.look(ticket).bill.total == 2598


def test_undo_puts_lines_tips_and_discounts_back(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500, 1000)
    before = counter.look(ticket).ticket
    selling.remove_line(counter.desk, ticket, 1)
    tickets.undo(counter.desk, before)
    after = counter.look(ticket).ticket
    assert (after.lines, after.tips, after.discount) == (before.lines, before.tips, before.discount)


def test_undo_leaves_payoffs_and_payments_as_they_are_now(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, owed=4500)
    ticket = counter.ticket(client, 1000)
    counter.pay(ticket, "card", 500)
    before = counter.look(ticket).ticket
    payoffs.pay_off(counter.desk, ticket, 2000)
    tickets.undo(counter.desk, before)
    now = counter.look(ticket)
    assert (now.payoff, now.settlement.paid, now.bill.total) == (2000, 500, 3000)
    assert counter.payable(client) == 2500


def test_only_the_last_change_can_be_undone(counter: Counter) -> None:
    """Another till's later change is not swept away with it."""
    ticket = counter.ticket(None, 1000)
    before = counter.look(ticket).ticket
    counter.add(ticket, 2000)
    counter.add(ticket, 3000)
    with pytest.raises(UserError, match="nothing to undo"):
        tickets.undo(counter.desk, before)
    assert counter.due(ticket) == 6000


def test_undo_after_a_payoff_was_taken_off_does_not_bring_it_back(counter: Counter) -> None:
    """Its charges are free again, and may be another ticket's by now."""
    client = counter.client()
    counter.opening(client, owed=4500)
    ticket = counter.ticket(client, 1000)
    payoffs.pay_off(counter.desk, ticket, 2000)
    before = counter.look(ticket).ticket
    payoffs.pay_off(counter.desk, ticket, 0)
    tickets.undo(counter.desk, before)
    assert counter.payoff(ticket) is None
    assert counter.held() == 0


def test_undo_across_a_change_of_client_asks_anew_who_pays_a_plan_first(counter: Counter) -> None:
    member, newcomer = counter.client("Ann"), counter.client("Ben")
    plan = counter.item(9900, kind=LineKind.PLAN)
    first = counter.ticket(member)
    selling.add_item(counter.desk, first, plan)
    counter.pay(first, "card")
    counter.close(first)
    again = counter.ticket(member)
    selling.add_item(counter.desk, again, plan)
    before = counter.look(again).ticket
    assert not before.lines[0].first_payment
    tickets.set_client(counter.desk, again, newcomer)
    assert counter.look(again).ticket.lines[0].first_payment
    tickets.undo(counter.desk, before)
    assert counter.look(again).ticket.lines[0].first_payment


def test_r8_a_clients_first_payment_of_a_plan_is_marked_and_the_next_is_not(
    counter: Counter,
) -> None:
    client = counter.client()
    plan = counter.item(9900, kind=LineKind.PLAN)
    marks = []
    for _month in range(2):
        ticket = counter.ticket(client)
        selling.add_item(counter.desk, ticket, plan)
        marks.append(counter.look(ticket).ticket.lines[0].first_payment)
        counter.pay(ticket, "card")
        counter.close(ticket)
    assert marks == [True, False]


def test_a_plan_on_a_voided_ticket_was_never_paid(counter: Counter) -> None:
    client = counter.client()
    plan = counter.item(9900, kind=LineKind.PLAN)
    ticket = counter.ticket(client)
    selling.add_item(counter.desk, ticket, plan)
    voiding.void(counter.desk, ticket, "Changed her mind")
    again = counter.ticket(client)
    selling.add_item(counter.desk, again, plan)
    assert counter.look(again).ticket.lines[0].first_payment


def test_a_ticket_is_held_and_resumed_with_all_it_has(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, credit=1000)
    ticket = counter.ticket(client, 4500)
    counter.pay(ticket, "balance", 1000)
    tickets.hold(counter.desk, ticket)
    held = counter.look(ticket)
    assert (held.ticket.state, held.settlement.due) == (TicketState.HELD, 3500)
    assert counter.available(client) == 0
    tickets.resume(counter.desk, ticket)
    assert counter.look(ticket).ticket.state is TicketState.OPEN


def test_a_closed_or_void_ticket_can_no_longer_be_worked_on(counter: Counter) -> None:
    closed = counter.sell(None, 4500)
    void = counter.ticket(None, 4500)
    voiding.void(counter.desk, void, "Left")
    for ticket, said in ((closed, "already closed"), (void, "is void")):
        before = counter.look(ticket).ticket
        for act in (
            lambda t: tickets.set_note(counter.desk, t, "late"),
            lambda t: tickets.set_tip(counter.desk, t, "S1", 100),
            lambda t: selling.remove_line(counter.desk, t, 1),
            lambda t: tickets.set_client(counter.desk, t, None),
            lambda t: tickets.hold(counter.desk, t),
            lambda t: counter.pay(t, "card", 100),
            lambda t: payments.remove_payment(counter.desk, t, 1),
            lambda t: voiding.void(counter.desk, t, "again"),
            counter.close,
        ):
            with pytest.raises(UserError, match=said):
                act(ticket)
        assert counter.look(ticket).ticket == before


def test_nobody_works_a_ticket_without_signing_in(counter: Counter) -> None:
    nobody = Counter(counter.desk.as_staff(None))
    with pytest.raises(UserError, match="Sign in first"):
        nobody.ticket()


def test_every_act_is_written_to_the_audit_log_with_who_did_it(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    tickets.set_note(counter.desk, ticket, "Allergic to nuts")
    voiding.void(counter.desk, ticket, "Left")
    acts = counter.rows("SELECT act, staff, till FROM audit ORDER BY id")
    assert acts == [
        (act, "S1", "Till 1") for act in ("ticket.open", "line.add", "ticket.note", "ticket.void")
    ]


def test_a_refused_act_leaves_no_trace(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    before = counter.all_rows()
    with pytest.raises(UserError):
        selling.set_quantity(counter.desk, ticket, 1, -1)
    assert counter.all_rows() == before


HOSTILE = ["\x00", "\x1f\x1e", "'; DROP TABLE tickets; --", "\u202e", "💇" * 100, "x" * 10_000]


@pytest.mark.parametrize("words", HOSTILE)
def test_any_text_can_be_a_note_and_the_books_still_tie(counter: Counter, words: str) -> None:
    ticket = counter.ticket(None, 4500)
    tickets.set_note(counter.desk, ticket, words)
    selling.set_line_note(counter.desk, ticket, 1, words)
    selling.set_price(counter.desk, ticket, 1, 4000, "why " + words)
    tickets.set_tax_exempt(counter.desk, ticket, words)
    counter.pay(ticket, "check", reference=words, detail=words)
    counter.close(ticket)
    assert counter.look(ticket).bill.total == 4000


def test_each_act_tells_the_ticket_as_it_is_stored(counter: Counter) -> None:
    desk, client = counter.desk, counter.client()
    counter.opening(client, owed=4500, paid=3000)
    ticket = counter.ticket(client, 5000, 300)
    plan = counter.item(9900, kind=LineKind.PLAN)
    off = Discount("Staff", percent_ppm=100_000)
    acts: list[Callable[[], Changes]] = [
        lambda: selling.add_item(desk, ticket, plan, "S2"),
        lambda: selling.set_quantity(desk, ticket, 1, 3),
        lambda: selling.set_line_discount(desk, ticket, 1, off),
        lambda: selling.set_ticket_discount(desk, ticket, Discount(amount=100)),
        lambda: payoffs.pay_off(desk, ticket, 2000),
        lambda: selling.top_up(desk, ticket, 700),
        lambda: tickets.set_tip(desk, ticket, "S2", 500),
        lambda: tickets.set_tip(desk, ticket, "S1", 400),
        lambda: tickets.describe(desk, ticket, "Gift-wrap", "S1"),
        lambda: tickets.set_tax_exempt(desk, ticket, "Charity"),
        lambda: selling.remove_line(desk, ticket, 2),
        lambda: tickets.undo(desk, before),
        lambda: tickets.hold(desk, ticket),
        lambda: tickets.resume(desk, ticket),
        lambda: tickets.set_use_credit(desk, ticket, False),
        lambda: tickets.set_client(desk, ticket, counter.client("Noor Haddad")),
        lambda: tickets.dismiss_notice(desk, ticket),
        lambda: tickets.dismiss_notice(desk, ticket),
    ]
    counter.pay(ticket, "cash", 1000)
    for act in acts:
        seen = counter.look(ticket).ticket
        assert act().ticket == counter.look(ticket)
        before = seen
