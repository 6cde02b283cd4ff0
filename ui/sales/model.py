"""The list of ended tickets, read a page at a time as one scrolls."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pos_app import locales
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.services import sales
from pos_app.services.sales import Sale
from ui.session import Session
from ui.widgets import BADGE, BADGE_TONE, DETAIL, STRONG, TONE, Tone

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_TICKET, _CLIENT, _TOTAL = range(3)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SalesModel(QAbstractTableModel):
    """Ended tickets, newest first, or those that match what is typed."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._typed = ""
        self._sales: list[Sale] = []
        self._more = False

    def find(self, typed: str) -> None:
        """Show the newest, or what matches.

        Raises:
            EnvironmentFault: the books cannot be read.
        """
        found = sales.find(self._session.desk, typed)
        self.beginResetModel()
        self._typed = typed
        self._sales = found
        self._more = len(found) == sales.PAGE
        self.endResetModel()

    def sale(self, row: int) -> Sale | None:
        """The ticket in that row, if there is one."""
        return self._sales[row] if 0 <= row < len(self._sales) else None

    def row_of(self, ticket_id: int) -> int:
        """Where a ticket stands; -1 where it does not."""
        return next((n for n, s in enumerate(self._sales) if s.ticket_id == ticket_id), -1)

    def canFetchMore(self, parent: _Index = _ROOT) -> bool:
        """Whether there are older ones."""
        return self._more

    def fetchMore(self, parent: _Index = _ROOT) -> None:
        """The next page."""
        last = self._sales[-1] if self._sales else None
        found = sales.find(self._session.desk, self._typed, last)
        self._more = len(found) == sales.PAGE
        if found:
            first = len(self._sales)
            self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
            self._sales += found
            self.endInsertRows()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """As many as were read."""
        return 0 if parent.isValid() else len(self._sales)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Ticket, client, total."""
        return 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == _TOTAL:
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Ticket"), _("Client"), _("Total"))[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        sale = self._sales[index.row()]
        void = sale.state == "void"
        match index.column(), role:
            case 0, Qt.ItemDataRole.DisplayRole:
                return f"#{sale.number}"
            case 0, x if x == DETAIL:
                return self._when(sale)
            case 1, Qt.ItemDataRole.DisplayRole:
                return sale.client or _("Walk-in")
            case 1, x if x == DETAIL:
                return sale.by
            case 1, x if x == BADGE and void:
                return _("Voided")
            case 1, x if x == BADGE_TONE and void:
                return Tone.DANGER
            case 2, Qt.ItemDataRole.DisplayRole:
                return money(sale.total)
            case 2, Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT
            case 2, x if x == STRONG:
                return not void
            case _, x if x == TONE and void:
                return Tone.MUTED
        return None

    def _when(self, sale: Sale) -> str:
        zone = self._session.desk.clock.now().tzinfo
        return locales.format_when(datetime.fromisoformat(sale.ended_at).astimezone(zone))
