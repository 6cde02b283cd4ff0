"""A closed ticket as an invoice: what was sold, what came of it since, and what is still owed (R14)."""

import shutil
import subprocess
from pathlib import Path

import pytest

from pos_app.domain.refund_acts import AdjustInvoice, RefundAll, ReturnFund
from pos_app.errors import UserError
from pos_app.printing.layouts import LabelledAmount
from pos_app.services import invoice_papers, payoffs, voiding
from tests.services.counter import Counter
from tests.services.refunding import WHY, refund


def test_it_says_what_the_receipt_says_and_how_to_reach_the_client(counter: Counter) -> None:
    client = counter.client("王小明", email="ming@example.com", phone="555 0177")
    said = invoice_papers.data(counter.desk, counter.sell(client, 4_500))
    assert said.client == ("王小明", "ming@example.com", "555 0177")
    assert [(line.quantity, line.amount) for line in said.lines] == [(1, 4_500)]
    assert (said.total, sum(paid.amount for paid in said.payments)) == (4_500, 4_500)
    assert (said.due, said.owed, said.refunds, said.open_payments) == ("", 0, (), ())


def test_what_is_paid_later_is_owed_until_it_is_paid(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.sell(client, 8_000, "later")
    said = invoice_papers.data(counter.desk, ticket)
    assert (said.due, said.owed) == ("12/22/26", 8_000)
    counter.grant(client, 8_000)
    said = invoice_papers.data(counter.desk, ticket)
    assert (said.due, said.owed) == ("12/22/26", 0)


def test_an_invoice_adjusted_below_what_was_paid_shows_both(counter: Counter) -> None:
    ticket = counter.sell(counter.client(), 9_000, "card")
    refund(counter, ticket, AdjustInvoice(amount=2_500, reason=WHY))
    said = invoice_papers.data(counter.desk, ticket)
    assert said.refunds == (LabelledAmount("Adjusted invoice R1", 2_500),)
    assert said.open_payments == (LabelledAmount("Adjusted invoice R1", 2_500),)


def test_a_payoff_whose_debt_was_refunded_says_by_which_refund(counter: Counter) -> None:
    client = counter.client()
    visit = counter.sell(client, 9_000, "later")
    paid = counter.ticket(client)
    payoffs.pay_off(counter.desk, paid, 9_000)
    counter.pay(paid, "card")
    counter.close(paid)
    refund(counter, visit, RefundAll(reason=WHY))
    said = invoice_papers.data(counter.desk, paid)
    assert said.refunds == said.open_payments == (LabelledAmount("Refund R1", 9_000),)


def test_what_is_owed_again_was_not_taken_off_the_invoice(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, credit=3_000)
    ticket = counter.ticket(client, 3_000)
    balance = counter.pay(ticket, "balance", 3_000)
    counter.close(ticket)
    refund(counter, ticket, ReturnFund(payment_id=balance, reason=WHY))
    said = invoice_papers.data(counter.desk, ticket)
    assert (said.refunds, said.owed) == ((), 3_000)


def test_change_kept_on_the_account_is_an_open_payment_until_it_is_given_back(
    counter: Counter,
) -> None:
    ticket = counter.ticket(counter.client(), 4_000)
    counter.pay(ticket, "cash", 5_000, keep_change=True)
    counter.close(ticket)
    said = invoice_papers.data(counter.desk, ticket)
    assert said.open_payments == (LabelledAmount("Change kept on account", 1_000),)
    refund(counter, ticket, RefundAll(reason=WHY))
    said = invoice_papers.data(counter.desk, ticket)
    assert said.open_payments == ()
    assert said.refunds == (LabelledAmount("Refund R1", 4_000),), "its change was not billed"


def test_a_voided_ticket_is_no_invoice(counter: Counter) -> None:
    ticket = counter.ticket(None, 2_000)
    voiding.void(counter.desk, ticket, "Walked out")
    with pytest.raises(UserError, match="was voided"):
        invoice_papers.pdf(counter.desk, ticket)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils reads the PDF back")
@pytest.mark.parametrize(("locale", "width"), [("en_US", "612"), ("en_GB", "595")])
def test_it_comes_on_the_paper_of_the_country_and_can_be_read_back(
    counter: Counter, tmp_path: Path, locale: str, width: str
) -> None:
    counter = counter.in_a_shop(locale=locale)
    ticket = counter.sell(counter.client("Zoë Łukasz 王小明"), 4_500)
    file = tmp_path / "invoice.pdf"
    file.write_bytes(invoice_papers.pdf(counter.desk, ticket))
    read = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True)
    assert "Zoë Łukasz 王小明" in read.stdout.decode()
    assert f"/MediaBox [ 0 0 {width}".encode() in file.read_bytes()
