"""What is only read: text in its roles, figures, badges, chips, initials and elided names."""

from enum import StrEnum

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui import icons, theme
from ui.widgets.texts import breakable, in_line, plain, tip


class Role(StrEnum):
    """Size and weight of a text; FIGURE, SUM, TOTAL, HUGE are for amounts, growing."""

    BODY = ""
    TITLE = "title"
    HEADING = "heading"
    NAME = "name"
    STRONG = "strong"
    FIELD = "field"
    DETAIL = "detail"
    MUTED = "muted"
    FIGURE = "figure"
    SUM = "sum"
    TOTAL = "total"
    HUGE = "huge"


class Tone(StrEnum):
    """Colour of a text or badge, always beside words that say the same."""

    PLAIN = ""
    MUTED = "muted"
    DUE = "due"
    CREDIT = "credit"
    DANGER = "danger"
    INFO = "info"
    ACCENT = "accent"


class Dot(StrEnum):
    """The coloured dot of a chip."""

    NONE = ""
    GOOD = "dot_good"
    WAIT = "dot_wait"
    BAD = "dot_bad"
    IDLE = "dot_idle"


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Words(QLabel):
    """Plain text, never markup, that runs as the screen does, whatever script it begins with."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def text(self) -> str:
        """What it says."""
        return plain(self._said)

    def setText(self, text: str) -> None:
        """Say something else."""
        self._said = text
        super().setText(in_line(breakable(text) if self.wordWrap() else text))

    def setWordWrap(self, on: bool) -> None:
        """Let it take more lines than one; a word that is wider than they are is broken too."""
        super().setWordWrap(on)
        self.setText(self._said)


def label(
    text: str = "",
    role: Role = Role.BODY,
    tone: Tone = Tone.PLAIN,
    *,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
) -> QLabel:
    """A line of plain text (never markup)."""
    made = Words(text)
    made.setProperty("role", role.value)
    made.setProperty("tone", tone.value)
    made.setAlignment(align)
    return made


def paragraph(text: str = "", role: Role = Role.DETAIL, tone: Tone = Tone.PLAIN) -> QLabel:
    """Plain text that wraps."""
    made = label(text, role, tone)
    made.setWordWrap(True)
    return made


def figure(text: str = "", role: Role = Role.BODY, tone: Tone = Tone.PLAIN) -> QLabel:
    """An amount: right-aligned, figures of one width."""
    return label(text, role, tone, align=_RIGHT)


def set_tone(target: QLabel, tone: Tone) -> None:
    """Change the colour of a text."""
    theme.vary(target, tone=tone.value)


class Badge(QLabel):
    """A small coloured word: *Charge*, *Credit*, *Member*. MUTED or PLAIN is the grey one."""

    def __init__(
        self, text: str = "", tone: Tone = Tone.MUTED, parent: QWidget | None = None
    ) -> None:
        super().__init__(in_line(text), parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_tone(tone)

    def set_tone(self, tone: Tone) -> None:
        """Change its colour."""
        theme.vary(self, badge="mute" if tone in (Tone.MUTED, Tone.PLAIN) else tone.value)


class Chip(QWidget):
    """A rounded word with a dot, for a state: *Printer ready*. Press a ``Button(kind=CHIP)`` instead.

    Signals:
        pressed(): a person pressed it, for more about the state; what that shows has a way by keys too.
    """

    pressed = Signal()
    _HEIGHT = 27
    _LEAST = 200

    def __init__(self, text: str = "", dot: Dot = Dot.NONE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._dot = Dot.NONE
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_state(text, dot)

    def text(self) -> str:
        """What it says."""
        return self._text

    def set_state(self, text: str, dot: Dot = Dot.NONE) -> None:
        """Change what it says and its dot."""
        if (text, dot) == (self._text, self._dot):
            return
        self._text = text
        self._dot = dot
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell that it was pressed."""
        super().mouseReleaseEvent(event)
        if self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The press is this one's, not the bar's."""
        event.accept()

    def sizeHint(self) -> QSize:
        """Dot, text and padding."""
        width = theme.metrics(13).horizontalAdvance(self._text)
        return QSize(width + 22 + (14 if self._dot else 0), self._HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """A name of any length leaves the bar its room: it is cut with an ellipsis."""
        return QSize(min(self.sizeHint().width(), self._LEAST), self._HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Outline, dot, text."""
        look = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(look.line))
        painter.setBrush(QColor(look.raised))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        left = 11
        if self._dot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(getattr(look, self._dot.value)))
            painter.drawEllipse(left - 1, (self.height() - 8) // 2, 8, 8)
            left += 13
        painter.setFont(theme.font(13))
        painter.setPen(QColor(look.muted))
        area = QRect(left, 0, self.width() - left - 9, self.height())
        shown = theme.metrics(13).elidedText(self._text, Qt.TextElideMode.ElideRight, area.width())
        self.setToolTip(tip(self._text) if shown != self._text else "")
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, in_line(shown))


