"""What a person should know before taking money: debt that a balance can pay, and news of the ticket.

It stands in the order summary, where there is room to spare: the forms keep their places.
"""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pos_app.domain.words import _
from pos_app.services.tickets import TicketView
from ui import theme
from ui.checkout.hint import CreditHint, credit_hint
from ui.widgets import Button, NoticeTone, Role, paragraph


class Hints(QWidget):
    """At most two notes; no room is taken where there is nothing to say.

    Signals:
        use_credit(CreditHint): a person wants what the client owes paid with what they have (R12).
        read(): a person has read the ticket's notice.
    """

    use_credit = Signal(object)
    read = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._hint: CreditHint | None = None
        self.owes = _Note(NoticeTone.WARN, self._use, key="Ctrl+B")
        self.news = _Note(NoticeTone.INFO, self.read.emit, key="Ctrl+R")
        self.news.button.setText(_("Read"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(8)
        column.addWidget(self.owes)
        column.addWidget(self.news)

    def show_ticket(self, view: TicketView) -> None:
        """Say that the client owes and has credit (R12), and what the ticket has to tell (R7)."""
        open_now = view.ticket.is_open
        self._hint = credit_hint(view) if open_now else None
        notice = view.ticket.notice if open_now else ""
        if self._hint is not None:
            self.owes.text.setText(self._hint.text)
            self.owes.button.setText(self._hint.action)
        self.news.text.setText(notice)
        self.owes.setVisible(self._hint is not None)
        self.news.setVisible(bool(notice))
        self.setVisible(self._hint is not None or bool(notice))

    def _use(self) -> None:
        if self._hint is not None:
            self.use_credit.emit(self._hint)


class _Note(QFrame):
    """A few lines of text above their one action, for a narrow column."""

    def __init__(self, tone: NoticeTone, act: Callable[[], object], *, key: str) -> None:
        super().__init__()
        theme.vary(self, notice=tone.value)
        self.text = paragraph("", Role.BODY)
        self.button = Button("", act, key=key)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.text)
        column.addWidget(self.button)
