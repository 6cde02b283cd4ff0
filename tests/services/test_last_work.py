"""Which ticket a till goes on with after a start."""

from dataclasses import replace

from pos_app.domain.shop import Till
from pos_app.persistence import books, catalog
from pos_app.services import tickets
from pos_app.services.last_work import to_go_on_with
from tests.services.counter import Counter


def _to_go_on_with(counter: Counter) -> int | None:
    views = tickets.open_tickets(counter.desk)
    return to_go_on_with(counter.desk, [view.ticket for view in views])


def test_after_a_start_work_goes_on_with_the_ticket_that_has_money_on_it(counter: Counter) -> None:
    _first, paid, last = (counter.ticket(None, 1000) for _each in range(3))
    counter.pay(paid, "card", 500)
    counter.add(last, 200)
    assert _to_go_on_with(counter) == paid


def test_after_a_start_work_goes_on_with_the_ticket_worked_on_last(counter: Counter) -> None:
    _first, second, _third = (counter.ticket(None, 1000) for _each in range(3))
    counter.add(second, 200)
    assert _to_go_on_with(counter) == second


def test_after_a_start_a_ticket_set_aside_stays_aside(counter: Counter) -> None:
    first, second = counter.ticket(None, 1000), counter.ticket(None, 1000)
    counter.pay(second, "card", 500)
    tickets.hold(counter.desk, second)
    assert _to_go_on_with(counter) == first
    tickets.hold(counter.desk, first)
    assert _to_go_on_with(counter) is None


def test_after_a_start_no_till_takes_up_another_tills_ticket_before_its_own(
    counter: Counter,
) -> None:
    own = counter.ticket(None, 1000)
    with counter.desk.database.write() as connection:
        till = Till(catalog.put_till(connection, Till(0, "Till 2")), "Till 2")
        books.open_series(connection, till.writer, counter.desk.at)
    other = Counter(replace(counter.desk, till=till))
    theirs = other.ticket(None, 1000)
    other.pay(theirs, "card", 500)
    assert _to_go_on_with(counter) == own
