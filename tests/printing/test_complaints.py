"""What users of other tills complain about on their papers, each made impossible here."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_app.printing.card_layout import gift_card
from pos_app.printing.document import Document, Row
from pos_app.printing.escpos import as_bytes
from pos_app.printing.extracts import (
    ActRow,
    EntryRow,
    ExtractHead,
    PostingRow,
    audit_extract,
    journal_extract,
)
from pos_app.printing.layouts import (
    LabelledAmount,
    ReceiptLine,
    ReceiptPayment,
    ReceiptShop,
    account_receipt,
    receipt,
)
from pos_app.printing.profiles import PROFILES, Cut, PrinterProfile, profile_of
from pos_app.printing.refund_layout import refund_receipt
from pos_app.printing.statements import StatementData, StatementRow, statement
from pos_app.printing.text import as_text
from tests.printing.builders import (
    SHOP,
    a_full_receipt,
    a_gift_card,
    a_refund_receipt,
    a_walk_in_receipt,
    an_account_receipt,
)
from tests.printing.decoder import DRAWN, decode

NAME = "Zoë 王🐶 \x1bp\x00 \x10\x14\x01\x00\x05 \x1dV\x00 €"
HEAD = ExtractHead(SHOP, "11/1/26 to 11/22/26", "11/22/26 2:05 PM")
PAPERS: dict[str, Document] = {
    "receipt": receipt(a_full_receipt(client=NAME, served_by=NAME)),
    "refund receipt": refund_receipt(a_refund_receipt(client=NAME, reason=NAME)),
    "open payment receipt": account_receipt(an_account_receipt(client=NAME, note=NAME)),
    "gift card": gift_card(a_gift_card(recipient=NAME, message=NAME)),
    "statement": statement(
        StatementData(
            shop=SHOP,
            client=NAME,
            code="C000123",
            since="11/1/26",
            until="11/22/26",
            opening=(4_500, 0),
            closing=(0, 2_000),
            rows=(StatementRow("11/2/26", NAME, -6_500, -2_000),),
            ages=(LabelledAmount("Current", 4_500),),
            today="11/22/26",
        )
    ),
    "audit extract": audit_extract(
        HEAD, (ActRow("T1-1", "11/22/26", "Changed a price", NAME, NAME, "Till 1", NAME, NAME),)
    ),
    "journal extract": journal_extract(
        HEAD,
        (
            EntryRow(
                "T1-1",
                "11/22/26",
                "Ticket #1001",
                NAME,
                NAME,
                (PostingRow("cash", 4_500), PostingRow("service_sales", -4_500)),
            ),
        ),
    ),
}
every_paper = pytest.mark.parametrize("name", PAPERS)
every_profile = pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.code)


@every_paper
@every_profile
def test_printing_a_paper_never_opens_the_drawer_nor_cuts_twice(
    name: str, profile: PrinterProfile
) -> None:
    paper = decode(
        as_bytes(PAPERS[name], profile)
    )  # The decoder refuses commands that it knows not.
    assert paper.drawer_kicks == []
    assert len(paper.cuts) <= 1


@every_paper
@every_profile
def test_nothing_becomes_a_question_mark_or_an_empty_place(
    name: str, profile: PrinterProfile
) -> None:
    paper = decode(as_bytes(PAPERS[name], profile))
    lines = as_text(PAPERS[name], profile.columns).splitlines()
    said = "\n".join(line for line in lines if not line.strip().startswith("["))  # Codes.
    assert "?" not in paper.text
    assert all(any(dots) for dots in paper.drawn)
    words = {word for word in said.split() if word.isascii()}
    missing = words - set(paper.text.replace(DRAWN, " ").split())
    assert not missing, missing


_anything = st.text(
    st.one_of(
        st.characters(), st.sampled_from("洗🐶שלום مر\x1b\x1d\x10\x9b\u202e\n€₹−…\u0301\u200d")
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_anything, min_size=9, max_size=9), st.sampled_from(PROFILES))
def test_whatever_is_typed_anywhere_on_a_receipt_it_comes_out_whole(
    typed: list[str], profile: PrinterProfile
) -> None:
    shop = ReceiptShop(typed[0], (typed[1],), header=typed[2], footer=typed[3])
    data = a_walk_in_receipt(
        shop=shop,
        till=typed[4],
        client=typed[5],
        served_by=typed[6],
        lines=(ReceiptLine(typed[7].replace("?", ""), 2, 1_750, 3_500, (typed[8],)),),
        subtotal=987_654,
        total=987_654,
    )
    paper = decode(as_bytes(receipt(data), profile))
    assert (paper.drawer_kicks, len(paper.cuts)) == ([], int(profile.cut is not Cut.NONE))
    assert all(len(line.cells) <= profile.columns for line in paper.lines)
    assert paper.text.count("?") <= "".join(typed).count("?")
    for amount in ("$35.00", "$9,876.54", "$45.00"):
        lines = [line for line in paper.lines if line.text.endswith(amount)]
        assert lines
        assert all(len(line.cells) == profile.columns for line in lines)


@every_profile
def test_one_foreign_character_changes_no_other_character(profile: PrinterProfile) -> None:
    def printed(name: str) -> list[str]:
        (line, *_rest) = decode(as_bytes(Document("", (Row(name, "$1.00"),)), profile)).lines
        return line.cells

    plain, foreign = printed("Shampoo, 250 ml xx, fine"), printed("Shampoo, 250 ml 王, fine")
    assert [cell for cell in foreign if cell != DRAWN] == [cell for cell in plain if cell != "x"]
    assert foreign.index(DRAWN) == plain.index("x")


def test_a_receipt_whose_cash_was_rounded_adds_up_and_says_how() -> None:
    data = a_walk_in_receipt(
        total=4_502, rounding=-2, payments=(ReceiptPayment("Cash", 4_500),), cash=None
    )
    said = as_text(receipt(data), 48).split("\n")
    assert any(line.startswith("Rounding") and line.endswith("−$0.02") for line in said)
    assert data.total + data.rounding == sum(paid.amount for paid in data.payments)


def test_what_was_redeemed_stands_among_the_payments_with_what_is_left() -> None:
    said = " ".join(as_text(receipt(a_full_receipt()), 48).split())
    assert "Client balance $30.00" in said
    assert "Credit used $30.00 Credit left Has $50.00" in said


def test_a_refund_receipt_shows_the_credit_as_it_is_after_it_and_none_used() -> None:
    data = a_refund_receipt()
    assert data.balance is not None
    said = as_text(refund_receipt(replace(data, balance=replace(data.balance, owed=0))), 48)
    assert "Credit used" not in said
    assert "Has $50.00" in " ".join(said.split())


def test_a_paper_is_laid_out_for_the_printer_that_prints_it_not_the_one_before() -> None:
    for code, columns in (("generic-80", 48), ("generic-58", 32), ("epson-tm-t88", 42)):
        lines = decode(as_bytes(PAPERS["receipt"], profile_of(code))).lines
        assert max(len(line.cells) for line in lines) == columns
