"""What comes out of the queue, and what people do with it."""

import re
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_app.bench.printer import LoopbackPrinter, Mishap
from pos_app.errors import UserError
from pos_app.services import drawer, print_spool
from pos_app.services.print_work import Sent, Worker
from tests.services.counter import Counter
from tests.services.printing.spool import (
    add_printer,
    change_printer,
    dead_address,
    send_all,
    states,
    texts,
)

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


def test_a_drawer_that_waits_is_no_paper_in_the_queue(
    counter: Counter, use_printer: Callable[[str], None]
) -> None:
    use_printer(dead_address())
    drawer.open_drawer(counter.desk, "Change for the float")
    assert print_spool.queue(counter.desk) == print_spool.Queue()
    counter.sell(None, 4500)
    assert print_spool.queue(counter.desk).waiting == 1


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


def test_a_statement_says_what_it_said_when_it_was_asked_for(
    counter: Counter, tmp_path: Path, use_printer: Callable[[str], None]
) -> None:
    use_printer(dead_address())
    client = counter.client("Amara Okafor")
    print_spool.print_statement(counter.desk, client, "2026-01-01", "2026-12-31")
    send_all(counter.desk)
    counter.sell(client, 4500, "later")
    use_printer(f"virtual:{tmp_path}")
    send_all(counter.desk)
    statement, _receipt = (f.read_text(encoding="utf-8") for f in sorted(tmp_path.glob("*.txt")))
    assert "Closing balance" in statement
    assert "45.00" not in statement, "it waited while more was sold"
    assert counter.rows("SELECT document FROM print_jobs") == [("",)] * 2, "no longer kept"


def test_an_open_ticket_has_no_receipt_yet(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    with pytest.raises(UserError, match="still open"):
        print_spool.reprint(counter.desk, ticket)


def test_a_till_without_a_printer_lets_jobs_go(counter: Counter) -> None:
    counter.sell(None, 4500, "card")
    send_all(counter.desk)
    assert print_spool.queue(counter.desk) == print_spool.Queue()
    assert states(counter) == [("skipped", 0)]


@pytest.mark.parametrize("echoes", [False, True], ids=["greets", "echoes"])
def test_a_port_that_is_something_else_is_told_apart_from_a_printer(
    counter: Counter, use_printer: Callable[[str], None], echoes: bool
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            link, _peer = server.accept()
            with link:
                if not echoes:
                    link.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
                while heard := link.recv(4096):
                    if echoes:
                        link.sendall(heard)

        thread = threading.Thread(target=greet)
        thread.start()
        use_printer(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        counter.sell(None, 4500)
        sent = print_spool.send_next(counter.desk)
        thread.join()
    assert sent is not None
    assert "no receipt printer" in sent.error
    assert states(counter) == [("failed", 0)]


# -- What people do ---------------------------------------------------------------------------------


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
    assert print_spool.jobs(counter.desk)[0].error, "why it waits"
    print_spool.cancel(counter.desk, 1)
    assert print_spool.queue(counter.desk) == print_spool.Queue()
    assert not print_spool.jobs(counter.desk)[0].error, "it waits for nothing"
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


def test_a_receipt_behind_one_that_its_printer_does_not_take_is_held_up_for_the_same_reason(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    printer.change(paper_out=True)
    sold = [counter.sell(None, 4500, "cash") for _ticket in range(2)]
    send_all(counter.desk)
    errors = [counter.rows("SELECT error FROM print_jobs ORDER BY id")[at][0] for at in (0, 1)]
    assert errors == ["The printer is out of paper.", ""]
    jobs = [print_spool.receipt_of(counter.desk, ticket) for ticket in sold]
    assert [job.error for job in jobs if job] == ["The printer is out of paper."] * 2
    printer.change(paper_out=False)
    send_all(counter.desk)
    jobs = [print_spool.receipt_of(counter.desk, ticket) for ticket in sold]
    assert [(job.state, job.error) for job in jobs if job] == [("printed", "")] * 2
