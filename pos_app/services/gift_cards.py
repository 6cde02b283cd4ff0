"""Gift cards after they were sold: what is on one and what happened to it, and acts outside tickets.

Redeeming is a payment (``payments``), selling and topping up are lines of a ticket (``card_sales``).
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert

from pos_app.domain import gift_card, posting_rules
from pos_app.domain.client_account import FundKind
from pos_app.domain.facts import facts
from pos_app.domain.gift_card import GiftCard
from pos_app.domain.journal import EntryKind, done_by
from pos_app.domain.payment import PaymentKind, room
from pos_app.domain.ticket import Ticket
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import accounts, books, claims
from pos_app.persistence import gift_cards as stored
from pos_app.persistence.gift_cards import CardMove
from pos_app.persistence.people import code_of
from pos_app.persistence.seals import content_seal
from pos_app.persistence.tables.print_jobs import print_jobs
from pos_app.persistence.tickets import remove_payment
from pos_app.security.roles import Permission
from pos_app.services.card_sales import card_with, free_code
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.requests import DoneBefore, take_up
from pos_app.services.tickets import TicketView, active_client, edit

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Holder:
    """An open ticket that claims part of a card, in minor units."""

    ticket_id: int
    ticket_number: int
    amount: int


@dataclass(frozen=True, slots=True)
class CardEvent:
    """What an entry put on a card or (below zero) took off it, and what was on it then."""

    what: str
    at: str
    by: str
    amount: int
    left: int
    reason: str
    ticket_id: int | None
    ticket_number: int | None


@dataclass(frozen=True, slots=True)
class CardView:
    """All that a screen shows of one card. ``moved_to`` is where a void one's value went."""

    card: GiftCard
    events: tuple[CardEvent, ...]
    holders: tuple[Holder, ...]
    moved_to: GiftCard | None


@dataclass(frozen=True, slots=True)
class Usable:
    """A card to pay with, and the most of it that can be used on a ticket."""

    card: GiftCard
    most: int


def look_up(desk: Desk, code: str) -> CardView:
    """The card with the code that was scanned or typed.

    Raises:
        UserError: the code is wrong, or nobody sold a card with it.
    """
    with desk.read() as connection:
        return _view(connection, card_with(connection, code))


def is_card(desk: Desk, code: str) -> bool:
    """Whether a scanned code is a gift card's: an item's barcode may have the same form."""
    if not gift_card.is_code(code):
        return False
    read = gift_card.read_code(code)
    with desk.read() as connection:
        return not read.isdigit() or stored.by_code(connection, read) is not None


def view(desk: Desk, number: int) -> CardView:
    """The card of this number."""
    with desk.read() as connection:
        return _view(connection, _numbered(connection, number))


def find(desk: Desk, typed: str, most: int = MOST_FOUND) -> list[GiftCard]:
    """Cards by number, the ticket that sold them, the end of the code or the recipient; newest first.

    For lost cards, of which nobody has the code.
    """
    with desk.read() as connection:
        return stored.find(connection, typed, most)


def usable(desk: Desk, view: TicketView, code: str) -> Usable:
    """What of a card can be used on a ticket now.

    Raises:
        UserError: the code is wrong, or the card is void or expired.
    """
    with desk.read() as connection:
        card = card_with(connection, code)
    card.check_usable(desk.today)
    fits = room(view.bill, view.ticket.payments, PaymentKind.GIFT_CARD)
    return Usable(card, max(0, min(card.available, view.settlement.due, fits)))


def _numbered(connection: Connection, number: int) -> GiftCard:
    card = stored.by_number(connection, number)
    if card is None:
        raise UserError(_("That gift card does not exist."))
    return card


def _view(connection: Connection, card: GiftCard) -> CardView:
    events, left = [], 0
    for row in stored.history(connection, card):
        left += row.change
        events.append(_event(row, left))
    return CardView(
        card=card,
        events=tuple(events),
        holders=tuple(Holder(*held) for held in stored.held_by(connection, card.id)),
        moved_to=stored.moved_to(connection, card.id) if card.is_void else None,
    )


