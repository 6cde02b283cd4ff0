"""What a paper says, before anything is known about the paper.

A :class:`Document` is neutral: no columns, no fonts, no bytes. It is composed from the books when
it is printed, laid out once (:mod:`pos_app.printing.text`) and drawn as ESC/POS bytes, PDF, picture
or text.
"""

from dataclasses import dataclass, field
from enum import Enum


class Align(Enum):
    """Where a text stands between the edges of the paper."""

    LEFT = "left"
    CENTRE = "centre"


class Size(Enum):
    """How large a text is: as it comes, twice as tall, or twice as tall and twice as wide."""

    NORMAL = "normal"
    TALL = "tall"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Style:
    """The weight and size of a text."""

    bold: bool = False
    size: Size = Size.NORMAL


PLAIN = Style()
BOLD = Style(bold=True)


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, wrapped at words. ``indent`` counts characters from the left edge."""

    text: str
    style: Style = PLAIN
    align: Align = Align.LEFT
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A label that wraps at the left, and its amount (or other short text) at the right edge."""

    left: str
    right: str
    style: Style = PLAIN
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """A row with two amounts (or other short texts), each in a column of its own where there is room."""

    left: str
    middle: str
    right: str
    style: Style = PLAIN


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line."""


@dataclass(frozen=True, slots=True)
class QR:
    """A QR code of ``content``, in the middle."""

    content: str


@dataclass(frozen=True, slots=True)
class Barcode:
    """A Code 128 barcode of ``content``, which is plain ASCII, in the middle: for scanners of bars."""

    content: str


@dataclass(frozen=True, slots=True)
class Logo:
    """The shop's picture, in the middle: the bytes of a PNG file."""

    png: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """A word nobody may overlook, across the paper: COPY."""

    text: str


Part = Text | Row | Columns | Rule | Gap | QR | Barcode | Logo | Notice


@dataclass(frozen=True, slots=True)
class Document:
    """The parts of one paper from top to bottom. ``title`` names it in queues and properties."""

    title: str
    parts: tuple[Part, ...]
