"""Lays a document out, once for every medium, and writes it as plain text.

:func:`lay_out` knows widths only through a :data:`Measure`: character cells for printers and plain
text, points for PDF. What people typed is text here and never a command: control and formatting
characters are let go before anything is measured.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from pos_app.domain.words import END_ISOLATE, ISOLATE
from pos_app.printing.document import (
    PLAIN,
    QR,
    Align,
    Barcode,
    Columns,
    Document,
    Gap,
    Logo,
    Notice,
    Part,
    Row,
    Rule,
    Size,
    Style,
    Text,
)

Measure = Callable[[str, Style], float]
"""How wide a text is in a style, in the medium's own unit."""

_Kind = TypeVar("_Kind")
_UNSEEN = f"\u200c\u200d{ISOLATE}{END_ISOLATE}"
_SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
"""They only colour the emoji before them."""
_NO_BREAK = "\u00a0"
_WITHIN_NUMBER = re.compile(r"(?<=\d)[\u00a0\u202f](?=\S)|(?<=\S)[\u00a0\u202f](?=\d)")
"""The spaces that many places write in and beside amounts: 1 234,50 €."""
_SMALLER = {Size.LARGE: Size.TALL, Size.TALL: Size.NORMAL}


@dataclass(frozen=True, slots=True)
class Line:
    """A line that fits: ``left`` from the left edge or in the middle, ``right`` at the right.

    ``middle`` ends where the column of ``right`` begins, :data:`LAST_COLUMN` of the width from the edge.
    """

    left: str
    right: str = ""
    style: Style = PLAIN
    align: Align = Align.LEFT
    middle: str = ""


LAST_COLUMN = 0.3
_MIDDLE_COLUMN = 0.24
Placed = Line | Rule | QR | Barcode | Logo
"""What is left of a document's parts once everything has found its place."""


def clean(text: str) -> str:
    """Typed text in composed form, on one line, without control and formatting characters."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return _clean(text)


def unbroken(text: str) -> str:
    """Clean text whose amounts :func:`wrapped` keeps whole: half of one would be read as another."""
    return clean(text) if text.isascii() else _unbroken(text)


@lru_cache(maxsize=1024)
def _unbroken(text: str) -> str:
    return _NO_BREAK.join(map(clean, _WITHIN_NUMBER.split(text)))


def spaced(text: str) -> str:
    """The text as it is written: what was kept whole has plain spaces, which every medium has."""
    return text.replace(_NO_BREAK, " ")


@lru_cache(maxsize=1024)
def _clean(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(char for char in composed if _is_text(char)).split())


def _is_text(char: str) -> bool:
    return char.isspace() or char in _UNSEEN or unicodedata.category(char) not in ("Cc", "Cf", "Cs")


def char_cells(char: str) -> int:
    """How many columns a character takes: none for a mark, two for East Asian wide ones."""
    if char < "\u0300":  # Nothing before the first combining mark is wide or without width.
        return 1
    if char in _UNSEEN or char in _SKIN_TONES or unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cells(text: str) -> int:
    """How many cells a text takes in fixed columns at normal size."""
    return len(text) if text.isascii() else _cells(text)


@lru_cache(maxsize=1024)
def _cells(text: str) -> int:
    return sum(char_cells(char) for char in text)


def clusters(text: str) -> Iterator[str]:
    """The text's characters, each with the marks and joined characters that belong to it."""
    if text.isascii():
        yield from text
        return
    cluster = ""
    for char in text:
        if cluster and char_cells(char) and not cluster.endswith("\u200d"):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def runs(pieces: Iterable[tuple[str, _Kind]], drawn: _Kind) -> list[tuple[str, _Kind]]:
    """Neighbouring pieces of one kind, joined.

    A single space between two ``drawn`` ones joins them too: words of a script that runs from right
    to left find their order only within one picture.
    """
    joined: list[tuple[str, _Kind]] = []
    for text, kind in pieces:
        if joined and joined[-1][1] == kind:
            joined[-1] = (joined[-1][0] + text, kind)
        elif kind == drawn and len(joined) > 1 and joined[-1][0] == " " and joined[-2][1] == drawn:
            joined[-2:] = [(f"{joined[-2][0]} {text}", kind)]
        else:
            joined.append((text, kind))
    return joined


