"""Surfaces: panels that give the focus back."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from tests.ui.conftest import Shown
from tests.ui.focus import focused
from ui.widgets import ElidedLabel, Panel


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


def test_a_long_title_of_a_panel_is_cut_with_an_ellipsis_and_whole_in_its_tooltip(
    shown: Shown,
) -> None:
    panel = Panel("")
    panel.setFixedWidth(300)
    panel.set_title("W" * 40)
    shown(panel)
    (title,) = panel.findChildren(ElidedLabel)
    assert QLabel.text(title).endswith("…")
    assert "W" * 40 in title.toolTip()
