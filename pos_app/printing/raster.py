"""Draws as black dots what a printer cannot print as characters: any script, logos, QR codes."""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.domain.words import _, runs_leftwards
from pos_app.errors import UserError
from pos_app.printing.bidi import in_sight, shaped
from pos_app.printing.document import Style
from pos_app.printing.fonts import font_files
from pos_app.printing.profiles import CELL_HEIGHT, CELL_WIDTH
from pos_app.printing.text import cells, clusters, runs, times_wide

if TYPE_CHECKING:
    from PIL import Image, ImageFont

_JOINING = re.compile("[\u0900-\u109f\u1780-\u18af\ua800-\uaadf\U00011000-\U000114ff]")
"""The blocks of the scripts of India and its neighbours, whose letters form one shape together."""
_KEYCAP = "\u20e3"
_NO_SUCH_CHARACTER = "\U0010ffff"
_STRIKES = (109, 136, 160)
"""The only sizes at which fonts made of colour pictures open."""
_PALE = 64
"""What is as light as this, where ink covers the paper, is a colour."""
_MAX_LOGO_PIXELS = 50_000_000
_UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, ArithmeticError,
               NotImplementedError, struct.error, zlib.error)  # fmt: skip
"""What Pillow raises at files that are damaged, cut short, or of a kind that it knows only by name."""
LOGO_MAX_HEIGHT = 240
_KEPT_LOGO = (1200, 600)
_PNG = b"\x89PNG"
QR_MODULE_DOTS = 6
"""How many dots a unit of a QR code has across on every paper."""
_QR_MASK = 3
BAR_HEIGHT = 80
"""How tall a barcode is on a receipt, in dots: 10 mm."""
_QUIET = 10
"""White on either side of a barcode, in units of its narrowest bar (ISO/IEC 15417)."""


@lru_cache(maxsize=512)
def text_dots(text: str, width: int, height: int, *, weight: int = 0) -> Image.Image:
    """The text in a picture of exactly ``width`` × ``height`` dots, black on white (mode "1").

    Narrowed where it is wider; ``weight`` is how many dots bolder it is drawn.
    """
    from PIL import Image, ImageDraw

    size = _size_in(height)
    pieces = [_piece(part, path, size) for part, path in _in_sight(text)]
    ink = Image.new("L", (max(1, sum(piece.width for piece in pieces)), height), 255)
    left = 0
    for piece in pieces:
        ink.paste(piece, (left, height - piece.height))
        left += piece.width
    if ink.width > width:
        ink = ink.resize((width, height), Image.Resampling.LANCZOS)
    paper = Image.new("L", (width, height), 255)
    paper.paste(ink, (0, 0))
    if weight:
        bolder = ImageDraw.Draw(paper)
        bolder.bitmap((weight, 0), ink.point(lambda shade: 255 - shade), fill=0)
    return paper.point(lambda shade: 255 if shade > 140 else 0).convert("1")


@lru_cache(maxsize=4096)
def width_of(text: str, height: int) -> int:
    """How many dots wide :func:`text_dots` draws a text that it has room for."""
    size = _size_in(height)
    return sum(_advance(part, _font(path, size), size) for part, path in _in_sight(text))


def _size_in(height: int) -> int:
    return max(8, round(height * 0.8))


def _advance(text: str, font: ImageFont.FreeTypeFont, size: int) -> int:
    return max(1, round(font.getlength(text) / _scale(font, size)))


def _scale(font: ImageFont.FreeTypeFont, size: int) -> float:
    """How much larger than wanted a font is that opens at one size only."""
    return max(1, font.size / size)


def _in_sight(text: str) -> Iterator[tuple[str, Path | None]]:
    """The text's parts from left to right, each with its font."""
    for run, leftwards in in_sight(text):
        parts = _by_font(run)
        if not leftwards:
            yield from parts
        elif _lays_out():
            for part, path in reversed(parts):
                yield part if runs_leftwards(part) else shaped(part), path
        else:
            yield from _by_font(shaped(run))


@cache
def _lays_out() -> bool:
    """Whether Pillow can join and turn letters on this machine; it comes without that for some."""
    from PIL import features

    return bool(features.check("raqm"))


