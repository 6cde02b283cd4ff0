"""The list of open invoices, the longest overdue first."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt

from pos_app.domain.invoice import Age, OpenInvoice, age_names, age_of
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.services import invoices
from pos_app.services.invoices import Wanted
from ui.session import Session
from ui.when import day_of, written
from ui.widgets import BADGE, BADGE_TONE, DETAIL, STRONG, TONE, Column, PagedModel, Tone


class InvoicesModel(PagedModel[OpenInvoice]):
    """The open invoices that were asked for."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        names = (Column(_("Invoice")), Column(_("Client")), Column(_("Due")))
        super().__init__((*names, Column(_("Still owed"), right=True)), parent)
        self._session = session

    def find(self, wanted: Wanted) -> None:
        """Show the first page of what was asked for.

        Raises:
            EnvironmentFault: the books cannot be read.
        """
        self.read(partial(invoices.listed, self._session.desk, wanted))

    def payable(self) -> list[int]:
        """The rows of those whose clients have something to spend (R12)."""
        return [place for place, one in enumerate(self.rows) if _can_be_paid(one)]

    def cell(self, row: OpenInvoice, column: int, role: int) -> Any:
        """Which, whose, until when, and what is left of it."""
        match column:
            case 0:
                return self._name_cell(row, role)
            case 1:
                return _client_cell(row, role)
            case 2:
                return self._due_cell(row, role)
            case _:
                return _left_cell(row, role)

    def _name_cell(self, invoice: OpenInvoice, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return invoice.name
        return day_of(self._session, invoice.at) if role == DETAIL else None

    def _due_cell(self, invoice: OpenInvoice, role: int) -> Any:
        age = age_of(invoice.due_on, self._session.desk.today)
        if role == Qt.ItemDataRole.DisplayRole:
            return written(invoice.due_on)
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
    return True if role == STRONG else None
