"""A client's balance in a manager's hands (R10–R12): credits, charges, money on account, write-offs."""

from dataclasses import replace
from uuid import uuid4

import pytest

from pos_app.clock import SetClock
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
)
from pos_app.domain.balance_plan import Plan
from pos_app.domain.client_account import Share
from pos_app.errors import UserError
from pos_app.security.roles import NotAllowed
from pos_app.services import client_accounts, payoffs
from tests.conftest import FRONT_DESK
from tests.services.counter import Counter, refused

CARD = Received(type_code="card")


def do(counter: Counter, client: int, act: BalanceAct, seen: Plan | None = None) -> None:
    """Carry out an act, once."""
    client_accounts.carry_out(counter.desk, client, uuid4().hex, act, seen)


def entry(counter: Counter, client: int) -> dict[str, int]:
    """What the client's last entry moved, by account, debit positive."""
    found = counter.rows(
        "SELECT account, amount FROM postings WHERE entry_id ="
        " (SELECT max(entry_id) FROM client_events WHERE client_id = :id)",
        id=client,
    )
    return dict(found)


def owes(counter: Counter, client: int, amount: int) -> int:
    """Make the client owe so much more; returns the charge's id."""
    do(counter, client, ChargeAmount(amount=amount, reason="Before"))
    return int(counter.rows("SELECT max(id) FROM charges")[0][0])


# Add credit (R10).


def test_r10_sixty_added_where_forty_five_are_owed_and_thirty_there_leaves_forty_five(
    counter: Counter,
) -> None:
    client = counter.client()
    counter.opening(client, owed=4_500, credit=3_000)
    plan = client_accounts.preview(counter.desk, client, AddCredit(amount=6_000))
    assert (plan.after.owed, plan.after.available) == (0, 4_500)
    do(counter, client, AddCredit(amount=6_000, reason="Goodwill"))
    assert counter.standing(client) == (0, 0, 4_500)


def test_r10_added_credit_pays_the_oldest_charge_first_out_of_the_new_fund_itself(
    counter: Counter, clock: SetClock
) -> None:
    client = counter.client()
    counter.opening(client, credit=500)
    first = owes(counter, client, 1_000)
    clock.at = clock.at.replace(hour=13)
    second = owes(counter, client, 1_000)
    do(counter, client, AddCredit(amount=1_200, reason="Goodwill"))
    assert counter.rows('SELECT id, "left" FROM charges') == [(first, 0), (second, 800)]
    assert counter.rows('SELECT "left" FROM funds ORDER BY id') == [(500,), (0,)]
    assert entry(counter, client) == {"credits_granted": 1_200, "accounts_receivable": -1_200}


def test_r10_money_received_makes_an_open_payment_and_a_receipt(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, owed=4_500)
    act = AddCredit(amount=6_000, reason="Paid at the fair", money=replace(CARD, reference="A1"))
    do(counter, client, act)
    assert counter.standing(client) == (0, 1_500, 0)
    assert entry(counter, client) == {
        "card_clearing": 6_000, "accounts_receivable": -4_500, "open_payments": -1_500,
    }  # fmt: skip
    paid = "SELECT type_code, amount, reference, client_id, ticket_id FROM payments"
    assert counter.rows(paid) == [("card", 6_000, "A1", client, None)]
    jobs = "SELECT paper, ticket_id, payment_id, kick_drawer FROM print_jobs"
    assert counter.rows(jobs) == [("account_receipt", None, 1, 0)]


def test_cash_received_on_account_opens_the_drawer(counter: Counter) -> None:
    cash = Received(type_code="cash")
    do(counter, counter.client(), TakePayment(amount=6_000, money=cash))
    assert counter.rows("SELECT kick_drawer FROM print_jobs") == [(1,)]


def test_money_can_be_received_only_by_a_type_that_brings_money_in(counter: Counter) -> None:
    client = counter.client()
    later = TakePayment(amount=6_000, money=Received(type_code="later"))
    with pytest.raises(UserError) as error:
        do(counter, client, later)
    assert refused(error.value) == ("Choose how the money was received.", "type_code")
    ways = [way.code for way in client_accounts.money_types(counter.desk)]
    assert set(ways) >= {"cash", "card", "check", "twint"}
    assert not {"later", "balance", "credit"} & set(ways)


