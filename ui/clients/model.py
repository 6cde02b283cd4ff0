"""The list of clients: who they are, what they owe and what they have."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt

from pos_app.domain.client_account import in_words
from pos_app.domain.client_list import Listed, Order, Shown
from pos_app.domain.words import _
from pos_app.services import clients
from ui.session import Session
from ui.widgets import BADGE, BADGE_TONE, DETAIL, STRONG, TONE, Column, PagedModel, Tone

_CLIENT, _OWES, _HAS = range(3)


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

    def cell(self, row: Listed, column: int, role: int) -> Any:
        """Who, and in words what they owe and have."""
        if column == _CLIENT:
            return _client_cell(row, role)
        owes = column == _OWES
        amount = row.owed if owes else row.has
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
