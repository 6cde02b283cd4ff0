"""Paying with a gift card: scan or type its code, see what is on it, use as much as fits."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_app.domain.gift_card import GiftCard, is_code, read_code
from pos_app.domain.money import money
from pos_app.domain.payment import PaymentKind, room
from pos_app.domain.shop import PaymentType
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import gift_cards
from pos_app.services.gift_cards import Usable
from pos_app.services.payments import PaymentRequest
from pos_app.services.tickets import TicketView
from ui.checkout.card_scanned import is_no_item
from ui.payments.form import PaymentForm
from ui.session import Session
from ui.widgets import Field, NoticeTone


class GiftForm(PaymentForm):
    """Redeems a card in part or whole. The most that can be used stands in the box once it is known."""

    def __init__(self, session: Session, way: PaymentType) -> None:
        super().__init__(session, way, _("From the gift card"))
        self._card: Usable | None = None
        self.code = QLineEdit()
        self.code.setMaxLength(40)
        self.fields["code"] = Field(_("Card code"), self.code, hint=_hint())
        # After the field, which forgets its error at each letter.
        self.code.textEdited.connect(self._on_code)
        self.code.editingFinished.connect(self._check_code)
        self.extras.addWidget(self.fields["code"])
        self.tab_to(self.code)

    def wants(self, code: str) -> bool:
        """Whether a scanned code is a card's, or, while a card is asked for, at least no item's."""
        desk = self.session.desk
        waits = self.isVisible() and self._card is None
        return gift_cards.is_card(desk, code) or (waits and is_no_item(desk, code))

    def take(self, code: str) -> None:
        """A card was scanned, wherever the focus is; a misread code is refused at once."""
        self.code.setText(code)
        self._on_code()
        if self._card is None:
            self._check_code()
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def start_widget(self) -> QWidget:
        """The code, and once a card is known its amount."""
        return self.amount if self._card else self.code

    def is_possible(self, view: TicketView) -> bool:
        """Some of what is due may be paid by gift card (R8)."""
        return self._room(view) > 0

    def proposal(self, view: TicketView) -> int | None:
        """The most that can be used of the card that was scanned."""
        most = self._card.most if self._card else 0
        return (min(most, self.part) if self.part else most) or None

    def show_ticket(self, view: TicketView, part: int = 0, part_said: str = "") -> None:
        """Show what can be used of the card now, or why no card can be used."""
        self.view = view
        self._look()
        super().show_ticket(view, part, part_said)
        self.code.setEnabled(self.is_possible(view))
        if view.settlement.due and not self.is_possible(view):
            self.outcome.say(
                NoticeTone.INFO,
                _("No gift card can pay for this"),
                detail=_("A top-up, a gift card and a plan’s first payment need money."),
            )

    def outcome_of(self, view: TicketView, amount: int) -> None:
        """What will be left on the card, and what is still due then."""
        if self._card is None:
            self.outcome.say(
                NoticeTone.INFO,
                _("Scan the gift card"),
                detail=_("What is on it will stand here, and what can be used above."),
            )
            return
        card = self._card.card
        if not card.available:
            self.outcome.say(
                NoticeTone.WARN, _("Nothing can be used of this card"), detail=_why_nothing(card)
            )
            return
        left, still = card.available - amount, view.settlement.due - amount
        if left < 0 or still < 0:
            self.outcome.say(NoticeTone.WARN, _("The most that can be used"), self._card.most)
            return
        said = _("{card} has {amount}. Still due after this: {due}.")
        if card.held:
            said = _("{card} has {amount}; open tickets hold {held}. Still due after this: {due}.")
        now = {"amount": money(card.available), "held": money(card.held), "due": money(still)}
        self.outcome.say(
            NoticeTone.WARN if still else NoticeTone.GOOD,
            _("Left on the card after this"),
            left,
            said.format(card=card.name, **now),
        )

    def request(self) -> PaymentRequest:
        """The card's code and how much of it."""
        code = read_code(self.code.text())
        if self._card is None:
            raise UserError(self._why(), field="code")
        return PaymentRequest(
            id=self.request_id, type_code=self.way.code, amount=self.amount.amount(), reference=code
        )

    def clear_extras(self) -> None:
        """The next card is another one."""
        self.code.clear()
        self._card = None
        self.fields["code"].show_error("")

    def _room(self, view: TicketView) -> int:
        fits = room(view.bill, view.ticket.payments, PaymentKind.GIFT_CARD)
        return min(fits, view.settlement.due)

    def _on_code(self) -> None:
        """As soon as the code is whole, its card is looked up: a scanner's Enter goes nowhere."""
        self.fields["code"].show_error("")
        self._typed = False
        self._look()
        if self._card is None and is_code(self.code.text()):
            self.fields["code"].show_error(self._why())
        if self.view is not None:
            self.amount.set_amount(self.proposal(self.view))
        self._wake()
        self.describe()
        if self._card is not None:
            # What is typed next is how much of it, not more of its code.
            self.amount.setFocus(Qt.FocusReason.OtherFocusReason)
            self.amount.selectAll()

    def _check_code(self) -> None:
        """A whole code is no card's: misread, perhaps. While it is typed, nobody can tell."""
        if self._card is None and self.code.text().strip():
            self.fields["code"].show_error(self._why())

    def _look(self) -> None:
        self._card = None
        if self.view is not None and is_code(self.code.text()):
            try:
                self._card = gift_cards.usable(self.session.desk, self.view, self.code.text())
            except UserError:
                return

    def _why(self) -> str:
        """What is wrong with the card of this code."""
        if self.view is None:
            return ""
        try:
            gift_cards.usable(self.session.desk, self.view, self.code.text())
        except UserError as error:
            return error.text
        return ""


def _why_nothing(card: GiftCard) -> str:
    if card.held:
        said = _("{card}: open tickets hold the {held} that are left on it. See Gift cards.")
        return said.format(card=card.name, held=money(card.held))
    return _("{card} is spent.").format(card=card.name)


def _hint() -> str:
    return _("Scan it, or type it with or without hyphens.")
