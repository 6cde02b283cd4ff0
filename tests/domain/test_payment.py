"""What may pay for what (R8), and how payments settle a ticket (R15)."""

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.payment import (
    Group,
    Payment,
    PaymentKind,
    check_matches,
    may_pay,
    room,
    settle,
)
from pos_app.errors import UserError
from tests.domain.strategies import a_payment

MONEY = (PaymentKind.CASH, PaymentKind.CARD, PaymentKind.CHECK, PaymentKind.CUSTOM)
LATER, BALANCE, DISCOUNT = (
    PaymentKind.PAY_LATER,
    PaymentKind.CLIENT_BALANCE,
    PaymentKind.DISCOUNT,
)
GIFT_CARD, POINTS = PaymentKind.GIFT_CARD, PaymentKind.POINTS


@dataclass(frozen=True)
class Sums:
    """A bill as matching sees it: what each group of lines comes to."""

    groups: dict[Group, int]

    @property
    def total(self) -> int:
        return sum(self.groups.values())

    def of(self, group: Group) -> int:
        return self.groups.get(group, 0)


def a_bill(**groups: int) -> Sums:
    """For example ``a_bill(sale=1000, payoff=500)``."""
    return Sums({Group(name): amount for name, amount in groups.items()})


@pytest.mark.parametrize("kind", MONEY)
def test_r8_money_may_pay_anything(kind: PaymentKind) -> None:
    assert may_pay(kind) == set(Group)


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        (LATER, Group.PAYOFF),
        (LATER, Group.STORED_VALUE),
        (LATER, Group.FIRST_PLAN),
        (BALANCE, Group.STORED_VALUE),
        (BALANCE, Group.FIRST_PLAN),
        (DISCOUNT, Group.TIP),
        (DISCOUNT, Group.PAYOFF),
        (DISCOUNT, Group.STORED_VALUE),
        (GIFT_CARD, Group.STORED_VALUE),
        (GIFT_CARD, Group.FIRST_PLAN),
        (POINTS, Group.TIP),
        (POINTS, Group.PAYOFF),
        (POINTS, Group.STORED_VALUE),
        (POINTS, Group.FIRST_PLAN),
    ],
)
def test_r8_what_a_kind_may_not_pay_it_cannot(kind: PaymentKind, group: Group) -> None:
    bill = Sums({group: 1000})
    assert room(bill, (), kind) == 0
    with pytest.raises(UserError, match=r"\$10\.00 must be paid another way"):
        check_matches(bill, [a_payment(kind, 1000)])


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        (LATER, Group.SALE),
        (LATER, Group.TIP),
        (BALANCE, Group.SALE),
        (BALANCE, Group.TIP),
        (BALANCE, Group.PAYOFF),
        (DISCOUNT, Group.SALE),
    ],
)
def test_r8_what_a_kind_may_pay_it_can(kind: PaymentKind, group: Group) -> None:
    bill = Sums({group: 1000})
    assert room(bill, (), kind) == 1000
    check_matches(bill, [a_payment(kind, 1000)])


def test_r8_pay_later_leaves_the_payoff_to_money() -> None:
    bill = a_bill(sale=2000, payoff=1000)
    assert room(bill, (), LATER) == 2000
    assert room(bill, [a_payment(PaymentKind.CARD, 500)], LATER) == 2000
    assert room(bill, [a_payment(PaymentKind.CARD, 1500)], LATER) == 1500


def test_r8_two_kinds_share_the_lines_that_both_may_pay() -> None:
    bill = a_bill(sale=1000, payoff=500)
    assert room(bill, [a_payment(LATER, 800)], BALANCE) == 700
    assert room(bill, [a_payment(LATER, 800), a_payment(BALANCE, 200)], DISCOUNT) == 200
    with pytest.raises(UserError, match=r"\$1\.00 must be paid another way"):
        check_matches(a_bill(sale=1000), [a_payment(LATER, 600), a_payment(BALANCE, 500)])


def test_r8_the_refusal_names_the_payments_that_do_not_fit() -> None:
    later = a_payment(LATER, 900, label="Pay later")
    cash = a_payment(PaymentKind.CASH, 600, label="Cash")
    with pytest.raises(UserError, match=r"^Pay later cannot pay for everything here: \$4\.00"):
        check_matches(a_bill(sale=500, payoff=1000), [cash, later])


GROUPS = st.dictionaries(st.sampled_from(Group), st.integers(0, 40), max_size=5)
PAYMENTS = st.lists(
    st.builds(a_payment, st.sampled_from(PaymentKind), st.integers(0, 30)), max_size=5
)


def most_matched(bill: Sums, paid: dict[PaymentKind, int]) -> int:
    """The most that can be matched, found by pushing flow along paths (Ford and Fulkerson)."""
    room_left: dict[tuple[str, str], int] = {}
    for kind, amount in paid.items():
        room_left["from", kind] = amount
        for group in may_pay(kind):
            room_left[kind, f"for {group}"] = amount
    for group in Group:
        room_left[f"for {group}", "to"] = bill.of(group)
    flow = 0
    while path := _path(room_left):
        pushed = min(room_left[edge] for edge in pairwise(path))
        for a, b in pairwise(path):
            room_left[a, b] -= pushed
            room_left[b, a] = room_left.get((b, a), 0) + pushed
        flow += pushed
    return flow


