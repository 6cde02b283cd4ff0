"""The cards that were found, and what happened to one, as tables."""

from PySide6.QtCore import QObject

from pos_app.domain.gift_card import CardState, GiftCard
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.services.gift_cards import CardEvent
from ui.session import Session
from ui.when import day_of
from ui.widgets import Cell, Column, RowsModel, Tone


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

    def cells(self, row: GiftCard) -> tuple[Cell, ...]:
        """Which card, and what is left on it."""
        state = row.state_on(self._session.desk.today)
        parts = (row.reference, day_of(self._session, row.at), row.recipient)
        badge, tone = ("", Tone.PLAIN) if state is CardState.ACTIVE else state_words(state)
        return (
            Cell(row.name, " · ".join(filter(None, parts)), badge, tone),
            Cell(money(row.left), strong=row.left > 0),
        )


class EventsModel(RowsModel[CardEvent]):
    """What happened to one card, the newest first."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__((Column(_("What happened")), Column(_("Amount"), right=True)), parent)
        self._session = session

    def cells(self, row: CardEvent) -> tuple[Cell, ...]:
        """What, and how much it moved."""
        parts = (day_of(self._session, row.at), row.by, row.reason)
        left = _("{amount} left").format(amount=money(row.left))
        tone = Tone.CREDIT if row.amount > 0 else Tone.PLAIN
        return Cell(row.what, " · ".join(filter(None, parts))), Cell(
            money(row.amount), left, tone=tone
        )
