"""Making the demo shop can be watched and stopped."""

from pathlib import Path
from threading import Event

from pytestqt.qtbot import QtBot

from pos_app.errors import UserError
from ui.start.making import MakingDemo, Progress
from ui.tasks import Tasks


def test_a_demo_that_is_ready_is_told(tasks: Tasks, qtbot: QtBot, tmp_path: Path) -> None:
    def make(folder: Path, progress: Progress) -> None:
        progress(1, 2)

    page = MakingDemo(tasks, tmp_path / "demo", make)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.made) as told:
        page.start()
    assert told.args == [tmp_path / "demo"]


def test_stopping_leaves_nothing_behind(tasks: Tasks, qtbot: QtBot, tmp_path: Path) -> None:
    begun, go_on = Event(), Event()

    def make(folder: Path, progress: Progress) -> None:
        folder.mkdir()
        (folder / "unfinished.db").write_text("half")
        begun.set()
        go_on.wait(10)
        progress(1, 2)

    page = MakingDemo(tasks, tmp_path / "demo", make)
    qtbot.addWidget(page)
    page.start()
    qtbot.waitUntil(begun.is_set)
    with qtbot.waitSignal(page.stopped):
        page.cancel()
        go_on.set()
    assert not (tmp_path / "demo").exists()


def test_closing_the_till_meanwhile_stops_the_work_and_tells_nobody(
    qtbot: QtBot, tmp_path: Path
) -> None:
    begun, rounds = Event(), range(10_000)

    def make(folder: Path, progress: Progress) -> None:
        folder.mkdir()
        for done in rounds:
            begun.set()
            progress(done, len(rounds))
            Event().wait(0.01)

    tasks = Tasks()
    page = MakingDemo(tasks, tmp_path / "demo", make)
    qtbot.addWidget(page)
    page.start()
    qtbot.waitUntil(begun.is_set)
    with qtbot.assertNotEmitted(page.made), qtbot.assertNotEmitted(page.stopped):
        page.give_up()
        tasks.close()
    assert not (tmp_path / "demo").exists()


def test_a_failure_is_said_and_leads_back(tasks: Tasks, qtbot: QtBot, tmp_path: Path) -> None:
    def make(folder: Path, progress: Progress) -> None:
        raise UserError("The folder is not empty.")

    page = MakingDemo(tasks, tmp_path, make)
    qtbot.addWidget(page)
    page.start()
    qtbot.waitUntil(lambda: page._said.text() == "The folder is not empty.")
    with qtbot.waitSignal(page.stopped):
        page.cancel()