def _by_font(text: str) -> list[tuple[str, Path | None]]:
    """The text in parts with a font for each; a space goes with what is before it."""
    path: Path | None = None
    pieces: list[tuple[str, Path | None]] = []
    for reaching, word in groupby(clusters(text), _reaching):
        letters = list(word)
        whole = _font_file_of_word("".join(letters)) if reaching else None
        for cluster in letters:
            path = path if cluster == " " and pieces else whole or _font_file_of(cluster)
            pieces.append((_drawable(cluster, path), path))
    return [
        ("".join(cluster for cluster, _path in part), path)
        for path, part in groupby(pieces, key=lambda piece: piece[1])
    ]


def _drawable(cluster: str, path: Path | None) -> str:
    """The cluster without what only colour could show of an emoji, or the font does not have: a tone of
    skin is a black square in it, and a family of which one is missing is better without a box."""
    first, others = cluster[0], cluster[1:]
    if _KEYCAP in others:
        return first  # Fonts set the key beside the figure, where the next character is.
    if not others or unicodedata.category(first) != "So":
        return cluster
    seen = (c for c in others if unicodedata.category(c) == "So" and path and _holds(path, c))
    return first + "".join(seen)


def _piece(text: str, path: Path | None, size: int) -> Image.Image:
    """The text in one font, as dark on light, as wide as it runs and as tall as a line."""
    from PIL import Image, ImageDraw

    font = _font(path, size)
    height = round(size / 0.8)
    tall = round(height * _scale(font, size))
    below = tall - round(tall * 0.78)
    # Two accents on a capital, or a letter below another, reach out of the line, which is drawn lower.
    _left, highest, _right, lowest = map(round, font.getbbox(text, anchor="ls"))
    above = max(tall - below, min(-highest, tall))
    below = max(below, min(lowest, tall))
    width = max(1, round(font.getlength(text)))
    ink = Image.new("RGBA", (width, above + below), (0, 0, 0, 0))
    draw = ImageDraw.Draw(ink)
    draw.text((0, above), text, font=font, fill="black", anchor="ls", embedded_color=True)
    shape = (_advance(text, font, size), height)
    if ink.size != shape:
        ink = ink.resize(shape, Image.Resampling.LANCZOS)
    return on_white(ink)


def on_white(ink: Image.Image) -> Image.Image:
    """Ink as greys on white. What a font brings in colours is in strong contrast and lined: a yellow face
    or a white heart would be an empty place on the paper."""
    from PIL import Image, ImageChops, ImageFilter, ImageOps

    paper = Image.new("RGBA", ink.size, "white")
    paper.alpha_composite(ink)
    greys, covered = paper.convert("L"), ink.getchannel("A")
    whole = covered.point(lambda cover: 255 if cover == 255 else 0)
    if not any(ImageChops.darker(greys, whole).histogram()[_PALE:]):
        return greys
    inside = covered.point(lambda cover: 255 if cover > 127 else 0)
    greys = ImageOps.autocontrast(greys, cutoff=2, mask=inside)
    framed = ImageOps.expand(inside, 1).filter(ImageFilter.MinFilter(3))
    core = ImageOps.crop(framed, 1)
    greys.paste(0, mask=ImageChops.subtract(inside, core))
    return greys


@cache
def _font(
    path: Path | None, size: int, layout: ImageFont.Layout | None = None
) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    if path is None:
        font = ImageFont.load_default(size)
        if not isinstance(font, ImageFont.FreeTypeFont):
            raise UserError(_("This machine has no font to draw characters with."))
        return font
    for attempt in (size, *_STRIKES):
        try:
            return ImageFont.truetype(str(path), attempt, layout_engine=layout)
        except OSError:
            continue
    return _font(None, size)


@lru_cache(maxsize=8192)
def _font_file_of(cluster: str) -> Path | None:
    """The first font that holds the cluster's character, whole and with its marks where one does; None
    for the one that Pillow brings."""
    files = fonts_holding(cluster)
    first = next(files, None)
    letter, marks = cluster[0], cluster[1:]
    is_accented = bool(marks) or not unicodedata.is_normalized("NFD", letter)
    if first is None or not letter.isalpha() or not is_accented:
        return first
    whole = (
        file
        for file in (first, *files)
        if _has_glyph(file, letter) and all(_holds(file, mark) for mark in marks)
    )
    return next(whole, first)


