"""The list of clients: who they are, what they owe and what they have."""

from functools import partial

from PySide6.QtCore import QObject

from pos_app.domain.client_account import in_words
from pos_app.domain.client_list import Listed, Order, Shown
from pos_app.domain.words import _
from pos_app.services import clients
from ui.session import Session
from ui.widgets import Cell, Column, PagedModel, Tone


class ClientsModel(PagedModel[Listed]):
    """The clients that were asked for, in the order that was asked for."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        right = (Column(_("Balance due"), right=True), Column(_("Credit"), right=True))
        super().__init__((Column(_("Client")), *right), parent)
        self._session = session

    def find(self, typed: str, shown: Shown, order: Order) -> None:
        """Show the first page of what was asked for.

        Raises:
            EnvironmentFault: the books cannot be read.
        """
        self.read(partial(clients.listed, self._session.desk, typed, shown, order))

    def cells(self, row: Listed) -> tuple[Cell, ...]:
        """Who, and in words what they owe and have."""
        return (
            _client_cell(row),
            Cell(in_words(row.owed, 0) if row.owed else "", tone=Tone.DUE, strong=True),
            Cell(in_words(0, row.has) if row.has else "", tone=Tone.CREDIT, strong=True),
        )


def _client_cell(line: Listed) -> Cell:
    client = line.client
    detail = " · ".join(filter(None, (client.email, client.phone))) or client.code
    if client.archived_at:
        badge = _("Archived") if client.merged_into is None else _("Merged")
        return Cell(client.name, detail, badge, Tone.MUTED, Tone.MUTED)
    badge = _("Credit to apply") if line.owed and line.has else ""
    return Cell(client.name, detail, badge, Tone.INFO)
