"""Text in PDF: any script, in fonts that are embedded, or drawn where no font can be.

Each character stands in the main font where that holds it, else in the first font of this machine that
holds it and can be embedded (TrueType outlines; reportlab takes no others). What is left, and scripts
whose letters form one shape together, is a picture that tells readers its words, so that it can be
searched for and copied. On a machine without any font the standard Helvetica writes what is Western;
the rest are pictures in the font that Pillow brings, in which what it lacks is a box.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from struct import error as StructError
from typing import TYPE_CHECKING, Any

from pos_app.printing import raster
from pos_app.printing.bidi import in_sight, shaped
from pos_app.printing.fonts import font_named
from pos_app.printing.text import clusters, runs

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

_DOTS_PER_POINT = 6
_INVISIBLE = 3
"""The text rendering mode that leaves no mark (PDF 32000-1, table 106)."""
_STANDARD = ("Helvetica", "Helvetica-Bold")
_FONT_PAIRS = (
    ("Inter-Regular", "Inter-Bold"),
    ("DejaVuSans", "DejaVuSans-Bold"),
    ("NotoSans-Regular", "NotoSans-Bold"),
    ("LiberationSans-Regular", "LiberationSans-Bold"),
    ("arial", "arialbd"),
    ("Arial", "Arial Bold"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text as it stands from left to right; without a ``font`` it is drawn.

    A drawn one keeps its characters in the order in which they are read.
    """

    text: str
    font: str

    def width(self, size: float) -> float:
        """How wide it is at this size, in points."""
        if self.font:
            return _string_width(self.text, self.font, size)
        return raster.width_of(self.text, _dots_tall(size)) / _DOTS_PER_POINT


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is, in points."""
    return sum(piece.width(size) for piece in pieces(text, bold))


def draw_text(
    canvas: Any,
    text: str,
    left: float,
    baseline: float,
    size: float,
    *,
    bold: bool = False,
    grey: float = 0,
) -> None:
    """Write a line of text with its left end at ``left``, in points, in black (0) or grey (to 1)."""
    canvas.setFillGray(grey)
    for piece in pieces(text, bold):
        width = piece.width(size)
        if piece.font:
            canvas.setFont(piece.font, size)
            # reportlab tells readers a wrong character for those beyond the first 65,536.
            with _read_as(canvas, piece.text if max(piece.text) > "\uffff" else ""):
                canvas.drawString(left, baseline, piece.text)
        elif piece.text.strip():
            dots = round(width * _DOTS_PER_POINT)
            picture = raster.text_dots(piece.text, dots, _dots_tall(size), weight=3 * bold)
            picture = picture.convert("L").point(lambda shade: max(shade, round(255 * grey)))
            draw_picture(canvas, picture, left, baseline - size * 0.28, width)
            with _read_as(canvas, piece.text):
                _write_unseen(canvas, left, baseline, size, width)
        left += width


def _dots_tall(size: float) -> int:
    return round(size * 1.25 * _DOTS_PER_POINT)


def draw_picture(
    canvas: Any, picture: Image.Image, left: float, bottom: float, width: float
) -> None:
    """Draw a picture ``width`` points wide, as tall as that makes it."""
    from reportlab.lib.utils import ImageReader

    height = picture.height * width / picture.width
    canvas.drawImage(ImageReader(picture), left, bottom, width, height, mask="auto")


@lru_cache(maxsize=4096)
def pieces(text: str, bold: bool) -> tuple[Piece, ...]:
    """The text in parts with a font for each, from left to right."""
    made: list[Piece] = []
    for run, leftwards in in_sight(text):
        written = shaped(run) if leftwards else run
        parts = runs(((c, _font_of(c, bold)) for c in clusters(written)), drawn="")
        if leftwards and any(not font for _part, font in parts):
            parts = [(run, "")]
        made += [Piece(part, font) for part, font in parts]
    return tuple(made)


@contextmanager
def _read_as(canvas: Any, text: str) -> Iterator[None]:
    """What is drawn within is this text to whoever searches, copies or listens (PDF 32000-1, 14.9.4)."""
    if text:
        words = text.encode("utf-16-be").hex().upper()
        canvas.addLiteral(f"/Span <</ActualText <FEFF{words}>>> BDC")
    yield
    if text:
        canvas.addLiteral("EMC")


def _write_unseen(canvas: Any, left: float, baseline: float, size: float, width: float) -> None:
    """A letter that leaves no mark, as wide as the picture that it stands above."""
    font = _main_fonts()[0]
    line = canvas.beginText(left, baseline)
    line.setFont(font, size)
    line.setTextRenderMode(_INVISIBLE)
    line.setHorizScale(100 * width / _string_width("x", font, size))
    line.textOut("x")
    line.setHorizScale(100)
    line.setTextRenderMode(0)
    canvas.drawText(line)


@lru_cache(maxsize=4096)
def _font_of(cluster: str, bold: bool) -> str:
    """The font that writes this character; none where it must be drawn."""
    # Of an emoji of several characters a font would also write those that only colour shows, as boxes.
    is_emoji = len(cluster) > 1 and unicodedata.category(cluster[0]) == "So"
    if is_emoji or any(map(raster.joins, cluster)):
        return ""
    main = _main_fonts()[bold]
    if _writes(main, cluster):
        return main
    for path in raster.fonts_holding(cluster[0]):
        font = _embedded(path)
        if font and _writes(font, cluster):
            return font
    return ""


def _writes(font: str, text: str) -> bool:
    known = _characters(font)
    return all(ord(char) in known if known is not None else _is_western(char) for char in text)


def _is_western(char: str) -> bool:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _main_fonts() -> tuple[str, str]:
    """The names of the regular and the bold font: embedded ones where this machine has some."""
    for pair in _FONT_PAIRS:
        files = [font_named(stem) for stem in pair]
        names = [_embedded(file) if file else "" for file in files]
        if all(names):
            return names[0], names[1]
    return _STANDARD


@cache
def _embedded(path: Path) -> str:
    """The name of this font, ready to embed; none where that cannot be (OpenType CFF, colour pictures)."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    try:
        pdfmetrics.registerFont(TTFont(path.stem, str(path)))
    except (TTFError, StructError, LookupError, ValueError, OSError):
        return ""
    return path.stem


@cache
def _characters(font: str) -> frozenset[int] | None:
    """What an embedded font holds; None for a standard one, which holds Western characters."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    known = pdfmetrics.getFont(font)
    return frozenset(known.face.charToGlyph) if isinstance(known, TTFont) else None


def _string_width(text: str, font: str, size: float) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(text, font, size))
