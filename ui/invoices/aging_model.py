"""Who owes what, by age: one line a client."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from pos_app.domain.invoice import Age, age_names
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.reports.aging import Aging, ClientAges
from ui.widgets import STRONG, TONE, Tone

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_AGES = list(Age)


class AgingModel(QAbstractTableModel):
    """The lines of an aging report, as it was read."""

    _lines: tuple[ClientAges, ...] = ()

    def show_aging(self, made: Aging) -> None:
        """Show this one."""
        self.beginResetModel()
        self._lines = made.clients
        self.endResetModel()

    def line(self, row: int) -> ClientAges | None:
        """The client in that row, if there is one."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """One for each client who owes."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Client, each age, all of it."""
        return len(_AGES) + 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section:
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Client"), *age_names().values(), _("Total"))[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        line, column = self._lines[index.row()], index.column()
        if column == 0:
            return line.client if role == Qt.ItemDataRole.DisplayRole else None
        last = column == len(_AGES) + 1
        amount = line.ages.total if last else line.ages.amounts[_AGES[column - 1]]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return money(amount) if amount else ""
        if role == TONE and column > 1 and not last:
            return Tone.DUE
        return True if role == STRONG and last else None
