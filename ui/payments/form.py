"""What the forms of all payment types share: amount, outcome, the button, and one request each.

Every form has the same parts in the same places, so that nothing jumps from type to type.
"""

from collections.abc import Callable
from uuid import uuid4

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.money import money
from pos_app.domain.shop import PaymentType
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services.payments import PaymentRequest
from pos_app.services.tickets import TicketView
from ui import theme
from ui.payments import sentences
from ui.session import Session
from ui.widgets import (
    AmountEdit,
    Badge,
    Button,
    Field,
    Kind,
    NoticeTone,
    Role,
    Tone,
    figure,
    label,
    paragraph,
    set_tone,
)

_TONES = {
    NoticeTone.GOOD: Tone.CREDIT,
    NoticeTone.WARN: Tone.DUE,
    NoticeTone.ERROR: Tone.DANGER,
    NoticeTone.INFO: Tone.INFO,
}
_HEIGHT_PX = 86


def new_request_id() -> str:
    """An id that no other request has; made when a form is shown, kept until it has its answer."""
    return uuid4().hex


class Pause(QTimer):
    """As long as a double click: in it, the second half of a double click or Enter goes nowhere."""

    def __init__(self, parent: QObject, ended: Callable[[], object]) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.timeout.connect(ended)

    def begin(self) -> None:
        """Start to pause."""
        self.start(QApplication.doubleClickInterval())


class Outcome(QFrame):
    """What will come of the payment, in the place where change is shown; always of one height."""

    def __init__(self) -> None:
        super().__init__()
        self._title = paragraph("", Role.NAME)
        self._figure = figure("", Role.FIGURE)
        self._detail = paragraph("")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 8, 14, 4)
        self.column.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._figure)
        self.column.addLayout(head)
        self.column.addWidget(self._detail)
        self.column.addStretch(1)
        self.setFixedHeight(_HEIGHT_PX)
        self.say(NoticeTone.GOOD, "")

    def say(
        self, tone: NoticeTone, title: str, amount: int | None = None, detail: str = ""
    ) -> None:
        """Show a title with its figure, and a line below."""
        theme.vary(self, notice=tone.value)
        for text in (self._title, self._figure):
            set_tone(text, _TONES[tone])
        self._title.setText(title)
        self._figure.setText("" if amount is None else money(amount))
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.setAccessibleName(f"{title} {self._figure.text()} {detail}".strip())

    def text(self) -> str:
        """All that it says."""
        return self.accessibleName()


def say_settled(outcome: Outcome, view: TicketView) -> None:
    """Say how a ticket stands on which nothing is due: ready, paid too much, or the wrong way."""
    paid = view.ticket.payments
    change = sentences.change_of(view)
    wrong = sentences.why_not_closed(view)
    if view.settlement.excess:
        text = sentences.too_much(paid, view.settlement.excess)
        outcome.say(NoticeTone.WARN, _("Paid too much"), view.settlement.excess, text)
    elif wrong:
        outcome.say(NoticeTone.WARN, _("Not ready to close"), detail=wrong)
    elif change.now or change.before:
        text = change.said or _("Paid. Close the ticket.")
        outcome.say(NoticeTone.GOOD, _("Change to give"), change.now, text)
    else:
        outcome.say(NoticeTone.GOOD, _("Nothing is due"), detail=_("Close the ticket."))


