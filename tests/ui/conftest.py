"""The screens' tests run offscreen, in the product's look, whatever machine they are on."""

import os
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_app.services.desk import Desk
from tests.services.counter import Counter, prepare
from ui import theme
from ui.session import Session
from ui.tasks import Tasks
from ui.tokens import LIGHT

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A first start speaks the computer's language; the tests read English on every computer.
os.environ |= {"LC_ALL": "C.UTF-8", "LANGUAGE": "en"}


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    """Every test starts in the light palette and leaves no other behind."""
    if theme.tokens() is not LIGHT or not qapp.styleSheet():
        theme.apply(qapp, LIGHT)
    yield
    # Nothing of a test, such as a scanner that listens to every key, lives on into the next.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if theme.tokens() is not LIGHT:
        theme.apply(qapp, LIGHT)


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QtBot:
    """The bot of pytest-qt, which alone knows its widgets by weak references only.

    A page that nothing but one of its own buttons still holds is freed while that button is, and the
    tests end there.
    """
    kept: list[QWidget] = []
    add = qtbot.addWidget

    def keep(widget: QWidget) -> None:
        kept.append(widget)
        add(widget)

    monkeypatch.setattr(qtbot, "addWidget", keep)
    return qtbot


class Shown:
    """Shows a widget, and waits until it can take the focus."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self._kept: list[QWidget] = []

    def __call__(self, widget: QWidget) -> None:
        self._kept.append(widget)
        self._qtbot.addWidget(widget)
        widget.show()
        widget.activateWindow()
        self._qtbot.waitUntil(widget.isActiveWindow)


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """Show a widget as the active window."""
    return Shown(qtbot)


@pytest.fixture
def counter(desk: Desk) -> Counter:
    """A counter in a shop with every way to pay."""
    prepare(desk)
    return Counter(desk)


@pytest.fixture
def session(counter: Counter) -> Iterator[Session]:
    """A session of the manager at that counter; its answers are waited for at the end."""
    tasks = Tasks()
    yield Session(counter.desk, tasks)
    tasks.close()
