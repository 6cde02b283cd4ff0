"""The bytes for printers, read back by the decoder: every character and amount must arrive."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pos_app import locales
from pos_app.bench.printer import LoopbackPrinter
from pos_app.domain.money import format_amount
from pos_app.printing.card_layout import gift_card
from pos_app.printing.document import Align, Barcode, Document, Logo, Row, Size, Style, Text
from pos_app.printing.drivers import open_driver
from pos_app.printing.escpos import DrawerPin, as_bytes, kick_drawer
from pos_app.printing.layouts import LabelledAmount, ReceiptLine, receipt
from pos_app.printing.profiles import PROFILES, CodeDrawing, PrinterProfile, profile_of
from pos_app.printing.proof import test_page as the_test_page
from pos_app.printing.raster import cells_on_paper
from pos_app.printing.text import as_text, cells, char_cells, clean
from tests.printing.builders import a_full_receipt, a_gift_card, a_png, a_walk_in_receipt
from tests.printing.decoder import DRAWN, Paper, decode

GENERIC = profile_of("generic-80")
GOLDEN = Path(__file__).parents[1] / "golden"
every_profile = pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.code)


def printed(*parts: Text | Row | Logo | Barcode, profile: PrinterProfile = GENERIC) -> Paper:
    return decode(as_bytes(Document("A paper", parts), profile))


@every_profile
def test_every_character_of_a_receipt_arrives_in_its_column(profile: PrinterProfile) -> None:
    document = receipt(a_full_receipt())
    paper = decode(as_bytes(document, profile))
    expected = [
        line.replace("洗剪吹", DRAWN * 6).replace("−", "-").split()
        for line in as_text(document, profile.columns).splitlines()
        if not line.strip().startswith("[QR")
    ]
    assert [line.text.split() for line in paper.lines] == expected
    assert all(len(line.cells) <= profile.columns for line in paper.lines)


@every_profile
def test_every_amount_ends_at_the_last_column(profile: PrinterProfile) -> None:
    paper = decode(as_bytes(receipt(a_full_receipt()), profile))
    for amount in ("$85.00", "$37.00", "-$12.20", "$217.55", "-$0.05", "Owes $45.00"):
        line = paper.line_with(f" {amount}")
        assert line.text.endswith(amount)
        assert len(line.cells) == profile.columns


def test_the_total_is_the_largest_thing_beside_the_shops_name() -> None:
    paper = decode(as_bytes(receipt(a_full_receipt()), GENERIC))
    largest = [line.text.split() for line in paper.lines if line.wide and line.tall]
    assert largest == [["Willow", "&", "Sage"], ["Total", "$217.55"]]
    assert paper.line_with("Total ").bold


@every_profile
def test_the_euro_sign_is_printed_or_drawn_but_never_lost(profile: PrinterProfile) -> None:
    line = printed(Row("Haircut", "€45.00"), profile=profile).line_with("45.00")
    holds_euro = any(page.codec in ("cp858", "cp1252") for page in profile.pages)
    assert line.text.endswith("€45.00" if holds_euro else f"{DRAWN}45.00")
    assert len(line.cells) == profile.columns


def test_a_character_that_no_page_holds_is_drawn_and_its_neighbours_stay_characters() -> None:
    paper = printed(Row("Amara 王🐶 Okafor", "$45.00"))
    line = paper.line_with("45.00")
    assert line.text.startswith(f"Amara {DRAWN * 4} Okafor ")
    assert line.text.endswith("$45.00")
    assert len(line.cells) == 48
    assert all(any(dots) for dots in paper.drawn), "a drawing without a single dot"


def test_a_right_to_left_name_is_drawn_in_one_piece_beside_its_amount() -> None:
    paper = printed(Row("شامبو للشعر", "$12.00"))
    assert len(paper.drawn) == 1
    assert len(paper.line_with("$12.00").cells) == 48


def test_a_currency_sign_that_no_page_holds_is_drawn_before_its_figures() -> None:
    line = printed(Row("शैम्पू", "₹1,234.00")).line_with("1,234.00")
    assert line.text.endswith(f"{DRAWN}1,234.00")
    assert len(line.cells) == 48


def test_one_line_takes_characters_from_several_pages() -> None:
    text = "é € Łódź “quoted” Київ"
    paper = printed(Text(text), profile=profile_of("epson-tm-t20"))
    assert paper.text == text


def test_a_large_name_that_must_be_drawn_is_one_large_picture() -> None:
    heading = Style(bold=True, size=Size.LARGE)
    paper = printed(Text("山田サロン", heading, Align.CENTRE))
    ((width, height, dots),) = paper.pictures
    assert width <= 5 * 2 * 2 * 12
    assert height == 48
    assert any(dots)


def test_typed_control_characters_reach_no_printer() -> None:
    paper = printed(Row("\x1b@Evil\x1dV\x00 \x10\x14\x01na\nme\u202e", "$1.00\x1bp\x00"))
    assert paper.line_with("@Evil V na me").text.endswith("$1.00p")
    assert (paper.drawer_kicks, len(paper.cuts)) == ([], 1)


_typed = st.text(
    st.one_of(
        st.characters(max_codepoint=0x24F),
        st.characters(),
        st.sampled_from("洗剪吹🐶👩\u200d\u0301שלוםمر\x1b\x1d\x10\u202e€₹−… "),
    ),
    max_size=60,
)


@settings(max_examples=100, deadline=None)
@given(_typed, st.integers(-(10**11), 10**11), st.sampled_from(PROFILES))
def test_every_character_typed_arrives_as_itself_or_as_dots_and_moves_no_amount(
    name: str, minor: int, profile: PrinterProfile
) -> None:
    amount = f"${minor / 100:,.2f}"
    paper = printed(Row(name, amount), profile=profile)
    (at,) = (at for at, line in enumerate(paper.lines) if line.text.endswith(amount))
    assert all(len(line.cells) <= profile.columns for line in paper.lines)
    assert len(paper.lines[at].cells) == profile.columns
    arrived = "".join(line.text for line in paper.lines).replace(amount, "", 1)
    assert_arrived(arrived.replace(" ", ""), clean(name))


def assert_arrived(arrived: str, typed: str) -> None:
    """Each character arrived as itself, as its twin, or under dots as wide as it is.

    Counted, not compared in order: what runs from right to left stands in another order. Letters that
    reach each other are as wide as they are together.
    """
    plain = typed.translate(str.maketrans("−‐‑", "---"))
    characters, expected = Counter(arrived.replace(DRAWN, "")), Counter(plain)
    assert characters <= expected, characters - expected
    drawn = sum(char_cells(char) * count for char, count in (expected - characters).items())
    spaces = plain.count(" ")
    if cells_on_paper(typed) == cells(typed):
        assert drawn - spaces <= arrived.count(DRAWN) <= drawn + 2 * spaces
    else:
        assert DRAWN in arrived


@every_profile
def test_each_character_of_each_page_arrives(profile: PrinterProfile) -> None:
    for page in profile.pages:
        characters = bytes(range(0xA1, 0x100)).decode(page.codec, "ignore")
        text = "".join(char for char in characters if char.isprintable() and clean(char) == char)
        assert "".join(line.text for line in printed(Text(text), profile=profile).lines) == text


_MODELS = {
    "generic-80": ("NT-80-V-UL", "P822D", "TM-T20II", "CT-S651", "RP-F10-80mm"),
    "generic-80-42": ("TM-T20II-42col", "TM-T88V", "TM-P80-42col"),
    "generic-58": ("POS-5890", "NT-5890K", "ZJ-5870", "Sunmi-V2"),
    "epson-tm-t20": ("TM-T20II", "TM-P80", "TM-L90"),
    "epson-tm-t88": ("TM-T88V",),
    "plain-80": ("TM-T88II", "TM-T88III", "TM-T88IV", "KR-306"),
}


@every_profile
def test_a_profile_names_no_page_that_a_printer_of_its_family_lacks(
    profile: PrinterProfile,
) -> None:
    """Held against python-escpos' table of printers, which its users measured."""
    package = find_spec("escpos")
    assert package is not None
    assert package.origin is not None
    table = Path(package.origin).with_name("capabilities.json").read_text(encoding="utf-8")
    models = json.loads(table)["profiles"]
    for name in _MODELS[profile.code]:
        pages = models[name]["codePages"]
        assert {page.number: page.codec for page in profile.pages} == {
            page.number: pages[str(page.number)].lower() for page in profile.pages
        }, name


