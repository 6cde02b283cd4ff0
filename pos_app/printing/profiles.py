"""What each family of receipt printers can do.

The figures are from the makers' manuals: dots across the paper, characters of font A (12 × 24 dots)
in them, and the numbers by which ``ESC t`` selects code pages. A page is listed only where the
family truly prints it.
"""

from dataclasses import dataclass
from enum import Enum

from pos_app.domain.words import _, mark
from pos_app.errors import UserError


class QrDrawing(Enum):
    """Whether the printer draws a QR code itself (``GS ( k``) or is sent a picture of it."""

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


_CP437 = CodePage(0, "cp437")
_CP850 = CodePage(2, "cp850")
_CP1252 = CodePage(16, "cp1252")
_CP866 = CodePage(17, "cp866")
_CP852 = CodePage(18, "cp852")
_CP858 = CodePage(19, "cp858")


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
    qr: QrDrawing = QrDrawing.NATIVE
    cell_width: int = 12
    cell_height: int = 24


_WESTERN = (_CP858, _CP1252)

PROFILES: tuple[PrinterProfile, ...] = (
    PrinterProfile("generic-80", mark("80 mm, 48 columns"), 48, 576, _WESTERN),
    PrinterProfile("generic-80-42", mark("80 mm, 42 columns"), 42, 512, _WESTERN),
    PrinterProfile(
        "generic-58",
        mark("58 mm, 32 columns"),
        32,
        384,
        _WESTERN,
        cut=Cut.NONE,
        qr=QrDrawing.PICTURE,
    ),
    PrinterProfile("epson-tm-t20", "Epson TM-T20, T82", 48, 576, (_CP858, _CP1252, _CP852, _CP866)),
    PrinterProfile("epson-tm-t88", "Epson TM-T88, T70", 42, 512, (_CP858, _CP1252, _CP852, _CP866)),
    PrinterProfile(
        "plain-80",
        mark("80 mm, old, no euro sign of its own"),
        48,
        576,
        (_CP437, _CP850),
        qr=QrDrawing.PICTURE,
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