def _event(row: Any, left: int) -> CardEvent:
    return CardEvent(
        what=_in_words(EntryKind(row.kind), row.change, row.ticket_number),
        at=row.at,
        by=done_by(row.kind, row.name),
        amount=row.change,
        left=left,
        reason=row.reason,
        ticket_id=row.ticket_id,
        ticket_number=row.ticket_number,
    )


def _in_words(kind: EntryKind, change: int, number: int | None) -> str:
    if kind is EntryKind.CARD_REISSUED:
        return _("Reissued") if change > 0 else _("Void: moved to another card")
    if kind is EntryKind.CARD_LOADED:
        return _("Loaded onto a client’s account")
    if kind is EntryKind.CARD_EXPIRED:
        return _("Expired")
    if kind is not EntryKind.TICKET:
        return _("Refund of ticket #{number}").format(number=number)
    said = _("Put on it on ticket #{number}") if change > 0 else _("Used on ticket #{number}")
    return said.format(number=number)


def load(desk: Desk, request_id: str, number: int, client_id: int, amount: int) -> Changes:
    """Turn value of a card into an open payment of a client's (R11); a second click changes nothing.

    Raises:
        UserError: there is less on it, it is void or expired, or the client is archived.
    """
    about = (f"gift card G{number}", facts(amount=amount, client=code_of(client_id)))
    with (
        suppress(DoneBefore),
        desk.write("gift_card.load", *about, needs=Permission.ADJUST_BALANCE) as connection,
    ):
        take_up(desk, connection, request_id, "gift_card")
        active_client(connection, client_id)
        card = _numbered(connection, number)
        card.check_usable(desk.today)
        card.check_available(amount)
        postings = posting_rules.load_card(number, amount, client_id)
        posted = books.post(connection, desk.writer, desk.entry(EntryKind.CARD_LOADED, postings))
        accounts.add_fund(
            connection,
            client_id=client_id,
            kind=str(FundKind.OPEN_PAYMENT),
            origin="gift_card",
            entry_id=posted.id,
            at=desk.at,
            label=card.name,
            amount=amount,
        )
        stored.move(connection, [CardMove(card.id, posted.id, amount)])
    return Changes(clients=frozenset({client_id}))


def reissue(desk: Desk, request_id: str, number: int, reason: str, code: str = "") -> Changes:
    """Void a lost card and move all that is left of it to a new one, which is printed.

    Args:
        code: that of a pre-printed card; without it, the till makes one.

    Raises:
        UserError: without a reason, nothing is left on it, or a ticket holds part of it.
    """
    why = typed(reason, 500)
    if not why:
        raise UserError(_("Say why."), field="reason")
    with (
        suppress(DoneBefore),
        desk.write(
            "gift_card.reissue",
            f"gift card G{number}",
            facts(reason=why),
            needs=Permission.ADJUST_BALANCE,
        ) as connection,
    ):
        take_up(desk, connection, request_id, "gift_card")
        lost = _numbered(connection, number)
        lost.check_usable(desk.today)
        _check_free_of_tickets(connection, lost)
        _move_to_new(desk, connection, lost, free_code(connection, code), why)
    return Changes(print_jobs=True)


def _check_free_of_tickets(connection: Connection, card: GiftCard) -> None:
    for _ticket_id, number, _amount in stored.held_by(connection, card.id):
        raise UserError(
            _("Ticket #{number} is being paid with this card. Take that payment off first.").format(
                number=number
            )
        )
    if not card.left:
        raise UserError(_("Nothing is left on this card."))


