"""Texts on a sheet of office paper, each wrapped within its column. All sizes are points."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pos_app.printing.document import PLAIN, Style
from pos_app.printing.pdf_text import draw_text, width_of
from pos_app.printing.text import spaced, unbroken, wrapped

BODY = 9.5
LEADING = 1.4
INK, MUTED, HAIR, SHADE = 0.1, 0.42, 0.82, 0.95
"""Greys, from 0 (black) to 1: a shop's printer may know no colour."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text of a table, wrapped within its column: ``edge`` is where it starts, or ends at the right."""

    text: str
    edge: float
    width: float
    right: bool = False
    bold: bool = False
    size: float = BODY
    grey: float = INK


def draw_down(canvas: Any, cells: Iterable[Cell], top: float) -> None:
    """Draw the cells one below the other."""
    for cell in cells:
        _draw_cell(canvas, cell, top)
        top -= height_of(cell)


def draw_across(canvas: Any, cells: Iterable[Cell], top: float) -> None:
    """Draw the cells of one row, all from the same top."""
    for cell in cells:
        _draw_cell(canvas, cell, top)


def _draw_cell(canvas: Any, cell: Cell, top: float) -> None:
    for line in _lines_of(cell):
        back = width_of(line, cell.size, bold=cell.bold) if cell.right else 0
        left, baseline = cell.edge - back, top - cell.size
        draw_text(canvas, line, left, baseline, cell.size, bold=cell.bold, grey=cell.grey)
        top -= cell.size * LEADING


def draw_hair(canvas: Any, left: float, right: float, height: float) -> None:
    """Draw a fine line."""
    canvas.setStrokeGray(HAIR)
    canvas.setLineWidth(0.6)
    canvas.line(left, height, right, height)


def _lines_of(cell: Cell) -> list[str]:
    def measure(text: str, _style: Style) -> float:
        return width_of(spaced(text), cell.size, bold=cell.bold)

    return [*map(spaced, wrapped(unbroken(cell.text), cell.width, PLAIN, measure))]


def height_of(cell: Cell) -> float:
    """How tall a cell is once its text is wrapped, in points."""
    return len(_lines_of(cell)) * cell.size * LEADING


def row_height(row: Iterable[Cell]) -> float:
    """How tall the tallest cell of a row is."""
    return max(map(height_of, row))
