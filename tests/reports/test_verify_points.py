"""Points changed behind the till's back: verify names the record, and only that."""

from collections.abc import Iterator

import pytest

from pos_app.domain.refund_acts import RefundAmount
from pos_app.domain.shop import POINTS_TYPE
from pos_app.persistence.tables.points import point_events
from pos_app.reports.verify import verify
from pos_app.services import merging, refunds
from pos_app.services.desk import Desk
from tests.reports.test_verify import damage
from tests.services.counter import Counter, prepare


@pytest.fixture
def worked(desk: Desk) -> Iterator[Counter]:
    """Client 1 earned (#1), redeemed and earned (#2, #3), had a part back (#4, #5), and holds some.

    Client 2 earned, and was merged into client 3.
    """
    prepare(desk)
    at = Counter(desk).in_a_shop(points_per_unit=1, point_worth=5)
    client, gone, into = at.client(), at.client("Dana"), at.client("Dana O.")
    at.sell(client, 20_000)
    ticket = at.ticket(client, 3_000)
    at.pay(ticket, POINTS_TYPE, 500)
    at.pay(ticket, "card")
    at.close(ticket)
    refunds.refund(desk, ticket, "refund", RefundAmount(amount=2_700, reason="Unhappy"))
    at.sell(gone, 9_000)
    merging.merge(at.desk, gone, into)
    at.pay(at.ticket(client, 3_000), POINTS_TYPE, 400)
    assert verify(desk.database) == []
    yield at
    desk.database.close()


def records(at: Counter) -> list[str]:
    """What verify names."""
    return [finding.record for finding in verify(at.desk.database)]


_CHANGES = {
    "client_id": "7",
    "number": "number + 40",
    "entry_id": "entry_id + 1",
    "kind": "'moved'",
    "ticket_id": "9",
    "payment_id": "9",
    "change": "change + 1",
    "points": "points + 1",
    "seal": "'x'",
}


def test_every_column_of_an_event_is_changed_below() -> None:
    assert set(_CHANGES) == {column.name for column in point_events.columns}


@pytest.mark.parametrize("column", _CHANGES)
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_a_changed_event_is_named_and_nothing_else(
    worked: Counter, column: str, number: int
) -> None:
    where = f"client_id = 1 AND number = {number}"
    damage(
        worked.desk.database.path,
        f"UPDATE point_events SET {column} = {_CHANGES[column]} WHERE {where}",
    )
    client = 7 if column == "client_id" else 1
    shown = number + 40 if column == "number" else number
    assert records(worked) == [f"points event {shown} of client C{client:06d}"]


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DELETE FROM point_events WHERE client_id = 1 AND number = 1", "ticket #1001"),
        ("DELETE FROM point_events WHERE client_id = 1 AND number = 2", "ticket #1002"),
        ("DELETE FROM point_events WHERE client_id = 1 AND number = 5", "refund 1"),
        ("DELETE FROM point_events WHERE client_id = 3", "points of journal entry T1-5"),
        (
            "INSERT INTO point_events SELECT 1, 6, entry_id, 'earned', 1, NULL, 500, 700, seal"
            " FROM point_events WHERE client_id = 1 AND number = 1",
            "points event 6 of client C000001",
        ),
        ("UPDATE clients SET points = points + 500 WHERE id = 1", "client C000001"),
        ("UPDATE clients SET points = 5 WHERE id = 2", "client C000002"),
        ("UPDATE clients SET points_held = 0 WHERE id = 1", "client C000001"),
        ("UPDATE payments SET points = 99 WHERE points = 100", "payment 2 of ticket #1002"),
        ("UPDATE payments SET points = 77 WHERE points = 80", "payment 5 of ticket #1004"),
        ("UPDATE payments SET amount = 399 WHERE points = 80", "payment 5 of ticket #1004"),
        (
            "UPDATE postings SET account = 'discounts' WHERE account = 'points_redeemed'"
            " AND amount > 0",
            "journal entry T1-2",
        ),
    ],
)
def test_what_was_changed_around_points_is_named_alone(
    worked: Counter, statement: str, named: str
) -> None:
    damage(worked.desk.database.path, statement)
    assert records(worked) == [named]
