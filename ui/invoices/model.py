"""The list of open invoices, the longest overdue first."""

from functools import partial

from PySide6.QtCore import QObject

from pos_app.domain.invoice import Age, OpenInvoice, age_names, age_of
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.services import invoices
from pos_app.services.invoices import Wanted
from ui.session import Session
from ui.when import day_of, written
from ui.widgets import Cell, Column, PagedModel, Tone


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

    def cells(self, row: OpenInvoice) -> tuple[Cell, ...]:
        """Which, whose, until when, and what is left of it."""
        age = age_of(row.due_on, self._session.desk.today)
        badge = _("Credit to apply") if _can_be_paid(row) else ""
        tone = Tone.PLAIN if age is Age.CURRENT else Tone.DUE
        return (
            Cell(row.name, day_of(self._session, row.at)),
            Cell(row.client, badge=badge, badge_tone=Tone.INFO),
            Cell(written(row.due_on), age_names()[age], tone=tone),
            Cell(money(row.left), _of(row), strong=True),
        )


def _can_be_paid(invoice: OpenInvoice) -> bool:
    return bool(invoice.has and invoice.available)


def _of(invoice: OpenInvoice) -> str:
    if invoice.held:
        return _("{amount} held by open tickets").format(amount=money(invoice.held))
    if invoice.left < invoice.amount:
        return _("of {amount}").format(amount=money(invoice.amount))
    return ""
