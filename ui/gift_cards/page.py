"""The gift cards page: cards at the left, the one that was picked or scanned at the right."""

from PySide6.QtCore import Signal

from pos_app.domain.gift_card import GiftCard, is_code
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import gift_cards
from pos_app.services.changes import Changes
from ui.checkout.card_scanned import is_no_item
from ui.gift_cards.detail import CardDetail
from ui.gift_cards.model import CardsModel
from ui.list_page import ListPage
from ui.session import Session
from ui.widgets import Button, EmptyState, SearchEdit, Table, Tone, paragraph

_DETAIL_PX = 504


class GiftCardsPage(ListPage):
    """Looks a card up by scan or by what is known of a lost one.

    Signals:
        ticket_opened(int): the ticket with this id has a top-up on it now.
    """

    ticket_opened = Signal(int)

    def __init__(self, session: Session) -> None:
        search = SearchEdit(_("Scan a card, or number, ticket or recipient"), key="Ctrl+F")
        model = CardsModel(session)
        super().__init__(session, search, Table(_("Gift cards")), model)
        self.model = model
        search.returnPressed.connect(self.enter_list)
        self._problem = paragraph("", tone=Tone.DANGER)
        self._problem.hide()
        self.table.fit(0, {1: 150})
        self.detail = CardDetail(session)
        self.detail.setFixedWidth(_DETAIL_PX)
        self.detail.said.connect(self._done)
        self.detail.on_ticket.connect(self.ticket_opened)
        self.detail.card_wanted.connect(lambda number: search.setText(f"G{number}"))
        self.left.addWidget(search)
        self.left.addWidget(self._problem)
        self.lay_out(
            EmptyState(
                "gift",
                _("No gift card found"),
                _("Scan the card again, or try its number, ticket, last digits or recipient."),
            ),
            EmptyState(
                "gift",
                _("No gift cards yet"),
                _("Sell one with “Gift card” on a ticket: it stands here once that is closed."),
                action=Button(_("Go to the ticket"), lambda: self.place_wanted.emit("checkout")),
            ),
            self.detail,
        )

    def takes_code(self, code: str) -> bool:
        """Look up the card that was scanned, unless it is an item; the new one of a card reissued."""
        if not is_no_item(self._session.desk, code):
            return False
        if self.detail.reissue.isVisible():
            self.detail.reissue.take(code)
        else:
            self.search.setText(code)
        return True

    def look_up(self) -> None:
        """The card that was scanned, or those of which something is known."""
        typed, desk = self.search.text(), self._session.desk
        self._problem.hide()
        try:
            if is_code(typed):
                cards = [gift_cards.look_up(desk, typed).card]
            else:
                cards = gift_cards.find(desk, typed)
        except UserError as error:
            cards = []
            self._problem.setText(error.text)
            self._problem.show()
        self.model.show_rows(cards)

    def key(self, row: GiftCard) -> int:
        """The card's number."""
        return row.number

    def take(self, row: GiftCard | None) -> None:
        """Show the card."""
        self.detail.setHidden(self.has_nothing_yet())
        self.detail.show_view(gift_cards.view(self._session.desk, row.number) if row else None)

    def concerns(self, changes: Changes) -> bool:
        """Tickets sell and take cards."""
        return bool(changes.tickets or changes.settings)

    def _done(self, text: str) -> None:
        self.reload()
        self.said.emit(text)
