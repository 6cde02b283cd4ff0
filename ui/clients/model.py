"""The list of clients, read a page at a time as one scrolls."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pos_app.domain.client_account import in_words
from pos_app.domain.client_list import Listed, Order, Shown
from pos_app.domain.words import _
from pos_app.services import clients
from ui.session import Session
from ui.widgets import BADGE, BADGE_TONE, DETAIL, STRONG, TONE, Tone

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_CLIENT, _OWES, _HAS = range(3)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ClientsModel(QAbstractTableModel):
    """The clients that were asked for, in the order that was asked for."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asked = ("", Shown.ALL, Order.NAME)
        self._lines: list[Listed] = []
        self._more = False

    def find(self, typed: str, shown: Shown, order: Order) -> None:
        """Show the first page of what was asked for.

        Raises:
            EnvironmentFault: the books cannot be read.
        """
        found = clients.listed(self._session.desk, typed, shown, order)
        self.beginResetModel()
        self._asked = (typed, shown, order)
        self._lines = found
        self._more = bool(found)
        self.endResetModel()

    def line(self, row: int) -> Listed | None:
        """The client in that row, if there is one."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, client_id: int) -> int:
        """Where a client stands; -1 where they do not."""
        return next((n for n, one in enumerate(self._lines) if one.client.id == client_id), -1)

    def canFetchMore(self, parent: _Index = _ROOT) -> bool:
        """Whether there may be more."""
        return self._more

    def fetchMore(self, parent: _Index = _ROOT) -> None:
        """The next page."""
        found = clients.listed(self._session.desk, *self._asked, self._lines[-1])
        self._more = bool(found)
        if found:
            first = len(self._lines)
            self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
            self._lines += found
            self.endInsertRows()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """As many as were read."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Client, what they owe, what they have."""
        return 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section != _CLIENT:
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Client"), _("Balance due"), _("Credit"))[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        line = self._lines[index.row()]
        if index.column() == _CLIENT:
            return _client_cell(line, role)
        owes = index.column() == _OWES
        amount = line.owed if owes else line.has
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        if not amount:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return in_words(amount, 0) if owes else in_words(0, amount)
        if role == TONE:
            return Tone.DUE if owes else Tone.CREDIT
        return True if role == STRONG else None


def _client_cell(line: Listed, role: int) -> Any:
    client = line.client
    if role == Qt.ItemDataRole.DisplayRole:
        return client.name
    if role == DETAIL:
        return " · ".join(filter(None, (client.email, client.phone))) or client.code
    if role == BADGE:
        if client.merged_into is not None:
            return _("Merged")
        if client.archived_at:
            return _("Archived")
        return _("Credit to apply") if line.owed and line.has else ""
    if role == BADGE_TONE:
        return Tone.MUTED if client.archived_at else Tone.INFO
    return Tone.MUTED if role == TONE and client.archived_at else None
