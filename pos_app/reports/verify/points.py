"""Checks on clients' points: events unchanged, adding up, and what open tickets hold of them.

The seal of each event is in the seal over its entry's contents: a lost or added one shows at its ticket,
refund or merge.
"""

from collections import defaultdict
from itertools import groupby
from operator import itemgetter

from pos_app.domain.journal import REFUNDS, EntryKind
from pos_app.persistence.seals import content_seal
from pos_app.reports.verify.findings import Check

_TABLE = "point_events"
_SEALS = "SELECT entry_id, seal FROM point_events ORDER BY entry_id, client_id, number"
_EVENTS = "SELECT client_id, number, change, points FROM point_events ORDER BY client_id, number"
_MERGES = f"""
    SELECT e.id, s.code || '-' || e.number, e.content_seal
    FROM entries e JOIN series s ON s.id = e.series_id WHERE e.kind = '{EntryKind.MERGE}'"""
_KINDS = ", ".join(f"'{kind}'" for kind in (EntryKind.TICKET, EntryKind.MERGE, *REFUNDS))
_STRAYS = f"""
    SELECT p.client_id, p.number, p.entry_id FROM point_events p
    LEFT JOIN entries e ON e.id = p.entry_id WHERE e.id IS NULL OR e.kind NOT IN ({_KINDS})"""
# What a ticket's payments say that it redeemed; nothing more of it, or of what it earned, comes back.
_REDEEMED = """
    SELECT t.id, t.number FROM tickets t
    LEFT JOIN (SELECT ticket_id, sum(points) AS points FROM payments GROUP BY ticket_id) p
        ON p.ticket_id = t.id
    LEFT JOIN (SELECT ticket_id, -sum(change) AS points FROM point_events
        WHERE kind = 'redeemed' GROUP BY ticket_id) e ON e.ticket_id = t.id
    WHERE t.state = 'closed' AND coalesce(p.points, 0) <> coalesce(e.points, 0)"""
_TOO_MUCH = """
    SELECT t.id, t.number FROM point_events e JOIN tickets t ON t.id = e.ticket_id
    GROUP BY t.id, e.payment_id
    HAVING sum(CASE WHEN e.payment_id IS NULL THEN e.change ELSE -e.change END) < 0"""
_LISTED = """
    SELECT c.id FROM (SELECT client_id, max(number) AS last FROM point_events GROUP BY client_id) v
    JOIN point_events e ON e.client_id = v.client_id AND e.number = v.last
    JOIN clients c ON c.id = v.client_id
    WHERE c.points <> e.points AND c.code = printf('C%06d', c.id)
    UNION SELECT id FROM clients WHERE points <> 0 AND code = printf('C%06d', id)
        AND NOT EXISTS (SELECT 1 FROM point_events WHERE client_id = clients.id)"""
_HOLDING = "SELECT id, points_held FROM clients WHERE points_held <> 0"
_CLAIMED = """
    SELECT p.id, t.number, coalesce(t.client_id, 0), p.kind = 'points', p.points, p.amount
    FROM payments p JOIN tickets t ON t.id = p.ticket_id
    WHERE t.state IN ('open', 'held') AND (p.points <> 0 OR p.kind = 'points')"""


def check_seals_of_points(check: Check) -> None:
    """Name each event that was changed, and read the seals that its ticket or refund carries."""
    for client_id, number in check.broken_seals(_TABLE, "client_id, number"):
        check.name(_named(client_id, number), "it was changed after it was made")
    for entry_id, sealed in check.rows(_SEALS):
        check.point_seals[entry_id].append(sealed)


def was_changed(check: Check, entry_id: int | None) -> bool:
    """Whether an event of this entry is named itself, where it lies now or where it was."""
    changed = (row for table, row in check.changed if table == _TABLE)
    here = any(row["entry_id"] == entry_id for row in changed)
    return here or check.was(_TABLE, entry_id=entry_id)


