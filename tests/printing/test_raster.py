"""Pictures for printers and screen: exactly as large as asked, and never empty."""

import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

from pos_app.errors import UserError
from pos_app.printing import raster
from pos_app.printing.document import Document, Logo
from pos_app.printing.layouts import receipt
from pos_app.printing.paper import as_png
from pos_app.printing.profiles import PROFILES, PrinterProfile, profile_of
from pos_app.printing.proof import test_page as the_test_page
from pos_app.printing.text import as_text
from tests.printing.builders import a_full_receipt, a_png


def black_dots(picture: Image.Image) -> int:
    return picture.convert("L").histogram()[0]


@pytest.mark.parametrize(
    "text", ["王", "🐶", "שלום", "e\u0301", "\U000e0101", "\U000e01f0", "ﷺ", "₹", " "]
)
def test_any_text_is_drawn_in_exactly_the_dots_it_was_given(text: str) -> None:
    assert raster.text_dots(text, 24, 24).size == (24, 24)


def test_a_text_wider_than_its_dots_is_narrowed_not_cut() -> None:
    narrow = raster.text_dots("WWWWW|", 40, 24)
    assert black_dots(narrow.crop((34, 0, 40, 24))) > 0


def test_bold_text_has_more_black() -> None:
    bold = raster.text_dots("王", 24, 24, weight=1)
    assert black_dots(bold) > black_dots(raster.text_dots("王", 24, 24))


def test_a_font_that_cannot_lay_a_character_out_does_not_hold_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class _Refusing:
        def getmask(self, _text: str) -> bytes:
            raise ValueError("raqm_get_glyphs() failed.")

    monkeypatch.setattr(raster, "_font", lambda _path, _size: _Refusing())
    assert not raster._holds(tmp_path, "\U000e01f0")


def test_a_font_that_is_damaged_at_a_character_does_not_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class _Damaged:
        def getmask(self, _text: str) -> bytes:
            raise OSError("invalid outline")

    monkeypatch.setattr(raster, "_font", lambda _path, _size, _layout=None: _Damaged())
    assert not raster._has_glyph(tmp_path, "क")


@pytest.mark.parametrize("letter", ["ọ̀", "ễ", "Ổ", "é̈"])
def test_accents_stand_on_their_letter_and_not_beside_it(letter: str) -> None:
    if not any(raster._has_glyph(file, "ễ") for file in raster.fonts_holding("ễ")):
        pytest.skip("no font of this machine has such letters")
    bare = unicodedata.normalize("NFD", letter)[0]
    accented, plain = (
        ImageChops.invert(raster.text_dots(text, 600, 100).convert("L")).getbbox()
        for text in (letter, bare)
    )
    assert accented is not None
    assert plain is not None
    assert accented[1] < plain[1]
    assert accented[2] <= plain[2] + 12


def test_even_a_character_that_no_font_has_leaves_a_mark() -> None:
    assert black_dots(raster.text_dots("\U0010fff0", 24, 24)) > 0


_SHORT_HEADER = a_png(10, 10).replace(b"\0\0\0\x0dIHDR", b"\0\0\0\x05IHDR")


@pytest.mark.parametrize(
    "png", [b"", b"not a picture", a_png(10, 10)[:40], _SHORT_HEADER, b"P6 1\xff 1 255 abc"]
)
def test_a_logo_that_is_no_picture_is_refused(png: bytes) -> None:
    with pytest.raises(UserError, match="not a picture"):
        raster.logo_dots(png, 576)


@pytest.mark.parametrize("height", [5_001, 20_000])
def test_a_logo_of_too_many_pixels_is_refused_before_it_is_unpacked(height: int) -> None:
    file = BytesIO()
    Image.new("1", (10_000, height)).save(file, "PNG")
    with pytest.raises(UserError, match="too large"):
        raster.logo_dots(file.getvalue(), 576)


@pytest.mark.parametrize(("form", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "P")])
def test_a_picture_of_twenty_megapixels_is_kept_as_large_as_papers_need(
    form: str, mode: str
) -> None:
    file = BytesIO()
    Image.linear_gradient("L").resize((5_184, 3_888)).convert(mode).save(file, form)
    with Image.open(BytesIO(raster.kept_logo(file.getvalue()))) as kept:
        assert (kept.format, kept.size) == ("PNG", (800, 600))
        assert kept.convert("L").getextrema() != (255, 255)


def test_a_photo_stands_as_the_camera_was_held() -> None:
    file, turned = BytesIO(), Image.Exif()
    turned[0x0112] = 6  # Orientation: turned a quarter (EXIF 2.32, 4.6.4).
    Image.new("RGB", (400, 100), "grey").save(file, "JPEG", exif=turned)
    with Image.open(BytesIO(raster.kept_logo(file.getvalue()))) as kept:
        assert kept.size == (100, 400)


