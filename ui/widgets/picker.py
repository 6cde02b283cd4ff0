"""A choice of many: a list to open, or to search by typing any part of a name."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QWidget,
)

from pos_app.domain.words import _, searched

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TAKEN_WHILE_SEARCHING = (*_ENTER, Qt.Key.Key_Escape)


class Picker(QComboBox):
    """A combo box that finds what is typed: the start of a name first, then anywhere in all its names.

    While something is typed that was not yet taken, Enter takes the first that was found and does
    nothing else, and Esc goes back to what was chosen. What finds nothing stays and is refused: nobody
    chose what stood there before. Put it in a :class:`ui.widgets.Field` to show that.

    Signals:
        refused(str): what is wrong, in words; empty when it is put right.
    """

    refused = Signal(str)

    def __init__(
        self, choices: Sequence[tuple[str, ...]] = (), *, parent: QWidget | None = None
    ) -> None:
        """``choices`` are values and their names, and where a third stands, other words to find by."""
        super().__init__(parent)
        # The one that Qt brings heeds no height of a style sheet.
        self.setItemDelegate(QStyledItemDelegate(self))
        self._line = QLineEdit(self)
        self.setLineEdit(self._line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self._sought: list[tuple[str, str]] = []
        self._found = QStringListModel(self)
        # It belongs to the line, not to the box, which would take its rows for its own.
        completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._line.setCompleter(completer)
        self._popup = completer.popup()
        for shown in (self.view(), self._popup):
            if isinstance(shown, QListView):
                # Else each name is measured: in a list of all places, through every font there is.
                shown.setUniformItemSizes(True)
                shown.setProperty("look", "found" if shown is self._popup else "")
        self._line.textEdited.connect(self._search)
        self._line.editingFinished.connect(self._settle)
        completer.activated.connect(lambda _name: self._settle())
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, ...]]) -> None:
        """Offer other values; what is chosen stays so where it is among them, and so does a search."""
        typed = self._line.text() if self.count() and self._is_searching() else ""
        chosen = str(self.currentData() or "")
        self.clear()
        self._sought = []
        for value, name, *others in choices:
            self._sought.append((searched(name), searched(" ".join((value, *others)))))
            self.addItem(name, value)
        if chosen:
            self.choose(chosen)
        if typed:
            self.setEditText(typed)

    def value(self) -> str:
        """The value chosen, or found by what is typed; empty while that is nothing."""
        row = self._row()
        return str(self.itemData(row) or "") if row >= 0 else ""

    def choose(self, value: str) -> None:
        """Choose a value; one that is not offered changes nothing."""
        place = self.findData(value)
        if place >= 0:
            self.setCurrentIndex(place)
            self.setEditText(self.itemText(place))

    def refusal(self) -> str:
        """What is wrong with what is typed, in words; empty while there is a value."""
        if self._row() >= 0:
            return ""
        typed = self._line.text().strip()
        if not typed:
            return _("Choose one: type some of its name, or open the list with Alt ↓.")
        return _("Nothing here is called “{typed}”. Type some of its name.").format(typed=typed)

    def event(self, event: QEvent) -> bool:
        """Enter and Esc belong to the search while there is one, not to buttons that show them."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _TAKEN_WHILE_SEARCHING
            and self._is_searching()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes what was found, Esc goes back to what was chosen."""
        if event.key() not in _TAKEN_WHILE_SEARCHING or not self._is_searching():
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            if self._popup is not None:
                self._popup.hide()
            self._settle()
            self._line.selectAll()
        else:
            self.setEditText(self.itemText(self.currentIndex()))
            self._line.selectAll()
            self.refused.emit("")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the name on entering, so that typing starts a new search."""
        super().focusInEvent(event)
        # Its list closes with the name found in the box: that one is not entered anew.
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            QTimer.singleShot(0, self._line, self._line.selectAll)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what scrolls: a choice under the pointer would change unseen."""
        event.ignore()

    def _is_searching(self) -> bool:
        return self._line.text() != self.itemText(self.currentIndex())

    def _row(self) -> int:
        """The row that is chosen, or that what is typed finds first; -1 where it finds none."""
        if not self._is_searching():
            return self.currentIndex()
        exact = self.findText(self._line.text(), Qt.MatchFlag.MatchExactly)
        return exact if exact >= 0 else next(iter(self._matches(self._line.text())), -1)

    def _matches(self, typed: str) -> list[int]:
        """The rows that what is typed finds, the likeliest first, else in the list's order."""
        wanted = searched(typed)
        if not wanted:
            return []
        ranks = ((_rank(wanted, *names), row) for row, names in enumerate(self._sought))
        return [row for rank, row in sorted(ranks) if rank < _NOT_FOUND]

    def _search(self, typed: str) -> None:
        self._found.setStringList([self.itemText(row) for row in self._matches(typed)])
        self.refused.emit("")

    def _settle(self) -> None:
        """Take what was found, or say that nothing was."""
        self.refused.emit(self.refusal())
        row = self._row()
        if row >= 0:
            self.setCurrentIndex(row)
            self.setEditText(self.itemText(row))


_NOT_FOUND = 4


def _rank(wanted: str, name: str, others: str) -> int:
    """How well a name fits: it begins so, a word of it does, another word for it does, or it has it."""
    if name.startswith(wanted):
        return 0
    for rank, words in enumerate((name, others), start=1):
        if f" {wanted}" in f" {words}":
            return rank
    return 3 if wanted in name or wanted in others else _NOT_FOUND
