"""Checks on clients' accounts: events, funds, charges, allocations, holds and control accounts."""

from collections import Counter, defaultdict
from itertools import groupby
from operator import itemgetter
from typing import Any

from pos_app.reports.verify.findings import Check

_KEPT = {"fund": "funds", "charge": "charges"}


def check_accounts(check: Check) -> None:
    """What each client owes and has, recomputed from the events, allocations and holds."""
    _check_events(check)
    _check_seals(check)
    _check_left(check)
    _check_held(check)
    _check_control(check)
    _check_listed(check)


def _check_events(check: Check) -> None:
    """Each client's events: gapless, what the postings say, and adding up to the running balance."""
    posted: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    place = {"accounts_receivable": (0, 1), "open_payments": (1, -1), "client_credits": (2, -1)}
    for client_id, entry_id, account, amount in check.rows(
        "SELECT client_id, entry_id, account, sum(amount) FROM postings"
        " WHERE client_id IS NOT NULL"
        " AND account IN ('accounts_receivable', 'open_payments', 'client_credits')"
        " GROUP BY client_id, entry_id, account"
    ):
        index, sign = place[account]
        posted[client_id, entry_id][index] += sign * amount
    count = Counter(map(itemgetter(0), posted))
    query = """
        SELECT client_id, number, entry_id, owed_change, open_payments_change, credits_change,
            owed, open_payments, credits
        FROM client_events ORDER BY client_id, number"""
    for client_id, events in groupby(check.rows(query), key=itemgetter(0)):
        running, expected = [0, 0, 0], 1
        for _client, number, entry_id, *figures in _in_place(check, list(events), count[client_id]):
            for missing in range(expected, number):
                check.clients.add(client_id)
                check.name(f"event {missing} of client C{client_id:06d}", "it is missing")
            change, after = figures[:3], figures[3:]
            said = posted.pop((client_id, entry_id), None)
            true = change if entry_id in check.entries or said is None else said
            gap = number != expected
            running = after if gap else [a + b for a, b in zip(running, true, strict=True)]
            if said is None and entry_id not in check.entries:
                _name_event(check, client_id, number, "its entry does not concern this client")
            elif change != true or after != running:
                _name_event(check, client_id, number, "it is not what the journal says")
            expected = number + 1
    for (client_id, entry_id), change in posted.items():
        if any(change) and entry_id not in check.entries and client_id not in check.clients:
            check.clients.add(client_id)
            check.name(f"event of client C{client_id:06d} for entry {entry_id}", "it is missing")
    check.clients.update(
        row[0]
        for entry_id in check.entries
        for table in ("postings", "client_events")
        for row in check.connection.execute(
            f"SELECT client_id FROM {table} WHERE entry_id = ? AND client_id IS NOT NULL",
            (entry_id,),
        )
    )


def _in_place(check: Check, events: list[Any], count: int) -> list[Any]:
    """A client's events in order; where none is lost, those whose number was changed in their place."""
    if events[0][1] == 1 and events[-1][1] == len(events):
        return events
    numbers = {event[1] for event in events}
    places = sorted(set(range(1, count + 1)) - numbers)
    moved = [event for event in events if not 1 <= event[1] <= count]
    if len(events) != count or len(places) != len(moved):
        return events
    for place, event in zip(places, moved, strict=True):
        _name_event(check, event[0], place, "its number was changed")
        events[events.index(event)] = (event[0], place, *event[2:])
    return sorted(events)


def _name_event(check: Check, client_id: int, number: int, problem: str) -> None:
    check.clients.add(client_id)
    check.name(f"event {number} of client C{client_id:06d}", problem)


def _check_seals(check: Check) -> None:
    for kind, table in _KEPT.items():
        for item_id, client_id in check.broken_seals(table, "id, client_id"):
            check.items.add((kind, item_id))
            check.clients.add(client_id)
            check.name(f"{kind} {item_id}", "its origin or first amount was changed")
    for allocation_id, *touched in check.broken_seals("allocations", "id, fund_id, charge_id"):
        check.name(f"allocation {allocation_id}", "it was changed after it was made")
        _excuse(check, *touched)
    for kind, table in _KEPT.items():
        query = f"""
            SELECT i.id, i.client_id, v.client_id FROM {table} i
            JOIN client_events v ON v.entry_id = i.entry_id
            WHERE NOT EXISTS (SELECT 1 FROM client_events e
                WHERE e.client_id = i.client_id AND e.entry_id = i.entry_id)"""
        for item_id, client_id, true_client in check.rows(query):
            if (kind, item_id) not in check.items and client_id not in check.clients:
                check.items.add((kind, item_id))
                check.name(f"{kind} {item_id}", "it is kept for another client than its entry says")
            check.clients |= {client_id, true_client}


def _excuse(check: Check, fund_id: int | None, charge_id: int | None) -> None:
    if fund_id is not None:
        check.items.add(("fund", fund_id))
    if charge_id is not None:
        check.items.add(("charge", charge_id))


