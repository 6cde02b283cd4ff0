"""Where a PIN is typed: a pad with dots for signing in, and a box for choosing a new one."""

from PySide6.QtCore import QPointF, QRegularExpression, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegularExpressionValidator,
)
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from pos_app.domain.words import _, plural
from pos_app.security.pin import MAX_DIGITS, MIN_DIGITS
from ui import theme
from ui.widgets.buttons import Button, Kind
from ui.widgets.labels import Role, Tone, paragraph, set_tone


class PinEdit(QLineEdit):
    """A box for a new PIN: digits only, shown as dots."""

    def __init__(self, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        only = QRegularExpression(f"[0-9]{{0,{MAX_DIGITS}}}")
        self.setValidator(QRegularExpressionValidator(only, self))


class _Dots(QWidget):
    """A dot for each digit typed, beside rings for those that a PIN has at least."""

    _SIDE, _STEP = 14, 26

    def __init__(self) -> None:
        super().__init__()
        self._filled = 0
        self.setFixedSize(MAX_DIGITS * self._STEP, 24)
        self.fill(0)

    def fill(self, count: int) -> None:
        self._filled = count
        self.setAccessibleName(plural("{count} digit typed", "{count} digits typed", count))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = max(self._filled, MIN_DIGITS)
        left = (self.width() - (shown - 1) * self._STEP) / 2
        for place in range(shown):
            full = place < self._filled
            painter.setPen(QPen(QColor(look.accent_text if full else look.faint), 1.5))
            painter.setBrush(QColor(look.accent_text) if full else Qt.BrushStyle.NoBrush)
            radius = self._SIDE / 2 - 1
            painter.drawEllipse(QPointF(left + place * self._STEP, 12), radius, radius)


class PinPad(QWidget):
    """Dots, what is wrong, and keys for fingers; the keyboard types into it while it has the focus.

    Signals:
        entered(str): Enter was pressed on a PIN that is long enough.
        typed(): a digit came or went.
    """

    entered = Signal(str)
    typed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pin = ""
        self._seconds = 0
        self._countdown = QTimer(self)
        self._countdown.setInterval(1000)
        self._countdown.timeout.connect(self._count_down)
        self._dots = _Dots()
        self._said = paragraph("", Role.BODY)
        self._said.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._said.setMinimumHeight(42)
        self._keys: dict[str, Button] = {}
        self.setAccessibleName(_("PIN"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._dots, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._said)
        column.addLayout(self._grid(), 1)

    def key(self, text: str) -> Button:
        """The key that types ``text``; ``erase`` and ``enter`` for the others."""
        return self._keys[text]

    def pin(self) -> str:
        """What was typed so far."""
        return self._pin

    def clear(self) -> None:
        """Forget what was typed."""
        self._change("")

    def say(self, text: str, tone: Tone = Tone.MUTED) -> None:
        """Say something under the dots."""
        self._said.setText(text)
        self.setAccessibleDescription(text)
        set_tone(self._said, tone)

    def said(self) -> str:
        """What stands under the dots."""
        return self._said.text()

    def ask(self) -> None:
        """Begin anew: nothing typed, and nothing is waited for."""
        self._countdown.stop()
        self._seconds = 0
        self.clear()
        self.set_waiting(False)
        self.say(_("Enter your PIN."))

    def hold_off(self, seconds: int) -> None:
        """Take no keys for so long after too many wrong PINs, and count down."""
        self.set_waiting(True)
        self._seconds = seconds + 1
        self._count_down()
        self._countdown.start()

    def is_held_off(self) -> bool:
        """Whether it counts down."""
        return self._countdown.isActive()

    def set_waiting(self, waiting: bool) -> None:
        """Take no keys while a PIN is being checked; the focus stays."""
        for key in self._keys.values():
            key.setEnabled(not waiting)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits, Backspace and Enter as on the pad; Esc begins again."""
        key, text = event.key(), event.text()
        # Ctrl+1 is the key of a page, also where that page is out of reach.
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if is_plain and text.isascii() and text.isdigit():
            self._keys[text].click()
        elif key == Qt.Key.Key_Backspace:
            self._keys["erase"].click()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keys["enter"].click()
        elif key == Qt.Key.Key_Escape and self._pin:
            self.clear()
        else:
            super().keyPressEvent(event)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, text in enumerate("123456789"):
            grid.addWidget(self._digit(text), place // 3, place % 3)
        erase = Button(kind=Kind.KEY, icon="backspace", name=_("Backspace"), clicked=self._erase)
        enter = Button(kind=Kind.PRIMARY, icon="done", name=_("Enter"), clicked=self._enter)
        grid.addWidget(self._placed("erase", erase), 3, 0)
        grid.addWidget(self._digit("0"), 3, 1)
        grid.addWidget(self._placed("enter", enter), 3, 2)
        return grid

    def _digit(self, text: str) -> Button:
        key = Button(text, kind=Kind.KEY, clicked=lambda: self._type(text))
        return self._placed(text, key)

    def _placed(self, name: str, key: Button) -> Button:
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        key.setMinimumSize(QSize(72, 56))
        self._keys[name] = key
        return key

    def _type(self, digit: str) -> None:
        if len(self._pin) < MAX_DIGITS:
            self._change(self._pin + digit)

    def _erase(self) -> None:
        self._change(self._pin[:-1])

    def _enter(self) -> None:
        if len(self._pin) < MIN_DIGITS:
            self.say(_("A PIN has {least} to {most} digits.").format(
                least=MIN_DIGITS, most=MAX_DIGITS), Tone.DANGER)  # fmt: skip
        else:
            self.entered.emit(self._pin)

    def _count_down(self) -> None:
        self._seconds -= 1
        if self._seconds > 0:
            text = _("Too many wrong PINs. Try again in {seconds} seconds.")
            self.say(text.format(seconds=self._seconds), Tone.DANGER)
        else:
            self.ask()

    def _change(self, pin: str) -> None:
        self._pin = pin
        self._dots.fill(len(pin))
        self.typed.emit()
