"""Tiles: cards to tap, for ways to pay and items."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from ui import icons, theme
from ui.widgets.buttons import GAP_PX, Button, Kind
from ui.widgets.keys import draw_key, key_size

_STACKED_PX, _STACKED_LONG_PX, _ROOMY_PX = 68, 73, 84
"""The least height of a tile for its name to stand below its icon."""


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
        metrics = QFontMetrics(self.label_font())
        edge = 14 if self.icon_name else 12
        room = self.width() - 2 * edge
        key_width = key_size(self._key_shown)[0] if self._key_shown else 0
        small = theme.metrics(12)
        left = edge
        # Where a banner takes some height, the icon moves up, so that two lines fit below it.
        stack_top = 14 if self.height() >= _ROOMY_PX else 9
        is_long = metrics.horizontalAdvance(self._label) > room
        if self.icon_name and self.height() < (_STACKED_LONG_PX if is_long else _STACKED_PX):
            # A banner took the height: the name goes beside its icon rather than over it.
            icons.paint(
                painter,
                self.icon_name,
                color.name(),
                QRect(edge, (self.height() - 20) // 2, 20, 20),
            )
            left += 28
            room -= 28 + (key_width + GAP_PX if key_width else 0)
            lines = _in_lines(metrics, self._label, room, 3)
            top = (self.height() - len(lines) * metrics.height()) // 2
        elif self.icon_name:
            icons.paint(painter, self.icon_name, color.name(), QRect(edge, stack_top, 20, 20))
            lines = _in_lines(metrics, self._label, room, 1 if self._detail else 2)
            name_height = len(lines) * metrics.height()
            foot = stack_top if len(lines) == 1 else 6
            top = self.height() - foot - name_height - (small.height() + 2) * bool(self._detail)
        else:
            room -= key_width + GAP_PX if key_width else 0
            lines = _in_lines(metrics, self._label, room, 2)
            name_height = len(lines) * metrics.height()
            top = (self.height() - name_height - (small.height() + 4) * bool(self._detail)) // 2
        if self._key_shown:
            faint = QColor(theme.tokens().muted if self.isEnabled() else color)
            stacked = self.icon_name and left == edge
            middle = stack_top + 10 if stacked else top + len(lines) * metrics.height() // 2
            draw_key(painter, self._key_shown, faint, self.width() - edge, middle)
        painter.setFont(self.label_font())
        painter.setPen(color)
        for place, text in enumerate(lines):
            painter.drawText(left, top + metrics.ascent() + place * metrics.height(), text)
        if self._detail and left == edge:
            painter.setFont(theme.font(12))
            painter.setPen(QColor(theme.tokens().muted if self.isEnabled() else color))
            below = top + len(lines) * metrics.height() + (2 if self.icon_name else 4)
            room = self.width() - 2 * edge
            painter.drawText(edge, below + small.ascent(), _elided(small, self._detail, room))


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
