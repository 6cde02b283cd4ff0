"""Two tills on one file, in one process and in two: one cent is never spent or paid off twice (R7)."""

import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from pos_app.domain.balance_acts import Received, TakePayment
from pos_app.domain.money_back import GiveBack
from pos_app.domain.refund_acts import RefundAll
from pos_app.domain.shop import POINTS_TYPE, Till
from pos_app.errors import EnvironmentFault, UserError
from pos_app.persistence import books, catalog
from pos_app.persistence import tickets as stored
from pos_app.persistence.database import Database
from pos_app.services import (
    card_sales,
    client_accounts,
    closing,
    gift_cards,
    money_back,
    open_items,
    payments,
    payoffs,
    refunds,
    selling,
)
from pos_app.services.card_sales import CardOrder
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest
from tests.services.counter import Counter


@pytest.fixture
def second(counter: Counter) -> Iterator[Counter]:
    """Till 2: its own connection to the same file, its own series, somebody else's hands."""
    with counter.desk.database.write() as connection:
        till = Till(catalog.put_till(connection, Till(0, "Till 2")), "Till 2")
        books.open_series(connection, till.writer, counter.desk.at)
    database = Database(counter.desk.database.path, busy_ms=0)
    yield Counter(replace(counter.desk, database=database, till=till))
    database.close()


