"""Client balance to redeem: the last payment option, in its own bar (R6, R7)."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from pos_app.domain.money import money
from pos_app.domain.shop import BALANCE_TYPE, CreditUse
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import redeeming
from pos_app.services.payments import PaymentRequest
from pos_app.services.redeeming import Redeemable
from pos_app.services.tickets import TicketView
from ui.payments import sentences
from ui.payments.form import Pause, new_request_id
from ui.session import Session
from ui.widgets import (
    AmountEdit,
    Badge,
    Button,
    Card,
    ElidedLabel,
    Role,
    Tone,
    label,
    paragraph,
    set_tone,
)
from ui.widgets.texts import tip

_BOX_PX, _BOX_FRAME_PX = 150, 34
"""The least width of the box, and what its frame and padding take of it."""
_SHORT, _ALL = 3, 1_000
"""How many funds are named in the line, and in its tooltip."""
_NOTHING = Redeemable(0, 0, ())


class BalanceBar(Card):
    """Shows what a client can spend here, from which funds and in which order, and applies it.

    Signals:
        asked(PaymentRequest): a person wants this much redeemed.
    """

    asked = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(margin=14)
        self._session = session
        self._view: TicketView | None = None
        self.redeemable = _NOTHING
        self.request_id = new_request_id()
        self._typed = False
        self._auto_tried: set[tuple[int, int | None]] = set()
        self._busy = False
        self._pause = Pause(self, self._offer)
        self._available = ElidedLabel("", Role.DETAIL)
        self._detail = paragraph("")
        self.badge = Badge()
        self.full = Button(clicked=self._fill)
        self.amount = AmountEdit(name=_("Client balance to redeem"))
        self.amount.edited.connect(self._on_typed)
        self.amount.refused.connect(lambda _text: self._describe())
        self.amount.returnPressed.connect(self.submit)
        self.amount.installEventFilter(self)
        self.apply = Button(_("Apply"), self.submit, key="F10")
        self._lay_out()
        self._offer()

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(label(_("Client balance to redeem"), Role.HEADING))
        head.addWidget(self._available, 1)
        texts.addLayout(head)
        self._detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._detail.setMinimumHeight(34)
        self._detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        texts.addWidget(self._detail)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addLayout(texts, 1)
        for part in (self.badge, self.full, self.amount, self.apply):
            row.addWidget(part)
        self.column.addLayout(row)

    def show_ticket(self, view: TicketView) -> None:
        """Show what can be redeemed on the ticket; what a person has typed stays."""
        self._view = view
        self.redeemable = redeeming.redeemable(self._session.desk, view)
        most = self.redeemable.most
        if not self._typed:
            self.amount.set_amount(most if self._is_wanted(view) else 0)
        self.amount.setEnabled(most > 0)
        self.full.setVisible(most > 0)
        self.full.setText(_("Full {amount}").format(amount=money(most)))
        needed = self.amount.fontMetrics().horizontalAdvance(money(most)) + _BOX_FRAME_PX
        self.amount.setFixedWidth(max(_BOX_PX, needed))
        text = _("· {amount} available") if self.redeemable.available else ""
        self._available.setText(text.format(amount=money(self.redeemable.available)))
        self.badge.setVisible(most == 0)
        self.badge.setText(self._why_nothing(view))
        self._describe()

    def renew(self) -> None:
        """After it was applied, get ready for more, but not for the same Enter again."""
        self._pause.begin()
        self.start_over()

    def start_over(self) -> None:
        """Forget what was typed: a new request, the most that can be used."""
        self.request_id = new_request_id()
        self._typed = False
        if self._view is not None:
            self.show_ticket(self._view)

    def set_busy(self, busy: bool) -> None:
        """A write is under way, or has ended."""
        self._busy = busy
        self._offer()

    def use_credit_by_itself(self, view: TicketView) -> None:
        """Where the shop always uses credit (R9), ask for it once; what was taken off stays off.

        The request's id is made of the ticket and its client, so that it is done once for both, on
        whatever till and after whatever crash.
        """
        ticket, most = view.ticket, self.redeemable.most
        always = self._session.desk.settings.credit_use is CreditUse.ALWAYS and ticket.use_credit
        pair = (ticket.id, ticket.client_id)
        applied = any(p.type_code == BALANCE_TYPE for p in ticket.payments)
        if self.isHidden() or not most or not always or applied or pair in self._auto_tried:
            return
        self._auto_tried.add(pair)
        auto_id = f"credit-of-{pair[1]}-on-{pair[0]}"
        self.asked.emit(PaymentRequest(id=auto_id, type_code=BALANCE_TYPE, amount=most))

    def submit(self) -> None:
        """Ask for what is in the box."""
        if not self.apply.isEnabled():
            return
        try:
            amount = self.amount.amount()
        except UserError:
            return
        self.asked.emit(PaymentRequest(id=self.request_id, type_code=BALANCE_TYPE, amount=amount))

    def refuse(self, text: str) -> None:
        """Say at the box why it was not applied."""
        self.amount.show_error(text)
        self._describe()

    def text(self) -> str:
        """The line that says what is or would be spent, or what is wrong."""
        return self._detail.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the box applies it; it must not reach *Add payment*, which has the same key."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
                return True
        return False

    def _is_wanted(self, view: TicketView) -> bool:
        never = self._session.desk.settings.credit_use is CreditUse.NEVER
        return view.ticket.use_credit and not never

    def _why_nothing(self, view: TicketView) -> str:
        if self.redeemable.available and view.settlement.due == 0:
            return _("nothing is due")
        if self.redeemable.applied:
            return _("nothing left to redeem")
        if self.redeemable.available:
            return _("cannot pay for this")
        return _("nothing to redeem")

    def _fill(self) -> None:
        self.amount.set_amount(self.redeemable.most)
        self._on_typed()

    def _on_typed(self) -> None:
        self._typed = True
        self._pause.stop()
        self._describe()

    def _describe(self) -> None:
        error = self.amount.error()
        self._detail.setText(error or self._sentence(_SHORT))
        self._detail.setToolTip("" if error else tip(self._sentence(_ALL)))
        self._detail.setAccessibleName(error or self._sentence(_ALL))
        set_tone(self._detail, Tone.DANGER if error else Tone.PLAIN)
        self._offer()

    def _sentence(self, most: int) -> str:
        view, found = self._view, self.redeemable
        if view is None or view.client is None:
            return _("A walk-in has no balance. Choose a client on the ticket to use one.")
        said, today = [], self._session.desk.today
        if found.applied:
            parts = [(part.fund, part.amount) for part in found.applied]
            spent = sentences.funds_in_order(parts, most, today)
            said.append(_("Applied: {funds}").format(funds=spent))
        plan = sentences.funds_in_order(found.plan(self.amount.value() or 0), most, today)
        if plan and found.most:
            said.append(_("Apply spends {funds}").format(funds=plan))
        elif found.most and not self._is_wanted(view):
            asked = _("This shop uses credit only when a client asks for it")
            off = _("Using credit is switched off for this ticket")
            said.append(off if not view.ticket.use_credit else asked)
        if found.held_elsewhere:
            text = _("Another open ticket holds {amount}")
            said.append(text.format(amount=money(found.held_elsewhere)))
        if said:
            return ". ".join(said) + "."
        if found.available:
            return "" if view.settlement.due else _("Nothing is due.")
        return _("There is nothing on the account to spend.")

    def _offer(self) -> None:
        typed = bool(self.amount.text().strip()) and self.amount.value() != 0
        ready = self.redeemable.most > 0 and typed
        self.apply.setEnabled(ready and not self._busy and not self._pause.isActive())
