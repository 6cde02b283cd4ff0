"""Checks on gift cards: each against the line that sold it, its allocations, its holds and the journal.

What each entry moved of a card is kept by card in the books, so that a wrong one is named, and not the
sum of all.
"""

from pos_app.domain.journal import EntryKind
from pos_app.persistence.seals import content_seal
from pos_app.reports.verify.findings import Check

_SOLD = """
    SELECT c.id, c.number, c.ticket_id FROM gift_cards c
    LEFT JOIN ticket_lines l ON l.ticket_id = c.ticket_id AND l.number = c.line_number
    LEFT JOIN tickets t ON t.id = c.ticket_id
    WHERE c.moved_from IS NULL AND (l.card_code IS NOT c.code OR l.card_number IS NOT c.number
        OR l.total IS NOT c.amount OR t.entry_id IS NOT c.entry_id)"""
_UNMADE = """
    SELECT l.card_number, l.ticket_id FROM ticket_lines l JOIN tickets t ON t.id = l.ticket_id
    WHERE l.card_code <> '' AND t.state = 'closed'
    AND NOT EXISTS (SELECT 1 FROM gift_cards c WHERE c.number = l.card_number)"""
_REISSUED = f"""
    SELECT c.id, c.number, c.seal, e.content_seal, e.id, e.kind = '{EntryKind.CARD_REISSUED}'
    FROM gift_cards c LEFT JOIN entries e ON e.id = c.entry_id WHERE c.moved_from IS NOT NULL"""
_LEFT = """
    SELECT c.id, c.number, c."left", c.amount - coalesce(a.used, 0)
    FROM gift_cards c LEFT JOIN (SELECT gift_card_id, sum(amount) AS used FROM allocations
        WHERE gift_card_id IS NOT NULL GROUP BY gift_card_id) a ON a.gift_card_id = c.id
    WHERE c."left" <> c.amount - coalesce(a.used, 0)"""
_HELD = """
    SELECT c.id, c.number, c.held, coalesce(h.held, 0)
    FROM gift_cards c LEFT JOIN (SELECT gift_card_id, sum(amount) AS held FROM holds
        WHERE gift_card_id IS NOT NULL GROUP BY gift_card_id) h ON h.gift_card_id = c.id
    WHERE c.held <> coalesce(h.held, 0)"""
# What each entry moved of each card, less what its own records say; a card is made with its first amount.
_MOVED = """
    SELECT reference, entry_id FROM (
        SELECT sub AS reference, entry_id, amount FROM postings WHERE account = 'gift_cards'
        UNION ALL SELECT 'G' || c.number, a.entry_id, -a.amount
            FROM allocations a JOIN gift_cards c ON c.id = a.gift_card_id
        UNION ALL SELECT 'G' || number, entry_id, amount FROM gift_cards)
    GROUP BY reference, entry_id HAVING sum(amount) <> 0"""
# A card lasts as long as the line that sold it said, or the last that put money on it, or the last
# refund that brought value back; as did its forerunner. One that never expires stays so.
_LASTS = """
    SELECT c.id, c.number FROM gift_cards c
    LEFT JOIN gift_cards f ON f.id = c.moved_from
    LEFT JOIN ticket_lines s ON s.ticket_id = c.ticket_id AND s.number = c.line_number
    WHERE c.expires_on <> CASE WHEN coalesce(f.expires_on, s.card_expires_on) = '' THEN '' ELSE
        max(coalesce(f.expires_on, s.card_expires_on), coalesce((SELECT max(l.card_expires_on)
            FROM ticket_lines l JOIN tickets t ON t.id = l.ticket_id
            WHERE l.card_number > 0 AND l.card_number = c.number AND t.state = 'closed'), ''),
            coalesce((SELECT max(b.lasts_until) FROM allocations a
                JOIN allocations o ON o.id = a.reverses_id
                JOIN refunds r ON r.entry_id = a.entry_id
                JOIN refund_payments b ON b.refund_id = r.id AND b.payment_id = o.payment_id
                WHERE a.gift_card_id = c.id), '')) END"""
