"""Tables of the product."""

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QHoverEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QToolTip

from tests.ui.conftest import Shown
from ui import theme
from ui.widgets import Cell, Column, RowsModel, Table
from ui.widgets.table import ROW_PX, RowDelegate

NO_KEYS = Qt.KeyboardModifier.NoModifier


class Texts(RowsModel[tuple[str, ...]]):
    """Texts as they are given."""

    def cells(self, row: tuple[str, ...]) -> tuple[Cell, ...]:
        return tuple(map(Cell, row))


@pytest.fixture
def table(shown: Shown) -> Table:
    """Two rows of three cells."""
    made = Table("Sales")
    model = Texts([Column(name) for name in ("Ticket", "Client", "Total")], made)
    model.show_rows([("#1052", "Amara", "$45.00")] * 2)
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


def point_at(table: Table, row: int) -> None:
    """Move the mouse over a row. The pointer itself is the whole machine's: other windows may get it."""
    at = table.visualRect(table.model().index(row, 2)).center().toPointF()
    none = Qt.MouseButton.NoButton
    where = table.viewport().mapToGlobal(at)
    moved = QMouseEvent(QEvent.Type.MouseMove, at, where, none, none, NO_KEYS)
    QApplication.sendEvent(table.viewport(), moved)


def test_what_is_cut_is_read_in_whole_where_the_mouse_rests(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, _view: said.append(text))
    model = table.model()
    assert isinstance(model, Texts)
    model.show_rows([("#1052", "Amara Thompson, " * 9, "$45.00")])
    for column in range(3):
        at = table.visualRect(model.index(0, column)).center()
        asked = QHelpEvent(QEvent.Type.ToolTip, at, table.viewport().mapToGlobal(at))
        QApplication.sendEvent(table.viewport(), asked)
    assert said == ["Amara Thompson, " * 9]


def test_a_cell_that_comes_to_stand_under_a_resting_mouse_is_not_lit_alone(table: Table) -> None:
    at = table.visualRect(table.model().index(1, 1)).center().toPointF()
    where = table.viewport().mapToGlobal(at)
    hovered = QHoverEvent(QEvent.Type.HoverMove, at, where, QPointF(-1, -1), NO_KEYS)
    QApplication.sendEvent(table.viewport(), hovered)
    assert lit(table, 1) == [False] * 3


def test_the_whole_row_is_lit_where_a_column_has_cells_of_its_own_kind(table: Table) -> None:
    table.setItemDelegateForColumn(1, RowDelegate(table))
    table.light(1)
    assert lit(table, 1) == [True] * 3
    table.light(-1)
    assert lit(table, 1) == [False] * 3


def test_the_mouse_lights_the_whole_row_that_a_press_takes(table: Table) -> None:
    point_at(table, 1)
    assert lit(table, 1) == [True] * 3
    assert lit(table, 0) == [False] * 3
    QApplication.sendEvent(table.viewport(), QEvent(QEvent.Type.Leave))
    assert lit(table, 1) == [False] * 3


class Drawn(RowDelegate):
    """Remembers which rows it drew."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self.rows: set[int] = set()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        self.rows.add(index.row())
        super().paint(painter, option, index)


def test_rows_that_join_at_the_end_are_all_that_is_drawn(table: Table) -> None:
    drawn, model = Drawn(table), table.model()
    assert isinstance(model, Texts)
    table.setItemDelegate(drawn)
    table.resize(480, 400)
    QApplication.processEvents()
    assert drawn.rows == {0, 1}
    drawn.rows.clear()
    model.add_rows([("#1053", "Lena", "$9.00")])
    QApplication.processEvents()
    assert drawn.rows == {2}
    for number in range(9):
        model.add_rows([(f"#{number}", "", "")])
    assert table.verticalScrollBar().maximum() == 12 * ROW_PX - table.viewport().height()
    model.show_rows([("#1054", "", ""), *model.rows])
    QApplication.processEvents()
    assert 1 in drawn.rows


def test_a_column_widens_for_the_words_of_rows_that_come(table: Table) -> None:
    model = table.model()
    assert isinstance(model, Texts)
    before = table.columnWidth(0)
    model.add_rows([("Receipt of a gift card #1053", "Lena", "$9.00")])
    assert table.columnWidth(0) > before
    after = table.columnWidth(0)
    model.follow([("Receipt of a gift card #1054, a copy", "Lena", "$9.00"), *model.rows])
    assert table.columnWidth(0) > after


def test_the_row_of_the_keys_is_framed_while_they_go_to_the_table(table: Table) -> None:
    accent = QColor(theme.tokens().accent_text)
    table.selectRow(1)
    edge = QPoint(1, table.rowViewportPosition(1) + ROW_PX // 2)
    table.clearFocus()
    assert table.viewport().grab().toImage().pixelColor(edge) != accent
    table.setFocus()
    assert table.viewport().grab().toImage().pixelColor(edge) == accent
