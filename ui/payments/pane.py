"""The middle of the page: the tiles, the form of the chosen type beside the keypad, and the split."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import PaymentType
from pos_app.domain.words import _
from pos_app.services.payments import PaymentRequest
from pos_app.services.tickets import TicketView
from ui.payments.account import CreditForm, LaterForm
from ui.payments.cash import CashForm
from ui.payments.even import EvenSplit
from ui.payments.form import Outcome, PaymentForm
from ui.payments.gift import GiftForm
from ui.payments.points import PointsForm
from ui.payments.split import SplitForm
from ui.payments.tender import CardForm, TenderForm
from ui.payments.tiles import SPLIT, TypeTiles, offered
from ui.session import Session
from ui.widgets import Card, Keypad

_KEYPAD_PX = 270


class PaymentPane(QWidget):
    """Chooses a type of payment and fills in its form.

    Signals:
        asked(PaymentForm, PaymentRequest): a person wants this payment, made in that form.
        shown(): another form came to the front.
        split(object): an :class:`EvenSplit` to pay by, or None to stop splitting.
        back(): a person wants to go to the ticket, to choose a client there.
    """

    asked = Signal(object, object)
    shown = Signal()
    split = Signal(object)
    back = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._view: TicketView | None = None
        self.forms: dict[str, PaymentForm] = {}
        self.tiles = TypeTiles([])
        self.split_form = SplitForm(session)
        self.split_form.split.connect(self.split)
        self.keypad = Keypad()
        self.keypad.setFixedWidth(_KEYPAD_PX)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.split_form)
        card = Card()
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(self._stack, 1)
        row.addWidget(self.keypad)
        card.column.addLayout(row)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(self.tiles)
        self._column.addWidget(card, 1)

    def offer(self, types: Sequence[PaymentType]) -> None:
        """Make the tiles and forms of these types; the chosen one stays chosen where it still is."""
        chosen = self.tiles.value()
        types = offered(types, pay_later=self._session.desk.settings.pay_later_allowed)
        for form in self.forms.values():
            self._stack.removeWidget(form)
            form.deleteLater()
        self.forms = {way.code: self._form(way) for way in types}
        tiles = TypeTiles(types)
        self._column.replaceWidget(self.tiles, tiles)
        self.tiles.hide()
        self.tiles.deleteLater()
        self.tiles = tiles
        self.tiles.chosen.connect(lambda code: self._show(str(code)))
        self.choose(chosen if chosen in tiles.tiles else self._first())

    def start_over(self) -> None:
        """Forget what was typed, for another ticket; a split is that of its ticket, and stays."""
        self._view = None
        for form in self.forms.values():
            form.start_over()
        self.choose(self._first())

    def choose(self, code: str) -> None:
        """Bring the form of a type to the front."""
        self.tiles.choose(code)
        self._show(code)

    def show_ticket(self, view: TicketView) -> None:
        """Show what can be paid on the ticket, and whose part it is."""
        self._view = view
        split = EvenSplit(view.ticket.parts)
        part = split.part(view.settlement.due)
        form = self._stack.currentWidget()
        if isinstance(form, PaymentForm):
            number, amount = part or (0, 0)
            count = len(split.parts)
            said = _("Part {number} of {count}").format(number=number, count=count)
            form.show_ticket(view, amount, said if part else "")
        else:
            self.split_form.show_ticket(view, splitting=part is not None)

    def set_busy(self, busy: bool) -> None:
        """A write is under way, or has ended."""
        for form in self.forms.values():
            form.set_busy(busy)
        self.split_form.set_busy(busy)

    def start_widget(self) -> QWidget:
        """Where the work starts in the form in front."""
        return self._current().start_widget()

    def outcome(self) -> Outcome:
        """The place in the form in front where outcomes are said."""
        return self._current().outcome

    def _current(self) -> PaymentForm | SplitForm:
        return self.forms.get(self.tiles.value(), self.split_form)

    def _first(self) -> str:
        return next(iter(self.forms), SPLIT)

    def _form(self, way: PaymentType) -> PaymentForm:
        form = _form_for(self._session, way)

        def ask(request: PaymentRequest) -> None:
            self.asked.emit(form, request)

        form.asked.connect(ask)
        form.back.connect(self.back)
        self._stack.addWidget(form)
        return form

    def _show(self, code: str) -> None:
        form = self._current()
        self._stack.setCurrentWidget(form)
        self.keypad.setVisible(form is not self.split_form)
        if isinstance(form, PaymentForm):
            self.keypad.aim(form.amount)
        if self._view is not None:
            self.show_ticket(self._view)
        self.shown.emit()


def _form_for(session: Session, way: PaymentType) -> PaymentForm:
    """The form of one way to pay."""
    match way.kind:
        case PaymentKind.CASH:
            return CashForm(session, way)
        case PaymentKind.CARD:
            return CardForm(session, way)
        case PaymentKind.PAY_LATER:
            return LaterForm(session, way)
        case PaymentKind.CLIENT_BALANCE:
            return CreditForm(session, way)
        case PaymentKind.GIFT_CARD:
            return GiftForm(session, way)
        case PaymentKind.POINTS:
            return PointsForm(session, way)
        case PaymentKind.CHECK:
            return TenderForm(session, way, _("Amount of the check"))
        case _:
            return TenderForm(session, way, way.name)
