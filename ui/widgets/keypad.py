"""A number pad for fingers, writing into the amount that has the focus."""

from typing import TypeGuard

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QSizePolicy, QWidget
from shiboken6 import isValid

from pos_app.domain.money import MoneyFormat, shop_format
from pos_app.domain.words import _
from ui.widgets.amount_edit import AmountEdit, press_key, type_into
from ui.widgets.buttons import Button, Kind

_NUMBERS = Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhPreferNumbers


class Keypad(QWidget):
    """7 8 9 / 4 5 6 / 1 2 3 / point 0 backspace; it never takes the focus itself.

    It writes into the :class:`AmountEdit` that has the focus, or the box that asks for numbers by its
    input method hints (a check's number), else into the amount it was last aimed at.
    The point is the locale's; a currency without decimals has none, and a double zero instead.
    """

    def __init__(self, fmt: MoneyFormat | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._target: AmountEdit | None = None
        self._keys: dict[str, Button] = {}
        chosen = fmt or shop_format()
        point = chosen.decimal if chosen.currency.exponent else "00"
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Number pad"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for place, text in enumerate(["7", "8", "9", "4", "5", "6", "1", "2", "3", point, "0"]):
            grid.addWidget(self._key(text), place // 3, place % 3)
        erase = Button(kind=Kind.KEY, icon="backspace", name=_("Backspace"), clicked=self._erase)
        erase.setAutoRepeat(True)
        self._place(erase, "backspace")
        grid.addWidget(erase, 3, 2)

    def aim(self, target: AmountEdit) -> None:
        """Write into ``target`` where no amount has the focus."""
        self._target = target

    def key(self, text: str) -> Button:
        """The key that writes ``text``; ``backspace`` for the last one."""
        return self._keys[text]

    @staticmethod
    def can_write(box: QWidget | None) -> TypeGuard[QLineEdit]:
        """Whether it is a box for an amount or another number."""
        is_amount = isinstance(box, AmountEdit)
        return is_amount or (isinstance(box, QLineEdit) and bool(box.inputMethodHints() & _NUMBERS))

    def target(self) -> QLineEdit | None:
        """Where the next key goes."""
        focused = QApplication.focusWidget()
        if self.can_write(focused):
            return focused
        return self._target if isValid(self._target) else None

    def _key(self, text: str) -> Button:
        key = Button(text, kind=Kind.KEY, clicked=lambda: self._write(text))
        self._place(key, text)
        return key

    def _place(self, key: Button, text: str) -> None:
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        key.setMinimumSize(QSize(56, 44))
        self._keys[text] = key

    def _write(self, text: str) -> None:
        target = self._ready()
        if target is not None:
            type_into(target, text)

    def _erase(self) -> None:
        target = self._ready()
        if target is not None:
            press_key(target, Qt.Key.Key_Backspace)

    def _ready(self) -> QLineEdit | None:
        target = self.target()
        if target is None or not target.isEnabled() or target.isReadOnly():
            return None
        if not target.hasFocus():
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        return target