def measured_in_cells(text: str, style: Style) -> float:
    """The measure of plain text: cells, twice as many when twice as wide."""
    return cells(text) * times_wide(style)


def times_wide(style: Style) -> int:
    """How many cells a character of one cell takes in this style."""
    return 2 if style.size is Size.LARGE else 1


def lay_out(document: Document, width: float, measure: Measure) -> list[Placed]:
    """Every part of the document as lines no wider than ``width``, in the unit of ``measure``."""

    def measured(text: str, style: Style) -> float:
        return measure(spaced(text), style)

    placed = (placed for part in document.parts for placed in _placed(part, width, measured))
    return [_spaced(one) if isinstance(one, Line) else one for one in placed]


def _spaced(line: Line) -> Line:
    if _NO_BREAK not in line.left + line.middle + line.right:
        return line
    return replace(
        line, left=spaced(line.left), middle=spaced(line.middle), right=spaced(line.right)
    )


def as_text(document: Document, columns: int) -> str:
    """The document as plain text in ``columns`` columns, each line ended by a newline."""
    lines = (
        _text_line(placed, columns) for placed in lay_out(document, columns, measured_in_cells)
    )
    return "".join(line.rstrip() + "\n" for line in lines if line is not None)


def padded(line: Line, columns: int) -> str:
    """The line in ``columns`` cells, the gaps between its texts filled with spaces."""
    written = ""
    for start, text in standing(line, columns, cells):
        written += " " * (start - cells(written)) + text
    return written


