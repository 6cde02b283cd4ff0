"""Draws a document as ESC/POS, the language of receipt printers, through python-escpos.

Commands are those of Epson's "ESC/POS Command Reference", which the other makers follow. Text does
not go through python-escpos' own encoder: that one chooses code pages which printers draw blank,
and writes what it cannot encode as "?". Here each run of characters goes out on a page that the
printer's profile vouches for, and a run that no page holds is drawn as dots between them, on the
same line.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pos_app.printing import raster
from pos_app.printing.bidi import in_sight
from pos_app.printing.document import QR, Align, Barcode, Document, Logo, Rule, Size, Style
from pos_app.printing.profiles import (
    CELL_HEIGHT,
    CELL_WIDTH,
    CodeDrawing,
    CodePage,
    Cut,
    PrinterProfile,
)
from pos_app.printing.text import (
    Line,
    Placed,
    cells,
    clean,
    clusters,
    lay_out,
    runs,
    standing,
    times_wide,
)

if TYPE_CHECKING:
    from PIL import Image

_ESC, _GS, _FS = b"\x1b", b"\x1d", b"\x1c"
_INITIALIZE = _ESC + b"@"
_NO_KANJI = _FS + b"."
"""Printers sold in China start out reading two bytes above 127 as one Chinese character."""
_AMERICAN_SET = _ESC + b"R\x00"
"""International sets put other characters in the places of # $ @ [ ] and the like."""
_SIZES = {Size.NORMAL: 0x00, Size.TALL: 0x01, Size.LARGE: 0x11}
_CENTRE, _LEFT = _ESC + b"a\x01", _ESC + b"a\x00"
_CUTS = {Cut.NONE: b"", Cut.PARTIAL: _GS + b"V\x01", Cut.FULL: _GS + b"V\x00"}
_DOTS_24_DENSE = 33
"""The mode of ``ESC *`` whose dots are as large as those of the printer's own characters."""
_OBEYED_AT_ONCE = re.compile(rb"\x10(?=[\x04\x05\x14])")
_CODE_128 = 73
_NARROWEST = 2
"""No printer draws its narrowest bar one dot wide."""

_SAME = str.maketrans({"−": "-", "‐": "-", "‑": "-"})
"""Minus and hyphens that pages lack, and the one that nobody tells from them on paper."""


class DrawerPin(IntEnum):
    """The pin of the printer's drawer connector that opens the drawer."""

    PIN_2 = 0
    PIN_5 = 1


def as_bytes(document: Document, profile: PrinterProfile) -> bytes:
    """The document for printers of this family: laid out, cut at its end, opening no drawer."""
    device = _device()
    first = profile.pages[0]
    device._raw(_INITIALIZE + _NO_KANJI + _AMERICAN_SET + _page_command(first))
    writer = _Writer(device, profile, first)
    for placed in lay_out(document, profile.columns, raster.measured_on_paper):
        writer.write(placed)
    device._raw(_end(profile))
    return bytes(device.output)


