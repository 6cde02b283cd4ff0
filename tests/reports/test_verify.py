"""Damage of every kind, done behind the till's back: verify names that record, and only that."""

import sqlite3
from pathlib import Path
from uuid import uuid4

import pytest

from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import PaymentType
from pos_app.domain.ticket import Discount, LineKind
from pos_app.persistence import catalog, guards, people
from pos_app.reports.verify import verify
from pos_app.services import closing, payments, payoffs, selling, tickets, voiding
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest
from pos_app.services.voiding import KeepMoney
from tests.builders import a_client, an_item


def opened(desk: Desk, client: int | None) -> int:
    """A new ticket's id."""
    return next(iter(tickets.open_ticket(desk, client).tickets))


def pay(desk: Desk, ticket: int, code: str, amount: int, *, keep_change: bool = False) -> None:
    """One payment."""
    request = PaymentRequest(id=uuid4().hex, type_code=code, amount=amount, keep_change=keep_change)
    payments.add_payment(desk, ticket, request)


def close(desk: Desk, ticket: int) -> None:
    """Close a ticket that is settled."""
    version = tickets.view(desk, ticket).ticket.version
    closing.close(desk, ticket, version, uuid4().hex)


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """A shop after a day with everything in it, and two tickets still open."""
    with desk.write("test") as connection:
        for code, kind in (
            ("later", PaymentKind.PAY_LATER),
            ("balance", PaymentKind.CLIENT_BALANCE),
        ):
            catalog.put_payment_type(connection, PaymentType(code, code, kind))
        cut = catalog.put_item(connection, an_item(price=10_000))
        soap = catalog.put_item(
            connection, an_item(kind=LineKind.PRODUCT, name="Soap", price=2400, taxes=("sales",))
        )
        client = people.add_clients(connection, [a_client(), a_client()], desk.at)[0]
    first = opened(desk, client)
    selling.add_item(desk, first, cut)
    selling.add_item(desk, first, soap)
    selling.set_ticket_discount(desk, first, Discount("Member", percent_ppm=100_000))
    tickets.set_tip(desk, first, "S1", 500)
    selling.top_up(desk, first, 3000)
    pay(desk, first, "later", 4000)
    pay(desk, first, "cash", 20_000, keep_change=True)
    close(desk, first)
    second = opened(desk, client)
    selling.add_item(desk, second, cut)
    payoffs.pay_off(desk, second, 1500)
    pay(desk, second, "balance", 3500)
    pay(desk, second, "card", 8000)
    close(desk, second)
    third = opened(desk, client)
    selling.add_item(desk, third, cut)
    payoffs.pay_off(desk, third, 700)
    pay(desk, third, "balance", 900)
    fourth = opened(desk, client)
    selling.add_item(desk, fourth, cut)
    pay(desk, fourth, "card", 600)
    (card,) = tickets.view(desk, fourth).ticket.payments
    voiding.void(desk, fourth, "left", {card.id: KeepMoney.ON_ACCOUNT})
    return desk


VOID_DAMAGE = {
    "a lost line": ("DELETE FROM ticket_lines WHERE number = 2", "ticket #1001"),
    "a lost tip": ("DELETE FROM ticket_tips", "ticket #1001"),
    "a tip": ("UPDATE ticket_tips SET amount = 1", "ticket #1001"),
    "a line": ("UPDATE ticket_lines SET net = 1 WHERE number = 2", "line 2 of ticket #1001"),
    "its reason": ("UPDATE tickets SET void_reason = 'x'", "ticket #1001"),
    "its seal": ("UPDATE tickets SET seal = 'x'", "ticket #1001"),
    "its state": ("UPDATE tickets SET state = 'open'", "ticket #1001"),
}


@pytest.mark.parametrize("kind", VOID_DAMAGE)
def test_what_is_lost_of_a_void_ticket_without_money_is_named(desk: Desk, kind: str) -> None:
    with desk.write("test") as connection:
        cut = catalog.put_item(connection, an_item(price=10_000))
    ticket = opened(desk, None)
    selling.add_item(desk, ticket, cut)
    selling.add_item(desk, ticket, cut)
    selling.set_ticket_discount(desk, ticket, Discount("Member", percent_ppm=100_000))
    tickets.set_tip(desk, ticket, "S1", 500)
    voiding.void(desk, ticket, "left")
    assert verify(desk.database) == []
    desk.database.close()
    statement, record = VOID_DAMAGE[kind]
    damage(desk.database.path, statement)
    assert [found.record for found in verify(desk.database)] == [record]