def standing(line: Line, columns: int, cells_of: Callable[[str], int]) -> list[tuple[int, str]]:
    """The texts of a line of ``columns`` cells, each with the cell that it starts at."""
    if line.align is Align.CENTRE:
        return [((columns - cells_of(line.left)) // 2, line.left)]
    last = columns - int(columns * LAST_COLUMN)
    texts = [(0, line.left)]
    if line.middle:
        texts.append((last - cells_of(line.middle), line.middle))
    if line.right:
        texts.append((columns - cells_of(line.right), line.right))
    return texts


def _text_line(placed: Placed, columns: int) -> str | None:
    match placed:
        case Line():
            return padded(placed, columns)
        case Rule():
            return "-" * columns
        case QR(content):
            return padded(Line(f"[QR {clean(content)}]", align=Align.CENTRE), columns)
        case Barcode(content):
            return padded(Line(f"[||| {clean(content)} |||]", align=Align.CENTRE), columns)
        case Logo():
            return None


def _placed(part: Part, width: float, measure: Measure) -> list[Placed]:
    match part:
        case Text():
            return _text_lines(part, width, measure)
        case Row():
            return _row_lines(replace(part, right=unbroken(part.right)), width, measure)
        case Columns():
            return _column_lines(part, width, measure)
        case Notice(text):
            banner = Text(f"*** {clean(text)} ***", Style(bold=True, size=Size.LARGE), Align.CENTRE)
            return _text_lines(banner, width, measure)
        case Gap():
            return [Line("")]
        case Rule() | QR() | Barcode() | Logo():
            return [part]


def _text_lines(text: Text, width: float, measure: Measure) -> list[Placed]:
    margin = " " * text.indent
    room = width - measure(margin, text.style)
    return [
        Line(margin + line, style=text.style, align=text.align)
        for line in wrapped(unbroken(text.text), room, text.style, measure)
    ]


def _row_lines(row: Row, width: float, measure: Measure) -> list[Placed]:
    """The label wrapped beside its amount, which stands on the label's first line.

    Larger than the paper can hold, the row is written smaller; and an amount that leaves its label
    no room even then gets lines of its own. It is never cut off.
    """
    margin = " " * row.indent
    label = unbroken(row.left)
    gap = " " if row.style.size is Size.LARGE else "  "
    taken = measure(row.right + gap + margin, row.style)
    needed = min(measure(label, row.style), width / 3)
    if row.style.size in _SMALLER:  # What is large is not broken inside a word.
        needed = max(measure(word, row.style) for word in label.split(" "))
    if taken + needed > width:
        if row.style.size in _SMALLER:
            smaller = replace(row.style, size=_SMALLER[row.style.size])
            return _row_lines(replace(row, style=smaller), width, measure)
        amounts = wrapped(row.right, width, row.style, measure)
        return [
            *_text_lines(Text(label, row.style, indent=row.indent), width, measure),
            *(Line("", amount, row.style) for amount in amounts),
        ]
    first, *others = wrapped(label, width - taken, row.style, measure)
    return [
        Line(margin + first, row.right, row.style),
        *(Line(margin + other, style=row.style) for other in others),
    ]


def _column_lines(part: Columns, width: float, measure: Measure) -> list[Placed]:
    """Both amounts beside the label, each ending where its column does; where the second has no room
    beside the first, on a line below.

    However wide, they keep to their columns: a debit under *Credit* would be read as one.
    """
    middle, right = unbroken(part.middle), unbroken(part.right)
    last, gap = int(width * LAST_COLUMN), measure("  ", part.style)
    if not middle or measure(middle, part.style) > width - last:
        below = [Line("", right, part.style)] if middle and right else []
        return [*_row_lines(Row(part.left, middle or right, part.style), width, measure), *below]
    room = width - last - max(measure(middle, part.style) + gap, int(width * _MIDDLE_COLUMN))
    lines = _middle_lines(part, middle, room, width - last, measure)
    if not right:
        return [*lines]
    if measure(right, part.style) + gap <= last:
        at = next(at for at, line in enumerate(lines) if line.middle)
    else:
        at = len(lines) - 1
        taken = measure(lines[at].left, part.style) + gap + measure(right, part.style)
        if lines[at].middle or taken > width:
            return [*lines, Line("", right, part.style)]
    lines[at] = replace(lines[at], right=right)
    return [*lines]


def _middle_lines(
    part: Columns, middle: str, room: float, edge: float, measure: Measure
) -> list[Line]:
    """The label beside its first amount, or above it where one of its words has no room there."""
    label, style = unbroken(part.left), part.style
    if room < max(measure(word, style) for word in label.split(" ")):
        above = (Line(line, style=style) for line in wrapped(label, edge, style, measure))
        return [*above, Line("", style=style, middle=middle)]
    first, *others = wrapped(label, room, style, measure)
    return [
        Line(first, style=style, middle=middle),
        *(Line(other, style=style) for other in others),
    ]


def wrapped(text: str, width: float, style: Style, measure: Measure) -> list[str]:
    """A clean text in lines of at most ``width``: broken at spaces, and inside a word that is wider.

    A line that begins within an isolate goes on as the one before it ran, and is measured so.
    """
    lines = [""]
    for word in text.split(" "):
        is_begun = lines[-1].strip(ISOLATE)
        joined = f"{lines[-1]} {word}" if is_begun else lines[-1] + word
        below = _begun_below(lines[-1])
        if measure(joined, style) <= width:
            lines[-1] = joined
        elif measure(below + word, style) <= width:
            lines.append(below + word)
        else:
            if is_begun:
                lines.append(below)
            _break(word, lines, width, style, measure)
    return [line + END_ISOLATE * _left_open(line) for line in lines]


def _break(word: str, lines: list[str], width: float, style: Style, measure: Measure) -> None:
    """Write a word on the last line, and on new ones below as they fill."""
    for cluster in clusters(word):
        if lines[-1].strip(ISOLATE) and measure(lines[-1] + cluster, style) > width:
            lines.append(_begun_below(lines[-1]))
        lines[-1] += cluster


def _begun_below(line: str) -> str:
    return ISOLATE * _left_open(line)


def _left_open(line: str) -> int:
    return max(0, line.count(ISOLATE) - line.count(END_ISOLATE))
