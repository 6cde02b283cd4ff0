"""Points at the till: earned at closing, held and redeemed as a payment, and what a refund does."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from pos_app.domain.points import PointsKind
from pos_app.domain.refund_acts import RefundAll, RefundAmount, RefundLines, VoidClosed
from pos_app.domain.shop import POINTS_TYPE
from pos_app.domain.ticket import LineKind
from pos_app.errors import UserError
from pos_app.persistence import catalog, people
from pos_app.printing.text import as_text
from pos_app.reports.export import JournalFormat, export_journal
from pos_app.security.roles import NotAllowed
from pos_app.services import (
    holding,
    merging,
    payments,
    payoffs,
    receipts,
    refund_receipts,
    refunds,
    selling,
    tickets,
)
from pos_app.services.desk import Desk
from tests.services.counter import Counter, prepare, refused


@pytest.fixture
def counter(desk: Desk) -> Iterator[Counter]:
    """A shop that gives a point for each dollar; a point pays five cents. The books tie afterwards."""
    prepare(desk)
    at = Counter(desk).in_a_shop(points_per_unit=1, point_worth=5)
    yield at
    at.assert_sound()


@pytest.fixture
def client(counter: Counter) -> int:
    """Has 200 points."""
    made = counter.client()
    counter.sell(made, 20_000)
    return made


def points(counter: Counter, client: int) -> tuple[int, int]:
    """A client's points, and how many of them open tickets hold."""
    with counter.desk.read() as connection:
        card = people.client(connection, client)
    assert card is not None
    return card.points, card.points_held


def events(counter: Counter, client: int) -> list[tuple[str, int, int]]:
    """What changed a client's points, and how many there were after it."""
    return [
        (row[0], row[1], row[2])
        for row in counter.rows(
            "SELECT kind, change, points FROM point_events WHERE client_id = :client"
            " ORDER BY number",
            client=client,
        )
    ]


def paid_with_points(counter: Counter, client: int, amount: int, *prices: int) -> int:
    """A closed ticket, 30.00 where nothing else is said: so much of it in points, the rest by card."""
    ticket = counter.ticket(client, *(prices or (3_000,)))
    counter.pay(ticket, POINTS_TYPE, amount)
    counter.pay(ticket, "card")
    counter.close(ticket)
    return ticket


def give_back(counter: Counter, ticket: int, act: RefundAll | RefundAmount | RefundLines) -> None:
    """Carry a refund out."""
    refunds.refund(counter.desk, ticket, uuid4().hex, act)


