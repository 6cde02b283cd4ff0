"""A gift card on paper: for the receipt printer, and as a PDF to send to whoever it is for."""

from datetime import datetime

from sqlalchemy import Connection

from pos_app import locales
from pos_app.domain import gift_card
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import catalog
from pos_app.persistence import gift_cards as stored
from pos_app.printing.document import Document
from pos_app.printing.layouts import GiftCardData, Issue
from pos_app.printing.layouts import gift_card as paper
from pos_app.services.desk import Desk
from pos_app.services.receipts import shop_head


def document(desk: Desk, card_id: int, issue: Issue) -> Document:
    """The card as it was issued: what was on it at first, its code, and until when it can be used.

    Raises:
        UserError: there is no such card.
    """
    with desk.read() as connection:
        return paper(_data(desk, connection, card_id, issue))


def pdf(desk: Desk, card_id: int) -> bytes:
    """The card as a PDF of the paper's width."""
    from pos_app.printing.pdf import as_pdf

    return as_pdf(document(desk, card_id, Issue.ORIGINAL))


def _data(desk: Desk, connection: Connection, card_id: int, issue: Issue) -> GiftCardData:
    card = stored.by_id(connection, card_id)
    if card is None:
        raise UserError(_("That gift card does not exist."))
    moment = datetime.fromisoformat(card.at).astimezone(desk.clock.now().tzinfo)
    expires = card.expires_on and locales.format_date(datetime.fromisoformat(card.expires_on))
    return GiftCardData(
        shop=shop_head(desk.settings, catalog.load_file(connection, "logo")),
        amount=card.amount,
        code=card.code,
        shown_code=gift_card.shown(card.code),
        when=locales.format_date(moment),
        recipient=card.recipient,
        message=card.message,
        expires=expires,
        issue=issue,
    )
