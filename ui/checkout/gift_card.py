"""Selling a gift card, or putting money on one that was sold before."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from pos_app import locales
from pos_app.domain.gift_card import is_code, read_code
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import card_sales, gift_cards
from pos_app.services.card_sales import CardOrder
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.tickets import TicketView
from ui.checkout.card_scanned import is_no_item
from ui.checkout.panels import ActPanel
from ui.checkout.work import TicketWork
from ui.widgets import AmountEdit, Segmented, paragraph

NEW, TOP_UP = "new", "top_up"


class GiftCardPanel(ActPanel):
    """A new card for whoever it is for, with a code of the till's or a pre-printed one; or a top-up."""

    def __init__(self, work: TicketWork) -> None:
        super().__init__(_("Gift card"), _("Add to order"), work)
        self._way = Segmented(
            [(NEW, _("New card")), (TOP_UP, _("Top up"))], name=_("New card or top up")
        )
        self._way.chosen.connect(lambda _way: self._show_way())
        self._amount = AmountEdit(look="amount")
        self._code, self._recipient, self._message = (QLineEdit() for _edit in range(3))
        self._code.setMaxLength(40)
        self._code.editingFinished.connect(self._check_code)
        self._recipient.setMaxLength(80)
        self._message.setMaxLength(200)
        self._preview = paragraph("")
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        first.addWidget(self.field("amount", _("Amount"), self._amount), 1, top)
        first.addWidget(self.field("code", _("Card code"), self._code), 1, top)
        second.addWidget(self.field("recipient", _("For"), self._recipient), 1, top)
        second.addWidget(self.field("message", _("Message"), self._message), 1, top)
        self.body.addWidget(self._way)
        self.body.addLayout(first)
        self.body.addLayout(second)
        # Beside its button, as everywhere: a row of its own would take that of the line in hand.
        self.foot.addWidget(self._preview, 1)
        self.foot.addWidget(self.confirm)
        for edit in (self._code, self._recipient):
            edit.textEdited.connect(lambda _text: self._say())
        self._amount.edited.connect(self._say)

    def fill(self, view: TicketView) -> None:
        """A new card, nothing said of it yet."""
        self._way.choose(NEW)
        self._amount.set_amount(None)
        for edit in (self._code, self._recipient, self._message):
            edit.clear()
        self._show_way()

    def first(self) -> AmountEdit:
        """The amount."""
        return self._amount

    def takes_code(self, code: str) -> bool:
        """Any code that no item has: it is the card's, and where it was misread, that is said here."""
        if not is_no_item(self.work.session.desk, code):
            return False
        self._code.setText(code)
        self.show_error(None)
        self._check_code()
        self._say()
        return True

    def act(self) -> Callable[[Desk, int], Changes]:
        """Sell it, or put money on it."""
        amount, code = self._amount.amount(), self._code.text()
        if self._way.value() == TOP_UP:
            return lambda desk, ticket_id: card_sales.top_up(desk, ticket_id, code, amount)
        order = CardOrder(
            amount=amount,
            code=code,
            recipient=self._recipient.text(),
            message=self._message.text(),
        )
        return lambda desk, ticket_id: card_sales.sell(desk, ticket_id, order)

    def _check_code(self) -> None:
        """Say at once that a code was misread; the focus stays, for an amount may just be typed."""
        try:
            if self._code.text().strip():
                read_code(self._code.text())
        except UserError as error:
            self.fields["code"].show_error(error.text)

    def _show_way(self) -> None:
        is_new = self._way.value() == NEW
        for name in ("recipient", "message"):
            self.fields[name].setEnabled(is_new)
        self.fields["code"].set_hint(
            _("Empty: a new code. Or scan a pre-printed card.")
            if is_new
            else _("Scan the card, or type its code.")
        )
        self.show_error(None)
        self._say()

    def _say(self) -> None:
        """What will be on the card, and until when it can be used."""
        amount = self._amount.value() or 0
        if self._way.value() == TOP_UP:
            self._preview.setText(self._top_up_said(amount))
            return
        lasts = _lasts(card_sales.usual_expiry(self.work.session.desk))
        who = self._recipient.text().strip()
        said = (
            _("{name} can spend {amount} once the ticket is closed.")
            if who
            else _("{amount} can be spent once the ticket is closed.")
        )
        text = said.format(name=who, amount=money(amount)) if amount else _("Not a sale, no tax.")
        self._preview.setText(f"{text} {lasts}")

    def _top_up_said(self, amount: int) -> str:
        if not is_code(self._code.text()):
            return _("What is on the card will stand here.")
        try:
            card = gift_cards.look_up(self.work.session.desk, self._code.text()).card
        except UserError as error:
            return error.text
        said = _("{card} has {left}; with this {after}.")
        return said.format(card=card.name, left=money(card.left), after=money(card.left + amount))


def _lasts(expires_on: str) -> str:
    if not expires_on:
        return _("It never expires.")
    day = locales.format_date(datetime.fromisoformat(expires_on))
    return _("It can be used until {date}.").format(date=day)