def test_a_small_picture_is_kept_as_it_was_drawn() -> None:
    assert raster.kept_logo(a_png(300, 100)) == a_png(300, 100)


def test_a_see_through_logo_is_printed_on_white() -> None:
    file = BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(file, "PNG")
    assert black_dots(raster.logo_dots(file.getvalue(), 576)) == 0


@pytest.mark.parametrize("colour", ["white", (255, 255, 255, 0), (0, 0, 0, 0), "#fffffe"])
def test_a_logo_that_leaves_nothing_on_white_paper_is_refused(
    colour: str | tuple[int, ...],
) -> None:
    file = BytesIO()
    Image.new("RGBA", (600, 300), colour).save(file, "PNG")
    with pytest.raises(UserError, match="Nothing of this logo shows"):
        raster.kept_logo(file.getvalue())


def test_greys_of_sixteen_bits_keep_their_shade() -> None:
    file = BytesIO()
    Image.new("I;16", (100, 100), 0x8080).save(file, "PNG")
    half = black_dots(raster.logo_dots(raster.kept_logo(file.getvalue()), 576))
    assert half == pytest.approx(5_000, rel=0.05)


def test_a_qr_code_keeps_its_quiet_zone() -> None:
    code = raster.qr_dots("F1-000214", 5)
    assert black_dots(code.crop((0, 0, code.width, 20))) == 0
    assert black_dots(code) > 0


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.code)
def test_the_paper_on_screen_is_as_wide_as_the_printers(profile: PrinterProfile) -> None:
    for document in (receipt(a_full_receipt()), the_test_page(profile, [])):
        with Image.open(BytesIO(as_png(document, profile))) as paper:
            assert paper.width == profile.dots + 64


def test_a_logo_stands_on_the_paper_on_screen() -> None:
    document = Document("A logo", (Logo(a_png(100, 50)),))
    with Image.open(BytesIO(as_png(document, profile_of("generic-80")))) as paper:
        assert black_dots(paper) > 0


def test_scripts_that_this_machine_has_no_font_for_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(raster, "font_files", lambda: ())
    missing = raster.scripts_without_font()
    assert missing[:2] == ["Chinese", "Japanese"]
    page = the_test_page(PROFILES[0], missing)
    assert "No font here for: Chinese, Japanese" in " ".join(as_text(page, 48).split())


@pytest.mark.parametrize("emoji", ["👍🏽", "👩\u200d🦰", "❤\ufe0f"])
def test_what_only_colour_shows_of_an_emoji_is_no_box_beside_it(emoji: str) -> None:
    assert raster.text_dots(emoji, 48, 24) == raster.text_dots(emoji[0], 48, 24)


@pytest.mark.parametrize("colour", ["white", "yellow", "#ffdca8", "red"])
def test_what_a_font_brings_in_a_pale_colour_is_no_empty_place(colour: str) -> None:
    ink = Image.new("RGBA", (24, 24), (0, 0, 0, 0))
    ImageDraw.Draw(ink).ellipse((2, 2, 21, 21), fill=colour)
    lined = raster.on_white(ink)
    assert black_dots(lined) > 40
    assert lined.getpixel((0, 0)) == 255
    touching = raster.on_white(Image.new("RGBA", (24, 24), colour))
    assert black_dots(touching) >= 4 * 23


def test_a_figure_in_a_key_is_the_figure_without_a_box_beside_it() -> None:
    key, figure = (raster.text_dots(text, 24, 24) for text in ("1\ufe0f\u20e3", "1"))
    assert ImageChops.difference(key.convert("L"), figure.convert("L")).getbbox() is None


def test_a_bracket_that_no_font_of_its_neighbours_has_is_turned_with_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def apart(text: str) -> list[tuple[str, Path | None]]:
        return [(char, None) for char in text]

    monkeypatch.setattr(raster, "_lays_out", lambda: True)
    monkeypatch.setattr(raster, "_by_font", apart)
    assert [part for part, _path in raster._in_sight("(ש)")] == ["(", "ש", ")"]


@pytest.mark.parametrize("name", ["अमित", "তানভীর", "முத்து", "பெருமாள்", "ਗੁਰਪ੍ਰੀਤ", "สมชาย", "น้ำ"])
def test_a_word_with_vowel_signs_is_drawn_in_one_font_that_has_them(name: str) -> None:
    ((word, font),) = raster._by_font(name)
    assert word == name
    assert font is not None
    assert all(raster._has_glyph(font, char) for char in name)
