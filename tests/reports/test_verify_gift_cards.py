"""Gift cards changed behind the till's back: verify names the card, and only that."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pos_app.persistence.tables.gift_cards import gift_cards as cards_table
from pos_app.reports.verify import verify
from pos_app.services import card_sales, gift_cards
from pos_app.services.card_sales import CardOrder
from pos_app.services.desk import Desk
from tests.reports.test_verify import damage
from tests.services.counter import Counter, prepare


@pytest.fixture
def worked(desk: Desk) -> Iterator[Counter]:
    """Three cards: G1001 topped up, part used, part held; G1002 lost, its value on G1003; G1004 spent."""
    prepare(desk)
    at = Counter(replace(desk, settings=replace(desk.settings, gift_card_floor_months=12)))
    codes = [_sold(at, amount, day) for amount, day in ((5_000, "2032-01-01"), (3_000, ""))]
    ticket = at.ticket(None, 1_000)
    card_sales.top_up(at.desk, ticket, codes[0], 700)
    at.pay(ticket, "gift_card", 1_000, reference=codes[1])
    at.pay(ticket, "cash")
    at.close(ticket)
    gift_cards.reissue(at.desk, "lost", 1002, "Lost")
    at.pay(at.ticket(None, 900), "gift_card", reference=codes[0])
    gift_cards.load(at.desk, "load", 1001, at.client(), 400)
    assert verify(desk.database) == []
    yield at
    desk.database.close()


def _sold(at: Counter, amount: int, expires_on: str) -> str:
    ticket = at.ticket()
    card_sales.sell(at.desk, ticket, CardOrder(amount=amount, expires_on=expires_on))
    (line,) = at.look(ticket).ticket.lines
    at.pay(ticket, "card")
    at.close(ticket)
    assert line.card is not None
    return line.card.code


def records(at: Counter) -> list[str]:
    return [finding.record for finding in verify(at.desk.database)]


_CHANGES = {
    "code": "'23456789ABCD'",
    "number": "number + 500",
    "ticket_id": "3",
    "line_number": "7",
    "entry_id": "entry_id + 1",
    "moved_from": "1",
    "amount": "amount + 1",
    "at": "'2020-01-01T00:00:00Z'",
    "seal": "'x'",
    "left": '"left" - 1',
    "held": "held + 1",
    "is_void": "1 - is_void",
    "expires_on": "'2044-01-01'",
}


def test_every_column_that_counts_is_changed_below() -> None:
    unsealed = {"id", "recipient", "message"}
    assert set(_CHANGES) == {column.name for column in cards_table.columns} - unsealed


@pytest.mark.parametrize("column", _CHANGES)
@pytest.mark.parametrize("number", [1001, 1003])
def test_a_changed_card_is_named_and_nothing_else(
    worked: Counter, column: str, number: int
) -> None:
    change = f'UPDATE gift_cards SET "{column}" = {_CHANGES[column]} WHERE number = {number}'
    damage(worked.desk.database.path, change)
    named = number + 500 if column == "number" else number
    assert records(worked) == [f"gift card G{named}"]


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DELETE FROM gift_cards WHERE number = 1001", "gift card G1001"),
        (
            "UPDATE allocations SET amount = amount + 1 WHERE gift_card_id = 1 AND amount = 400",
            "allocation 4",
        ),
        ("UPDATE allocations SET gift_card_id = 3 WHERE id = 4", "allocation 4"),
        ("UPDATE holds SET amount = amount + 1", "hold 1"),
        ("UPDATE gift_cards SET held = 0 WHERE number = 1001", "gift card G1001"),
        ("UPDATE ticket_lines SET card_code = '23456789ABCD' WHERE ticket_id = 1",
         "line 1 of ticket #1001"),
        ("UPDATE ticket_lines SET card_number = 1002 WHERE ticket_id = 1", "line 1 of ticket #1001"),
    ],
)  # fmt: skip
def test_what_was_changed_around_a_card_is_named_alone(
    worked: Counter, statement: str, named: str
) -> None:
    damage(worked.desk.database.path, statement)
    assert records(worked) == [named]


def test_value_that_nobody_paid_for_is_seen_however_it_was_written(worked: Counter) -> None:
    damage(
        worked.desk.database.path,
        'UPDATE gift_cards SET "left" = "left" + 9000 WHERE number = 1003',
        "INSERT INTO allocations (entry_id, gift_card_id, amount, seal)"
        " SELECT entry_id, id, -9000, 'x' FROM gift_cards WHERE number = 1003",
    )
    assert records(worked) == ["allocation 5"]
