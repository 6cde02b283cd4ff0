"""A gift card scanned where items are scanned: whose code it is, and what is on it in a sentence."""

from datetime import datetime

from pos_app.domain.gift_card import GiftCard
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.locales import format_date
from pos_app.services import gift_cards, selling
from pos_app.services.desk import Desk


def is_card_only(desk: Desk, code: str) -> bool:
    """Whether a code is a gift card's, and no item has it."""
    return gift_cards.is_card(desk, code) and is_no_item(desk, code)


def is_no_item(desk: Desk, code: str) -> bool:
    """Whether no item has a scanned code."""
    try:
        selling.item_with(desk, code)
    except UserError:
        return True
    return False


def card_to_use(desk: Desk, code: str) -> GiftCard:
    """The card with a scanned code.

    Raises:
        UserError: nobody sold a card with it, or it can no longer be used.
    """
    card = gift_cards.look_up(desk, code).card
    card.check_usable(desk.today)
    return card


def what_is_on(card: GiftCard) -> str:
    """What can be spent of a card, and until when."""
    if not card.available:
        return _("{card} has nothing left on it.").format(card=card.name)
    said = _("{card} has {amount} on it.").format(card=card.name, amount=money(card.available))
    if not card.expires_on:
        return said
    day = format_date(datetime.fromisoformat(card.expires_on))
    return f"{said} " + _("It can be used until {date}.").format(date=day)
