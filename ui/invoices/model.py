"""The list of open invoices, read a page at a time as one scrolls."""

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pos_app import locales
from pos_app.domain.invoice import Age, OpenInvoice, age_names, age_of
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.services import invoices
from pos_app.services.invoices import Wanted
from ui.session import Session
from ui.widgets import BADGE, BADGE_TONE, DETAIL, STRONG, TONE, Tone

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_INVOICE, _CLIENT, _DUE, _LEFT = range(4)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def day_in_words(day: str) -> str:
    """A shop-local date, ISO text, as the shop's place writes it."""
    return locales.format_date(datetime.combine(date.fromisoformat(day), datetime.min.time()))


class InvoicesModel(QAbstractTableModel):
    """The open invoices that were asked for, the longest overdue first."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted = Wanted()
        self._invoices: list[OpenInvoice] = []
        self._more = False

    def find(self, wanted: Wanted) -> None:
        """Show the first page of what was asked for.

        Raises:
            EnvironmentFault: the books cannot be read.
        """
        found = invoices.listed(self._session.desk, wanted)
        self.beginResetModel()
        self._wanted = wanted
        self._invoices = found
        self._more = len(found) == invoices.PAGE
        self.endResetModel()

    def invoice(self, row: int) -> OpenInvoice | None:
        """The invoice in that row, if there is one."""
        return self._invoices[row] if 0 <= row < len(self._invoices) else None

    def payable(self) -> list[int]:
        """The rows of those whose clients have something to spend (R12)."""
        return [row for row, one in enumerate(self._invoices) if _can_be_paid(one)]

    def canFetchMore(self, parent: _Index = _ROOT) -> bool:
        """Whether there are more."""
        return self._more

    def fetchMore(self, parent: _Index = _ROOT) -> None:
        """The next page."""
        found = invoices.listed(self._session.desk, self._wanted, self._invoices[-1])
        self._more = len(found) == invoices.PAGE
        if found:
            first = len(self._invoices)
            self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
            self._invoices += found
            self.endInsertRows()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """As many as were read."""
        return 0 if parent.isValid() else len(self._invoices)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Invoice, client, due date, what is left."""
        return 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == _LEFT:
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Invoice"), _("Client"), _("Due"), _("Still owed"))[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        invoice = self._invoices[index.row()]
        match index.column():
            case 0:
                return self._name_cell(invoice, role)
            case 1:
                return _client_cell(invoice, role)
            case 2:
                return self._due_cell(invoice, role)
            case _:
                return _left_cell(invoice, role)

    def _name_cell(self, invoice: OpenInvoice, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return invoice.name
        if role == DETAIL:
            zone = self._session.desk.clock.now().tzinfo
            return locales.format_date(datetime.fromisoformat(invoice.at).astimezone(zone))
        return None

    def _due_cell(self, invoice: OpenInvoice, role: int) -> Any:
        age = age_of(invoice.due_on, self._session.desk.today)
        if role == Qt.ItemDataRole.DisplayRole:
            return day_in_words(invoice.due_on)
        if role == DETAIL:
            return age_names()[age]
        return Tone.DUE if role == TONE and age is not Age.CURRENT else None


def _can_be_paid(invoice: OpenInvoice) -> bool:
    return bool(invoice.has and invoice.available)


def _client_cell(invoice: OpenInvoice, role: int) -> Any:
    if role == Qt.ItemDataRole.DisplayRole:
        return invoice.client
    if role == BADGE:
        return _("Credit to apply") if _can_be_paid(invoice) else ""
    return Tone.INFO if role == BADGE_TONE else None


def _left_cell(invoice: OpenInvoice, role: int) -> Any:
    if role == Qt.ItemDataRole.DisplayRole:
        return money(invoice.left)
    if role == DETAIL and invoice.held:
        return _("{amount} held by open tickets").format(amount=money(invoice.held))
    if role == DETAIL and invoice.left < invoice.amount:
        return _("of {amount}").format(amount=money(invoice.amount))
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return _RIGHT
    return True if role == STRONG else None