def _move_to_new(
    desk: Desk, connection: Connection, lost: GiftCard, code: str, reason: str
) -> None:
    number = stored.next_number(connection)
    row = stored.made(
        connection,
        number=number,
        code=code,
        moved_from=lost.id,
        entry_id=books.next_entry_id(connection, desk.writer),
        amount=lost.left,
        at=desk.at,
        expires_on=lost.expires_on,
        recipient=lost.recipient,
        message=lost.message,
    )
    postings = posting_rules.reissue_card(lost.number, number, lost.left)
    sealed = content_seal([row["seal"]], [])
    posted = books.post(
        connection,
        desk.writer,
        desk.entry(EntryKind.CARD_REISSUED, postings, reason=reason, content_seal=sealed),
    )
    stored.add(connection, row)
    stored.move(connection, [CardMove(lost.id, posted.id, lost.left)])
    stored.make_void(connection, lost.id)
    if not code.isdigit():
        queue_card(desk, connection, row["id"])


def release(desk: Desk, ticket_id: int, number: int, reason: str) -> Changes:
    """Take the payments by this card off another open ticket; that ticket says so (R7).

    Raises:
        UserError: without a reason, or the ticket holds nothing of the card.
    """
    why = typed(reason, 200)
    if not why:
        raise UserError(_("Say why."), field="reason")

    def change(connection: Connection, ticket: Ticket) -> Ticket:
        card = _numbered(connection, number)
        held = claims.holds_of(connection, ticket.id)
        gone = {row.payment_id for row in held if row.gift_card_id == card.id}
        if not gone:
            raise UserError(_("That ticket holds nothing."))
        for payment_id in sorted(gone):
            claims.release(connection, ticket.id, payment_id=payment_id)
            remove_payment(connection, payment_id)
        by = desk.staff.name if desk.staff else ""
        notice = _("{name} released what this ticket held ({list}): {reason}").format(
            name=by, list=card.name, reason=why
        )
        kept = tuple(payment for payment in ticket.payments if payment.id not in gone)
        return replace(ticket, payments=kept, notice=notice)

    act = "ticket.release_gift_card"
    return edit(desk, ticket_id, act, change, Permission.RELEASE_HOLDS, why)


def expire_due(desk: Desk) -> Changes:
    """Take back what is left of cards past their last day; what open tickets hold stays held.

    For the start of the till and of each day; whoever is signed in does it.
    """
    with desk.read() as connection:
        if not stored.expired(connection, desk.today):
            return Changes()
    gone: list[GiftCard] = []
    about: Callable[[], str] = lambda: "gift cards " + " ".join(c.reference for c in gone)  # noqa: E731
    with desk.write("gift_card.expire", about, facts(day=desk.today)) as connection:
        gone += stored.expired(connection, desk.today)
        entries = [
            desk.entry(
                EntryKind.CARD_EXPIRED,
                posting_rules.expire_card(card.number, card.available),
            )
            for card in gone
        ]
        posted = books.post_many(connection, desk.writer, entries)
        stored.move(
            connection,
            [
                CardMove(card.id, one.id, card.available)
                for card, one in zip(gone, posted, strict=True)
            ],
        )
    return Changes()


def queue_card(desk: Desk, connection: Connection, card_id: int, *, copy: bool = False) -> None:
    """Have a card printed: its code, what is left on it, and whom it is for."""
    connection.execute(
        insert(print_jobs),
        {
            "paper": "gift_card",
            "gift_card_id": card_id,
            "till_id": desk.till.id or None,
            "copy": int(copy),
            "kick_drawer": 0,
            "state": "queued",
            "at": desk.at,
        },
    )


def print_card(desk: Desk, number: int) -> Changes:
    """Print a card again; it bears COPY, for whoever has one of the two can spend it.

    Raises:
        NotAllowed: nobody may.
    """
    about = f"gift card G{number}"
    with desk.write("gift_card.print", about, needs=Permission.ADJUST_BALANCE) as connection:
        queue_card(desk, connection, _numbered(connection, number).id, copy=True)
    return Changes(print_jobs=True)
