"""Every column of every table changed, every row deleted: verify names that one record, and no other.

None at all need be named where the change looks like one that people make in the course of work; those
columns are listed here. A new column is covered, or is put among them with open eyes.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.clock import SetClock
from pos_app.domain.refund_acts import RefundAll, RefundAmount
from pos_app.domain.shop import Settings, Till
from pos_app.domain.ticket import Discount
from pos_app.persistence import guards
from pos_app.persistence.database import Database
from pos_app.reports.verify import verify
from pos_app.services import card_sales, merging, payoffs, refunds, selling, tickets
from pos_app.services.card_sales import CardOrder
from pos_app.services.desk import Desk
from pos_app.services.voiding import KeepMoney
from tests.conftest import MANAGER, NOON
from tests.services.counter import Counter, prepare

# What people edit, what a spool notes of its work, and what is nobody's money.
FREE = {
    "allocations": {"id"},
    "clients": {
        "id", "name", "email", "phone", "note", "pop_up", "pay_later_limit", "created_at",
        "archived_at", "version",
    },
    "counters": {"name", "last"},
    "gift_cards": {"recipient", "message"},
    "holds": {"id"},
    "items": {"id", "name", "sku", "barcode", "price", "minutes", "favorite", "active"},
    # The order in which the amounts of an entry are listed says nothing, unless they change places.
    "postings": {"position"},
    "payment_types": {"code", "name", "active", "position"},
    "print_jobs": {
        "id", "paper", "ticket_id", "payment_id", "refund_id", "gift_card_id", "client_id", "since",
        "until", "till_id", "copy", "kick_drawer", "attempts", "error", "at", "sent_at",
    },
    "reason_kinds": {"code", "name", "asks_more", "active"},
    "requests": {"id", "ticket_id", "at"},
    "series": {"opened_at"},
    "settings": {"name"},
    "staff": {"code", "name", "pin_hash", "active", "wrong_pins", "locked_until"},
    "taxes": {"code", "name", "rate_ppm", "active"},
    "ticket_lines": {"item_id", "card_recipient", "card_message"},
    "tickets": {"version", "use_credit", "next_line", "held_at", "notice", "parts"},
    "tills": {"id", "name"},
}  # fmt: skip
# Rows that nothing may refer to yet.
LOSABLE = {
    "clients", "counters", "items", "payment_types", "print_jobs", "reason_kinds", "requests",
    "settings", "staff", "taxes", "tills",
}  # fmt: skip
TABLES = (
    "allocations", "audit", "charges", "client_events", "clients", "counters", "entries", "funds",
    "gift_cards", "holds", "items", "payment_types", "payments", "point_events", "postings",
    "print_jobs", "reason_kinds", "refund_lines", "refund_payments", "refund_tips", "refunds",
    "requests", "series", "series_heads", "settings", "staff", "taxes", "ticket_lines",
    "ticket_taxes", "ticket_tips", "tickets", "tills",
)  # fmt: skip
ELSEWHERE = {"printers", "routes"}
"""See ``test_verify_printing``."""
NO_BOOKS = {"alembic_version", "files", "emails"}


@pytest.fixture(scope="module")
def books(shop_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop in which everything happened, with its guards off."""
    file = tmp_path_factory.mktemp("worked") / "shop.db"
    shutil.copy(shop_template, file)
    database = Database(file)
    desk = Desk(database, SetClock(NOON), Settings(shop_name="Luma"), Till(1, "Till 1"), MANAGER)
    prepare(desk)
    _work(Counter(desk).in_a_shop(points_per_unit=1, point_worth=5))
    assert verify(database) == []
    database.close()
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        for name in guards.names():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("PRAGMA journal_mode = DELETE")
    return file


def _work(at: Counter) -> None:
    client, other, gone = at.client(), at.client("Dana"), at.client("Dana O.")
    at.opening(client, owed=4_000, credit=3_000, paid=2_000)
    first = at.ticket(client, 10_000)
    at.add(first, 2_400, taxes=("sales",))
    selling.set_ticket_discount(at.desk, first, Discount("Member", percent_ppm=100_000))
    tickets.set_tip(at.desk, first, "S2", 500)
    payoffs.pay_off(at.desk, first, 1_500)
    at.pay(first, "balance", 3_500)
    at.pay(first, "later", 1_000)
    at.pay(first, "cash")
    at.close(first)
    refunds.refund(at.desk, first, "part", RefundAmount(amount=1_000, tips=True, reason="Cold"))
    second = at.ticket(other)
    card_sales.sell(at.desk, second, CardOrder(amount=5_000))
    (line,) = at.look(second).ticket.lines
    assert line.card is not None
    at.pay(second, "card")
    at.close(second)
    third = at.ticket(gone, 2_500)
    at.pay(third, "gift_card", 2_000, reference=line.card.code)
    at.pay(third, "later")
    at.close(third)
    at.grant(gone, 300)
    at.sell(other, 3_000)
    refunds.refund(at.desk, at.sell(other, 1_200), "all", RefundAll(reason="Broken"))
    merging.merge(at.desk, gone, other)
    at.void(at.ticket(client, 900))
    left = at.ticket(client, 800)
    at.pay(left, "card")
    at.void(left, KeepMoney.ON_ACCOUNT)
    at.pay(at.ticket(client, 700), "balance", 600)


def test_every_table_is_damaged_here_or_left_out_with_a_reason(books: Path) -> None:
    with closing(sqlite3.connect(books)) as raw:
        found = {
            name
            for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("sqlite_", "clients_", "items_"))
        }
        bare = [t for t in TABLES if not raw.execute(f"SELECT 1 FROM {t}").fetchone()]
    assert found == {*TABLES, *ELSEWHERE, *NO_BOOKS}
    assert bare == []


@pytest.mark.parametrize("table", TABLES)
def test_whatever_is_changed_or_lost_is_named_alone(
    books: Path, tmp_path: Path, table: str
) -> None:
    with closing(sqlite3.connect(books)) as raw:
        changes = {"lost": f"DELETE FROM {table} WHERE rowid = ?"}
        for _place, column, kind, *_rest in raw.execute(f"PRAGMA table_info({table})"):
            value = f'coalesce("{column}", 0) + 1'
            if kind == "TEXT":
                value = f"coalesce(\"{column}\", '') || 'x'"
            changes[column] = f'UPDATE {table} SET "{column}" = {value} WHERE rowid = ?'
        posted = f"SELECT rowid FROM {table}{_posted(table)} ORDER BY rowid"
        rows = [row[0] for row in raw.execute(posted)]
    wrong = []
    for what, statement in changes.items():
        free = table in LOSABLE if what == "lost" else what in FREE.get(table, ())
        for rowid in sorted({rows[0], rows[len(rows) // 2], rows[-1]}):
            named = _named_after(books, tmp_path / "shop.db", statement, rowid)
            if named is not None and len(named) != 1 and not (free and not named):
                wrong.append((what, rowid, named))
    assert wrong == []


def _posted(table: str) -> str:
    """Of an open ticket nothing is posted yet: whoever works on it may change it."""
    if table in ("tickets", "ticket_lines", "payments"):
        return " WHERE seal <> ''"
    return ""


def _named_after(books: Path, copy: Path, statement: str, rowid: int) -> list[str] | None:
    """What verify names once a row was changed; nothing where the database itself refuses that."""
    shutil.copy(books, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        try:
            raw.execute(statement, (rowid,))
        except sqlite3.IntegrityError:
            return None
    database = Database(copy)
    try:
        return [finding.record for finding in verify(database)]
    finally:
        database.close()
