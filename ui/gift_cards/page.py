"""The gift cards page: cards at the left, the one that was picked or scanned at the right."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.domain.gift_card import is_code
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.services import gift_cards
from pos_app.services.changes import Changes
from ui.gift_cards.detail import CardDetail
from ui.gift_cards.model import CardsModel
from ui.session import Session
from ui.widgets import Card, SearchEdit, Table, Tone, paragraph

_DETAIL_PX = 480


class GiftCardsPage(QWidget):
    """Looks a card up by scan or by what is known of a lost one.

    Signals:
        said(str): something was done, for a moment at the foot of the window.
        ticket_opened(int): the ticket with this id has a top-up on it now.
    """

    said = Signal(str)
    ticket_opened = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.model = CardsModel(session, self)
        self.search = SearchEdit(_("Scan a card, or number, ticket or recipient"), key="Ctrl+F")
        self.search.setProperty("takes_scans", True)
        self.search.textChanged.connect(lambda _text: self.reload())
        self.search.returnPressed.connect(self._enter_list)
        self._problem = paragraph("", tone=Tone.DANGER)
        self.table = Table(_("Gift cards"))
        self.table.setModel(self.model)
        self.table.fit(0, {1: 150})
        self.table.selectionModel().currentRowChanged.connect(self._picked)
        self.detail = CardDetail(session)
        self.detail.setFixedWidth(_DETAIL_PX)
        self.detail.said.connect(self._done)
        self.detail.on_ticket.connect(self.ticket_opened)
        self.detail.card_wanted.connect(lambda number: self.search.setText(f"G{number}"))
        self.setFocusProxy(self.search)
        self._lay_out()
        session.changed.connect(self._heard)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what happened meanwhile."""
        super().showEvent(event)
        self.reload()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk the list from the search field too."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.search.hasFocus():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            row = self.table.currentIndex().row() + step
            self._pick(max(0, min(row, self.model.rowCount() - 1)))
            return
        super().keyPressEvent(event)

    def scan(self, code: str) -> None:
        """Look up the card that was scanned."""
        self.search.setText(code)

    def reload(self) -> None:
        """Read the list anew; the card that is shown stays where it is still found."""
        typed, desk = self.search.text(), self._session.desk
        shown = self.detail.view()
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
        except EnvironmentFault:
            # Said again, in words, by whatever is tried next; what was read stays on the screen.
            return
        self.model.show_cards(cards)
        self._pick(self.model.row_of(shown.card.number if shown else 0))

    def _pick(self, row: int) -> None:
        index = self.model.index(row, 0)
        self.table.setCurrentIndex(index)
        if not index.isValid():
            self.detail.show_view(None)

    def _picked(self, now: QModelIndex, _before: QModelIndex) -> None:
        card = self.model.card(now.row()) if now.isValid() else None
        self.detail.show_view(gift_cards.view(self._session.desk, card.number) if card else None)

    def _enter_list(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _done(self, text: str) -> None:
        self.reload()
        self.said.emit(text)

    def _heard(self, changes: Changes) -> None:
        if self.isVisible() and (changes.tickets or changes.settings):
            self.reload()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.search)
        left.addWidget(self._problem)
        self._problem.hide()
        card = Card(margin=1)
        card.column.addWidget(self.table)
        left.addWidget(card, 1)
        row.addLayout(left, 1)
        row.addWidget(self.detail)
