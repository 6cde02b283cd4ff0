"""Draws a document as a PDF page as wide as a receipt roll and as tall as what stands on it."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pos_app.printing import raster
from pos_app.printing.document import QR, Align, Document, Logo, Rule, Size, Style
from pos_app.printing.fonts import font_named
from pos_app.printing.text import Line, Placed, cells, clean, clusters, lay_out, runs

if TYPE_CHECKING:
    from PIL import Image

_MM = 72 / 25.4
_PAGE_WIDTH = 80 * _MM
_MARGIN = 5 * _MM
_WIDTH = _PAGE_WIDTH - 2 * _MARGIN
_SIZES = {Size.NORMAL: 8.5, Size.TALL: 11.0, Size.LARGE: 15.0}
_LEADING = 1.32
_DOTS_PER_POINT = 4
_QR_SIDE = 26 * _MM
_LOGO_DOTS = 480
_FONT_PAIRS = (
    ("Inter-Regular", "Inter-Bold"),
    ("DejaVuSans", "DejaVuSans-Bold"),
    ("NotoSans-Regular", "NotoSans-Bold"),
    ("LiberationSans-Regular", "LiberationSans-Bold"),
    ("arial", "arialbd"),
    ("Arial", "Arial Bold"),
)


def as_pdf(document: Document) -> bytes:
    """The document as one PDF page 80 mm wide. The same document gives the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    placed = lay_out(document, _WIDTH, _measure)
    height = sum(_height(part) for part in placed) + 2 * _MARGIN
    file = BytesIO()
    canvas = Canvas(file, pagesize=(_PAGE_WIDTH, height), invariant=1)
    canvas.setTitle(document.title)
    top = height - _MARGIN
    for part in placed:
        _draw(canvas, part, top)
        top -= _height(part)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _draw(canvas: Any, placed: Placed, top: float) -> None:
    match placed:
        case Line():
            _draw_line(canvas, placed, top)
        case Rule():
            canvas.setLineWidth(0.5)
            middle = top - _height(placed) / 2
            canvas.line(_MARGIN, middle, _PAGE_WIDTH - _MARGIN, middle)
        case QR(content):
            left = (_PAGE_WIDTH - _QR_SIDE) / 2
            _draw_picture(canvas, raster.qr_dots(clean(content)), left, top - _QR_SIDE, _QR_SIDE)
        case Logo(png):
            picture = _logo(png)
            width = picture.width * _WIDTH / _LOGO_DOTS
            left = (_PAGE_WIDTH - width) / 2
            _draw_picture(canvas, picture, left, top - _height(placed) + 4, width)


def _draw_line(canvas: Any, line: Line, top: float) -> None:
    baseline = top - _SIZES[line.style.size]
    left = _MARGIN
    if line.align is Align.CENTRE:
        left += (_WIDTH - _measure(line.left, line.style)) / 2
    _draw_text(canvas, line.left, line.style, left, baseline)
    right = _PAGE_WIDTH - _MARGIN - _measure(line.right, line.style)
    _draw_text(canvas, line.right, line.style, right, baseline)


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
    from reportlab.lib.utils import ImageReader

    height = picture.height * width / picture.width
    canvas.drawImage(ImageReader(picture.convert("L")), left, bottom, width, height)


def _height(placed: Placed) -> float:
    match placed:
        case Line(style=style):
            return _SIZES[style.size] * _LEADING
        case Rule():
            return _SIZES[Size.NORMAL] * 0.9
        case QR():
            return _QR_SIDE
        case Logo(png):
            picture = _logo(png)
            return picture.height * _WIDTH / _LOGO_DOTS + 8


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
    if raster.needs_drawing(char):
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
