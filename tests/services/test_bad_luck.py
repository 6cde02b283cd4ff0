"""What the machine does to a till at work: said in words, nothing half done, and tried again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from pos_app.errors import EnvironmentFault
from pos_app.services import payoffs, selling, tickets
from tests.services.counter import Counter


@contextmanager
def pragma(counter: Counter, bad: str, good: str) -> Iterator[None]:
    """The till's one connection under a setting that makes writes fail."""
    with counter.desk.database.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA {bad}")
    yield
    with counter.desk.database.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA {good}")


def test_on_a_full_disk_a_ticket_stays_open_and_closes_once_there_is_space(
    counter: Counter,
) -> None:
    waiting = [counter.ticket(None, 1_000) for _number in range(40)]
    for ticket in waiting:
        counter.pay(ticket, "card")
    ((pages,),) = counter.rows("PRAGMA page_count")
    before: dict[str, list[tuple[object, ...]]] = {}

    def close_while_there_is_space() -> None:
        for ticket in waiting:
            before.update(counter.all_rows())
            counter.close(ticket)

    with pragma(counter, f"max_page_count = {pages}", "max_page_count = 1000000"):
        with pytest.raises(EnvironmentFault, match="The disk is full"):
            close_while_there_is_space()
        assert counter.all_rows() == before
    counter.assert_sound()
    still_open = list(counter.open_ticket_ids())
    assert still_open
    for ticket in still_open:
        counter.close(ticket)
    counter.assert_sound()


ACTS: dict[str, Callable[[Counter, int], object]] = {
    "open": lambda at, _ticket: at.ticket(),
    "add an item": lambda at, ticket: selling.add_item(at.desk, ticket, 1),
    "hold": lambda at, ticket: tickets.hold(at.desk, ticket),
    "pay": lambda at, ticket: at.pay(ticket, "card"),
    "redeem": lambda at, ticket: at.pay(ticket, "balance", 500),
    "pay off": lambda at, ticket: payoffs.pay_off(at.desk, ticket, 500),
    "void": lambda at, ticket: at.void(ticket),
}


@pytest.mark.parametrize("act", ACTS)
def test_where_the_data_may_only_be_read_an_act_says_so_and_can_be_tried_again(
    counter: Counter, act: str
) -> None:
    client = counter.client()
    counter.opening(client, owed=1_000, credit=1_000)
    ticket = counter.ticket(client, 4_500)
    before = counter.all_rows()
    with pragma(counter, "query_only = ON", "query_only = OFF"):
        with pytest.raises(EnvironmentFault, match="read-only"):
            ACTS[act](counter, ticket)
        assert counter.all_rows() == before
        assert counter.due(ticket) == 4_500
    ACTS[act](counter, ticket)
    assert counter.all_rows() != before
    counter.assert_sound()