@every_profile
def test_the_bytes_of_a_receipt_are_the_golden_ones(profile: PrinterProfile) -> None:
    data = a_walk_in_receipt(
        client="Zoë Łukasz-王",
        lines=(ReceiptLine("Färben & Föhnen – 45 €", 2, 2250, 4500),),
        discounts=(LabelledAmount("Café “Noir”", 500),),
    )
    paper = decode(as_bytes(receipt(data), profile))
    golden = GOLDEN / f"bytes_{profile.code}.txt"
    listing = "".join(f"{line}\n" for line in paper.listing)
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_text(listing, encoding="utf-8", newline="\n")
    assert listing == golden.read_text(encoding="utf-8")


@every_profile
def test_a_ticket_of_three_hundred_lines_arrives_whole_and_in_order(
    profile: PrinterProfile,
) -> None:
    lines = tuple(ReceiptLine(f"Läufer {n:03} 王", 1, n, n) for n in range(1, 301))
    paper = decode(as_bytes(receipt(a_walk_in_receipt(lines=lines)), profile))
    found = [line for line in paper.lines if "ufer " in line.text]
    assert [line.text.split("ufer ")[1][:3] for line in found] == [f"{n:03}" for n in range(1, 301)]
    assert [line.text.split("$")[1] for line in found] == [f"{n / 100:.2f}" for n in range(1, 301)]
    assert {len(line.cells) for line in found} == {profile.columns}


