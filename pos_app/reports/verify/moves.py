"""Checks on what each entry moved: the funds and charges it made, less what it used of others.

Together they are the change that the client's event tells. So a fund or charge that was put in with an
allocation that uses it up shows, though every sum ties.
"""

from typing import NamedTuple

from pos_app.reports.verify.findings import Check

_MOVES = """
    SELECT entry_id, client_id, sum(owed), sum(paid), sum(granted) FROM (
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


class Move(NamedTuple):
    """What an entry moved of a client's balance, less what its funds, charges and allocations say."""

    entry_id: int
    client_id: int
    owed: int
    paid: int
    granted: int

    def made(self, kind: str) -> bool:
        """Whether it made a fund or a charge, by ``kind``, that is not there."""
        return self.owed > 0 if kind == "charge" else self.paid > 0 or self.granted > 0

    def of(self, kind: str, amount: int) -> bool:
        """Whether it is just so much, of a charge or a fund."""
        return amount in ((self.owed,) if kind == "charge" else (self.paid, self.granted))


def check_moves(check: Check) -> None:
    """Every entry made and used what it says it moved of each client's balance."""
    wrong = [*check.moves, *check.rows(_MADE)]
    if not wrong:
        return
    excused = _excused(check)
    changed = {row["entry_id"] for table, row in check.changed if table == "allocations"}
    for entry_id, client_id, *_amounts in wrong:
        if client_id not in excused and entry_id not in check.entries | changed:
            check.name(
                f"account of client C{client_id:06d}",
                "its funds and charges are not what journal entry"
                f" {_code(check, entry_id)} made and used of them",
            )


def read_moves(check: Check) -> None:
    """Find what entries moved otherwise than their records say."""
    check.moves = [Move(row[0], row[1], *map(int, row[2:])) for row in check.rows(_MOVES)]


def check_lost_items(check: Check) -> None:
    """Name the funds and charges that are not there any more: by number, or by the entry that made them."""
    for kind, table in (("fund", "funds"), ("charge", "charges")):
        made = [move for move in check.moves if move.made(kind)]
        lost = _lost_numbers(check, kind, table, len(made))
        for item_id in lost:
            check.items.add((kind, item_id))
            check.name(f"{kind} {item_id}", "it is missing")
        if lost:
            check.clients |= {move.client_id for move in made}
        else:
            _name_last(check, kind, made)


def _lost_numbers(check: Check, kind: str, table: str, most: int) -> list[int]:
    """Rows are numbered without a gap and never deleted: the numbers that no row has.

    Of those beyond the last row tells what was put against them. More than ``most`` were never made: some
    row has a number that it was not given.
    """
    query = f"SELECT count(*), coalesce(max(id), 0) FROM {table}"
    count, last = check.connection.execute(query).fetchone()
    used = f"SELECT {kind}_id, id FROM allocations WHERE {kind}_id > ?"
    moved = {row["id"] for name, row in check.changed if name == "allocations"}
    lost = {item for item, by in check.rows(used, last) if by not in moved}
    if count != last:
        gaps = set(range(1, last)) - {row[0] for row in check.rows(f"SELECT id FROM {table}")}
        lost |= gaps if len(gaps) <= most else set()
    return sorted(item for item in lost if not check.was(table, id=item))


def _name_last(check: Check, kind: str, made: list[Move]) -> None:
    """The last one of all, of which nothing was used: its entry alone tells of it."""
    if len(made) != 1 or made[0].client_id in check.clients or made[0].entry_id in check.entries:
        return
    used = f"SELECT 1 FROM allocations WHERE entry_id = ? AND {kind}_id IS NOT NULL"
    if [move.client_id for move in check.moves].count(made[0].client_id) > 1:
        return
    if not check.connection.execute(used, (made[0].entry_id,)).fetchone():
        check.clients.add(made[0].client_id)
        check.name(f"{kind} of journal entry {_code(check, made[0].entry_id)}", "it is missing")


def _code(check: Check, entry_id: int) -> str:
    return str((check.connection.execute(_CODE, (entry_id,)).fetchone() or ["?"])[0])


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
