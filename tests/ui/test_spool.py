"""The spool against a printer that works, one that is dead, and one that comes back."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from pos_app.bench.printer import LoopbackPrinter
from pos_app.domain.balance_acts import AddCredit, Received
from pos_app.domain.printer import Printer, Route
from pos_app.errors import EnvironmentFault
from pos_app.persistence import catalog
from pos_app.persistence import printers as stored
from pos_app.persistence.database import Database
from pos_app.printing import conversation
from pos_app.printing.answers import Trouble
from pos_app.services import client_accounts, print_spool, printers
from pos_app.services.desk import Desk
from pos_app.services.print_spool import Queue, Sent, Standing
from pos_app.services.print_work import Worker
from tests.services.counter import Counter, prepare
from ui import spool as spool_module
from ui.session import Session
from ui.spool import Spool, drawer_chip, printer_chip, queue_chip, stuck_text
from ui.tasks import Tasks
from ui.widgets import Dot


@pytest.fixture
def session(desk: Desk, data: Path) -> Iterator[Session]:
    """A session whose two threads wait for one another's writes, as in the shop."""
    patient = Database(data / "shop.db")
    tasks = Tasks()
    yield Session(replace(desk, database=patient), tasks)
    tasks.close()
    patient.close()


@pytest.fixture
def counter(session: Session) -> Counter:
    """A person at the session's till."""
    prepare(session.desk)
    return Counter(session.desk)


@pytest.fixture
def spool(session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spool]:
    """The till's spool, which tries again after a moment."""
    monkeypatch.setattr(spool_module, "FIRST_DELAY_S", 0.01)
    monkeypatch.setattr(spool_module, "LONGEST_DELAY_S", 0.05)
    monkeypatch.setattr(conversation, "FIRST_ANSWER_S", 0.5)
    monkeypatch.setattr(conversation, "_POLL_S", 0.01)
    made = Spool(session)
    yield made
    made.close()


def use_printer(counter: Counter, address: str) -> None:
    """Let the till print there."""
    with counter.desk.read() as connection:
        (till,) = catalog.all_tills(connection)
    with counter.desk.database.write() as connection:
        catalog.put_till(connection, replace(till, printer=address))


def states(counter: Counter) -> list[str]:
    """How the jobs stand, oldest first."""
    return [str(row[0]) for row in counter.rows("SELECT state FROM print_jobs ORDER BY id")]


