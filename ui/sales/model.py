"""The list of ended tickets, newest first, or those that match what is typed."""

from functools import partial

from PySide6.QtCore import QObject

from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.services import sales
from pos_app.services.sales import Sale
from ui.session import Session
from ui.when import moment_of
from ui.widgets import Cell, Column, PagedModel, Tone


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

    def cells(self, row: Sale) -> tuple[Cell, ...]:
        """Number and time, client and cashier, total."""
        void = row.state == "void"
        tone = Tone.MUTED if void else Tone.PLAIN
        badge = _("Voided") if void else ""
        return (
            Cell(f"#{row.number}", moment_of(self._session, row.ended_at), tone=tone),
            Cell(row.client or _("Walk-in"), row.by, badge, Tone.DANGER, tone),
            Cell(money(row.total), tone=tone, strong=not void),
        )
