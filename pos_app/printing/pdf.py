"""Draws a document as PDF: on one page as wide as a receipt roll and as tall as what stands on it, or
on sheets of office paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pos_app.domain.words import _
from pos_app.printing import raster
from pos_app.printing.bidi import runs_leftwards
from pos_app.printing.document import QR, Align, Barcode, Document, Logo, Rule, Size, Style
from pos_app.printing.fonts import font_named
from pos_app.printing.text import LAST_COLUMN, Line, Placed, cells, clean, clusters, lay_out, runs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PIL import Image

_MM = 72 / 25.4
_SIZES = {Size.NORMAL: 8.5, Size.TALL: 11.0, Size.LARGE: 15.0}
_LEADING = 1.32
_DOTS_PER_POINT = 4
_QR_SIDE = 26 * _MM
_BAR_HEIGHT = 12 * _MM
_LOGO_DOTS = 480
_FONT_PAIRS = (
    ("Inter-Regular", "Inter-Bold"),
    ("DejaVuSans", "DejaVuSans-Bold"),
    ("NotoSans-Regular", "NotoSans-Bold"),
    ("LiberationSans-Regular", "LiberationSans-Bold"),
    ("arial", "arialbd"),
    ("Arial", "Arial Bold"),
)


@dataclass(frozen=True, slots=True)
class Paper:
    """What is drawn on, in points. Without a height it is as tall as what stands on it."""

    width: float
    margin: float
    height: float = 0

    @property
    def room(self) -> float:
        """How wide a line can be."""
        return self.width - 2 * self.margin


ROLL = Paper(80 * _MM, 5 * _MM)
A4 = Paper(210 * _MM, 20 * _MM, 297 * _MM)
LETTER = Paper(8.5 * 72, 0.75 * 72, 11 * 72)


def as_pdf(document: Document) -> bytes:
    """The document as one PDF page 80 mm wide. The same document gives the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    placed = lay_out(document, ROLL.room, _measure)
    height = sum(_height(part) for part in placed) + 2 * ROLL.margin
    file = BytesIO()
    canvas = Canvas(file, pagesize=(ROLL.width, height), invariant=1)
    canvas.setTitle(document.title)
    _draw_all(canvas, placed, ROLL, height)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def as_sheets(document: Document, paper: Paper) -> bytes:
    """The document on as many numbered sheets as it needs. The same document gives the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    sheets = _sheets(lay_out(document, paper.room, _measure), paper)
    file = BytesIO()
    canvas = Canvas(file, pagesize=(paper.width, paper.height), invariant=1)
    canvas.setTitle(document.title)
    for number, placed in enumerate(sheets, 1):
        _draw_all(canvas, placed, paper, paper.height)
        if len(sheets) > 1:
            said = _("Page {number} of {count}").format(number=number, count=len(sheets))
            foot = Line(said, align=Align.CENTRE)
            _draw_line(canvas, foot, paper, paper.margin - 2 * _SIZES[Size.NORMAL])
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _sheets(placed: Iterable[Placed], paper: Paper) -> list[list[Placed]]:
    sheets: list[list[Placed]] = [[]]
    room = full = paper.height - 2 * paper.margin
    for part in placed:
        if room < _height(part) and sheets[-1]:
            sheets.append([])
            room = full
        sheets[-1].append(part)
        room -= _height(part)
    return sheets


def _draw_all(canvas: Any, placed: Iterable[Placed], paper: Paper, height: float) -> None:
    top = height - paper.margin
    for part in placed:
        _draw(canvas, part, paper, top)
        top -= _height(part)


def _draw(canvas: Any, placed: Placed, paper: Paper, top: float) -> None:
    match placed:
        case Line():
            _draw_line(canvas, placed, paper, top)
        case Rule():
            canvas.setLineWidth(0.5)
            middle = top - _height(placed) / 2
            canvas.line(paper.margin, middle, paper.width - paper.margin, middle)
        case QR(content):
            left = (paper.width - _QR_SIDE) / 2
            _draw_picture(canvas, raster.qr_dots(clean(content)), left, top - _QR_SIDE, _QR_SIDE)
        case Barcode(content):
            picture = raster.bar_dots(clean(content), _LOGO_DOTS, _DOTS_PER_POINT)
            width = picture.width * ROLL.room / _LOGO_DOTS
            canvas.drawImage(
                _as_image(picture),
                (paper.width - width) / 2,
                top - _BAR_HEIGHT,
                width,
                _BAR_HEIGHT - 4,
            )
        case Logo(png):
            picture = _logo(png)
            width = picture.width * ROLL.room / _LOGO_DOTS
            left = (paper.width - width) / 2
            _draw_picture(canvas, picture, left, top - _height(placed) + 4, width)


def _draw_line(canvas: Any, line: Line, paper: Paper, top: float) -> None:
    baseline = top - _SIZES[line.style.size]
    left = paper.margin
    if line.align is Align.CENTRE:
        left += (paper.room - _measure(line.left, line.style)) / 2
    _draw_text(canvas, line.left, line.style, left, baseline)
    edge = paper.width - paper.margin
    for text, end in ((line.right, edge), (line.middle, edge - paper.room * LAST_COLUMN)):
        _draw_text(canvas, text, line.style, end - _measure(text, line.style), baseline)


def _draw_text(canvas: Any, text: str, style: Style, left: float, baseline: float) -> None:
    """Text in the embedded font; what that lacks as a picture of the same height."""
    size = _SIZES[style.size]
    for run, written in _runs(text, style.bold):
        width = _run_width(run, style, written=written)
        if written:
            canvas.setFont(_font(style.bold), size)
            canvas.drawString(left, baseline, run)
        else:
            dots = (round(width * _DOTS_PER_POINT), round(size * 1.25 * _DOTS_PER_POINT))
            picture = raster.text_dots(run, *dots, weight=2 * style.bold)
            _draw_picture(canvas, picture, left, baseline - size * 0.28, width)
        left += width


def _draw_picture(
    canvas: Any, picture: Image.Image, left: float, bottom: float, width: float
) -> None:
    height = picture.height * width / picture.width
    canvas.drawImage(_as_image(picture), left, bottom, width, height)


def _as_image(picture: Image.Image) -> Any:
    from reportlab.lib.utils import ImageReader

    return ImageReader(picture.convert("L"))


def _height(placed: Placed) -> float:
    match placed:
        case Line(style=style):
            return _SIZES[style.size] * _LEADING
        case Rule():
            return _SIZES[Size.NORMAL] * 0.9
        case QR():
            return _QR_SIDE
        case Barcode():
            return _BAR_HEIGHT
        case Logo(png):
            picture = _logo(png)
            return picture.height * ROLL.room / _LOGO_DOTS + 8


def _logo(png: bytes) -> Image.Image:
    return raster.logo_dots(png, _LOGO_DOTS)


def _measure(text: str, style: Style) -> float:
    return sum(_run_width(run, style, written=written) for run, written in _runs(text, style.bold))


def _run_width(run: str, style: Style, *, written: bool) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    size = _SIZES[style.size]
    if written:
        return float(stringWidth(run, _font(style.bold), size))
    return cells(run) * size * 0.55


def _runs(text: str, bold: bool) -> list[tuple[str, bool]]:
    """The text in runs, each with whether the font can write it; else it must be drawn."""
    pieces = ((c, all(_writes(char, bold) for char in c)) for c in clusters(text))
    return runs(pieces, drawn=False)


def _writes(char: str, bold: bool) -> bool:
    if raster.joins(char) or runs_leftwards(char):
        return False
    known = _characters(bold)
    return ord(char) in known if known is not None else _is_western(char)


def _is_western(char: str) -> bool:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _fonts() -> tuple[str, str]:
    """The names of the regular and the bold font: embedded ones where this machine has some."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    for pair in _FONT_PAIRS:
        files = [font_named(stem) for stem in pair]
        try:
            for stem, file in zip(pair, files, strict=True):
                if file is None:
                    break
                pdfmetrics.registerFont(TTFont(stem, str(file)))
            else:
                return pair
        except TTFError:  # Outlines that PDF cannot embed this way (OpenType CFF).
            continue
    return "Helvetica", "Helvetica-Bold"


def _font(bold: bool) -> str:
    return _fonts()[bold]


@cache
def _characters(bold: bool) -> frozenset[int] | None:
    """What the embedded font holds; None for the standard one, which holds Western characters."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = pdfmetrics.getFont(_font(bold))
    return frozenset(font.face.charToGlyph) if isinstance(font, TTFont) else None
