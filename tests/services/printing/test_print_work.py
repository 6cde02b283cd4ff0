"""Printers that cannot print, and lines that break."""

import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.bench.printer import LoopbackPrinter, Mishap
from pos_app.clock import SetClock
from pos_app.domain.printer import Answers, DrawerSwitch, Route
from pos_app.errors import EnvironmentFault
from pos_app.persistence import catalog
from pos_app.persistence.database import Database
from pos_app.printing.document import Document, Text
from pos_app.printing.escpos import as_bytes
from pos_app.printing.layouts import Issue
from pos_app.printing.profiles import profile_of
from pos_app.services import drawer, print_routing, print_spool, printers, receipts, selling
from pos_app.services.desk import Desk
from pos_app.services.print_work import Worker
from pos_app.services.printer_standing import Standing
from tests.printing.builders import a_png
from tests.printing.decoder import decode
from tests.services.counter import Counter
from tests.services.printing.spool import (
    add_printer,
    change_printer,
    dead_address,
    read_all,
    send_all,
    states,
    texts,
)

# -- When the printer cannot ------------------------------------------------------------------------


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


def test_the_drawer_opens_for_every_payment_whose_receipt_waits_behind_another(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    printer.change(paper_out=True)
    counter.sell(None, 4500, "card")
    send_all(counter.desk)
    for kicks in (1, 2):
        counter.sell(None, 4500, "cash")
        send_all(counter.desk)
        send_all(counter.desk)
        read_all(printer)
        assert printer.kicks == kicks, "the paper is out, and no reason to keep the change"
    drawer.open_drawer(counter.desk, "Change for the taxi")
    send_all(counter.desk)
    read_all(printer)
    assert printer.kicks == 3
    assert states(counter) == [("queued", 0), ("queued", 0), ("queued", 0), ("sent", 0)]
    printer.change(paper_out=False)
    send_all(counter.desk)
    assert (len(printer.papers), printer.kicks) == (3, 3)
    counter.assert_sound()


def test_a_printer_that_comes_back_opens_the_drawer_once_for_all_that_waited(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(dead_address())
    for _ticket in range(3):
        counter.sell(None, 4500, "cash")
    drawer.open_drawer(counter.desk, "Change for the taxi")
    send_all(counter.desk)
    use_printer(printer.address)
    send_all(counter.desk)
    assert states(counter) == [("printed", 0)] * 3 + [("sent", 0)]
    assert (len(printer.papers), printer.kicks) == (3, 1)
    counter.sell(None, 4500, "cash")
    send_all(counter.desk)
    assert printer.kicks == 2


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
    names = [f"Part {number}" for number in range(500)]
    for name in names:
        print_spool.print_extract(counter.desk, "journal", Document(name, (Text(name),)))
    send_all(counter.desk)
    change_printer(counter.desk, address=printer.address, answers=Answers.MEMORY)
    send_all(counter.desk)
    assert states(counter) == [("printed", 0)] * 500
    assert [paper.strip() for paper in texts(printer)] == names


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


# -- When the line breaks ---------------------------------------------------------------------------


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
    assert not any(b"4,6" in torn for torn in printer.torn)
    print_spool.print_again(counter.desk, 1)
    send_all(counter.desk)
    assert texts(printer)[-1].count("COPY") == 2
    assert states(counter)[0] == ("dismissed", 0)


def test_the_receipt_behind_a_picture_that_broke_off_comes_out_whole(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    with counter.desk.database.write() as connection:
        catalog.save_file(connection, "logo", a_png(400, 200))
    printer.mishaps.append(Mishap(cut_after=2_000))
    counter.sell(None, 4500, "cash")
    print_spool.send_next(counter.desk)
    counter.sell(None, 4600, "cash")
    for _try in range(2):
        print_spool.send_next(counter.desk)
    assert states(counter) == [("unsure", 0), ("printed", 0)]
    _broken_off, whole = printer.papers
    assert "Total             $46.00" in decode(whole).text
    assert printer.kicks == 2, "no pulse became a part of the picture"
    counter.sell(None, 4700)
    send_all(counter.desk)
    assert len(printer.papers) == 3, "no more is cut off once one came out"


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


# -- While people and clocks move things ------------------------------------------------------------


def test_a_clock_that_was_put_back_opens_no_drawer_for_a_payment_of_long_ago(
    counter: Counter,
    printer: LoopbackPrinter,
    use_printer: Callable[[str], None],
    clock: SetClock,
) -> None:
    use_printer(dead_address())
    counter.sell(None, 4500, "cash")
    send_all(counter.desk)
    clock.at -= timedelta(hours=1)
    use_printer(printer.address)
    printer.change(paper_out=True)
    send_all(counter.desk)
    printer.change(paper_out=False)
    send_all(counter.desk)
    assert (len(printer.papers), printer.kicks) == (1, 0)


def test_a_paper_that_comes_out_on_the_printer_behind_does_not_open_the_drawer_there(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(dead_address())
    back = add_printer(counter.desk, printer.address)
    change_printer(counter.desk, fallback_id=back)
    counter.sell(None, 4500, "cash")
    drawer.open_drawer(counter.desk, "Change")
    for _printer in range(3):
        send_all(counter.desk)
    assert states(counter) == [("printed", 0), ("skipped", 0)]
    assert (len(printer.papers), printer.kicks) == (1, 0), "that is another till's drawer"


@pytest.mark.parametrize("how", ["moved", "taken away"])
def test_a_paper_that_people_send_elsewhere_does_not_open_the_drawer_there(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None], how: str
) -> None:
    use_printer(dead_address())
    back = add_printer(counter.desk, printer.address)
    counter.sell(None, 4500, "cash")
    send_all(counter.desk)
    if how == "moved":
        print_spool.move(counter.desk, 1, back)
    else:
        printers.put_routes(counter.desk, counter.desk.till.id, [Route(0, "receipt", back)])
        printers.remove_printer(counter.desk, 1)
    send_all(counter.desk)
    assert states(counter) == [("printed", 0)]
    assert (len(printer.papers), printer.kicks) == (1, 0)


def test_a_job_that_was_moved_and_came_out_meanwhile_is_not_failed_by_its_first_printer(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            link, _peer = server.accept()
            with link:
                print_spool.move(counter.desk, 1, back)
                send_all(counter.desk)
                link.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
                while link.recv(4096):
                    pass

        use_printer(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        change_printer(counter.desk, answers=Answers.STATUS)
        back = add_printer(counter.desk, printer.address)
        counter.sell(None, 4500)
        thread = threading.Thread(target=greet)
        thread.start()
        print_spool.send_next(counter.desk)
        thread.join()
    assert states(counter) == [("printed", 0)]
    assert len(printer.papers) == 1


def test_what_a_person_let_go_of_while_the_printer_had_it_is_not_asked_for_again(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    counter.sell(None, 4500)
    print_routing.route(counter.desk)
    printer.mishaps.append(Mishap(runs_out_after=200))

    def let_go() -> bool:
        if states(counter) == [("sent", 1)]:
            print_spool.cancel(counter.desk, 1)
            printer.hang_up()
        return False

    Worker(lambda: counter.desk, 1, is_stopping=let_go).send_next()
    assert states(counter) == [("dismissed", 0)]
    assert print_spool.queue(counter.desk) == print_spool.Queue()


def test_a_till_that_is_closed_does_not_wait_while_it_asks_what_became_of_a_job(
    counter: Counter, use_printer: Callable[[str], None]
) -> None:
    with LoopbackPrinter(confirms=False, remembers=False) as printer:
        use_printer(printer.address)
        change_printer(counter.desk, answers=Answers.MEMORY)
        counter.sell(None, 4500)
        print_routing.route(counter.desk)
        with counter.desk.database.write() as connection:
            connection.execute(text("UPDATE print_jobs SET state = 'sent', awaited = 1"))
        Worker(lambda: counter.desk, 1, is_stopping=lambda: True).send_next()
    assert states(counter) == [("sent", 1)], "it is asked for at the next start"


@pytest.mark.parametrize("payment", ["cash", "card"])
def test_a_database_that_cannot_be_written_is_not_called_a_printer_that_does_not_answer(
    counter: Counter, printer: LoopbackPrinter, use_printer: Callable[[str], None], payment: str
) -> None:
    use_printer(printer.address)
    change_printer(counter.desk, answers=Answers.MEMORY)
    counter.sell(None, 4500, payment)
    print_routing.route(counter.desk)
    heard: list[Standing] = []
    hasty = replace(counter.desk, database=Database(counter.desk.database.path, busy_ms=0))
    with counter.desk.database.write(), pytest.raises(EnvironmentFault):
        Worker(lambda: hasty, 1, heard.append).send_next()
    hasty.database.close()
    assert [one.trouble for one in heard] == [""]
    assert (printer.papers, printer.kicks) == ([], 0)
    send_all(counter.desk)
    assert states(counter) == [("printed", 0)]