@pytest.mark.parametrize(
    "act",
    [
        AddCredit(amount=100, reason=" \t\n\u00a0"),
        AddCredit(amount=100, reason="\x00", money=CARD),
        RemoveCredit(amount=100, reason=" "),
        ChargeAmount(amount=100, reason="\u2003"),
        WriteOff(amount=100, reason=""),
    ],
)
def test_r10_a_reason_is_required_and_blanks_are_no_reason(
    counter: Counter, amara: int, act: BalanceAct
) -> None:
    before = counter.all_rows()
    with pytest.raises(UserError) as error:
        do(counter, amara, act)
    assert refused(error.value) == ("Say why: choose a kind, or write a few words.", "reason")
    assert counter.all_rows() == before


@pytest.mark.parametrize("amount", [0, -1, 10**12])
def test_an_amount_of_nothing_or_too_large_is_refused(counter: Counter, amount: int) -> None:
    client = counter.client()
    for act in (
        AddCredit(amount=amount),
        RemoveCredit(amount=amount),
        ChargeAmount(amount=amount),
        TakePayment(amount=amount, money=CARD),
    ):
        with pytest.raises(UserError) as error:
            client_accounts.preview(counter.desk, client, act)
        assert error.value.field == "amount"


# Remove credit (R10).


def test_r10_removing_credit_takes_credits_first(counter: Counter, amara: int) -> None:
    do(counter, amara, RemoveCredit(amount=3_000, reason="Granted by mistake"))
    assert counter.standing(amara) == (4_500, 5_000, 0)
    assert entry(counter, amara) == {"client_credits": 3_000, "credits_granted": -3_000}


def test_r10_the_clients_own_money_is_removed_only_after_a_second_confirmation(
    counter: Counter, amara: int
) -> None:
    act = RemoveCredit(amount=7_000, reason="Granted by mistake")
    before = counter.all_rows()
    with pytest.raises(OwnMoneyAtStake, match=r"\$40\.00 of this is the client’s own") as error:
        do(counter, amara, act)
    assert error.value.amount == 4_000
    assert counter.all_rows() == before, "declining it cancels the whole act"
    do(counter, amara, replace(act, own_money=OwnMoney.REMOVE))
    assert counter.standing(amara) == (4_500, 1_000, 0)
    assert entry(counter, amara) == {
        "client_credits": 3_000, "credits_granted": -3_000,
        "open_payments": 4_000, "forfeits": -4_000,
    }  # fmt: skip


def test_r10_what_is_removed_beyond_what_there_is_becomes_a_charge(
    counter: Counter, amara: int
) -> None:
    act = RemoveCredit(amount=9_500, reason="Chargeback", own_money=OwnMoney.REMOVE)
    do(counter, amara, act)
    assert counter.standing(amara) == (6_000, 0, 0)
    assert entry(counter, amara) == {
        "client_credits": 3_000, "credits_granted": -3_000, "open_payments": 5_000,
        "forfeits": -5_000, "accounts_receivable": 1_500, "balance_adjustments": -1_500,
    }  # fmt: skip


def test_r7_what_another_tills_payments_page_holds_is_not_removed(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara, 4_000)
    counter.pay(ticket, "balance")
    act = RemoveCredit(amount=8_000, reason="Mistake", own_money=OwnMoney.REMOVE)
    plan = client_accounts.preview(counter.desk, amara, act)
    assert (plan.own_money, plan.charge) == (4_000, 4_000)
    do(counter, amara, act)
    assert counter.available(amara) == 0
    assert counter.close(ticket) == ticket
    assert counter.standing(amara) == (8_500, 0, 0)


def test_r7_a_charge_that_is_being_paid_off_at_a_till_is_left_to_it(
    counter: Counter, amara: int
) -> None:
    ticket = counter.ticket(amara)
    payoffs.pay_off(counter.desk, ticket, 4_000)
    do(counter, amara, AddCredit(amount=6_000, reason="Goodwill"))
    assert counter.standing(amara) == (4_000, 5_000, 8_500)
    with pytest.raises(UserError, match=r"Nothing is left to write off"):
        do(counter, amara, WriteOff(amount=1, reason="Gone"))
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert counter.standing(amara) == (0, 5_000, 8_500)


# Charge an amount (R10).


