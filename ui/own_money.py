"""The second, plain confirmation before a client's own money is removed for good (R10)."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QVBoxLayout

from pos_app.domain.balance_acts import OwnMoney, OwnMoneyAtStake
from pos_app.domain.words import _
from ui.widgets import Button, Kind, Role, paragraph


class OwnMoneyQuestion(QFrame):
    """Says how much of it the client paid in, and asks; its key is not the one that saves.

    Attributes:
        answer: what the act is to be told; asking again until it was confirmed.
    """

    def __init__(self, go_on: Callable[[], None]) -> None:
        super().__init__()
        self._go_on = go_on
        self.answer = OwnMoney.ASK
        self.setProperty("notice", "warn")
        self.words = paragraph("", Role.BODY)
        self.remove_button = Button(
            _("Remove the client’s money"), self._confirm, kind=Kind.DANGER, key="Alt+R"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 10)
        column.addWidget(self.words)
        column.addWidget(self.remove_button)
        self.hide()

    def ask(self, stake: OwnMoneyAtStake) -> None:
        """Ask, in the place where it stands."""
        self.words.setText(stake.text)
        self.setAccessibleName(stake.text)
        self.show()

    def forget(self) -> None:
        """Something else is wanted now: what was confirmed is no longer meant."""
        self.answer = OwnMoney.ASK
        self.hide()

    def _confirm(self) -> None:
        self.hide()
        self.answer = OwnMoney.REMOVE
        self._go_on()
