"""A list below a search field, worked from the field itself: arrows move in it, Enter takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.widgets import DETAIL, STRONG, TONE, Table, Tone

ROW_PX = 48
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}


@dataclass(frozen=True, slots=True)
class Choice:
    """One row: a name with its detail, a figure or words at the right, and what it stands for."""

    value: object
    name: str
    detail: str = ""
    side: str = ""
    tone: Tone = Tone.PLAIN


class PickList(Table):
    """Choices found by what is typed in ``edit``; the first is in hand.

    Signals:
        taken(object): the value of the choice that a person took.
    """

    taken = Signal(object)

    def __init__(
        self, name: str, edit: QLineEdit, rows: int = 5, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, parent)
        self._rows = rows
        self._model = QStandardItemModel(0, 2, self)
        self.setModel(self._model)
        self.fit(0)
        self.horizontalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._tapped)
        edit.installEventFilter(self)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Show these choices; without any, the list is as high as one row."""
        self._model.setRowCount(0)
        for choice in choices:
            name = QStandardItem(choice.name)
            name.setData(choice.detail, DETAIL)
            name.setData(True, STRONG)
            if not choice.side:
                name.setData(choice.tone, TONE)
            name.setData(choice.value, Qt.ItemDataRole.UserRole)
            side = QStandardItem(choice.side)
            side.setData(_RIGHT, Qt.ItemDataRole.TextAlignmentRole)
            side.setData(choice.tone, TONE)
            self._model.appendRow([name, side])
        self._fit_height()
        if choices:
            self.selectRow(0)

    def set_rows(self, rows: int) -> None:
        """Show at most that many rows at once."""
        self._rows = rows
        self._fit_height()

    def values(self) -> list[object]:
        """What the choices stand for, first to last."""
        return [self._value(row) for row in range(self._model.rowCount())]

    def in_hand(self) -> object | None:
        """The value of the row in hand, ``None`` without any."""
        row = self.currentIndex().row()
        return self._value(row) if row >= 0 else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the search field move in the list while it is shown."""
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in _MOVES
            and self.isVisible()
            and self._model.rowCount()
        ):
            self.selectRow(self._moved(_MOVES[Qt.Key(event.key())]))
            return True
        return super().eventFilter(watched, event)

    def _fit_height(self) -> None:
        self.setFixedHeight(max(1, min(self._model.rowCount(), self._rows)) * ROW_PX)

    def _moved(self, step: int) -> int:
        """The row that many further; one step beyond an end comes in at the other."""
        last = self._model.rowCount() - 1
        row = self.currentIndex().row() + step
        if abs(step) == 1 and not 0 <= row <= last:
            return last if row < 0 else 0
        return min(max(row, 0), last)

    def _value(self, row: int) -> object:
        return self._model.item(row, 0).data(Qt.ItemDataRole.UserRole)

    def _tapped(self, index: QModelIndex) -> None:
        self.taken.emit(self._value(index.row()))