def test_r10_charging_an_amount_makes_a_charge_of_all_of_it_and_touches_no_fund(
    counter: Counter, amara: int
) -> None:
    do(counter, amara, ChargeAmount(amount=2_000, reason="Lost key", reason_kind="key"))
    assert counter.standing(amara) == (6_500, 5_000, 3_000)
    assert entry(counter, amara) == {"accounts_receivable": 2_000, "balance_adjustments": -2_000}
    last = "SELECT amount, label, reason, origin FROM charges ORDER BY id DESC LIMIT 1"
    assert counter.rows(last) == [(2_000, "Locker key", "Lost key", "manual")]


# Create open payment, pay balance (R11).


def test_r11_an_open_payment_leaves_charges_untouched(counter: Counter, amara: int) -> None:
    money = Received(type_code="check", received_on="2026-11-20", reference="1047", note="By post")
    do(counter, amara, TakePayment(amount=6_000, money=money))
    assert counter.standing(amara) == (4_500, 11_000, 3_000)
    assert entry(counter, amara) == {"checks": 6_000, "open_payments": -6_000}
    said = "SELECT received_on, reference, note FROM payments"
    assert counter.rows(said) == [("2026-11-20", "1047", "By post")]


def test_r11_money_is_not_received_after_today(counter: Counter, amara: int) -> None:
    for day, said in (
        ("2026-11-23", "Money cannot have been received after today."),
        ("yesterday", "Enter a date."),
    ):
        money = Received(type_code="card", received_on=day)
        with pytest.raises(UserError) as error:
            do(counter, amara, TakePayment(amount=100, money=money))
        assert refused(error.value) == (said, "received_on")


def test_r11_paying_the_balance_pays_the_oldest_charge_and_keeps_the_rest(
    counter: Counter, amara: int
) -> None:
    do(counter, amara, TakePayment(amount=6_000, money=CARD, pays=Pays.OLDEST))
    assert counter.standing(amara) == (0, 6_500, 3_000)
    assert entry(counter, amara) == {
        "card_clearing": 6_000, "accounts_receivable": -4_500, "open_payments": -1_500,
    }  # fmt: skip


def test_r11_paying_the_balance_pays_the_charges_that_were_picked(
    counter: Counter, amara: int
) -> None:
    picked = owes(counter, amara, 1_000)
    act = TakePayment(amount=1_500, money=CARD, pays=Pays.OLDEST, picked=frozenset({picked}))
    do(counter, amara, act)
    assert counter.rows('SELECT "left" FROM charges ORDER BY id') == [(4_500,), (0,)]
    assert counter.standing(amara) == (4_500, 5_500, 3_000)


# Apply what there is to what is owed (R12).


def test_r12_applying_spends_credits_before_open_payments_on_the_oldest_charge(
    counter: Counter, amara: int
) -> None:
    do(counter, amara, ApplyFunds())
    assert counter.standing(amara) == (0, 3_500, 0)
    assert entry(counter, amara) == {
        "client_credits": 3_000, "open_payments": 1_500, "accounts_receivable": -4_500,
    }  # fmt: skip
    both = "SELECT fund_id, charge_id, amount, ticket_id FROM allocations"
    assert counter.rows(both) == [(1, 1, 3_000, None), (2, 1, 1_500, None)]


def test_r12_each_charge_gets_the_amount_that_was_typed_for_it(
    counter: Counter, amara: int
) -> None:
    second = owes(counter, amara, 1_000)
    do(counter, amara, ApplyFunds(wanted=(Share(second, 700), Share(1, 200))))
    assert counter.rows('SELECT "left" FROM charges ORDER BY id') == [(4_300,), (300,)]
    for wanted, said in (
        ((Share(second, 301),), "Only $3.00 can be paid off here. Enter $3.00 or less."),
        ((Share(1, 4_300), Share(second, 0)), "Enter an amount above zero."),
    ):
        with pytest.raises(UserError) as error:
            do(counter, amara, ApplyFunds(wanted=wanted))
        assert error.value.text == said


def test_r12_only_the_funds_that_were_picked_are_spent(counter: Counter, amara: int) -> None:
    do(counter, amara, ApplyFunds(funds=frozenset({2})))
    assert counter.standing(amara) == (0, 500, 3_000)


def test_r12_applying_nothing_is_refused(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, credit=1_000)
    with pytest.raises(UserError, match="There is nothing to apply"):
        do(counter, client, ApplyFunds())


