"""Checks on what each entry moved: the funds and charges it made, less what it used of others.

Together they are the change that the client's event tells. So a fund or charge that was put in with an
allocation that uses it up shows, though every sum ties.
"""

from pos_app.reports.verify.findings import Check

_MOVES = """
    SELECT entry_id, client_id FROM (
        SELECT entry_id, client_id, owed_change AS owed, open_payments_change AS paid,
            credits_change AS granted FROM client_events
        UNION ALL SELECT entry_id, client_id, -amount, 0, 0 FROM charges
        UNION ALL SELECT entry_id, client_id, 0,
            CASE kind WHEN 'open_payment' THEN -amount ELSE 0 END,
            CASE kind WHEN 'credit' THEN -amount ELSE 0 END FROM funds
        UNION ALL SELECT a.entry_id, c.client_id, a.amount, 0, 0
            FROM allocations a JOIN charges c ON c.id = a.charge_id
        UNION ALL SELECT a.entry_id, f.client_id, 0,
            CASE f.kind WHEN 'open_payment' THEN a.amount ELSE 0 END,
            CASE f.kind WHEN 'credit' THEN a.amount ELSE 0 END
            FROM allocations a JOIN funds f ON f.id = a.fund_id)
    GROUP BY entry_id, client_id HAVING sum(owed) <> 0 OR sum(paid) <> 0 OR sum(granted) <> 0"""
# What a manager's acts made, gross: their postings net what a new fund pays at once.
_MADE = """
    SELECT e.id, v.client_id FROM entries e JOIN client_events v ON v.entry_id = e.id
    WHERE e.kind IN ('on_account', 'credit', 'removal', 'charge', 'applied', 'write_off', 'expiry')
    AND ((SELECT coalesce(sum(amount), 0) FROM funds WHERE entry_id = e.id)
        <> CASE WHEN e.kind NOT IN ('on_account', 'credit') THEN 0 ELSE
            (SELECT coalesce(sum(amount), 0) FROM postings WHERE entry_id = e.id AND account IN
                ('credits_granted', 'cash', 'card_clearing', 'checks', 'other_tender')) END
    OR (SELECT coalesce(sum(amount), 0) FROM charges WHERE entry_id = e.id)
        <> (SELECT coalesce(sum(-amount), 0) FROM postings
            WHERE entry_id = e.id AND account = 'balance_adjustments'))"""
_CODE = """
    SELECT s.code || '-' || e.number FROM entries e JOIN series s ON s.id = e.series_id
    WHERE e.id = ?"""


def check_moves(check: Check) -> None:
    """Every entry made and used what it says it moved of each client's balance."""
    wrong = [*check.rows(_MOVES), *check.rows(_MADE)]
    if not wrong:
        return
    excused = _excused(check)
    changed = {row["entry_id"] for table, row in check.changed if table == "allocations"}
    for entry_id, client_id in wrong:
        if client_id not in excused and entry_id not in check.entries | changed:
            code = (check.connection.execute(_CODE, (entry_id,)).fetchone() or ["?"])[0]
            check.name(
                f"account of client C{client_id:06d}",
                f"its funds and charges are not what journal entry {code} made and used of them",
            )


def moved_otherwise(check: Check) -> set[int]:
    """The clients of whom some entry moved something else than its records say."""
    return {client_id for _entry, client_id in check.rows(_MOVES)}


def _excused(check: Check) -> set[int]:
    """The clients of whom something was named that explains a difference."""
    excused = set(check.clients)
    changed = [row for table, row in check.changed if table == "allocations"]
    items = check.items | {
        (kind, row[f"{kind}_id"]) for row in changed for kind in ("fund", "charge")
    }
    for kind, item_id in items:
        if kind == "gift_card":
            continue
        query = f"SELECT client_id FROM {kind}s WHERE id = ?"
        excused |= {row[0] for row in check.connection.execute(query, (item_id,))}
    return excused
