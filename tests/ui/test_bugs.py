"""Bugs are told, and the till goes on: one that every repaint meets is told once."""

import sys

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Shown
from ui.bugs import Bugs


class Broken(QWidget):
    """A chart that breaks whenever it is drawn, amid its drawing."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn = 0

    def event(self, event: QEvent) -> bool:
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawLine(0, 0, self.width(), self.height())
        self.drawn += 1
        raise ValueError(f"never meant, drawing {self.drawn}")


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def bugs(said: list[str]) -> Bugs:
    return Bugs(lambda: said.append("a bug"))


@pytest.mark.qt_no_exception_capture
def test_a_bug_that_every_repaint_meets_is_said_and_logged_once(
    qtbot: QtBot,
    shown: Shown,
    bugs: Bugs,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(
        sys, "excepthook", lambda _kind, error, trace: bugs.report(error.with_traceback(trace))
    )
    chart = Broken()
    shown(chart)
    for time in range(1, 4):
        chart.update()
        qtbot.waitUntil(lambda least=time: chart.drawn >= least)  # type: ignore[misc]
    chart.hide()
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["a bug"]
    assert [record.name for record in caplog.records] == ["ui.bugs"]


def test_a_bug_in_an_act_is_said_each_time_it_is_tried(bugs: Bugs, said: list[str]) -> None:
    for _time in range(2):
        try:
            raise ValueError("never meant")
        except ValueError as error:
            bugs.report(error)
    assert len(said) == 2
