"""What a ticket costs (R1, R16)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.payment import Group
from pos_app.domain.tax import TaxRate, TaxRounding, TaxRules
from pos_app.domain.ticket import (
    SALE_KINDS,
    Bill,
    Discount,
    LineKind,
    Ticket,
    TicketState,
    Tip,
    price,
)
from pos_app.errors import UserError
from tests.domain.strategies import RATES, RULES, TICKETS, a_line, a_ticket

ADDED = TaxRules()
INCLUDED = TaxRules(included=True)
VAT = {"VAT": TaxRate("VAT", "VAT", 200_000)}
SALES = {"SALES": TaxRate("SALES", "Sales tax", 82_500)}
TEN_PERCENT = Discount("10 % off", 100_000)


def discounts(bill: Bill) -> int:
    """What the books call discounts: net before − net after."""
    return sum(priced.net_before - priced.net for priced in bill.lines)


def test_r1_a_hundred_including_20_percent_with_10_percent_off_books_8_33_of_discounts() -> None:
    ticket = a_ticket(a_line(price=10_000, taxes=("VAT",)), discount=TEN_PERCENT)
    bill = price(ticket, VAT, INCLUDED)
    assert bill.total == 9000
    assert discounts(bill) == 833
    assert sum(priced.net_before for priced in bill.lines) == 8333
    assert [tax.amount for tax in bill.taxes] == [1500]


def test_r1_a_discount_lowers_the_taxable_amount() -> None:
    ticket = a_ticket(a_line(price=10_000, taxes=("VAT",), discount=TEN_PERCENT))
    bill = price(ticket, VAT, ADDED)
    assert [(tax.taxable, tax.amount) for tax in bill.taxes] == [(9000, 1800)]
    assert bill.total == 10_800


def test_the_ticket_of_the_mock_up_comes_to_its_figures() -> None:
    member = Discount("Member 10% off color", 100_000)
    ticket = a_ticket(
        a_line(price=14_500, discount=member),
        a_line(price=3_400),
        a_line(price=2_400, kind=LineKind.PRODUCT, taxes=("SALES",)),
        a_line(price=4_500, kind=LineKind.PAYOFF),
        tips=(Tip("Jo", 3_000),),
    )
    bill = price(ticket, SALES, ADDED)
    assert (bill.subtotal, bill.line_discounts) == (20_300, 1_450)
    assert [(tax.taxable, tax.amount) for tax in bill.taxes] == [(2_400, 198)]
    assert (bill.of(Group.PAYOFF), bill.of(Group.TIP)) == (4_500, 3_000)
    assert bill.total == 26_548


def test_the_ticket_discount_comes_off_what_line_discounts_leave() -> None:
    ticket = a_ticket(
        a_line(price=10_000, discount=Discount("half", 500_000)), discount=TEN_PERCENT
    )
    bill = price(ticket, {}, ADDED)
    assert (bill.line_discounts, bill.ticket_discount, bill.total) == (5_000, 500, 4_500)


def test_an_amount_off_the_ticket_is_spread_over_its_sale_lines() -> None:
    ticket = a_ticket(
        a_line(price=1_000), a_line(price=1_000), a_line(price=1_000), discount=Discount("", 0, 100)
    )
    bill = price(ticket, {}, ADDED)
    assert [priced.ticket_discount for priced in bill.lines] == [34, 33, 33]


def test_r16_only_sales_are_discounted_and_taxed() -> None:
    for kind in set(LineKind) - SALE_KINDS:
        line = a_line(kind=kind, price=5_000, taxes=("VAT",), discount=TEN_PERCENT)
        bill = price(a_ticket(line, discount=TEN_PERCENT), VAT, ADDED)
        assert (bill.total, bill.subtotal, bill.taxes) == (5_000, 0, ())


def test_a_tax_exempt_ticket_pays_no_added_tax() -> None:
    ticket = a_ticket(a_line(taxes=("VAT",)), tax_exempt_reason="Reseller 123")
    assert (price(ticket, VAT, ADDED).total, price(ticket, VAT, ADDED).taxes) == (10_000, ())


@pytest.mark.parametrize(
    ("discount", "of", "off"),
    [
        (Discount("", 100_000), 14_500, 1_450),
        (Discount("", 1_000_000), 999, 999),
        (Discount("", 500_000), 5, 3),
        (Discount("", 0, 500), 300, 300),
        (Discount("", 0, 500), 800, 500),
    ],
)
def test_r1_a_discount_rounds_half_up_and_is_never_more_than_the_price(
    discount: Discount, of: int, off: int
) -> None:
    assert discount.off(of) == off


@given(TICKETS, RATES, RULES)
def test_subtotal_less_discounts_plus_taxes_payoffs_and_tips_is_the_total(
    ticket: Ticket, rates: dict[str, TaxRate], rules: TaxRules
) -> None:
    bill = price(ticket, rates, rules)
    added = 0 if rules.included else sum(tax.amount for tax in bill.taxes)
    moved = sum(line.amount for line in ticket.lines if not line.is_sale)
    tips = sum(tip.amount for tip in ticket.tips)
    cuts = bill.line_discounts + bill.ticket_discount
    assert bill.total == bill.subtotal - cuts + added + moved + tips


@given(TICKETS, RATES, RULES)
def test_every_line_is_its_net_and_its_taxes(
    ticket: Ticket, rates: dict[str, TaxRate], rules: TaxRules
) -> None:
    bill = price(ticket, rates, rules)
    for priced in bill.lines:
        assert priced.total == priced.net + sum(priced.taxes.values())
        assert priced.total >= 0
        assert 0 <= priced.line_discount + priced.ticket_discount <= priced.line.amount
    assert bill.total == sum(bill.of(group) for group in Group)


@given(TICKETS, RATES, RULES)
def test_tax_by_rate_is_the_sum_of_its_shares_on_the_lines(
    ticket: Ticket, rates: dict[str, TaxRate], rules: TaxRules
) -> None:
    bill = price(ticket, rates, rules)
    for tax in bill.taxes:
        shares = [priced.taxes.get(tax.rate.code, 0) for priced in bill.lines]
        assert tax.amount == sum(shares)
    codes = {code for priced in bill.lines for code in priced.taxes}
    assert codes == {tax.rate.code for tax in bill.taxes}


@given(TICKETS, RATES, RULES)
def test_r1_what_discounts_take_off_net_and_tax_is_what_they_take_off_the_price(
    ticket: Ticket, rates: dict[str, TaxRate], rules: TaxRules
) -> None:
    bill = price(ticket, rates, rules)
    if rules.included:
        plain = price(a_ticket(*ticket.lines, tips=ticket.tips), rates, rules)
        assert discounts(bill) <= bill.line_discounts + bill.ticket_discount + len(ticket.lines)
        assert plain.subtotal == bill.subtotal
    else:
        assert discounts(bill) == bill.line_discounts + bill.ticket_discount


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), st.sampled_from(TaxRounding))
def test_r1_prices_with_tax_come_to_the_same_whatever_the_tax(
    prices: list[int], rounding: TaxRounding
) -> None:
    ticket = a_ticket(*(a_line(price=amount, taxes=("VAT",)) for amount in prices))
    assert price(ticket, VAT, TaxRules(True, rounding)).total == sum(prices)


def test_a_line_taken_off_leaves_its_number_unused() -> None:
    ticket = a_ticket(a_line(), a_line()).without_line(2).with_new_line(a_line())
    assert [line.number for line in ticket.lines] == [1, 3]


def test_a_line_that_is_gone_cannot_be_changed_or_taken_off() -> None:
    ticket = a_ticket(a_line())
    with pytest.raises(UserError, match="no longer on the ticket"):
        ticket.without_line(7)
    with pytest.raises(UserError, match="no longer on the ticket"):
        ticket.with_line(a_line(number=7))


def test_open_and_held_tickets_can_be_worked_on_and_no_others() -> None:
    workable = {state for state in TicketState if a_ticket(state=state).is_open}
    assert workable == {TicketState.OPEN, TicketState.HELD}


def test_r8_a_line_says_which_payments_may_pay_it() -> None:
    assert {kind: a_line(kind=kind).group for kind in LineKind} == {
        LineKind.SERVICE: Group.SALE,
        LineKind.PRODUCT: Group.SALE,
        LineKind.FEE: Group.SALE,
        LineKind.PACKAGE: Group.SALE,
        LineKind.PLAN: Group.SALE,
        LineKind.TOP_UP: Group.STORED_VALUE,
        LineKind.GIFT_CARD: Group.STORED_VALUE,
        LineKind.PAYOFF: Group.PAYOFF,
    }
    assert a_line(kind=LineKind.PLAN, first_payment=True).group is Group.FIRST_PLAN
