"""Draws a document as PDF: on one page as wide as a receipt roll and as tall as what stands on it, or
on sheets of office paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pos_app.domain.words import _
from pos_app.printing import raster
from pos_app.printing.document import QR, Align, Barcode, Document, Logo, Rule, Size, Style
from pos_app.printing.pdf_text import draw_picture, draw_text, width_of
from pos_app.printing.text import LAST_COLUMN, Line, Placed, clean, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PIL import Image

_MM = 72 / 25.4
_SIZES = {Size.NORMAL: 8.5, Size.TALL: 11.0, Size.LARGE: 15.0}
_LEADING = 1.32
_QR_SIDE = 26 * _MM
_LOGO_DOTS = 480
_BAR_HEIGHT = raster.BAR_HEIGHT * 70 * _MM / _LOGO_DOTS + 4


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
_LETTER_PLACES = ("US", "CA", "MX", "PH", "CL", "CO", "VE", "GT", "CR", "PA", "DO", "PR")
"""Where people write on letter paper (CLDR, paperSize US-Letter); elsewhere on A4."""


def sheet_of(locale: str) -> Paper:
    """The paper that is written on where this locale is used."""
    return LETTER if locale.rpartition("_")[2] in _LETTER_PLACES else A4


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
            draw_picture(canvas, raster.qr_dots(clean(content)), left, top - _QR_SIDE, _QR_SIDE)
        case Barcode(content):
            picture = raster.bar_dots(clean(content), _LOGO_DOTS, raster.BAR_HEIGHT)
            width = picture.width * ROLL.room / _LOGO_DOTS
            draw_picture(canvas, picture, (paper.width - width) / 2, top - _BAR_HEIGHT + 4, width)
        case Logo(png):
            picture = _logo(png)
            width = picture.width * ROLL.room / _LOGO_DOTS
            left = (paper.width - width) / 2
            draw_picture(canvas, picture, left, top - _height(placed) + 4, width)


def _draw_line(canvas: Any, line: Line, paper: Paper, top: float) -> None:
    baseline = top - _SIZES[line.style.size]
    left = paper.margin
    if line.align is Align.CENTRE:
        left += (paper.room - _measure(line.left, line.style)) / 2
    size, bold = _SIZES[line.style.size], line.style.bold
    draw_text(canvas, line.left, left, baseline, size, bold=bold)
    edge = paper.width - paper.margin
    for text, end in ((line.right, edge), (line.middle, edge - paper.room * LAST_COLUMN)):
        start = end - _measure(text, line.style)
        draw_text(canvas, text, start, baseline, size, bold=bold)


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
    return raster.logo_picture(png, _LOGO_DOTS, _LOGO_DOTS // 2)


def _measure(text: str, style: Style) -> float:
    return width_of(text, _SIZES[style.size], bold=style.bold)
