"""Names in scripts whose letters reach each other: as wide on paper as they are, and in order."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from reportlab.pdfgen.canvas import Canvas

from pos_app.printing import pdf_text, raster
from pos_app.printing.cells import MUTED, Cell, draw_across
from pos_app.printing.document import Align, Document, Row, Size, Style, Text
from pos_app.printing.escpos import as_bytes
from pos_app.printing.profiles import CELL_WIDTH, PROFILES, PrinterProfile, profile_of
from tests.printing.decoder import Paper, decode

GENERIC = profile_of("generic-80")
HEADING = Style(bold=True, size=Size.LARGE)
NAMES = [
    "أمارة الحسن", "שלום עולם", "अमर कालोनी", "বাংলা নাম", "தமிழ்ப் பெயர்", "ਗੁਰਮੁਖੀ ਨਾਂ", "ภาษาไทย น้ำ",
    "မြန်မာ", "ភាសាខ្មែរ",
]  # fmt: skip
_WORDS = [
    *" ".join(NAMES).split(),
    "محمد", "ي\u200cخ", "क्\u200dष", "\u093f", "१२", "١٢", "स١\u0300", "ọ̀", "é", "Łódź", "王", "👩\u200d🔬",
    "Oil", "30%", "(a)", "-", ".", ",", "«", "×", "ﷺ", "مرحبا-x",
]  # fmt: skip


def printed(*parts: Text | Row, profile: PrinterProfile = GENERIC) -> Paper:
    return decode(as_bytes(Document("A paper", parts), profile))


def ink(picture: Image.Image) -> tuple[int, int, int, int]:
    box = ImageChops.invert(picture.convert("L")).getbbox()
    assert box is not None, "an empty picture"
    return box


def in_columns(dots: bytes) -> Image.Image:
    """What ``ESC *`` prints of these dots."""
    drawn = Image.frombytes("1", (24, len(dots) // 3), dots).transpose(Image.Transpose.TRANSPOSE)
    return ImageChops.invert(drawn.convert("L"))


@pytest.mark.parametrize("name", [*NAMES, "👨\u200d👩\u200d👧\u200d👦"])
def test_what_stands_beside_a_name_stands_right_beside_it(name: str) -> None:
    (dots,) = printed(Row(f"{name} x", "$1.00")).drawn
    picture = in_columns(dots)
    assert picture.width - ink(picture)[2] < CELL_WIDTH + 3


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_a_pdf_takes_the_width_of_its_letters(name: str) -> None:
    for piece in pdf_text.pieces(name, bold=False):
        picture = raster.text_dots(piece.text, round(piece.width(10) * 6), 75)
        assert picture.width - ink(picture)[2] < 10


def test_a_name_in_grey_words_of_a_pdf_is_as_grey(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Image.Image] = []
    monkeypatch.setattr(pdf_text, "draw_picture", lambda _canvas, dots, *_place: drawn.append(dots))
    draw_across(Canvas(BytesIO()), [Cell("With लक्ष्मी", 0, 200, grey=MUTED)], 100)
    assert [picture.getextrema()[0] for picture in drawn] == [round(255 * MUTED)]


@pytest.mark.parametrize("name", [*NAMES, "山田サロン", "Salon مرحبا"])
def test_a_large_name_stands_in_the_middle(name: str) -> None:
    ((width, height, dots),) = printed(Text(name, HEADING, Align.CENTRE)).pictures
    assert height == 48
    left, _top, right, _bottom = ink(
        ImageChops.invert(Image.frombytes("1", (width, height), dots).convert("L"))
    )
    assert left + (width - right) < 24


def test_what_is_drawn_among_large_characters_is_as_wide_as_they_are() -> None:
    (dots,) = printed(Text("Willow & Sage 王", HEADING, Align.CENTRE)).drawn
    left, _top, right, _bottom = ink(in_columns(dots))
    assert right - left > 1.3 * CELL_WIDTH * 2


_texts = st.lists(
    st.one_of(
        st.sampled_from(_WORDS),
        st.sampled_from(_WORDS).map(lambda word: f"\u2068{word} 12 {word}\u2069"),
        st.text(st.sampled_from("".join(_WORDS) + "  "), max_size=14),
    ),
    max_size=14,
).flatmap(lambda words: st.sampled_from([" ".join(words), "".join(words)]))


@settings(max_examples=150, deadline=None)
@given(_texts, st.builds(Style, st.booleans(), st.sampled_from(Size)), st.sampled_from(PROFILES))
def test_a_name_in_any_script_stays_on_the_paper_and_moves_no_amount(
    name: str, style: Style, profile: PrinterProfile
) -> None:
    paper = printed(Row(name, "$12.00", style), Text(name, style), profile=profile)
    (with_amount,) = (line for line in paper.lines if line.text.endswith("$12.00"))
    assert len(with_amount.cells) == profile.columns
    assert all(len(line.cells) <= profile.columns for line in paper.lines)
    assert all(width <= profile.dots for width, _height, _dots in paper.pictures)


@pytest.mark.parametrize(("plain", "marked"), [("ج", "جِ"), ("ح", "حٍ"), ("ស្ត្រ", "ស្ត្រុ")])
def test_a_sign_below_the_line_is_not_cut_off(plain: str, marked: str) -> None:
    assert raster.text_dots(plain, 300, 24) != raster.text_dots(marked, 300, 24)
