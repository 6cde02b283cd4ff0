"""What a receipt says of its ticket."""

from datetime import timedelta
from itertools import pairwise

from pos_app import bootstrap
from pos_app.clock import SetClock
from pos_app.domain.ticket import Discount
from pos_app.services import payoffs, receipts, selling, tickets
from tests.services.counter import Counter


def test_a_ticket_without_tax_says_on_the_receipt_what_its_reason_is_of(counter: Counter) -> None:
    ticket = counter.ticket(None, 2400)
    tickets.set_tax_exempt(counter.desk, ticket, "Reseller 12-345")
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert "Tax exempt: Reseller 12-345" in receipts.on_screen(counter.desk, ticket)


def test_a_ticket_without_payments_has_no_empty_part_on_its_receipt(counter: Counter) -> None:
    ticket = counter.ticket(None, 2400)
    selling.set_ticket_discount(counter.desk, ticket, Discount(percent_ppm=1_000_000))
    counter.close(ticket)
    lines = receipts.on_screen(counter.desk, ticket)
    rules = [place for place, line in enumerate(lines) if set(line) == {"-"}]
    assert all(second - first > 1 for first, second in pairwise(rules))


def test_what_stands_on_a_receipt_above_its_total_adds_up_to_it(counter: Counter) -> None:
    client = counter.client("Amara Thompson")
    counter.opening(client, owed=4500)
    ticket = counter.ticket(client, 2400)
    payoffs.pay_off(counter.desk, ticket, 4500)
    selling.top_up(counter.desk, ticket, 2000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    lines = receipts.on_screen(counter.desk, ticket)
    sums = lines[next(at for at, line in enumerate(lines) if line.startswith("Subtotal")) :]
    assert [line.split("  ")[0] for line in sums[:4]] == [
        "Subtotal", "Account credit", "Paid towards balance due", "Total",
    ]  # fmt: skip


def test_a_way_to_pay_stands_on_a_copy_in_the_language_that_the_shop_speaks_then(
    counter: Counter,
) -> None:
    ticket = counter.ticket(None, 2400)
    counter.pay(ticket, "check", reference="1047")
    counter.close(ticket)
    assert [p.label for p in counter.look(ticket).ticket.payments] == ["Check"]
    bootstrap.speak("es")
    assert any(line.startswith("Cheque ") for line in receipts.on_screen(counter.desk, ticket))


def test_a_discount_without_a_name_is_called_as_on_the_screen(counter: Counter) -> None:
    ticket = counter.ticket(None, 2400)
    selling.set_ticket_discount(counter.desk, ticket, Discount(amount=400))
    counter.pay(ticket, "card")
    counter.close(ticket)
    lines = receipts.on_screen(counter.desk, ticket)
    assert any(line.startswith("Ticket discount") for line in lines)


def test_what_was_left_stays_true_of_a_ticket_closed_after_the_clock_was_set_back(
    counter: Counter, clock: SetClock
) -> None:
    client = counter.client("Amara Thompson")
    counter.opening(client, credit=5000)
    used = counter.ticket(client, 2000)
    counter.pay(used, "balance")
    counter.close(used)
    clock.at -= timedelta(hours=1)
    later = counter.ticket(client, 2400)
    counter.pay(later, "card")
    counter.close(later)
    assert "Credit left Has $30.00" in said_by(counter, later)
    clock.at += timedelta(hours=2)
    counter.opening(client, credit=700)
    assert "Credit left Has $30.00" in said_by(counter, later)


def said_by(counter: Counter, ticket: int) -> list[str]:
    return [" ".join(line.split()) for line in receipts.on_screen(counter.desk, ticket)]
