"""Balance over time, drawn: above the line a client owes, below it they have credit."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from pos_app.domain.client_account import in_words
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.services.history import DayBalance
from ui import theme

_HEIGHT_PX = 96
_LABEL_PX = 190
_EDGE = 4
_LINE_PX = 18


class BalanceChart(QWidget):
    """A stepped line: each day's balance until the next day that changed it."""

    def __init__(self) -> None:
        super().__init__()
        self._days: Sequence[DayBalance] = ()
        self._first, self._last = date.min, date.min
        self.setMinimumHeight(_HEIGHT_PX)

    def clear(self) -> None:
        """Draw nothing until it is known what is so."""
        self._days, self._first, self._last = (), date.min, date.min
        self.update()

    def show_days(self, days: Sequence[DayBalance], first: date, last: date) -> None:
        """Draw what was so from ``first`` to ``last``; days before say what it began with."""
        self._days, self._first, self._last = days, first, last
        said = in_words(days[-1].owed, days[-1].has) if days else in_words(0, 0)
        self.setAccessibleName(_("Balance over time. Now: {balance}").format(balance=said))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line of nothing, the steps, and in words what is so now, the extremes and nothing."""
        if self._first == self._last:
            return
        steps = self._steps()
        most = max([0, *(balance for _day, balance in steps)])
        least = min([0, *(balance for _day, balance in steps)])
        area = QRectF(_EDGE, 8, self.width() - _LABEL_PX - 2 * _EDGE, self.height() - 16)
        span = (most - least) or 1
        zero = area.top() + area.height() * (most / span if most or least else 0.5)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme.tokens()
        painter.setPen(QPen(QColor(look.line), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
        line = QPolygonF()
        days = max((self._last - self._first).days, 1)
        before = zero
        for day, balance in [*steps, (self._last, steps[-1][1] if steps else 0)]:
            x = area.left() + area.width() * (day - self._first).days / days
            y = zero - area.height() * balance / span
            line << QPointF(x, before) << QPointF(x, y)
            before = y
        painter.setPen(QPen(QColor(look.accent_text), 2))
        painter.drawPolyline(line)
        now = steps[-1][1] if steps else 0
        marks = {now: before, most: area.top(), least: area.bottom(), 0: zero}
        self._write(painter, int(area.right()) + 10, marks)

    def _steps(self) -> list[tuple[date, int]]:
        """What was owed, less what was there to spend, from each day on; at its first, what it was."""
        found = [(self._first, 0)]
        for day in self._days:
            on = date.fromisoformat(day.date)
            step = (max(on, self._first), day.owed - day.has)
            if on <= self._first:
                found = [step]
            elif on <= self._last:
                found.append(step)
        return found

    def _write(self, painter: QPainter, left: int, marks: Mapping[int, float]) -> None:
        """Write balances at their heights. The first is that of now; others give way to it."""
        look = theme.tokens()
        painter.setFont(theme.font(12))
        taken: list[float] = []
        for balance, y in marks.items():
            if any(abs(y - other) < _LINE_PX for other in taken):
                continue
            words = in_words(max(balance, 0), max(-balance, 0)) if balance else money(0)
            ink = look.muted
            if not taken:
                words = _("Now: {balance}").format(balance=words)
                ink = look.due if balance > 0 else look.credit if balance < 0 else look.muted
            taken.append(y)
            painter.setPen(QColor(ink))
            area = QRect(left, int(y) - _LINE_PX // 2, _LABEL_PX - 10, _LINE_PX)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, words)
