"""Tables of the product: high rows, a strong name with a detail below it, badges, figures at right."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QStaticText,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from ui import theme
from ui.widgets.labels import Tone
from ui.widgets.texts import in_line, tip

CELL = Qt.ItemDataRole.UserRole + 1
"""Item role: a whole :class:`Cell`, asked for once a drawing."""

ROW_PX = 60
FOOT_PX = 5
"""Below the last row: a table's ground has corners, the card that it stands in is round (stylesheet)."""
_EDGE = 14
_MEASURED = 60
"""So many rows at most say how wide a column must be: Qt asks a thousand, whenever one of them changes."""
_Index = QModelIndex | QPersistentModelIndex


class Cell(NamedTuple):
    """All that a cell shows.

    Attributes:
        text: the line itself; with a ``detail`` below it, or where it is ``strong``, it is bold.
        detail: a second, small line.
        badge: a word in ``badge_tone`` after the text.
        right: whether it ends at the right edge, as figures do; its model's column says that.
        tip: what the mouse is told that rests on it.
    """

    text: str = ""
    detail: str = ""
    badge: str = ""
    badge_tone: Tone = Tone.PLAIN
    tone: Tone = Tone.PLAIN
    strong: bool = False
    right: bool = False
    tip: str = ""


class RowDelegate(QStyledItemDelegate):
    """Paints a cell: text, detail below, badge beside; aligned as the model says.

    Attributes:
        lit_row: the row that the mouse is over, -1 for none. Qt tells a delegate of a cell only.
    """

    lit_row = -1

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Wide enough for the text and its badge."""
        cell: Cell = index.data(CELL)
        width = theme.metrics(14, QFont.Weight.DemiBold).horizontalAdvance(cell.text)
        width += _badge_width(cell.badge) + 8 if cell.badge else 0
        width = max(width, theme.metrics(12).horizontalAdvance(cell.detail))
        # Eliding measures in fractions of a pixel, this in whole ones.
        return QSize(width + 2 * _EDGE + 2, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Ground, rule, then the texts."""
        look = theme.tokens()
        area: QRect = option.rect
        # As a number: Python's flags take longer to compare than a text takes to draw.
        state: int = option.state.value
        if state & _SELECTED:
            painter.fillRect(area, theme.color(look.accent_soft))
        elif index.row() == self.lit_row:
            painter.fillRect(area, theme.color(look.hover))
        rule = QRect(area.left(), area.bottom(), area.width(), 1)
        painter.fillRect(rule, theme.color(look.row_line))
        inside = area.adjusted(_EDGE, 0, -_EDGE, -1)
        self._paint_texts(painter, inside, index, bool(state & _ENABLED))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        """What is cut is read in whole where the mouse rests on it, unless the cell tells more."""
        cell: Cell | None = index.data(CELL)
        cut = cell is not None and self.sizeHint(option, index).width() > option.rect.width()
        if cell is None or cell.tip or not cut:
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(
            event.globalPos(), tip("\n".join(filter(None, (cell.text, cell.detail)))), view
        )
        return True

    def _paint_texts(self, painter: QPainter, area: QRect, index: _Index, enabled: bool) -> None:
        look = theme.tokens()
        text, detail, badge, badge_tone, tone, strong, right, _tip = index.data(CELL)
        weight = QFont.Weight.DemiBold if detail or strong else QFont.Weight.Normal
        line, small = theme.metrics(14, weight).height(), theme.metrics(12).height()
        top = area.top() + (area.height() - line - (small + 1 if detail else 0)) // 2
        room = area.width() - (_badge_width(badge) + 8 if badge and text else 0)
        painter.setPen(theme.color(_ink(tone) if enabled else look.disabled_ink))
        end = _write(painter, text, 14, weight, QRect(area.left(), top, room, line), right=right)
        if badge:
            left = end + 8 if text else area.left()
            _paint_badge(painter, badge, badge_tone, left, top + line // 2)
        if detail:
            painter.setPen(theme.color(look.muted if enabled else look.disabled_ink))
            below = QRect(area.left(), top + line + 1, area.width(), small)
            _write(painter, detail, 12, QFont.Weight.Normal, below, right=right)


_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SELECTED = QStyle.StateFlag.State_Selected.value
_ENABLED = QStyle.StateFlag.State_Enabled.value


@lru_cache(512)
def _written(text: str, px: int, weight: QFont.Weight, room: int) -> tuple[QStaticText, int]:
    """A line as it is drawn, elided, and its width: a row is drawn many times for one new text."""
    metrics = theme.metrics(px, weight)
    shown = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, room)
    laid_out = QStaticText(in_line(shown))
    laid_out.setTextFormat(Qt.TextFormat.PlainText)
    laid_out.prepare(font=theme.font(px, weight))
    return laid_out, metrics.horizontalAdvance(shown)


def _write(
    painter: QPainter, text: str, px: int, weight: QFont.Weight, area: QRect, *, right: bool
) -> int:
    """Draw a line at its side of ``area``; returns where it ends."""
    laid_out, width = _written(text, px, weight, area.width())
    left = area.left() + (area.width() - width if right else 0)
    painter.setFont(theme.font(px, weight))
    painter.drawStaticText(left, area.top(), laid_out)
    return left + width


