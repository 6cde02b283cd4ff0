"""Who owes what, by age: one line a client."""

from typing import Any

from PySide6.QtCore import QObject, Qt

from pos_app.domain.invoice import Age, age_names
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.reports.aging import ClientAges
from ui.widgets import STRONG, TONE, Column, RowsModel, Tone

_AGES = list(Age)


class AgingModel(RowsModel[ClientAges]):
    """The lines of an aging report, as it was read."""

    def __init__(self, parent: QObject | None = None) -> None:
        amounts = (*age_names().values(), _("Total"))
        super().__init__(
            [Column(_("Client")), *(Column(name, right=True) for name in amounts)], parent
        )

    def cell(self, row: ClientAges, column: int, role: int) -> Any:
        """The client, what they owe of each age, all of it."""
        if column == 0:
            return row.client if role == Qt.ItemDataRole.DisplayRole else None
        last = column == len(_AGES) + 1
        if role == Qt.ItemDataRole.DisplayRole:
            amount = row.owed if last else row.ages.amounts[_AGES[column - 1]]
            return money(amount) if amount else ""
        if role == TONE and column > 1 and not last:
            return Tone.DUE
        return True if role == STRONG and last else None
