"""Draws a document as a picture of its paper, from the same lines as the printer's."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from pos_app.printing import raster
from pos_app.printing.document import QR, Barcode, Document, Logo, Rule, Size
from pos_app.printing.profiles import CELL_HEIGHT, CELL_WIDTH, PrinterProfile
from pos_app.printing.text import (
    Line,
    Placed,
    clean,
    lay_out,
    standing,
    times_wide,
)

if TYPE_CHECKING:
    from PIL import Image

_MARGIN = 32
_LINE_SPACING = 6


def as_png(document: Document, profile: PrinterProfile) -> bytes:
    """The paper as a PNG, one pixel for each of the printer's dots, with white margins."""
    from PIL import Image

    placed = lay_out(document, profile.columns, raster.measured_on_paper)
    strips = [_strip(part, profile) for part in placed]
    height = sum(strip.height + _LINE_SPACING for strip in strips)
    paper = Image.new("L", (profile.dots + 2 * _MARGIN, height + 2 * _MARGIN), 255)
    top = _MARGIN
    for part, strip in zip(placed, strips, strict=True):
        whole_line = isinstance(part, Line | Rule)
        left = 0 if whole_line else (profile.dots - strip.width) // 2
        paper.paste(strip, (_MARGIN + left, top))
        top += strip.height + _LINE_SPACING
    file = BytesIO()
    paper.save(file, "PNG")
    return file.getvalue()


def _strip(placed: Placed, profile: PrinterProfile) -> Image.Image:
    match placed:
        case Line():
            return _line_dots(placed, profile)
        case Rule():
            return _line_dots(Line("-" * profile.columns), profile)
        case QR(content):
            return raster.qr_dots(clean(content), raster.QR_MODULE_DOTS)
        case Barcode(content):
            return raster.bar_dots(clean(content), profile.dots, raster.BAR_HEIGHT)
        case Logo(png):
            return raster.logo_dots(png, profile.dots)


def _line_dots(line: Line, profile: PrinterProfile) -> Image.Image:
    """One line, each character in its own cell, as fixed columns are."""
    from PIL import Image

    wide = times_wide(line.style)
    tall = 1 if line.style.size is Size.NORMAL else 2
    cell_width, height = wide * CELL_WIDTH, tall * CELL_HEIGHT
    strip = Image.new("L", (profile.dots, height), 255)
    for start, text in standing(line, profile.columns // wide, raster.cells_on_paper):
        left = start * cell_width
        for piece in raster.drawn_together(text):
            width = raster.piece_cells(piece) * cell_width
            if piece.strip() and width:
                dots = raster.text_dots(piece, width, height, weight=int(line.style.bold))
                strip.paste(dots, (left, 0))
            left += width
    return strip
