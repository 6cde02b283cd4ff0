"""Editors with their label above and their error below, and the search field."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QVBoxLayout,
    QWidget,
)

from pos_app import locales
from pos_app.domain.words import _
from ui import icons, theme
from ui.widgets.amount_edit import AmountEdit
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.keys import bind_key, draw_key, key_text
from ui.widgets.labels import Role, Tone, label, paragraph
from ui.widgets.picker import Picker
from ui.widgets.texts import in_line, plain, tip


class NamedBox(QCheckBox):
    """A box to tick that has a name in its words: of any length, script and sign, cut where it must be."""

    _LEAST_PX = 120

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setText(text)

    def text(self) -> str:
        """The whole of its words."""
        return plain(self._whole)

    def setText(self, text: str) -> None:
        """Change its words; an ampersand in them is an ampersand."""
        self._whole = text
        self.setAccessibleName(plain(text))
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for all of its words."""
        shown = super().sizeHint()
        more = self._advance(self._whole) - self._advance(super().text().replace("&&", "&"))
        return QSize(shown.width() + max(more, 0) + 2, shown.height())

    def minimumSizeHint(self) -> QSize:
        """A long name leaves the panel as wide as it is."""
        return QSize(min(self.sizeHint().width(), self._LEAST_PX), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        words = QStyle.SubElement.SE_CheckBoxContents
        room = self.style().subElementRect(words, option, self).width()
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        super().setText(in_line(shown).replace("&", "&&"))
        self.setToolTip(tip(self._whole) if shown != self._whole else "")

    def _advance(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)


class Field(QWidget):
    """A label, an editor, and below it a line that holds a hint, or the error instead.

    The line keeps its room, so nothing jumps when an error comes: leave out spacing between fields.
    """

    def __init__(
        self, text: str, editor: QWidget, *, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self._hint = hint
        self._error = ""
        self._line = paragraph(hint)
        self._line.setMinimumHeight(16)
        column = QVBoxLayout(self)
        # The label belongs to the editor below it, and keeps away from what stands above.
        column.setContentsMargins(0, 4 if text else 0, 0, 0)
        column.setSpacing(4)
        if text:
            column.addWidget(label(text, Role.FIELD))
            editor.setAccessibleName(text)
        column.addWidget(editor)
        column.addWidget(self._line)
        if isinstance(editor, AmountEdit):
            editor.refused.connect(self._say)
        elif isinstance(editor, Picker):
            editor.refused.connect(self.show_error)
        elif isinstance(editor, QLineEdit):
            editor.textEdited.connect(self._forget)

    def error(self) -> str:
        """The error shown, or nothing."""
        return self._error

    def show_error(self, text: str) -> None:
        """Show what is wrong below the editor; empty takes it away."""
        if isinstance(self.editor, AmountEdit):
            self.editor.show_error(text)
        else:
            theme.vary(self.editor, error=bool(text))
            self.editor.setAccessibleDescription(text)
        self._say(text)

    def set_hint(self, hint: str) -> None:
        """Change the line that stands where no error is."""
        self._hint = hint
        self._say(self._error)

    def _forget(self) -> None:
        """What was wrong is being put right: it is not said of what stands there now."""
        if self._error:
            self.show_error("")

    def _say(self, text: str) -> None:
        self._error = text
        self._line.setText(text or self._hint)
        theme.vary(self._line, tone=Tone.DANGER.value if text else Tone.PLAIN.value)


class NumberEdit(QSpinBox):
    """A whole number from ``low`` to ``high`` that is not money, such as a quantity or days."""

    def __init__(
        self, low: int = 0, high: int = 9999, *, suffix: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setRange(low, high)
        self.setSuffix(suffix)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # And no focus by the wheel.
        # Qt lays the text of a styled spin box at its very edge, whatever padding the style gives.
        self.lineEdit().setTextMargins(11, 0, 0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what scrolls: a number under the pointer would change unseen."""
        event.ignore()


class Choice(QComboBox):
    """One of a list, whose rows are as high as a finger needs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The one that Qt brings heeds no height of a style sheet.
        self.setItemDelegate(QStyledItemDelegate(self))

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """A long name is cut at its end, not through a letter nor, in Arabic, at its beginning."""
        super().initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        control = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(control, option, field, self).width()
        cut = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(option.currentText, cut, max(room - 4, 0))
        option.currentText = in_line(shown)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what scrolls: a choice under the pointer would change unseen."""
        event.ignore()


class DateEdit(QDateEdit):
    """A date, written as the shop's place writes it, with a calendar to pick from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Qt knows the language only, and in English would put an American's month first everywhere.
        self.setDisplayFormat(locales.date_pattern())
        self.setCalendarPopup(True)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what scrolls: a day under the pointer would change unseen."""
        event.ignore()


def _is_key_of_button(event: QKeyEvent) -> bool:
    """Alt with a letter: the key of a button that is off just now, which Qt would type."""
    typed = event.text()
    alone = event.modifiers() == Qt.KeyboardModifier.AltModifier
    return alone and typed.isascii() and typed.isalnum()


class SearchEdit(QLineEdit):
    """A search and scan field: glass at the left, a clear button once something is typed; Esc clears.

    Signals:
        cleared(): a person emptied it.
    """

    cleared = Signal()

    def __init__(
        self, placeholder: str = "", *, key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._key_shown = key_text(key) if key else ""
        self.setProperty("look", "search")
        self.setPlaceholderText(placeholder or _("Search"))
        self.setAccessibleName(self.placeholderText())
        self._clear = Button(
            kind=Kind.QUIET,
            size=Size.SMALL,
            icon="close",
            name=_("Clear"),
            clicked=self._wipe,
            parent=self,
        )
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.hide()
        self.setTextMargins(0, 0, 34, 0)
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        if key:
            bind_key(key, self, self._enter)

    def _enter(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _wipe(self) -> None:
        self.clear()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.cleared.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties it; in an empty one it is for whatever the field stands in."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self._wipe()
        elif _is_key_of_button(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the clear button at the right."""
        super().resizeEvent(event)
        self._clear.setGeometry(self.width() - 44, (self.height() - 44) // 2, 44, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box with its glass."""
        super().paintEvent(event)
        side = 18
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRect(14, (self.height() - side) // 2, side, side)
        look = theme.tokens()
        icons.paint(painter, "search", look.muted, box)
        if self._key_shown and not self.text():
            draw_key(
                painter, self._key_shown, QColor(look.muted), self.width() - 12, self.height() // 2
            )