def test_r12_many_clients_are_applied_at_once_or_none(counter: Counter) -> None:
    many = [counter.client(f"Client {n}") for n in range(3)]
    for client in many:
        counter.opening(client, owed=4_500, credit=3_000)
    rich = counter.client("Has only")
    counter.opening(rich, credit=3_000)
    assert client_accounts.clients_to_apply(counter.desk) == many
    before = counter.all_rows()
    acts = dict.fromkeys([*many, rich], ApplyFunds())
    with pytest.raises(UserError, match="Has only: There is nothing to apply"):
        client_accounts.apply_to_many(counter.desk, "all", acts)
    assert counter.all_rows() == before
    del acts[rich]
    plans = client_accounts.preview_many(counter.desk, acts)
    for _click in range(2):
        client_accounts.apply_to_many(counter.desk, "all", acts)
    for client in many:
        assert counter.standing(client) == (1_500, 0, 0)
        assert plans[client].after.owed == 1_500
    assert client_accounts.clients_to_apply(counter.desk) == []


def test_r12_what_changed_since_the_preview_stops_all_of_them(counter: Counter) -> None:
    many = [counter.client(f"Client {n}") for n in range(2)]
    for client in many:
        counter.opening(client, owed=4_500, credit=3_000)
    acts = dict.fromkeys(many, ApplyFunds())
    plans = client_accounts.preview_many(counter.desk, acts)
    do(counter, many[1], ChargeAmount(amount=100, reason="Lost key"))
    before = counter.all_rows()
    with pytest.raises(UserError, match="A balance changed meanwhile"):
        client_accounts.apply_to_many(counter.desk, "all", acts, plans)
    assert counter.all_rows() == before
    plans = client_accounts.preview_many(counter.desk, acts)
    client_accounts.apply_to_many(counter.desk, "all", acts, plans)
    assert [counter.standing(client)[2] for client in many] == [0, 0]


# Write off.


def test_a_debt_written_off_is_a_bad_debt(counter: Counter, amara: int) -> None:
    do(counter, amara, WriteOff(amount=4_000, reason="Moved away"))
    assert counter.standing(amara) == (500, 5_000, 3_000)
    assert entry(counter, amara) == {"bad_debts": 4_000, "accounts_receivable": -4_000}
    with pytest.raises(UserError, match=r"Only \$5\.00 can be written off here"):
        do(counter, amara, WriteOff(amount=501, reason="Moved away"))


# What holds for each of them.

ACTS: dict[str, BalanceAct] = {
    "add credit": AddCredit(amount=6_000, reason="Goodwill", reason_kind="goodwill"),
    "add money": AddCredit(amount=6_000, reason="Fair", money=CARD),
    "remove credit": RemoveCredit(amount=9_000, reason="Mistake", own_money=OwnMoney.REMOVE),
    "charge": ChargeAmount(amount=6_000, reason="Lost key"),
    "open payment": TakePayment(amount=6_000, money=CARD),
    "pay balance": TakePayment(amount=6_000, money=CARD, pays=Pays.OLDEST),
    "apply": ApplyFunds(),
    "write off": WriteOff(amount=1_000, reason="Gone"),
}


@pytest.mark.parametrize("name", ACTS)
def test_what_is_done_is_what_the_preview_said(counter: Counter, amara: int, name: str) -> None:
    ticket = counter.ticket(amara, 2_000)
    counter.pay(ticket, "balance", 700)
    payoffs.pay_off(counter.desk, ticket, 300)
    plan = client_accounts.preview(counter.desk, amara, ACTS[name])
    do(counter, amara, ACTS[name], plan)
    after = plan.after
    assert counter.standing(amara) == (after.owed, after.open_payments, after.credits)
    assert counter.available(amara) == after.available
    assert counter.payable(amara) == after.payable
    counter.assert_sound()


@pytest.mark.parametrize("name", ACTS)
def test_a_second_click_changes_nothing(counter: Counter, amara: int, name: str) -> None:
    client_accounts.carry_out(counter.desk, amara, "click", ACTS[name])
    before = counter.all_rows()
    client_accounts.carry_out(counter.desk, amara, "click", ACTS[name])
    assert counter.all_rows() == before


@pytest.mark.parametrize("name", ACTS)
def test_only_a_manager_may_touch_a_balance(counter: Counter, amara: int, name: str) -> None:
    leo = replace(counter, desk=counter.desk.as_staff(FRONT_DESK))
    before = counter.all_rows()
    with pytest.raises(NotAllowed, match="may not do this"):
        do(leo, amara, ACTS[name])
    after = counter.all_rows()
    for changed in ("audit", "series_heads"):
        assert after.pop(changed) != before.pop(changed)
    assert after == before


