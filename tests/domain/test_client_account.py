"""What a client owes and has, and which of it goes first (R2, R3, R5, R6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.client_account import (
    Charge,
    Fund,
    FundKind,
    Share,
    Standing,
    in_words,
    pay_off,
    redeem,
    spending_order,
)
from pos_app.errors import UserError

TODAY = "2026-11-22"
CREDIT, OPEN = FundKind.CREDIT, FundKind.OPEN_PAYMENT


def a_fund(
    number: int, kind: FundKind = CREDIT, left: int = 1000, held: int = 0, *, day: int = 1,
    expires: str = "",
) -> Fund:  # fmt: skip
    """Value granted or paid in on some day of October."""
    return Fund(number, kind, left, left, held, f"2026-10-{day:02d}", expires)


def a_charge(number: int, left: int = 1000, held: int = 0, day: int = 1) -> Charge:
    """Something owed since some day of October."""
    return Charge(number, left, left, held, f"2026-10-{day:02d}")


@pytest.mark.parametrize(
    ("owed", "has", "said"),
    [
        (4500, 0, "Owes $45.00"),
        (0, 8000, "Has $80.00"),
        (4500, 8000, "Owes $45.00 · Has $80.00"),
        (0, 0, "Nothing owed"),
    ],
)
def test_r3_a_balance_is_said_in_words(owed: int, has: int, said: str) -> None:
    assert in_words(owed, has) == said


def test_r6_credits_go_before_open_payments() -> None:
    funds = [a_fund(1, OPEN, day=1), a_fund(2, CREDIT, day=9)]
    assert [fund.id for fund in spending_order(funds, TODAY)] == [2, 1]


def test_r6_the_soonest_to_expire_goes_first_then_the_oldest() -> None:
    funds = [
        a_fund(1, day=1),
        a_fund(2, day=3, expires="2027-06-30"),
        a_fund(3, day=2, expires="2026-12-31"),
        a_fund(4, day=1, expires="2026-12-31"),
    ]
    assert [fund.id for fund in spending_order(funds, TODAY)] == [4, 3, 2, 1]


def test_r6_what_expired_yesterday_is_gone_and_what_expires_today_is_not() -> None:
    funds = [a_fund(1, expires="2026-11-21"), a_fund(2, expires=TODAY)]
    assert [fund.id for fund in spending_order(funds, TODAY)] == [2]


def test_r6_the_mock_up_spends_30_of_credit_then_50_of_an_open_payment() -> None:
    funds = [a_fund(1, OPEN, 5000, day=2), a_fund(2, CREDIT, 3000, day=5, expires="2027-06-30")]
    assert redeem(funds, 8000, TODAY) == (Share(2, 3000), Share(1, 5000))


def test_r2_what_is_held_elsewhere_cannot_be_spent() -> None:
    with pytest.raises(UserError, match=r"Only \$6\.00 can be redeemed"):
        redeem([a_fund(1, left=1000, held=400)], 601, TODAY)


@pytest.mark.parametrize("amount", [0, -1, -500])
def test_nothing_and_less_cannot_be_redeemed_or_paid_off(amount: int) -> None:
    with pytest.raises(UserError, match="above zero"):
        redeem([a_fund(1)], amount, TODAY)
    with pytest.raises(UserError, match="above zero"):
        pay_off([a_charge(1)], amount)


def test_redeeming_more_than_there_is_is_refused_and_names_the_most() -> None:
    with pytest.raises(UserError, match=r"Only \$20\.00 can be redeemed\. Enter \$20\.00 or less"):
        redeem([a_fund(1), a_fund(2)], 2001, TODAY)


def test_r7_what_another_ticket_took_altogether_is_said_and_no_zero_is_asked_for() -> None:
    with pytest.raises(UserError, match=r"Nothing is left to redeem: .* another ticket holds it"):
        redeem([a_fund(1, left=1000, held=1000)], 500, TODAY)
    with pytest.raises(UserError, match="Nothing is left to pay off"):
        pay_off([], 500)


def test_r5_paying_off_takes_the_oldest_charge_first() -> None:
    charges = [a_charge(1, day=9), a_charge(2, day=1), a_charge(3, day=5)]
    assert pay_off(charges, 1500) == (Share(2, 1000), Share(3, 500))


def test_r5_paying_off_takes_the_charges_that_were_picked() -> None:
    charges = [a_charge(1, day=1), a_charge(2, day=2), a_charge(3, day=3)]
    assert pay_off(charges, 1500, frozenset({2, 3})) == (Share(2, 1000), Share(3, 500))
    with pytest.raises(UserError, match=r"Only \$10\.00 can be paid off"):
        pay_off(charges, 1001, frozenset({3}))


def test_r5_paying_off_more_than_is_owed_is_refused() -> None:
    with pytest.raises(UserError, match=r"Only \$10\.00 can be paid off here"):
        pay_off([a_charge(1)], 1001)


def test_r5_what_another_ticket_pays_off_cannot_be_paid_off_again() -> None:
    assert pay_off([a_charge(1, held=400), a_charge(2)], 700) == (Share(1, 600), Share(2, 100))
    with pytest.raises(UserError, match=r"Only \$6\.00"):
        pay_off([a_charge(1, held=400)], 601)


def test_r2_available_is_what_is_left_and_not_held() -> None:
    standing = Standing(owed=4500, open_payments=5000, credits=3000, held_owed=500, held_funds=8000)
    assert (standing.payable, standing.available) == (4000, 0)


FUNDS = st.lists(
    st.builds(
        lambda number, kind, left, held, day: a_fund(number, kind, left, min(held, left), day=day),
        st.integers(1, 10**6),
        st.sampled_from(FundKind),
        st.integers(1, 500),
        st.integers(0, 500),
        st.integers(1, 28),
    ),
    unique_by=lambda fund: fund.id,
    max_size=8,
)


@given(FUNDS, st.integers(1, 4000))
def test_r6_what_is_taken_adds_up_and_no_fund_gives_more_than_it_has(
    funds: list[Fund], amount: int
) -> None:
    there = sum(fund.available for fund in funds)
    if amount > there:
        with pytest.raises(UserError):
            redeem(funds, amount, TODAY)
        return
    shares = redeem(funds, amount, TODAY)
    assert sum(share.amount for share in shares) == amount
    available = {fund.id: fund.available for fund in funds}
    assert all(0 < share.amount <= available[share.id] for share in shares)
    # All but the last fund touched are used up, in spending order.
    order = [fund.id for fund in spending_order(funds, TODAY)]
    assert [share.id for share in shares] == order[: len(shares)]
    assert all(share.amount == available[share.id] for share in shares[:-1])
