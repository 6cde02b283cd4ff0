"""The invoice on office paper: every word and amount can be read back, on as many sheets as it needs."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app import locales
from pos_app.domain.money import format_amount, use_format
from pos_app.printing import pdf_text
from pos_app.printing.invoice import InvoiceData, InvoiceLine, invoice
from pos_app.printing.pdf import A4, LETTER, Paper, sheet_of
from tests.printing.builders import a_png, an_invoice

pytestmark = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) reads the PDF back"
)


@pytest.fixture
def read(tmp_path: Path) -> "Reader":
    return Reader(tmp_path / "invoice.pdf")


class Reader:
    """Draws an invoice and reads it back with another program."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __call__(self, data: InvoiceData, paper: Paper = A4) -> list[str]:
        self._file.write_bytes(invoice(data, paper))
        command = ["pdftotext", "-layout", str(self._file), "-"]
        said = subprocess.run(command, check=True, capture_output=True).stdout.decode()
        return [" ".join(line.split()) for line in said.splitlines() if line.strip()]


def test_it_says_everything_and_what_belongs_together_stands_on_one_line(read: Reader) -> None:
    lines = read(an_invoice())
    for row in (
        "Moisture shampoo 250 ml 2 $18.50 Sales tax $37.00",
        "洗剪吹 deluxe 1 $45.00 VAT 20 % $45.00",
        "Subtotal $179.00",
        "Member 10 % −$12.20",
        "Tip for Maya $15.00",
        "Total $184.55",
        "VAT 20 % on $63.75 · included in the prices $12.75",
        "Card Approval 0A7731, card ending 4242 $54.50",
        "Rounding −$0.05",
        "Refund R17 $12.00",
        "Taken off this invoice",
        "Open payment made from this",
        "Change kept on account $20.00",
        "Adjusted invoice R18 $10.00",
    ):
        assert row in lines, row


def test_names_in_scripts_that_no_font_can_be_embedded_for_can_still_be_copied(
    read: Reader,
) -> None:
    said = "\n".join(read(an_invoice(client=("김철수 🐶 हिन्दी",))))
    assert "김철수 🐶 हिन्दी" in said


@pytest.mark.skipif(
    pdf_text._main_fonts()[0] == "Helvetica", reason="this machine has no font to embed"
)
def test_fonts_are_embedded(read: Reader, tmp_path: Path) -> None:
    read(an_invoice())
    assert (tmp_path / "invoice.pdf").read_bytes().count(b"/FontFile2") >= 2


def test_a_paid_one_says_so(read: Reader) -> None:
    assert "Paid" in read(an_invoice(owed=0))


@pytest.mark.parametrize("paper", [A4, LETTER])
def test_three_hundred_lines_take_sheets_with_the_heads_again_and_lose_none(
    read: Reader, paper: Paper
) -> None:
    lines = tuple(InvoiceLine(f"Treatment {n:03}", 1, n, n) for n in range(1, 301))
    said = read(an_invoice(lines=lines), paper)
    found = [line.split()[1] for line in said if line.startswith("Treatment ")]
    assert found == [f"{n:03}" for n in range(1, 301)]
    sheets = int(next(line for line in said if line.startswith("Page 1 of ")).split()[-1])
    assert sheets - 1 <= said.count("Description Quantity Price Tax Amount") <= sheets


def test_long_names_and_amounts_keep_to_their_columns(read: Reader) -> None:
    line = InvoiceLine("Donaudampfschifffahrt" * 6, 9_999, 10**10, 10**10, "VAT 20 %")
    said = read(an_invoice(lines=(line,)))
    assert len([row for row in said if "dampf" in row]) >= 3
    assert any("9999" in row and "$100,000,000.00" in row for row in said)


@pytest.mark.parametrize("place", ["fr_FR", "de_DE", "de_CH", "nb_NO"])
def test_a_large_amount_stands_on_one_line_however_its_place_parts_the_thousands(
    read: Reader, place: str
) -> None:
    fmt = locales.money_format("EUR", place)
    use_format(fmt)
    written = " ".join(format_amount(999_999_999, fmt).split())
    lines = read(an_invoice(lines=(InvoiceLine("Hair", 1, 999_999_999, 999_999_999),)))
    assert f"Hair 1 {written} {written}" in lines


def test_a_logo_of_any_shape_stands_within_its_place(read: Reader) -> None:
    for size in ((2_000, 100), (100, 2_000)):
        shop = replace(an_invoice().shop, logo=a_png(*size))
        assert "Total $184.55" in read(an_invoice(shop=shop))


def test_the_same_invoice_gives_the_same_bytes() -> None:
    assert invoice(an_invoice(), A4) == invoice(an_invoice(), A4)


def test_typed_control_characters_are_no_commands_of_pdf(read: Reader) -> None:
    name = "\x1b[2J(Evil) \\ )Tj\x00 <</JS>>"
    said = " ".join(read(an_invoice(client=(name,))))
    assert "[2J(Evil) \\ )Tj <</JS>>" in said
    assert not re.search(rb"/JS\b", invoice(an_invoice(client=(name,)), A4).split(b"stream")[0])


@pytest.mark.parametrize(
    ("locale", "paper"), [("en_US", LETTER), ("es_MX", LETTER), ("de_DE", A4), ("en", A4)]
)
def test_each_country_has_its_paper(locale: str, paper: Paper) -> None:
    assert sheet_of(locale) == paper
