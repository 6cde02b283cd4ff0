"""Damage to what managers did on balances: verify names that record, and only that."""

import sqlite3
from pathlib import Path

import pytest

from pos_app.persistence.seals import seal_of
from pos_app.reports.verify import verify
from pos_app.services.desk import Desk
from tests.reports.test_verify import damage


def test_books_after_all_acts_on_balances_verify(managed: Desk) -> None:
    assert verify(managed.database) == []


DAMAGE = {
    "a payment put on a ticket": (
        "UPDATE payments SET ticket_id = 1 WHERE id = 2", "payment 2 of ticket #1001",
    ),
    "a ticket's payment put on account": (
        "UPDATE payments SET ticket_id = NULL WHERE ticket_id = 1", "payment 4 on account",
    ),
    "a payment's amount": (
        "UPDATE payments SET amount = 1 WHERE id = 1", "payment 1 on account",
    ),
    "a payment's note": ("UPDATE payments SET note = 'x' WHERE id = 2", "payment 2 on account"),
    "a payment's day": (
        "UPDATE payments SET received_on = '2026-11-01' WHERE id = 2", "payment 2 on account",
    ),
    "a payment's client": ("UPDATE payments SET client_id = 2 WHERE id = 2", "payment 2 on account"),
    "a payment's entry": (
        "UPDATE payments SET entry_id = entry_id + 1 WHERE id = 2", "payment 2 on account",
    ),
    "a payment's seal": ("UPDATE payments SET seal = '' WHERE id = 2", "payment 2 on account"),
    "a lost payment": ("DELETE FROM payments WHERE id = 2", "payment of journal entry T1-4"),
    "an allocation's amount": (
        "UPDATE allocations SET amount = amount - 1 WHERE entry_id % 1000 = 5", "allocation 3",
    ),
    "an allocation's charge": (
        "UPDATE allocations SET charge_id = NULL WHERE entry_id % 1000 = 5", "allocation 3",
    ),
    "an allocation's fund": (
        "UPDATE allocations SET fund_id = 2 WHERE entry_id % 1000 = 5", "allocation 3",
    ),
    "an allocation's entry": (
        "UPDATE allocations SET entry_id = entry_id + 1 WHERE entry_id % 1000 = 5",
        "allocation 3",
    ),
    "what is left of a charge that was written off": (
        'UPDATE charges SET "left" = "left" + 500 WHERE id = 1', "charge 1",
    ),
    "what is left of a credit that expired": (
        'UPDATE funds SET "left" = amount WHERE label = \'Credit\' AND id > 1', "fund 5",
    ),
    "a lost write-off": (
        "DELETE FROM allocations WHERE fund_id IS NULL AND charge_id IS NOT NULL", "allocation of charge 1",
    ),
    "a reason": ("UPDATE charges SET reason = 'x' WHERE id = 1", "charge 1"),
    "the day a credit expires": (
        "UPDATE funds SET expires_on = '2030-01-01' WHERE expires_on <> ''", "fund 5",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGE)
def test_verify_names_exactly_the_damaged_record(managed: Desk, kind: str) -> None:
    statement, record = DAMAGE[kind]
    managed.database.close()
    damage(managed.database.path, statement)
    assert [found.record for found in verify(managed.database)] == [record]


def test_a_payment_that_no_entry_tells_of_is_named(managed: Desk) -> None:
    managed.database.close()
    damage(
        managed.database.path,
        "INSERT INTO requests (id, act, at) VALUES ('x', 'balance', '')",
        "UPDATE counters SET last = 9 WHERE name = 'payment'",
        "INSERT INTO payments (id, request_id, kind, type_code, label, amount, at, client_id,"
        " entry_id, seal) SELECT 9, 'x', kind, type_code, label, amount, at, client_id, entry_id,"
        " seal FROM payments WHERE id = 2",
    )
    assert [found.record for found in verify(managed.database)] == ["payment 9 on account"]


def forge(path: Path, table: str, **values: object) -> None:
    """Put in a record with a seal that fits, as a person with our source could."""
    with sqlite3.connect(path) as raw:
        names = [column[1] for column in raw.execute(f"PRAGMA table_info({table})")]
        row = {**dict.fromkeys(names), **values}
        row["seal"] = seal_of(table, row)
        listed = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join(f":{name}" for name in names)
        raw.execute(f"INSERT INTO {table} ({listed}) VALUES ({marks})", row)
    raw.close()


def test_a_payment_that_was_sealed_anew_is_not_what_its_entry_says(managed: Desk) -> None:
    path = managed.database.path
    managed.database.close()
    with sqlite3.connect(path) as raw:
        raw.row_factory = sqlite3.Row
        row = dict(raw.execute("SELECT * FROM payments WHERE id = 2").fetchone())
    raw.close()
    row["amount"] += 100
    damage(
        path,
        f"UPDATE payments SET amount = {row['amount']}, seal = '{seal_of('payments', row)}'"
        " WHERE id = 2",
    )
    assert [found.record for found in verify(managed.database)] == ["payment 2 on account"]


@pytest.mark.parametrize(("made_by", "used_by"), [(6, 6), (6, 7), (2, 2)])
def test_a_credit_invented_with_what_uses_it_up_shows_though_every_sum_ties(
    managed: Desk, made_by: int, used_by: int
) -> None:
    path = managed.database.path
    managed.database.close()
    damage(path)
    first = 10**12
    forge(path, "funds", id=90, client_id=1, kind="credit", origin="granted", label="",
          reason="", left=0, held=0, at="2026-11-22", expires_on="",
          entry_id=first + made_by, amount=700)  # fmt: skip
    forge(path, "allocations", id=90, fund_id=90, entry_id=first + used_by, amount=700)
    (found,) = verify(managed.database)
    assert found.record == "account of client C000001"
    assert f"journal entry T1-{made_by}" in found.problem
