"""Gift cards on a ticket: selling new ones, putting money on those there are, and what closing makes of it.

A card that is sold is not there before the ticket closes; until then its line keeps its number and
code, and no other open ticket can sell the same code.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from pos_app.domain import gift_card
from pos_app.domain.gift_card import CardLine, GiftCard
from pos_app.domain.ticket import Line, LineKind, Ticket
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import catalog
from pos_app.persistence import gift_cards as stored_cards
from pos_app.persistence.gift_cards import CardMove
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.tickets import above_zero, edit


@dataclass(frozen=True, slots=True, kw_only=True)
class CardOrder:
    """A gift card that somebody buys, perhaps for another person. ``amount`` in minor units.

    Without a ``code`` the till makes one; with one, it is that of a pre-printed card. ``expires_on`` is
    ISO text, empty for never; ``None`` is as the shop chose.
    """

    amount: int
    code: str = ""
    recipient: str = ""
    message: str = ""
    expires_on: str | None = None


def usual_expiry(desk: Desk) -> str:
    """The last day of a card that is sold today, ISO text; empty is never."""
    chosen = desk.settings
    return gift_card.usual_expiry(
        desk.today, chosen.gift_card_months, chosen.gift_card_floor_months
    )


def sell(desk: Desk, ticket_id: int, order: CardOrder) -> Changes:
    """Put a new gift card on the ticket; it can be used once the ticket is closed.

    Raises:
        UserError: no amount, a code that is none or is taken, or a last day before the legal floor.
    """
    above_zero(order.amount)

    def change(connection: Connection, ticket: Ticket) -> Ticket:
        card = CardLine(
            number=stored_cards.next_number(connection),
            code=free_code(connection, order.code, ticket),
            recipient=typed(order.recipient, 80),
            message=typed(order.message, 200),
            expires_on=usual_expiry(desk) if order.expires_on is None else order.expires_on,
        )
        _check_expiry(desk, connection, card)
        name = _("Gift card {tail}").format(tail=gift_card.tail(card.code))
        return ticket.with_new_line(_line(name, order.amount, card))

    return edit(desk, ticket_id, "line.gift_card", change)


def top_up(desk: Desk, ticket_id: int, code: str, amount: int) -> Changes:
    """Put money on a card that was sold before; where it expires, it now lasts as the law wants.

    Raises:
        UserError: no amount, or no such card, or one that is void or expired.
    """
    above_zero(amount)

    def change(connection: Connection, ticket: Ticket) -> Ticket:
        card = card_with(connection, code)
        card.check_usable(desk.today)
        floor = desk.settings.gift_card_floor_months
        earliest = gift_card.earliest_expiry(desk.today, floor)
        last_day = card.expires_on and max(card.expires_on, earliest)
        name = _("Top-up of gift card {tail}").format(tail=gift_card.tail(card.code))
        put_on = CardLine(number=card.number, recipient=card.recipient, expires_on=last_day)
        return ticket.with_new_line(_line(name, amount, put_on))

    return edit(desk, ticket_id, "line.gift_card_top_up", change)


def _line(name: str, amount: int, card: CardLine) -> Line:
    return Line(
        number=0,
        kind=LineKind.GIFT_CARD,
        description=name,
        unit_price=amount,
        list_price=amount,
        card=card,
    )


def card_with(connection: Connection, code: str) -> GiftCard:
    """The card with the code that was scanned or typed.

    Raises:
        UserError: the code is wrong, or nobody sold a card with it.
    """
    card = stored_cards.by_code(connection, gift_card.read_code(code))
    if card is None:
        raise UserError(_("No gift card with this code was sold here."), field="code")
    return card


def free_code(connection: Connection, code: str, ticket: Ticket | None = None) -> str:
    """A code for a new card: the one that was scanned or typed, or one made now.

    Raises:
        UserError: a card with it was sold, or is on a ticket already, or it stands on an item.
    """
    wanted = gift_card.read_code(code) if code.strip() else gift_card.new_code()
    item = catalog.scanned(connection, wanted) or catalog.with_barcode(connection, wanted)
    if item is not None:
        # Whoever has the item in hand could spend the card.
        raise UserError(
            _("This is the code of {item}, not of a card.").format(item=item.name), field="code"
        )
    if stored_cards.by_code(connection, wanted):
        raise UserError(_("A gift card with this code was sold before."), field="code")
    mine = ticket.lines if ticket else ()
    number = stored_cards.on_open_ticket(connection, wanted, ticket.id if ticket else 0)
    if any(line.card and line.card.code == wanted for line in mine) and ticket:
        number = ticket.number
    if number is not None:
        raise UserError(
            _("This gift card is on ticket #{number} already.").format(number=number), field="code"
        )
    return wanted


def _check_expiry(desk: Desk, connection: Connection, card: CardLine) -> None:
    # As it is stored now: another till may have changed it since this one looked.
    floor = catalog.load_settings(connection).gift_card_floor_months
    gift_card.check_expiry(card.expires_on, desk.today, floor)


def check_cards(desk: Desk, connection: Connection, ticket: Ticket) -> None:
    """Make sure that each card on a ticket can still be sold or topped up as it closes.

    Raises:
        UserError: naming the line that must come off first.
    """
    for line in ticket.lines:
        if line.card is None:
            continue
        try:
            _check_card(desk, connection, line.card)
        except UserError as error:
            raise UserError(
                _("{line}: {problem} Take it off the ticket first.").format(
                    line=line.description, problem=error.text
                )
            ) from None


def _check_card(desk: Desk, connection: Connection, card: CardLine) -> None:
    _check_expiry(desk, connection, card)
    if not card.is_new:
        _known(connection, card).check_usable(desk.today)
    elif stored_cards.by_code(connection, card.code):
        raise UserError(_("A gift card with this code was sold before."))


def _known(connection: Connection, card: CardLine) -> GiftCard:
    found = stored_cards.by_number(connection, card.number)
    if found is None:
        raise UserError(_("That gift card does not exist."))
    return found


def put_value_on_cards(
    desk: Desk, connection: Connection, ticket: Ticket, entry_id: int
) -> list[int]:
    """Make the cards that a ticket sold, and put on cards what it topped up, as it closes.

    Returns the ids of the cards that are to be printed: those whose code nobody has on paper yet.
    """
    to_print = []
    for line in ticket.lines:
        card = line.card
        if card is None:
            continue
        if not card.is_new:
            known = _known(connection, card)
            put_on = CardMove(known.id, entry_id, -line.amount, ticket.id, None, line.number)
            stored_cards.move(connection, [put_on])
            stored_cards.extend(connection, known.id, card.expires_on)
            continue
        row = stored_cards.made(
            connection,
            number=card.number,
            code=card.code,
            ticket_id=ticket.id,
            line_number=line.number,
            entry_id=entry_id,
            amount=line.amount,
            at=desk.at,
            expires_on=card.expires_on,
            recipient=card.recipient,
            message=card.message,
        )
        stored_cards.add(connection, row)
        if not card.code.isdigit():
            to_print.append(int(row["id"]))
    return to_print
