"""The only box in which money is typed."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QValidator,
)
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QWidget

from pos_app.domain.money import MoneyFormat, format_number, parse_amount, shop_format
from pos_app.domain.words import _
from pos_app.errors import UserError
from ui import theme
from ui.widgets.texts import tip

MAX_TYPED = 40
"""The most characters a person can type or paste; an amount needs fewer."""


class _Length(QValidator):
    """Refuses a text that is too long as a whole: cutting it would change an amount in silence."""

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        fits = len(text) <= MAX_TYPED
        state = QValidator.State.Acceptable if fits else QValidator.State.Invalid
        return state, text, position


class AmountEdit(QLineEdit):
    """A box for an amount of money in the shop's format, in minor units.

    What is typed is never changed or reformatted; the currency symbol stands beside it and is not part
    of the text. Empty means no amount. The first key after the box was filled, entered or confirmed
    with Enter replaces what was there. Put it in a :class:`ui.widgets.Field` to show its errors.

    Signals:
        edited(): a person changed the text.
        refused(str): what is wrong, in words; empty when it is put right.
    """

    edited = Signal()
    refused = Signal(str)

    def __init__(
        self,
        *,
        name: str = "",
        look: str = "",
        fmt: MoneyFormat | None = None,
        field: str = "amount",
        empty: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``look`` is empty for a plain field, ``amount`` for a large figure, ``figure`` the largest.

        ``empty`` says what an empty box means, where that is something else than an amount of zero.
        """
        super().__init__(parent)
        self._format = fmt or shop_format()
        self._field = field
        self._error = ""
        self._entering = False
        before, _middle, after = self._format.positive.partition("{}")
        self._before, self._after = before, after
        self.setProperty("look", look)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(name)
        self._empty = empty
        self.setPlaceholderText(empty or format_number(0, self._format))
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.setValidator(_Length(self))
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._check_quietly)
        self.returnPressed.connect(self.selectAll, Qt.ConnectionType.QueuedConnection)
        self.inputRejected.connect(self._reject)

    @property
    def money_format(self) -> MoneyFormat:
        """How amounts are written in this box."""
        return self._format

    def amount(self) -> int:
        """The amount in minor units, asked for when it is confirmed: the next key typed replaces it.

        Raises:
            UserError: the box is empty or cannot be read; the error is shown at the box too.
        """
        if self.hasFocus():
            self.selectAll()
        try:
            minor = parse_amount(self.text(), self._format, field=self._field)
        except UserError as error:
            self.show_error(error.text)
            raise
        self.show_error("")
        return minor

    def value(self) -> int | None:
        """The amount in minor units, or None while there is none that can be read. Shows no error."""
        try:
            return parse_amount(self.text(), self._format, field=self._field)
        except UserError:
            return None

    def set_amount(self, minor: int | None) -> None:
        """Fill the box with an amount, or empty it; the next key typed replaces it."""
        self.setText("" if minor is None else self._editable(minor))
        self.show_error("")
        if self.hasFocus():
            self.selectAll()

    def error(self) -> str:
        """What is wrong with what was typed, or nothing."""
        return self._error

    def show_error(self, text: str) -> None:
        """Mark the box as wrong and say why, or as right again with an empty text."""
        if text == self._error:
            return
        self._error = text
        self.setAccessibleDescription(text)
        self.setToolTip(tip(text))
        theme.vary(self, error=bool(text))
        self.refused.emit(text)

    def _editable(self, minor: int) -> str:
        return format_number(minor, self._format)

    def _typed(self) -> None:
        if self._error:
            self._check_quietly()
        self.edited.emit()

    def _check_quietly(self) -> None:
        try:
            if self.text().strip():
                parse_amount(self.text(), self._format, field=self._field)
        except UserError as error:
            self.show_error(error.text)
        else:
            self.show_error("")

    def _reject(self) -> None:
        self.show_error(_("That is too long to be an amount. Nothing was changed."))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select everything, so that the first key replaces it."""
        super().focusInEvent(event)
        self._entering = event.reason() is Qt.FocusReason.MouseFocusReason
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A tap that enters the box selects everything; a later one places the cursor."""
        super().mouseReleaseEvent(event)
        if self._entering and not self.hasSelectedText():
            self.selectAll()
        self._entering = False

    def changeEvent(self, event: QEvent) -> None:
        """Keep room for the symbol in the font there is."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            metrics = self.fontMetrics()
            left = metrics.horizontalAdvance(self._before)
            self.setTextMargins(left, 0, metrics.horizontalAdvance(self._after), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, and the currency symbol beside the number."""
        super().paintEvent(event)
        if self._format.symbol in self.text() or (self._empty and not self.text()):
            return
        look = theme.tokens()
        metrics = self.fontMetrics()
        inner = self._inner()
        number = metrics.horizontalAdvance(self.text() or self.placeholderText())
        empty = look.faint if self.property("look") else look.muted  # As the number beside it.
        color = look.ink if self.text() else empty
        painter = QPainter(self)
        painter.setPen(QColor(color if self.isEnabled() else look.disabled_ink))
        after = metrics.horizontalAdvance(self._after)
        before = metrics.horizontalAdvance(self._before)
        left = max(inner.left(), inner.right() - after - number - before - 2)
        for symbol, x in ((self._before, left), (self._after, inner.right() - after)):
            box = QRect(QPoint(x, inner.top()), inner.bottomRight())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, symbol)

    def _inner(self) -> QRect:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        return self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)


def type_into(edit: QLineEdit, text: str) -> None:
    """Send what a key would have sent: validators, selection and signals see no difference."""
    edit.event(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, _PLAIN, text))


def press_key(edit: QObject, key: Qt.Key) -> None:
    """Send a key without a letter, such as Backspace."""
    edit.event(QKeyEvent(QEvent.Type.KeyPress, key, _PLAIN))


_PLAIN = Qt.KeyboardModifier.NoModifier
