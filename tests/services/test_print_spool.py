"""The print queue against a printer that talks back: each receipt once, or a person is asked."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_app.bench.printer import LoopbackPrinter, Mishap
from pos_app.clock import SetClock
from pos_app.domain.printer import Answers, DrawerSwitch, Printer, Route
from pos_app.domain.shop import Till
from pos_app.errors import UserError
from pos_app.persistence import books, catalog
from pos_app.persistence import printers as stored
from pos_app.printing import conversation
from pos_app.printing.escpos import as_bytes
from pos_app.printing.layouts import Issue
from pos_app.printing.profiles import profile_of
from pos_app.services import (
    drawer,
    print_routing,
    print_spool,
    print_work,
    printers,
    receipts,
    selling,
)
from pos_app.services.desk import Desk
from pos_app.services.print_work import Sent, Standing, Worker
from tests.printing.decoder import decode
from tests.services.counter import Counter


@pytest.fixture(autouse=True)
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests need not wait as a till does."""
    monkeypatch.setattr(conversation, "FIRST_ANSWER_S", 0.5)
    monkeypatch.setattr(conversation, "SILENCE_S", 1.0)
    monkeypatch.setattr(conversation, "ANSWER_S", 0.5)
    monkeypatch.setattr(conversation, "_POLL_S", 0.01)
    monkeypatch.setattr(print_work, "FALLBACK_AFTER_S", 0.0)


@pytest.fixture
def printer() -> Iterator[LoopbackPrinter]:
    """A printer that works."""
    with LoopbackPrinter() as made:
        yield made


@pytest.fixture
def use_printer(counter: Counter) -> Callable[[str], None]:
    """Give the till a printer."""
    return counter.use_printer


def add_printer(desk: Desk, address: str, name: str = "Back", **values: Any) -> int:
    """One more printer of the shop."""
    with desk.database.write() as connection:
        return stored.put_printer(connection, Printer(0, name, address, **values))


def change_printer(desk: Desk, **values: Any) -> None:
    """Change the till's own printer."""
    with desk.database.write() as connection:
        first = stored.all_printers(connection)[0]
        stored.put_printer(connection, replace(first, **values))


def send_all(desk: Desk) -> None:
    """Let the queue run until it is empty or refused."""
    while (sent := print_spool.send_next(desk)) is not None:
        if sent.error:
            return


def states(counter: Counter) -> list[tuple[str, int]]:
    """Each job's state, and whether it is to be asked for."""
    found = counter.rows("SELECT state, awaited FROM print_jobs ORDER BY id")
    return [(str(state), int(awaited)) for state, awaited in found]


def texts(printer: LoopbackPrinter) -> list[str]:
    """What stands on the papers."""
    return [decode(paper).text for paper in printer.papers]


def read_all(printer: LoopbackPrinter) -> None:
    """Wait until the printer has read what was sent: it serves one line after the other."""
    with socket.create_connection(printer.listener.getsockname(), timeout=10) as line:
        line.sendall(b"\x10\x04\x01")
        line.recv(1)


def dead_address() -> str:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return f"tcp://127.0.0.1:{closed.getsockname()[1]}"


# -- What comes out ---------------------------------------------------------------------------------


