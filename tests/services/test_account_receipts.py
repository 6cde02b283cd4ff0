"""The receipt of money on account: what it paid, and where the client stood then (R11)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pos_app import bootstrap
from pos_app.domain.balance_acts import AddCredit, ChargeAmount, Pays, Received, TakePayment
from pos_app.errors import UserError
from pos_app.printing.layouts import Issue
from pos_app.printing.text import as_text
from pos_app.services import account_receipts, client_accounts, print_spool
from tests.services.counter import Counter


@pytest.fixture
def amara(counter: Counter) -> int:
    """Owes 45.00 for a key, and has 80.00."""
    client = counter.client("Amara Thompson")
    owed = ChargeAmount(amount=4_500, reason="Lost it", reason_kind="key")
    client_accounts.carry_out(counter.desk, client, "owed", owed)
    counter.opening(client, paid=8_000)
    return client


@pytest.fixture
def paid(counter: Counter, amara: int) -> Callable[..., list[str]]:
    """60.00 by check for what she owes; reads the receipt."""
    money = Received(type_code="check", received_on="2026-11-20", reference="1047", note="By post")
    act = TakePayment(amount=6_000, money=money, pays=Pays.OLDEST)
    client_accounts.carry_out(counter.desk, amara, "pay", act)

    def read(issue: Issue = Issue.ORIGINAL) -> list[str]:
        text = as_text(account_receipts.document(counter.desk, 1, issue), 42)
        return [" ".join(line.split()) for line in text.splitlines()]

    return read


def test_it_says_what_was_received_and_what_that_paid(paid: Callable[..., list[str]]) -> None:
    lines = paid()
    for line in (
        "Luma Studio",
        "Payment on account 1",
        "Received by Maya Chen",
        "Client: Amara Thompson",
        "Check $60.00",
        "1047",
        "Received on 11/20/26",
        "By post",
        "Paid: Locker key $45.00",
        "Kept as an open payment $15.00",
        "Credit left Has $95.00",
        "Balance due now Nothing owed",
    ):
        assert line in lines, lines


def test_a_copy_says_how_it_was_paid_in_the_language_that_the_shop_speaks_then(
    paid: Callable[..., list[str]],
) -> None:
    bootstrap.speak("es")
    assert any(line.startswith("Cheque ") for line in paid(Issue.COPY))


def test_later_events_do_not_change_it(
    counter: Counter, amara: int, paid: Callable[..., list[str]]
) -> None:
    before = paid()
    act = AddCredit(amount=1_000, reason="Goodwill")
    client_accounts.carry_out(counter.desk, amara, "add", act)
    assert paid() == before


def test_it_is_printed_and_reprinted_as_a_copy(
    counter: Counter, amara: int, paid: Callable[..., list[str]], tmp_path: Path
) -> None:
    counter.use_printer(f"file:{tmp_path / 'paper'}")
    print_spool.reprint_payment(counter.desk, 1)
    for _job in range(2):
        sent = print_spool.send_next(counter.desk)
        assert sent is not None
        assert sent.error == ""
    assert print_spool.send_next(counter.desk) is None
    jobs = counter.rows("SELECT paper, copy, state FROM print_jobs ORDER BY id")
    assert jobs == [("account_receipt", 0, "sent"), ("account_receipt", 1, "sent")]


def test_a_payment_on_a_ticket_has_no_receipt_of_its_own(counter: Counter) -> None:
    counter.sell(None, 1_000)
    with pytest.raises(UserError, match="no payment on account"):
        print_spool.reprint_payment(counter.desk, 1)
