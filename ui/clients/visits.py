"""Tickets & invoices: a client's tickets, what was paid, and what of them is still owed."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from pos_app.domain.client_account import in_words
from pos_app.domain.money import money
from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.services import visits
from pos_app.services.visits import Visit
from ui.clients.when import moment_of
from ui.session import Session
from ui.widgets import BADGE, BADGE_TONE, DETAIL, STRONG, TONE, Card, EmptyState, Table, Tone

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_TICKET, _STATE, _TOTAL, _OWED = range(4)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class VisitsTab(QWidget):
    """The list; a row opens its ticket.

    Signals:
        ticket_opened(int): the ticket with this id is to be looked at.
    """

    ticket_opened = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.model = VisitsModel(session, self)
        self.table = Table(_("Tickets & invoices"))
        self.table.setModel(self.model)
        self.table.fit(0, {1: 200, 2: 190, 3: 210})
        self.table.clicked.connect(self._open)
        self.table.activated.connect(self._open)
        self._none = QStackedWidget()
        self._none.addWidget(self.table)
        self._none.addWidget(
            EmptyState("sales", _("No tickets yet"), _("What this client buys stands here."))
        )
        card = Card(margin=1)
        card.column.addWidget(self._none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.addWidget(card)
        self.setFocusProxy(self.table)

    def show_client(self, client: Client) -> None:
        """Show one client's tickets."""
        self.model.show_client(client.id)
        self._none.setCurrentIndex(0 if self.model.rowCount() else 1)

    def _open(self, index: QModelIndex) -> None:
        visit = self.model.visit(index.row())
        if visit is not None:
            self.ticket_opened.emit(visit.ticket_id)


class VisitsModel(QAbstractTableModel):
    """One client's tickets, open ones first, read a page at a time."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._client_id = 0
        self._visits: list[Visit] = []
        self._more = False

    def show_client(self, client_id: int) -> None:
        """Read one client's tickets."""
        found = visits.of_client(self._session.desk, client_id)
        self.beginResetModel()
        self._client_id, self._visits, self._more = client_id, found, bool(found)
        self.endResetModel()

    def visit(self, row: int) -> Visit | None:
        """The ticket in that row, if there is one."""
        return self._visits[row] if 0 <= row < len(self._visits) else None

    def canFetchMore(self, parent: _Index = _ROOT) -> bool:
        """Whether there may be older ones."""
        return self._more and self._visits[-1].state in ("closed", "void")

    def fetchMore(self, parent: _Index = _ROOT) -> None:
        """The next page."""
        found = visits.of_client(self._session.desk, self._client_id, self._visits[-1])
        self._more = bool(found)
        if found:
            first = len(self._visits)
            self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
            self._visits += found
            self.endInsertRows()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """As many as were read."""
        return 0 if parent.isValid() else len(self._visits)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Ticket, state, total, owed."""
        return 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section >= _TOTAL:
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Ticket"), _("State"), _("Total"), _("Still owed"))[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        visit = self._visits[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() >= _TOTAL else None
        match index.column(), role:
            case 0, Qt.ItemDataRole.DisplayRole:
                return f"#{visit.number}"
            case 0, x if x == DETAIL:
                when = moment_of(self._session, visit.at)
                return " · ".join(part for part in (when, visit.by) if part)
            case 1, x if x == BADGE:
                return _state(visit)[0]
            case 1, x if x == BADGE_TONE:
                return _state(visit)[1]
            case 2, Qt.ItemDataRole.DisplayRole:
                return money(visit.total)
            case 2, x if x == STRONG:
                return visit.state != "void"
            case 3, Qt.ItemDataRole.DisplayRole if visit.owed:
                return in_words(visit.owed, 0)
            case 3, x if x == TONE:
                return Tone.DUE
            case _, x if x == TONE and visit.state == "void":
                return Tone.MUTED
        return None


def _state(visit: Visit) -> tuple[str, Tone]:
    """In one word, whether a ticket is open, paid, owed or void; and its colour."""
    if visit.owed:
        return _("Open invoice"), Tone.DUE
    return {
        "open": (_("Open ticket"), Tone.INFO),
        "held": (_("On hold"), Tone.INFO),
        "void": (_("Voided"), Tone.DANGER),
    }.get(visit.state, (_("Paid"), Tone.CREDIT))
