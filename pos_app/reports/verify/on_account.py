"""Checks on money received outside tickets: each payment against the entry that booked it."""

from pos_app.domain.journal import EntryKind
from pos_app.persistence.seals import content_seal
from pos_app.reports.verify.findings import Check

_BOOKED = f"""
    SELECT e.id, s.code || '-' || e.number, e.content_seal, p.id, p.seal
    FROM entries e JOIN series s ON s.id = e.series_id
    LEFT JOIN payments p ON p.entry_id = e.id AND p.ticket_id IS NULL
    WHERE e.kind = '{EntryKind.ON_ACCOUNT}' ORDER BY e.id, p.id"""
_UNBOOKED = f"""
    SELECT p.id FROM payments p LEFT JOIN entries e ON e.id = p.entry_id
    WHERE p.ticket_id IS NULL AND (e.id IS NULL OR e.kind <> '{EntryKind.ON_ACCOUNT}')"""


def check_seals_on_account(check: Check) -> None:
    """Name each payment on account that was changed; before tickets, of which it may have been one."""
    for (payment_id,) in check.broken_seals("payments", "id", "ticket_id IS NULL"):
        check.payments.add(payment_id)
        check.name(_named(payment_id), "it was changed after it was posted")


def check_on_account(check: Check) -> None:
    """Every entry of money on account has its payment, whose seal it carries; no other payment has one."""
    for entry_id, code, in_entry, payment_id, sealed in check.rows(_BOOKED):
        if entry_id in check.entries:
            continue
        if payment_id is None:
            _missing(check, entry_id, code)
        elif content_seal([sealed], []) != in_entry:
            check.name(_named(payment_id), "it is not what its entry says")
    for (payment_id,) in check.rows(_UNBOOKED):
        row = check.connection.execute(
            "SELECT entry_id FROM payments WHERE id = ?", (payment_id,)
        ).fetchone()
        if row[0] not in check.entries:
            check.name(_named(payment_id), "no entry says that it was received")


def _missing(check: Check, entry_id: int, code: str) -> None:
    moved = check.was("payments", entry_id=entry_id)
    if not moved and not check.was("payments", entry_id=entry_id, ticket_id=None):
        check.name(f"payment of journal entry {code}", "it is missing")


def _named(payment_id: int) -> str:
    return f"payment {payment_id} on account"
