"""The card of an open ticket, drawn by itself: a column of them is written anew for each scan."""

from functools import lru_cache

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui.widgets.texts import in_line, tip


class TicketCard(QAbstractButton):
    """An open ticket in the column at the left: who, how much, and a line of detail.

    Checked is the selected one. A long name takes two lines, then an ellipsis.
    """

    _EDGE = 13
    _TOP = 11

    def __init__(
        self, name: str, amount: str, detail: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # Not fixed: beside a scroll bar a name may need its second line.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._name = self._amount = self._detail = ""
        self.set_texts(name, amount, detail)

    def set_texts(self, name: str, amount: str, detail: str = "") -> None:
        """Change what it shows."""
        texts = name, amount, detail
        if texts == (self._name, self._amount, self._detail):
            return
        self._name, self._amount, self._detail = texts
        self.setAccessibleName(f"{name}, {amount}, {detail}")
        if (whole := tip(name)) != self.toolTip():
            self.setToolTip(whole)
        if self.heightForWidth(self.width()) != self.height():
            # Laying out the whole column for every new amount would cost more than drawing it.
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the column."""
        return QSize(191, self.heightForWidth(191))

    def heightForWidth(self, width: int) -> int:
        """One or two lines of name and one of detail."""
        names = len(self._lines(width))
        strong, small = self._metrics()
        return 2 * self._TOP + names * strong.height() + 3 + small.height()

    def hasHeightForWidth(self) -> bool:
        """A narrow card is a higher one."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Card, name, amount, detail."""
        look = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        strong, small = self._metrics()
        wide = self.width() - 2 * self._EDGE
        y = self._TOP
        painter.setFont(theme.font(14, QFont.Weight.DemiBold))
        painter.setPen(theme.color(look.ink))
        lines = self._lines(self.width())
        for text in lines:
            painter.drawText(self._EDGE, y + strong.ascent(), in_line(text))
            y += strong.height()
        painter.setFont(theme.font(14))
        amount = theme.metrics(14).horizontalAdvance(self._amount)
        box = QRect(self._EDGE, self._TOP, wide, strong.height() * len(lines))
        if self._amount_is_below(self.width()):
            box = QRect(self._EDGE, y + 1, wide, strong.height())
            wide -= amount + 10
        painter.drawText(
            box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._amount
        )
        painter.setFont(theme.font(12))
        painter.setPen(theme.color(look.muted))
        detail = cut_detail(self._detail, wide)
        painter.drawText(self._EDGE, y + 3 + small.ascent(), in_line(detail))

    def _paint_ground(self, painter: QPainter) -> None:
        look = theme.tokens()
        over = self.underMouse() and not self.isChecked()
        painter.setBrush(theme.color(look.hover if over or self.isDown() else look.surface))
        edge = look.accent_text if self.isChecked() else look.line
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color(edge), 1))
        if self.isChecked() or self.hasFocus():
            painter.setPen(QPen(theme.color(look.accent_text), 2 if self.hasFocus() else 1.5))
            box.adjust(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 10, 10)

    def _amount_is_below(self, width: int) -> bool:
        """Whether the amount is so long that it would leave no room for the name."""
        amount = theme.metrics(14).horizontalAdvance(self._amount)
        return amount > (width - 2 * self._EDGE) * 0.45

    def _metrics(self) -> tuple[QFontMetrics, QFontMetrics]:
        strong = theme.metrics(14, QFont.Weight.DemiBold)
        return strong, theme.metrics(12)

    def _lines(self, width: int) -> list[str]:
        room = width - 2 * self._EDGE
        if not self._amount_is_below(width):
            room -= theme.metrics(14).horizontalAdvance(self._amount) + 10
        return _in_two_lines(self._name, room)


@lru_cache(256)
def _in_two_lines(text: str, room: int) -> list[str]:
    """Break a bold name between words into at most two lines; what does not fit is elided."""
    metrics = theme.metrics(14, QFont.Weight.DemiBold)
    words = text.split() or [""]
    first = words.pop(0)
    while words and metrics.horizontalAdvance(f"{first} {words[0]}") <= room:
        first = f"{first} {words.pop(0)}"
    lines = [first] + ([" ".join(words)] if words else [])
    return [metrics.elidedText(text, Qt.TextElideMode.ElideRight, room) for text in lines]


@lru_cache(256)
def cut_detail(text: str, room: int) -> str:
    """A detail in the room there is: its first part, the ticket's number, is whole or not there."""
    small = theme.metrics(12)
    cut = small.elidedText(text, Qt.TextElideMode.ElideRight, room)
    first = text.partition(" · ")[0]
    return cut if cut.startswith(first) or small.horizontalAdvance(first) > room else first