class PaymentForm(QWidget):
    """One way to pay: an amount, what belongs to the type, the outcome, and *Add payment*.

    The button pauses while a request is under way and, after it, until a person types something or a
    double click is over: the second half of a double Enter must never pay what is still due.

    Signals:
        asked(PaymentRequest): a person wants this payment.
        back(): a person wants to go to the ticket, to choose a client there.
    """

    asked = Signal(object)
    back = Signal()

    def __init__(self, session: Session, way: PaymentType, title: str) -> None:
        super().__init__()
        self.session = session
        self.way = way
        self.view: TicketView | None = None
        self.part = 0
        self.request_id = new_request_id()
        self._typed = False
        self._busy = False
        self._pause = Pause(self, self._offer)
        self.amount = AmountEdit(look="figure")
        self.amount.edited.connect(self._on_typed)
        self.field = Field("", self.amount)
        self.amount.setAccessibleName(title)
        self.fields: dict[str, Field] = {"amount": self.field}
        self.badge = Badge("", Tone.ACCENT)
        self.outcome = Outcome()
        self.add = Button(_("Add payment"), self.submit, kind=Kind.PRIMARY, key="Return")
        self.extras = QVBoxLayout()
        self._last_stop: QWidget = self.amount
        self._lay_out(title)
        self._offer()

    def _lay_out(self, title: str) -> None:
        head = QHBoxLayout()
        head.addWidget(label(title, Role.HEADING), 1)
        head.addWidget(self.badge)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.field)
        column.addLayout(self.extras)
        column.addStretch(1)
        column.addWidget(self.outcome)
        column.addWidget(self.add)

    def show_ticket(self, view: TicketView, part: int = 0, part_said: str = "") -> None:
        """Show what can be paid on the ticket; what a person has typed stays.

        Args:
            part: what of the due one person pays in an even split; 0 without one.
            part_said: that part in words.
        """
        self.view, self.part = view, part
        self.badge.setText(part_said)
        self.badge.setVisible(bool(part_said))
        if not self._typed:
            self.amount.set_amount(self.proposal(view))
        self.amount.setEnabled(self.is_possible(view))
        self.describe()

    def renew(self) -> None:
        """After the payment was taken, get ready for the next, but not for the same Enter again."""
        self._pause.begin()
        self.start_over()

    def start_over(self) -> None:
        """Forget what was typed: a new request, the next amount."""
        self.request_id = new_request_id()
        self._typed = False
        self.clear_extras()
        if self.view is not None:
            self.show_ticket(self.view, self.part, self.badge.text())

    def set_busy(self, busy: bool) -> None:
        """A write is under way, or has ended."""
        self._busy = busy
        self._offer()

    def start_widget(self) -> QWidget:
        """Where the work starts."""
        return self.amount

    def fill(self, minor: int) -> None:
        """Put an amount in the box as if it had been typed."""
        self.amount.set_amount(minor)
        self._on_typed()

    def submit(self) -> None:
        """Ask for the payment, or say at its field what is wrong."""
        if not self.add.isEnabled() or self.view is None:
            return
        try:
            request = self.request()
        except UserError as error:
            self.refuse(error)
            return
        self.asked.emit(request)

    def refuse(self, error: UserError) -> None:
        """Show a refusal at its field, or in the place of the outcome."""
        field = self.fields.get(error.field or "")
        if field is None:
            self.outcome.say(NoticeTone.ERROR, _("Not added"), detail=error.text)
            return
        field.show_error(error.text)
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(field.editor, QLineEdit):
            field.editor.selectAll()

    def tab_to(self, control: QWidget) -> None:
        """Let the Tab key come to a control of the type before it comes to *Add payment*."""
        QWidget.setTabOrder(self._last_stop, control)
        QWidget.setTabOrder(control, self.add)
        self._last_stop = control

    # What a type of payment answers for itself.

    def proposal(self, view: TicketView) -> int | None:
        """The amount to begin with: what is due, or this person's part of it."""
        return min(self.part, view.settlement.due) if self.part else view.settlement.due

    def is_possible(self, view: TicketView) -> bool:
        """Whether this type can pay anything now."""
        return view.settlement.due > 0

    def outcome_of(self, view: TicketView, amount: int) -> None:
        """Say what an amount that can be read would do."""
        left = view.settlement.due - amount
        if left < 0:
            self.outcome.say(NoticeTone.WARN, _("More than what is due"), -left)
        elif left:
            self.outcome.say(NoticeTone.WARN, _("Still due after this"), left)
        else:
            self.outcome.say(NoticeTone.GOOD, _("Still due after this"), 0)

    def request(self) -> PaymentRequest:
        """The request as typed.

        Raises:
            UserError: something cannot be read or is missing; ``field`` says what.
        """
        return PaymentRequest(
            id=self.request_id, type_code=self.way.code, amount=self.amount.amount()
        )

    def clear_extras(self) -> None:
        """Empty what belongs to one payment only."""

    def describe(self) -> None:
        """Say what the amount in the box would do."""
        view = self.view
        if view is None:
            return
        if view.settlement.due == 0:
            say_settled(self.outcome, view)
        elif self.is_possible(view):
            self.outcome_of(view, self.amount.value() or 0)
        self._offer()

    def _on_typed(self) -> None:
        self._typed = True
        self._wake()
        self.describe()

    def _wake(self) -> None:
        self._pause.stop()
        self._offer()

    def _offer(self) -> None:
        possible = self.view is not None and self.is_possible(self.view)
        self.add.setEnabled(possible and not self._pause.isActive() and not self._busy)
