"""What each family of receipt printers can do.

The figures are from the makers' manuals: dots across the paper, characters of font A (12 × 24 dots)
in them, and the numbers by which ``ESC t`` selects code pages. A page is listed only where every
printer of the family truly prints it: what no listed page holds is drawn, which always comes out.
"""

from dataclasses import dataclass
from enum import Enum

from pos_app.domain.words import _, mark
from pos_app.errors import UserError


class CodeDrawing(Enum):
    """Whether the printer draws a code itself (QR: ``GS ( k``, bars: ``GS k``) or is sent a picture."""

    NATIVE = "native"
    PICTURE = "picture"


class Cut(Enum):
    """What the printer's cutter does."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class CodePage:
    """A table of 256 characters: its ``ESC t`` number and Python's name for it."""

    number: int
    codec: str


CELL_WIDTH, CELL_HEIGHT = 12, 24
"""A character of font A, in dots."""

_CP437 = CodePage(0, "cp437")
_CP850 = CodePage(2, "cp850")
_TURKISH = CodePage(13, "cp857")
_GREEK = CodePage(14, "cp737")
_CP1252 = CodePage(16, "cp1252")
_CYRILLIC = CodePage(17, "cp866")
_CENTRAL_EUROPEAN = CodePage(18, "cp852")
_CP858 = CodePage(19, "cp858")
_UKRAINIAN = CodePage(46, "cp1251")
_POLYTONIC = CodePage(47, "cp1253")


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """One family of printers. ``pages`` are tried in order; the first one is selected at the start.

    ``dots`` is the width that prints, ``feed`` how many lines bring the last line to the cutter.
    """

    code: str
    name: str
    columns: int
    dots: int
    pages: tuple[CodePage, ...]
    cut: Cut = Cut.PARTIAL
    feed: int = 4
    qr: CodeDrawing = CodeDrawing.NATIVE
    barcode: CodeDrawing = CodeDrawing.NATIVE


_WESTERN = (_CP858, _CP1252)
_EPSON = (
    _CP858, _CP1252, _CENTRAL_EUROPEAN, _CYRILLIC, _GREEK, _TURKISH, _UKRAINIAN, _POLYTONIC,
)  # fmt: skip

PROFILES: tuple[PrinterProfile, ...] = (
    PrinterProfile("generic-80", mark("80 mm, 48 columns"), 48, 576, _WESTERN),
    PrinterProfile("generic-80-42", mark("80 mm, 42 columns"), 42, 512, _WESTERN),
    PrinterProfile(
        "generic-58",
        mark("58 mm, 32 columns"),
        32,
        384,
        # Small printers of the ZJ-5870 kind have no page 19, and print another page's characters for it.
        (_CP1252, _CP850),
        cut=Cut.NONE,
        qr=CodeDrawing.PICTURE,
    ),
    PrinterProfile("epson-tm-t20", "Epson TM-T20, T82", 48, 576, _EPSON),
    PrinterProfile("epson-tm-t88", "Epson TM-T88, T70", 42, 512, _EPSON),
    PrinterProfile(
        "plain-80",
        mark("80 mm, old, no euro sign of its own"),
        48,
        576,
        (_CP437, _CP850),
        cut=Cut.FULL,
        qr=CodeDrawing.PICTURE,
        barcode=CodeDrawing.PICTURE,
    ),
)


def profile_of(code: str) -> PrinterProfile:
    """The profile with this code.

    Raises:
        UserError: no such profile; the text names those there are.
    """
    for profile in PROFILES:
        if profile.code == code:
            return profile
    raise UserError(
        _("There is no printer profile “{code}”. There are: {codes}.").format(
            code=code, codes=", ".join(profile.code for profile in PROFILES)
        ),
        field="profile",
    )
