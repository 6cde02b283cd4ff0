"""The receipt as PDF: one page as wide as the roll, the same bytes each time, any script."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pos_app.printing import pdf_text, raster
from pos_app.printing.document import Document, Logo, Row, Style, Text
from pos_app.printing.layouts import receipt
from pos_app.printing.pdf import as_pdf
from tests.printing.builders import a_full_receipt, a_png

needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) reads the PDF back"
)


def text_of(document: Document, folder: Path) -> str:
    (folder / "paper.pdf").write_bytes(as_pdf(document))
    command = ["pdftotext", "-layout", str(folder / "paper.pdf"), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def page_boxes(data: bytes) -> list[tuple[float, float]]:
    boxes = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", data)
    return [(float(width), float(height)) for width, height in boxes]


def test_the_receipt_is_one_page_as_wide_as_the_roll() -> None:
    data = as_pdf(receipt(a_full_receipt()))
    ((width, height),) = page_boxes(data)
    assert data.startswith(b"%PDF-")
    assert width == pytest.approx(80 * 72 / 25.4, abs=0.01)
    assert height > 300


def test_the_page_grows_with_what_stands_on_it() -> None:
    short = as_pdf(Document("Short", (Text("One line"),)))
    long = as_pdf(Document("Long", (Text("One line"),) * 300))
    assert page_boxes(long)[0][1] > 50 * page_boxes(short)[0][1]


def test_the_same_document_gives_the_same_bytes() -> None:
    document = receipt(a_full_receipt())
    assert as_pdf(document) == as_pdf(document)


@needs_pdftotext
def test_every_line_of_the_receipt_can_be_read_from_the_pdf(tmp_path: Path) -> None:
    text = text_of(receipt(a_full_receipt()), tmp_path)
    for words in ("Willow & Sage", "Ticket F1-000214", "Maya", "Card"):
        assert words in text
    rows = [line.split() for line in text.splitlines()]
    assert ["Total", "$217.55"] in rows
    assert ["Balance", "due", "now", "Owes", "$45.00"] in rows
    assert ["Moisture", "shampoo", "250", "ml", "$37.00"] in rows


def test_names_in_any_script_and_a_logo_are_drawn() -> None:
    parts = (Logo(a_png(600, 200)), Row("王小明 🐶 שלום مرحبا हिन्दी", "$1.00"), Text(""))
    assert as_pdf(Document("Scripts", parts)).count(b"/Subtype /Image") > 1


def test_without_a_font_to_embed_the_standard_one_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    caches = (pdf_text._main_fonts, pdf_text._font_of, pdf_text.pieces)
    monkeypatch.setattr(pdf_text, "font_named", lambda *_stems: None)
    monkeypatch.setattr(raster, "font_files", lambda: ())
    for cache in caches:
        cache.cache_clear()
    try:
        assert b"/Helvetica" in as_pdf(receipt(a_full_receipt()))
    finally:
        for cache in caches:
            cache.cache_clear()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.booleans())
@example("\u20d0", False)  # A mark without a letter below it.
def test_whatever_is_typed_a_pdf_comes_out(typed: str, bold: bool) -> None:
    row = Row(typed, "$1.00", Style(bold=bold))
    assert as_pdf(Document(typed, (row, Text(typed)))).rstrip().endswith(b"%%EOF")


@needs_pdftotext
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.sampled_from("abc12王小明あЖжλéß€한글🐶"), min_size=1, max_size=16))
def test_what_is_written_or_drawn_from_left_to_right_can_be_copied(
    tmp_path: Path, name: str
) -> None:
    copied = text_of(Document("Name", (Text(name),)), tmp_path)
    assert "".join(copied.split()) == name


@pytest.mark.parametrize("emoji", ["👍🏽", "👩\u200d🦰", "👨\u200d👩\u200d👧"])
def test_an_emoji_of_several_characters_is_one_picture(emoji: str) -> None:
    assert pdf_text.pieces(f"Jo {emoji}", bold=False)[-1] == pdf_text.Piece(emoji, "")
