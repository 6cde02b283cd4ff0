"""The cards that were found, and what happened to one, as tables."""

from typing import Any

from PySide6.QtCore import QObject, Qt

from pos_app.domain.gift_card import CardState, GiftCard
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.services.gift_cards import CardEvent
from ui.session import Session
from ui.when import day_of
from ui.widgets import BADGE, BADGE_TONE, DETAIL, STRONG, TONE, Column, RowsModel, Tone


def state_words(state: CardState) -> tuple[str, Tone]:
    """What a card's state is called, and its colour."""
    return {
        CardState.ACTIVE: (_("Active"), Tone.CREDIT),
        CardState.VOID: (_("Void"), Tone.DANGER),
        CardState.EXPIRED: (_("Expired"), Tone.MUTED),
    }[state]


class CardsModel(RowsModel[GiftCard]):
    """The cards that were found, the newest first."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__((Column(_("Card")), Column(_("Left"), right=True)), parent)
        self._session = session

    def cell(self, row: GiftCard, column: int, role: int) -> Any:
        """Which card, and what is left on it."""
        card, state = row, row.state_on(self._session.desk.today)
        match column, role:
            case 0, Qt.ItemDataRole.DisplayRole:
                return card.name
            case 0, x if x == DETAIL:
                day = day_of(self._session, card.at)
                return " · ".join(part for part in (card.reference, day, card.recipient) if part)
            case 0, x if x == BADGE and state is not CardState.ACTIVE:
                return state_words(state)[0]
            case 0, x if x == BADGE_TONE and state is not CardState.ACTIVE:
                return state_words(state)[1]
            case 1, Qt.ItemDataRole.DisplayRole:
                return money(card.left)
            case 1, x if x == STRONG:
                return card.left > 0
        return None


class EventsModel(RowsModel[CardEvent]):
    """What happened to one card, the newest first."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__((Column(_("What happened")), Column(_("Amount"), right=True)), parent)
        self._session = session

    def cell(self, row: CardEvent, column: int, role: int) -> Any:
        """What, and how much it moved."""
        match column, role:
            case 0, Qt.ItemDataRole.DisplayRole:
                return row.what
            case 0, x if x == DETAIL:
                parts = (day_of(self._session, row.at), row.by, row.reason)
                return " · ".join(part for part in parts if part)
            case 1, Qt.ItemDataRole.DisplayRole:
                return money(row.amount)
            case 1, x if x == DETAIL:
                return _("{amount} left").format(amount=money(row.left))
            case 1, x if x == TONE:
                return Tone.CREDIT if row.amount > 0 else Tone.PLAIN
        return None