@every_profile
def test_the_test_page_fills_its_lines_exactly(profile: PrinterProfile) -> None:
    paper = decode(as_bytes(the_test_page(profile, []), profile))
    ruler = paper.line_with("1234567890123456789012345")
    assert cells(ruler.text) == profile.columns
    assert "?" not in paper.text


@every_profile
def test_the_paper_ends_with_the_cut_its_printer_can_do(profile: PrinterProfile) -> None:
    paper = decode(as_bytes(receipt(a_full_receipt()), profile))
    assert len(paper.cuts) == (0 if profile.code == "generic-58" else 1)


@every_profile
def test_a_gift_cards_bars_are_the_printers_own_or_a_picture(profile: PrinterProfile) -> None:
    paper = decode(as_bytes(gift_card(a_gift_card()), profile))
    drawn = profile.barcode is CodeDrawing.PICTURE
    assert paper.barcodes == ([] if drawn else ["7KQ2M9XWT4HB"])
    assert all(width <= profile.dots for width, _height, _dots in paper.pictures)


@every_profile
@pytest.mark.parametrize("length", range(12, 20))
def test_every_gift_cards_bars_have_room_on_the_paper_with_white_beside_them(
    profile: PrinterProfile, length: int
) -> None:
    code = "6034932528973614702"[:length]
    paper = printed(Barcode(code), profile=profile)
    if profile.barcode is CodeDrawing.NATIVE:
        assert paper.barcodes == [code]
    for wide in paper.bar_widths:
        assert wide + 2 * 10 * 2 <= profile.dots


@every_profile
def test_yen_are_written_with_the_printers_own_sign(profile: PrinterProfile) -> None:
    yen = locales.money_format("JPY", "ja_JP")
    paper = printed(Row("合計", format_amount(-12_345, yen)), profile=profile)
    assert paper.lines[0].text.endswith("  -¥12,345")


def test_a_brace_in_a_barcode_is_no_command_within_it() -> None:
    assert printed(Barcode("A{1}")).barcodes == ["A{1}"]


def test_one_foreign_character_leaves_the_rest_of_a_large_name_as_it_was() -> None:
    heading = Style(bold=True, size=Size.LARGE)
    paper = printed(Text("Willow & Sage 王", heading, Align.CENTRE))
    assert paper.pictures == []
    line = paper.line_with("W")
    assert "".join(line.cells).strip() == f"Willow & Sage {DRAWN * 4}"
    assert line.wide
    assert line.tall