def _ink(tone: Tone) -> str:
    look = theme.tokens()
    if not tone:
        return look.ink
    inks = {"muted": look.muted, "due": look.due, "credit": look.credit, "danger": look.danger}
    inks |= {"info": look.info, "accent": look.accent_text}
    return inks.get(tone, look.ink)


def _badge_width(text: str) -> int:
    return theme.metrics(12, QFont.Weight.DemiBold).horizontalAdvance(text) + 16


def _paint_badge(painter: QPainter, text: str, tone: Tone, left: int, middle: int) -> None:
    look = theme.tokens()
    grounds = {"due": look.due_soft, "credit": look.credit_soft, "info": look.info_soft}
    grounds |= {"danger": look.danger_soft, "accent": look.accent_soft}
    box = QRect(left, middle - 9, _badge_width(text), 20)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(grounds.get(tone, look.mute_soft)))
    painter.drawRoundedRect(box, 10, 10)
    painter.setFont(theme.font(12, QFont.Weight.DemiBold))
    painter.setPen(theme.color(_ink(tone if tone in grounds else Tone.MUTED)))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, in_line(text))


class Table(QTableView):
    """A table view in the product's look; give it a model, then :meth:`fit`."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("bare", True)
        ground = QWidget()
        ground.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setViewport(ground)
        self._rows_stand = False
        self._has_measured = False
        self._cells = RowDelegate(self)
        self.setItemDelegate(self._cells)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.verticalHeader().setMinimumSectionSize(40)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(48)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )

    def setSelectionModel(self, selection: QItemSelectionModel) -> None:
        """Heads show no selection: following the rows' one, they would be drawn for each new row."""
        super().setSelectionModel(selection)
        heads = self.horizontalHeader()
        heads.setSelectionModel(QItemSelectionModel(selection.model(), heads))

    def paintEvent(self, event: QPaintEvent) -> None:
        """On a ground of its own: without one, all that lies below would be drawn for each new row."""
        QPainter(self.viewport()).fillRect(event.rect(), theme.color(theme.tokens().surface))
        super().paintEvent(event)
        if self.hasFocus():
            self._frame_row_of_keys()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row that the keys are on, and is spent: what it opened must not take it too."""
        super().keyPressEvent(event)
        if event.key() in _ENTER and self.currentIndex().isValid():
            event.accept()

    def _frame_row_of_keys(self) -> None:
        """Show that keys go to this row: a chosen row looks the same while they go elsewhere."""
        row = self.currentIndex().row()
        if row < 0:
            return
        top, high = self.rowViewportPosition(row), self.rowHeight(row)
        painter = QPainter(self.viewport())
        painter.setPen(QPen(theme.color(theme.tokens().accent_text), 2))
        painter.drawRect(1, top + 1, self.row_width() - 2, high - 3)

    def row_width(self) -> int:
        """How far a row reaches, in pixels: it may go on beside the viewport."""
        return self.viewport().width()

    def rowsInserted(self, parent: _Index, start: int, end: int) -> None:
        """Rows that join at the end leave the others where they stand: only they are drawn."""
        super().rowsInserted(parent, start, end)
        if self._has_measured:
            # Qt measures when rows change, and not when they come: their words would be cut.
            self.horizontalHeader().resizeSections()
        if end == self.model().rowCount() - 1:
            self._rows_stand = True
            self.executeDelayedItemsLayout()
            self._rows_stand = False
            top = self.rowViewportPosition(start)
            self.viewport().update(0, top, self.viewport().width(), self.viewport().height() - top)

    def doItemsLayout(self) -> None:
        """Lay the rows out; Qt would draw all of them anew."""
        if self._rows_stand:
            self.updateGeometries()
        else:
            super().doItemsLayout()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the whole row that the mouse is over: that is what a press takes."""
        super().mouseMoveEvent(event)
        self.light(self.rowAt(event.position().toPoint().y()))

    def viewportEvent(self, event: QEvent) -> bool:
        """No row any more, once the mouse is over the heads or outside."""
        if event.type() is QEvent.Type.Leave:
            self.light(-1)
        return super().viewportEvent(event)

    def light(self, row: int) -> None:
        """Light a row, as the one that the mouse is over or the keys are on; -1 lights none."""
        if row != self._cells.lit_row:
            # A column may have cells of its own kind, such as those that can be edited.
            columns = range(self.horizontalHeader().count())
            for cells in (self._cells, *map(self.itemDelegateForColumn, columns)):
                if isinstance(cells, RowDelegate):
                    cells.lit_row = row
            self.viewport().update()

    def fit(self, wide: int = 0, widths: Mapping[int, int] | None = None) -> None:
        """Let column ``wide`` take the room left; others are as ``widths`` says, or as need be."""
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(_MEASURED)
        for column in range(self.model().columnCount()):
            fixed = (widths or {}).get(column)
            if column == wide:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            elif fixed is not None:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
                header.resizeSection(column, fixed)
            else:
                self._has_measured = True
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
