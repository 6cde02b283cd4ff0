"""What a person should know before taking money: debt that a balance can pay, and news of the ticket.

It stands in the order summary, where there is room to spare: the forms keep their places.
"""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.money import money
from pos_app.domain.ticket import Ticket
from pos_app.domain.words import _
from pos_app.services import holding
from pos_app.services.tickets import TicketView
from ui import theme
from ui.checkout.hint import CreditHint, credit_hint
from ui.session import Session
from ui.widgets import Button, NoticeTone, Size, paragraph
from ui.widgets import Role as TextRole


class Hints(QWidget):
    """At most three notes; no room is taken where there is nothing to say.

    Signals:
        use_credit(CreditHint): a person wants what the client owes paid with what they have (R12).
        read(): a person has read the ticket's notice.
        release(int, str): a manager takes back what the ticket with this id holds, and says why (R7).
    """

    use_credit = Signal(object)
    read = Signal()
    release = Signal(int, str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._holder: int | None = None
        self._hint: CreditHint | None = None
        self.owes = _Note(NoticeTone.WARN, self._use, key="Ctrl+B")
        self.news = _Note(NoticeTone.INFO, self.read.emit, key="Ctrl+R")
        self.news.button.setText(_("Read"))
        self.held = _Note(NoticeTone.INFO, self._release, key="Ctrl+E")
        self.held.button.setText(_("Release"))
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_("Reason to release it"))
        self.reason.setAccessibleName(_("Reason to release it"))
        self.reason.setMaxLength(200)
        self.held.add_above_button(self.reason)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(8)
        column.addWidget(self.owes)
        column.addWidget(self.news)
        column.addWidget(self.held)

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
        self._show_holder(view if open_now else None)
        notes = (self.owes, self.news, self.held)
        self.setVisible(any(not note.isHidden() for note in notes))

    def _show_holder(self, view: TicketView | None) -> None:
        """Name the ticket that claims part of this client's balance; a manager may release it."""
        desk = self._session.desk
        held: list[tuple[Ticket, int]] = []
        if view is not None and view.client is not None:
            held = holding.holders(desk, view.client.id, view.ticket.id)
        self.held.setVisible(bool(held))
        holder = held[0][0].id if held else None
        if holder != self._holder:
            self.reason.clear()
        self._holder = holder
        if held:
            ticket, amount = held[0]
            text = _("Ticket #{number} holds {amount} of this balance.")
            self.held.text.setText(text.format(number=ticket.number, amount=money(amount)))

    def _release(self) -> None:
        if self._holder is not None:
            self.release.emit(self._holder, self.reason.text())

    def _use(self) -> None:
        if self._hint is not None:
            self.use_credit.emit(self._hint)


class _Note(QFrame):
    """A few lines of text above their one action, for a narrow column."""

    def __init__(self, tone: NoticeTone, act: Callable[[], object], *, key: str) -> None:
        super().__init__()
        theme.vary(self, notice=tone.value)
        self.text = paragraph("", TextRole.BODY)
        # Small, so that the largest amount of any currency has room beside the key.
        self.button = Button("", act, size=Size.SMALL, key=key)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        column.setSpacing(2)
        column.addWidget(self.text)
        column.addWidget(self.button)

    def add_above_button(self, part: QWidget) -> None:
        """Ask for something before the action."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.count() - 1, part)
