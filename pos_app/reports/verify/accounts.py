"""Checks on clients' accounts: funds, charges, allocations, holds and control accounts."""

from typing import NamedTuple

from pos_app.reports.verify.events import check_events
from pos_app.reports.verify.findings import Check
from pos_app.reports.verify.moves import check_lost_items, read_moves

_KEPT = {"fund": "funds", "charge": "charges"}
_HELD = ("fund", "charge", "gift_card")


class _Short(NamedTuple):
    """A fund or charge of which something else is left than its allocations leave."""

    id: int
    client_id: int
    left: int
    should: int


def check_accounts(check: Check) -> None:
    """What each client owes and has, recomputed from the events, allocations and holds."""
    check_events(check)
    read_moves(check)
    _check_seals(check)
    check_lost_items(check)
    _check_left(check)
    _check_held(check)
    _check_control(check)
    _check_listed(check)


def _check_seals(check: Check) -> None:
    for kind, table in _KEPT.items():
        for item_id, client_id in check.broken_seals(table, "id, client_id"):
            check.items.add((kind, item_id))
            check.clients.add(client_id)
            check.name(f"{kind} {item_id}", "its origin or first amount was changed")
    for allocation_id, *touched in check.broken_seals(
        "allocations", "id, fund_id, charge_id, gift_card_id"
    ):
        check.name(f"allocation {allocation_id}", "it was changed after it was made")
        _excuse(check, *touched)
    for kind, table in _KEPT.items():
        query = f"""
            SELECT i.id, i.client_id, v.client_id FROM {table} i
            JOIN client_events v ON v.entry_id = i.entry_id
            WHERE NOT EXISTS (SELECT 1 FROM client_events e
                WHERE e.client_id = i.client_id AND e.entry_id = i.entry_id)
            OR EXISTS (SELECT 1 FROM {table} f JOIN entries n ON n.id = i.entry_id
                WHERE f.id = i.moved_from AND f.client_id = i.client_id AND n.kind = 'merge')"""
        for item_id, client_id, true_client in check.rows(query):
            if (kind, item_id) not in check.items and client_id not in check.clients:
                check.items.add((kind, item_id))
                check.name(f"{kind} {item_id}", "it is kept for another client than its entry says")
            check.clients |= {client_id, true_client}


def _excuse(check: Check, *items: int | None) -> None:
    """Blame none of these, which are in the order of ``_HELD``."""
    check.items |= {(kind, item) for kind, item in zip(_HELD, items, strict=True) if item}


def _check_left(check: Check) -> None:
    """Left = first amount − live allocations (R2)."""
    wrong: dict[str, list[_Short]] = {kind: [] for kind in _KEPT}
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
                wrong[kind].append(_Short(item_id, client_id, left, should))
    _name_lost_allocations(check, wrong)
    for kind, items in wrong.items():
        for item in items:
            amount = item.should - item.left
            unused = any(
                move.client_id == item.client_id and move.of(kind, -amount) for move in check.moves
            )
            check.clients.add(item.client_id)
            if unused:
                check.name(f"allocation of {kind} {item.id}", _one_of(amount))
                continue
            problem = f"{item.left} is left of it, but its allocations leave {item.should}"
            check.name(f"{kind} {item.id}", problem)


def _name_lost_allocations(check: Check, wrong: dict[str, list[_Short]]) -> None:
    """Name what is between a fund and a charge of which the same is amiss; neither is wrong itself."""
    for fund in list(wrong["fund"]):
        for charge in list(wrong["charge"]):
            short = fund.should - fund.left
            same = (charge.client_id, charge.should - charge.left) == (fund.client_id, short)
            if same and fund.client_id in {move.client_id for move in check.moves}:
                check.clients.add(fund.client_id)
                name = f"allocation of fund {fund.id} to charge {charge.id}"
                check.name(name, _one_of(short))
                wrong["fund"].remove(fund)
                wrong["charge"].remove(charge)
                break


def _one_of(short: int) -> str:
    """What is wrong where so much more should be left than is, or, below zero, less."""
    return f"one of {short} is missing" if short > 0 else f"one of {-short} was added"


