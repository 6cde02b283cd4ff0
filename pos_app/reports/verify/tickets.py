"""Checks on closed tickets: their parts unchanged, their sums right, their entry saying the same."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pos_app.persistence.seals import SEALED, content_seal, seal_of
from pos_app.reports.verify.findings import Check
from pos_app.reports.verify.points import was_changed

_PARTS = {
    "ticket_lines": ("ticket_id, number", "line {1} of ticket #{0}"),
    "ticket_taxes": ("ticket_id, code", "tax {1} of ticket #{0}"),
    "payments": ("ticket_id, id", "payment {1} of ticket #{0}"),
}
_WITHOUT_TICKET = """
    SELECT DISTINCT ticket_id FROM ticket_lines WHERE ticket_id NOT IN (SELECT id FROM tickets)"""
_CHANGED = "it was changed after the ticket was closed"


Tips = list[tuple[str, int]]
"""Who was tipped on a ticket, and how much."""


@dataclass(frozen=True, slots=True)
class _Content:
    """The seals of a ticket's parts, its tips, and the seal over all that its entry carries."""

    seals: list[str]
    tips: Tips
    in_entry: str

    def is_whole(self, tips: Tips) -> bool:
        """Whether it was closed with these tips."""
        return content_seal(self.seals, tips) == self.in_entry


def check_tickets(check: Check) -> None:
    """Every closed or void ticket against its seals, its own figures and its entry."""
    numbers = dict(check.connection.execute("SELECT id, number FROM tickets"))
    for (ticket_id,) in check.broken_seals("tickets", "id"):
        check.tickets.add(ticket_id)
        check.name(f"ticket #{numbers[ticket_id]}", _CHANGED)
    # Whose lines are there without it: that it is missing is told by its entry.
    check.tickets |= {row[0] for row in check.rows(_WITHOUT_TICKET)}
    wrong = set(check.tickets)
    for table, (key, label) in _PARTS.items():
        for ticket_id, part, sealed in check.broken_seals(table, f"{key}, seal"):
            if sealed or ticket_id not in wrong:
                check.tickets.add(ticket_id)
                if table == "payments":
                    check.payments.add(part)
                check.name(label.format(numbers.get(ticket_id, "?"), part), _CHANGED)
    _check_contents(check, numbers)
    _check_figures(check, numbers)
    _check_against_entries(check, numbers)


def _check_contents(check: Check, numbers: dict[int, int]) -> None:
    """The seal over all parts, which the ticket's entry carries: a part lost or added shows here."""
    parts: dict[int, list[str]] = defaultdict(list)
    for table, (key, _label) in _PARTS.items():
        for ticket_id, sealed in check.rows(
            f"SELECT ticket_id, seal FROM {table} WHERE seal <> '' ORDER BY {key}"
        ):
            parts[ticket_id].append(sealed)
    tips: dict[int, Tips] = defaultdict(list)
    for ticket_id, staff, amount in check.rows("SELECT ticket_id, staff, amount FROM ticket_tips"):
        tips[ticket_id].append((staff, amount))
    odd: dict[int, _Content] = {}
    for ticket_id, sealed, entry_id, in_entry in _with_entries(check):
        seals = [sealed, *parts[ticket_id], *check.point_seals.get(entry_id, ())]
        content = _Content(seals, tips[ticket_id], in_entry)
        if not content.is_whole(content.tips):
            check.tickets.add(ticket_id)
            moved = any(check.was(table, ticket_id=ticket_id) for table in _PARTS)
            if not moved and not was_changed(check, entry_id):
                odd[ticket_id] = content
    for ticket_id in odd.keys() - _name_moved_tips(check, odd, tips, numbers):
        what = f"ticket #{numbers[ticket_id]}"
        check.name(what, "a part of it is missing, added, or not what its entry says")


def _with_entries(check: Check) -> Iterator[tuple[int, str, int, str]]:
    """The ended tickets with their seal, entry and its seal, where neither is named; others are named."""
    booked: set[int] = set()
    for ticket_id, number, sealed, entry_id, in_entry, state in check.rows(
        "SELECT t.id, t.number, t.seal, t.entry_id, e.content_seal, t.state FROM tickets t"
        " LEFT JOIN entries e ON e.id = t.entry_id"
        " WHERE t.state IN ('closed', 'void') OR t.entry_id IS NOT NULL"
    ):
        if state not in ("closed", "void"):
            if ticket_id not in check.tickets:
                check.tickets.add(ticket_id)
                check.name(f"ticket #{number}", "it is open, but has an entry")
            continue
        booked.add(entry_id)
        if entry_id is None and state == "void":
            if ticket_id not in check.tickets:
                yield ticket_id, _sealed_alone(check, ticket_id), 0, sealed
            continue
        if ticket_id not in check.tickets and entry_id not in check.entries:
            yield ticket_id, sealed, entry_id, in_entry
    for entry_id, number in check.rows(
        "SELECT id, ticket_number FROM entries WHERE ticket_number IS NOT NULL"
        " AND kind IN ('ticket', 'open_payment')"
    ):
        if entry_id not in booked and entry_id not in check.entries:
            check.name(f"ticket #{number}", "it is missing, but the journal has it")


