"""Checks on what people set up: staff, catalog, ways to pay, clients' cards, and where tickets point to.

These rows are changed in the course of work, so they bear no seal: one is wrong that no page leaves so,
or that is missing while a record that is whole refers to it.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from pos_app.domain.mail import MailState
from pos_app.domain.payment import PaymentKind
from pos_app.domain.ticket import LineKind
from pos_app.persistence.people import name_key
from pos_app.reports.verify.findings import Check
from pos_app.security.roles import Role


def _listed(kinds: Iterable[StrEnum]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


_KINDS = _listed(LineKind)
# The record and its problem, of each row that cannot be so.
_WRONG = f"""
    SELECT 'staff ' || code, CASE WHEN role NOT IN ({_listed(Role)}) THEN 'its role is none'
        WHEN name = '' OR active NOT IN (0, 1) OR wrong_pins < 0 THEN 'it cannot be so' END AS problem
        FROM staff WHERE problem IS NOT NULL
    UNION ALL SELECT 'tax ' || code, 'it cannot be so' FROM taxes
        WHERE name = '' OR active NOT IN (0, 1) OR rate_ppm < 0
    UNION ALL SELECT 'payment type ' || code, 'it cannot be so' FROM payment_types
        WHERE kind NOT IN ({_listed(PaymentKind)}) OR active NOT IN (0, 1)
    UNION ALL SELECT 'kind of reason ' || code, 'it cannot be so' FROM reason_kinds
        WHERE name = '' OR active NOT IN (0, 1) OR asks_more NOT IN (0, 1)
    UNION ALL SELECT 'item ' || id, 'it cannot be so' FROM items
        WHERE kind NOT IN ({_KINDS}) OR price < 0 OR minutes < 0 OR favorite < 0 OR name = ''
        OR active NOT IN (0, 1)
    UNION ALL SELECT printf('client C%06d', id), 'whether it was merged is not clear' FROM clients
        WHERE merged_into IS NOT NULL AND (merged_into = id OR archived_at = '')
    UNION ALL SELECT printf('client C%06d', id), 'it cannot be so' FROM clients
        WHERE name = '' OR pay_later_limit < 0 OR version < 0
    UNION ALL SELECT 'e-mail ' || id, 'it is in no known state' FROM emails
        WHERE state NOT IN ({_listed(MailState)})
    UNION ALL SELECT 'e-mail ' || id, 'the document that it keeps cannot be read' FROM emails
        WHERE document <> '' AND NOT json_valid(document)
    UNION ALL SELECT 'line ' || l.number || ' of ticket #' || t.number, 'it is of no known kind'
        FROM tickets t JOIN ticket_lines l ON l.ticket_id = t.id
        WHERE t.state IN ('open', 'held') AND l.kind NOT IN ({_KINDS})
    UNION ALL SELECT 'ticket #' || number, 'it cannot be so' FROM tickets t
        WHERE state IN ('open', 'held') AND (use_credit NOT IN (0, 1)
        OR next_line <= (SELECT max(number) FROM ticket_lines WHERE ticket_id = t.id))"""
# What records refer to and what is not there; a referring row that was changed is named already.
_MISSING = """
    SELECT 'payment', p.id, 'payment type ' || p.type_code FROM payments p
        WHERE p.type_code NOT IN (SELECT code FROM payment_types)
    UNION ALL SELECT 'ticket', x.ticket_id, 'tax ' || x.code FROM ticket_taxes x
        WHERE x.code NOT IN (SELECT code FROM taxes)
    UNION ALL SELECT 'series', s.id, 'till ' || substr(s.writer, 2) FROM series s
        WHERE s.writer GLOB 'T[0-9]*' AND CAST(substr(s.writer, 2) AS INTEGER)
        NOT IN (SELECT id FROM tills)
    UNION ALL SELECT 'ticket', l.ticket_id, 'item ' || l.item_id FROM ticket_lines l
        WHERE l.item_id > 0 AND l.item_id NOT IN (SELECT id FROM items)
    UNION ALL SELECT 'ticket', t.id, printf('client C%06d', t.client_id) FROM tickets t
        WHERE t.client_id > 0 AND t.client_id NOT IN (SELECT id FROM clients)
    UNION ALL SELECT 'client', c.id, printf('client C%06d', c.merged_into) FROM clients c
        WHERE c.merged_into > 0 AND c.merged_into NOT IN (SELECT id FROM clients)"""
_ORPHANS = """
    SELECT DISTINCT ticket_id FROM ticket_lines WHERE ticket_id NOT IN (SELECT id FROM tickets)"""
_NUMBERS = "SELECT id, number FROM tickets"
_COUNTER = "SELECT last FROM counters WHERE name = 'ticket'"
_OPENED = """
    SELECT CAST(substr(subject, 8) AS INTEGER) AS ticket_id FROM audit
    WHERE act = 'ticket.open' AND subject GLOB 'ticket [0-9]*' AND ticket_id > ?"""
_CARDS = "SELECT id, name, name_key, phone, phone_digits FROM clients"
_TAXED = "SELECT id, taxes FROM items WHERE taxes <> ''"


def check_standing_data(check: Check) -> None:
    """What people set up can be as it is, and whatever whole records refer to is there."""
    for record, problem in check.rows(_WRONG):
        check.name(record, problem)
    _check_cards(check)
    _check_lost_tickets(check)
    for table, row_id, record in check.rows(_MISSING):
        named = {"payment": check.payments, "ticket": check.tickets}.get(table, set())
        if row_id not in named and f"{table} {row_id}" not in check.named:
            check.name(record, "it is missing")
    known = {row[0] for row in check.rows("SELECT code FROM taxes")}
    for item_id, taxes in check.rows(_TAXED):
        lost = set(taxes.split()) - known
        if lost and not any(f"tax {code}" in check.named for code in lost):
            check.name(f"item {item_id}", "one of its taxes is not known")


def _check_lost_tickets(check: Check) -> None:
    """A ticket without an entry, open or void, that is gone: tickets are numbered without a gap.

    The lines that are left tell of the last ones, or, without them, the audit log of their opening.
    """
    numbers = dict(check.rows(_NUMBERS))
    moved = {row["ticket_id"] for table, row in check.changed if table == "ticket_lines"}
    gone = {row[0] for row in check.rows(_ORPHANS)} - moved
    last = max(numbers, default=0)
    counter = check.connection.execute(_COUNTER).fetchone()
    if counter and counter[0] > max(numbers.values(), default=0):
        gone |= {row[0] for row in check.rows(_OPENED, last)}
    if len(numbers) < last:
        gone |= set(range(1, last)) - numbers.keys()
    known = {f"ticket #{number}" for number in numbers.values()}
    told = {name for name in check.named if name.startswith("ticket #")} - known
    for ticket_id in sorted(gone):
        below = max((other for other in numbers if other < ticket_id), default=0)
        number = numbers.get(below, counter[0] - last if counter else 0) + ticket_id - below
        if f"ticket #{number}" not in told and f"ticket {ticket_id}" not in check.named:
            check.name(f"ticket #{number}", "it is missing")


def _check_cards(check: Check) -> None:
    """What the lists and the search go by is what is on the card."""
    for client_id, name, key, phone, digits in check.rows(_CARDS):
        if key != name_key(name) or digits != re.sub(r"\D", "", phone):
            what = "what it is found and sorted by is not what is on the card"
            check.name(f"client C{client_id:06d}", what)