def _check_left(check: Check) -> None:
    """Left = first amount − live allocations (R2)."""
    for kind, table in _KEPT.items():
        query = f"""
            SELECT i.id, i.client_id, i."left", i.amount - coalesce(a.used, 0)
            FROM {table} i LEFT JOIN (SELECT {kind}_id, sum(amount) AS used FROM allocations
                WHERE {kind}_id IS NOT NULL GROUP BY {kind}_id) a ON a.{kind}_id = i.id
            WHERE i."left" <> i.amount - coalesce(a.used, 0)"""
        for item_id, client_id, left, should in check.rows(query):
            here = {f"{kind}_id": item_id}
            alone = {"fund_id": None, "charge_id": None, **here}
            moved = check.was("allocations", **here) or check.was("allocations", **alone)
            if (kind, item_id) not in check.items and not moved:
                check.items.add((kind, item_id))
                check.clients.add(client_id)
                problem = f"{left} is left of it, but its allocations leave {should}"
                check.name(f"{kind} {item_id}", problem)


def _check_held(check: Check) -> None:
    """Held = the holds of open tickets, and every hold belongs to a payment or payoff there (R7)."""
    for hold_id, ticket_id, number, fund_id, charge_id in check.rows(_LOOSE_HOLDS):
        _excuse(check, fund_id, charge_id)
        if number is None:
            check.name(f"ticket {ticket_id}", "it is missing, but something is held for it")
        elif ticket_id not in check.tickets:
            problem = f"ticket #{number} is not open, or has no such payment or line"
            check.name(f"hold {hold_id}", problem)
    for hold_id, fund_id, charge_id in check.rows(_WRONG_HOLDS):
        if ("fund", fund_id) not in check.items and ("charge", charge_id) not in check.items:
            check.name(f"hold {hold_id}", "its amount is not what its ticket and its item say")
            _excuse(check, fund_id, charge_id)
    for kind, table in _KEPT.items():
        query = f"""
            SELECT i.id, i.held, coalesce(h.held, 0)
            FROM {table} i LEFT JOIN (SELECT {kind}_id, sum(amount) AS held FROM holds
                WHERE {kind}_id IS NOT NULL GROUP BY {kind}_id) h ON h.{kind}_id = i.id
            WHERE i.held <> coalesce(h.held, 0)"""
        for item_id, held, should in check.rows(query):
            if (kind, item_id) not in check.items:
                check.items.add((kind, item_id))
                check.name(f"{kind} {item_id}", f"{held} of it is held, but the holds say {should}")


_LOOSE_HOLDS = """
    SELECT h.id, h.ticket_id, t.number, h.fund_id, h.charge_id
    FROM holds h LEFT JOIN tickets t ON t.id = h.ticket_id
    LEFT JOIN payments p ON p.id = h.payment_id AND p.ticket_id = h.ticket_id
    LEFT JOIN ticket_lines l ON l.ticket_id = h.ticket_id AND l.number = h.line_number
    WHERE t.id IS NULL OR t.state NOT IN ('open', 'held') OR (p.id IS NULL) = (l.number IS NULL)
    OR (h.fund_id IS NULL) = (h.charge_id IS NULL)
    OR (h.payment_id IS NULL) = (h.line_number IS NULL)"""
# A hold is wrong when both what it is for and what it is on disagree with it; else that one is.
_WRONG_HOLDS = """
    SELECT h.id, h.fund_id, h.charge_id FROM holds h
    LEFT JOIN payments p ON p.id = h.payment_id
    LEFT JOIN ticket_lines l ON l.ticket_id = h.ticket_id AND l.number = h.line_number
    LEFT JOIN funds f ON f.id = h.fund_id
    LEFT JOIN charges c ON c.id = h.charge_id
    WHERE coalesce(p.amount, l.unit_price) <> (SELECT sum(amount) FROM holds o
        WHERE o.ticket_id = h.ticket_id AND o.payment_id IS h.payment_id
        AND o.line_number IS h.line_number)
    AND coalesce(f.held, c.held) <> (SELECT sum(amount) FROM holds o
        WHERE o.fund_id IS h.fund_id AND o.charge_id IS h.charge_id)"""


def _check_control(check: Check) -> None:
    """What is left of a client's charges and funds ties to the control accounts (R2)."""
    query = """
        SELECT e.client_id, e.owed, e.open_payments, e.credits,
            (SELECT coalesce(sum("left"), 0) FROM charges WHERE client_id = e.client_id
                AND "left" > 0),
            (SELECT coalesce(sum("left"), 0) FROM funds WHERE client_id = e.client_id
                AND "left" > 0 AND kind = 'open_payment'),
            (SELECT coalesce(sum("left"), 0) FROM funds WHERE client_id = e.client_id
                AND "left" > 0 AND kind = 'credit')
        FROM client_events e
        WHERE e.number = (SELECT max(number) FROM client_events WHERE client_id = e.client_id)"""
    excused = check.clients | {
        row[0]
        for kind, item_id in check.items
        for row in check.connection.execute(
            f"SELECT client_id FROM {_KEPT[kind]} WHERE id = ?", (item_id,)
        )
    }
    for client_id, *figures in check.rows(query):
        if client_id not in excused and figures[:3] != figures[3:]:
            problem = "its open charges and funds do not tie to the control accounts"
            check.name(f"account of client C{client_id:06d}", problem)


def _check_listed(check: Check) -> None:
    """What the list of clients says they owe and have is what their last event says."""
    query = """
        SELECT c.id FROM clients c LEFT JOIN client_events e ON e.client_id = c.id
            AND e.number = (SELECT max(number) FROM client_events WHERE client_id = c.id)
        WHERE c.owed <> coalesce(e.owed, 0)
            OR c.has <> coalesce(e.open_payments + e.credits, 0)"""
    for (client_id,) in check.rows(query):
        if client_id not in check.clients:
            problem = "what the list says they owe or have is not what their history says"
            check.name(f"client C{client_id:06d}", problem)