def damage(path: Path, *statements: str) -> None:
    """Change the file with every guard off, as a person with the right tool could."""
    raw = sqlite3.connect(path, isolation_level=None)
    for name in guards.names():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute("PRAGMA ignore_check_constraints = ON")
    for statement in statements:
        raw.execute(statement)
    raw.close()


def test_books_after_a_day_with_everything_in_it_verify(worked: Desk) -> None:
    assert verify(worked.database) == []


DAMAGE = {
    "an entry's date": (
        "UPDATE entries SET business_date = '2020-01-01' WHERE number = 2",
        "journal entry T1-2",
    ),
    "an entry's hash": ("UPDATE entries SET hash = 'x' WHERE number = 1", "journal entry T1-1"),
    "the last entry's hash": (
        "UPDATE entries SET hash = 'x' WHERE number = 3", "journal entry T1-3",
    ),
    "an entry's link": (
        "UPDATE entries SET previous_hash = 'x' WHERE number = 2", "journal entry T1-2",
    ),
    "an entry's kind of reason": (
        "UPDATE entries SET reason_kind = 'goodwill' WHERE number = 2", "journal entry T1-2",
    ),
    "an entry's reason": ("UPDATE entries SET reason = 'no' WHERE number = 2", "journal entry T1-2"),
    "an entry in the middle": ("DELETE FROM entries WHERE number = 2", "journal entry T1-2"),
    "the last entry": ("DELETE FROM entries WHERE number = 3", "journal entry T1-3"),
    "an entry's number": (
        "UPDATE entries SET number = 9 WHERE number = 2", "journal entry T1-2",
    ),
    "an entry's id": (
        "UPDATE entries SET id = id + 7 WHERE number = 2", "journal entry T1-2",
    ),
    "an entry's series": (
        "UPDATE entries SET series_id = 2 WHERE number = 2", "journal entry T1-2",
    ),
    "a posting's amount": (
        "UPDATE postings SET amount = amount + 1 WHERE position = 1 AND entry_id % 1000 = 1",
        "journal entry T1-1",
    ),
    "a posting's account": (
        "UPDATE postings SET account = 'fees' WHERE account = 'service_sales' AND entry_id % 1000 = 1",
        "journal entry T1-1",
    ),
    "the account of a client's posting": (
        "UPDATE postings SET account = 'fees' WHERE account = 'accounts_receivable'"
        " AND entry_id % 1000 = 2",
        "journal entry T1-2",
    ),
    "two postings that still balance": (
        "UPDATE postings SET amount = amount + CASE account WHEN 'service_sales' THEN 5"
        " WHEN 'discounts' THEN -5 ELSE 0 END WHERE entry_id % 1000 = 1",
        "journal entry T1-1",
    ),
    "a posting's client": (
        "UPDATE postings SET client_id = NULL WHERE account = 'accounts_receivable'"
        " AND entry_id % 1000 = 2",
        "journal entry T1-2",
    ),
    "a lost posting": (
        "DELETE FROM postings WHERE account = 'tips_payable'", "journal entry T1-1",
    ),
    "a head": ("UPDATE series_heads SET hash = 'x' WHERE number = 3", "head of series T1"),
    "a head set back": ("UPDATE series_heads SET number = 2 WHERE number = 3", "head of series T1"),
    "a head set forward": (
        "UPDATE series_heads SET number = 9 WHERE number = 3", "head of series T1",
    ),
    "a lost head": ("DELETE FROM series_heads WHERE series_id = 2", "head of series OFFICE"),
    "a lost series": ("DELETE FROM series WHERE writer = 'T1'", "series 1"),
    "a writer without a series": ("UPDATE series SET current = 0 WHERE writer = 'T1'", "series 1"),
    "a series": ("UPDATE series SET code = 'X' WHERE writer = 'T1'", "series 1"),
    "a client's balance on the list": (
        "UPDATE clients SET owed = owed + 1 WHERE id = 1",
        "client C000001",
    ),
    "a client's code": ("UPDATE clients SET code = 'C999999' WHERE id = 1", "client C999999"),
    "a lost client": ("DELETE FROM clients WHERE id = 1", "client C000001"),
    "a lost ticket": ("DELETE FROM tickets WHERE number = 1001", "ticket #1001"),
    "a lost ticket that holds something": (
        "DELETE FROM tickets WHERE number = 1003", "ticket 3",
    ),
    "a ticket opened again": (
        "UPDATE tickets SET state = 'open' WHERE number = 1001", "ticket #1001",
    ),
    "a void ticket opened again": (
        "UPDATE tickets SET state = 'held' WHERE number = 1004", "ticket #1004",
    ),
    "a state that there is not": (
        "UPDATE tickets SET state = 'lost' WHERE number = 1003", "ticket #1003",
    ),
    "a ticket's entry": ("UPDATE tickets SET entry_id = NULL WHERE number = 1001", "ticket #1001"),
    "a ticket's total": ("UPDATE tickets SET total = 1 WHERE number = 1001", "ticket #1001"),
    "a ticket's seal": ("UPDATE tickets SET seal = 'x' WHERE number = 1001", "ticket #1001"),
    "a line's price": (
        "UPDATE ticket_lines SET unit_price = 1 WHERE ticket_id = 1 AND number = 2",
        "line 2 of ticket #1001",
    ),
    "a void ticket's line": (
        "UPDATE ticket_lines SET unit_price = 1 WHERE ticket_id = 4", "line 1 of ticket #1004",
    ),
    "a void ticket's payment": (
        "UPDATE payments SET amount = 1 WHERE ticket_id = 4", "payment 6 of ticket #1004",
    ),
    "a lost line": ("DELETE FROM ticket_lines WHERE ticket_id = 1 AND number = 2", "ticket #1001"),
    "a ticket's tax": ("UPDATE ticket_taxes SET amount = 0", "tax sales of ticket #1001"),
    "a tip": ("UPDATE ticket_tips SET amount = 1", "ticket #1001"),
    "a payment": ("UPDATE payments SET amount = 1 WHERE id = 2", "payment 2 of ticket #1001"),
    "a payment's approval code": (
        "UPDATE payments SET reference = 'x' WHERE id = 2", "payment 2 of ticket #1001",
    ),
    "a lost payment": ("DELETE FROM payments WHERE id = 4", "ticket #1002"),
    "a fund's amount": ("UPDATE funds SET amount = 99999 WHERE id = 1", "fund 1"),
    "what is left of a fund": ('UPDATE funds SET "left" = "left" - 5 WHERE id = 2', "fund 2"),
    "what is held of a fund": ("UPDATE funds SET held = held + 5 WHERE id = 2", "fund 2"),
    "a fund's client": ("UPDATE funds SET client_id = 2 WHERE id = 2", "fund 2"),
    "a charge's amount": ("UPDATE charges SET amount = 1", "charge 1"),
    "what is left of a charge": ('UPDATE charges SET "left" = 1', "charge 1"),
    "what is held of a charge": ("UPDATE charges SET held = 0", "charge 1"),
    "an allocation": ("UPDATE allocations SET amount = 1 WHERE id = 1", "allocation 1"),
    "an allocation's fund": (
        "UPDATE allocations SET fund_id = 3 WHERE fund_id > 0", "allocation 2",
    ),
    "an allocation of another kind": (
        "UPDATE allocations SET fund_id = 2, charge_id = NULL WHERE charge_id > 0", "allocation 1",
    ),
    "a payment of another ticket": (
        "UPDATE payments SET ticket_id = 3 WHERE id = 2", "payment 2 of ticket #1003",
    ),
    "a tax of another ticket": (
        "UPDATE ticket_taxes SET ticket_id = 2", "tax sales of ticket #1002",
    ),
    "a hold for two parts": (
        "UPDATE holds SET payment_id = 99 WHERE charge_id > 0", "hold 1",
    ),
    "a hold on two items": ("UPDATE holds SET fund_id = 1 WHERE charge_id > 0", "hold 1"),
    "a hold": ("UPDATE holds SET amount = amount + 1 WHERE fund_id IS NOT NULL", "hold 2"),
    "an event's change": (
        "UPDATE client_events SET owed_change = 1 WHERE number = 1", "event 1 of client C000001",
    ),
    "an event's balance": (
        "UPDATE client_events SET owed = 1 WHERE number = 1", "event 1 of client C000001",
    ),
    "the last event's balance": (
        "UPDATE client_events SET credits = 1 WHERE number = 3", "event 3 of client C000001",
    ),
    "an event's number": (
        "UPDATE client_events SET number = 9 WHERE number = 2", "event 2 of client C000001",
    ),
    "an event's number below any": (
        "UPDATE client_events SET number = 0 WHERE number = 3", "event 3 of client C000001",
    ),
    "who did an act": ("UPDATE audit SET staff = 'S2' WHERE number = 3", "audit row T1-3"),
    "an act": ("UPDATE audit SET act = 'x' WHERE number = 1", "audit row T1-1"),
    "an act's detail": ("UPDATE audit SET detail = 'x' WHERE number = 2", "audit row T1-2"),
    "an act's hash": ("UPDATE audit SET hash = 'x' WHERE number = 2", "audit row T1-2"),
    "an act's link": ("UPDATE audit SET previous_hash = 'x' WHERE number = 2", "audit row T1-2"),
    "an act's number": ("UPDATE audit SET number = 99 WHERE number = 2", "audit row T1-2"),
    "an act's id": ("UPDATE audit SET id = id + 77 WHERE number = 2", "audit row T1-2"),
    "an act's series": ("UPDATE audit SET series_id = 2 WHERE number = 2", "audit row T1-2"),
    "a lost act": ("DELETE FROM audit WHERE number = 2", "audit row T1-2"),
    "the last act": (
        "DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)", "audit row T1-{last}",
    ),
    "the audit log's head": (
        "UPDATE series_heads SET audit_hash = 'x' WHERE number = 3", "head of series T1",
    ),
    "the audit log's head set back": (
        "UPDATE series_heads SET audit_number = 3 WHERE number = 3", "head of series T1",
    ),
    "a posting of another entry": (
        "UPDATE postings SET entry_id = entry_id + 1, position = 50"
        " WHERE entry_id % 1000 = 1 AND position = 2",
        "posting 50 of journal entry T1-2",
    ),
    "a posting of no entry": (
        "UPDATE postings SET entry_id = entry_id + 500 WHERE entry_id % 1000 = 1 AND position = 2",
        "posting 2 of entry 501",
    ),
    "an event of another client": (
        "UPDATE client_events SET client_id = 2 WHERE number = 2", "event 2 of client C000002",
    ),
    "an event of nobody": (
        "UPDATE client_events SET client_id = 77 WHERE number = 1", "event 1 of client C000077",
    ),
    "an event of another entry": (
        "UPDATE client_events SET entry_id = entry_id + 1 WHERE number = 1",
        "event 1 of client C000001",
    ),
    "an event of no entry": (
        "UPDATE client_events SET entry_id = 5 WHERE number = 3", "event 3 of client C000001",
    ),
    "a line of another ticket": (
        "UPDATE ticket_lines SET ticket_id = 2 WHERE ticket_id = 1 AND number = 3",
        "line 3 of ticket #1002",
    ),
    "a tip of another ticket": ("UPDATE ticket_tips SET ticket_id = 2", "tip of S1 on ticket #1002"),
    "a tip of no ticket": ("UPDATE ticket_tips SET ticket_id = 77", "tip of S1 on ticket #?"),
    "an allocation of another ticket": (
        "UPDATE allocations SET ticket_id = 1 WHERE id = 1", "allocation 1",
    ),
    "an allocation of another entry": (
        "UPDATE allocations SET entry_id = entry_id + 1 WHERE id = 1", "allocation 1",
    ),
    "a charge of another entry": ("UPDATE charges SET entry_id = entry_id + 1", "charge 1"),
    "a held payment of another ticket": (
        "UPDATE payments SET ticket_id = 1 WHERE id = 5", "payment 5 of ticket #1001",
    ),
    "a held payment": ("UPDATE payments SET amount = 901 WHERE id = 5", "payment 5 of ticket #1003"),
    "a held payoff": (
        "UPDATE ticket_lines SET unit_price = 701 WHERE ticket_id = 3 AND number = 2",
        "line 2 of ticket #1003",
    ),
    "a hold of another ticket": (
        "UPDATE holds SET ticket_id = 1 WHERE fund_id IS NOT NULL", "hold 2",
    ),
    "an open ticket closed": (
        "UPDATE tickets SET state = 'closed' WHERE number = 1003", "ticket #1003",
    ),
    "an open ticket with an entry": (
        "UPDATE tickets SET entry_id = (SELECT max(id) FROM entries) WHERE number = 1003",
        "ticket #1003",
    ),
    "a client's id": ("UPDATE clients SET id = 77 WHERE id = 1", "client C000001"),
    "a series' id": ("UPDATE series SET id = 77 WHERE writer = 'T1'", "series 1"),
    "a series' writer": ("UPDATE series SET writer = 'OFFICE' WHERE writer = 'T1'", "series 1"),
    "a head of another series": (
        "UPDATE series_heads SET series_id = 77 WHERE series_id = 1", "head of series T1",
    ),
    "a request's act": ("UPDATE requests SET act = 'x' WHERE act = 'close' AND ticket_id = 1",
                        "request {request}"),
    "a request of another ticket": (
        "UPDATE requests SET ticket_id = 3 WHERE act = 'close' AND ticket_id = 1",
        "request {request}",
    ),
    "a request of no ticket": (
        "UPDATE requests SET ticket_id = 77 WHERE act = 'close' AND ticket_id = 1",
        "request {request}",
    ),
    "the counter of tickets": (
        "UPDATE counters SET last = 1002 WHERE name = 'ticket'", "counter ticket",
    ),
    "the counter of payments": ("DELETE FROM counters WHERE name = 'payment'", "counter payment"),
    "a line's text that is none": (
        "UPDATE ticket_lines SET description = CAST(x'ff41' AS TEXT) WHERE ticket_id = 1"
        " AND number = 2", "line 2 of ticket #1001",
    ),
    "a lost payment with a balance": (
        "DELETE FROM allocations WHERE fund_id IS NOT NULL AND charge_id IS NULL",
        "allocation of fund 1",
    ),
    "the only till": ("DELETE FROM tills", "till 1"),
    "a job for no known paper": ("UPDATE print_jobs SET paper = 'x' WHERE id = 1", "print job 1"),
    "a lost fund that was used": ("DELETE FROM funds WHERE id = 1", "fund 1"),
    "the last fund": ("DELETE FROM funds WHERE id = 3", "fund of journal entry T1-3"),
    "a lost charge": ("DELETE FROM charges", "charge 1"),
    "a lost request to close": (
        "DELETE FROM requests WHERE act = 'close' AND ticket_id = 1",
        "request to close ticket #1001",
    ),
    "the time of a request to close": (
        "UPDATE requests SET at = '2020-01-01' WHERE act = 'close' AND ticket_id = 1",
        "request {request}",
    ),
    "a setting": (
        "INSERT OR REPLACE INTO settings VALUES ('language', '{')", "setting language",
    ),
    "a lost person": ("DELETE FROM staff WHERE code = 'S1'", "staff S1"),
    "a lost event": ("DELETE FROM client_events WHERE number = 2", "event 2 of client C000001"),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGE)
