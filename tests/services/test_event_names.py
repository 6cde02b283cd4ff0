"""What the events of a client's balance are called (R18)."""

from uuid import uuid4

from pos_app.domain.journal import EntryKind
from pos_app.services import event_names, history, invoices, payoffs, selling
from pos_app.services.invoices import BilledItem, Draft
from tests.services.counter import Counter


def newest(counter: Counter, client: int) -> str:
    return history.page(counter.desk, client)[0].what


def owes_for(counter: Counter, client: int, price: int) -> None:
    ticket = counter.ticket(client, price)
    counter.pay(ticket, "later")
    counter.close(ticket)


def test_every_kind_of_event_has_a_name() -> None:
    of_no_client = {EntryKind.CARD_REISSUED, EntryKind.CARD_EXPIRED}
    assert set(event_names.kind_names()) == set(EntryKind) - of_no_client


def test_r18_the_history_says_what_a_ticket_did_to_the_balance(counter: Counter) -> None:
    client = counter.client()
    owes_for(counter, client, 4_500)
    assert newest(counter, client) == "Pay later on ticket #1001"

    ticket = counter.ticket(client)
    payoffs.pay_off(counter.desk, ticket, 4_500)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert newest(counter, client) == "Balance paid on ticket #1002"

    ticket = counter.ticket(client)
    selling.top_up(counter.desk, ticket, 3_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert newest(counter, client) == "Account credit from ticket #1003"

    ticket = counter.ticket(client, 3_000)
    counter.pay(ticket, "balance")
    counter.close(ticket)
    assert newest(counter, client) == "Redeemed on ticket #1004"


def test_a_ticket_that_did_several_things_is_named_by_its_number(counter: Counter) -> None:
    client = counter.client()
    owes_for(counter, client, 4_500)
    ticket = counter.ticket(client, 2_000)
    payoffs.pay_off(counter.desk, ticket, 4_500)
    counter.pay(ticket, "later", 2_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert newest(counter, client) == "Ticket #1002"


def test_a_bill_without_a_visit_is_called_one(counter: Counter) -> None:
    client = counter.client()
    lines = (BilledItem(counter.item(5_000)),)
    bill = Draft(client_id=client, lines=lines, due_on="2026-12-31")
    invoices.bill(counter.desk, uuid4().hex, bill)
    assert newest(counter, client) == "Billed as invoice #1001"
