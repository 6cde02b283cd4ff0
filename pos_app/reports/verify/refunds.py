"""Checks on refunds: unchanged, what their entry says, and never more than there was."""

from collections import defaultdict

from pos_app.domain.journal import REFUNDS
from pos_app.persistence.seals import content_seal
from pos_app.reports.verify.findings import Check
from pos_app.reports.verify.points import was_changed
from pos_app.reports.verify.tickets import Tips

_KINDS = ", ".join(f"'{kind}'" for kind in REFUNDS)
_PARTS = {
    "refund_lines": ("refund_id, line_number", "line {1} of refund {0}"),
    "refund_payments": ("refund_id, position", "payment part {1} of refund {0}"),
}
_BOOKED = f"""
    SELECT e.id, s.code || '-' || e.number, e.content_seal, r.id, r.seal, r.kind = e.kind
    FROM entries e JOIN series s ON s.id = e.series_id LEFT JOIN refunds r ON r.entry_id = e.id
    WHERE e.kind IN ({_KINDS}) ORDER BY e.id"""
_UNBOOKED = f"""
    SELECT r.id, r.entry_id FROM refunds r LEFT JOIN entries e ON e.id = r.entry_id
    WHERE e.id IS NULL OR e.kind NOT IN ({_KINDS})"""
_FIGURES = """
    SELECT r.id, NULL FROM refunds r
    WHERE r.amount <> (SELECT coalesce(sum(amount), 0) FROM refund_payments WHERE refund_id = r.id)
    OR r.rounding <> (SELECT coalesce(sum(rounding), 0) FROM refund_payments WHERE refund_id = r.id)
    OR (r.kind = 'money_returned' AND r.amount - r.rounding <> (SELECT coalesce(sum(amount), 0)
        FROM allocations WHERE entry_id = r.entry_id AND fund_id IS NOT NULL))
    OR (r.kind NOT IN ('fund_returned', 'fund_removed', 'money_returned')
        AND r.amount - r.rounding <>
        (SELECT coalesce(sum(value), 0) FROM refund_lines
            WHERE refund_id = r.id AND ticket_id = r.ticket_id)
        + (SELECT coalesce(sum(amount), 0) FROM refund_tips WHERE refund_id = r.id)
        + (SELECT coalesce(sum(kept), 0) FROM refund_payments WHERE refund_id = r.id))"""
# What the entry of each refund moved: the figure by refund, and the entry's accounts.
_SAME = (
    (
        "SELECT b.refund_id, b.net + b.discount AS n FROM refund_lines b"
        " JOIN ticket_lines l ON l.ticket_id = b.ticket_id AND l.number = b.line_number"
        " WHERE l.kind IN ('service', 'product', 'fee', 'package', 'plan')",
        "'service_sales', 'product_sales', 'fees', 'plan_sales'",
    ),
    ("SELECT refund_id, -discount - given AS n FROM refund_lines", "'discounts'"),
    (
        "SELECT b.refund_id, b.value + b.given - b.net AS n FROM refund_lines b",
        "'tax_payable'",
    ),
    ("SELECT refund_id, amount AS n FROM refund_tips", "'tips_payable'"),
    (
        "SELECT refund_id, -amount AS n FROM refund_payments WHERE goes_to = 'points'",
        "'points_redeemed'",
    ),
    (
        "SELECT refund_id, -amount AS n FROM refund_payments WHERE goes_to = 'tender'",
        "'cash', 'card_clearing', 'checks', 'other_tender'",
    ),
    ("SELECT refund_id, rounding AS n FROM refund_payments", "'rounding'"),
    ("SELECT refund_id, -amount AS n FROM refund_payments WHERE goes_to = 'bad_debt'",
     "'bad_debts'"),
)  # fmt: skip
# Never more than there was, of any line, tip or payment.
_TOO_MUCH = (
    """SELECT max(b.refund_id), b.ticket_id FROM refund_lines b
        JOIN ticket_lines l ON l.ticket_id = b.ticket_id AND l.number = b.line_number
        GROUP BY b.ticket_id, b.line_number
        HAVING sum(b.value + b.given) > l.total OR sum(b.quantity) > l.quantity
        OR sum(b.discount) > l.net_before - l.net OR sum(b.net) > l.net OR min(b.net) < 0""",
    """SELECT max(r.id), r.ticket_id FROM refund_tips b JOIN refunds r ON r.id = b.refund_id
        JOIN ticket_tips t ON t.ticket_id = r.ticket_id AND t.staff = b.staff
        GROUP BY r.ticket_id, b.staff HAVING sum(b.amount) > t.amount""",
    """SELECT max(b.refund_id), p.ticket_id FROM refund_payments b
        JOIN payments p ON p.id = b.money_id GROUP BY b.money_id
        HAVING sum(b.amount) > p.amount + p.kept OR sum(b.kept) > p.kept""",
)


