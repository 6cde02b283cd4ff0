"""The cards that were found, and what happened to one, as tables."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pos_app import locales
from pos_app.domain.gift_card import CardState, GiftCard
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.services.gift_cards import CardEvent
from ui.session import Session
from ui.widgets import BADGE, BADGE_TONE, DETAIL, STRONG, TONE, Tone

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def state_words(state: CardState) -> tuple[str, Tone]:
    """What a card's state is called, and its colour."""
    return {
        CardState.ACTIVE: (_("Active"), Tone.CREDIT),
        CardState.VOID: (_("Void"), Tone.DANGER),
        CardState.EXPIRED: (_("Expired"), Tone.MUTED),
    }[state]


def day_of(session: Session, at: str) -> str:
    """A moment's day as the shop writes it."""
    zone = session.desk.clock.now().tzinfo
    return locales.format_date(datetime.fromisoformat(at).astimezone(zone))


class _Rows(QAbstractTableModel):
    """Rows of two columns; the amount at the right."""

    def __init__(self, session: Session, heads: tuple[str, str], parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self._heads = heads

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """What, and how much."""
        return 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._heads[section]
            if role == Qt.ItemDataRole.TextAlignmentRole and section:
                return _RIGHT
        return None


class CardsModel(_Rows):
    """The cards that were found, the newest first."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(session, (_("Card"), _("Left")), parent)
        self._cards: Sequence[GiftCard] = ()

    def show_cards(self, cards: Sequence[GiftCard]) -> None:
        """Show these."""
        self.beginResetModel()
        self._cards = cards
        self.endResetModel()

    def card(self, row: int) -> GiftCard | None:
        """The card in that row, if there is one."""
        return self._cards[row] if 0 <= row < len(self._cards) else None

    def row_of(self, number: int) -> int:
        """Where a card stands; the first row where it does not."""
        return next((n for n, card in enumerate(self._cards) if card.number == number), 0)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """As many as were found."""
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        card = self._cards[index.row()]
        state = card.state_on(self.session.desk.today)
        match index.column(), role:
            case 0, Qt.ItemDataRole.DisplayRole:
                return card.name
            case 0, x if x == DETAIL:
                day = day_of(self.session, card.at)
                return " · ".join(part for part in (card.reference, day, card.recipient) if part)
            case 0, x if x == BADGE and state is not CardState.ACTIVE:
                return state_words(state)[0]
            case 0, x if x == BADGE_TONE and state is not CardState.ACTIVE:
                return state_words(state)[1]
            case 1, Qt.ItemDataRole.DisplayRole:
                return money(card.left)
            case 1, Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT
            case 1, x if x == STRONG:
                return card.left > 0
        return None


class EventsModel(_Rows):
    """What happened to one card, the newest first."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(session, (_("What happened"), _("Amount")), parent)
        self._events: Sequence[CardEvent] = ()

    def show_events(self, events: Sequence[CardEvent]) -> None:
        """Show these, which are oldest first."""
        self.beginResetModel()
        self._events = tuple(reversed(events))
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """As many as happened."""
        return 0 if parent.isValid() else len(self._events)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        event = self._events[index.row()]
        match index.column(), role:
            case 0, Qt.ItemDataRole.DisplayRole:
                return event.what
            case 0, x if x == DETAIL:
                parts = (day_of(self.session, event.at), event.by, event.reason)
                return " · ".join(part for part in parts if part)
            case 1, Qt.ItemDataRole.DisplayRole:
                return money(event.amount)
            case 1, x if x == DETAIL:
                return _("{amount} left").format(amount=money(event.left))
            case 1, x if x == TONE:
                return Tone.CREDIT if event.amount > 0 else Tone.PLAIN
            case 1, Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT
        return None
