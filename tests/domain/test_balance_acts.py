"""Plans of a manager's acts on a balance (R10–R12): whatever the account, no cent appears or is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import posting_rules
from pos_app.domain.balance_acts import (
    AddCredit,
    ApplyFunds,
    BalanceAct,
    ChargeAmount,
    OwnMoney,
    OwnMoneyAtStake,
    Pays,
    Received,
    RemoveCredit,
    TakePayment,
    WriteOff,
    check,
)
from pos_app.domain.balance_plan import ClientAccount, Plan
from pos_app.domain.client_account import Charge, Fund, FundKind, Share
from pos_app.domain.journal import Account
from pos_app.domain.payment import PaymentKind
from pos_app.errors import UserError
from tests.domain.strategies import a_payment

TODAY = "2026-11-22"
CARD = Received(type_code="card")
CREDIT, OPEN = FundKind.CREDIT, FundKind.OPEN_PAYMENT


@st.composite
def items(draw: st.DrawFn) -> tuple[int, int, str]:
    """What is left and held of something, and since when."""
    left = draw(st.integers(1, 5_000))
    return left, draw(st.integers(0, left)), f"2026-10-{draw(st.integers(1, 28)):02d}"


@st.composite
def accounts(draw: st.DrawFn) -> ClientAccount:
    """Any client's account."""
    funds = tuple(
        Fund(number, draw(st.sampled_from(FundKind)), left, left, held, at,
             draw(st.sampled_from(["", TODAY, "2027-01-01"])))
        for number, (left, held, at) in enumerate(draw(st.lists(items(), max_size=4)), 1)
    )  # fmt: skip
    charges = tuple(
        Charge(number, left, left, held, at)
        for number, (left, held, at) in enumerate(draw(st.lists(items(), max_size=4)), 1)
    )
    return ClientAccount(funds, charges, TODAY)


AMOUNTS = st.integers(1, 12_000)
ACTS: st.SearchStrategy[BalanceAct] = st.one_of(
    st.builds(AddCredit, amount=AMOUNTS, money=st.sampled_from([None, CARD])),
    st.builds(RemoveCredit, amount=AMOUNTS),
    st.builds(ChargeAmount, amount=AMOUNTS),
    st.builds(TakePayment, amount=AMOUNTS, money=st.just(CARD), pays=st.sampled_from(Pays)),
    st.just(ApplyFunds()),
    st.builds(WriteOff, amount=AMOUNTS),
)


def planned(act: BalanceAct, account: ClientAccount) -> Plan | None:
    """The plan, unless there is too little for it."""
    try:
        return act.plan(account)
    except UserError:
        return None


@given(accounts(), ACTS)
def test_r7_no_plan_touches_what_is_held(account: ClientAccount, act: BalanceAct) -> None:
    plan = planned(act, account)
    if plan:
        for part in (*plan.fund_parts, *plan.charge_parts):
            if part.item:
                assert part.item.held <= part.after <= part.before
        assert plan.after.held_funds == plan.before.held_funds
        assert plan.after.available >= 0
        assert plan.after.payable >= 0


@given(accounts(), ACTS)
def test_the_books_move_by_what_the_preview_shows(account: ClientAccount, act: BalanceAct) -> None:
    plan = planned(act, account)
    if not plan:
        return
    amount = plan.fund.amount if plan.fund else 1
    payment = a_payment(PaymentKind.CARD, amount) if act.money else None
    moved = dict.fromkeys(Account, 0)
    for posting in posting_rules.balance_act(plan, 7, payment):
        assert posting.client_id in (7, None)
        moved[posting.account] += posting.amount
    assert sum(moved.values()) == 0
    assert moved[Account.ACCOUNTS_RECEIVABLE] == plan.after.owed - plan.before.owed
    assert -moved[Account.OPEN_PAYMENTS] == plan.after.open_payments - plan.before.open_payments
    assert -moved[Account.CLIENT_CREDITS] == plan.after.credits - plan.before.credits


@given(accounts(), AMOUNTS, st.sampled_from([None, CARD]))
def test_r10_credit_added_pays_all_it_can_and_the_rest_of_it_stays(
    account: ClientAccount, amount: int, money: Received | None
) -> None:
    plan = AddCredit(amount=amount, money=money).plan(account)
    paid = min(amount, account.standing.payable)
    assert plan.settled == paid
    assert plan.after.owed == plan.before.owed - paid
    assert plan.after.available == plan.before.available + amount - paid
    settled = [put.charge_id for put in plan.puts]
    ages = [(c.at, c.id) for i in settled for c in account.charges if c.id == i]
    assert ages == sorted(ages)


@given(accounts(), AMOUNTS)
def test_r10_credit_removed_comes_from_credits_then_own_money_then_is_owed(
    account: ClientAccount, amount: int
) -> None:
    plan = RemoveCredit(amount=amount).plan(account)
    credits = sum(f.available for f in account.funds if f.kind is CREDIT)
    own = sum(f.available for f in account.funds if f.kind is OPEN)
    assert plan.own_money == min(max(0, amount - credits), own)
    assert plan.charge == max(0, amount - credits - own)
    assert sum(share.amount for share in plan.removed) + plan.charge == amount


@given(accounts(), AMOUNTS)
def test_r10_an_amount_charged_touches_no_fund(account: ClientAccount, amount: int) -> None:
    plan = ChargeAmount(amount=amount).plan(account)
    assert plan.fund_parts == ()
    assert plan.after.owed == plan.before.owed + amount


@given(accounts())
def test_r12_applying_settles_as_much_as_there_is(account: ClientAccount) -> None:
    now = account.standing
    plan = planned(ApplyFunds(), account)
    assert (plan.settled if plan else 0) == min(now.available, now.payable)


@given(accounts(), st.data())
def test_r12_each_charge_gets_just_what_was_wanted(
    account: ClientAccount, data: st.DataObject
) -> None:
    free = [charge for charge in account.charges if charge.available]
    wanted = tuple(Share(c.id, data.draw(st.integers(1, c.available))) for c in free)
    plan = planned(ApplyFunds(wanted=wanted), account) if wanted else None
    if plan:
        got = {part.item.id: part.before - part.after for part in plan.charge_parts if part.item}
        assert got == {share.id: share.amount for share in wanted}
    elif wanted:
        assert sum(share.amount for share in wanted) > account.standing.available


def test_a_charge_named_twice_is_a_bug() -> None:
    account = ClientAccount(
        (Fund(1, CREDIT, 900, 900, 0, "2026"),), (Charge(1, 900, 900, 0, "2026"),), TODAY
    )
    with pytest.raises(ValueError, match="named once"):
        ApplyFunds(wanted=(Share(1, 100), Share(1, 200))).plan(account)


def test_r10_what_is_confirmed_once_is_not_asked_again() -> None:
    account = ClientAccount((Fund(1, OPEN, 900, 900, 0, "2026"),), (), TODAY)
    act = RemoveCredit(amount=500, reason="Mistake")
    with pytest.raises(OwnMoneyAtStake):
        check(act, act.plan(account))
    sure = RemoveCredit(amount=500, reason="Mistake", own_money=OwnMoney.REMOVE)
    check(sure, sure.plan(account))
