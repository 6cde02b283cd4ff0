"""A choice of many: a list to open, or to search by typing any part of a name."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QWidget,
)


class Picker(QComboBox):
    """A combo box that finds what is typed anywhere in a name; something known is always chosen."""

    def __init__(
        self, choices: Sequence[tuple[str, str]] = (), *, parent: QWidget | None = None
    ) -> None:
        """``choices`` are values and their names."""
        super().__init__(parent)
        # The one that Qt brings heeds no height of a style sheet.
        self.setItemDelegate(QStyledItemDelegate(self))
        self._line = QLineEdit(self)
        self.setLineEdit(self._line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        completer = QCompleter(self.model(), self)
        self.setCompleter(completer)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        for shown in (self.view(), completer.popup()):
            if isinstance(shown, QListView):
                # Else each name is measured: in a list of all places, through every font there is.
                shown.setUniformItemSizes(True)
        self._line.editingFinished.connect(self._settle)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other values; what is chosen stays so where it is among them."""
        chosen = self.value()
        self.clear()
        for value, name in choices:
            self.addItem(name, value)
        if chosen:
            self.choose(chosen)

    def value(self) -> str:
        """The value chosen; empty while there is nothing to choose."""
        return str(self.currentData() or "")

    def choose(self, value: str) -> None:
        """Choose a value; one that is not offered changes nothing."""
        place = self.findData(value)
        if place >= 0:
            self.setCurrentIndex(place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the name on entering, so that typing starts a new search."""
        super().focusInEvent(event)
        # Its list closes with the name found in the box: that one is not entered anew.
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            QTimer.singleShot(0, self._line, self._line.selectAll)

    def _settle(self) -> None:
        """Take the first name that matches what was typed, or stay with the one before."""
        typed = self._line.text().strip()
        if typed == self.currentText() and self.findText(typed) >= 0:
            self.setCurrentIndex(self.findText(typed))
            return
        place = self.findText(typed, Qt.MatchFlag.MatchContains) if typed else -1
        self.setCurrentIndex(place if place >= 0 else self.currentIndex())
        self.setEditText(self.itemText(self.currentIndex()))