def test_verify_names_exactly_the_damaged_record(worked: Desk, kind: str) -> None:
    statement, record = DAMAGE[kind]
    with worked.read() as connection:
        last = connection.exec_driver_sql("SELECT max(audit_number) FROM series_heads").scalar()
        request = connection.exec_driver_sql(
            "SELECT id FROM requests WHERE act = 'close' AND ticket_id = 1"
        ).scalar()
    worked.database.close()
    damage(worked.database.path, statement)
    assert [found.record for found in verify(worked.database)] == [
        record.format(last=last, request=request)
    ]


MANY = {
    "two acts that changed places": (
        ("UPDATE audit SET id = 1, number = 99 WHERE number = 3",
         "UPDATE audit SET id = id - 1, number = 3 WHERE number = 4",
         "UPDATE audit SET id = 1000000000004, number = 4 WHERE id = 1"),
        ["audit row T1-3", "audit row T1-4"],
    ),
    "an entry behind the last": (
        ("INSERT INTO entries SELECT id + 5, series_id, number + 5, kind, at, business_date, staff,"
         " NULL, reason, '', reason_kind, previous_hash, hash FROM entries WHERE number = 3",),
        ["journal entry T1-8"],
    ),
    "all of a client's events": (
        ("DELETE FROM client_events WHERE client_id = 1",),
        [f"event of client C000001 for entry 100000000000{n}" for n in (1, 2, 3)],
    ),
    "all of the last ticket": (
        ("DELETE FROM postings WHERE entry_id % 1000 = 3", "DELETE FROM entries WHERE number = 3",
         "DELETE FROM client_events WHERE number = 3", "DELETE FROM tickets WHERE id = 4",
         "DELETE FROM ticket_lines WHERE ticket_id = 4", "DELETE FROM payments WHERE ticket_id = 4",
         "DELETE FROM requests WHERE ticket_id = 4", "DELETE FROM print_jobs WHERE ticket_id = 4",
         "DELETE FROM funds WHERE entry_id % 1000 = 3"),
        ["journal entry T1-3", "ticket #1004"],
    ),
    "all of an open ticket": (
        ("DELETE FROM holds", "UPDATE funds SET held = 0", "UPDATE charges SET held = 0",
         "DELETE FROM payments WHERE ticket_id = 3", "DELETE FROM requests WHERE ticket_id = 3",
         "DELETE FROM ticket_lines WHERE ticket_id = 3", "DELETE FROM tickets WHERE id = 3"),
        ["ticket #1003"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", MANY)
def test_of_several_damaged_records_each_is_named_and_none_beside_them(
    worked: Desk, kind: str
) -> None:
    statements, records = MANY[kind]
    worked.database.close()
    damage(worked.database.path, *statements)
    assert [found.record for found in verify(worked.database)] == records


def test_verify_tells_how_far_it_is(worked: Desk) -> None:
    told: list[tuple[int, int]] = []
    verify(worked.database, lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0