@lru_cache(maxsize=2048)
def _font_file_of_word(word: str) -> Path | None:
    """The first font that has every letter and sign of a word, which take their shapes and places only
    among those of the same font; None where no font has them all."""
    seen = [char for char in word if unicodedata.category(char) != "Cf"]
    return next(
        (path for path in fonts_holding(word) if all(_has_glyph(path, char) for char in seen)), None
    )


@lru_cache(maxsize=32768)
def _has_glyph(path: Path, char: str) -> bool:
    """Whether the font has the character itself: where it lacks an accented letter, Pillow writes the
    letter and its accent, which a font of boxes of one width sets over the next one."""
    from PIL.ImageFont import Layout

    font = _font(path, 24, Layout.BASIC)
    try:
        return bytes(font.getmask(char)) != bytes(font.getmask(_NO_SUCH_CHARACTER))
    except OSError:  # A damaged font opens, and fails at the character.
        return False


def fonts_holding(cluster: str) -> Iterator[Path]:
    """The font files of this machine that hold a character, the better ones first."""
    files = font_files()
    letter = cluster[0]
    if joins(letter) or runs_leftwards(letter) or (letter.isalpha() and len(cluster) > 1):
        # Letters in boxes of one width do not reach each other, and their marks not the letter before.
        files = tuple(sorted(files, key=lambda path: "Mono" in path.stem))
    for path in files:
        if letter.isspace() or _holds(path, letter):
            yield path


def scripts_without_font() -> list[str]:
    """The scripts, by name, in which this machine can draw nothing: their characters come out as boxes."""
    samples = {
        _("Chinese"): "北",
        _("Japanese"): "あ",
        _("Korean"): "한",
        _("Arabic"): "ش",
        _("Hebrew"): "ש",
        _("Hindi"): "ह",
        _("Thai"): "ไ",
        _("emoji"): "🐶",
    }
    return [name for name, char in samples.items() if next(fonts_holding(char), None) is None]


@cache
def _missing_glyph(path: Path) -> bytes:
    return bytes(_font(path, 24).getmask(_NO_SUCH_CHARACTER))


@lru_cache(maxsize=32768)
def _holds(path: Path, char: str) -> bool:
    """Whether the font has its own picture for this character.

    Pillow does not tell; but what a font lacks, it draws as it draws a character that cannot exist. A mark
    alone it draws on a circle of dots, also where the font has the circle only.
    """
    try:
        if unicodedata.category(char)[0] == "M" and not _has_glyph(path, char):
            return False
        glyph = bytes(_font(path, 24).getmask(char))
        return any(glyph) and glyph != _missing_glyph(path)
    except (
        OSError,
        ValueError,
    ):  # The latter of a font without even a space, for what is not seen.
        return False


def drawn_together(text: str) -> Iterator[str]:
    """Characters one by one, for a picture each; those that join or run leftwards in one piece.

    They come from left to right, as they stand on the paper.
    """
    for run, leftwards in in_sight(text):
        yield from [run] if leftwards else joined_in(run)


def joined_in(run: str) -> Iterator[str]:
    """The characters of a text that runs rightwards, as :func:`drawn_together` has them."""
    pieces = ((cluster, joins(cluster[-1])) for cluster in clusters(run))
    for piece, together in runs(pieces, drawn=True):
        yield from [piece] if together else clusters(piece)


