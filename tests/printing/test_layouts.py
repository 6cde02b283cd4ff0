"""The papers, reviewed as text: tests/golden holds what each one must look like.

``WRITE_GOLDEN=1`` writes the files anew; read the difference before you commit it.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.printing.card_layout import gift_card
from pos_app.printing.document import QR, Document, Logo
from pos_app.printing.layouts import (
    Issue,
    ReceiptBalance,
    ReceiptLine,
    ReceiptPayment,
    ReceiptShop,
    account_receipt,
    available_in_words,
    owed_in_words,
    receipt,
)
from pos_app.printing.profiles import PROFILES, profile_of
from pos_app.printing.proof import test_page as the_test_page
from pos_app.printing.refund_layout import refund_receipt
from pos_app.printing.text import as_text
from tests.printing.builders import (
    a_full_receipt,
    a_gift_card,
    a_png,
    a_refund_receipt,
    a_walk_in_receipt,
    an_account_receipt,
)

GOLDEN = Path(__file__).parents[1] / "golden"


def assert_golden(document: Document, name: str, columns: int) -> None:
    path = GOLDEN / f"{name}_{columns}.txt"
    text = as_text(document, columns)
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", [48, 42, 32])
def test_the_full_receipt_is_the_golden_one(columns: int) -> None:
    assert_golden(receipt(a_full_receipt()), "receipt_full", columns)


@pytest.mark.parametrize("columns", [48, 42, 32])
def test_a_walk_ins_receipt_is_the_golden_one(columns: int) -> None:
    assert_golden(receipt(a_walk_in_receipt()), "receipt_walk_in", columns)


@pytest.mark.parametrize("columns", [48, 42, 32])
def test_a_reprint_with_wide_names_and_long_amounts_is_the_golden_one(columns: int) -> None:
    data = a_walk_in_receipt(
        issue=Issue.COPY,
        client="王小明 José Łukasz",
        tax_exempt="Tax exempt: certificate 44-1290",
        lines=(
            ReceiptLine(
                "ヘアカット＆カラー（ロング）シャンプー付き特別コース", 3, 123456789, 370370367
            ),
            ReceiptLine("Donaudampfschifffahrtsgesellschaftskapitänsmütze", 1, 1, 1),
        ),
        subtotal=370370368,
        total=370370368,
        payments=(ReceiptPayment("Card", 370370368),),
    )
    assert_golden(receipt(data), "receipt_copy", columns)


@pytest.mark.parametrize("code", ["generic-80", "generic-80-42", "generic-58"])
def test_the_test_page_is_the_golden_one(code: str) -> None:
    profile = profile_of(code)
    assert_golden(the_test_page(profile, []), "test_page", profile.columns)


@pytest.mark.parametrize("columns", [48, 42, 32])
def test_a_gift_card_is_the_golden_one(columns: int) -> None:
    assert_golden(gift_card(a_gift_card()), "gift_card", columns)


def test_a_gift_card_is_scanned_by_its_code_and_says_until_when_it_lasts() -> None:
    parts = gift_card(a_gift_card(expires="Nov 22, 2031", issue=Issue.COPY)).parts
    assert QR("7KQ2M9XWT4HB") in parts
    said = [part.text for part in parts if hasattr(part, "text")]
    assert "Can be used until Nov 22, 2031" in said
    assert said[0] == said[-1] == "COPY"


def test_a_part_used_gift_card_says_what_is_left_and_what_there_was() -> None:
    parts = gift_card(a_gift_card(left=3050, today="Nov 25, 2026")).parts
    said = [part.text for part in parts if hasattr(part, "text")]
    assert "$30.50" in said
    assert "$50.00" not in said
    assert "Left on Nov 25, 2026" in said
    assert "Issued Nov 22, 2026 with $50.00" in said


@pytest.mark.parametrize("columns", [48, 42, 32])
def test_a_receipt_of_money_on_account_is_the_golden_one(columns: int) -> None:
    assert_golden(account_receipt(an_account_receipt()), "receipt_on_account", columns)


@pytest.mark.parametrize("columns", [48, 42, 32])
def test_a_refunds_receipt_is_the_golden_one(columns: int) -> None:
    assert_golden(refund_receipt(a_refund_receipt()), "receipt_refund", columns)


def test_a_reprinted_receipt_of_money_on_account_says_copy() -> None:
    lines = as_text(account_receipt(an_account_receipt(issue=Issue.COPY)), 48).splitlines()
    assert "COPY" in lines[0]
    assert "COPY" in lines[-1]


def test_a_reprint_says_copy_at_its_top_and_at_its_bottom() -> None:
    lines = as_text(receipt(a_walk_in_receipt(issue=Issue.COPY)), 48).splitlines()
    assert "COPY" in lines[0]
    assert "COPY" in lines[-1]


def test_an_original_does_not_say_copy() -> None:
    assert "COPY" not in as_text(receipt(a_full_receipt()), 48)


def test_a_voided_ticket_says_void_and_thanks_nobody() -> None:
    data = a_full_receipt()
    text = as_text(receipt(replace(data, issue=Issue.VOID)), 48)
    lines = text.splitlines()
    assert "VOID" in lines[0]
    assert "VOID" in lines[-1]
    assert "QR" not in text
    assert "Balance due now" not in text
    assert data.shop.footer not in text


def test_a_walk_ins_receipt_speaks_of_no_balance() -> None:
    text = as_text(receipt(a_walk_in_receipt()), 48)
    assert "Balance" not in text
    assert "Client" not in text


def test_balances_are_said_in_words() -> None:
    assert owed_in_words(4500) == "Owes $45.00"
    assert owed_in_words(0) == "Nothing owed"
    assert available_in_words(8000) == "Has $80.00"
    assert available_in_words(0) == "Nothing left"


def test_a_client_who_spent_all_credit_reads_that_nothing_is_left() -> None:
    balance = ReceiptBalance(credit_used=3000)
    text = as_text(receipt(a_walk_in_receipt(balance=balance)), 48)
    assert text.count("Nothing left") == 1


def test_the_receipt_has_a_qr_code_of_its_ticket_number() -> None:
    assert QR("F1-000214") in receipt(a_walk_in_receipt()).parts


def test_logo_and_header_of_the_shop_stand_above_the_ticket() -> None:
    png = a_png(40, 20)
    shop = ReceiptShop("Willow", header="Line one\n\nLine two", logo=png)
    document = receipt(a_walk_in_receipt(shop=shop))
    assert document.parts[0] == Logo(png)
    lines = [line.strip() for line in as_text(document, 48).splitlines()]
    assert lines[:4] == ["Willow", "Line one", "", "Line two"]


def test_every_profile_has_its_own_code() -> None:
    assert len({profile.code for profile in PROFILES}) == len(PROFILES)
