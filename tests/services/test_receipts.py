"""What a receipt says of its ticket."""

from itertools import pairwise

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
