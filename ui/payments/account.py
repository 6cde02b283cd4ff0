"""What goes over the client's account: *Pay later* (R4) and *Client credit / discount* (R9)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from pos_app.domain.money import money
from pos_app.domain.payment import PaymentKind, room
from pos_app.domain.shop import CREDIT_TYPE, PaymentType
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import payments, redeeming
from pos_app.services.payments import PaymentRequest
from pos_app.services.tickets import TicketView
from ui.payments import sentences
from ui.payments.form import PaymentForm
from ui.session import Session
from ui.widgets import Button, Kind, NoticeTone, bind_key
from ui.widgets.keys import key_text

_FUNDS_NAMED = 4


class LaterForm(PaymentForm):
    """Puts part or all of what is due on the client's balance, and says in full what that does."""

    def __init__(self, session: Session, way: PaymentType) -> None:
        super().__init__(session, way, _("Put on the client’s balance"))
        self.choose_client = Button(
            _("Back to the ticket, to choose a client"),
            self.back.emit,
            kind=Kind.GHOST,
            key="Alt+T",
        )
        self.extras.addWidget(self.choose_client, 0, Qt.AlignmentFlag.AlignLeft)
        self.tab_to(self.choose_client)

    def is_possible(self, view: TicketView) -> bool:
        """Only a client can owe, and only for what may be paid later (R8)."""
        return view.client is not None and self._room(view) > 0

    def proposal(self, view: TicketView) -> int | None:
        """All that may be paid later, within the client's limit."""
        most = self._room(view) if self.is_possible(view) else 0
        if self.part:
            most = min(most, self.part)
        limit = payments.pay_later_limit(self.session.desk, view)
        if limit is not None:
            most = min(most, max(0, limit - payments.owed_after(view, 0)))
        return most or None

    def start_widget(self) -> QWidget:
        """The amount, or the way back where a client has to be chosen first."""
        walk_in = self.view is not None and self.view.client is None
        return self.choose_client if walk_in else self.amount

    def _room(self, view: TicketView) -> int:
        most = room(view.bill, view.ticket.payments, PaymentKind.PAY_LATER)
        return min(most, view.settlement.due)

    def show_ticket(self, view: TicketView, part: int = 0, part_said: str = "") -> None:
        """Show how much may be paid later, or why nothing can."""
        super().show_ticket(view, part, part_said)
        self.choose_client.setVisible(view.client is None)
        limit = payments.pay_later_limit(self.session.desk, view)
        self.field.set_hint("")
        if view.client is None:
            self.outcome.say(
                NoticeTone.INFO,
                _("Choose a client first"),
                detail=_("A walk-in cannot pay later: there is nobody to owe it."),
            )
        elif view.settlement.due and not self.is_possible(view):
            self.outcome.say(
                NoticeTone.INFO,
                _("Nothing here can be paid later"),
                detail=_(
                    "A payoff, account credit, a gift card and a plan’s first payment cannot."
                ),
            )
        elif limit is not None:
            self.field.set_hint(
                _("{name} may owe at most {limit}.").format(
                    name=sentences.first_name(view), limit=money(limit)
                )
            )

    def outcome_of(self, view: TicketView, amount: int) -> None:
        """Who will owe how much more, and how much in all."""
        left = view.settlement.due - amount
        still = _("Still due now: {amount}.").format(amount=money(max(left, 0)))
        self.outcome.say(NoticeTone.WARN, sentences.pays_later(view, amount), detail=still)


class CreditForm(PaymentForm):
    """Spends the client's credits, or, with the box unticked, gives a discount that moves no fund."""

    def __init__(self, session: Session, way: PaymentType) -> None:
        super().__init__(session, way, way.name)
        self.deduct = QCheckBox(f"{_('Deduct from credit balance')} ({key_text('Alt+D')})")
        bind_key("Alt+D", self.deduct, self.deduct.click)
        self.deduct.toggled.connect(self._changed_kind)
        self.extras.addWidget(self.deduct, 0, Qt.AlignmentFlag.AlignLeft)
        self.tab_to(self.deduct)
        self._ticket_id = 0

    def show_ticket(self, view: TicketView, part: int = 0, part_said: str = "") -> None:
        """Show what credits can pay; for another ticket the box is ticked where there is any."""
        if view.ticket.id != self._ticket_id:
            self._ticket_id = view.ticket.id
            self._tick(self._credit(view).most > 0)
        self.deduct.setEnabled(view.client is not None)
        super().show_ticket(view, part, part_said)

    def proposal(self, view: TicketView) -> int | None:
        """The most that credits can pay; a discount is never proposed."""
        return (self._credit(view).most or None) if self.deduct.isChecked() else None

    def outcome_of(self, view: TicketView, amount: int) -> None:
        """Which credits will be spent, or that it is a discount."""
        if not self.deduct.isChecked():
            self.outcome.say(
                NoticeTone.INFO,
                _("Discount"),
                amount,
                _("Tax stays as it is, and no credit of the client is used."),
            )
            return
        credit = self._credit(view)
        detail = _("There is no credit to deduct.")
        if credit.available:
            today = self.session.desk.today
            spent = sentences.funds_in_order(credit.plan(amount), _FUNDS_NAMED, today)
            detail = _("Spends {funds}.").format(funds=spent) if spent else ""
        self.outcome.say(NoticeTone.GOOD, _("From the credit balance"), amount, detail)

    def request(self) -> PaymentRequest:
        """Credits spent, or a discount (R9)."""
        if self.deduct.isChecked() and self.view is not None and not self._credit(self.view).most:
            raise UserError(
                _("There is no credit to deduct. Untick the box to give a discount."),
                field="amount",
            )
        return PaymentRequest(
            id=self.request_id,
            type_code=self.way.code,
            amount=self.amount.amount(),
            deducts=self.deduct.isChecked(),
        )

    def _credit(self, view: TicketView) -> redeeming.Redeemable:
        return redeeming.redeemable(self.session.desk, view, CREDIT_TYPE)

    def _tick(self, on: bool) -> None:
        before = self.deduct.blockSignals(True)
        self.deduct.setChecked(on)
        self.deduct.blockSignals(before)

    def _changed_kind(self) -> None:
        if self.view is not None and not self._typed:
            self.amount.set_amount(self.proposal(self.view))
        self.field.show_error("")
        self._wake()
        self.describe()
