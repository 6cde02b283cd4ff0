"""Verification: the books recomputed from their parts, and exactly the wrong records named."""

import sqlite3
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from pos_app.persistence import catalog
from pos_app.persistence.database import Database, driver
from pos_app.reports.verify.accounts import check_accounts
from pos_app.reports.verify.findings import Check, Finding, Progress
from pos_app.reports.verify.gift_cards import check_gift_cards
from pos_app.reports.verify.journal import check_journal
from pos_app.reports.verify.moves import check_moves
from pos_app.reports.verify.on_account import check_on_account, check_seals_on_account
from pos_app.reports.verify.points import check_points, check_seals_of_points
from pos_app.reports.verify.printing import check_printing
from pos_app.reports.verify.refunds import check_refunds
from pos_app.reports.verify.registers import check_registers, check_unsealed
from pos_app.reports.verify.standing_data import check_standing_data
from pos_app.reports.verify.tickets import check_tickets
from pos_app.reports.verify.told import check_told

__all__ = ["Finding", "verify"]

VERIFIED = (
    "series", "entries", "postings", "tickets", "ticket_lines", "ticket_taxes", "ticket_tips",
    "payments", "client_events", "funds", "charges", "gift_cards", "allocations", "holds",
    "audit", "requests", "print_jobs",
    "refunds", "refund_lines", "refund_tips", "refund_payments", "point_events",
)  # fmt: skip


def verify(database: Database, progress: Progress | None = None) -> list[Finding]:
    """Recompute sums, hashes, numbers, what is left and held, control accounts and tickets.

    Reads one steady view of the books while tills go on working. A record that was changed is named,
    and not the ones that only disagree with it.

    Raises:
        EnvironmentFault: the database cannot be read.
    """
    with database.read() as connection:
        try:
            return _findings(connection, progress or _no_progress)
        except (sqlite3.OperationalError, OperationalError) as error:
            if "decode to UTF-8" not in str(error):
                raise
            # Some text is none. Read with a mark in place of what is unreadable, it is not as it was.
            driver(connection).text_factory = partial(str, encoding="utf-8", errors="replace")
            try:
                return _findings(connection, progress or _no_progress)
            finally:
                driver(connection).text_factory = str


def _findings(connection: Connection, progress: Progress) -> list[Finding]:
    raw = driver(connection)
    check = Check(raw, progress)
    check.total = sum(
        raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in VERIFIED
    )
    check_journal(check)
    check_unsealed(check)
    check_seals_on_account(check)
    check_seals_of_points(check)
    check_tickets(check)
    check_on_account(check)
    check_refunds(check)
    check_accounts(check)
    check_gift_cards(check)
    check_moves(check)
    check_points(check)
    check_registers(check)
    check_standing_data(check)
    check_printing(check)
    check_told(check)
    for name in catalog.damaged_settings(connection):
        check.name(f"setting {name}", "it cannot be read")
    check.progress(check.total, check.total)
    return check.findings


def _no_progress(_done: int, _total: int) -> None:
    """Nobody looks."""
