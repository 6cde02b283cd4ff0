"""Checks on what the books refer to: requests, counters, staff, and payments not yet sealed."""

from pos_app.reports.verify.findings import Check

_ENDED = "('closed', 'void')"
# A payment not sealed yet is known by its request, which names its ticket as well; a ticket that never
# was speaks against the request. What is held for it or for a payoff speaks against it only where the
# funds and charges agree with the holds.
_HELD = """
    (SELECT sum(h.amount) FROM holds h WHERE {0} AND NOT EXISTS (
        SELECT 1 FROM holds o LEFT JOIN funds f ON f.id = o.fund_id
        LEFT JOIN charges c ON c.id = o.charge_id LEFT JOIN gift_cards g ON g.id = o.gift_card_id
        WHERE o.id = h.id AND coalesce(f.held, c.held, g.held) <> (SELECT sum(amount) FROM holds s
            WHERE s.fund_id IS o.fund_id AND s.charge_id IS o.charge_id
            AND s.gift_card_id IS o.gift_card_id)))"""
_UNSEALED = f"""
    SELECT p.id, p.ticket_id, t.number, r.id, r.ticket_id IS p.ticket_id
        OR NOT EXISTS (SELECT 1 FROM tickets WHERE id = r.ticket_id), t.state IN {_ENDED},
        p.amount, {_HELD.format("h.payment_id = p.id")}
    FROM payments p LEFT JOIN tickets t ON t.id = p.ticket_id
    LEFT JOIN requests r ON r.id = p.request_id WHERE p.seal = ''"""
_PAYOFFS = f"""
    SELECT l.number, t.number, l.unit_price,
        {_HELD.format("h.ticket_id = l.ticket_id AND h.line_number = l.number")}
    FROM ticket_lines l JOIN tickets t ON t.id = l.ticket_id
    WHERE t.state IN ('open', 'held') AND l.kind = 'payoff'"""
# What spends a fund or a card on an open ticket, or settles a charge, and claims nothing of any (R7).
_UNHELD = """
    SELECT 'payment ' || p.id || ' of ticket #' || t.number, p.id, 0
    FROM payments p JOIN tickets t ON t.id = p.ticket_id
    WHERE p.seal = '' AND p.kind IN ('client_balance', 'gift_card')
    AND p.id NOT IN (SELECT payment_id FROM holds WHERE payment_id IS NOT NULL)
    UNION ALL SELECT 'line ' || l.number || ' of ticket #' || t.number, 0, t.id
    FROM ticket_lines l JOIN tickets t ON t.id = l.ticket_id
    WHERE t.state IN ('open', 'held') AND l.kind = 'payoff' AND NOT EXISTS (
        SELECT 1 FROM holds h WHERE h.ticket_id = l.ticket_id AND h.line_number = l.number)"""
_HOLDERS = ("fund ", "charge ", "gift card ", "hold ")
_LOST_REQUESTS = """
    SELECT 'payment', id, 'request ' || request_id FROM payments
    WHERE seal <> '' AND request_id NOT IN (SELECT id FROM requests)
    UNION ALL SELECT 'refund', id, 'request ' || request_id FROM refunds
    WHERE request_id NOT IN (SELECT id FROM requests)"""
_WRONG_REQUESTS = """
    SELECT r.id, r.ticket_id, p.id, r.at FROM requests r LEFT JOIN tickets t ON t.id = r.ticket_id
    LEFT JOIN payments p ON p.request_id = r.id AND p.seal <> ''
    WHERE r.act NOT IN ('payment', 'close', 'balance', 'gift_card', 'refund')
    OR (r.ticket_id IS NOT NULL AND t.id IS NULL
        AND NOT EXISTS (SELECT 1 FROM ticket_lines l WHERE l.ticket_id = r.ticket_id))
    OR (p.id IS NOT NULL AND p.ticket_id IS NOT r.ticket_id)
    OR (r.act = 'close' AND (t.state <> 'closed' OR r.at <> t.ended_at))"""
# A bill, which nobody serves, is closed by the request that made it.
_UNASKED = """
    SELECT id, number, ended_at FROM tickets
    WHERE state = 'closed' AND staff IS NOT NULL AND id NOT IN (
        SELECT ticket_id FROM requests WHERE act = 'close' AND ticket_id IS NOT NULL)"""
_COUNTED = """
    SELECT 'ticket', number, id FROM tickets
    WHERE number > coalesce((SELECT last FROM counters WHERE name = 'ticket'), 0)
    UNION ALL SELECT 'refund', number, id FROM refunds
    WHERE number > coalesce((SELECT last FROM counters WHERE name = 'refund'), 0)
    UNION ALL SELECT 'payment', id, id FROM payments
    WHERE id > coalesce((SELECT last FROM counters WHERE name = 'payment'), 0)
    UNION ALL SELECT 'gift_card', number, -1 FROM gift_cards
    WHERE number > coalesce((SELECT last FROM counters WHERE name = 'gift_card'), 0)"""


def check_unsealed(check: Check) -> None:
    """Payments and payoffs of open tickets: on the ticket they were asked for, holding what they say."""
    for row in check.rows(_UNSEALED):
        payment_id, ticket_id, number, request, same, ended, amount, held = row
        problem = ""
        if request is None:
            problem = "its request was never made"
        elif not same:
            problem = "it was put on another ticket"
        elif held not in (None, amount):
            problem = "its amount is not what is held for it"
        if problem:
            check.payments.add(payment_id)
            check.tickets |= {ticket_id} if ended else set()
            check.name(f"payment {payment_id} of ticket #{number or '?'}", problem)
    for line, number, amount, held in check.rows(_PAYOFFS):
        if held not in (None, amount):
            check.name(f"line {line} of ticket #{number}", "its amount is not what is held for it")


def check_registers(check: Check) -> None:
    """Requests, counters, staff and kinds of reason, as far as the books tell. Those come first."""
    for table, row_id, request in check.rows(_LOST_REQUESTS):
        if row_id not in {"payment": check.payments, "refund": check.refunds}[table]:
            check.name(request, "it is missing")
    moved: set[int | str] = set(check.tickets)
    for request, ticket_id, payment_id, at in check.rows(_WRONG_REQUESTS):
        moved |= {ticket_id, at}
        if ticket_id not in check.tickets and payment_id not in check.payments:
            check.name(f"request {request}", "it is not what its ticket or payment says")
    for ticket_id, number, at in check.rows(_UNASKED):
        if not moved & {ticket_id, at}:
            check.name(f"request to close ticket #{number}", "it is missing")
    _check_unheld(check)
    named = {"ticket": check.tickets, "refund": check.refunds, "payment": check.payments}
    for name, number, row_id in check.rows(_COUNTED):
        if row_id not in named.get(name, ()) and f"gift card G{number}" not in check.named:
            check.name(f"counter {name}", f"it is behind number {number}, which is given out")
    known = {row[0] for row in check.rows("SELECT code FROM staff")}
    for code in sorted(check.staff - known):
        check.name(f"staff {code}", "it is missing")
    known = {row[0] for row in check.rows("SELECT code FROM reason_kinds")}
    for code in sorted(check.reason_kinds - known):
        check.name(f"kind of reason {code}", "it is missing")


def _check_unheld(check: Check) -> None:
    """A hold that is lost speaks against what it was on, which is named: the rest has none at all."""
    if any(record.startswith(_HOLDERS) for record in check.named):
        return
    for record, payment_id, ticket_id in check.rows(_UNHELD):
        if payment_id not in check.payments and ticket_id not in check.tickets:
            check.name(record, "nothing is held for it")
