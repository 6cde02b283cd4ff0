"""Gift cards as they are stored: finding them, making them, and moving what is on them.

What is left and held changes only by conditional relative updates (see ``accounts``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from pos_app.domain.gift_card import GiftCard, is_code, read_code
from pos_app.persistence import claims, counters
from pos_app.persistence.ready import Ready
from pos_app.persistence.seals import seal_of
from pos_app.persistence.tables.accounts import holds
from pos_app.persistence.tables.gift_cards import gift_cards
from pos_app.persistence.tables.tickets import ticket_lines, tickets

_BY_CODE = Ready(select(gift_cards).where(gift_cards.c.code == bindparam("code")))
_BY_NUMBER = Ready(select(gift_cards).where(gift_cards.c.number == bindparam("number")))
_BY_ID = Ready(select(gift_cards).where(gift_cards.c.id == bindparam("id")))
_ON_OPEN_TICKET = Ready(
    select(tickets.c.id, tickets.c.number)
    .join(ticket_lines, ticket_lines.c.ticket_id == tickets.c.id)
    .where(
        text("card_code <> ''"),
        ticket_lines.c.card_code == bindparam("code"),
        text("state IN ('open', 'held')"),
    )
)
_EXPIRED = Ready(
    select(gift_cards)
    .where(
        text("expires_on <> '' AND \"left\" > 0"),
        gift_cards.c.expires_on < bindparam("today"),
        gift_cards.c.left > gift_cards.c.held,
    )
    .order_by(gift_cards.c.id)
)
_ADD = Ready(insert(gift_cards))
_EXTEND = Ready(
    update(gift_cards)
    .where(
        gift_cards.c.id == bindparam("card"),
        text("expires_on <> ''"),
        gift_cards.c.expires_on < bindparam("until"),
    )
    .values(expires_on=bindparam("until"))
)
_VOID = Ready(
    update(gift_cards)
    .where(gift_cards.c.id == bindparam("card"), gift_cards.c.is_void == 0)
    .values(is_void=1)
)
_FOUND = text(
    "SELECT c.* FROM gift_cards c LEFT JOIN tickets t ON t.id = c.ticket_id"
    " WHERE c.number = :number OR t.number = :number OR c.code LIKE :tail"
    " OR (:words <> '' AND c.recipient LIKE :words ESCAPE '\\')"
    " ORDER BY c.id DESC LIMIT :most"
)


@dataclass(frozen=True, slots=True)
class CardMove:
    """What an entry takes off a card, or, below zero, puts on it, in minor units."""

    card_id: int
    entry_id: int
    amount: int
    ticket_id: int | None = None
    payment_id: int | None = None
    line_number: int | None = None
    reverses_id: int | None = None


def by_code(connection: Connection, code: str) -> GiftCard | None:
    """The card with this code, as ``gift_card.read_code`` reads it."""
    return _card(_BY_CODE.first(connection, {"code": code}))


def is_taken(connection: Connection, typed: str) -> bool:
    """Whether a text is the code of a card that was sold or is on an open ticket."""
    if not is_code(typed):
        return False
    code = read_code(typed)
    on_ticket = on_open_ticket(connection, code, not_on=0)
    return on_ticket is not None or by_code(connection, code) is not None


def by_number(connection: Connection, number: int) -> GiftCard | None:
    """The card of this number."""
    return _card(_BY_NUMBER.first(connection, {"number": number}))


def by_id(connection: Connection, card_id: int) -> GiftCard | None:
    """The card with this id."""
    return _card(_BY_ID.first(connection, {"id": card_id}))


def _card(row: Any) -> GiftCard | None:
    if row is None:
        return None
    return GiftCard(
        id=row.id,
        number=row.number,
        code=row.code,
        amount=row.amount,
        left=row.left,
        held=row.held,
        at=row.at,
        is_void=bool(row.is_void),
        expires_on=row.expires_on,
        recipient=row.recipient,
        message=row.message,
    )


def _cards(rows: Iterable[Any]) -> list[GiftCard]:
    return [card for row in rows if (card := _card(row)) is not None]


def find(connection: Connection, typed: str, most: int) -> list[GiftCard]:
    """Cards by number, the number of the ticket that sold them, the end of the code, or the recipient.

    The newest first; all of them where nothing is typed.
    """
    plain = typed.strip().lstrip("#•").upper()
    digits = plain.removeprefix("G")
    words = plain
    for sign in ("\\", "%", "_"):
        words = words.replace(sign, "\\" + sign)
    ends = plain.replace("-", "")
    values = {
        # A longer number is none of a card or ticket, nor one that SQLite knows.
        "number": int(digits[:18]) if digits.isascii() and digits.isdigit() else -1,
        "tail": "%" if not plain else f"%{ends}" if ends.isalnum() and len(ends) >= 4 else "",
        "words": f"%{words}%" if plain else "",
        "most": most,
    }
    return _cards(connection.execute(_FOUND, values))


def expired(connection: Connection, today: str) -> list[GiftCard]:
    """The cards past their last day with something left that no open ticket holds."""
    return _cards(_EXPIRED.all(connection, {"today": today}))


def on_open_ticket(connection: Connection, code: str, not_on: int) -> int | None:
    """The number of another open ticket that sells a card with this code."""
    rows = _ON_OPEN_TICKET.all(connection, {"code": code})
    return next((row.number for row in rows if row.id != not_on), None)


def next_number(connection: Connection) -> int:
    """The number of a card that is about to be sold, which no other ever gets."""
    return counters.take(connection, "gift_card", beyond=1_000)


def made(connection: Connection, **values: Any) -> dict[str, Any]:
    """A card that is about to be sold or reissued, as a sealed row; all of its first amount is left."""
    last = connection.scalar(select(func.max(gift_cards.c.id))) or 0
    row = {
        "id": last + 1,
        "ticket_id": None,
        "line_number": None,
        "moved_from": None,
        "expires_on": "",
        "recipient": "",
        "message": "",
        **values,
        "left": values["amount"],
        "held": 0,
        "is_void": 0,
    }
    return {**row, "seal": seal_of("gift_cards", row)}


def add(connection: Connection, row: dict[str, Any]) -> None:
    """Write a card that :func:`made` gave; the entry that it names is posted."""
    _ADD.run(connection, row)


def extend(connection: Connection, card_id: int, expires_on: str) -> None:
    """Let a card last longer; one that never expires, or later than that, stays as it is."""
    _EXTEND.run(connection, {"card": card_id, "until": expires_on})


def make_void(connection: Connection, card_id: int) -> bool:
    """Void a card; whether it was not void before."""
    return _VOID.run(connection, {"card": card_id}) == 1


def move(connection: Connection, moves: Sequence[CardMove]) -> None:
    """Take value off cards, or put it on them, and write that down.

    Raises:
        UserError: there is less available on one than wanted. Nothing of this transaction is kept.
    """
    claims.allocate(
        connection,
        [
            {
                "entry_id": of.entry_id,
                "gift_card_id": of.card_id,
                "amount": of.amount,
                "ticket_id": of.ticket_id,
                "payment_id": of.payment_id,
                "line_number": of.line_number,
                "reverses_id": of.reverses_id,
            }
            for of in moves
        ],
    )


_LEFT_AFTER = Ready(
    text(
        """
    SELECT c.amount - (SELECT sum(amount) FROM allocations b
        WHERE b.gift_card_id = c.id AND b.id <= a.id) AS rest
    FROM allocations a JOIN gift_cards c ON c.id = a.gift_card_id
    WHERE a.payment_id = :payment AND a.reverses_id IS NULL"""
    )
)


def left_after(connection: Connection, payment_id: int) -> int | None:
    """What was left of a card right after a payment used it; later events do not change that."""
    row = _LEFT_AFTER.first(connection, {"payment": payment_id})
    return row.rest if row else None


def held_by(connection: Connection, card_id: int) -> list[tuple[int, int, int]]:
    """The open tickets that hold part of a card: id, number, and how much."""
    query = (
        select(tickets.c.id, tickets.c.number, func.sum(holds.c.amount))
        .join(holds, holds.c.ticket_id == tickets.c.id)
        .where(holds.c.gift_card_id == card_id)
        .group_by(tickets.c.id)
        .order_by(tickets.c.id)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


_HISTORY = Ready(
    text(
        """
    SELECT e.id, e.at, e.kind, e.reason, s.name, t.id AS ticket_id, e.ticket_number,
        -p.amount AS change
    FROM postings p JOIN entries e ON e.id = p.entry_id JOIN staff s ON s.code = e.staff
    LEFT JOIN tickets t ON t.entry_id = e.id
    WHERE p.account = 'gift_cards' AND p.sub = :reference
    ORDER BY e.at, e.id"""
    )
)


def history(connection: Connection, card: GiftCard) -> Sequence[Any]:
    """What each entry put on a card or took off it, oldest first, as the books say."""
    return _HISTORY.all(connection, {"reference": card.reference})


def current(connection: Connection, card_id: int) -> GiftCard:
    """The card that has the value of this one: itself, or the last of those it was moved to."""
    card = by_id(connection, card_id)
    while card is not None and card.is_void:
        card = moved_to(connection, card.id)
    if card is None:
        raise RuntimeError(f"gift card {card_id} or what its value was moved to is not there")
    return card


def having(connection: Connection, number: int) -> GiftCard:
    """The card that has the value of the one of this number (see :func:`current`)."""
    card = by_number(connection, number)
    return current(connection, card.id if card else 0)


def moved_to(connection: Connection, card_id: int) -> GiftCard | None:
    """The card that a void card's value was moved to."""
    query = select(gift_cards).where(gift_cards.c.moved_from == card_id)
    return _card(connection.execute(query).first())
