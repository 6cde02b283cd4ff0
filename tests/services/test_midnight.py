"""The shop's own midnight, over the nights on which its clocks change: everything agrees on the day."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from pos_app.clock import SetClock
from pos_app.domain.balance_acts import AddCredit, ChargeAmount
from pos_app.domain.invoice import Age
from pos_app.errors import UserError
from pos_app.reports import aging, audit_log, statement
from pos_app.reports.audit_log import Wanted
from pos_app.services import (
    card_sales,
    client_accounts,
    clients,
    gift_cards,
    history,
    invoices,
    receipts,
    redeeming,
    sales,
)
from pos_app.services.card_sales import CardOrder
from tests.services.counter import Counter

NIGHTS = [
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("Europe/Madrid", "2026-03-29"),
    ("Europe/Madrid", "2026-10-25"),
    # Without a midnight in spring, and with two in autumn.
    ("America/Sao_Paulo", "2018-11-04"),
    ("America/Sao_Paulo", "2018-02-17"),
    ("Africa/Cairo", "2026-04-24"),
    ("Africa/Cairo", "2026-10-29"),
    ("Pacific/Auckland", "2026-04-05"),
]


class LocalClock(SetClock):
    """As a computer's: its time has the offset of now alone, its zone knows that of every moment."""

    def now(self) -> datetime:
        """The time it was put to, with a fixed offset."""
        return self.at.astimezone(timezone(self.at.utcoffset() or timedelta()))


@pytest.fixture(params=NIGHTS, ids=lambda night: f"{night[0]} {night[1]}")
def night(request: pytest.FixtureRequest) -> tuple[ZoneInfo, datetime]:
    """A zone, and the noon of the day on which its clocks change."""
    name, day = request.param
    zone = ZoneInfo(name)
    return zone, datetime.fromisoformat(day).replace(hour=12, tzinfo=zone)


@pytest.fixture
def shop(counter: Counter, night: tuple[ZoneInfo, datetime]) -> tuple[Counter, LocalClock]:
    """A counter there, two days before."""
    clock = LocalClock(night[1] - timedelta(days=2))
    here = Counter(replace(counter.desk, clock=clock)).in_a_shop(gift_card_floor_months=0)
    return here, clock


def _last_moment(day: datetime) -> datetime:
    return day.replace(hour=23, minute=59, second=59, microsecond=999_999, fold=1)


