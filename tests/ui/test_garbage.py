"""Garbage is collected on the GUI thread, never on the writer's."""

import gc
import threading

import pytest
from pytestqt.qtbot import QtBot

from ui import garbage
from ui.garbage import Collector, collect_what_is_due
from ui.tasks import Tasks


class Cycle:
    """Something that only the collector can free, and that remembers where it was freed."""

    def __init__(self, freed_on: list[str]) -> None:
        self.itself = self
        self.freed_on = freed_on

    def __del__(self) -> None:
        self.freed_on.append(threading.current_thread().name)


def make_garbage(freed_on: list[str]) -> None:
    for _number in range(5_000):
        Cycle(freed_on)


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Collect every few milliseconds."""
    monkeypatch.setattr(garbage, "EVERY_MS", 5)


@pytest.mark.usefixtures("often")
def test_what_the_writer_leaves_is_freed_on_the_gui_thread(qtbot: QtBot) -> None:
    tasks = Tasks()
    freed_on: list[str] = []
    tasks.write(make_garbage, freed_on)
    qtbot.waitUntil(lambda: len(freed_on) == 5_000)
    tasks.close()
    assert set(freed_on) == {threading.main_thread().name}


def test_python_collects_by_itself_again_once_the_last_one_stops(qtbot: QtBot) -> None:
    first, second = Collector(), Collector()
    first.stop()
    first.stop()
    assert not gc.isenabled() or Collector._at_work == 0
    second.stop()
    assert gc.isenabled() or Collector._at_work > 0


def test_little_garbage_is_left_for_later() -> None:
    gc.collect()
    before = gc.get_stats()[0]["collections"]
    collect_what_is_due()
    assert gc.get_stats()[0]["collections"] == before