def piece_cells(piece: str) -> int:
    """How many cells a piece of :func:`drawn_together` takes: letters that reach each other as many as
    they fill together, others one or two each."""
    if not _reaching(piece):
        return cells(piece)
    return -(-width_of(piece, CELL_HEIGHT) // CELL_WIDTH)


def cells_on_paper(text: str) -> int:
    """How many cells a text takes on a printer's paper, whether printed or drawn."""
    return _reaching_cells(text) if _reaching(text) else cells(text)


@lru_cache(maxsize=1024)
def _reaching_cells(text: str) -> int:
    return sum(map(piece_cells, drawn_together(text)))


def measured_on_paper(text: str, style: Style) -> float:
    """The measure of printers: cells, twice as many when twice as wide."""
    return cells_on_paper(text) * times_wide(style)


def joins(char: str) -> bool:
    """Whether a character's shape or place depends on its neighbours: a mark, or a joining script."""
    return _JOINING.match(char) is not None or unicodedata.category(char)[0] == "M"


def _reaching(text: str) -> bool:
    """Whether any of the text is of a script whose letters reach each other, or an emoji of several."""
    if text.isascii():
        return False
    return "\u200d" in text or _JOINING.search(text) is not None or runs_leftwards(text)


@lru_cache(maxsize=4)
def logo_dots(png: bytes, width: int) -> Image.Image:
    """The logo no wider than ``width`` dots and no taller than 30 mm, greys as patterns of dots.

    Raises:
        UserError: it is no picture, or one of too many pixels.
    """
    return logo_picture(png, width, LOGO_MAX_HEIGHT).convert("L").convert("1")


def kept_logo(picture: bytes) -> bytes:
    """A picture as it is stored: a PNG, and as large as papers can use.

    Raises:
        UserError: it is no picture, one of too many pixels, or all white on paper.
    """
    scaled = logo_picture(picture, *_KEPT_LOGO)
    if scaled.convert("L").convert("1").getextrema() == (255, 255):
        raise UserError(
            _("Nothing of this logo shows on white paper. Choose one with dark lines or areas.")
        )
    if picture.startswith(_PNG) and max(scaled.width, scaled.height) < max(_KEPT_LOGO) // 2:
        return picture  # As it was drawn, see-through places and all.
    file = BytesIO()
    scaled.save(file, "PNG", optimize=True)
    return file.getvalue()


def logo_picture(png: bytes, width: int, height: int) -> Image.Image:
    """The logo on white, in its colours, no larger than ``width`` × ``height``.

    Raises:
        UserError: it is no picture, or one of too many pixels.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(png)) as logo:
            if logo.width * logo.height > _MAX_LOGO_PIXELS:
                raise _too_large()
            logo.draft(
                "RGB", (2 * width, 2 * height)
            )  # A photo is read at the size that is needed.
            upright = ImageOps.exif_transpose(logo)  # As the camera was held.
            if upright.mode.startswith("I"):  # Greys of 16 bits, which Pillow cuts off at 255.
                upright = upright.convert("I").point(lambda grey: grey / 257).convert("L")
            whole = upright.convert("RGBA") if upright.mode in ("1", "P") else upright
            whole.thumbnail((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
            picture = whole.convert("RGBA")
    except Image.DecompressionBombError as fault:
        raise _too_large() from fault
    except _UNREADABLE as fault:
        raise UserError(
            _("The logo is not a picture that can be read. Use a PNG or JPEG.")
        ) from fault
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    return paper.convert("RGB")


def _too_large() -> UserError:
    return UserError(_("The logo is too large. Use one below 50 million pixels."))


@lru_cache(maxsize=64)
def qr_dots(content: str, module: int = 5) -> Image.Image:
    """A QR code, ``module`` dots to its unit, with the quiet zone that scanners need."""
    import qrcode
    from PIL import Image

    # Any mask can be read; trying all eight for the evenest takes longer than the whole receipt.
    code = qrcode.QRCode(
        border=4, error_correction=qrcode.constants.ERROR_CORRECT_M, mask_pattern=_QR_MASK
    )
    code.add_data(content)
    matrix = code.get_matrix()
    small = Image.new("1", (len(matrix), len(matrix)))
    small.putdata([0 if dark else 255 for row in matrix for dark in row])
    return small.resize((small.width * module, small.height * module), Image.Resampling.NEAREST)


def bar_dots(content: str, width: int, height: int) -> Image.Image:
    """A Code 128 barcode with its quiet zones, at the widest bars that ``width`` dots have room for."""
    from barcode import Code128
    from PIL import Image

    bars = "0" * _QUIET + Code128(content).build()[0] + "0" * _QUIET
    small = Image.new("1", (len(bars), 1))
    small.putdata([0 if bar == "1" else 255 for bar in bars])
    return small.resize(
        (len(bars) * _bar_width(len(bars), width), height), Image.Resampling.NEAREST
    )


def bar_width(signs: int, width: int) -> int:
    """How many dots wide the narrowest bar of a Code 128 barcode of so many signs can be on a paper of
    ``width`` dots: 1 to 3."""
    return _bar_width(11 * (signs + 2) + 13 + 2 * _QUIET, width)


def _bar_width(bars: int, width: int) -> int:
    return min(max(width // bars, 1), 3)
