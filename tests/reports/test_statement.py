"""A client's statement: it adds up, and ties to the books over any dates."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pos_app.clock import SetClock
from pos_app.domain.balance_acts import (
    AddCredit,
    ApplyFunds,
    BalanceAct,
    Received,
    TakePayment,
    WriteOff,
)
from pos_app.domain.refund_acts import RefundAll, RefundAmount
from pos_app.errors import UserError
from pos_app.printing.pdf import A4, LETTER
from pos_app.reports import statement
from pos_app.reports.statement import Position, Statement
from pos_app.services import client_accounts, merging, refunds
from pos_app.services.desk import Desk
from tests.conftest import NOON
from tests.services.counter import Counter, prepare

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture
def counter(desk: Desk) -> Iterator[Counter]:
    """A person at till 1."""
    prepare(desk)
    at = Counter(desk)
    yield at
    at.assert_sound()


@pytest.fixture
def amara(counter: Counter, clock: SetClock) -> int:
    """Ten days of a client's account, from 22 November on, one event each day."""
    client = counter.client("Amara Okafor")

    def act(number: int, what: BalanceAct) -> None:
        client_accounts.carry_out(counter.desk, client, f"act {number}", what)

    counter.opening(client, owed=4_500)
    clock.at += timedelta(days=1)
    counter.sell(client, 12_000, "later")
    clock.at += timedelta(days=1)
    act(1, TakePayment(amount=20_000, money=Received(type_code="card")))
    clock.at += timedelta(days=1)
    act(2, ApplyFunds())
    clock.at += timedelta(days=1)
    act(3, AddCredit(amount=2_500, reason="A long wait, and the wrong color"))
    clock.at += timedelta(days=1)
    counter.sell(client, 9_999_999, "later")
    clock.at += timedelta(days=1)
    act(4, WriteOff(amount=99_999, reason="Settled in court"))
    return client


def over(counter: Counter, client: int, since: str, until: str) -> Statement:
    return statement.statement(counter.desk, client, since, until)


def booked(counter: Counter, client: int, until: str) -> Position:
    """What the control accounts say of the client at the end of a day."""
    ((owed, has),) = counter.rows(
        "SELECT coalesce(sum(CASE account WHEN 'accounts_receivable' THEN amount END), 0),"
        " -coalesce(sum(CASE WHEN account IN ('open_payments', 'client_credits') THEN amount END), 0)"
        " FROM postings p JOIN entries e ON e.id = p.entry_id"
        " WHERE p.client_id = :client AND e.business_date <= :until",
        client=client,
        until=until,
    )
    return Position(owed, has)


@pytest.mark.parametrize("since", range(21, 30))
@pytest.mark.parametrize("days", [0, 2, 40])
def test_a_statement_over_any_dates_ties_to_the_books(
    counter: Counter, amara: int, since: int, days: int
) -> None:
    first = f"2026-11-{since}"
    last = (SetClock(counter.desk.clock.now()).at.replace(day=1, month=11) + timedelta(
        days=since - 1 + days)).date().isoformat()  # fmt: skip
    made = over(counter, amara, first, last)
    assert made.opening == booked(counter, amara, f"2026-11-{since - 1}")
    assert made.closing == booked(counter, amara, last)
    assert made.ages.total == made.closing.owed
    assert made.aged_on == min(last, counter.desk.today)
    assert made.opening.net + sum(line.change for line in made.lines) == made.closing.net
    assert all(first <= line.date <= last for line in made.lines)
    assert not made.lines or made.lines[-1].balance == made.closing.net


def test_one_statement_begins_where_the_one_before_ended(counter: Counter, amara: int) -> None:
    first = over(counter, amara, "2026-11-01", "2026-11-25")
    second = over(counter, amara, "2026-11-26", "2026-12-31")
    assert first.closing == second.opening
    whole = over(counter, amara, "2026-11-01", "2026-12-31")
    assert whole.lines == (*first.lines, *second.lines)


@pytest.mark.parametrize("columns", [48, 32])
def test_the_statement_is_the_golden_one(counter: Counter, amara: int, columns: int) -> None:
    made = over(counter, amara, "2026-11-23", "2026-12-31")
    text = "\n".join(statement.lines_on_screen(counter.desk, made, columns)) + "\n"
    path = GOLDEN / f"statement_{columns}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


