"""Tables of the product: high rows, a strong name with a detail below it, badges, figures at right."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import theme

DETAIL = Qt.ItemDataRole.UserRole + 101
"""Item role: a second, small line (str)."""
BADGE = Qt.ItemDataRole.UserRole + 102
"""Item role: the word of a badge after the text (str)."""
BADGE_TONE = Qt.ItemDataRole.UserRole + 103
"""Item role: a Tone for the badge."""
TONE = Qt.ItemDataRole.UserRole + 104
"""Item role: a Tone for the text."""
STRONG = Qt.ItemDataRole.UserRole + 105
"""Item role: True draws the text bold. A text with a detail is bold anyway."""

ROW_PX = 60
_EDGE = 14
_Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Paints a cell: text, detail below, badge beside; aligned as the model says.

    Attributes:
        lit_row: the row that the mouse is over, -1 for none. Qt tells a delegate of a cell only.
    """

    lit_row = -1

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Wide enough for the text and its badge."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        strong = theme.metrics(14, QFont.Weight.DemiBold)
        small = theme.metrics(12)
        badge = str(index.data(BADGE) or "")
        width = strong.horizontalAdvance(text) + (_badge_width(badge) + 8 if badge else 0)
        width = max(width, small.horizontalAdvance(str(index.data(DETAIL) or "")))
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

    def _paint_texts(self, painter: QPainter, area: QRect, index: _Index, enabled: bool) -> None:
        look = theme.tokens()
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "").replace("\n", " ")
        detail = str(index.data(DETAIL) or "")
        heavy = bool(detail) or bool(index.data(STRONG))
        weight = QFont.Weight.DemiBold if heavy else QFont.Weight.Normal
        metrics, small = theme.metrics(14, weight), theme.metrics(12)
        right = bool(int(index.data(Qt.ItemDataRole.TextAlignmentRole) or 0) & _RIGHT.value)
        height = metrics.height() + (small.height() + 1 if detail else 0)
        top = area.top() + (area.height() - height) // 2
        badge = str(index.data(BADGE) or "")
        room = area.width() - (_badge_width(badge) + 8 if badge and text else 0)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        row = QRect(area.left(), top, area.width(), metrics.height())
        painter.setFont(theme.font(14, weight))
        painter.setPen(theme.color(_ink(index.data(TONE)) if enabled else look.disabled_ink))
        painter.drawText(row, _place(right=right), shown)
        if badge:
            left = row.left() + (metrics.horizontalAdvance(shown) + 8 if shown else 0)
            _paint_badge(painter, badge, str(index.data(BADGE_TONE) or ""), left, row.center().y())
        if detail:
            painter.setFont(theme.font(12))
            painter.setPen(theme.color(look.muted if enabled else look.disabled_ink))
            below = QRect(area.left(), row.bottom() + 2, area.width(), small.height())
            shown = small.elidedText(detail, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(below, _place(right=right), shown)


_RIGHT = Qt.AlignmentFlag.AlignRight
_SELECTED = QStyle.StateFlag.State_Selected.value
_ENABLED = QStyle.StateFlag.State_Enabled.value


def _place(*, right: bool) -> int:
    """Unclipped, for the fonts of other scripts reach deeper than ours: their dots would be cut off."""
    side = _RIGHT if right else Qt.AlignmentFlag.AlignLeft
    return side.value | Qt.TextFlag.TextDontClip.value


def _ink(tone: object) -> str:
    look = theme.tokens()
    if not tone:
        return look.ink
    inks = {"muted": look.muted, "due": look.due, "credit": look.credit, "danger": look.danger}
    inks |= {"info": look.info, "accent": look.accent_text}
    return inks.get(str(tone), look.ink)


def _badge_width(text: str) -> int:
    return theme.metrics(12, QFont.Weight.DemiBold).horizontalAdvance(text) + 16


def _paint_badge(painter: QPainter, text: str, tone: str, left: int, middle: int) -> None:
    look = theme.tokens()
    grounds = {"due": look.due_soft, "credit": look.credit_soft, "info": look.info_soft}
    grounds |= {"danger": look.danger_soft, "accent": look.accent_soft}
    box = QRect(left, middle - 9, _badge_width(text), 20)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(grounds.get(tone, look.mute_soft)))
    painter.drawRoundedRect(box, 10, 10)
    painter.setFont(theme.font(12, QFont.Weight.DemiBold))
    painter.setPen(theme.color(_ink(tone if tone in grounds else "muted")))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class Table(QTableView):
    """A table view in the product's look; give it a model, then :meth:`fit`."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("bare", True)
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
            self._cells.lit_row = row
            self.viewport().update()

    def fit(self, wide: int = 0, widths: Mapping[int, int] | None = None) -> None:
        """Let column ``wide`` take the room left; others are as ``widths`` says, or as need be."""
        header = self.horizontalHeader()
        for column in range(self.model().columnCount()):
            fixed = (widths or {}).get(column)
            if column == wide:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            elif fixed is not None:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
                header.resizeSection(column, fixed)
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
