"""Surfaces: panels that give the focus back, and cards in little room."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from tests.ui.conftest import Shown
from tests.ui.focus import focused
from ui import theme
from ui.widgets import Panel
from ui.widgets.ticket_card import whole_parts


def test_a_panel_that_a_stack_showed_gives_the_focus_back_all_the_same(shown: Shown) -> None:
    page = QWidget()
    search, typed, panel, stack = QLineEdit(), QLineEdit(), Panel("E-mail"), QStackedWidget()
    panel.body.addWidget(typed)
    stack.addWidget(QWidget())
    stack.addWidget(panel)
    column = QVBoxLayout(page)
    column.addWidget(search)
    column.addWidget(stack)
    shown(page)
    search.setFocus()
    stack.setCurrentWidget(panel)
    panel.open(typed)
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert focused() is search


def test_a_detail_in_little_room_loses_whole_parts_and_no_half_of_a_number() -> None:
    room = theme.metrics(12).horizontalAdvance("#1205 · Ma")
    assert whole_parts("#1205 · Maria · ready", room) == "#1205"
    assert whole_parts("#1205 · Jo", 500) == "#1205 · Jo"