def test_a_sale_earns_points_when_it_is_closed(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.ticket(client, 12_345)
    counter.pay(ticket, "card")
    assert points(counter, client) == (0, 0)
    counter.close(ticket)
    assert points(counter, client) == (123, 0)
    assert events(counter, client) == [(PointsKind.EARNED, 123, 123)]


def test_r5_a_payoff_and_a_top_up_earn_no_points(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, owed=4_000)
    ticket = counter.ticket(client, 2_000)
    payoffs.pay_off(counter.desk, ticket, 4_000)
    selling.top_up(counter.desk, ticket, 5_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert points(counter, client) == (20, 0)


def test_a_walk_in_earns_no_points(counter: Counter) -> None:
    counter.sell(None, 5_000)
    assert counter.rows("SELECT count(*) FROM point_events") == [(0,)]


def test_a_shop_without_the_rule_gives_no_points(desk: Desk) -> None:
    prepare(desk)
    counter = Counter(desk)
    client = counter.client()
    counter.sell(client, 5_000)
    assert points(counter, client) == (0, 0)
    assert all(way.code != POINTS_TYPE for way in payments.payment_types(desk))


def test_points_pay_as_a_price_cut_in_the_books(counter: Counter, client: int) -> None:
    ticket = paid_with_points(counter, client, 1_000)
    assert counter.booked(ticket) == {
        "points_redeemed": 1_000, "card_clearing": 2_000, "service_sales": -3_000,
    }  # fmt: skip
    assert events(counter, client)[1:] == [
        (PointsKind.REDEEMED, -200, 0),
        (PointsKind.EARNED, 20, 20),
    ]


def test_r7_points_are_held_at_apply_and_come_back_when_the_payment_is_taken_off(
    counter: Counter, client: int
) -> None:
    ticket = counter.ticket(client, 3_000)
    payment = counter.pay(ticket, POINTS_TYPE, 1_000)
    assert points(counter, client) == (200, 200)
    counter.assert_sound()
    payments.remove_payment(counter.desk, ticket, payment)
    assert points(counter, client) == (200, 0)


def test_r7_points_come_back_when_the_ticket_is_voided(counter: Counter, client: int) -> None:
    ticket = counter.ticket(client, 3_000)
    counter.pay(ticket, POINTS_TYPE, 500)
    counter.void(ticket)
    assert points(counter, client) == (200, 0)


def test_r7_two_tickets_never_spend_one_point_twice(counter: Counter, client: int) -> None:
    one, other = counter.ticket(client, 3_000), counter.ticket(client, 3_000)
    counter.pay(one, POINTS_TYPE, 800)
    with pytest.raises(UserError) as error:
        counter.pay(other, POINTS_TYPE, 400)
    assert refused(error.value)[1] == "amount"
    assert [(t.id, held) for t, held in holding.holders(counter.desk, client, other)] == [
        (one, 800)
    ]
    counter.pay(other, POINTS_TYPE, 200)
    assert points(counter, client) == (200, 200)


def test_r7_a_manager_can_release_the_points_that_another_ticket_holds(
    counter: Counter, client: int
) -> None:
    ticket = counter.ticket(client, 3_000)
    counter.pay(ticket, POINTS_TYPE, 800)
    holding.release_holds(counter.desk, ticket, "Client is here")
    assert points(counter, client) == (200, 0)
    assert "Points" in counter.look(ticket).ticket.notice


def test_r8_points_pay_for_sales_only(counter: Counter) -> None:
    client = counter.client()
    counter.sell(client, 100_000)
    ticket = counter.ticket(client, 1_000)
    selling.top_up(counter.desk, ticket, 5_000)
    tickets.set_tip(counter.desk, ticket, "S1", 500)
    with pytest.raises(UserError, match=r"at most \$10.00"):
        counter.pay(ticket, POINTS_TYPE, 1_500)
    counter.pay(ticket, POINTS_TYPE, 1_000)


def test_r8_points_do_not_pay_the_first_payment_of_a_plan(counter: Counter) -> None:
    client = counter.client()
    counter.sell(client, 100_000)
    ticket = counter.ticket(client)
    counter.add(ticket, 4_000, kind=LineKind.PLAN)
    with pytest.raises(UserError, match=r"at most \$0.00"):
        counter.pay(ticket, POINTS_TYPE, 1_000)


def test_a_walk_in_has_no_points_to_redeem(counter: Counter) -> None:
    ticket = counter.ticket(None, 1_000)
    with pytest.raises(UserError, match="Choose a client first"):
        counter.pay(ticket, POINTS_TYPE, 500)


def test_redeeming_points_needs_the_permission_to_redeem(counter: Counter, client: int) -> None:
    ticket = counter.ticket(client, 3_000)
    nothing = replace(counter.desk.settings.rights, manager=frozenset())
    with counter.desk.database.write() as connection:
        catalog.save_settings(connection, replace(counter.desk.settings, rights=nothing))
    with pytest.raises(NotAllowed):
        counter.pay(ticket, POINTS_TYPE, 500)
    assert points(counter, client) == (200, 0)


def test_r17_changing_the_client_takes_redeemed_points_off(counter: Counter) -> None:
    client, other = counter.client(), counter.client("Dana")
    counter.sell(client, 20_000)
    ticket = counter.ticket(client, 3_000)
    counter.pay(ticket, POINTS_TYPE, 500)
    tickets.set_client(counter.desk, ticket, other)
    assert points(counter, client) == (200, 0)
    assert counter.look(ticket).ticket.payments == ()


def test_r13_a_refund_takes_earned_points_back_and_gives_redeemed_ones_back(
    counter: Counter, client: int
) -> None:
    ticket = paid_with_points(counter, client, 1_000)
    give_back(counter, ticket, RefundAll(reason="Unhappy"))
    assert points(counter, client) == (200, 0)
    assert events(counter, client)[3:] == [
        (PointsKind.GIVEN_BACK, 200, 220),
        (PointsKind.TAKEN_BACK, -20, 200),
    ]
    assert counter.rows("SELECT sum(amount) FROM postings WHERE account = 'points_redeemed'") == [
        (0,)
    ]


def test_r13_points_that_come_back_in_parts_add_up_to_the_whole(
    counter: Counter, client: int
) -> None:
    ticket = paid_with_points(counter, client, 1_000, 1_000, 999, 1_001)
    for amount in (333, 1_111, 777):
        give_back(counter, ticket, RefundAmount(amount=amount, reason="A part"))
        counter.assert_sound()
    give_back(counter, ticket, RefundAll(reason="The rest"))
    assert points(counter, client) == (200, 0)


def test_r13_a_line_that_comes_back_takes_its_own_share_of_points(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.ticket(client, 3_000, 7_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    first = counter.look_closed(ticket).lines[0].number
    give_back(counter, ticket, RefundLines(quantities={first: 1}, reason="Unhappy"))
    assert points(counter, client) == (70, 0)


def test_points_that_were_spent_before_a_refund_are_short_until_earned_again(
    counter: Counter,
) -> None:
    client = counter.client()
    first = counter.sell(client, 20_000)
    second = counter.ticket(client, 1_000)
    counter.pay(second, POINTS_TYPE)
    counter.close(second)
    give_back(counter, first, RefundAll(reason="Unhappy"))
    assert points(counter, client) == (-200, 0)
    ticket = counter.ticket(client, 30_000)
    with pytest.raises(UserError, match="does not have that many points"):
        counter.pay(ticket, POINTS_TYPE, 500)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert points(counter, client) == (100, 0)


def test_a_refund_while_another_ticket_holds_the_points_leaves_them_held(counter: Counter) -> None:
    client = counter.client()
    first = counter.sell(client, 20_000)
    ticket = counter.ticket(client, 1_000)
    counter.pay(ticket, POINTS_TYPE)
    give_back(counter, first, RefundAll(reason="Unhappy"))
    assert points(counter, client) == (0, 200)
    counter.close(ticket)
    assert points(counter, client) == (-200, 0)


def test_r13_a_closed_ticket_that_is_voided_gives_and_takes_all_points_back(
    counter: Counter, client: int
) -> None:
    ticket = paid_with_points(counter, client, 1_000)
    give_back(counter, ticket, VoidClosed(reason="Rung up twice"))
    assert points(counter, client) == (200, 0)


def test_r17_a_merge_moves_points_and_the_claims_on_them(counter: Counter) -> None:
    gone, into = counter.client(), counter.client("Amara O.")
    counter.sell(gone, 20_000)
    counter.sell(into, 5_000)
    ticket = counter.ticket(gone, 3_000)
    counter.pay(ticket, POINTS_TYPE, 500)
    merging.merge(counter.desk, gone, into)
    assert points(counter, gone) == (0, 0)
    assert points(counter, into) == (250, 100)
    counter.assert_sound()
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert points(counter, into) == (175, 0)


def test_r17_a_refund_after_a_merge_gives_points_back_to_the_survivor(counter: Counter) -> None:
    gone, into = counter.client(), counter.client("Amara O.")
    ticket = counter.sell(gone, 20_000)
    merging.merge(counter.desk, gone, into)
    give_back(counter, ticket, RefundAll(reason="Unhappy"))
    assert points(counter, gone) == (0, 0)
    assert points(counter, into) == (0, 0)


def test_a_merge_of_clients_without_balance_or_points_writes_no_entry(counter: Counter) -> None:
    gone, into = counter.client(), counter.client("Amara O.")
    before = counter.rows("SELECT count(*) FROM entries")
    merging.merge(counter.desk, gone, into)
    assert counter.rows("SELECT count(*) FROM entries") == before


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE point_events SET change = 1", "point_events are never changed"),
        ("DELETE FROM point_events", "point_events are never changed"),
        ("REPLACE INTO point_events SELECT * FROM point_events", "."),
        (
            "INSERT INTO point_events SELECT client_id, 2, entry_id, kind, ticket_id, NULL, 9, 9, seal"
            " FROM point_events",
            "a posted entry takes no more points",
        ),
    ],
)
def test_r17_the_database_refuses_to_change_points(
    counter: Counter, statement: str, refusal: str
) -> None:
    counter.sell(counter.client(), 20_000)
    raw = sqlite3.connect(counter.desk.database.path)
    with closing(raw), pytest.raises(sqlite3.IntegrityError, match=refusal):
        raw.execute(statement)


def test_a_shop_cannot_give_a_negative_number_of_points(counter: Counter) -> None:
    with pytest.raises(UserError) as error:
        counter.in_a_shop(points_per_unit=-1)
    assert refused(error.value) == ("Enter a number from 0 to 1,000,000.", "points_per_unit")


def test_a_receipt_says_what_was_earned_redeemed_and_how_many_there_are(
    counter: Counter, client: int
) -> None:
    ticket = paid_with_points(counter, client, 500)
    counter.sell(client, 5_000)
    said = receipts.text(counter.desk, ticket, receipts.Issue.ORIGINAL).splitlines()
    found = [" ".join(line.split()) for line in said if "oints" in line]
    assert found == ["Points $5.00", "100 points", "Points earned 25", "Points now 125 points"]


def test_a_receipt_of_a_shop_without_points_says_nothing_of_them(desk: Desk) -> None:
    prepare(desk)
    counter = Counter(desk)
    ticket = counter.sell(counter.client(), 5_000)
    assert "oints" not in receipts.text(desk, ticket, receipts.Issue.ORIGINAL)


def test_a_refund_receipt_says_what_was_taken_back(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.sell(client, 20_000)
    give_back(counter, ticket, RefundAmount(amount=5_000, reason="Unhappy"))
    said = as_text(refund_receipts.document(counter.desk, 1, receipts.Issue.ORIGINAL), 42)
    assert "Points taken back                       50" in said
    assert "Points now                      150 points" in said


def test_points_redeemed_are_in_the_exported_journal(
    counter: Counter, client: int, tmp_path: Path
) -> None:
    paid_with_points(counter, client, 500)
    file = tmp_path / "journal.csv"
    export_journal(counter.desk, JournalFormat.CSV, file)
    assert "points_redeemed" in file.read_text(encoding="utf-8")