def _check_held(check: Check) -> None:
    """Held = the holds of open tickets, and every hold belongs to a payment or payoff there (R7)."""
    for hold_id, ticket_id, number, *items, payment_id in check.rows(_LOOSE_HOLDS):
        _excuse(check, *items)
        if payment_id in check.payments:
            continue
        if number is None:
            check.name(f"ticket {ticket_id}", "it is missing, but something is held for it")
        elif ticket_id not in check.tickets:
            problem = f"ticket #{number} is not open, or has no such payment or line"
            check.name(f"hold {hold_id}", problem)
    for hold_id, *items in check.rows(_WRONG_HOLDS):
        if not check.items & set(zip(_HELD, items, strict=True)):
            check.name(f"hold {hold_id}", "its amount is not what its ticket and its item say")
            _excuse(check, *items)
    wrong: dict[tuple[str, int], tuple[int, int]] = {}
    for kind, table in _KEPT.items():
        query = f"""
            SELECT i.id, i.held, coalesce(h.held, 0)
            FROM {table} i LEFT JOIN (SELECT {kind}_id, sum(amount) AS held FROM holds
                WHERE {kind}_id IS NOT NULL GROUP BY {kind}_id) h ON h.{kind}_id = i.id
            WHERE i.held <> coalesce(h.held, 0)"""
        for item_id, held, should in check.rows(query):
            if (kind, item_id) not in check.items:
                check.items.add((kind, item_id))
                wrong[kind, item_id] = (held, should)
    _name_moved_holds(check, wrong)
    for (kind, item_id), (held, should) in wrong.items():
        check.name(f"{kind} {item_id}", f"{held} of it is held, but the holds say {should}")


def _name_moved_holds(check: Check, wrong: dict[tuple[str, int], tuple[int, int]]) -> None:
    """Name each hold that lies on one item and is counted on another; neither is wrong itself."""
    for here, (held, should) in list(wrong.items()):
        amount = should - held
        query = f"SELECT id FROM holds WHERE {here[0]}_id = ? AND amount = ?"
        found = check.connection.execute(query, (here[1], amount)).fetchone()
        homes = [item for item, (left, holds) in wrong.items() if left - holds == amount]
        if found and len(homes) == 1:
            check.name(f"hold {found[0]}", "it is counted on {} {}".format(*homes[0]))
            del wrong[here], wrong[homes[0]]


_LOOSE_HOLDS = """
    SELECT h.id, h.ticket_id, t.number, h.fund_id, h.charge_id, h.gift_card_id, h.payment_id
    FROM holds h LEFT JOIN tickets t ON t.id = h.ticket_id
    LEFT JOIN payments p ON p.id = h.payment_id AND p.ticket_id = h.ticket_id
    LEFT JOIN ticket_lines l ON l.ticket_id = h.ticket_id AND l.number = h.line_number
    WHERE t.id IS NULL OR t.state NOT IN ('open', 'held') OR (p.id IS NULL) = (l.number IS NULL)
    OR (h.fund_id IS NOT NULL) + (h.charge_id IS NOT NULL) + (h.gift_card_id IS NOT NULL) <> 1
    OR (h.payment_id IS NULL) = (h.line_number IS NULL)"""
# A hold is wrong when both what it is for and what it is on disagree with it; else that one is.
_WRONG_HOLDS = """
    SELECT h.id, h.fund_id, h.charge_id, h.gift_card_id FROM holds h
    LEFT JOIN payments p ON p.id = h.payment_id
    LEFT JOIN ticket_lines l ON l.ticket_id = h.ticket_id AND l.number = h.line_number
    LEFT JOIN funds f ON f.id = h.fund_id
    LEFT JOIN charges c ON c.id = h.charge_id
    LEFT JOIN gift_cards g ON g.id = h.gift_card_id
    WHERE coalesce(p.amount, l.unit_price) <> (SELECT sum(amount) FROM holds o
        WHERE o.ticket_id = h.ticket_id AND o.payment_id IS h.payment_id
        AND o.line_number IS h.line_number)
    AND coalesce(f.held, c.held, g.held) <> (SELECT sum(amount) FROM holds o
        WHERE o.fund_id IS h.fund_id AND o.charge_id IS h.charge_id
        AND o.gift_card_id IS h.gift_card_id)"""


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
        if kind in _KEPT
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
        WHERE (c.owed <> coalesce(e.owed, 0)
            OR c.has <> coalesce(e.open_payments + e.credits, 0))
            AND c.code = printf('C%06d', c.id)"""
    for (client_id,) in check.rows(query):
        if client_id not in check.clients and not check.vanished:
            problem = "what the list says they owe or have is not what their history says"
            check.name(f"client C{client_id:06d}", problem)
