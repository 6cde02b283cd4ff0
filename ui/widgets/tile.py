"""Tiles: cards to tap, for ways to pay and items."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from ui import icons, theme
from ui.widgets.buttons import GAP_PX, Button, Kind
from ui.widgets.keys import draw_key, key_size
from ui.widgets.texts import in_line

_STACKED_PX, _STACKED_LONG_PX, _ROOMY_PX = 68, 73, 84
"""The least height of a tile for its name to stand below its icon."""
_WAY_EDGE_PX, _ITEM_EDGE_PX = 14, 12
"""What stays free around the words of a tile with an icon, and of one without."""


class Tile(Button):
    """A card to tap: a payment type (icon and key above its name) or an item (name, detail below).

    In a :class:`ui.widgets.ChoiceGroup` it can be the chosen one.
    """

    def __init__(
        self,
        text: str,
        clicked: Callable[[], object] | None = None,
        *,
        detail: str = "",
        icon: str = "",
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, clicked, kind=Kind.TILE, icon=icon, key=key, parent=parent)
        self._detail = detail
        self.setAccessibleDescription(detail)

    def set_detail(self, detail: str) -> None:
        """Change the line below the name."""
        self._detail = detail
        self.setAccessibleDescription(detail)
        self.update()

    def sizeHint(self) -> QSize:
        """84 pixels high with an icon, 64 without; the width is the layout's to give."""
        return QSize(150, 84 if self.icon_name else 64)

    def minimumSizeHint(self) -> QSize:
        """Narrower than its name where it must be: the name is elided."""
        return QSize(96, 72 if self.icon_name else 60)

    def paint_content(self, painter: QPainter, color: QColor) -> None:
        """Icon and key at the top, name and detail below."""
        if self.icon_name:
            self._paint_way(painter, color)
        else:
            self._paint_item(painter, color)

    def _paint_item(self, painter: QPainter, color: QColor) -> None:
        metrics, small = QFontMetrics(self.label_font()), theme.metrics(12)
        room = self.width() - 2 * _ITEM_EDGE_PX
        beside_key = room - self._key_room()
        # A name that its key would break in two leaves it the line below, where that has room for it.
        key_below = (
            metrics.horizontalAdvance(self._label) > beside_key
            and 0 < small.horizontalAdvance(self._detail) <= beside_key
        )
        # Where the tiles are low, a second line of the name would push the detail over the edge.
        high = 2 * metrics.height() + (small.height() + 4) * bool(self._detail) <= self.height()
        wide = room if key_below else beside_key
        lines = _in_lines(metrics, self._label, wide, 2 if high else 1)
        name_height = len(lines) * metrics.height()
        top = (self.height() - name_height - (small.height() + 4) * bool(self._detail)) // 2
        below = top + name_height + 4
        middle = below + small.height() // 2 if key_below else top + name_height // 2
        self._paint_key(painter, color, _ITEM_EDGE_PX, middle)
        self._write(painter, color, _ITEM_EDGE_PX, top, lines)
        self._write_detail(painter, color, _ITEM_EDGE_PX, below)

    def _paint_way(self, painter: QPainter, color: QColor) -> None:
        metrics, small = QFontMetrics(self.label_font()), theme.metrics(12)
        room = self.width() - 2 * _WAY_EDGE_PX
        is_long = metrics.horizontalAdvance(self._label) > room
        if self.height() < (_STACKED_LONG_PX if is_long else _STACKED_PX):
            # A banner took the height: the name goes beside its icon rather than below it.
            self._paint_icon(painter, color, (self.height() - 20) // 2)
            lines = _in_lines(metrics, self._label, room - 28 - self._key_room(), 3)
            name_height = len(lines) * metrics.height()
            top = (self.height() - name_height) // 2
            self._paint_key(painter, color, _WAY_EDGE_PX, top + name_height // 2)
            self._write(painter, color, _WAY_EDGE_PX + 28, top, lines)
            return
        # Where a banner takes some height, the icon moves up, so that two lines fit below it.
        stack_top = 14 if self.height() >= _ROOMY_PX else 9
        self._paint_icon(painter, color, stack_top)
        self._paint_key(painter, color, _WAY_EDGE_PX, stack_top + 10)
        lines = _in_lines(metrics, self._label, room, 1 if self._detail else 2)
        foot = stack_top if len(lines) == 1 else 6
        foot += (small.height() + 2) * bool(self._detail)
        top = self.height() - foot - len(lines) * metrics.height()
        self._write(painter, color, _WAY_EDGE_PX, top, lines)
        self._write_detail(painter, color, _WAY_EDGE_PX, self.height() - foot + 2)

    def _key_room(self) -> int:
        return key_size(self._key_shown)[0] + GAP_PX if self._key_shown else 0

    def _paint_icon(self, painter: QPainter, color: QColor, top: int) -> None:
        icons.paint(painter, self.icon_name, color.name(), QRect(_WAY_EDGE_PX, top, 20, 20))

    def _paint_key(self, painter: QPainter, color: QColor, edge: int, middle: int) -> None:
        if self._key_shown:
            draw_key(painter, self._key_shown, self._faint(color), self.width() - edge, middle)

    def _write(
        self, painter: QPainter, color: QColor, left: int, top: int, lines: list[str]
    ) -> None:
        metrics = QFontMetrics(self.label_font())
        painter.setFont(self.label_font())
        painter.setPen(color)
        for place, text in enumerate(lines):
            painter.drawText(left, top + metrics.ascent() + place * metrics.height(), in_line(text))

    def _write_detail(self, painter: QPainter, color: QColor, edge: int, top: int) -> None:
        small = theme.metrics(12)
        painter.setFont(theme.font(12))
        painter.setPen(self._faint(color))
        shown = _elided(small, self._detail, self.width() - 2 * edge)
        painter.drawText(edge, top + small.ascent(), in_line(shown))

    def _faint(self, color: QColor) -> QColor:
        return QColor(theme.tokens().muted if self.isEnabled() else color)


def _elided(metrics: QFontMetrics, text: str, room: int) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


def _in_lines(metrics: QFontMetrics, text: str, room: int, most: int) -> list[str]:
    """A name in as few lines as it needs, broken between words; what has no room at last is elided."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(lines) == most or not lines[-1] or metrics.horizontalAdvance(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return [_elided(metrics, line, room) for line in lines]
