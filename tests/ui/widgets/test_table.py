"""Tables of the product."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Shown
from ui import theme
from ui.widgets import Table


@pytest.fixture
def table(shown: Shown) -> Table:
    """Two rows of three cells."""
    made = Table("Sales")
    model = QStandardItemModel(made)
    for _row in range(2):
        model.appendRow([QStandardItem(text) for text in ("#1052", "Amara", "$45.00")])
    made.setModel(model)
    made.fit(1)
    made.resize(480, 220)
    shown(made)
    return made


def lit(table: Table, row: int) -> list[bool]:
    """Which cells of a row bear the colour of what the mouse is over."""
    picture = table.viewport().grab().toImage()
    corners = [table.visualRect(table.model().index(row, column)) for column in range(3)]
    ground = QColor(theme.tokens().hover)
    return [picture.pixelColor(area.topLeft() + QPoint(3, 3)) == ground for area in corners]


def test_the_mouse_lights_the_whole_row_that_a_press_takes(qtbot: QtBot, table: Table) -> None:
    for row in (0, 1):  # a mouse that is where the test before left it would not have moved
        QTest.mouseMove(table.viewport(), table.visualRect(table.model().index(row, 2)).center())
    qtbot.waitUntil(lambda: lit(table, 1) == [True] * 3)
    assert lit(table, 0) == [False] * 3
    QTest.mouseMove(table.horizontalHeader().viewport(), QPoint(20, 10))
    qtbot.waitUntil(lambda: lit(table, 1) == [False] * 3)
