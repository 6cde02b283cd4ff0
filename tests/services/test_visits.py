"""A client's tickets in the profile, and what is still owed on each."""

import pytest

from pos_app.domain.refund_acts import RefundAll, RefundAmount
from pos_app.services import merging, refunds, visits, voiding
from pos_app.services.visits import RefundState, Visit
from tests.services.counter import Counter


def told(found: list[Visit]) -> list[tuple[int, str, int, int]]:
    return [(v.number, v.state, v.total, v.owed) for v in found]


def test_open_tickets_stand_first_then_the_latest_with_what_is_owed(counter: Counter) -> None:
    amara = counter.client()
    counter.sell(amara, 4500, "later")
    counter.sell(amara, 2000)
    counter.sell(None, 1000)
    voiding.void(counter.desk, counter.ticket(amara, 100), "mistake")
    counter.ticket(amara, 6000)
    assert told(visits.of_client(counter.desk, amara)) == [
        (1005, "open", 6000, 0),
        (1004, "void", 0, 0),
        (1002, "closed", 2000, 0),
        (1001, "closed", 4500, 4500),
    ]


def test_a_ticket_says_how_much_of_it_came_back(counter: Counter) -> None:
    amara = counter.client()
    whole, part, _kept = (counter.sell(amara, 4500) for _visit in range(3))
    refunds.refund(counter.desk, whole, "whole", RefundAll(reason="Unhappy"))
    refunds.refund(counter.desk, part, "part", RefundAmount(amount=1000, reason="Cold"))
    found = visits.of_client(counter.desk, amara)
    assert [(v.number, v.refund) for v in found] == [
        (1003, RefundState.NONE),
        (1002, RefundState.PART),
        (1001, RefundState.WHOLE),
    ]


def test_pages_follow_one_another(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "PAGE", 2)
    amara = counter.client()
    for _visit in range(5):
        counter.sell(amara, 1000)
    found: list[Visit] = []
    while page := visits.of_client(counter.desk, amara, found[-1] if found else None):
        found += page
    assert [visit.number for visit in found] == [1005, 1004, 1003, 1002, 1001]


def test_the_tickets_of_a_merged_client_are_the_survivors_with_what_is_owed_on_them(
    counter: Counter,
) -> None:
    amy, amara = counter.client("Amy"), counter.client("Amara")
    counter.sell(amy, 4500, "later")
    counter.sell(amara, 2000)
    merging.merge(counter.desk, amy, amara)
    assert told(visits.of_client(counter.desk, amara)) == [
        (1002, "closed", 2000, 0),
        (1001, "closed", 4500, 4500),
    ]