def check_refunds(check: Check) -> None:
    """Every refund against its seals, its own figures, its ticket and its entry."""
    wrong = _check_seals(check)
    _check_contents(check, wrong)
    for query in (_FIGURES, *(_differing(*same) for same in _SAME)):
        for refund_id, ticket_id in check.rows(query):
            if ticket_id not in check.tickets:
                _name(check, wrong, refund_id, "its figures are not what its entry says")
    changed = [row for table, row in check.changed if table in _PARTS]
    moved = {row["ticket_id"] for row in changed if "ticket_id" in row}
    moved |= _paid_by(check, {row["money_id"] for row in changed if row.get("money_id")})
    for query in _TOO_MUCH:
        for refund_id, ticket_id in check.rows(query):
            if ticket_id not in check.tickets | moved:
                _name(check, wrong, refund_id, "more came back than there was")
    check.refunds |= wrong


def _name(check: Check, wrong: set[int], refund_id: int, problem: str) -> None:
    if refund_id not in wrong:
        wrong.add(refund_id)
        check.name(f"refund {refund_id}", problem)


def _check_seals(check: Check) -> set[int]:
    wrong: set[int] = set()
    for (refund_id,) in check.broken_seals("refunds", "id"):
        _name(check, wrong, refund_id, "it was changed after it was posted")
    for table, (key, label) in _PARTS.items():
        for found in check.broken_seals(table, key):
            wrong.add(found[0])
            check.name(label.format(*found), "it was changed after it was posted")
    return wrong


def _parts(check: Check) -> tuple[dict[int, list[str]], dict[int, Tips]]:
    """The seals of each refund's lines and payments, and its tips."""
    parts: dict[int, list[str]] = defaultdict(list)
    for table, (key, _label) in _PARTS.items():
        order = "refund_id, ticket_id, line_number" if table == "refund_lines" else key
        for refund_id, sealed in check.rows(
            f"SELECT refund_id, seal FROM {table} ORDER BY {order}"
        ):
            parts[refund_id].append(sealed)
    tips: dict[int, Tips] = defaultdict(list)
    for refund_id, staff, amount in check.rows("SELECT refund_id, staff, amount FROM refund_tips"):
        tips[refund_id].append((staff, amount))
    return parts, tips


def _check_contents(check: Check, wrong: set[int]) -> None:
    """The seal over all parts, which the entry carries: a part lost or added shows here."""
    parts, tips = _parts(check)
    odd: dict[int, tuple[list[str], str]] = {}
    for entry_id, code, in_entry, refund_id, sealed, same in check.rows(_BOOKED):
        seals = [sealed, *parts[refund_id], *check.point_seals.get(entry_id, ())]
        if entry_id in check.entries:
            wrong.add(refund_id)
        elif refund_id is None:
            if not check.was("refunds", entry_id=entry_id):
                check.name(f"refund of journal entry {code}", "it is missing")
        elif was_changed(check, entry_id) or _had_part(check, refund_id):
            wrong.add(refund_id)
        elif not same or content_seal(seals, tips[refund_id]) != in_entry:
            odd[refund_id] = (seals, in_entry)
    _name_moved_tips(check, odd, tips, wrong)
    for refund_id in odd:
        problem = "a part of it is missing, added, or not what its entry says"
        _name(check, wrong, refund_id, problem)
    for refund_id, entry_id in check.rows(_UNBOOKED):
        if entry_id not in check.entries:
            _name(check, wrong, refund_id, "no entry says that it was made")


def _name_moved_tips(
    check: Check,
    odd: dict[int, tuple[list[str], str]],
    tips: dict[int, Tips],
    wrong: set[int],
) -> None:
    """Name each tip that makes another refund whole; those that only lack it, or have it, are not."""
    for home, here in [(home, here) for home in odd for here in tips if home != here]:
        for tip in tips[here]:
            seals, in_entry = odd[home]
            if content_seal(seals, [*tips[home], tip]) == in_entry:
                wrong |= {home, here}
                check.name(f"tip of {tip[0]} on refund {here}", f"it is a tip of refund {home}")
    for refund_id in wrong & odd.keys():
        del odd[refund_id]


def _had_part(check: Check, refund_id: int) -> bool:
    """Whether a part that was changed, and is named itself, was this refund's."""
    return any(check.was(table, refund_id=refund_id) for table in _PARTS)


def _paid_by(check: Check, payments: set[int]) -> set[int | None]:
    """The tickets of these payments, of which a changed refund says what came back."""
    query = "SELECT ticket_id FROM payments WHERE id = ?"
    return {row[0] for each in payments for row in check.connection.execute(query, (each,))}


def _differing(parts: str, accounts: str) -> str:
    return f"""
        SELECT r.id, r.ticket_id FROM refunds r
        LEFT JOIN (SELECT refund_id, sum(n) AS should FROM ({parts}) GROUP BY refund_id) a
            ON a.refund_id = r.id
        LEFT JOIN (SELECT entry_id, sum(amount) AS posted FROM postings
            WHERE account IN ({accounts}) GROUP BY entry_id) p ON p.entry_id = r.entry_id
        WHERE coalesce(a.should, 0) <> coalesce(p.posted, 0)"""
