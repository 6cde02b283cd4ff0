"""kill -9 at every state of a print job: at the next start each receipt is there once, or a person asked."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pos_app.bench.printer import LoopbackPrinter, Mishap
from pos_app.domain.printer import Answers
from pos_app.persistence import catalog
from pos_app.persistence import printers as stored
from pos_app.persistence.database import Database
from pos_app.printing.conversation import Conversation
from pos_app.services import print_spool, print_work
from pos_app.services.desk import Desk
from tests.printing.decoder import decode
from tests.services.counter import Counter

_MOMENTS = {
    "before it is routed": (print_work, "route"),
    "before the printer is asked": (Conversation, "ask_status"),
    "before the first byte": (print_work._Step, "begins"),
    "in the middle of the paper": (Conversation, "_write"),
    "before the printer has it all": (print_work._Step, "is_handed_over"),
    "before it is stored as printed": (print_work._Step, "finish"),
}


@pytest.fixture
def printer() -> Iterator[LoopbackPrinter]:
    """A printer that works."""
    with LoopbackPrinter() as made:
        yield made


def _die(*_arguments: Any, **_values: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_in_the_paper(talk: Conversation, data: bytes, _deadline: float | None) -> None:
    if len(data) < 200:
        talk._link.write(memoryview(data), 1.0)
        return
    talk._link.write(memoryview(data[: len(data) // 2]), 1.0)
    _die()


def _till(desk: Desk, path: Path, moment: str) -> None:
    """A till's process, which dies at that moment."""
    home, name = _MOMENTS[moment]
    setattr(home, name, _die_in_the_paper if name == "_write" else _die)
    desk = replace(desk, database=Database(path))
    while print_spool.send_next(desk):
        pass


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing kills so here")
@pytest.mark.parametrize("answers", [Answers.MEMORY, Answers.PROCESS_ID])
@pytest.mark.parametrize("moment", list(_MOMENTS))
def test_a_receipt_is_printed_once_whenever_the_till_dies(
    counter: Counter, printer: LoopbackPrinter, moment: str, answers: Answers
) -> None:
    with counter.desk.database.write() as connection:
        catalog.put_till(connection, replace(counter.desk.till, printer=printer.address))
        (own,) = stored.all_printers(connection)
        stored.put_printer(connection, replace(own, answers=answers))
    counter.sell(None, 4500, "cash")
    if moment == "before the printer has it all":
        printer.mishaps.append(Mishap(mutes=True))
    nowhere: Any = None
    desk = replace(counter.desk, database=nowhere)
    child = multiprocessing.get_context("forkserver").Process(
        target=_till, args=(desk, counter.desk.database.path, moment)
    )
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL

    print_spool.recover(counter.desk)
    while print_spool.send_next(counter.desk):
        pass
    ((state,),) = counter.rows("SELECT state FROM print_jobs")
    assert state in ("printed", "unsure")
    if state == "unsure":
        _a_person_looks(counter, printer)
    (paper,) = _whole(counter, printer)
    assert "Total             $45.00" in decode(paper).text
    assert printer.kicks <= 1
    assert print_spool.queue(counter.desk) == print_spool.Queue()


def _a_person_looks(counter: Counter, printer: LoopbackPrinter) -> None:
    """Prints again what did not come out whole, and lets go of what did."""
    if _whole(counter, printer):
        print_spool.cancel(counter.desk, 1)
        return
    print_spool.print_again(counter.desk, 1)
    while print_spool.send_next(counter.desk):
        pass
    assert "COPY" in decode(printer.papers[-1]).text


def _whole(counter: Counter, printer: LoopbackPrinter) -> list[bytes]:
    """The papers that came out to their last line: the ticket's number below its code."""
    ((number,),) = counter.rows("SELECT number FROM tickets")
    last = f"{number}\n".encode()
    return [paper for paper in printer.papers if last in paper.partition(b"\x1d(k")[2]]
