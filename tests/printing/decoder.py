"""A small receipt printer: reads ESC/POS bytes and says what would stand on the paper.

It knows the commands the till sends, by Epson's reference, and refuses every other one, so that a
typed character that reached the printer as a command fails the test.
"""

import re
from dataclasses import dataclass, field

DRAWN = "\ufffc"
"""Stands in each cell that is covered by dots instead of a character."""

PAGES = {
    0: "cp437", 2: "cp850", 13: "cp857", 14: "cp737", 16: "cp1252", 17: "cp866", 18: "cp852",
    19: "cp858", 46: "cp1251", 47: "cp1253",
}  # fmt: skip
"""The tables of Epson's reference by their ``ESC t`` numbers."""


@dataclass
class PaperLine:
    """One printed line: a string a cell wide per entry, '' for the second cell of a wide one."""

    cells: list[str] = field(default_factory=list)
    bold: bool = False
    wide: bool = False
    tall: bool = False

    @property
    def text(self) -> str:
        return "".join(self.cells)


@dataclass
class Paper:
    lines: list[PaperLine] = field(default_factory=list)
    qr_codes: list[str] = field(default_factory=list)
    barcodes: list[str] = field(default_factory=list)
    bar_widths: list[int] = field(default_factory=list)
    pictures: list[tuple[int, int, bytes]] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    drawer_kicks: list[tuple[int, int, int]] = field(default_factory=list)
    drawn: list[bytes] = field(default_factory=list)
    listing: list[str] = field(default_factory=list)
    """The job as it went out, to be reviewed: text as bytes, commands as figures, dots as their size."""

    @property
    def text(self) -> str:
        return "\n".join(line.text.rstrip() for line in self.lines)

    def line_with(self, text: str) -> PaperLine:
        found = [line for line in self.lines if text in line.text]
        assert len(found) == 1, f"{len(found)} lines with {text!r} in\n{self.text}"
        return found[0]


def decode(data: bytes, cell_width: int = 12) -> Paper:
    return _Printer(data, cell_width).run()


class _Printer:
    def __init__(self, data: bytes, cell_width: int) -> None:
        self._data, self._at, self._cell_width = data, 0, cell_width
        self._paper, self._line = Paper(), PaperLine()
        self._page, self._bold, self._size = "cp437", False, 0
        self._qr, self._bar = b"", 3
        self._raw = b""

    def run(self) -> Paper:
        while self._at < len(self._data):
            start = self._at
            byte = self._take(1)
            if byte == b"\n":
                self._feed_line()
            elif byte in (b"\x1b", b"\x1d", b"\x1c"):
                self._list_text()
                dots = self._command(byte)
                said = self._data[start : self._at - dots].hex(" ").upper()
                self._paper.listing.append(said + (f" + {dots} bytes of dots" if dots else ""))
            else:
                assert byte[0] >= 32, f"control character {byte!r} at {self._at - 1}"
                assert byte != b"\x7f", f"DEL at {self._at - 1}"
                self._raw += byte
                self._print(byte.decode(self._page))
        assert not self._line.cells, "text that no line feed printed"
        return self._paper

    def _list_text(self, end: str = "") -> None:
        if self._raw or end:
            self._paper.listing.append(f"{self._raw!r}{end}")
        self._raw = b""

    def _take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        assert len(taken) == count, "the job ends within a command"
        self._at += count
        return taken

    def _number(self, count: int = 2) -> int:
        return int.from_bytes(self._take(count), "little")

    def _print(self, text: str) -> None:
        wide = bool(self._size & 0x10)
        self._line.bold, self._line.wide = self._bold, wide
        self._line.tall = bool(self._size & 0x01)
        self._line.cells += [text, ""] if wide else [text]

    def _feed_line(self) -> None:
        self._list_text(" LF")
        self._paper.lines.append(self._line)
        self._line = PaperLine()

    def _command(self, lead: bytes) -> int:  # noqa: C901 -- one short case a command
        """Do it; returns how many bytes of dots it ended with."""
        match lead + self._take(1):
            case b"\x1b@":
                self._page, self._bold, self._size = "cp437", False, 0
            case b"\x1c.":
                pass
            case b"\x1bR":
                assert self._take(1) == b"\x00"
            case b"\x1bt":
                self._page = PAGES[self._number(1)]
            case b"\x1bE":
                self._bold = bool(self._number(1))
            case b"\x1d!":
                self._size = self._number(1)
            case b"\x1ba":
                assert not self._line.cells, "alignment only counts at the start of a line"
                self._take(1)
            case b"\x1bd":
                self._take(1)
            case b"\x1b*":
                return self._column_dots()
            case b"\x1dv":
                return self._raster()
            case b"\x1dh":
                assert self._number(1) > 1
            case b"\x1dw":
                self._bar = self._number(1)
                assert 2 <= self._bar <= 6
            case b"\x1dH":
                assert self._take(1) == b"\x00"
            case b"\x1dk":
                self._bars()
            case b"\x1d(":
                self._qr_function()
            case b"\x1dV":
                self._paper.cuts.append(self._number(1))
            case b"\x1bp":
                pin, on, off = self._take(3)
                self._paper.drawer_kicks.append((pin, on, off))
            case unknown:
                raise AssertionError(f"unknown command {unknown!r} at {self._at - 2}")
        return 0

    def _bars(self) -> None:
        assert self._take(1) == b"I", "Code 128, which says how long it is"
        data, code, signs = self._take(self._number(1)), "", 0
        while data:  # Each stretch behind the letter of its code set.
            code_set, stretch, data = data[:2], *_until_next_set(data[2:])
            assert code_set in (b"{B", b"{C"), f"code set {code_set!r}"
            code += stretch.decode() if code_set == b"{B" else "".join(f"{n:02}" for n in stretch)
            signs += 1 + len(stretch)
        self._paper.barcodes.append(code)
        self._paper.bar_widths.append(self._bar * (11 * (signs + 1) + 13))

    def _column_dots(self) -> int:
        assert self._take(1) == b"\x21", "24 dots, double density"
        width = self._number()
        self._paper.drawn.append(self._take(width * 3))
        assert width % self._cell_width == 0, "dots must fill whole cells"
        self._line.cells += [DRAWN] * (width // self._cell_width)
        return width * 3

    def _raster(self) -> int:
        assert self._take(2) == b"0\x00"
        assert not self._line.cells, "a raster picture needs an empty line"
        row_bytes, height = self._number(), self._number()
        self._paper.pictures.append((row_bytes * 8, height, self._take(row_bytes * height)))
        return row_bytes * height

    def _qr_function(self) -> None:
        assert self._take(1) == b"k"
        data = self._take(self._number())
        assert data[:1] == b"1", "not a QR code"
        if data[1] == 80:
            self._qr = data[3:]
        elif data[1] == 81:
            self._paper.qr_codes.append(self._qr.decode())


def _until_next_set(data: bytes) -> tuple[bytes, bytes]:
    """The characters up to the next change of the code set, and the rest."""
    at = next((m.start() for m in re.finditer(rb"\{[\s\S]", data) if m[0] != b"{{"), len(data))
    return data[:at].replace(b"{{", b"{"), data[at:]
