"""The payments page: every way to pay, the client's balance last, and closing the ticket."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app.domain.shop import BALANCE_TYPE, GIFT_TYPE
from pos_app.domain.ticket import TicketState
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import (
    closing,
    holding,
    payments,
    print_spool,
    staff,
    tickets,
)
from pos_app.services.changes import Changes
from pos_app.services.closing import Receipt
from pos_app.services.payments import PaymentRequest
from pos_app.services.tickets import TicketView
from ui.checkout.hint import CreditHint
from ui.checkout.summary import OrderSummary
from ui.checkout.work import short_names
from ui.failures import text_of
from ui.look_again import LookAgain
from ui.payments import sentences
from ui.payments.balance import BalanceBar
from ui.payments.closed import ClosedPanel
from ui.payments.even import EvenSplit
from ui.payments.form import Pause, PaymentForm, new_request_id
from ui.payments.gift import GiftForm
from ui.payments.hints import Hints
from ui.payments.one_write import OneWrite
from ui.payments.pane import PaymentPane
from ui.payments.receipt import ReceiptChoice
from ui.session import Session
from ui.widgets import Button, Kind, NoticeTone, Size, bind_key


class PaymentsPage(QWidget):
    """Takes payments on the session's ticket in any mix, closes it, and shows the change.

    Whatever it shows is read from the books; the page itself only remembers what is being typed.
    One write is under way at most: until its answer every button waits.

    Signals:
        back(): a person wants to go back to the ticket.
        ended(): the ticket is closed; there is no way back to it.
        next_ticket(): the closed ticket is done with.
    """

    back = Signal()
    ended = Signal()
    next_ticket = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._view: TicketView | None = None
        self._writing = OneWrite(session, self)
        self._close_id = new_request_id()
        self._pause = Pause(self, self._offer)
        self._details: dict[int, str] = {}
        self.pane = PaymentPane(session)
        self.hints = Hints(session)
        self.balance = BalanceBar(session)
        self.closed = ClosedPanel(session)
        self.summary = OrderSummary()
        self.receipt = ReceiptChoice()
        self.close_button = Button(
            _("Close ticket"), self._close, kind=Kind.PRIMARY, size=Size.BIG, key="F12"
        )
        self.next_button = Button(
            _("Next ticket"), self._next, kind=Kind.PRIMARY, size=Size.BIG, key="Return"
        )
        bind_key("Ctrl+N", self.next_button, self._next)  # As on the checkout page.
        self._lay_out()
        self._make_types()
        self._writing.busy.connect(self._set_busy)
        self._writing.answered.connect(self._reload)
        self.pane.asked.connect(self._add)
        self.pane.split.connect(self._split)
        self.pane.back.connect(self.back)
        self.pane.shown.connect(self._focus_start)
        self.hints.use_credit.connect(self._use_credit)
        self.hints.read.connect(self._dismiss_notice)
        self.hints.release.connect(self._release)
        self.balance.asked.connect(self._redeem)
        self.summary.remove_requested.connect(self._remove)
        self.receipt.picked.connect(self._pick_receipt)
        session.changed.connect(self._on_changed)
        self.again = LookAgain(session, self, self._look_again)

    # Laying out

    def _lay_out(self) -> None:
        open_page = QWidget()
        left = QVBoxLayout(open_page)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(12)
        left.addWidget(self.pane, 1)
        left.addWidget(self.balance)
        self._sides = QStackedWidget()
        self._sides.addWidget(open_page)
        self._sides.addWidget(self.closed)
        self.summary.buttons.addWidget(self.hints)
        self.summary.buttons.addWidget(self.receipt)
        self.summary.action.addWidget(self.close_button)
        self.summary.action.addWidget(self.next_button)
        self.next_button.hide()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(16)
        whole.addWidget(self._sides, 1)
        whole.addWidget(self.summary)

    def _make_types(self) -> None:
        """Offer the ways to pay that the shop takes now."""
        types = payments.payment_types(self._session.desk)
        self.pane.offer(types)
        self.balance.setVisible(any(way.code == BALANCE_TYPE for way in types))

    # Showing

    def showEvent(self, event: QShowEvent) -> None:
        """Come to the ticket in work."""
        super().showEvent(event)
        if not event.spontaneous():
            self.enter()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the ticket; nothing is lost."""
        if event.key() == Qt.Key.Key_Escape and self._is_open():
            self.back.emit()
            return
        super().keyPressEvent(event)

    def enter(self) -> None:
        """Show the session's ticket, as it is now, with the shop's use of credit (R9)."""
        known = self._view.ticket.id if self._view else None
        if self._session.ticket_id != known:
            self._view = None
            self._close_id = new_request_id()
            self.receipt.choose(Receipt.PRINT)
            self.pane.start_over()
            self.balance.start_over()
        self._pause.begin()
        self._reload()
        if self._view is not None and self._is_open():
            self.balance.use_credit_by_itself(self._view)
        self._focus_start()

    def scan(self, code: str) -> bool:
        """Pay with the gift card that was scanned; whether it was one, or meant to be."""
        form = self.pane.forms.get(GIFT_TYPE)
        if not self._is_open() or not isinstance(form, GiftForm):
            return False
        if not form.wants(code):
            return False
        self.pane.choose(GIFT_TYPE)
        form.take(code)
        return True

    def is_working(self) -> bool:
        """Whether a payment, or the closing, has no answer yet."""
        return self._writing.is_busy

    def is_addressing(self) -> bool:
        """Whether the closed ticket's receipt waits for the address that is being typed."""
        return self._is_closed() and self.closed.email.is_in_work()

    def is_over(self) -> bool:
        """Whether the ticket is closed, and only its change and receipt are left to see to."""
        return self._is_closed()

    def _on_changed(self, changes: Changes) -> None:
        if changes.catalog or changes.settings:
            self._make_types()
        ticket = self._view.ticket if self._view else None
        mine = ticket is not None and (
            ticket.id in changes.tickets
            or ticket.client_id in changes.clients
            or changes.catalog
            or changes.settings
        )
        if mine and self.isVisible() and not self._writing.is_busy:
            self._reload()

    def _look_again(self) -> None:
        """Another till may have changed the ticket, or what its client owes and has."""
        if self._view is None or self._writing.is_busy or not self._is_open():
            return
        if tickets.view(self._session.desk, self._view.ticket.id) != self._view:
            self._reload()

    def _reload(self) -> None:
        if self._session.ticket_id is None:
            self._view = None
            self.summary.show_view(None, {})
            self._offer()
            return
        view = tickets.view(self._session.desk, self._session.ticket_id)
        self._view = view
        self.receipt.show_ticket(view, self._why_no_mail())
        self.hints.show_ticket(view)
        if view.ticket.is_open:
            self._show_open(view)
        names = short_names(staff.members(self._session.desk))
        self.summary.show_view(view, names, self._details)
        if view.ticket.state is TicketState.CLOSED:
            self._show_closed(view)
        elif view.ticket.state is TicketState.VOID:
            self.back.emit()

    def _show_open(self, view: TicketView) -> None:
        self._sides.setCurrentIndex(0)
        self.next_button.hide()
        self.close_button.show()
        self.balance.show_ticket(view)
        self._details = sentences.fund_parts(self.balance.redeemable.applied)
        self.pane.show_ticket(view)
        self._offer()

    def _show_closed(self, view: TicketView) -> None:
        if self._sides.currentIndex() == 0:
            self._pause.begin()
            self._sides.setCurrentIndex(1)
            self.close_button.hide()
            self.next_button.show()
            self.closed.show_ticket(view)
            self._say_receipt(view)
            self.ended.emit()
        self.closed.show_ticket(view)
        self._offer()

    def _say_receipt(self, view: TicketView) -> None:
        """Say what became of the receipt; who chose e-mail for somebody without an address is asked."""
        self._focus_start()
        if self.receipt.value() is Receipt.EMAIL and not _address_of(view):
            self.closed.ask_address()
        else:
            self.closed.say_receipt(self.receipt.value())

    def _why_no_mail(self) -> str:
        if self._session.desk.settings.sends_mail:
            return ""
        return _("E-mail is not set up: Settings → E-mail.")

    def show_queue(self, _queue: print_spool.Queue) -> None:
        """The spool did something: say how this ticket's receipt fares."""
        if self._is_closed() and not self.closed.email.isVisible():
            self.closed.say_receipt(self.receipt.value())

    def _is_open(self) -> bool:
        return self._view is not None and self._view.ticket.is_open

    def _is_closed(self) -> bool:
        return self._view is not None and self._view.ticket.state is TicketState.CLOSED

    def _focus_start(self) -> None:
        """Put the focus where work starts: on the form, or on no control when there is none to do."""
        works = self._view is not None and self._is_open() and self._view.settlement.due > 0
        start = self.pane.start_widget() if works else None
        self.setFocusProxy(start)  # type: ignore[arg-type]  # None takes the proxy away
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self) -> None:
        """Enable what can be done now."""
        resting = self._writing.is_busy or self._pause.isActive()
        self.close_button.setEnabled(not resting and self._can_close())
        self.next_button.setEnabled(not resting)

    def _can_close(self) -> bool:
        view = self._view
        if view is None or view.settlement.due or view.settlement.excess:
            return False
        return not sentences.why_not_closed(view)

    # Acting

    def _set_busy(self, busy: bool) -> None:
        self.pane.set_busy(busy)
        self.balance.set_busy(busy)
        self._offer()

    def _complain(self, error: Exception) -> None:
        """Show a refusal that belongs to no box where outcomes are shown."""
        self.pane.outcome().say(NoticeTone.ERROR, _("That was not done"), detail=text_of(error))

    def _add(self, form: PaymentForm, request: PaymentRequest) -> None:
        def taken() -> None:
            form.renew()
            self._focus_start()

        def refused(error: Exception) -> None:
            if isinstance(error, UserError):
                form.refuse(error)
            else:
                self._complain(error)

        self._writing.start(
            payments.add_payment, self._ticket_id(), request, then=taken, failed=refused
        )

    def _split(self, split: EvenSplit | None) -> None:
        def taken() -> None:
            self.pane.start_over()
            self._reload()
            self._focus_start()

        parts = split.parts if split else ()
        ticket_id = self._ticket_id()
        self._writing.start(payments.split_due, ticket_id, parts, then=taken, failed=self._complain)

    def _redeem(self, request: PaymentRequest) -> None:
        def taken() -> None:
            self.balance.renew()
            self._focus_start()

        self._writing.start(
            payments.add_payment,
            self._ticket_id(),
            request,
            then=taken,
            failed=lambda error: self.balance.refuse(text_of(error)),
        )

    def _use_credit(self, hint: CreditHint) -> None:
        """Put what is owed on the ticket, and the balance against it (R12)."""
        self._writing.start(
            CreditHint.apply,
            self._ticket_id(),
            hint,
            then=self._focus_start,
            failed=self._complain,
        )

    def _release(self, ticket_id: int, reason: str) -> None:
        """Take back what another ticket holds of this client's balance (R7)."""
        self._writing.start(
            holding.release_holds,
            ticket_id,
            reason,
            then=self.balance.start_over,
            failed=self._complain,
        )

    def _dismiss_notice(self) -> None:
        self._writing.start(
            tickets.dismiss_notice, self._ticket_id(), then=lambda: None, failed=self._complain
        )

    def _remove(self, payment_id: int) -> None:
        if self._is_open():
            self._writing.start(
                payments.remove_payment,
                self._ticket_id(),
                payment_id,
                then=self._focus_start,
                failed=self._complain,
            )

    def _close(self) -> None:
        view = self._view
        if view is None or not self.close_button.isEnabled():
            return
        receipt = self.receipt.value()
        if receipt is Receipt.EMAIL and not _address_of(view):
            receipt = Receipt.NONE
        self._writing.start(
            closing.close,
            view.ticket.id,
            view.ticket.version,
            self._close_id,
            receipt,
            then=lambda: None,
            failed=self._complain,
        )

    def _pick_receipt(self, receipt: Receipt) -> None:
        """On a closed ticket a receipt picked is made at once."""
        if not self._is_closed():
            return
        if receipt is Receipt.EMAIL:
            self.closed.ask_address()
        if receipt is Receipt.PRINT and not self._pause.isActive():
            self._pause.begin()
            self._writing.start(
                print_spool.print_first,
                self._ticket_id(),
                then=lambda: self.closed.say_receipt(receipt),
                failed=lambda error: self.closed.say(text_of(error)),
            )

    def _next(self) -> None:
        if self.next_button.isEnabled():
            self._session.pick_ticket(None)
            self.next_ticket.emit()

    def _ticket_id(self) -> int:
        if self._view is None:
            raise RuntimeError("there is no ticket to act on")
        return self._view.ticket.id


def _address_of(view: TicketView) -> str:
    return view.client.email if view.client else ""