def _path(room_left: dict[tuple[str, str], int]) -> list[str] | None:
    """Any way from ``from`` to ``to`` with room on it."""
    paths = [["from"]]
    seen = {"from"}
    for path in paths:
        for (a, b), left in room_left.items():
            if a == path[-1] and left > 0 and b not in seen:
                if b == "to":
                    return [*path, b]
                seen.add(b)
                paths.append([*path, b])
    return None


def by_kind(payments: list[Payment]) -> dict[PaymentKind, int]:
    """What each kind paid."""
    return {k: sum(p.amount for p in payments if p.kind is k) for k in {p.kind for p in payments}}


@given(GROUPS, PAYMENTS, st.sampled_from(PaymentKind))
def test_r8_room_is_the_most_that_can_still_be_matched(
    groups: dict[Group, int], payments: list[Payment], kind: PaymentKind
) -> None:
    bill, paid = Sums(groups), by_kind(payments)
    if most_matched(bill, paid) < sum(paid.values()):
        return  # What is there does not fit already: nothing more can be asked of room.
    most = room(bill, payments, kind)
    fits = {**paid, kind: paid.get(kind, 0) + most}
    assert most_matched(bill, fits) == sum(fits.values())
    too_much = {**fits, kind: fits[kind] + 1}
    assert most_matched(bill, too_much) < sum(too_much.values())


@given(GROUPS, PAYMENTS)
def test_r8_payments_are_refused_exactly_when_they_cannot_be_matched(
    groups: dict[Group, int], payments: list[Payment]
) -> None:
    bill, paid = Sums(groups), by_kind(payments)
    if sum(paid.values()) > bill.total:
        return  # Paid too much is refused before, and in other words.
    fits = most_matched(bill, paid) == sum(paid.values())
    try:
        check_matches(bill, payments)
    except UserError:
        assert not fits
    else:
        assert fits


def test_what_is_due_and_what_is_too_much() -> None:
    card = a_payment(PaymentKind.CARD, 700)
    assert (settle(1000, [card], 0).due, settle(1000, [card], 0).excess) == (300, 0)
    assert (settle(700, [card], 0).due, settle(700, [card], 0).excess) == (0, 0)
    assert (settle(500, [card], 0).due, settle(500, [card], 0).excess) == (0, 200)


@pytest.mark.parametrize(
    ("total", "cash", "rounding"), [(1002, 1000, -2), (1003, 1005, 2), (2, 0, -2), (1005, 1005, 0)]
)
def test_r15_the_cash_that_settles_is_rounded(total: int, cash: int, rounding: int) -> None:
    settled = settle(total, [a_payment(PaymentKind.CASH, cash)], 5)
    assert (settled.rounding, settled.due, settled.excess) == (rounding, 0, 0)


def test_r15_cash_that_pays_a_part_is_not_rounded() -> None:
    settled = settle(1002, [a_payment(PaymentKind.CASH, 500)], 5)
    assert (settled.rounding, settled.due) == (0, 502)


def test_r15_cash_rounding_never_leaves_ten_cents_due() -> None:
    """A complaint about other tills: 10.10 paid with 10.00 by card and the rest in cash."""
    card, cash = a_payment(PaymentKind.CARD, 1000), a_payment(PaymentKind.CASH, 10)
    assert settle(1012, [card, cash], 10).due == 0
    assert settle(1012, [card, cash], 10).rounding == -2


def test_r15_a_payment_that_is_not_cash_settles_to_the_cent() -> None:
    cash, card = a_payment(PaymentKind.CASH, 500), a_payment(PaymentKind.CARD, 500)
    assert settle(1002, [cash, card], 5).due == 2


def test_r15_rounding_never_hides_that_a_card_paid_too_much() -> None:
    cash, card = a_payment(PaymentKind.CASH, 500), a_payment(PaymentKind.CARD, 502)
    assert settle(1002, [cash, card], 5).due == 0
    assert settle(1000, [cash, card], 5).excess == 2


def test_r15_a_shop_that_does_not_round_cash_takes_it_to_the_cent() -> None:
    settled = settle(1002, [a_payment(PaymentKind.CASH, 1000)], 0)
    assert (settled.rounding, settled.due) == (0, 2)


@given(st.integers(0, 10_000), PAYMENTS, st.sampled_from([0, 5, 10, 50, 100]))
def test_a_settlement_is_due_or_in_excess_and_rounds_less_than_a_step(
    total: int, payments: list[Payment], step: int
) -> None:
    settled = settle(total, payments, step)
    assert min(settled.due, settled.excess) == 0
    assert settled.paid + settled.due - settled.excess == total + settled.rounding
    assert 2 * abs(settled.rounding) <= step


@pytest.mark.parametrize(
    ("tendered", "amount", "kept", "change"),
    [(18_000, 16_548, 0, 1_452), (18_000, 16_548, 1_452, 0), (5_000, 5_000, 0, 0)],
)
def test_r15_change_is_what_was_handed_over_and_neither_due_nor_kept(
    tendered: int, amount: int, kept: int, change: int
) -> None:
    paid = a_payment(PaymentKind.CASH, amount, tendered=tendered, kept=kept)
    assert paid.change == change