def rest_of_command(profile: PrinterProfile) -> bytes:
    """Zeros for whatever a job that broke off left half said, the dots of the tallest logo at most.

    A printer takes what comes next for the rest of that; where it waits for none, zeros are nothing to it.
    """
    return bytes((profile.dots + 7) // 8 * raster.LOGO_MAX_HEIGHT)


def after_break(profile: PrinterProfile) -> bytes:
    """What parts a job from one that broke off: the rest of that is let go, and what came of it cut off."""
    return rest_of_command(profile) + _end(profile)


def _end(profile: PrinterProfile) -> bytes:
    return _ESC + b"d" + bytes([profile.feed]) + _CUTS[profile.cut]


def kick_drawer(pin: DrawerPin = DrawerPin.PIN_2, pulse_ms: int = 100) -> bytes:
    """Open the drawer: ``ESC p``. A job of its own, sent for cash only, never part of a paper.

    The pulse lasts ``pulse_ms`` (2 to 510); the pause after it twice that, 510 at most.
    """
    on = min(max(pulse_ms // 2, 1), 255)
    return _ESC + b"p" + bytes([pin, on, min(2 * on, 255)])


class _Writer:
    """Writes laid-out lines on one device, and remembers the code page and style it is in."""

    def __init__(self, device: Any, profile: PrinterProfile, page: CodePage) -> None:
        self._device = device
        self._profile = profile
        self._page = page
        self._style = Style()

    def write(self, placed: Placed) -> None:
        """Write one line, picture or code."""
        match placed:
            case Line():
                self._write_line(placed)
            case Rule():
                self._write_line(Line("-" * self._profile.columns))
            case QR(content):
                self._write_qr(clean(content))
            case Barcode(content):
                self._write_bars(clean(content))
            case Logo(png):
                self._write_picture(raster.logo_dots(png, self._profile.dots))

    def _write_line(self, line: Line) -> None:
        if line.style.size is not Size.NORMAL and not line.right and self._mostly_drawn(line.left):
            self._write_picture(self._large_dots(line), line.align)
            return
        self._set_style(line.style)
        columns = self._profile.columns // times_wide(line.style)
        written = 0
        # Apart, for drawn characters of two texts must not run into one picture.
        for start, text in standing(line, columns, raster.cells_on_paper):
            self._write_text(" " * (start - written))
            self._write_text(text)
            written = start + raster.cells_on_paper(text)
        self._device._raw(b"\n")

    def _write_text(self, text: str) -> None:
        if text.isascii():  # On every page alike, and most of every paper.
            self._device._raw(text.encode("ascii"))
            return
        for run, leftwards in in_sight(text):
            if leftwards:
                self._write_drawn([run])
            else:
                self._write_rightwards(run)

    def _write_rightwards(self, text: str) -> None:
        if (written := _encoded(text, self._page)) is not None:
            self._device._raw(written)
            return
        for run, page in runs(self._paged(text), drawn=None):
            if page is None:
                self._write_drawn(raster.joined_in(run))
                continue
            if page != self._page:
                self._device._raw(_page_command(page))
                self._page = page
            self._device._raw(run.encode(page.codec))

    def _paged(self, text: str) -> Iterator[tuple[str, CodePage | None]]:
        """Each character with its page: the one in use where it can be, else the first that can."""
        current = self._page
        for cluster in clusters(text):
            written, page = _page_for(cluster, self._profile.pages, current)
            current = page or current
            yield written, page

    def _write_drawn(self, pieces: Iterable[str]) -> None:
        """Dots on the line among its characters, as wide as the cells that the layout gave them.

        They are one line tall even where the characters beside them are taller, but as wide as those.
        """
        weight, times = int(self._style.bold), times_wide(self._style)
        for piece in pieces:
            narrow = raster.piece_cells(piece) * CELL_WIDTH
            if width := narrow * times:
                drawn = raster.text_dots(piece, narrow, CELL_HEIGHT, weight=weight)
                drawn = drawn.resize((width, CELL_HEIGHT))
                header = _ESC + b"*" + bytes([_DOTS_24_DENSE]) + width.to_bytes(2, "little")
                self._device._raw(header + _columns_of(drawn))

    def _mostly_drawn(self, text: str) -> bool:
        """Whether half of a large text or more must be drawn: then all of it is, as large. One such
        character among others does not change those, and is drawn as tall as small ones are."""
        if text.isascii():
            return False
        paged = [(cells(char), page) for char, page in self._paged(text) if not char.isspace()]
        drawn = sum(width for width, page in paged if page is None)
        return drawn > 0 and 2 * drawn >= sum(width for width, _page in paged)

    def _large_dots(self, line: Line) -> Image.Image:
        weight = 2 * line.style.bold
        room = int(raster.measured_on_paper(line.left, line.style)) * CELL_WIDTH
        width = min(raster.width_of(line.left, 2 * CELL_HEIGHT) + weight, room)
        return raster.text_dots(line.left, width, 2 * CELL_HEIGHT, weight=weight)

    def _write_qr(self, content: str) -> None:
        if self._profile.qr is CodeDrawing.PICTURE:
            self._write_picture(raster.qr_dots(content, raster.QR_MODULE_DOTS))
            return
        self._device._raw(_CENTRE)
        self._device.qr(content, size=raster.QR_MODULE_DOTS, native=True)
        self._device._raw(_LEFT)

    def _write_bars(self, content: str) -> None:
        if self._profile.barcode is CodeDrawing.PICTURE:
            picture = raster.bar_dots(content, self._profile.dots, raster.BAR_HEIGHT)
            self._write_picture(picture)
            return
        data, bar = _code_128(content, self._profile.dots)
        self._device._raw(
            _CENTRE
            + (_GS + b"h" + bytes([raster.BAR_HEIGHT]))
            + (_GS + b"w" + bytes([bar]))
            + (_GS + b"H\x00")  # The code stands below in words of the paper's own.
            + (_GS + b"k" + bytes([_CODE_128, len(data)]) + data)
            + _LEFT
        )

    def _write_picture(self, picture: Image.Image, align: Align = Align.CENTRE) -> None:
        if align is Align.CENTRE:
            self._device._raw(_CENTRE)
        self._device._raw(_raster(picture))
        if align is Align.CENTRE:
            self._device._raw(_LEFT)

    def _set_style(self, style: Style) -> None:
        if style.bold != self._style.bold:
            self._device._raw(_ESC + b"E" + bytes([style.bold]))
        if style.size is not self._style.size:
            self._device._raw(_GS + b"!" + bytes([_SIZES[style.size]]))
        self._style = style


def _code_128(content: str, dots: int) -> tuple[bytes, int]:
    """A barcode as ``GS k`` wants it, and how wide its narrowest bar is: 2 dots at least.

    Digits that have no room one by one go two to a sign (set C). A printer leaves out a code that is too
    wide, without a word.
    """
    data, signs = b"{B" + content.replace("{", "{{").encode("ascii"), len(content)
    if content.isdigit() and raster.bar_width(signs, dots) < _NARROWEST:
        pairs = [int(content[at : at + 2]) for at in range(0, signs - 1, 2)]
        last = b"{B" + content[-1].encode("ascii") if signs % 2 else b""
        data, signs = b"{C" + bytes(pairs) + last, len(pairs) + 2 * (signs % 2)
    return data, max(_NARROWEST, raster.bar_width(signs, dots))


def _page_command(page: CodePage) -> bytes:
    return _ESC + b"t" + bytes([page.number])


@lru_cache(maxsize=4096)
def _page_for(
    cluster: str, pages: tuple[CodePage, ...], current: CodePage
) -> tuple[str, CodePage | None]:
    """A character as it is written, and the page to write it on: none where it must be drawn."""
    for candidate in (cluster, cluster.translate(_SAME)):
        for page in (current, *pages):
            if _encoded(candidate, page) is not None:
                return candidate, page
    return cluster, None


def _encoded(text: str, page: CodePage) -> bytes | None:
    try:
        return text.encode(page.codec)
    except UnicodeEncodeError:
        return None


def _columns_of(picture: Image.Image) -> bytes:
    """The picture's dots as ``ESC *`` wants them: column by column, downwards, black set."""
    from PIL import Image, ImageChops

    dots = ImageChops.invert(picture.convert("L")).convert("1")
    return _only_dots(dots.transpose(Image.Transpose.TRANSPOSE).tobytes())


def _raster(picture: Image.Image) -> bytes:
    """The picture as ``GS v 0`` wants it: row by row, eight dots a byte, black set."""
    from PIL import ImageChops

    dots = ImageChops.invert(picture.convert("L")).convert("1")
    row_bytes = (dots.width + 7) // 8
    size = row_bytes.to_bytes(2, "little") + dots.height.to_bytes(2, "little")
    return _GS + b"v0\x00" + size + _only_dots(dots.tobytes())


def _only_dots(data: bytes) -> bytes:
    """Dots in which a printer finds no question and no pulse for the drawer: those it obeys wherever they
    stand (``DLE EOT``, ``ENQ``, ``DC4``). One dot more is not seen."""
    return _OBEYED_AT_ONCE.sub(b"\x18", data)


def _device() -> Any:
    """A python-escpos device that only collects bytes."""
    return _escpos_printer().Dummy()


@cache
def _escpos_printer() -> Any:
    """python-escpos' printers, imported without what importing them does besides.

    It would parse a large table of printers that is not used here (half a second), keep that in a
    new temporary folder for good, and set up the root logger.
    """
    root = logging.getLogger()
    placeholder = logging.NullHandler()
    with TemporaryDirectory() as folder, _environment(folder):
        root.addHandler(placeholder)  # logging.basicConfig() leaves a root with a handler alone.
        try:
            import escpos.capabilities
            import escpos.printer
        finally:
            root.removeHandler(placeholder)
    shutil.rmtree(escpos.capabilities.pickle_dir, ignore_errors=True)
    return escpos.printer


@contextmanager
def _environment(folder: str) -> Iterator[None]:
    """The variables that python-escpos reads once, at its import: a table with nothing in it."""
    table = Path(folder, "capabilities.json")
    nothing: dict[str, Any] = {"codePages": {}, "features": {}, "media": {}}
    table.write_text(json.dumps({"profiles": {"default": nothing}, "encodings": {}}))
    during = {"ESCPOS_CAPABILITIES_FILE": str(table), "ESCPOS_CAPABILITIES_PICKLE_DIR": None}
    before = {name: os.environ.get(name) for name in during}
    _set_environment(during)
    try:
        yield
    finally:
        _set_environment(before)


def _set_environment(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
