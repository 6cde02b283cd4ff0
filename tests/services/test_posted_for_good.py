"""What is posted stays: the database refuses change and addition, raw SQL included (R17)."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from pos_app.domain.balance_acts import Received, TakePayment
from pos_app.services import client_accounts, payoffs, tickets, voiding
from tests.services.counter import Counter


@pytest.fixture
def raw(counter: Counter) -> Iterator[sqlite3.Connection]:
    """Somebody with a database tool, on a shop with one closed, one void and one open ticket (#3)."""
    client = counter.client()
    counter.opening(client, owed=1_000, credit=1_000)
    closed = counter.ticket(client)
    counter.add(closed, 5_000, taxes=("sales",))
    tickets.set_tip(counter.desk, closed, "S1", 500)
    payoffs.pay_off(counter.desk, closed, 600)
    counter.pay(closed, "balance", 400)
    counter.pay(closed, "later", 1_000)
    counter.pay(closed, "cash", 10_000, keep_change=True)
    counter.close(closed)
    void = counter.ticket(client, 5_000)
    voiding.void(counter.desk, void, "Left")
    still_open = counter.ticket(client, 5_000)
    tickets.set_tip(counter.desk, still_open, "S2", 500)
    counter.pay(still_open, "card", 100)
    assert (closed, void, still_open) == (1, 2, 3)
    with closing(sqlite3.connect(counter.desk.database.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


POSTED = [
    ("entries", "reason = 'other'", ""),
    ("entries", "hash = 'other'", ""),
    ("postings", "amount = amount + 1", ""),
    ("postings", "account = 'cash'", ""),
    ("client_events", "owed = 0", ""),
    ("allocations", "amount = 1", ""),
    ("audit", "staff = 'S2'", ""),
    ("tickets", "total = 1", "WHERE id = 1"),
    ("tickets", "state = 'open'", "WHERE id = 1"),
    ("tickets", "state = 'open'", "WHERE id = 2"),
    ("tickets", "client_id = NULL", "WHERE id = 1"),
    ("ticket_lines", "unit_price = 1", "WHERE ticket_id = 1"),
    ("ticket_lines", "description = 'other'", "WHERE ticket_id = 1"),
    ("ticket_tips", "amount = 1", "WHERE ticket_id = 1"),
    ("payments", "amount = 1", "WHERE ticket_id = 1"),
    ("payments", "label = 'other'", "WHERE ticket_id = 1"),
    ("funds", "amount = 1", ""),
    ("funds", "origin = 'other'", ""),
    ("funds", "kind = 'open_payment'", ""),
    ("funds", "client_id = 2", ""),
    ("funds", "reason = 'other'", ""),
    ("charges", "client_id = 2", ""),
    ("charges", "amount = 1", ""),
    ("charges", "entry_id = 1", ""),
]


@pytest.mark.parametrize(("table", "change", "where"), POSTED)
def test_r17_what_is_posted_cannot_be_changed(
    raw: sqlite3.Connection, table: str, change: str, where: str
) -> None:
    before = raw.execute(f"SELECT * FROM {table}").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match=r"never|keep their origin"):
        raw.execute(f"UPDATE {table} SET {change} {where}")
    assert raw.execute(f"SELECT * FROM {table}").fetchall() == before


@pytest.mark.parametrize(
    ("table", "where"),
    sorted(
        {(table, where) for table, _change, where in POSTED} | {("series", ""), ("tickets", "")}
    ),
)
def test_r17_what_is_posted_cannot_be_deleted(
    raw: sqlite3.Connection, table: str, where: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(f"DELETE FROM {table} {where}")
    assert raw.execute(f"SELECT count(*) FROM {table} {where}").fetchone()[0] > 0


def test_r17_a_client_with_history_cannot_be_deleted(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA foreign_keys = OFF")
    with pytest.raises(sqlite3.IntegrityError, match="archived, not deleted"):
        raw.execute("DELETE FROM clients")


@pytest.mark.parametrize("ticket", [1, 2])
@pytest.mark.parametrize(
    "addition",
    [
        "INSERT INTO ticket_lines (ticket_id, number, kind, description, quantity, unit_price)"
        " VALUES (:t, 99, 'service', 'Extra', 1, 100)",
        "INSERT INTO ticket_tips (ticket_id, staff, amount) VALUES (:t, 'S2', 100)",
        "INSERT INTO payments (ticket_id, request_id, kind, type_code, label, amount, at)"
        " SELECT :t, 'raw', 'cash', 'cash', 'Cash', 100, ''",
    ],
)
def test_r17_a_closed_or_void_ticket_takes_nothing_more(
    raw: sqlite3.Connection, addition: str, ticket: int
) -> None:
    raw.execute("INSERT INTO requests (id, act, at) VALUES ('raw', 'payment', '')")
    with pytest.raises(sqlite3.IntegrityError, match="a closed ticket is never changed"):
        raw.execute(addition, {"t": ticket})


@pytest.mark.parametrize("table", ["ticket_lines", "ticket_tips", "payments"])
def test_r17_nothing_is_moved_from_an_open_ticket_to_a_closed_one(
    raw: sqlite3.Connection, table: str
) -> None:
    number = ", number = 98" if table == "ticket_lines" else ""
    with pytest.raises(sqlite3.IntegrityError, match="a closed ticket is never changed"):
        raw.execute(f"UPDATE {table} SET ticket_id = 1 {number} WHERE ticket_id = 3")


def test_r17_a_posted_entry_takes_no_more_postings(raw: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="takes no more postings"):
        raw.execute(
            "INSERT INTO postings (entry_id, position, account, amount)"
            " SELECT id, 99, 'cash', 0 FROM entries LIMIT 1"
        )


ENTRY = (
    "INSERT {verb} INTO entries (id, series_id, number, kind, at, business_date, staff,"
    " previous_hash, hash) VALUES (77, 1, 77, 'ticket', '', '', 'S1', '', '')"
)
POSTING = "INSERT INTO postings (entry_id, position, account, amount) VALUES (77, ?, ?, ?)"


def test_an_entry_that_does_not_balance_is_refused_by_the_database(
    raw: sqlite3.Connection,
) -> None:
    raw.execute("BEGIN")
    raw.execute(POSTING, (0, "cash", 100))
    raw.execute(POSTING, (1, "service_sales", -99))
    with pytest.raises(sqlite3.IntegrityError, match="an entry must balance"):
        raw.execute(ENTRY.format(verb=""))
    raw.execute("ROLLBACK")


def test_postings_without_their_entry_are_not_kept(raw: sqlite3.Connection) -> None:
    raw.execute("BEGIN")
    raw.execute(POSTING, (0, "cash", 100))
    raw.execute(POSTING, (1, "service_sales", -100))
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        raw.execute("COMMIT")
    raw.execute("ROLLBACK")
    assert raw.execute("SELECT count(*) FROM postings WHERE entry_id = 77").fetchone() == (0,)


REPLACED = [
    "entries", "postings", "client_events", "allocations", "audit", "payments", "tickets", "series",
    "funds", "charges", "ticket_lines", "ticket_tips",
]  # fmt: skip


@pytest.mark.parametrize("table", REPLACED)
def test_r17_replacing_a_row_is_refused_even_where_triggers_do_not_recurse(
    raw: sqlite3.Connection, table: str
) -> None:
    """A tool of its own leaves ``recursive_triggers`` off, and REPLACE then passes delete guards by."""
    columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    one = "LIMIT 1"
    before = raw.execute(f"SELECT * FROM {table}").fetchall()
    raw.execute("PRAGMA foreign_keys = OFF")
    listed = ", ".join(f'"{column}"' for column in columns)
    with pytest.raises(sqlite3.IntegrityError, match=r"never|no more"):
        raw.execute(f"INSERT OR REPLACE INTO {table} ({listed}) SELECT {listed} FROM {table} {one}")
    assert raw.execute(f"SELECT * FROM {table}").fetchall() == before


@pytest.fixture
def on_account(counter: Counter, raw: sqlite3.Connection) -> sqlite3.Connection:
    """As ``raw``, with money on account that was just received."""
    act = TakePayment(amount=1_000, money=Received(type_code="card"))
    client_accounts.carry_out(counter.desk, 1, "take", act)
    return raw


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE payments SET amount = 1 WHERE ticket_id IS NULL",
        "UPDATE payments SET note = 'other' WHERE ticket_id IS NULL",
        "UPDATE payments SET ticket_id = 3, client_id = NULL, entry_id = NULL"
        " WHERE ticket_id IS NULL",
        "UPDATE payments SET ticket_id = NULL, client_id = 1, entry_id = 1 WHERE ticket_id = 3",
        "DELETE FROM payments WHERE ticket_id IS NULL",
    ],
)
def test_r17_money_on_account_is_for_good_at_once(
    on_account: sqlite3.Connection, change: str
) -> None:
    before = on_account.execute("SELECT * FROM payments").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match="money on account is never changed"):
        on_account.execute(change)
    assert on_account.execute("SELECT * FROM payments").fetchall() == before


def test_r17_a_posted_entry_takes_no_more_payments(on_account: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="takes no more payments"):
        on_account.execute(
            "INSERT INTO payments (request_id, kind, type_code, label, amount, at, client_id,"
            " entry_id) SELECT 'other', kind, type_code, label, amount, at, client_id, entry_id"
            " FROM payments WHERE ticket_id IS NULL"
        )


@pytest.mark.parametrize("column", ["client_id", "entry_id"])
def test_a_payment_is_on_a_ticket_or_on_an_account(
    on_account: sqlite3.Connection, column: str
) -> None:
    on_account.execute("PRAGMA foreign_keys = OFF")
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        on_account.execute(
            f"INSERT INTO payments (request_id, kind, type_code, label, amount, at, {column})"
            " VALUES ('other', 'card', 'card', 'Card', 1, '', 77)"
        )


@pytest.mark.parametrize("table", ["funds", "charges"])
@pytest.mark.parametrize(
    "change", ['"left" = -1', 'held = "left" + 1', "held = -1", '"left" = amount + 1']
)
def test_r2_left_and_held_stay_within_what_there_is(
    raw: sqlite3.Connection, table: str, change: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        raw.execute(f"UPDATE {table} SET {change}")


@pytest.mark.parametrize("table", ["funds", "charges"])
def test_r2_what_is_left_and_held_may_move(raw: sqlite3.Connection, table: str) -> None:
    raw.execute("BEGIN")
    assert raw.execute(f'UPDATE {table} SET "left" = "left" - 1 WHERE "left" > 0').rowcount > 0
    raw.execute("ROLLBACK")
