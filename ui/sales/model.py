"""The list of ended tickets, newest first, or those that match what is typed."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt

from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.services import sales
from pos_app.services.sales import Sale
from ui.session import Session
from ui.when import moment_of
from ui.widgets import BADGE, BADGE_TONE, DETAIL, STRONG, TONE, Column, PagedModel, Tone


class SalesModel(PagedModel[Sale]):
    """Ended tickets."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        columns = (Column(_("Ticket")), Column(_("Client")), Column(_("Total"), right=True))
        super().__init__(columns, parent)
        self._session = session

    def find(self, typed: str) -> None:
        """Show the newest, or what matches.

        Raises:
            EnvironmentFault: the books cannot be read.
        """
        self.read(partial(sales.find, self._session.desk, typed))

    def cell(self, row: Sale, column: int, role: int) -> Any:
        """Number and time, client and cashier, total."""
        void = row.state == "void"
        match column, role:
            case 0, Qt.ItemDataRole.DisplayRole:
                return f"#{row.number}"
            case 0, x if x == DETAIL:
                return moment_of(self._session, row.ended_at)
            case 1, Qt.ItemDataRole.DisplayRole:
                return row.client or _("Walk-in")
            case 1, x if x == DETAIL:
                return row.by
            case 1, x if x == BADGE and void:
                return _("Voided")
            case 1, x if x == BADGE_TONE and void:
                return Tone.DANGER
            case 2, Qt.ItemDataRole.DisplayRole:
                return money(row.total)
            case 2, x if x == STRONG:
                return not void
            case _, x if x == TONE and void:
                return Tone.MUTED
        return None
