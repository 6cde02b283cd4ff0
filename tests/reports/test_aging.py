"""Aging as of a past day: what it said on that day is what it says of that day ever after."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from pos_app.clock import SetClock
from pos_app.domain.balance_acts import AddCredit, ApplyFunds, ChargeAmount, WriteOff
from pos_app.domain.invoice import Age
from pos_app.errors import UserError
from pos_app.reports import aging
from pos_app.services import client_accounts, merging
from pos_app.services.desk import Desk
from tests.services.counter import Counter, prepare


@pytest.fixture
def counter(desk: Desk) -> Counter:
    prepare(desk)
    return Counter(desk)


def busy_days(counter: Counter, clock: SetClock) -> dict[str, aging.Aging]:
    """A quarter in which debts were made, paid, written off and moved; its aging, day by day."""
    ann, bea, cleo = (counter.client(name) for name in ("Ann", "Bea", "Cleo"))
    acts: list[Callable[[], object]] = [
        lambda: counter.sell(ann, 8_000, "later"),
        lambda: counter.sell(bea, 2_000, "later"),
        lambda: client_accounts.carry_out(
            counter.desk, ann, "charge", ChargeAmount(amount=1_500, reason="Lost key")
        ),
        lambda: client_accounts.carry_out(
            counter.desk, ann, "credit", AddCredit(amount=900, reason="Goodwill")
        ),
        lambda: counter.sell(cleo, 12_000, "later"),
        lambda: client_accounts.carry_out(
            counter.desk, bea, "off", WriteOff(amount=500, reason="Old friend")
        ),
        lambda: merging.merge(counter.desk, bea, cleo),
        lambda: counter.opening(ann, credit=2_000),
        lambda: client_accounts.carry_out(counter.desk, ann, "apply", ApplyFunds()),
    ]
    seen = {}
    for act in acts:
        act()
        seen[counter.desk.today] = aging.aging(counter.desk)
        clock.at += timedelta(days=10)
    return seen


def test_a_past_day_says_what_was_said_on_that_day(counter: Counter, clock: SetClock) -> None:
    seen = busy_days(counter, clock)
    told: list[tuple[int, int]] = []
    for day, said in seen.items():
        assert aging.aging_on(counter.desk, day, lambda *done: told.append(done)) == said
    assert len({said.shop.total for said in seen.values()}) > 5
    assert told
    assert all(done <= of for done, of in told)


def test_it_ties_to_the_control_account_of_that_day(counter: Counter, clock: SetClock) -> None:
    owed = (
        "SELECT coalesce(sum(p.amount), 0) FROM postings p JOIN entries e ON e.id = p.entry_id"
        " WHERE p.account = 'accounts_receivable' AND e.business_date <= :day"
    )
    for day in busy_days(counter, clock):
        assert counter.rows(owed, day=day) == [(aging.aging_on(counter.desk, day).shop.total,)]


def test_before_the_first_debt_nobody_owed_anything(counter: Counter, clock: SetClock) -> None:
    busy_days(counter, clock)
    before = aging.aging_on(counter.desk, "2026-11-01")
    assert before.clients == ()
    assert set(before.shop.amounts.values()) == {0}


def test_today_is_today(counter: Counter, clock: SetClock) -> None:
    busy_days(counter, clock)
    assert aging.aging_on(counter.desk, counter.desk.today) == aging.aging(counter.desk)
    assert aging.aging(counter.desk).shop.amounts[Age.CURRENT] >= 0


@pytest.mark.parametrize(
    ("day", "said"), [("", "Enter a date."), ("2031-01-01", "That day is yet to come.")]
)
def test_a_day_that_is_none_or_yet_to_come_is_refused(
    counter: Counter, day: str, said: str
) -> None:
    with pytest.raises(UserError) as refused:
        aging.aging_on(counter.desk, day)
    assert (refused.value.text, refused.value.field) == (said, "day")
