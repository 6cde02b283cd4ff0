"""Which paper comes out where."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos_app.bench.printer import LoopbackPrinter
from pos_app.clock import SetClock
from pos_app.domain.printer import Route
from pos_app.domain.shop import Till
from pos_app.errors import UserError
from pos_app.persistence import books, catalog
from pos_app.persistence import printers as stored
from pos_app.services import print_spool, printers
from tests.services.counter import Counter
from tests.services.printing.spool import (
    add_printer,
    change_printer,
    dead_address,
    send_all,
    states,
    texts,
)


def test_each_paper_comes_out_where_it_is_wanted_as_often_as_it_is_wanted(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None], tmp_path: Path
) -> None:
    use_printer(printer.address)
    office = add_printer(counter.desk, f"virtual:{tmp_path}")
    with counter.desk.database.write() as connection:
        stored.put_route(connection, Route(1, "receipt", office, copies=2))
    counter.sell(None, 4500, "cash")
    send_all(counter.desk)
    one, two = (file.read_text(encoding="utf-8") for file in sorted(tmp_path.glob("*.txt")))
    assert ("COPY" in one, "COPY" in two) == (False, True)
    assert (printer.papers, printer.kicks) == ([], 1), "the drawer hangs on the other printer"


def test_a_printer_that_is_removed_leaves_its_jobs_to_the_others_and_to_people(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(dead_address())
    for _ticket in range(2):
        counter.sell(None, 4500)
    send_all(counter.desk)
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE print_jobs SET state = 'sent', awaited = 1 WHERE id = 1")
    printers.remove_printer(counter.desk, 1)
    send_all(counter.desk)
    assert states(counter) == [("unsure", 0), ("failed", 0)], "the till has no other yet"
    use_printer(printer.address)
    print_spool.print_again(counter.desk, 2)
    send_all(counter.desk)
    assert states(counter) == [("unsure", 0), ("printed", 0)]
    assert "COPY" not in texts(printer)[0], "nothing of it was on paper"
    counter.assert_sound()


def test_what_failed_on_a_printer_that_is_removed_still_says_why(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    office = add_printer(counter.desk, dead_address())
    with counter.desk.database.write() as connection:
        stored.put_route(connection, Route(1, "receipt", office))
    for _ticket in range(2):
        counter.sell(None, 4500)
    send_all(counter.desk)
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE print_jobs SET state = 'failed', error = 'Too large' WHERE id = 1"
        )
    printers.remove_printer(counter.desk, office)
    kept = counter.rows("SELECT state, error, printer_id FROM print_jobs ORDER BY id")
    assert kept == [("failed", "Too large", 1), ("queued", "", 1)]
    printers.remove_printer(counter.desk, 1)
    kept = counter.rows("SELECT state, error, printer_id FROM print_jobs ORDER BY id")
    assert kept == [
        ("failed", "Too large", None),
        ("failed", "Its printer was taken away. Print it on another one.", None),
    ]


def test_a_printer_that_is_removed_leaves_no_copies_beyond_those_that_were_wanted(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    office = add_printer(counter.desk, dead_address())
    with counter.desk.database.write() as connection:
        own = stored.routes_of(connection, 1)[""]
        stored.put_route(connection, replace(own, copies=2))
        stored.put_route(connection, Route(1, "receipt", office, copies=2))
    counter.sell(None, 4500)
    send_all(counter.desk)
    assert printers.removal(counter.desk, office) == printers.Removal((counter.desk.till.name,), 2)
    printers.remove_printer(counter.desk, office)
    send_all(counter.desk)
    assert ["COPY" in text for text in texts(printer)] == [False, True]


def test_printing_again_what_lost_its_printer_makes_no_copies_beyond_those_that_were_wanted(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(dead_address())
    want_twice(counter)
    counter.sell(None, 4500)
    send_all(counter.desk)
    printers.remove_printer(counter.desk, 1)
    assert states(counter) == [("failed", 0), ("failed", 0)]
    with pytest.raises(UserError, match="This till has no printer for it"):
        print_spool.print_again(counter.desk, 1)
    use_printer(printer.address)
    want_twice(counter)
    print_spool.print_again(counter.desk, 1)
    send_all(counter.desk)
    assert ["COPY" in text for text in texts(printer)] == [False], "its copy is a job of its own"
    print_spool.print_again(counter.desk, 2)
    send_all(counter.desk)
    assert ["COPY" in text for text in texts(printer)] == [False, True]
    counter.assert_sound()


def test_of_a_receipt_that_comes_out_twice_the_till_tells_of_the_original(
    counter: Counter,
    printer: LoopbackPrinter,
    use_printer: Callable[[str], None],
    clock: SetClock,
) -> None:
    use_printer(printer.address)
    want_twice(counter)
    ticket = counter.sell(None, 4500)
    send_all(counter.desk)
    job = print_spool.receipt_of(counter.desk, ticket)
    assert job is not None
    assert not job.is_copy, "nobody asked for a copy"
    clock.at += timedelta(minutes=1)
    print_spool.reprint(counter.desk, ticket)
    send_all(counter.desk)
    assert len(printer.papers) == 3
    job = print_spool.receipt_of(counter.desk, ticket)
    assert job is not None
    assert job.is_copy


def want_twice(counter: Counter) -> None:
    """Let the till's papers come out twice each."""
    with counter.desk.database.write() as connection:
        own = stored.routes_of(connection, 1)[""]
        stored.put_route(connection, replace(own, copies=2))


def test_two_tills_share_one_printer_and_each_paper_comes_out_once(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    with counter.desk.database.write() as connection:
        second = Till(0, "Till 2", printer.address)
        second = replace(second, id=catalog.put_till(connection, second))
        assert len(stored.all_printers(connection)) == 1
    with counter.desk.database.write() as connection:
        books.open_series(connection, second.writer, counter.desk.at)
    other = Counter(replace(counter.desk, till=second))
    for _ticket in range(5):
        counter.sell(None, 4500)
        other.sell(None, 4600)
    while print_spool.send_next(counter.desk) or print_spool.send_next(other.desk):
        pass
    assert states(counter) == [("printed", 0)] * 10
    assert len(set(texts(printer))) == len(printer.papers) == 10


def test_a_printer_swapped_for_one_of_another_width_gets_papers_of_that_width(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(dead_address())
    counter.sell(None, 4500)
    send_all(counter.desk)
    change_printer(counter.desk, address=printer.address, profile="generic-58")
    send_all(counter.desk)
    counter.sell(None, 4600)
    send_all(counter.desk)
    widths = [max(map(len, text.splitlines())) for text in texts(printer)]
    assert widths
    assert max(widths) <= 32