def test_a_day_on_which_nothing_happened_is_said_to_be_so(counter: Counter, amara: int) -> None:
    made = over(counter, amara, "2027-01-01", "2027-01-31")
    assert made.lines == ()
    assert made.opening == made.closing
    assert "Nothing happened" in "".join(statement.lines_on_screen(counter.desk, made))


def test_a_long_statement_is_read_some_at_a_time(
    counter: Counter, amara: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = over(counter, amara, "2026-11-01", "2026-12-31")
    monkeypatch.setattr(statement, "_AT_ONCE", 2)
    told: list[tuple[int, int]] = []
    parts = statement.statement(
        counter.desk, amara, "2026-11-01", "2026-12-31", lambda *at: told.append(at)
    )
    assert parts == whole
    assert told == [(2, 7), (4, 7), (6, 7), (7, 7)]


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        ("", "2026-11-01", "since"),
        ("2026-11-01", "x", "until"),
        ("2026-11-02", "2026-11-01", "until"),
    ],
)
def test_dates_that_cannot_be_are_refused(
    counter: Counter, amara: int, since: str, until: str, field: str
) -> None:
    with pytest.raises(UserError) as refused:
        over(counter, amara, since, until)
    assert refused.value.field == field


def test_the_pdf_is_on_the_paper_of_the_shops_place(counter: Counter, amara: int) -> None:
    made = over(counter, amara, "2026-11-01", "2026-12-31")
    box = b"/MediaBox [ 0 0 %d %d ]"
    assert box % (LETTER.width, LETTER.height) in statement.pdf(counter.desk, made)
    swiss = counter.in_a_shop(locale="de_CH")
    assert f"/MediaBox [ 0 0 {A4.width:.4f}"[:20].encode() in statement.pdf(swiss.desk, made)


def test_a_merge_says_on_the_statement_whose_card_it_was(counter: Counter, amara: int) -> None:
    twin = counter.client("Amara O.")
    counter.opening(twin, owed=700)
    merging.merge(counter.desk, twin, amara)
    made = over(counter, amara, "2026-11-01", "2026-12-31")
    assert made.lines[-1].what == "Merged with another card: Amara O. (C000002)"
    assert made.lines[-1].change == 700


def test_a_refund_stands_there_with_its_own_number_and_its_tickets(
    counter: Counter, amara: int
) -> None:
    ticket = counter.sell(amara, 3_000, "later")
    refunds.refund(counter.desk, ticket, "part", RefundAmount(amount=1_000, reason="Cold"))
    refunds.refund(counter.desk, ticket, "rest", RefundAll(reason="Still cold"))
    number = counter.look_closed(ticket).number
    made = over(counter, amara, counter.desk.today, counter.desk.today)
    assert [(line.what, line.change) for line in made.lines[-2:]] == [
        (f"Refund R1 · ticket #{number}: Cold", -1_000),
        (f"Refund R2 · ticket #{number}: Still cold", -2_000),
    ]


@pytest.mark.parametrize("since", range(21, 32))
def test_the_statements_of_merged_cards_tie_to_the_books_too(
    counter: Counter, amara: int, clock: SetClock, since: int
) -> None:
    """Each card for itself, as the books have it: what moved is a line on both."""
    twin = counter.client("Amara O.")
    counter.opening(twin, owed=700, credit=900)
    counter.sell(twin, 1_500, "later")
    clock.at += timedelta(days=1)
    merging.merge(counter.desk, twin, amara)
    clock.at += timedelta(days=1)
    counter.grant(amara, 1_000)
    day = NOON.replace(day=1) + timedelta(days=since - 1)
    before = (day - timedelta(days=1)).date().isoformat()
    for client in (amara, twin):
        for last in (day, day + timedelta(days=1), day + timedelta(days=40)):
            until = last.date().isoformat()
            made = over(counter, client, day.date().isoformat(), until)
            assert made.opening == booked(counter, client, before)
            assert made.closing == booked(counter, client, until)
            assert made.opening.net + sum(line.change for line in made.lines) == made.closing.net
            assert made.ages.total == made.closing.owed
    assert over(counter, twin, "2026-11-01", "2026-12-31").closing == Position(0, 0)
