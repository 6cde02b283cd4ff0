"""Surfaces: cards, panels, notices and empty states."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
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


class WholeArea(QScrollArea):
    """One that asks for room for all that is in it, where a plain one asks for a few lines only."""

    def sizeHint(self) -> QSize:
        """As high as what is in it, at the width it has."""
        inside = self.widget()
        if inside is None:
            return super().sizeHint()
        high = max(inside.sizeHint().height(), inside.heightForWidth(self.width()))
        return QSize(super().sizeHint().width(), high)


def scrolled(inside: QWidget, kind: type[QScrollArea] = QScrollArea) -> QScrollArea:
    """A form that may be higher than its place."""
    inside.setProperty("plain", True)
    area = kind()
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

    Attributes:
        shut: its cross.

    Signals:
        closed(): a person closed it.
    """

    closed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._before: QWidget | None = None
        self._title = ElidedLabel(title, Role.HEADING)
        self.setAccessibleName(title)
        self.shut = Button(
            kind=Kind.QUIET, size=Size.SMALL, icon="close", name=_("Close"), clicked=self.dismiss
        )
        head = QHBoxLayout()
        head.setContentsMargins(0, -5, -5, -5)
        head.addWidget(self._title, 1)
        head.addWidget(self.shut)
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
        now = QApplication.focusWidget()
        if now is None or not self.isAncestorOf(now):
            # Whatever shows the panel, such as a stack, may have done so already.
            self._before = now
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
        self._text.setContentsMargins(0, 7, 0, 7)
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
            width = min(400, words.fontMetrics().horizontalAdvance(text) + 4)
            words.setFixedSize(width, words.heightForWidth(width))
            column.addWidget(words, 0, center)
        if action is not None:
            column.addSpacing(8)
            column.addWidget(action, 0, center)
        column.addStretch(1)


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
