"""A list below a search field, worked from the field itself: arrows move in it, Enter takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.widgets import Cell, Column, RowsModel, Table, Tone
from ui.widgets.table import FOOT_PX

ROW_PX = 48
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}


@dataclass(frozen=True, slots=True)
class Choice:
    """One row: a name with its detail, a figure or words at the right with more below, and its value."""

    value: object
    name: str
    detail: str = ""
    side: str = ""
    below: str = ""
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
        self._model = _ChoicesModel((Column(""), Column("", right=True)), self)
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
        self._model.show_rows(choices)
        # An empty column would still take its least width from the names.
        self.setColumnHidden(1, not any(choice.side for choice in choices))
        self.clearSpans()
        for row, choice in enumerate(choices):
            if not choice.side:
                # One name is not cut for what stands beside another.
                self.setSpan(row, 0, 1, 2)
        self._fit_height()
        if choices:
            self.selectRow(0)

    def set_rows(self, rows: int) -> None:
        """Show at most that many rows at once."""
        self._rows = rows
        self._fit_height()

    def values(self) -> list[object]:
        """What the choices stand for, first to last."""
        return [choice.value for choice in self._model.rows]

    def in_hand(self) -> object | None:
        """The value of the row in hand, ``None`` without any."""
        choice = self._model.row(self.currentIndex().row())
        return choice.value if choice else None

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
        rows = max(1, min(self._model.rowCount(), self._rows))
        self.setFixedHeight(rows * ROW_PX + FOOT_PX)

    def _moved(self, step: int) -> int:
        """The row that many further; one step beyond an end comes in at the other."""
        last = self._model.rowCount() - 1
        row = self.currentIndex().row() + step
        if abs(step) == 1 and not 0 <= row <= last:
            return last if row < 0 else 0
        return min(max(row, 0), last)

    def _tapped(self, index: QModelIndex) -> None:
        self.taken.emit(self._model.rows[index.row()].value)


class _ChoicesModel(RowsModel[Choice]):
    def cells(self, row: Choice) -> tuple[Cell, ...]:
        tone = Tone.PLAIN if row.side else row.tone
        side = Cell(row.side, row.below, tone=row.tone)
        return Cell(row.name, row.detail, tone=tone, strong=True), side
