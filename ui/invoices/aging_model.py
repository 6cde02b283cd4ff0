"""Who owes what, by age: one line a client."""

from PySide6.QtCore import QObject

from pos_app.domain.invoice import Age, age_names
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.reports.aging import ClientAges
from ui.widgets import Cell, Column, RowsModel, Tone


class AgingModel(RowsModel[ClientAges]):
    """The lines of an aging report, as it was read."""

    def __init__(self, parent: QObject | None = None) -> None:
        amounts = (*age_names().values(), _("Total"))
        super().__init__(
            [Column(_("Client")), *(Column(name, right=True) for name in amounts)], parent
        )

    def cells(self, row: ClientAges) -> tuple[Cell, ...]:
        """The client, what they owe of each age, all of it."""
        current, *late = (_amount(row.ages.amounts[age]) for age in Age)
        return (
            Cell(row.client),
            Cell(current),
            *(Cell(amount, tone=Tone.DUE) for amount in late),
            Cell(_amount(row.owed), strong=True),
        )


def _amount(amount: int) -> str:
    return money(amount) if amount else ""
