"""What a person should know before taking money: debt that a balance can pay, and news of the ticket."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.services.tickets import TicketView
from ui.widgets import Notice, NoticeTone


class Hints(QWidget):
    """At most two lines; no room is taken where there is nothing to say.

    Signals:
        pay_with_balance(int): a person wants so much of what the client owes paid with what they have.
        read(): a person has read the ticket's notice.
    """

    pay_with_balance = Signal(object)
    read = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._amount = 0
        self._owes = Notice(
            "",
            NoticeTone.WARN,
            action=_("Pay it with the balance"),
            act=lambda: self.pay_with_balance.emit(self._amount),
            key="Ctrl+B",
            can_dismiss=False,
        )
        self._news = Notice("", NoticeTone.INFO)
        self._news.dismissed.connect(self.read)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._owes)
        column.addWidget(self._news)

    def show_ticket(self, view: TicketView, available: int) -> None:
        """Say that the client owes and has credit (R12), and what the ticket has to tell (R7)."""
        self._amount = min(view.standing.payable, available)
        name = view.client.name if view.client else ""
        self._owes.set_text(
            _("{name} owes {owed} and has {has} to spend.").format(
                name=name, owed=money(view.standing.payable), has=money(available)
            )
        )
        self._owes.setVisible(self._amount > 0)
        self._news.set_text(view.ticket.notice)
        self._news.setVisible(bool(view.ticket.notice))
        self.setVisible(self._amount > 0 or bool(view.ticket.notice))