def test_a_closed_ticket_is_printed_once_and_opens_the_drawer_for_cash(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    counter.sell(None, 4500, "cash")
    assert print_spool.queue(counter.desk).waiting == 1
    assert print_spool.send_next(counter.desk) == Sent(1)
    assert print_spool.send_next(counter.desk) is None
    assert states(counter) == [("printed", 0)]
    (text,) = texts(printer)
    assert "1001" in text
    assert printer.kicks == 1


def test_a_card_payment_opens_no_drawer(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    counter.sell(None, 4500, "card")
    send_all(counter.desk)
    assert states(counter) == [("printed", 0)]
    assert printer.kicks == 0


def test_what_a_printer_answers_is_found_out_once(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    for _ticket in range(3):
        counter.sell(None, 4500)
    send_all(counter.desk)
    assert counter.rows("SELECT answers FROM printers") == [("memory",)]
    assert printer.received.count(b"POS?") == 1


def test_a_printer_that_cannot_confirm_has_been_sent_the_job(
    counter: Counter, use_printer: Callable[[str], None]
) -> None:
    with LoopbackPrinter(speaks=False) as printer:
        use_printer(printer.address)
        counter.sell(None, 4500)
        send_all(counter.desk)
        assert states(counter) == [("sent", 0)]
        standing = Worker(lambda: counter.desk, 1).look()
    assert standing is None
    assert counter.rows("SELECT answers FROM printers") == [("none",)]


def test_a_dead_printer_leaves_the_job_queued_and_the_money_where_it_was(
    counter: Counter, use_printer: Callable[[str], None]
) -> None:
    use_printer(dead_address())
    ticket = counter.sell(None, 4500, "cash")
    sent = print_spool.send_next(counter.desk)
    assert sent is not None
    assert "does not answer" in sent.error
    queue = print_spool.queue(counter.desk)
    assert (queue.waiting, queue.failed) == (1, 0)
    assert "does not answer" in queue.error
    assert counter.booked(ticket)["cash"] == 4500


def test_receipts_come_out_in_the_order_of_their_tickets(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    printer.mishaps += [Mishap(refuses=True), Mishap(), Mishap(mutes=True, cut_after=None)]
    for _ticket in range(4):
        counter.sell(None, 4500)
    for _try in range(12):
        print_spool.send_next(counter.desk)
    numbers = [re.findall(r"100\d", text)[0] for text in texts(printer)]
    assert numbers == sorted(numbers)


def test_a_reprint_bears_copy_and_opens_no_drawer(
    counter: Counter, tmp_path: Path, use_printer: Callable[[str], None]
) -> None:
    use_printer(f"virtual:{tmp_path}")
    ticket = counter.sell(None, 4500, "cash")
    print_spool.reprint(counter.desk, ticket)
    send_all(counter.desk)
    first, second = (file.read_text(encoding="utf-8") for file in sorted(tmp_path.glob("*.txt")))
    assert "COPY" not in first
    assert second.count("COPY") == 2
    assert counter.rows("SELECT copy FROM print_jobs") == [(0,), (1,)]
    assert states(counter) == [("printed", 0)] * 2


def test_a_statement_is_printed_in_its_turn_and_audited(
    counter: Counter, tmp_path: Path, use_printer: Callable[[str], None]
) -> None:
    use_printer(f"virtual:{tmp_path}")
    client = counter.client("Amara Okafor")
    counter.sell(client, 4500, "later")
    print_spool.print_statement(counter.desk, client, "2026-01-01", "2026-12-31")
    send_all(counter.desk)
    receipt, statement = (f.read_text(encoding="utf-8") for f in sorted(tmp_path.glob("*.txt")))
    assert "1001" in receipt
    assert "Closing balance" in statement
    acts = "SELECT subject, detail FROM audit WHERE act = 'statement.print'"
    assert counter.rows(acts) == [("client C000001", "since=2026-01-01\nuntil=2026-12-31")]


def test_an_open_ticket_has_no_receipt_yet(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    with pytest.raises(UserError, match="still open"):
        print_spool.reprint(counter.desk, ticket)


def test_a_till_without_a_printer_lets_jobs_go(counter: Counter) -> None:
    counter.sell(None, 4500, "card")
    send_all(counter.desk)
    assert print_spool.queue(counter.desk) == print_spool.Queue()
    assert states(counter) == [("skipped", 0)]


def test_a_port_that_is_something_else_is_told_apart_from_a_printer(
    counter: Counter, use_printer: Callable[[str], None]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            link, _peer = server.accept()
            with link:
                link.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
                while link.recv(4096):
                    pass

        thread = threading.Thread(target=greet)
        thread.start()
        use_printer(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        counter.sell(None, 4500)
        sent = print_spool.send_next(counter.desk)
        thread.join()
    assert sent is not None
    assert "no receipt printer" in sent.error
    assert states(counter) == [("failed", 0)]


# -- When the printer cannot --------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["paper_out", "cover_open", "overheated", "cutter_stuck"])
def test_a_printer_that_cannot_print_gets_its_jobs_when_it_can(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None], wrong: str
) -> None:
    use_printer(printer.address)
    printer.change(**{wrong: True})
    counter.sell(None, 4500, "cash")
    sent = print_spool.send_next(counter.desk)
    assert sent is not None
    assert sent.error
    assert states(counter) == [("queued", 0)]
    read_all(printer)
    assert printer.kicks == 1, "whoever waits for change needs the drawer, paper or not"
    printer.change(**{wrong: False})
    send_all(counter.desk)
    assert states(counter) == [("printed", 0)]
    assert (len(printer.papers), printer.kicks) == (1, 1)


def test_the_drawer_does_not_open_for_a_payment_of_long_ago(
    counter: Counter,
    printer: LoopbackPrinter,
    use_printer: Callable[[str], None],
    clock: SetClock,
) -> None:
    use_printer(dead_address())
    counter.sell(None, 4500, "cash")
    send_all(counter.desk)
    clock.at += timedelta(minutes=10)
    use_printer(printer.address)
    send_all(counter.desk)
    assert states(counter) == [("printed", 0)]
    assert printer.kicks == 0


def test_a_drawer_that_nobody_waits_for_any_more_is_let_be(
    counter: Counter,
    printer: LoopbackPrinter,
    use_printer: Callable[[str], None],
    clock: SetClock,
) -> None:
    use_printer(dead_address())
    drawer.open_drawer(counter.desk, "Change")
    send_all(counter.desk)
    clock.at += timedelta(minutes=10)
    use_printer(printer.address)
    drawer.open_drawer(counter.desk, "Change")
    send_all(counter.desk)
    assert states(counter) == [("skipped", 0), ("printed", 0)]
    assert (printer.papers, printer.kicks) == ([], 1)


def test_five_hundred_jobs_that_waited_come_out_in_order(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(dead_address())
    ticket = counter.sell(None, 4500)
    send_all(counter.desk)
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
            " INSERT INTO print_jobs (id, paper, ticket_id, till_id, state, at)"
            f" SELECT i, 'drawer', {ticket}, 1, 'queued', '2026-11-22T12:00:00.000Z' FROM n"
        )
        connection.exec_driver_sql("UPDATE print_jobs SET kick_drawer = 1 WHERE id > 1")
    change_printer(counter.desk, address=printer.address, answers=Answers.MEMORY)
    send_all(counter.desk)
    assert states(counter) == [("printed", 0)] * 500
    assert (len(printer.papers), printer.kicks) == (1, 499)


def test_a_ticket_of_three_hundred_lines_comes_out_whole(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    ticket = counter.ticket(None)
    for _line in range(300):
        selling.add_item(counter.desk, ticket, counter.item(100, name=f"Hairpin {_line}"))
    counter.pay(ticket, "card")
    counter.close(ticket)
    send_all(counter.desk)
    (text,) = texts(printer)
    assert all(f"Hairpin {line}" in text for line in range(300))
    assert states(counter) == [("printed", 0)]


def test_what_waits_goes_to_the_printer_behind_after_a_while(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(dead_address())
    back = add_printer(counter.desk, printer.address)
    change_printer(counter.desk, fallback_id=back)
    counter.sell(None, 4500)
    counter.sell(None, 4600)
    send_all(counter.desk)
    send_all(counter.desk)
    assert states(counter) == [("printed", 0)] * 2
    assert len(printer.papers) == 2


def test_how_a_printer_stands_is_said_in_words(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    change_printer(counter.desk, drawer_open=DrawerSwitch.HIGH, name="Front")
    heard: list[Standing] = []
    worker = Worker(lambda: counter.desk, 1, heard.append)
    worker.look()
    printer.change(near_end=True, drawer_high=True)
    worker.look()
    printer.change(paper_out=True)
    worker.look()
    change_printer(counter.desk, address=dead_address())
    worker.look()
    fine, low, out, dead = heard
    assert (fine.name, fine.trouble, fine.near_end, fine.drawer_open) == ("Front", "", False, False)
    assert (low.trouble, low.near_end, low.drawer_open) == ("", True, True)
    assert out.trouble == "The printer is out of paper."
    assert "does not answer" in dead.trouble


@pytest.mark.parametrize("kind", ["virtual", "file"])
def test_a_printer_that_says_nothing_is_back_when_it_takes_a_job(
    counter: Counter, use_printer: Callable[[str], None], tmp_path: Path, kind: str
) -> None:
    in_the_way = tmp_path / "place"
    in_the_way.write_text("")
    use_printer(f"{kind}:{in_the_way / 'paper'}")
    counter.sell(None, 4500)
    print_routing.route(counter.desk)
    heard: list[Standing] = []
    worker = Worker(lambda: counter.desk, 1, heard.append)
    worker.send_next()
    assert states(counter) == [("queued", 0)]
    in_the_way.unlink()
    in_the_way.mkdir()
    worker.send_next()
    assert states(counter) == [("printed" if kind == "virtual" else "sent", 0)]
    assert [bool(standing.trouble) for standing in heard] == [True, False]


# -- When the line breaks -----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 500])
def test_a_line_that_breaks_in_a_paper_makes_no_second_one(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None], size: int
) -> None:
    use_printer(printer.address)
    change_printer(counter.desk, answers=Answers.MEMORY)
    printer.mishaps.append(Mishap(cut_after=size, loses_power=True))
    counter.sell(None, 4500)
    counter.sell(None, 4600)
    for _try in range(4):
        print_spool.send_next(counter.desk)
    after = states(counter)
    assert after[1] == ("printed", 0)
    if size == 0:
        assert after[0] == ("printed", 0)
        return
    assert after[0] == ("unsure", 0)
    assert print_spool.queue(counter.desk).failed == 1
    assert "4,6" not in printer.torn[0].decode("latin1")
    print_spool.print_again(counter.desk, 1)
    send_all(counter.desk)
    assert texts(printer)[-1].count("COPY") == 2
    assert states(counter)[0] == ("dismissed", 0)


def test_a_line_that_breaks_behind_a_paper_is_asked_about_and_printed_once(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    change_printer(counter.desk, answers=Answers.MEMORY)
    counter.sell(None, 4500)
    size = len(_bytes_of(counter.desk, 1))
    printer.mishaps.append(Mishap(mutes=True, cut_after=size + 38))
    print_spool.send_next(counter.desk)
    assert states(counter)[0][1] == 1
    print_spool.send_next(counter.desk)
    assert states(counter) == [("printed", 0)]
    assert len(printer.papers) == 1


def _bytes_of(desk: Desk, ticket_id: int) -> bytes:
    return as_bytes(receipts.document(desk, ticket_id, Issue.ORIGINAL), profile_of("generic-80"))


def test_paper_that_runs_out_in_the_middle_is_waited_for_on_the_line(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    change_printer(counter.desk, answers=Answers.PROCESS_ID)
    printer.mishaps.append(Mishap(runs_out_after=300, questions_without_paper=40))
    counter.sell(None, 4500)
    heard: list[Standing] = []
    print_routing.route(counter.desk)
    Worker(lambda: counter.desk, 1, heard.append).send_next()
    assert states(counter) == [("printed", 0)]
    assert len(printer.papers) == 1
    assert any(standing.trouble == "The printer is out of paper." for standing in heard)


def test_a_job_that_was_being_sent_when_the_till_died_is_not_sent_again(counter: Counter) -> None:
    counter.sell(None, 4500, "card")
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE print_jobs SET state = 'sending'")
    for _start in range(2):
        print_spool.recover(counter.desk.as_staff(None))
    assert print_spool.send_next(counter.desk) is None
    assert print_spool.queue(counter.desk).failed == 1
    print_spool.dismiss_failed(counter.desk)
    assert print_spool.queue(counter.desk) == print_spool.Queue()


@pytest.mark.parametrize("printed", [True, False])
def test_a_printer_with_a_memory_is_asked_what_came_of_a_job_when_the_till_died(
    counter: Counter,
    printer: LoopbackPrinter,
    use_printer: Callable[[str], None],
    printed: bool,
) -> None:
    use_printer(printer.address)
    counter.sell(None, 4500)
    if printed:
        send_all(counter.desk)
    else:
        print_routing.route(counter.desk)
        change_printer(counter.desk, answers=Answers.MEMORY)
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE print_jobs SET state = 'sending'")
    print_spool.recover(counter.desk)
    send_all(counter.desk)
    assert states(counter) == [("printed", 0) if printed else ("unsure", 0)]
    assert len(printer.papers) == printed


# -- Routes -------------------------------------------------------------------------------------------


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
    use_printer(printer.address)
    send_all(counter.desk)
    assert states(counter) == [("unsure", 0), ("printed", 0)]
    counter.assert_sound()


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


# -- What people do -----------------------------------------------------------------------------------


def test_the_queue_shows_what_waits_and_what_came_out(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    counter.sell(None, 4500)
    send_all(counter.desk)
    printer.change(paper_out=True)
    counter.sell(None, 4600)
    send_all(counter.desk)
    waits, done = print_spool.jobs(counter.desk)
    assert (waits.number, waits.state, waits.is_open) == ("1002", "queued", True)
    assert waits.error == "The printer is out of paper."
    assert (done.number, done.state, done.is_open) == ("1001", "printed", False)
    assert done.printer == "Printer 1"


def test_what_waits_can_be_cancelled_and_then_printed_as_the_first(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(dead_address())
    ticket = counter.sell(None, 4500)
    send_all(counter.desk)
    print_spool.cancel(counter.desk, 1)
    assert print_spool.queue(counter.desk) == print_spool.Queue()
    with pytest.raises(UserError, match="done with"):
        print_spool.cancel(counter.desk, 1)
    change_printer(counter.desk, address=printer.address)
    print_spool.print_first(counter.desk, ticket)
    send_all(counter.desk)
    assert "COPY" not in texts(printer)[0]


def test_a_job_can_be_moved_to_another_printer(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(dead_address())
    back = add_printer(counter.desk, printer.address)
    counter.sell(None, 4500)
    send_all(counter.desk)
    print_spool.move(counter.desk, 1, back)
    send_all(counter.desk)
    assert states(counter) == [("printed", 0)]
    assert "COPY" not in texts(printer)[0]


def test_what_may_be_on_paper_becomes_a_copy_wherever_it_is_printed_again(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(dead_address())
    back = add_printer(counter.desk, printer.address)
    counter.sell(None, 4500)
    send_all(counter.desk)
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE print_jobs SET state = 'unsure'")
    print_spool.move(counter.desk, 1, back)
    send_all(counter.desk)
    assert states(counter) == [("dismissed", 0), ("printed", 0)]
    assert "COPY" in texts(printer)[0]


def test_a_job_that_is_being_printed_is_left_alone(
    counter: Counter, use_printer: Callable[[str], None]
) -> None:
    use_printer(dead_address())
    counter.sell(None, 4500)
    send_all(counter.desk)
    with pytest.raises(UserError, match="already waiting"):
        print_spool.print_again(counter.desk, 1)
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE print_jobs SET state = 'sending'")
    for act in (print_spool.cancel, print_spool.print_again):
        with pytest.raises(UserError, match=r"being printed|waiting"):
            act(counter.desk, 1)
    with pytest.raises(UserError, match="being printed"):
        print_spool.move(counter.desk, 1, 1)


def test_the_queue_is_found_by_its_index_however_much_was_printed(counter: Counter) -> None:
    plan = counter.rows(
        "EXPLAIN QUERY PLAN SELECT * FROM print_jobs WHERE"
        " (state IN ('queued', 'sending', 'failed', 'unsure') OR awaited = 1)"
        " AND till_id = 1 ORDER BY id LIMIT 1"
    )
    assert "ix_print_jobs_waiting" in str(plan)
