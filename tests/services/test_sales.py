"""Looking back at closed tickets: found, read as they were closed, and their balance history."""

from datetime import timedelta

from pos_app.clock import SetClock
from pos_app.domain.refund_acts import RefundAll
from pos_app.domain.tax import TaxRate
from pos_app.persistence import catalog
from pos_app.printing.layouts import Issue
from pos_app.services import history, receipts, refunded, sales
from tests.services.counter import Counter
from tests.services.refunding import WHY, refund


def test_closed_tickets_are_found_by_number_and_by_client(counter: Counter) -> None:
    amara = counter.client("Amara Thompson")
    first = counter.sell(amara, 4500)
    second = counter.sell(None, 2000)
    open_one = counter.ticket(amara, 100)
    found = [sale.ticket_id for sale in sales.find(counter.desk)]
    assert found == [second, first]
    assert [sale.ticket_id for sale in sales.find(counter.desk, "#1002")] == [second]
    assert [sale.client for sale in sales.find(counter.desk, "tho ama")] == ["Amara Thompson"]
    assert sales.find(counter.desk, "1003") == []
    assert open_one not in found


def test_a_refunds_own_number_is_no_tickets_and_finds_its_ticket(counter: Counter) -> None:
    amara = counter.client("Amara Thompson")
    later, paid = counter.sell(amara, 4500, "later"), counter.sell(amara, 2000)
    for ticket in (later, paid):
        refund(counter, ticket, RefundAll(reason=WHY))
    assert [sale.ticket_id for sale in sales.find(counter.desk, "r2")] == [paid]
    assert sales.find(counter.desk, "2") == []
    assert [one.name for one in refunded.told(counter.desk, paid).refunds] == ["Refund R2"]
    newest = history.page(counter.desk, amara)[0]
    assert newest.what == "Refund R1 · ticket #1001"


def test_closed_tickets_are_found_by_total_and_by_day(counter: Counter, clock: SetClock) -> None:
    first = counter.sell(None, 4500)
    clock.at += timedelta(days=1)
    second = counter.sell(None, 2000)
    day = clock.at.date()

    def found(typed: str) -> list[int]:
        return [sale.ticket_id for sale in sales.find(counter.desk, typed)]

    assert found("$45") == found("45.00") == [first]
    assert found("45.01") == []
    assert found(f"{day:%m/%d/%y}") == found(f"{day:%m/%d}") == found(f"{day}") == [second]
    assert found(f"{day - timedelta(days=1)}") == [first]
    assert found("13/45") == []


def test_a_receipt_keeps_the_tax_it_was_closed_with(counter: Counter) -> None:
    ticket = counter.ticket()
    counter.add(ticket, 10_000, taxes=("sales",))
    counter.pay(ticket, "card")
    counter.close(ticket)
    before = receipts.text(counter.desk, ticket, Issue.ORIGINAL)
    with counter.desk.database.write() as connection:
        catalog.put_tax(connection, TaxRate("sales", "Other tax", 200_000))
    assert receipts.text(counter.desk, ticket, Issue.ORIGINAL) == before
    assert "8.25%" in before
    assert "$108.25" in before


def test_a_receipt_says_where_the_client_stands_after_it_and_later_tickets_do_not_change_that(
    counter: Counter,
) -> None:
    client = counter.client()
    counter.opening(client, credit=8000)
    ticket = counter.ticket(client, 10_000)
    counter.pay(ticket, "balance", 3000)
    counter.pay(ticket, "later", 4500)
    counter.pay(ticket, "cash")
    counter.close(ticket)
    before = receipts.text(counter.desk, ticket, Issue.ORIGINAL)
    assert "$50.00" in before
    assert "$45.00" in before
    again = counter.ticket(client, 5000)
    counter.pay(again, "balance")
    counter.close(again)
    assert receipts.text(counter.desk, ticket, Issue.ORIGINAL) == before


def test_history_shows_every_event_with_its_running_balance_and_adds_up(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, owed=1000)
    for amount in (2000, 3000):
        counter.sell(client, amount, "later")
    account = history.account(counter.desk, client)
    assert [event.owed for event in account.events] == [6000, 3000, 1000]
    assert sum(event.amount for event in account.events) == account.standing.owed == 6000
    assert [event.ticket_number for event in account.events] == [1002, 1001, None]


def test_history_comes_in_pages(counter: Counter) -> None:
    client = counter.client()
    for _visit in range(5):
        counter.sell(client, 1000, "later")
    first = history.account(counter.desk, client, most=3).events
    rest = history.account(counter.desk, client, before=first[-1].number).events
    assert [event.number for event in (*first, *rest)] == [5, 4, 3, 2, 1]
