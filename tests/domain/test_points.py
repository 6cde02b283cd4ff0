"""The rule of points: what a ticket earns, what points pay, and that parts add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.payment import Payment, PaymentKind
from pos_app.domain.points import PointsRule, in_words, share
from pos_app.domain.tax import TaxRate, TaxRounding, TaxRules
from pos_app.domain.ticket import Bill, Discount, Line, LineKind, Ticket, Tip, price
from pos_app.errors import UserError

RATES = {"sales": TaxRate("sales", "Sales tax", 82_500)}
RULE = PointsRule(per_unit=2, worth=5)
POINTS = st.integers(0, 10**6)


def a_line(number: int, amount: int, kind: LineKind = LineKind.SERVICE, tax: bool = False) -> Line:
    """A line of one piece."""
    return Line(
        number=number,
        kind=kind,
        description=str(kind),
        unit_price=amount,
        list_price=amount,
        taxes=("sales",) if tax else (),
    )


def a_bill(*lines: Line, tips: tuple[Tip, ...] = (), discount: Discount | None = None) -> Bill:
    """What these lines cost, tax added."""
    ticket = Ticket(id=1, number=1001, lines=lines, tips=tips, discount=discount)
    return price(ticket, RATES, TaxRules(False, TaxRounding.PER_LINE))


def paid(kind: PaymentKind, amount: int) -> Payment:
    """One payment."""
    return Payment(id=1, kind=kind, type_code=str(kind), label=str(kind), amount=amount)


def test_points_are_earned_for_each_whole_unit_of_sales_without_tax() -> None:
    assert RULE.earned(a_bill(a_line(1, 5_099, tax=True)), (), 100) == 100


@pytest.mark.parametrize("kind", [LineKind.PAYOFF, LineKind.TOP_UP, LineKind.GIFT_CARD])
def test_r5_a_payoff_a_top_up_and_a_gift_card_earn_no_points(kind: LineKind) -> None:
    assert RULE.earned(a_bill(a_line(1, 5_000, kind)), (), 100) == 0


@pytest.mark.parametrize("kind", ["service", "product", "fee", "package", "plan"])
def test_every_sale_earns_points(kind: str) -> None:
    assert RULE.earned(a_bill(a_line(1, 5_000, LineKind(kind))), (), 100) == 100


def test_a_tip_earns_no_points() -> None:
    assert RULE.earned(a_bill(a_line(1, 5_000), tips=(Tip("S1", 900),)), (), 100) == 100


def test_a_discount_lowers_what_is_earned() -> None:
    bill = a_bill(a_line(1, 5_000), discount=Discount("Member", percent_ppm=100_000))
    assert RULE.earned(bill, (), 100) == 90


def test_what_points_or_a_discount_paid_earns_nothing() -> None:
    bill = a_bill(a_line(1, 5_000))
    given = (paid(PaymentKind.POINTS, 1_000), paid(PaymentKind.DISCOUNT, 500))
    assert RULE.earned(bill, given, 100) == 70


def test_what_is_paid_later_earns_as_money_does() -> None:
    assert RULE.earned(a_bill(a_line(1, 5_000)), (paid(PaymentKind.PAY_LATER, 5_000),), 100) == 100


def test_a_shop_without_the_rule_gives_no_points() -> None:
    assert PointsRule().earned(a_bill(a_line(1, 5_000)), (), 100) == 0
    assert not PointsRule().is_on


def test_a_currency_without_minor_units_earns_for_each_unit() -> None:
    assert RULE.earned(a_bill(a_line(1, 50)), (), 1) == 100


@given(amounts=st.lists(st.integers(0, 10**6), min_size=1, max_size=5), points=POINTS)
def test_earned_is_never_below_zero_nor_more_than_the_rule_gives(
    amounts: list[int], points: int
) -> None:
    bill = a_bill(*(a_line(n, amount) for n, amount in enumerate(amounts, 1)))
    earned = RULE.earned(bill, (paid(PaymentKind.POINTS, points),), 100)
    assert 0 <= earned <= sum(amounts) * 2 // 100


@given(points=POINTS, due=POINTS, worth=st.integers(0, 1_000))
def test_the_most_is_whole_points_and_never_above_what_is_due_or_there(
    points: int, due: int, worth: int
) -> None:
    rule = PointsRule(worth=worth)
    most = rule.most(points, due)
    assert 0 <= most <= due
    if worth:
        assert rule.needed(most) * worth == most
        assert rule.needed(most) <= points
        assert most + worth > due or rule.needed(most) == points


def test_no_part_of_a_point_can_pay() -> None:
    with pytest.raises(UserError) as error:
        RULE.needed(1_003)
    assert (
        error.value.text == "A point pays $0.05. Enter $10.00, or another whole number of points."
    )
    assert error.value.field == "amount"


def test_a_shop_that_takes_no_points_says_so() -> None:
    with pytest.raises(UserError, match="does not take points"):
        PointsRule(per_unit=1).needed(100)


@given(points=POINTS, parts=st.lists(st.integers(1, 10_000), min_size=1, max_size=12))
def test_r13_what_is_taken_back_in_parts_adds_up_to_the_whole(
    points: int, parts: list[int]
) -> None:
    left, whole, taken = points, sum(parts), []
    for part in parts:
        taken.append(share(left, part, whole))
        left, whole = left - taken[-1], whole - part
        assert min(taken[-1], left) >= 0
    assert sum(taken) == points


@pytest.mark.parametrize(
    ("points", "said"),
    [(0, "0 points"), (1, "1 point"), (1_240, "1,240 points"), (-40, "40 points short")],
)
def test_r3_points_are_said_in_words(points: int, said: str) -> None:
    assert in_words(points) == said
