"""A paper that is kept and printed later is the same paper."""

from dataclasses import replace

import pytest

from pos_app.printing.card_layout import gift_card
from pos_app.printing.document import Align, Barcode, Columns, Document, Size, Style, Text
from pos_app.printing.kept import as_kept, from_kept
from pos_app.printing.layouts import account_receipt, receipt
from tests.printing.builders import a_full_receipt, a_gift_card, a_png, an_account_receipt


@pytest.mark.parametrize(
    "document",
    [
        receipt(a_full_receipt()),
        gift_card(a_gift_card()),
        account_receipt(an_account_receipt()),
        Document(
            "Любое имя 🐩",
            (
                Text("a\nb", Style(bold=True, size=Size.LARGE), Align.CENTRE, 2),
                Columns("x", "1.00", "2.00"),
                Barcode("A-1"),
            ),
        ),
    ],
)
def test_a_paper_comes_back_as_it_was_kept(document: Document) -> None:
    assert from_kept(as_kept(document)) == document


def test_the_shops_picture_is_kept_too() -> None:
    data = a_full_receipt()
    document = receipt(replace(data, shop=replace(data.shop, logo=a_png(20, 10))))
    assert from_kept(as_kept(document)) == document
