"""The drawer opens on cash and on *no sale*, and never by a reprint."""

import pytest

from pos_app.domain.printer import Printer, Route
from pos_app.errors import UserError
from pos_app.persistence import printers
from pos_app.services import drawer, print_spool
from tests.services.counter import Counter, refused

KICKS = "SELECT paper, ticket_id, kick_drawer, copy FROM print_jobs ORDER BY id"


@pytest.fixture
def at(counter: Counter) -> Counter:
    """A till that prints on a printer with a drawer."""
    with counter.desk.database.write() as connection:
        printer = printers.put_printer(connection, Printer(0, "Front", "file:/dev/null"))
        printers.put_route(connection, Route(1, "", printer))
    return counter


def test_no_sale_opens_the_drawer_and_books_nothing(at: Counter) -> None:
    changes = drawer.open_drawer(at.desk, " Change for the taxi ")
    assert changes.print_jobs
    assert at.rows(KICKS) == [("drawer", None, 1, 0)]
    assert at.rows("SELECT count(*) FROM entries") == [(0,)]
    last = "SELECT act, subject, staff, detail FROM audit ORDER BY id DESC LIMIT 1"
    assert at.rows(last) == [("drawer.open", "till 1", "S1", "reason=Change for the taxi")]


@pytest.mark.parametrize("reason", ["", " \t\n"])
def test_no_sale_wants_a_reason_and_blanks_are_none(at: Counter, reason: str) -> None:
    with pytest.raises(UserError) as error:
        drawer.open_drawer(at.desk, reason)
    assert refused(error.value) == ("Say why the drawer is opened.", "reason")
    assert at.rows(KICKS) == []


def test_a_till_without_a_drawer_says_so(counter: Counter) -> None:
    with pytest.raises(UserError, match="This till has no drawer"):
        drawer.open_drawer(counter.desk, "Change")
    assert counter.rows(KICKS) == []


def test_a_drawer_that_goes_nowhere_is_none(at: Counter) -> None:
    with at.desk.database.write() as connection:
        printers.put_route(connection, Route(1, "drawer", None))
    with pytest.raises(UserError, match="This till has no drawer"):
        drawer.open_drawer(at.desk, "Change")


@pytest.mark.parametrize(("way", "kick"), [("cash", 1), ("card", 0), ("check", 0), ("twint", 0)])
def test_a_sale_opens_the_drawer_for_cash_only_and_a_reprint_never(
    at: Counter, way: str, kick: int
) -> None:
    ticket = at.sell(None, 1000, way=way)
    print_spool.reprint(at.desk, ticket)
    assert at.rows(KICKS) == [("receipt", ticket, kick, 0), ("receipt", ticket, 0, 1)]