def test_a_large_name_at_the_left_is_drawn_at_the_left() -> None:
    heading = Style(bold=True, size=Size.LARGE)
    assert b"\x1ba" not in as_bytes(Document("A paper", (Text("山田", heading),)), GENERIC)


@every_profile
def test_the_qr_code_is_the_printers_own_or_a_picture(profile: PrinterProfile) -> None:
    paper = decode(as_bytes(receipt(a_full_receipt()), profile))
    if profile.code in ("generic-58", "plain-80"):
        assert (paper.qr_codes, len(paper.pictures)) == ([], 1)
    else:
        assert (paper.qr_codes, paper.pictures) == (["F1-000214"], [])


def test_a_logo_is_narrowed_to_the_paper() -> None:
    ((width, height, dots),) = printed(Logo(a_png(2000, 500))).pictures
    assert (width, height) == (576, 144)
    assert dots[:72] == dots[-72:] == b"\xff" * 72, "the frame, black at its edges"
    assert dots[72 * 70 : 72 * 71].strip(b"\x00")[:1] in b"\x80\xc0\xe0"
    assert not any(dots[72 * 70 + 10 : 72 * 71 - 10]), "white within"


def test_no_receipt_ever_opens_the_drawer() -> None:
    assert decode(as_bytes(receipt(a_full_receipt()), GENERIC)).drawer_kicks == []


@pytest.mark.parametrize(("pin", "number"), [(DrawerPin.PIN_2, 0), (DrawerPin.PIN_5, 1)])
def test_the_drawer_opens_at_either_pin(pin: DrawerPin, number: int) -> None:
    assert decode(kick_drawer(pin, pulse_ms=120)).drawer_kicks == [(number, 60, 120)]


def test_a_pulse_stays_within_what_the_command_can_say() -> None:
    assert decode(kick_drawer(pulse_ms=10_000)).drawer_kicks == [(0, 255, 255)]
    assert decode(kick_drawer(pulse_ms=0)).drawer_kicks == [(0, 1, 2)]


def test_the_same_document_gives_the_same_bytes() -> None:
    document = receipt(a_full_receipt())
    assert as_bytes(document, GENERIC) == as_bytes(document, GENERIC)


_IMPORT_CHECK = """
import logging, os, sys, tempfile
tempfile.tempdir = sys.argv[1]
before = dict(os.environ)
from pos_app.printing import drivers, escpos, extracts, invoice, paper, pdf, proof
from pos_app.services import invoice_papers
from pos_app.printing.profiles import PROFILES
heavy = {"escpos", "reportlab", "PIL", "qrcode", "yaml"} & set(sys.modules)
assert not heavy, f"imported at start: {heavy}"
escpos.as_bytes(proof.test_page(PROFILES[0], []), PROFILES[0])
assert logging.getLogger().handlers == [], logging.getLogger().handlers
assert dict(os.environ) == before
assert os.listdir(sys.argv[1]) == [], os.listdir(sys.argv[1])
"""


def test_python_escpos_is_imported_late_and_leaves_nothing_behind(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _IMPORT_CHECK, str(tmp_path)], check=True, timeout=60)


def test_no_dots_are_obeyed_as_a_question_or_open_the_drawer() -> None:
    rows = b"\x10\x14\x01\x00\x05" + b"\x10\x04\x01\x10\x04" + b"\x10\x05\x02\x10\x14"
    file = BytesIO()
    white_set = bytes(255 ^ dots for dots in rows)
    Image.frombytes("1", (40, 3), white_set).save(file, "PNG")
    with LoopbackPrinter() as printer:
        job = as_bytes(Document("A paper", (Logo(file.getvalue()), Text("Thank you"))), GENERIC)
        open_driver(printer.address).send(job)
        assert printer.kicks == 0
        (paper,) = printer.papers
    assert not re.search(b"\x10[\x04\x05\x14]", job)
    assert b"Thank you" in paper