@pytest.mark.parametrize("name", ACTS)
def test_each_act_is_in_the_audit_log_with_its_client(
    counter: Counter, amara: int, name: str
) -> None:
    do(counter, amara, ACTS[name])
    (last,) = counter.rows("SELECT act, subject, staff FROM audit ORDER BY id DESC LIMIT 1")
    assert last == (f"balance.{ACTS[name].kind}", f"client C{amara:06d}", "S1")


@pytest.mark.parametrize("name", ACTS)
def test_an_archived_clients_balance_is_left_alone(counter: Counter, amara: int, name: str) -> None:
    counter.archive(amara)
    with pytest.raises(UserError, match="is archived"):
        do(counter, amara, ACTS[name])


@pytest.mark.parametrize("name", ACTS)
def test_what_changed_since_the_preview_stops_the_act(
    counter: Counter, amara: int, name: str
) -> None:
    plan = client_accounts.preview(counter.desk, amara, ACTS[name])
    ticket = counter.ticket(amara, 2_000)
    counter.pay(ticket, "balance", 1)
    before = counter.all_rows()
    with pytest.raises(UserError, match="The balance changed meanwhile"):
        do(counter, amara, ACTS[name], plan)
    assert counter.all_rows() == before


# Expiry.


def test_a_credit_can_be_spent_through_its_last_day_and_expires_after_it(
    counter: Counter, clock: SetClock
) -> None:
    client = counter.client()
    do(counter, client, AddCredit(amount=2_000, reason="Voucher", expires_on="2026-11-22"))
    do(counter, client, AddCredit(amount=500, reason="Voucher"))
    clock.at = clock.at.replace(hour=23, minute=59)
    client_accounts.expire_due(counter.desk)
    assert counter.standing(client) == (0, 0, 2_500)
    clock.at = clock.at.replace(day=23, hour=0, minute=0)
    assert (
        client_accounts.preview(counter.desk, client, RemoveCredit(amount=500)).before.credits
        == 500
    )
    for _start in range(2):
        client_accounts.expire_due(counter.desk)
    assert counter.standing(client) == (0, 0, 500)
    assert entry(counter, client) == {"client_credits": 2_000, "credits_granted": -2_000}
    assert counter.rows("SELECT count(*) FROM entries WHERE kind = 'expiry'") == [(1,)]


def test_r7_what_a_ticket_holds_expires_only_once_it_lets_go(
    counter: Counter, clock: SetClock
) -> None:
    client = counter.client()
    do(counter, client, AddCredit(amount=2_000, reason="Voucher", expires_on="2026-11-22"))
    ticket = counter.ticket(client, 1_500)
    counter.pay(ticket, "balance")
    clock.at = clock.at.replace(day=23)
    client_accounts.expire_due(counter.desk)
    assert counter.standing(client) == (0, 0, 1_500)
    counter.void(ticket)
    client_accounts.expire_due(counter.desk)
    assert counter.standing(client) == (0, 0, 0)


def test_the_shops_own_midnight_counts_also_when_clocks_change(
    counter: Counter, clock: SetClock
) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("America/New_York")
    client = counter.client()
    clock.at = datetime(2026, 10, 31, 12, 0, tzinfo=zone)
    do(counter, client, AddCredit(amount=2_000, reason="Voucher", expires_on="2026-11-01"))
    # The day of the change has 25 hours; its last is already the 2nd in UTC.
    clock.at = datetime(2026, 11, 1, 23, 59, tzinfo=zone)
    client_accounts.expire_due(counter.desk)
    assert counter.standing(client) == (0, 0, 2_000)
    clock.at = datetime(2026, 11, 2, 0, 0, tzinfo=zone)
    client_accounts.expire_due(counter.desk)
    assert counter.standing(client) == (0, 0, 0)


def test_a_credit_cannot_have_expired_before_it_is_given(counter: Counter) -> None:
    client = counter.client()
    for act, said in (
        (AddCredit(amount=1, reason="x", expires_on="2026-11-21"), "That date has passed."),
        (AddCredit(amount=1, reason="x", expires_on="soon"), "Enter a date."),
        (
            AddCredit(amount=1, reason="x", expires_on="2027-01-01", money=CARD),
            "A client’s own money does not expire.",
        ),
    ):
        with pytest.raises(UserError) as error:
            do(counter, client, act)
        assert refused(error.value) == (said, "expires_on")