def dead_address() -> str:
    """Where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"tcp://127.0.0.1:{server.getsockname()[1]}"


def test_what_is_queued_is_printed(
    spool: Spool, counter: Counter, qtbot: QtBot, tmp_path: Path
) -> None:
    use_printer(counter, f"file:{tmp_path / 'paper'}")
    counter.sell(None, 4_500)
    spool.start()
    qtbot.waitUntil(lambda: states(counter) == ["sent"])
    assert (tmp_path / "paper").stat().st_size > 0


def test_a_job_queued_later_wakes_the_spool(
    spool: Spool, session: Session, counter: Counter, qtbot: QtBot, tmp_path: Path
) -> None:
    use_printer(counter, f"file:{tmp_path / 'paper'}")
    with qtbot.waitSignal(spool.state):
        spool.start()
    ticket = counter.sell(None, 4_500)
    session.write(print_spool.reprint, ticket)
    qtbot.waitUntil(lambda: states(counter) == ["sent", "sent"])


def test_a_dead_printer_delays_no_ticket(spool: Spool, counter: Counter, qtbot: QtBot) -> None:
    use_printer(counter, dead_address())
    heard: list[Queue] = []
    spool.state.connect(heard.append)
    spool.start()
    for _ticket in range(3):
        counter.sell(None, 4_500)
        spool.wake()
    assert counter.rows("SELECT count(*) FROM tickets WHERE state = 'closed'") == [(3,)]
    qtbot.waitUntil(lambda: bool(heard) and heard[-1].waiting == 3 and bool(heard[-1].error))
    assert "does not answer" in heard[-1].error


def test_a_printer_that_comes_back_gets_what_waited_by_itself(
    spool: Spool, counter: Counter, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "not yet"
    use_printer(counter, f"file:{folder / 'paper'}")
    counter.sell(None, 4_500)
    heard: list[Queue] = []
    spool.state.connect(heard.append)
    spool.start()
    qtbot.waitUntil(lambda: any(queue.error for queue in heard))
    folder.mkdir()
    qtbot.waitUntil(lambda: states(counter) == ["sent"])


def test_what_was_being_sent_when_the_till_stopped_is_not_sent_again(
    spool: Spool, counter: Counter, qtbot: QtBot
) -> None:
    counter.sell(None, 4_500)
    with counter.desk.database.write() as connection:
        connection.execute(text("UPDATE print_jobs SET state = 'sending'"))
    heard: list[Queue] = []
    spool.state.connect(heard.append)
    spool.start()
    qtbot.waitUntil(lambda: bool(heard) and heard[-1].failed == 1)
    assert states(counter) == ["unsure"]
    assert heard[-1].stuck is not None
    assert stuck_text(heard[-1].stuck).startswith("Receipt 1")


def test_a_fault_of_the_database_is_survived(
    spool: Spool,
    counter: Counter,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    real: Callable[[Worker], Sent | None] = Worker.send_next
    faults = [EnvironmentFault("locked"), EnvironmentFault("locked")]

    def sometimes(worker: Worker) -> Sent | None:
        if faults:
            raise faults.pop()
        return real(worker)

    monkeypatch.setattr(Worker, "send_next", sometimes)
    use_printer(counter, f"file:{tmp_path / 'paper'}")
    counter.sell(None, 4_500)
    spool.start()
    qtbot.waitUntil(lambda: states(counter) == ["sent"])


def test_closing_before_the_start_is_fine(spool: Spool) -> None:
    spool.close()


def test_a_printer_out_of_paper_is_told_and_goes_on_by_itself(
    spool: Spool, counter: Counter, qtbot: QtBot
) -> None:
    said: list[tuple[Standing, ...]] = []
    spool.printers.connect(said.append)

    def is_said(kind: str) -> bool:
        return bool(said) and said[-1][0].kind == kind

    with LoopbackPrinter() as printer:
        use_printer(counter, printer.address)
        spool.start()
        qtbot.waitUntil(partial(is_said, ""))
        for wrong in ("paper_out", "cover_open", "overheated"):
            printer.change(**{wrong: True})
            qtbot.waitUntil(partial(is_said, wrong), timeout=2_000)
            printer.change(**{wrong: False})
            qtbot.waitUntil(partial(is_said, ""), timeout=2_000)
        printer.change(paper_out=True)
        counter.sell(None, 4_500)
        spool.wake()
        qtbot.waitUntil(partial(is_said, "paper_out"))
        printer.change(paper_out=False)
        qtbot.waitUntil(lambda: states(counter) == ["printed"])
        assert len(printer.papers) == 1
        spool.close()


def test_a_printer_that_is_taken_away_says_nothing_any_more(
    spool: Spool, counter: Counter, qtbot: QtBot
) -> None:
    said: list[tuple[Standing, ...]] = []
    spool.printers.connect(said.append)
    with LoopbackPrinter() as printer:
        printer.change(cover_open=True)
        use_printer(counter, printer.address)
        spool.start()
        qtbot.waitUntil(lambda: bool(said) and said[-1][0].kind == "cover_open")
        (only,) = printers.printers(counter.desk)
        printers.remove_printer(counter.desk, only.id)
        spool.wake()
        qtbot.waitUntil(lambda: said[-1] == ())


def test_one_dead_printer_keeps_no_other_from_printing(
    spool: Spool, counter: Counter, qtbot: QtBot, tmp_path: Path
) -> None:
    use_printer(counter, dead_address())
    with counter.desk.database.write() as connection:
        back = stored.put_printer(connection, Printer(0, "Back", f"file:{tmp_path / 'paper'}"))
        stored.put_route(connection, Route(1, "account_receipt", back))
    counter.sell(None, 4_500)
    client = counter.client()
    counter.sell(client, 4_500, "later")
    client_accounts.carry_out(
        counter.desk,
        client,
        "a",
        AddCredit(amount=1_000, reason="Prepaid", money=Received(type_code="cash")),
    )
    spool.start()
    qtbot.waitUntil(lambda: states(counter)[:3] == ["queued", "queued", "sent"])


def test_a_till_that_is_closed_waits_for_no_deaf_printer(
    spool: Spool, counter: Counter, qtbot: QtBot
) -> None:
    with LoopbackPrinter() as printer:
        printer.go_deaf()
        use_printer(counter, printer.address)
        counter.sell(None, 4_500)
        spool.start()
        qtbot.waitUntil(lambda: printer.connections > 0)
        spool.close()
        printer.hear_again()


def a_standing(**values: Any) -> Standing:
    """A printer in good order, but for what is said."""
    return Standing(1, **{"name": "Front", **values})


def test_the_chips_say_how_the_printer_stands() -> None:
    assert printer_chip(Queue()) == ("Printer ready", Dot.GOOD)
    assert printer_chip(Queue(1, 0, "It does not answer."))[1] is Dot.BAD
    assert printer_chip(Queue(0, 1, "Look whether it came out."))[1] is Dot.BAD
    waits = Queue(1, 0, "The printer is out of paper.")
    assert printer_chip(waits, [a_standing()]) == ("Printer ready", Dot.GOOD), "it has paper again"
    out, low = a_standing(kind="paper_out"), a_standing(near_end=True)
    assert printer_chip(Queue(), [out]) == ("Out of paper", Dot.BAD)
    assert printer_chip(Queue(), [a_standing(), out]) == ("Out of paper · Front", Dot.BAD)
    assert printer_chip(Queue(), [low]) == ("Paper is nearly out", Dot.WAIT)
    for kind in (*Trouble, "away"):
        assert printer_chip(Queue(), [a_standing(kind=str(kind))])[1] is Dot.BAD
    assert drawer_chip([a_standing()]) is None
    assert drawer_chip([a_standing(drawer_open=True)]) == ("Drawer is open", Dot.WAIT)
    assert queue_chip(Queue()) is None
    assert queue_chip(Queue(1)) == ("1 paper queued", Dot.WAIT)
    assert queue_chip(Queue(2)) == ("2 papers queued", Dot.WAIT)
