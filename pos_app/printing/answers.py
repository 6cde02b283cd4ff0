"""What a printer says back, and the questions it answers, by Epson's "ESC/POS Command Reference".

Three kinds of answer come mixed on one line: a byte for each ``DLE EOT`` asked, in the order asked;
four bytes of automatic status, whenever something changes; and blocks (``GS ( H``, ``GS ( L``) that
the printer sends once it has worked through everything before the question.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from enum import StrEnum

_GS, _DLE = b"\x1d", b"\x10"
_ASKED = (1, 2, 3, 4)
"""Printer, cause of being offline, cause of an error, paper: the statuses of ``DLE EOT``."""
_BLOCK, _NUL = 0x37, 0x00
_PROCESS_ID, _KEY_LIST = 0x22, 0x73
ID_LENGTH = 4
_FIRST, _COUNT = 32, 95
"""Ids and keys are written in the characters 32 to 126."""


class Trouble(StrEnum):
    """Why a printer does not print just now. Each is over once somebody has seen to it."""

    OFFLINE = "offline"
    COVER_OPEN = "cover_open"
    PAPER_OUT = "paper_out"
    OVERHEATED = "overheated"
    CUTTER = "cutter"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Status:
    """How a printer stands. ``drawer_high`` is the level of pin 3 of its drawer plug."""

    trouble: Trouble | None = None
    near_end: bool = False
    drawer_high: bool = False


ASK_STATUS = b"".join(_DLE + b"\x04" + bytes([which]) for which in _ASKED)
"""All four questions; a printer answers at once, even when it is offline and its memory full."""


def ask_process_id(process_id: bytes) -> bytes:
    """Have the printer say this id (four characters) once all before it is printed: ``GS ( H``."""
    return _GS + b"(H\x06\x00\x30\x30" + process_id


ASK_KEYS = _GS + b"(L\x04\x000PKC"
"""Have the printer list the pictures that it was given to keep until it loses power (function 80)."""


def keep_key(key: bytes) -> bytes:
    """Forget all pictures kept, then keep one dot under this key of two characters (81, then 83).

    Nothing is printed. It is worked off in its turn, like text: a printer that lists the key later
    has printed everything before it, and has not lost power since.
    """
    forget = _GS + b"(L\x05\x000QCLR"
    return forget + _GS + b"(L\x0c\x000S0" + key + b"\x01\x08\x00\x01\x001\x80"


def process_id_of(number: int) -> bytes:
    """A job's process id; it comes round again after 81 million jobs."""
    return _written(number, ID_LENGTH)


def key_of(number: int) -> bytes:
    """A job's key; it comes round again after nine thousand jobs."""
    return _written(number, 2)


def _written(number: int, length: int) -> bytes:
    digits = []
    for _place in range(length):
        number, digit = divmod(number, _COUNT)
        digits.append(_FIRST + digit)
    return bytes(reversed(digits))


def pulse_now(pin: int, pulse_ms: int) -> bytes:
    """Open the drawer even where the printer is offline (``DLE DC4``): for whoever waits for change."""
    return _DLE + b"\x14\x01" + bytes([pin, min(max(pulse_ms // 100, 1), 8)])


@dataclass
class Ear:
    """Takes what a printer says byte by byte and keeps what it means.

    Attributes:
        status: how the printer stands, as far as it said; None before it said anything.
        answered: how many questions for the status it has answered.
        process_ids: the process ids that it said, in order.
        keys: the keys it listed last; None before it listed any.
        greeting: the first four bytes that it said.
    """

    status: Status | None = None
    answered: int = 0
    process_ids: list[bytes] = field(default_factory=list)
    keys: set[bytes] | None = None
    greeting: bytearray = field(default_factory=bytearray)
    _left: bytearray = field(default_factory=bytearray)
    _asked: deque[int] = field(default_factory=deque)
    _bytes: dict[int, int] = field(default_factory=dict)

    def expect_status(self) -> int:
        """:data:`ASK_STATUS` is asked; returns what ``answered`` is once that is answered."""
        self._asked.extend(_ASKED)
        return self.answered + len(self._asked) // len(_ASKED)

    def is_waiting(self) -> bool:
        """Whether a question for the status is still to be answered."""
        return bool(self._asked)

    def hear(self, data: bytes) -> None:
        """Take what arrived; an answer may come in pieces."""
        self.greeting += data[: 4 - len(self.greeting)]
        self._left += data
        while self._left and (size := self._take()):
            del self._left[:size]

    def is_no_printer(self) -> bool:
        """Whether it began with words (``HTTP``, ``SSH-``, ``220``) or our own, as no printer does."""
        words = len(self.greeting) == 4 and all(32 <= byte < 127 for byte in self.greeting)
        return (words and self.greeting[0] != _BLOCK) or self.greeting == ASK_STATUS[:4]

    def _take(self) -> int:
        """Understand what stands first; returns how long it is, 0 while it is not whole."""
        first = self._left[0]
        if first == _BLOCK:
            return self._take_block()
        if first & 0x93 == 0x10:
            return self._take_automatic_status()
        if first & 0x93 == 0x12 and self._asked:
            self._bytes[self._asked.popleft()] = first
            if len(self._asked) % len(_ASKED) == 0:
                self.answered += 1
                self.status = _status_of(self._bytes)
        return 1

    def _take_block(self) -> int:
        kind = self._left[1] if len(self._left) > 1 else None
        end = self._left.find(_NUL, 3)
        if kind is None or end < 0:
            return 0
        content = bytes(self._left[2:end])
        if kind == _PROCESS_ID:
            self.process_ids.append(content)
        elif kind == _KEY_LIST:
            pairs = content[1:]
            found = {pairs[at : at + 2] for at in range(0, len(pairs), 2)}
            self.keys = found
        return end + 1

    def _take_automatic_status(self) -> int:
        if len(self._left) < 4:
            return 0
        general, errors, paper = self._left[0], self._left[1], self._left[2]
        if errors & 0x90 or paper & 0x90:
            return 1
        self.status = _of(
            cover=bool(general & 0x20),
            paper_out=bool(paper & 0x0C),
            hot=bool(errors & 0x40),
            cutter=bool(errors & 0x08),
            error=bool(errors & 0x24),
            offline=bool(general & 0x08),
        )
        self.status = replace(
            self.status, near_end=bool(paper & 0x03), drawer_high=bool(general & 0x04)
        )
        return 4


def _status_of(said: dict[int, int]) -> Status:
    printer, offline, error, paper = (said.get(which, 0) for which in _ASKED)
    status = _of(
        cover=bool(offline & 0x04),
        paper_out=bool(paper & 0x60 or offline & 0x20),
        hot=bool(error & 0x40),
        cutter=bool(error & 0x08),
        error=bool(error & 0x24 or offline & 0x40),
        offline=bool(printer & 0x08),
    )
    return replace(status, near_end=bool(paper & 0x0C), drawer_high=bool(printer & 0x04))


def _of(**causes: bool) -> Status:
    """The cause that somebody has to see to first: a cover comes before the paper under it.

    An error that goes by itself is, on a thermal printer, its head being too hot.
    """
    named = {
        "cover": Trouble.COVER_OPEN,
        "paper_out": Trouble.PAPER_OUT,
        "hot": Trouble.OVERHEATED,
        "cutter": Trouble.CUTTER,
        "error": Trouble.ERROR,
        "offline": Trouble.OFFLINE,
    }
    return Status(next((named[cause] for cause in named if causes[cause]), None))
