"""The print queue as people use it."""

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_app.domain.printer import Printer
from pos_app.persistence import catalog
from pos_app.persistence import printers as stored
from pos_app.services import drawer, print_spool
from pos_app.services.desk import Desk
from tests.services.counter import Counter, prepare
from tests.ui.conftest import Shown
from ui.printing.page import PrintQueuePage
from ui.session import Session
from ui.tasks import Tasks


@pytest.fixture
def session(desk: Desk) -> Iterator[Session]:
    """A session in a shop that has nothing printed yet."""
    tasks = Tasks()
    yield Session(desk, tasks)
    tasks.close()


@pytest.fixture
def counter(session: Session) -> Counter:
    """A person at a till whose printer is dead, in a shop with another one."""
    prepare(session.desk)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
    with session.desk.database.write() as connection:
        catalog.put_till(connection, replace(session.desk.till, printer=address))
        stored.put_printer(connection, Printer(0, "Back office", "file:/dev/null"))
    return Counter(session.desk)


def states(counter: Counter) -> list[str]:
    """How the jobs stand, oldest first."""
    return [str(row[0]) for row in counter.rows("SELECT state FROM print_jobs ORDER BY id")]


def set_state(counter: Counter, state: str) -> None:
    """Let all jobs stand so."""
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE print_jobs SET state = '{state}'")


def test_a_queue_without_jobs_says_so(session: Session, shown: Shown) -> None:
    page = PrintQueuePage(session)
    shown(page)
    assert page.chosen() is None
    assert page.model.rowCount() == 0


def test_a_job_that_waits_says_why_and_goes_to_another_printer(
    session: Session, counter: Counter, shown: Shown, qtbot: QtBot
) -> None:
    counter.sell(None, 4_500)
    print_spool.send_next(counter.desk)
    page = PrintQueuePage(session)
    shown(page)
    assert "does not answer" in page.why.text()
    assert page.model.index(0, 0).data() == "Receipt 1001"
    assert page.model.index(0, 1).data() == "Waits"
    assert not page.again_button.isEnabled()
    offered = [page.printer.itemText(row) for row in range(page.printer.count())]
    assert offered == ["Back office"], "not the one that it waits for"
    page.move_button.click()
    qtbot.waitUntil(lambda: page.model.index(0, 2).data() == "Back office")
    print_spool.send_next(counter.desk)
    page.load()
    assert page.model.index(0, 1).data() == "Sent: this printer cannot confirm"
    assert not page.move_button.isEnabled()


def test_what_may_be_on_paper_is_printed_as_a_copy_or_let_go_of(
    session: Session, counter: Counter, shown: Shown, qtbot: QtBot
) -> None:
    for _ticket in range(2):
        counter.sell(None, 4_500)
    print_spool.send_next(counter.desk)
    set_state(counter, "unsure")
    page = PrintQueuePage(session)
    shown(page)
    assert page.again_button.text() == "Print a COPY: it did not come out"
    page.again_button.click()
    qtbot.waitUntil(lambda: states(counter) == ["dismissed", "unsure", "queued"])
    page.load()
    page.table.selectRow(0)
    page.table.pressed.emit(page.table.currentIndex())
    assert page.cancel_button.text() == "It came out"
    page.cancel_button.click()
    qtbot.waitUntil(lambda: states(counter) == ["dismissed", "dismissed", "queued"])


def test_after_a_job_was_taken_out_the_next_one_that_waits_is_in_hand(
    session: Session, counter: Counter, shown: Shown, qtbot: QtBot
) -> None:
    for _ticket in range(3):
        counter.sell(None, 4_500)
    page = PrintQueuePage(session)
    shown(page)
    page.table.selectRow(1)
    page.cancel_button.click()
    qtbot.waitUntil(lambda: states(counter) == ["queued", "cancelled", "queued"])
    qtbot.waitUntil(page.cancel_button.isEnabled)
    chosen = page.chosen()
    assert chosen is not None
    assert chosen.number == "1003"


def test_a_double_press_takes_out_one_job_and_not_the_next_as_well(
    session: Session, counter: Counter, shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 60_000)
    for _ticket in range(2):
        counter.sell(None, 4_500)
    page = PrintQueuePage(session)
    shown(page)
    page.table.selectRow(0)
    page.cancel_button.click()
    qtbot.waitUntil(lambda: states(counter) == ["cancelled", "queued"])
    qtbot.waitUntil(page.cancel_button.isEnabled)
    page.cancel_button.click()
    qtbot.waitUntil(lambda: not session.tasks.is_busy())
    assert states(counter) == ["cancelled", "queued"]


def test_a_job_that_was_printed_meanwhile_is_not_taken_out(
    session: Session, counter: Counter, shown: Shown, qtbot: QtBot
) -> None:
    counter.sell(None, 4_500)
    page = PrintQueuePage(session)
    shown(page)
    set_state(counter, "printed")
    page.cancel_button.click()
    qtbot.waitUntil(page.notice.isVisible)
    assert "done with" in page.notice.text()
    assert page.model.index(0, 1).data() == "Printed"


def test_a_paper_that_came_out_moves_its_own_row_alone(
    session: Session, counter: Counter, shown: Shown, qtbot: QtBot
) -> None:
    for _ticket in range(3):
        counter.sell(None, 4500)
    page = PrintQueuePage(session)
    shown(page)
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE print_jobs SET state = 'printed' WHERE id = 1")
    with qtbot.assertNotEmitted(page.model.modelReset):
        page.show_queue(print_spool.queue(counter.desk))
    assert [job.id for job in page.model.rows] == [2, 3, 1]
    chosen = page.chosen()
    assert chosen is not None
    assert chosen.id == 2, "the one behind it is next in hand"


def test_a_job_on_its_way_to_the_printer_offers_nothing_that_would_be_refused(
    session: Session, counter: Counter, shown: Shown
) -> None:
    counter.sell(None, 4500)
    print_spool.send_next(counter.desk)
    set_state(counter, "sending")
    page = PrintQueuePage(session)
    shown(page)
    buttons = (page.again_button, page.move_button, page.cancel_button)
    assert [button.isEnabled() for button in buttons] == [False] * 3
    assert page.cancel_button.text() == "Take it out"
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE print_jobs SET awaited = 1")
    page.load()
    assert [button.isEnabled() for button in buttons] == [True] * 3, "the printer is asked for it"


@pytest.mark.parametrize(
    ("state", "said"),
    [("sent", "Told to open"), ("printed", "Told to open"), ("skipped", "Not opened")],
)
def test_a_drawer_is_opened_and_not_printed(
    session: Session, counter: Counter, shown: Shown, state: str, said: str
) -> None:
    drawer.open_drawer(counter.desk, "Change for the taxi")
    set_state(counter, state)
    page = PrintQueuePage(session)
    shown(page)
    assert page.model.index(0, 1).data() == said
    assert "paper" not in page.why.text()
