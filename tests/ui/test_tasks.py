"""Work in the background: in order, told on the GUI thread, and never lost."""

import logging
import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from pos_app.errors import EnvironmentFault, UserError
from ui.tasks import Failure, Tasks, _Outcome

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def tasks() -> Tasks:
    """Tasks that a test closes, or that close with it."""
    return Tasks()


@pytest.fixture(autouse=True)
def _closed(tasks: Tasks) -> object:
    yield
    tasks.close()


def refuse(text: str) -> None:
    raise UserError(text)


def test_writes_run_in_order_on_one_thread_that_is_not_the_gui_s(
    qtbot: QtBot, tasks: Tasks
) -> None:
    ran: list[int] = []
    threads: set[int] = set()
    told: list[int] = []

    def write(number: int) -> int:
        ran.append(number)
        threads.add(threading.get_ident())
        return number

    for number in range(50):
        tasks.write(write, number, then=told.append)
    qtbot.waitUntil(lambda: not tasks.is_busy())
    assert ran == told == list(range(50))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_results_are_told_on_the_gui_thread(qtbot: QtBot, tasks: Tasks) -> None:
    threads: list[int] = []
    tasks.write(int, then=lambda _zero: threads.append(threading.get_ident()))
    tasks.read(int, then=lambda _zero: threads.append(threading.get_ident()))
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert set(threads) == {threading.get_ident()}


def test_a_refusal_goes_to_the_caller_and_to_nobody_else(qtbot: QtBot, tasks: Tasks) -> None:
    told: list[Exception] = []
    with qtbot.assertNotEmitted(tasks.failure):
        tasks.write(refuse, "No.", failed=told.append)
        qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], UserError)


def test_a_failure_nobody_takes_is_told_to_the_window_with_a_way_to_try_again(
    qtbot: QtBot, tasks: Tasks
) -> None:
    answers: list[str | Exception] = [EnvironmentFault("The disk is full."), "saved"]
    told: list[str] = []

    def save() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with qtbot.waitSignal(tasks.failure) as signal:
        tasks.write(save, then=told.append)
    failure = signal.args[0]
    assert isinstance(failure, Failure)
    failure.retry()
    qtbot.waitUntil(lambda: told == ["saved"])


def test_a_bug_is_logged_and_told_and_later_work_goes_on(
    qtbot: QtBot, tasks: Tasks, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Exception] = []
    after: list[float] = []
    with caplog.at_level(logging.ERROR), qtbot.waitSignal(tasks.bug):
        tasks.write(lambda: 1 / 0, failed=told.append)
    tasks.write(lambda: 1.0, then=after.append)
    qtbot.waitUntil(lambda: bool(after))
    assert isinstance(told[0], ZeroDivisionError)
    assert "a task failed" in caplog.text


def test_a_page_that_breaks_on_a_result_does_not_stop_the_till(
    qtbot: QtBot, tasks: Tasks, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), qtbot.waitSignal(tasks.bug):
        tasks.write(int, then=lambda zero: 1 / zero)
    qtbot.waitUntil(lambda: not tasks.is_busy())


def test_a_destroyed_page_is_told_nothing(qtbot: QtBot, tasks: Tasks) -> None:
    page = QObject()
    told: list[object] = []
    gate = threading.Event()
    tasks.write(gate.wait, then=told.append, failed=told.append, owner=page)
    delete(page)
    gate.set()
    qtbot.waitUntil(lambda: not tasks.is_busy())
    assert told == []


def test_busy_is_told_when_work_begins_and_when_the_last_of_it_ends(
    qtbot: QtBot, tasks: Tasks
) -> None:
    states: list[bool] = []
    tasks.busy.connect(states.append)
    tasks.write(int)
    tasks.read(int)
    qtbot.waitUntil(lambda: not tasks.is_busy())
    assert states == [True, False]


def test_closing_waits_for_what_was_asked_tells_it_and_takes_no_more(tasks: Tasks) -> None:
    told: list[int] = []
    for number in range(20):
        tasks.write(lambda number=number: number, then=told.append)  # type: ignore[misc]
    tasks.close()
    assert told == list(range(20))
    assert not tasks.is_busy()
    with pytest.raises(RuntimeError):
        tasks.write(int)
    tasks.close()


def test_a_page_that_only_its_call_still_holds_is_freed_on_the_gui_thread(
    qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    freed_on: list[int] = []
    put, told = tasks._post.put, threading.Event()

    class Page:
        def __del__(self) -> None:
            freed_on.append(threading.get_ident())

        def show(self, _value: int) -> None:
            """Show what came of it."""

    def put_and_dawdle(outcome: _Outcome) -> None:
        put(outcome)
        told.wait(10)

    monkeypatch.setattr(tasks._post, "put", put_and_dawdle)
    tasks.write(int, then=Page().show)
    qtbot.waitUntil(lambda: not tasks.is_busy())
    told.set()
    tasks.close()
    assert freed_on == [threading.get_ident()]