_VOID = """
    SELECT c.id, c.number FROM gift_cards c
    WHERE c.is_void <> EXISTS (SELECT 1 FROM gift_cards n WHERE n.moved_from = c.id)"""


def check_gift_cards(check: Check) -> None:
    """What is on each card, recomputed, and that each is the one that was sold."""
    _excuse_moved(check)
    for card_id, number in check.broken_seals("gift_cards", "id, number"):
        _name(check, card_id, number, "its number, code, origin or first amount was changed")
    for card_id, number, ticket_id in check.rows(_SOLD):
        if ticket_id not in check.tickets:
            _name(check, card_id, number, "it is not what the line that sold it says")
    for number, ticket_id in check.rows(_UNMADE):
        if ticket_id not in check.tickets and not check.was("gift_cards", number=number):
            check.name(f"gift card G{number}", "it is missing, but a closed ticket sold it")
    for card_id, number, sealed, in_entry, entry_id, right in check.rows(_REISSUED):
        if entry_id in check.entries:
            continue
        if not right or content_seal([sealed], []) != in_entry:
            _name(check, card_id, number, "it is not what its entry says")
    _check_figures(check)
    _check_moves(check)


def _excuse_moved(check: Check) -> None:
    """A changed allocation is named itself; the card that it is of, and was of, are not to blame."""
    changed = [row for table, row in check.changed if table == "allocations"]
    check.items |= {("gift_card", row["gift_card_id"]) for row in changed}
    if changed:
        check.items |= {
            ("gift_card", card_id)
            for (card_id,) in check.rows("SELECT id FROM gift_cards")
            if check.was("allocations", gift_card_id=card_id)
        }


def _name(check: Check, card_id: int, number: int, problem: str) -> None:
    if ("gift_card", card_id) not in check.items:
        check.items.add(("gift_card", card_id))
        check.name(f"gift card G{number}", problem)


def _check_figures(check: Check) -> None:
    for card_id, number, left, should in check.rows(_LEFT):
        problem = f"{left} is left of it, but its allocations leave {should}"
        _name(check, card_id, number, problem)
    for card_id, number, held, should in check.rows(_HELD):
        _name(check, card_id, number, f"{held} of it is held, but the holds say {should}")
    for card_id, number in check.rows(_LASTS):
        if not _line_is_named(check, number):
            _name(check, card_id, number, "its last day is not what its lines say")
    moved = {row["moved_from"] for table, row in check.changed if table == "gift_cards"}
    for card_id, number in check.rows(_VOID):
        if card_id not in moved and not check.was("gift_cards", moved_from=card_id):
            _name(check, card_id, number, "whether it is void is not what became of its value")


def _line_is_named(check: Check, number: int) -> bool:
    """Whether a line that sold this card, or put money on it, is wrong itself."""
    lines = check.connection.execute(
        "SELECT ticket_id FROM ticket_lines WHERE card_number = ?", (number,)
    )
    wrong = any(ticket_id in check.tickets for (ticket_id,) in lines)
    return wrong or check.was("ticket_lines", card_number=number)


def _check_moves(check: Check) -> None:
    """What each entry moved of a card is what the card and its allocations say (R2)."""
    numbers = dict(check.connection.execute("SELECT 'G' || number, id FROM gift_cards"))
    for reference, entry_id in check.rows(_MOVED):
        card_id = numbers.get(reference)
        if entry_id in check.entries or ("gift_card", card_id) in check.items:
            continue
        if card_id is None:
            digits = reference[1:] if reference[1:].isdecimal() else "0"
            was = check.was("gift_cards", number=int(digits))
            if not was and f"gift card {reference}" not in check.named:
                check.name(f"gift card {reference}", "it is missing, but the journal has it")
        else:
            problem = "what the journal moved of it is not what its allocations say"
            _name(check, card_id, int(reference[1:]), problem)
