"""Surfaces: cards, panels, notices, empty states and the cards of open tickets."""

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from pos_app.domain.words import _
from ui import theme
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.labels import ElidedLabel, Icon, Role, Tone, label, paragraph


class Card(QFrame):
    """A white rounded surface with a column in it: ``card.column.addWidget(...)``."""

    def __init__(self, title: str = "", *, margin: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(12)
        if title:
            self.column.addWidget(label(title, Role.HEADING))


def line() -> QFrame:
    """A thin rule across a card."""
    made = QFrame()
    made.setProperty("rule", "line")
    made.setFixedHeight(1)
    return made


def dashed_line() -> QFrame:
    """A thin broken rule, between what is owed and what was paid."""
    made = QFrame()
    made.setProperty("rule", "dashed")
    made.setFixedHeight(1)
    return made


def scrolled(inside: QWidget) -> QScrollArea:
    """A form that may be higher than its place."""
    inside.setProperty("plain", True)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area


def bring_into_view(widget: QWidget) -> None:
    """Scroll what ``widget`` stands in until it shows: Qt does that for Tab only."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if parent is not None:
        parent.ensureWidgetVisible(widget)


class Panel(Card):
    """A panel in the page, in place of a dialog: a title, a body, closed by its cross or Esc.

    Fill ``body``. Opening remembers where the focus was, closing brings it back.

    Signals:
        closed(): a person closed it.
    """

    closed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._before: QWidget | None = None
        self._title = label(title, Role.HEADING)
        self.setAccessibleName(title)
        shut = Button(
            kind=Kind.QUIET, size=Size.SMALL, icon="close", name=_("Close"), clicked=self.dismiss
        )
        head = QHBoxLayout()
        head.setContentsMargins(0, -5, -5, -5)
        head.addWidget(self._title, 1)
        head.addWidget(shut)
        self.column.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.column.addLayout(self.body)

    def set_title(self, title: str) -> None:
        """Change its title."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def open(self, focus: QWidget | None = None) -> None:
        """Show it, and put the focus where work starts."""
        if self.isHidden():
            self._before = QApplication.focusWidget()
        self.show()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
            bring_into_view(focus)

    def dismiss(self) -> None:
        """Close it as a person does, and tell."""
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)


class NoticeTone(StrEnum):
    """What a notice is about."""

    INFO = "info"
    GOOD = "good"
    WARN = "warn"
    ERROR = "error"


_NOTICE_ICONS = {
    NoticeTone.INFO: ("info", "info"),
    NoticeTone.GOOD: ("done", "credit"),
    NoticeTone.WARN: ("alert", "due"),
    NoticeTone.ERROR: ("alert", "danger"),
}


class Notice(QFrame):
    """A message in the page, with at most one action; never in the way.

    Attributes:
        action: the button of its action, if it has one.

    Signals:
        dismissed(): a person closed it.
    """

    dismissed = Signal()

    def __init__(
        self,
        text: str,
        tone: NoticeTone = NoticeTone.INFO,
        *,
        action: str = "",
        act: Callable[[], object] | None = None,
        key: str = "",
        can_dismiss: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        icon_name, token = _NOTICE_ICONS[tone]
        self.setProperty("notice", tone.value)
        self._text = paragraph(text, Role.BODY)
        self.setAccessibleName(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 2, 7, 2)
        row.setSpacing(10)
        row.addWidget(Icon(icon_name, token))
        row.addWidget(self._text, 1)
        self.action: Button | None = None
        if action:
            self.action = Button(action, act, size=Size.SMALL, key=key)
            row.addWidget(self.action)
        if can_dismiss:
            shut = Button(
                kind=Kind.QUIET,
                size=Size.SMALL,
                icon="close",
                name=_("Dismiss"),
                clicked=self.dismiss,
            )
            row.addWidget(shut)
        self.setMinimumHeight(50)

    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def set_text(self, text: str) -> None:
        """Change what it says."""
        self._text.setText(text)
        self.setAccessibleName(text)

    def dismiss(self) -> None:
        """Close it as a person does, and tell."""
        self.hide()
        self.dismissed.emit()


class EmptyState(QWidget):
    """What stands where there is nothing yet: icon, title, what to do, and the way to do it."""

    def __init__(
        self,
        icon: str,
        title: str,
        text: str = "",
        *,
        action: Button | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        center = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setSpacing(6)
        column.addStretch(1)
        column.addWidget(Icon(icon, "faint", 36), 0, center)
        column.addSpacing(6)
        column.addWidget(label(title, Role.HEADING), 0, center)
        if text:
            words = paragraph(text, Role.BODY, Tone.MUTED)
            words.setAlignment(center)
            words.ensurePolished()
            width = min(380, words.fontMetrics().horizontalAdvance(text) + 4)
            words.setFixedSize(width, words.heightForWidth(width))
            column.addWidget(words, 0, center)
        if action is not None:
            column.addSpacing(8)
            column.addWidget(action, 0, center)
        column.addStretch(1)


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
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
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
        if name != self.toolTip():
            self.setToolTip(name)
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
            painter.drawText(self._EDGE, y + strong.ascent(), text)
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
        detail = small.elidedText(self._detail, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(self._EDGE, y + 3 + small.ascent(), detail)

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


_ACT_PX = 44
"""As high as a button, with one beside the name or without: figures stand in one line."""
_LONG = 12
"""From so many characters on, a figure is written smaller: four of them stand side by side."""


class InfoCard(Card):
    """A figure with its name above and a detail below, as in a client's profile.

    Attributes:
        row: the row of its name, to which what can be done is added: the figure has all the width.
    """

    def __init__(
        self, name: str, amount: str = "", detail: str = "", tone: Tone = Tone.PLAIN
    ) -> None:
        super().__init__()
        self.column.setSpacing(2)
        self.column.setContentsMargins(16, 6, 12, 12)
        self._figure: QLabel = label(amount, Role.FIGURE, tone)
        self._detail = ElidedLabel(detail, Role.DETAIL)
        self.row = QHBoxLayout()
        self.row.addStrut(_ACT_PX)
        self.row.addWidget(ElidedLabel(name, Role.BODY, Tone.MUTED), 1)
        self.column.addLayout(self.row)
        self.column.addWidget(self._figure)
        self.column.addWidget(self._detail)

    def set_figure(self, amount: str, detail: str = "", tone: Tone = Tone.PLAIN) -> None:
        """Change what it shows."""
        self._figure.setText(amount)
        self._detail.setText(detail)
        role = Role.SUM if len(amount) >= _LONG else Role.FIGURE
        theme.vary(self._figure, tone=tone.value, role=role.value)