def _first_moment(day: datetime) -> datetime:
    """Of the day after this one, by the books' own time: there may be no midnight."""
    start = (day + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    return datetime.fromtimestamp(start.timestamp(), day.tzinfo)


@pytest.mark.parametrize("last", [-1, 0, 1], ids=["the day before", "the day", "the day after"])
def test_credits_and_gift_cards_last_until_the_end_of_their_last_day(
    shop: tuple[Counter, LocalClock], night: tuple[ZoneInfo, datetime], last: int
) -> None:
    counter, clock = shop
    day = night[1] + timedelta(days=last)
    client = counter.client()
    credit = AddCredit(amount=3_000, reason="Sorry", expires_on=day.date().isoformat())
    client_accounts.carry_out(counter.desk, client, "credit", credit)
    code = _sold_card(counter, day)
    ticket = counter.ticket(client, 9_000)
    clock.at = _last_moment(day)
    client_accounts.expire_due(counter.desk)
    gift_cards.expire_due(counter.desk)
    assert _spendable(counter, client, ticket) == (3_000, 3_000, 3_000)
    assert gift_cards.usable(counter.desk, counter.look(ticket), code).most == 2_000
    clock.at = _first_moment(day)
    assert _spendable(counter, client, ticket) == (0, 0, 0)
    with pytest.raises(UserError, match="expired"):
        gift_cards.usable(counter.desk, counter.look(ticket), code)
    client_accounts.expire_due(counter.desk)
    gift_cards.expire_due(counter.desk)
    after = (day + timedelta(days=1)).date().isoformat()
    assert history.over_time(counter.desk, client)[-1] == history.DayBalance(after, 0, 0)
    assert _day_shown(counter, history.page(counter.desk, client)[0].at) == after
    day_of_it = statement.statement(counter.desk, client, after, after)
    assert (day_of_it.opening.has, day_of_it.closing.has) == (3_000, 0)
    assert counter.rows('SELECT "left" FROM gift_cards') == [(0,)]


def _sold_card(counter: Counter, day: datetime) -> str:
    ticket = counter.ticket()
    order = CardOrder(amount=2_000, expires_on=day.date().isoformat())
    card_sales.sell(counter.desk, ticket, order)
    (line,) = counter.look(ticket).ticket.lines
    assert line.card is not None
    counter.pay(ticket, "card")
    counter.close(ticket)
    return line.card.code


def _spendable(counter: Counter, client: int, ticket: int) -> tuple[int, int, int]:
    """What the client can spend, as it is said in three places."""
    return (
        counter.available(client),
        redeeming.redeemable(counter.desk, counter.look(ticket)).available,
        clients.standing(counter.desk, client).available,
    )


def _day_shown(counter: Counter, at: str) -> str:
    return datetime.fromisoformat(at).astimezone(counter.desk.clock.zone).date().isoformat()


def test_a_debt_ages_by_calendar_days_also_when_clocks_change(
    shop: tuple[Counter, LocalClock], night: tuple[ZoneInfo, datetime]
) -> None:
    """Whatever the hour: of 90 days one may have 23 hours."""
    counter, clock = shop
    client = counter.client()
    clock.at = _last_moment(clock.at)
    charge = ChargeAmount(amount=1_000, reason="Lost key")
    client_accounts.carry_out(counter.desk, client, "charge", charge)
    ((due,),) = counter.rows("SELECT due_on FROM charges")
    due_on = datetime.fromisoformat(due).replace(hour=12, tzinfo=night[0])
    for days, age in [
        (0, Age.CURRENT), (1, Age.TO_30), (30, Age.TO_30), (31, Age.TO_60), (60, Age.TO_60),
        (61, Age.TO_90), (90, Age.TO_90), (91, Age.OVER_90),
    ]:  # fmt: skip
        day = due_on + timedelta(days=days)
        for clock.at in (_first_moment(day - timedelta(days=1)), _last_moment(day)):
            today = counter.desk.today
            assert today == day.date().isoformat()
            said = statement.statement(counter.desk, client, today, today).ages
            assert said == aging.client_ages(counter.desk, client) == aging.shop_ages(counter.desk)
            assert said == aging.aging(counter.desk).shop
            assert {a for a, owed in said.amounts.items() if owed} == {age}
            assert invoices.ages(counter.desk, invoices.Wanted()).total == 1_000
        clock.at += timedelta(days=1)
        assert aging.aging_on(counter.desk, today).shop == said


def test_a_ticket_stays_of_its_day_and_hour_when_clocks_have_changed_since(
    shop: tuple[Counter, LocalClock], night: tuple[ZoneInfo, datetime]
) -> None:
    """A winter's evening read in summer: an hour more was the next day."""
    counter, clock = shop
    client = counter.client()
    for then in (_first_moment(clock.at), _last_moment(clock.at)):
        clock.at = then
        ticket = counter.sell(client, 1_000, "later")
        ((day, at),) = counter.rows(
            "SELECT e.business_date, t.ended_at FROM tickets t JOIN entries e ON e.id = t.entry_id"
            " WHERE t.id = :id",
            id=ticket,
        )
        first = receipts.on_screen(counter.desk, ticket)
        clock.at = night[1] + timedelta(days=100)
        assert _day_shown(counter, at) == day
        assert receipts.on_screen(counter.desk, ticket) == first
        typed = f"{then.month}/{then.day}/{then.year}"
        assert ticket in [sale.ticket_id for sale in sales.find(counter.desk, typed)]
        closed = Wanted(since=then.date(), until=then.date())
        subjects = [act.subject for act in audit_log.find(counter.desk, closed)]
        assert f"ticket {ticket}" in subjects
