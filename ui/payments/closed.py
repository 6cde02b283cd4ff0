"""The ticket that has just been closed: the change in large figures, and its receipt."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from pos_app.domain.client_account import in_words
from pos_app.domain.money import money
from pos_app.domain.payment import PaymentKind
from pos_app.domain.points import in_words as points_in_words
from pos_app.domain.words import _, isolated
from pos_app.services import outbox, print_spool, receipts
from pos_app.services.changes import Changes
from pos_app.services.closing import Receipt
from pos_app.services.desk import Desk
from pos_app.services.tickets import TicketView
from ui import theme
from ui.email_box import EmailBox, Sendable
from ui.paper_pictures import PaperPictures
from ui.payments import sentences
from ui.session import Session
from ui.spool import receipt_text
from ui.widgets import Card, ElidedLabel, PaperView, Role, Tone, label, paragraph

_COLUMNS = 42
_HUGE_PX = 56
_ROOM_PX = 460
"""What the largest figures have beside the receipt on the smallest till."""


class ClosedPanel(Card):
    """Stands where the payment types were. Nothing on it has to be done but to give the change."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._title = ElidedLabel("", Role.TITLE)
        self._what = label("", Role.NAME, Tone.CREDIT)
        self.change = label("", Role.HUGE, Tone.CREDIT)
        self._also = paragraph("", Role.BODY)
        self._standing = paragraph("", Role.BODY, Tone.MUTED)
        self._receipt = paragraph("", Role.BODY, Tone.MUTED)
        self.email = EmailBox(session)
        self._ticket_id: int | None = None
        self.paper = PaperView(_COLUMNS)
        self.paper.setAccessibleName(_("Receipt"))
        self.paper.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        PaperPictures(session, self.paper)
        # Sent: the next Enter is for the next ticket, and not the same receipt once more.
        self.email.said.connect(lambda _said: self.paper.setFocus())
        self._lay_out()

    def _lay_out(self) -> None:
        box = QFrame()
        theme.vary(box, notice="good")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(20, 18, 20, 18)
        inside.addWidget(self._what)
        inside.addWidget(self.change)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._title)
        left.addWidget(box)
        for text in (self._also, self._standing, self._receipt):
            left.addWidget(text)
        left.addWidget(self.email)
        left.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addLayout(left, 1)
        row.addWidget(self.paper)
        self.column.addLayout(row)

    def show_ticket(self, view: TicketView) -> None:
        """Show a closed ticket."""
        self._title.setText(_("Ticket #{number} is closed").format(number=view.ticket.number))
        self._say_paid(view)
        self._standing.setVisible(view.client is not None)
        if view.client is not None:
            now = [in_words(view.standing.owed, view.standing.available)]
            if view.client.points:
                now.append(points_in_words(view.client.points))
            self._standing.setText(f"{isolated(view.client.name)}: {' · '.join(now)}")
        if self._ticket_id != view.ticket.id:
            self._ticket_id = view.ticket.id
            send = partial(_send, view.ticket.id)
            sent_of = partial(outbox.of_ticket, ticket_id=view.ticket.id)
            self.email.begin(view.client, [Sendable(_("Receipt"), send)], sent_of)
            self.email.hide()
        lines = receipts.on_screen(self._session.desk, view.ticket.id, _COLUMNS)
        self.paper.show_lines(lines)

    def _say_paid(self, view: TicketView) -> None:
        """The change, large, where there was cash; else, with nothing to hand over, calmly what was paid."""
        change = sentences.change_of(view)
        has_cash = any(p.kind is PaymentKind.CASH for p in view.ticket.payments)
        later = view.pay_later
        paid = sum(payment.amount for payment in view.ticket.payments) - later
        what, minor = (_("Change to give"), change.now) if has_cash else (_("Paid"), paid)
        said = [change.said] if change.said else []
        kept = sum(payment.kept for payment in view.ticket.payments)
        if kept:
            said.append(_("{amount} was kept on account.").format(amount=money(kept)))
        if later and not paid:
            what, minor = _("Paid later"), later
        elif later:
            said.append(_("{amount} is paid later.").format(amount=money(later)))
        text = money(minor)
        wide = theme.metrics(_HUGE_PX, QFont.Weight.Bold).horizontalAdvance(text)
        large = has_cash and wide <= _ROOM_PX
        theme.vary(self.change, role=(Role.HUGE if large else Role.TOTAL).value)
        self._what.setText(what)
        self.change.setText(text)
        self.change.setAccessibleName(f"{what} {text}")
        self._also.setText(" ".join(said))
        self._also.setVisible(bool(said))

    def say_receipt(self, receipt: Receipt) -> None:
        """Say what becomes of the receipt: of a printed one, as far as its printer says."""
        said = ""  # Of an e-mail the box beneath says it.
        if receipt is Receipt.PRINT and self._ticket_id is not None:
            said = receipt_text(print_spool.receipt_of(self._session.desk, self._ticket_id))
        elif receipt is Receipt.NONE:
            said = _("No receipt. It can still be printed.")
            if self._session.desk.settings.sends_mail:
                said = _("No receipt. It can still be printed or sent by e-mail.")
        self.say(said)
        self.email.setVisible(receipt is Receipt.EMAIL)

    def ask_address(self) -> None:
        """Ask where the receipt is to be sent."""
        self.say_receipt(Receipt.EMAIL)
        self.email.take_focus()

    def say(self, text: str) -> None:
        """Say something about the receipt."""
        self._receipt.setText(text)
        self._receipt.setVisible(bool(text))

    def receipt_text(self) -> str:
        """What it says about the receipt."""
        return self._receipt.text()


def _send(ticket_id: int, desk: Desk, address: str) -> Changes:
    return outbox.email_receipt(desk, ticket_id, address)
