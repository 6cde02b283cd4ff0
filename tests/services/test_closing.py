"""Closing tickets: what it books, and what stops it (R1, R8, R16)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pos_app.clock import SetClock
from pos_app.domain.ticket import Discount, LineKind, TicketState
from pos_app.errors import UserError
from pos_app.persistence import catalog
from pos_app.services import closing, invoices, payments, payoffs, selling, tickets
from pos_app.services.closing import Receipt
from pos_app.services.desk import Desk
from pos_app.services.invoices import BilledItem, Draft
from tests.services.counter import Counter


def test_the_worked_example_sells_200_for_cash_50_credit_30_and_pay_later_120(
    counter: Counter,
) -> None:
    client = counter.client()
    counter.opening(client, credit=3_000)
    ticket = counter.ticket(client, 20_000)
    counter.pay(ticket, "cash", 5_000)
    counter.pay(ticket, "balance", 3_000)
    counter.pay(ticket, "later", 12_000)
    counter.close(ticket)
    assert counter.booked(ticket) == {
        "service_sales": -20_000,
        "cash": 5_000,
        "client_credits": 3_000,
        "accounts_receivable": 12_000,
    }
    assert counter.standing(client) == (12_000, 0, 0)

    later = counter.ticket(client)
    payoffs.pay_off(counter.desk, later, 12_000)
    counter.pay(later, "card")
    counter.close(later)
    assert counter.booked(later) == {"card_clearing": 12_000, "accounts_receivable": -12_000}
    assert counter.standing(client) == (0, 0, 0)


def test_the_ticket_of_the_mock_up_closes_with_exactly_its_figures(counter: Counter) -> None:
    client = counter.client("Amara Thompson")
    counter.opening(client, owed=4_500, credit=3_000, paid=5_000)
    ticket = counter.ticket(client, 14_500, 3_400)
    counter.add(ticket, 2_400, kind=LineKind.PRODUCT, taxes=("sales",))
    selling.set_line_discount(counter.desk, ticket, 1, Discount("Member 10% off color", 100_000))
    tickets.set_tip(counter.desk, ticket, "S1", 3_000)
    payoffs.pay_off(counter.desk, ticket, 4_500)
    bill = counter.look(ticket).bill
    assert (bill.subtotal, bill.line_discounts) == (20_300, 1_450)
    assert [(tax.taxable, tax.amount) for tax in bill.taxes] == [(2_400, 198)]
    assert (counter.look(ticket).payoff, bill.total) == (4_500, 26_548)

    counter.pay(ticket, "balance", 8_000)
    counter.pay(ticket, "twint", 2_000)
    assert counter.due(ticket) == 16_548
    counter.pay(ticket, "cash", 18_000)
    assert counter.look(ticket).ticket.payments[-1].change == 1_452
    counter.close(ticket)
    assert counter.booked(ticket) == {
        "service_sales": -17_900,
        "product_sales": -2_400,
        "discounts": 1_450,
        "tax_payable:sales": -198,
        "tips_payable:S1": -3_000,
        "accounts_receivable": -4_500,
        "client_credits": 3_000,
        "open_payments": 5_000,
        "other_tender:twint": 2_000,
        "cash": 16_548,
    }
    assert counter.standing(client) == (0, 0, 0)


def test_r1_a_hundred_including_20_percent_with_10_percent_off_books_8_33_of_discounts(
    counter: Counter,
) -> None:
    shop = Counter(
        replace(counter.desk, settings=replace(counter.desk.settings, tax_included=True))
    )
    with shop.desk.database.write() as connection:
        rate = replace(catalog.tax_rates(connection)["sales"], rate_ppm=200_000)
        catalog.put_tax(connection, rate)
    ticket = shop.ticket()
    shop.add(ticket, 10_000, taxes=("sales",))
    selling.set_ticket_discount(shop.desk, ticket, Discount("Ten", 100_000))
    shop.pay(ticket, "cash", 9_000)
    shop.close(ticket)
    assert shop.booked(ticket) == {
        "cash": 9_000,
        "discounts": 833,
        "service_sales": -8_333,
        "tax_payable:sales": -1_500,
    }


def test_a_ticket_of_zero_closes_without_a_payment(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    selling.set_ticket_discount(counter.desk, ticket, Discount("On the house", 1_000_000))
    counter.close(ticket)
    assert counter.booked(ticket) == {"service_sales": -4500, "discounts": 4500}


def test_a_ticket_of_free_things_closes_with_an_empty_entry(counter: Counter) -> None:
    ticket = counter.ticket(None, 0)
    counter.close(ticket)
    assert counter.look(ticket).ticket.state is TicketState.CLOSED
    assert counter.booked(ticket) == {}


def test_a_tip_alone_can_be_paid(counter: Counter) -> None:
    ticket = counter.ticket()
    tickets.set_tip(counter.desk, ticket, "S1", 500)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert counter.booked(ticket) == {"card_clearing": 500, "tips_payable:S1": -500}


def test_a_ticket_with_something_due_does_not_close(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    counter.pay(ticket, "card", 4499)
    with pytest.raises(UserError, match=r"^\$0\.01 is still due\.$"):
        counter.close(ticket)
    assert counter.look(ticket).ticket.is_open


def test_r8_payments_above_the_total_block_closing_and_name_the_excess(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500, 1000)
    counter.pay(ticket, "card", 5500)
    selling.remove_line(counter.desk, ticket, 2)
    assert counter.look(ticket).settlement.excess == 1000
    with pytest.raises(UserError, match=r"\$10\.00 too much"):
        counter.close(ticket)
    assert counter.look(ticket).ticket.is_open


def test_r8_a_discount_after_payment_blocks_closing_too(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    paid = counter.pay(ticket, "cash", 4500)
    selling.set_ticket_discount(counter.desk, ticket, Discount("Ten", 0, 1000))
    with pytest.raises(UserError, match=r"\$10\.00 too much"):
        counter.close(ticket)
    payments.remove_payment(counter.desk, ticket, paid)
    counter.pay(ticket, "cash", 3500)
    counter.close(ticket)


def test_a_second_enter_on_close_closes_once(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    counter.pay(ticket, "cash")
    version = counter.look(ticket).ticket.version
    for _press in range(2):
        closing.close(counter.desk, ticket, version, "enter")
    assert counter.rows("SELECT count(*) FROM entries") == [(1,)]
    assert counter.rows("SELECT count(*) FROM print_jobs") == [(1,)]


def test_a_ticket_that_changed_since_it_was_seen_does_not_close(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    counter.pay(ticket, "card")
    seen = counter.look(ticket).ticket.version
    tickets.set_note(counter.desk, ticket, "Changed at the other window")
    with pytest.raises(UserError, match="changed meanwhile"):
        closing.close(counter.desk, ticket, seen, "stale")
    assert counter.look(ticket).ticket.is_open
    closing.close(counter.desk, ticket, seen + 1, "stale")
    assert not counter.look(ticket).ticket.is_open


def test_payments_that_came_or_went_since_the_ticket_was_seen_stop_closing_too(
    counter: Counter,
) -> None:
    ticket = counter.ticket(None, 4500)
    seen = [counter.look(ticket).ticket.version]
    wrong = counter.pay(ticket, "card")
    seen.append(counter.look(ticket).ticket.version)
    payments.remove_payment(counter.desk, ticket, wrong)
    seen.append(counter.look(ticket).ticket.version)
    counter.pay(ticket, "cash")
    for version in seen:
        with pytest.raises(UserError, match="changed meanwhile"):
            closing.close(counter.desk, ticket, version, "stale")
    counter.close(ticket)


def test_a_receipt_is_e_mailed_later_only_to_a_client_with_an_address(counter: Counter) -> None:
    nobody, client = counter.client(), counter.client(email="a@example.com")
    for who, said in ((None, True), (nobody, True), (client, False)):
        ticket = counter.ticket(who, 4500)
        counter.pay(ticket, "card")
        version = counter.look(ticket).ticket.version
        if said:
            with pytest.raises(UserError, match="no e-mail address"):
                closing.close(counter.desk, ticket, version, f"mail {ticket}", Receipt.EMAIL)
            assert counter.look(ticket).ticket.is_open
        else:
            closing.close(counter.desk, ticket, version, f"mail {ticket}", Receipt.EMAIL)
    assert counter.rows("SELECT address FROM emails") == [("a@example.com",)]


def test_rates_that_change_before_closing_are_the_ones_that_are_booked(
    counter: Counter, desk: Desk
) -> None:
    ticket = counter.ticket()
    counter.add(ticket, 10_000, taxes=("sales",))
    counter.pay(ticket, "card")
    with desk.database.write() as connection:
        rate = catalog.tax_rates(connection)["sales"]
        catalog.put_tax(connection, replace(rate, rate_ppm=90_000))
    with pytest.raises(UserError, match=r"\$0\.75 is still due"):
        counter.close(ticket)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert counter.booked(ticket)["tax_payable:sales"] == -900


def test_r11_account_credit_is_there_to_spend_once_the_ticket_closes(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.ticket(client)
    selling.top_up(counter.desk, ticket, 5_000)
    counter.pay(ticket, "card")
    assert counter.standing(client) == (0, 0, 0)
    counter.close(ticket)
    assert counter.booked(ticket) == {"card_clearing": 5_000, "open_payments": -5_000}
    assert counter.standing(client) == (0, 5_000, 0)
    assert counter.rows("SELECT origin, kind FROM funds") == [("top_up", "open_payment")]


def test_r18_a_clients_history_adds_up(counter: Counter, amara: int) -> None:
    counter.sell(amara, 2_000, "later")
    ticket = counter.ticket(amara, 1_000)
    payoffs.pay_off(counter.desk, ticket, 5_000)
    counter.pay(ticket, "balance", 6_000)
    counter.close(ticket)
    events = counter.rows(
        "SELECT number, owed_change, open_payments_change, credits_change, owed, open_payments,"
        " credits FROM client_events ORDER BY number"
    )
    assert events == [
        (1, 4_500, 0, 3_000, 4_500, 0, 3_000),
        (2, 0, 5_000, 0, 4_500, 5_000, 3_000),
        (3, 2_000, 0, 0, 6_500, 5_000, 3_000),
        (4, -5_000, -3_000, -3_000, 1_500, 2_000, 0),
    ]


def test_closing_stores_the_print_job_and_kicks_the_drawer_for_cash_only(counter: Counter) -> None:
    jobs = []
    for way, receipt in (
        ("cash", Receipt.PRINT),
        ("card", Receipt.PRINT),
        ("cash", Receipt.NONE),
        ("card", Receipt.NONE),
    ):
        ticket = counter.ticket(None, 4500)
        counter.pay(ticket, way)
        version = counter.look(ticket).ticket.version
        closing.close(counter.desk, ticket, version, f"close {ticket}", receipt)
        jobs.append(
            counter.rows(
                "SELECT paper, kick_drawer, state FROM print_jobs WHERE ticket_id = :id", id=ticket
            )
        )
    assert jobs == [
        [("receipt", 1, "queued")],
        [("receipt", 0, "queued")],
        [("drawer", 1, "queued")],
        [],
    ]


class _Ticking(SetClock):
    """A clock that goes on at every look, as a real one does."""

    def now(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at


def test_books_that_were_closed_and_billed_while_time_went_on_are_sound(counter: Counter) -> None:
    ticking = Counter(replace(counter.desk, clock=_Ticking(counter.desk.clock.now())))
    client = ticking.client()
    ticking.sell(client, 5_000, "card")
    wanted = Draft(client_id=client, lines=(BilledItem(ticking.item(2_000)),), due_on="2026-12-31")
    invoices.bill(ticking.desk, "a bill", wanted)
    ticking.assert_sound()