def check_points(check: Check) -> None:
    """Every client's events add up to their points, and open tickets hold what the client says."""
    excused = {row["client_id"] for table, row in check.changed if table == _TABLE}
    excused |= _of_named_parts(check)
    for entry_id, code, in_entry in check.rows(_MERGES):
        seals = check.point_seals.get(entry_id)
        should = content_seal(seals, []) if seals else ""
        if entry_id in check.entries or was_changed(check, entry_id) or should == in_entry:
            continue
        check.name(f"points of journal entry {code}", "some are missing or added")
        excused |= _clients_of(check, entry_id)
    for client_id, number, entry_id in check.rows(_STRAYS):
        if entry_id not in check.entries and not was_changed(check, entry_id):
            check.name(_named(client_id, number), "no entry says that it was made")
            excused.add(client_id)
    _check_sums(check, excused)
    for query in (_REDEEMED, _TOO_MUCH):
        for ticket_id, number in check.rows(query):
            moved = _was_of(check, ticket_id)
            if ticket_id not in check.tickets and not moved and not _refund_named(check, ticket_id):
                check.name(f"ticket #{number}", "its points are not what its payments say")
    _check_held(check)


def _of_named_parts(check: Check) -> set[int]:
    """The clients of tickets and refunds of which a part may be missing."""
    ids = set(check.tickets)
    for refund_id in check.refunds:
        query = "SELECT ticket_id FROM refunds WHERE id = ?"
        ids |= {row[0] for row in check.connection.execute(query, (refund_id,))}
    found: set[int] = set()
    for ticket_id in ids:
        query = (
            "SELECT c.id, c.merged_into FROM tickets t JOIN clients c ON c.id = t.client_id"
            " WHERE t.id = ?"
        )
        for row in check.connection.execute(query, (ticket_id,)):
            found |= {client for client in row if client is not None}
    return found


def _was_of(check: Check, ticket_id: int) -> bool:
    changed = (row for table, row in check.changed if table == _TABLE)
    here = any(row["ticket_id"] == ticket_id for row in changed)
    return here or check.was(_TABLE, ticket_id=ticket_id)


def _refund_named(check: Check, ticket_id: int) -> bool:
    query = "SELECT id FROM refunds WHERE ticket_id = ?"
    return any(row[0] in check.refunds for row in check.connection.execute(query, (ticket_id,)))


def _clients_of(check: Check, entry_id: int) -> set[int]:
    """Whom a merge concerns: it posts for both, or its events or the merged cards say so."""
    query = """
        SELECT client_id FROM postings WHERE entry_id = :entry AND client_id IS NOT NULL
        UNION SELECT client_id FROM point_events WHERE entry_id = :entry
        UNION SELECT id FROM clients WHERE merged_into IS NOT NULL
        UNION SELECT merged_into FROM clients WHERE merged_into IS NOT NULL"""
    return {row[0] for row in check.connection.execute(query, {"entry": entry_id})}


def _check_sums(check: Check, excused: set[int]) -> None:
    for client_id, rows in groupby(check.rows(_EVENTS), key=itemgetter(0)):
        running, expected = 0, 1
        for _client, number, change, points in rows:
            # Of a lost event the ticket, refund or merge is named that made it.
            running = points if number != expected else running + change
            if points != running and client_id not in excused:
                excused.add(client_id)
                check.name(_named(client_id, number), "it does not follow from the one before it")
            expected = number + 1
    for (client_id,) in check.rows(_LISTED):
        if (
            client_id not in excused
            and not check.vanished
            and not check.was(_TABLE, client_id=client_id)
        ):
            problem = "the points on the card are not what their history says"
            check.name(f"client C{client_id:06d}", problem)


def _check_held(check: Check) -> None:
    """Held = the points of payments on open tickets (R7); each pays the same for every point."""
    claimed: dict[int, int] = defaultdict(int)
    excused: set[int] = set()
    for payment_id, number, client_id, is_points, points, amount in check.rows(_CLAIMED):
        claimed[client_id] += points
        if payment_id in check.payments:
            excused.add(client_id)
        elif not is_points or points <= 0 or amount % points:
            excused.add(client_id)
            check.payments.add(payment_id)
            problem = "its points are not what it pays"
            check.name(f"payment {payment_id} of ticket #{number}", problem)
    holding = dict(check.rows(_HOLDING))
    for client_id in sorted((holding.keys() | claimed.keys()) - excused):
        held, claims = holding.get(client_id, 0), claimed.get(client_id, 0)
        if held != claims:
            problem = f"{held} points are held, but open tickets claim {claims}"
            check.name(f"client C{client_id:06d}", problem)


def _named(client_id: int, number: int) -> str:
    return f"points event {number} of client C{client_id:06d}"
