"""A gift card on paper: for the receipt printer, and as a PDF to send to whoever it is for."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from pos_app import locales
from pos_app.domain import gift_card
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import catalog, files
from pos_app.persistence import gift_cards as stored
from pos_app.printing.card_layout import GiftCardData
from pos_app.printing.card_layout import gift_card as paper
from pos_app.printing.document import Document
from pos_app.printing.layouts import Issue
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.receipts import shop_head


def document(desk: Desk, card_id: int, issue: Issue) -> Document:
    """The card as it is now: what is left on it, its code, and until when it can be used.

    Raises:
        UserError: there is no such card.
    """
    with desk.read() as connection:
        return paper(_data(desk, connection, card_id, issue))


def save_pdf(desk: Desk, number: int, file: Path) -> Changes:
    """Write the card as a PDF of the paper's width. Whoever has it can spend the card.

    Raises:
        NotAllowed: nobody may.
        UserError: there is no such card, or the file is a folder.
        EnvironmentFault: the file cannot be written.
    """
    from pos_app.printing.pdf import as_pdf

    about = f"gift card G{number}"
    with desk.write("gift_card.pdf", about, needs=Permission.ADJUST_BALANCE) as connection:
        card = stored.by_number(connection, number)
        paper_of = paper(_data(desk, connection, card.id if card else 0, Issue.ORIGINAL))
    files.check_target(file)
    with files.disk():
        file.write_bytes(as_pdf(paper_of))
    return Changes()


def _data(desk: Desk, connection: Connection, card_id: int, issue: Issue) -> GiftCardData:
    card = stored.by_id(connection, card_id)
    if card is None:
        raise UserError(_("That gift card does not exist."))
    now = desk.clock.now()
    moment = datetime.fromisoformat(card.at).astimezone(desk.clock.zone)
    expires = card.expires_on and locales.format_date(datetime.fromisoformat(card.expires_on))
    return GiftCardData(
        shop=shop_head(desk.settings, catalog.load_file(connection, "logo")),
        amount=card.amount,
        left=card.left,
        code=card.code,
        shown_code=gift_card.shown(card.code),
        when=locales.format_date(moment),
        today=locales.format_date(now),
        recipient=card.recipient,
        message=card.message,
        expires=expires,
        issue=issue,
    )