class Avatar(QWidget):
    """A person's initials in a circle of ``side`` pixels."""

    def __init__(self, name: str = "", side: int = 44, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._initials = initials(name)
        self.setAccessibleName(name)
        self.setFixedSize(side, side)

    def set_name(self, name: str) -> None:
        """Show another person."""
        if name == self.accessibleName():
            return
        self._initials = initials(name)
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A soft circle and the initials; a figure of a person for nobody in particular."""
        look = theme.tokens()
        paint_avatar(self, self._initials, look.accent_soft, look.accent_text)


def initials(name: str) -> str:
    """The first letters of the first and last word of a name, at most two."""
    words = [word for word in name.split() if word[0].isalnum()]
    picked = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in picked).upper()


def paint_avatar(widget: QWidget, letters: str, ground: str, ink: str) -> None:
    """Fill ``widget`` with a circle and letters, or a person's outline where there are none."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawEllipse(widget.rect())
    if not letters:
        inset = widget.width() // 4
        icons.paint(painter, "user", ink, widget.rect().adjusted(inset, inset, -inset, -inset))
        return
    painter.setFont(theme.font(13 if widget.width() < 40 else 15, QFont.Weight.Bold))
    painter.setPen(QColor(ink))
    painter.drawText(widget.rect(), Qt.AlignmentFlag.AlignCenter, letters)


class Icon(QWidget):
    """An icon alone, in the colour of a token (``ink``, ``muted``, ``due`` …)."""

    def __init__(
        self, name: str, token: str = "muted", side: int = 20, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._token = token
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The icon, in today's colour of its token."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icons.paint(painter, self._name, getattr(theme.tokens(), self._token), self.rect())


class ElidedLabel(Words):
    """A name of any length in the room there is: cut with an ellipsis, whole in its tooltip."""

    def __init__(
        self,
        text: str = "",
        role: Role = Role.BODY,
        tone: Tone = Tone.PLAIN,
        parent: QWidget | None = None,
    ) -> None:
        self._whole = ""
        super().__init__(parent=parent)
        self.setProperty("role", role.value)
        self.setProperty("tone", tone.value)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def text(self) -> str:
        """The whole text."""
        return plain(self._whole)

    def setText(self, text: str) -> None:
        """Show another text."""
        if text == self._whole:
            return
        self._whole = text
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """The whole text in one line."""
        self.ensurePolished()
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._whole) + 2, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        return QSize(min(24, self.sizeHint().width()), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        line = self._whole.replace("\n", " ")
        shown = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, self.width())
        super().setText(shown)
        self.setToolTip(tip(self._whole) if shown != self._whole else "")


class SummaryRow(QWidget):
    """A name at the left and its amount at the right, as in an order summary."""

    def __init__(
        self,
        text: str,
        amount: str = "",
        *,
        role: Role = Role.BODY,
        tone: Tone = Tone.PLAIN,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        name_tone = Tone.MUTED if role is Role.BODY else Tone.PLAIN
        self._name = ElidedLabel(text, role, name_tone)
        self._figure = figure(amount, role, tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 5, 0, 5)
        row.setSpacing(12)
        row.addWidget(self._name, 1)
        row.addWidget(self._figure)

    def set_text(self, text: str) -> None:
        """Change the name."""
        self._name.setText(text)

    def set_amount(self, amount: str, tone: Tone = Tone.PLAIN) -> None:
        """Change the amount, as it is to be read."""
        self._figure.setText(amount)
        set_tone(self._figure, tone)