def _sealed_alone(check: Check, ticket_id: int) -> str:
    """The seal of a void ticket's own values: it bears the one over its parts, as no entry carries that."""
    columns = SEALED["tickets"]
    row = check.connection.execute(
        f"SELECT {', '.join(columns)} FROM tickets WHERE id = ?", (ticket_id,)
    ).fetchone()
    return seal_of("tickets", dict(zip(columns, row, strict=True)))


def _name_moved_tips(
    check: Check, odd: dict[int, _Content], tips: dict[int, Tips], numbers: dict[int, int]
) -> set[int]:
    """Name each tip that makes another ticket whole; returns the tickets that only lack it, or have it."""
    excused: set[int] = set()
    for home, content in odd.items():
        for here in [other for other in tips if other in odd or other not in numbers]:
            for tip in tips[here]:
                if here == home or not content.is_whole([*content.tips, tip]):
                    continue
                excused.add(home)
                others = [each for each in tips[here] if each != tip]
                if here in odd and odd[here].is_whole(others):
                    excused.add(here)
                problem = f"it is a tip of ticket #{numbers[home]}"
                check.name(f"tip of {tip[0]} on ticket #{numbers.get(here, '?')}", problem)
    return excused


def _check_figures(check: Check, numbers: dict[int, int]) -> None:
    """What the lines, tips and payments of each closed ticket come to."""
    query = """
        SELECT t.id, t.total, t.total + t.rounding,
            (SELECT coalesce(sum(l.total), 0) FROM ticket_lines l WHERE l.ticket_id = t.id)
            + (SELECT coalesce(sum(amount), 0) FROM ticket_tips WHERE ticket_id = t.id),
            (SELECT coalesce(sum(amount), 0) FROM payments WHERE ticket_id = t.id)
        FROM tickets t WHERE t.state = 'closed'"""
    for ticket_id, total, to_pay, lines, paid in check.rows(query):
        if ticket_id not in check.tickets and (total != lines or to_pay != paid):
            check.tickets.add(ticket_id)
            check.name(
                f"ticket #{numbers[ticket_id]}", "its lines, payments and total do not agree"
            )


# What the books say of each closed ticket: the figure, its parts, and the entry's accounts.
_SAME = (
    (
        "sales",
        "SELECT ticket_id, -net_before AS n FROM ticket_lines"
        " WHERE kind IN ('service', 'product', 'fee', 'package', 'plan')",
        "'service_sales', 'product_sales', 'fees', 'plan_sales'",
    ),
    ("tax", "SELECT ticket_id, -amount AS n FROM ticket_taxes", "'tax_payable'"),
    ("tips", "SELECT ticket_id, -amount AS n FROM ticket_tips", "'tips_payable'"),
    (
        "tenders",
        "SELECT ticket_id, amount + kept AS n FROM payments"
        " WHERE kind IN ('cash', 'card', 'check', 'custom')",
        "'cash', 'card_clearing', 'checks', 'other_tender'",
    ),
    (
        "funds",
        "SELECT ticket_id, amount AS n FROM payments WHERE kind = 'client_balance'"
        " UNION ALL SELECT ticket_id, -kept FROM payments WHERE kept > 0"
        " UNION ALL SELECT ticket_id, -total FROM ticket_lines WHERE kind = 'top_up'",
        "'open_payments', 'client_credits'",
    ),
    (
        "points",
        "SELECT ticket_id, amount AS n FROM payments WHERE kind = 'points'",
        "'points_redeemed'",
    ),
    (
        "gift cards",
        "SELECT ticket_id, amount AS n FROM payments WHERE kind = 'gift_card'"
        " UNION ALL SELECT ticket_id, -total FROM ticket_lines WHERE kind = 'gift_card'",
        "'gift_cards'",
    ),
    (
        "receivable",
        "SELECT ticket_id, amount AS n FROM payments WHERE kind = 'pay_later'"
        " UNION ALL SELECT ticket_id, -total FROM ticket_lines WHERE kind = 'payoff'",
        "'accounts_receivable'",
    ),
)


def _check_against_entries(check: Check, numbers: dict[int, int]) -> None:
    for what, parts, accounts in _SAME:
        for ticket_id, entry_id in check.rows(_differing(parts, accounts)):
            if ticket_id not in check.tickets and entry_id not in check.entries:
                check.tickets.add(ticket_id)
                check.name(
                    f"ticket #{numbers[ticket_id]}", f"its {what} are not what its entry says"
                )


def _differing(parts: str, accounts: str) -> str:
    return f"""
        SELECT t.id, t.entry_id FROM tickets t
        LEFT JOIN (SELECT ticket_id, sum(n) AS should FROM ({parts}) GROUP BY ticket_id) a
            ON a.ticket_id = t.id
        LEFT JOIN (SELECT entry_id, sum(amount) AS posted FROM postings
            WHERE account IN ({accounts}) GROUP BY entry_id) p ON p.entry_id = t.entry_id
        WHERE t.state = 'closed' AND coalesce(a.should, 0) <> coalesce(p.posted, 0)"""