def test_both_tills_see_what_the_other_did(counter: Counter, second: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    second.pay(ticket, "card", 2000)
    assert counter.due(ticket) == 2500
    counter.pay(ticket, "cash", 2500)
    second.close(ticket)
    with pytest.raises(UserError, match="already closed"):
        counter.close(ticket)


def test_r7_two_tills_never_spend_one_cent_twice(counter: Counter, second: Counter) -> None:
    client = counter.client()
    counter.opening(client, credit=1_000)
    mine, other = counter.ticket(client, 1_000), second.ticket(client, 1_000)
    counter.pay(mine, "balance", 700)
    with pytest.raises(UserError, match=r"Only \$3\.00"):
        second.pay(other, "balance", 301)
    second.pay(other, "balance", 300)
    assert counter.available(client) == 0


def test_ticket_numbers_of_two_tills_never_repeat(counter: Counter, second: Counter) -> None:
    """A complaint about other tills: repeated ticket numbers from two tills."""
    made = [till.ticket() for till in (counter, second, second, counter)]
    numbers = [counter.look(ticket).ticket.number for ticket in made]
    assert numbers == [1001, 1002, 1003, 1004]


def test_each_till_has_a_gapless_series_of_its_own(counter: Counter, second: Counter) -> None:
    for till in (counter, second, counter, second, second):
        till.sell(None, 1_000)
    series = counter.rows(
        "SELECT s.code, e.number FROM entries e JOIN series s ON s.id = e.series_id ORDER BY 1, 2"
    )
    assert series == [("T1", 1), ("T1", 2), ("T2", 1), ("T2", 2), ("T2", 3)]


def test_a_ticket_seen_before_the_other_till_changed_it_does_not_close(
    counter: Counter, second: Counter
) -> None:
    ticket = counter.ticket(None, 4500)
    counter.pay(ticket, "card")
    seen = counter.look(ticket).ticket.version
    second.add(ticket, 100)
    selling.remove_line(second.desk, ticket, 2)
    with pytest.raises(UserError, match="changed meanwhile"):
        closing.close(counter.desk, ticket, seen, "stale")


def test_a_write_while_the_other_till_writes_is_told_to_try_again_and_changes_nothing(
    counter: Counter, second: Counter
) -> None:
    ticket = counter.ticket(None, 4500)
    before = counter.all_rows()
    with second.desk.database.write(), pytest.raises(EnvironmentFault, match="try again"):
        counter.pay(ticket, "card")
    assert counter.all_rows() == before
    counter.pay(ticket, "card")


def test_a_reader_keeps_a_steady_view_while_the_other_till_writes(
    counter: Counter, second: Counter
) -> None:
    ticket = counter.ticket(None, 4500)
    with counter.desk.read() as connection:
        first = stored.load(connection, ticket)
        second.pay(ticket, "card")
        assert stored.load(connection, ticket) == first
    assert counter.due(ticket) == 0


# Two processes.


@dataclass(frozen=True)
class Hand:
    """What one of two processes does, one act after the other, each at the same moment as the other."""

    desk: Desk
    path: Path
    acts: tuple[tuple[str, int], ...]


def _work(hand: Hand, start: Barrier, told: "Queue[tuple[str, str]]") -> None:
    # A database is opened where it is used: connections do not cross processes.
    desk = replace(hand.desk, database=Database(hand.path))
    for act, ticket in hand.acts:
        start.wait(60)
        try:
            _act(desk, act, ticket)
            told.put((act, "done"))
        except UserError:
            told.put((act, "refused"))
    desk.database.close()


def _act(desk: Desk, act: str, ticket: int) -> None:
    at = Counter(desk)
    match act:
        case "redeem":
            at.pay(ticket, "balance", 1_000)
        case "points":
            at.pay(ticket, POINTS_TYPE, 600)
        case "pay off":
            payoffs.pay_off(desk, ticket, 1_000)
        case "same request":
            request = PaymentRequest(id="one", type_code="card", amount=2_000)
            payments.add_payment(desk, ticket, request)
        case "close":
            at.close(ticket)
        case "refund":
            refunds.refund(desk, ticket, uuid4().hex, RefundAll(reason="Unhappy"))
        case "give back":
            back = GiveBack(fund_id=ticket, amount=1_000, reason="Unhappy")
            money_back.give_back(desk, 1, uuid4().hex, back)
        case "sell":
            for number in range(20):
                at.sell(None, 100 + number)


def race(*hands: tuple[Desk, tuple[tuple[str, int], ...]]) -> dict[str, list[str]]:
    """What became of each act in each process."""
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(len(hands))
    told: Queue[tuple[str, str]] = spawn.Queue()
    workers = []
    for desk, acts in hands:
        nowhere: Any = None
        hand = Hand(replace(desk, database=nowhere), desk.database.path, acts)
        workers.append(spawn.Process(target=_work, args=(hand, start, told)))
    for worker in workers:
        worker.start()
    results = [told.get(timeout=90) for _desk, acts in hands for _act in acts]
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * len(hands)
    acts_done = {act for act, _result in results}
    return {act: sorted(r for done, r in results if done == act) for act in acts_done}


def test_r7_of_two_processes_that_want_the_same_thing_at_once_exactly_one_gets_it(
    counter: Counter, second: Counter
) -> None:
    client = counter.client()
    counter.opening(client, owed=1_000, credit=1_000)
    mine, other = counter.ticket(client, 1_000), counter.ticket(client, 1_000)
    shared, paid = counter.ticket(None, 4_500), counter.ticket(None, 4_500)
    counter.pay(paid, "card")
    told = race(
        *(
            (
                desk,
                (("redeem", own), ("pay off", own), ("same request", shared), ("close", paid)),
            )
            for desk, own in ((counter.desk, mine), (second.desk, other))
        )
    )
    assert told == {
        "redeem": ["done", "refused"],
        "pay off": ["done", "refused"],
        "same request": ["done", "done"],
        "close": ["done", "refused"],
    }
    assert (counter.available(client), counter.payable(client)) == (0, 0)
    assert counter.rows("SELECT sum(amount) FROM holds") == [(2_000,)]
    assert counter.due(shared) == 2_500
    assert counter.rows("SELECT count(*) FROM entries WHERE kind = 'ticket'") == [(1,)]


def test_r7_two_processes_never_redeem_the_same_points(counter: Counter, second: Counter) -> None:
    counter = counter.in_a_shop(points_per_unit=1, point_worth=5)
    client = counter.client()
    counter.sell(client, 20_000)
    mine, other = counter.ticket(client, 1_000), counter.ticket(client, 1_000)
    desks = counter.desk, replace(second.desk, settings=counter.desk.settings)
    told = race(
        *((desk, (("points", own),)) for desk, own in zip(desks, (mine, other), strict=True))
    )
    assert told == {"points": ["done", "refused"]}
    assert counter.rows("SELECT points, points_held FROM clients") == [(200, 120)]
    counter.assert_sound()


def test_refunded_twice_at_once_by_two_processes_it_comes_back_once(
    counter: Counter, second: Counter
) -> None:
    client = counter.client()
    act = TakePayment(amount=1_000, money=Received(type_code="card"))
    client_accounts.carry_out(counter.desk, client, "received", act)
    (fund,) = open_items.open_items(counter.desk, client).funds
    sold = counter.ticket()
    card_sales.sell(counter.desk, sold, CardOrder(amount=5_000))
    counter.pay(sold, "card")
    counter.close(sold)
    (card,) = gift_cards.find(counter.desk, "")
    paid = counter.ticket(None, 2_000)
    counter.pay(paid, "gift_card", reference=card.code)
    counter.close(paid)
    acts = (("refund", paid), ("refund", sold), ("give back", fund.item.id))
    told = race((counter.desk, acts), (second.desk, acts))
    assert told == {
        "refund": ["done", "done", "refused", "refused"],
        "give back": ["done", "refused"],
    }
    assert gift_cards.view(counter.desk, card.number).card.left == 0
    assert counter.available(client) == 0
    assert counter.rows("SELECT count(*), sum(amount) FROM refunds") == [(3, 8_000)]


def test_two_processes_that_sell_all_day_lose_and_repeat_nothing(
    counter: Counter, second: Counter
) -> None:
    told = race((counter.desk, (("sell", 0),)), (second.desk, (("sell", 0),)))
    assert told == {"sell": ["done", "done"]}
    numbers = [number for (number,) in counter.rows("SELECT number FROM tickets ORDER BY number")]
    assert numbers == list(range(1001, 1041))
    closed = counter.rows("SELECT count(*), sum(total) FROM tickets WHERE state = 'closed'")
    assert closed == [(40, 2 * sum(range(100, 120)))]
