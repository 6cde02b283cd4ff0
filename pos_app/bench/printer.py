"""A receipt printer on this machine that talks back, for figures and tests.

It speaks Epson's ESC/POS over TCP as a TM-T88 does: real-time questions are answered on arrival, also
within a picture; all else is worked off in its turn and stands still while the printer has no paper. It
knows nothing of lines: what a broken one left half said is completed by the next. What it printed is kept
as the bytes of each paper. It can be out of paper, slow, deaf, cut off, or lose its power.
"""

import socket
import struct
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

_ESC, _FS, _GS, _DLE = 0x1B, 0x1C, 0x1D, 0x10
_ESC_LENGTHS = {b"@": 2, b"p": 5, b"D": 0, b"2": 2, b"$": 4, b"\\": 4, b"c": 4, b"(": 0}
_GS_LENGTHS = {b"v": 0, b"(": 0, b"8": 0, b"k": 0, b"V": 3, b"L": 4, b"W": 4, b"P": 4, b"$": 4}
_RESET = struct.pack("ii", 1, 0)


@dataclass
class State:
    """What keeps it from printing, and what else it reports."""

    paper_out: bool = False
    near_end: bool = False
    cover_open: bool = False
    overheated: bool = False
    cutter_stuck: bool = False
    drawer_high: bool = False

    @property
    def stops(self) -> bool:
        """Whether it cannot print."""
        return self.paper_out or self.cover_open or self.overheated or self.cutter_stuck

    def answer(self, which: int) -> int:
        """The byte for ``DLE EOT`` ``which``."""
        bits = {
            1: 0x04 * self.drawer_high | 0x08 * self.stops,
            2: 0x04 * self.cover_open | 0x20 * self.paper_out | 0x40 * self.cutter_stuck,
            3: 0x08 * self.cutter_stuck | 0x40 * self.overheated,
            4: 0x0C * (self.near_end or self.paper_out) | 0x60 * self.paper_out,
        }
        return 0x12 | bits.get(which, 0)

    def automatic(self) -> bytes:
        """The four bytes of automatic status."""
        general = 0x10 | 0x04 * self.drawer_high | 0x08 * self.stops | 0x20 * self.cover_open
        errors = 0x08 * self.cutter_stuck | 0x40 * self.overheated
        paper = 0x03 * (self.near_end or self.paper_out) | 0x0C * self.paper_out
        return bytes([general, errors, paper, 0x0F])


@dataclass
class Mishap:
    """What happens to the next line that is opened to it.

    ``cut_after`` bytes of jobs the line breaks, ``loses_power`` and with it the memory; ``mutes`` the
    answers that say that a job is printed, ``leaves`` hangs up instead of them; ``refuses`` hangs up
    at once; ``runs_out_after`` bytes of jobs there is no paper: for so many questions, or until
    somebody brings some (0).
    """

    cut_after: int | None = None
    loses_power: bool = False
    mutes: bool = False
    leaves: bool = False
    refuses: bool = False
    runs_out_after: int | None = None
    questions_without_paper: int = 0


class LoopbackPrinter:
    """One printer; use as a context. Attributes may be read at any time.

    Attributes:
        state: what is wrong with it; change it through :meth:`change`.
        papers: the bytes of each paper that came out, cut off at its end.
        torn: the bytes of papers whose rest was lost.
        kicks: how often it opened the drawer.
        connections: how often a line was opened to it.
        received: all bytes that were sent to it, the questions too.
    """

    def __init__(
        self, *, speaks: bool = True, confirms: bool = True, remembers: bool = True
    ) -> None:
        self.state = State()
        self.papers: list[bytes] = []
        self.torn: list[bytes] = []
        self.kicks = 0
        self.connections = 0
        self.received = bytearray()
        self.mishaps: deque[Mishap] = deque()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self._speaks, self._confirms, self._remembers = speaks, confirms, remembers
        self._lock = threading.RLock()
        self._memory: list[bytes] = []
        self._keys: set[bytes] = set()
        self._paper = bytearray()
        self._tokens = Tokens()
        self._latest = b""
        self._questions_left = 0
        self._automatic = False
        self._link: socket.socket | None = None
        self._mishap = Mishap()
        self._hears = threading.Event()
        self._hears.set()
        self._ends = False
        self._thread = threading.Thread(target=self._serve, name="printer", daemon=True)

    @property
    def address(self) -> str:
        """Where it listens, as the till writes it."""
        return f"tcp://127.0.0.1:{self.listener.getsockname()[1]}"

    def __enter__(self) -> "LoopbackPrinter":
        """Switch it on."""
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Switch it off for good."""
        self._ends = True
        self._hears.set()
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        with self._lock:
            self._hang_up()
        self._thread.join()

    def change(self, **values: bool) -> None:
        """Let its state be another: what waited is printed once nothing stops it."""
        with self._lock:
            for name, value in values.items():
                setattr(self.state, name, value)
            if self._automatic:
                self._say(self.state.automatic())
            self._work()

    def in_sight(self) -> list[bytes]:
        """All paper that a person sees: cut off, torn, or still hanging from the printer."""
        with self._lock:
            return [*self.papers, *self.torn, bytes(self._paper)]

    def go_deaf(self) -> None:
        """Take lines, and neither read nor say anything."""
        self._hears.clear()

    def hear_again(self) -> None:
        """Be itself again."""
        self._hears.set()

    def lose_power(self) -> None:
        """Off and on again: the line breaks, and what was not printed yet is lost."""
        with self._lock:
            self._forget()
            self._hang_up()

    def hang_up(self) -> None:
        """The line breaks; the printer keeps what it has."""
        with self._lock:
            self._hang_up()

    # -- The line -------------------------------------------------------------------------------

    def _serve(self) -> None:
        while not self._ends:
            try:
                link, _peer = self.listener.accept()
            except OSError:
                return
            # Each answer at once: held back for the one before to be confirmed, a job takes 40 ms more.
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self.connections += 1
                self._mishap = self.mishaps.popleft() if self.mishaps else Mishap()
                self._link = link
                if self._mishap.refuses:
                    self._hang_up()
            self._talk(link)

    def _talk(self, link: socket.socket) -> None:
        taken = 0
        while True:
            self._hears.wait()
            try:
                heard = link.recv(4096)
            except OSError:
                heard = b""
            if not heard:
                break
            if not self._tokens.begun and not any(heard):
                continue  # Zeros are nothing to it, and there are many behind a job that broke off.
            for at in range(len(heard)):
                with self._lock:
                    if self._link is not link:
                        break
                    self.received += heard[at : at + 1]
                    token = self._tokens.take(heard[at])
                    self._act_at_once(heard[at])
                    taken += self._receive(token) if token else 0
                    if self._happens(taken + self._tokens.begun):
                        break
        with self._lock:
            self._automatic = False
            if self._link is link:
                self._link = None
            link.close()

    def _happens(self, taken: int) -> bool:
        mishap = self._mishap
        if mishap.runs_out_after is not None and taken >= mishap.runs_out_after:
            mishap.runs_out_after = None
            self._questions_left = mishap.questions_without_paper
            self.change(paper_out=True)
        if mishap.cut_after is not None and taken >= mishap.cut_after:
            if mishap.loses_power:
                self._forget()
            self._hang_up()
            return True
        return False

    def _hang_up(self) -> None:
        if self._link is not None:
            link, self._link = self._link, None
            with suppress(OSError):
                link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                link.shutdown(socket.SHUT_RDWR)
            link.close()

    def _say(self, data: bytes) -> None:
        if self._speaks and self._link is not None:
            with suppress(OSError):
                self._link.sendall(data)

    # -- The printer ----------------------------------------------------------------------------

    def _receive(self, token: bytes) -> int:
        """Take one command or character; returns how much of a job it is."""
        if token[0] == _DLE:
            return 0
        self._memory.append(token)
        self._work()
        return len(token)

    def _act_at_once(self, byte: int) -> None:
        """Do what cannot wait, wherever it stands: in its turn, or among the dots of a picture."""
        self._latest = (self._latest + bytes([byte]))[-5:]
        if self._latest[-3:-1] == b"\x10\x04" and 0 < byte < 5:
            self._say(bytes([self.state.answer(byte)]))
            self._count_question()
        elif self._latest[:3] == b"\x10\x14\x01":
            self.kicks += 1

    def _count_question(self) -> None:
        if self.state.paper_out and self._questions_left:
            self._questions_left -= 1
            if not self._questions_left:
                self.change(paper_out=False)

    def _forget(self) -> None:
        self._memory.clear()
        self._tokens = Tokens()
        self._keys.clear()
        if self._paper:
            self.torn.append(bytes(self._paper))
            self._paper.clear()

    def _work(self) -> None:
        while self._memory and not self.state.stops:
            self._do(self._memory.pop(0))

    def _do(self, token: bytes) -> None:
        match token[:3]:
            case b"\x1d(H":
                if self._mishap.leaves:
                    self._hang_up()
                elif self._confirms and not self._mishap.mutes:
                    self._say(b"\x37\x22" + token[7:] + b"\x00")
            case b"\x1d(L":
                self._keep(token)
            case _ if token[:2] == b"\x1da":
                self._automatic = token[2] > 0
                self._say(self.state.automatic())
            case b"\x00":
                pass
            case _ if token[:2] == b"\x1bp":
                self.kicks += 1
            case _ if token[:2] == b"\x1b@" and self._paper:
                self._paper_ends(self.papers)
                self._paper += token
            case _:
                self._paper += token
                if token[:2] == b"\x1dV":
                    self._paper_ends(self.papers)

    def _paper_ends(self, pile: list[bytes]) -> None:
        pile.append(bytes(self._paper))
        self._paper.clear()

    def _keep(self, token: bytes) -> None:
        function = token[6]
        if not self._remembers:
            return
        if function == 80:
            self._say(b"\x37\x73\x40" + b"".join(sorted(self._keys)) + b"\x00")
        elif function == 81:
            self._keys.clear()
        elif function == 83:
            self._keys.add(token[8:10])


@dataclass
class Tokens:
    """Cuts a stream into commands and characters, one byte at a time."""

    _open: bytearray = field(default_factory=bytearray)

    @property
    def begun(self) -> int:
        """How much of a job has come of a command that is not whole."""
        return len(self._open) if self._open[:1] != b"\x10" else 0

    def take(self, byte: int) -> bytes | None:
        """The command or character that this byte completes, if it does."""
        self._open.append(byte)
        if len(self._open) < self._length():
            return None
        token = bytes(self._open)
        self._open.clear()
        return token

    def _length(self) -> int:
        """How long what has begun will be, as far as can be said now."""
        data = self._open
        lead = data[0]
        if lead not in (_ESC, _GS, _FS, _DLE):
            return 1
        if len(data) < 2:
            return 2
        if lead == _DLE:
            return {0x04: 3, 0x05: 3, 0x14: 5}.get(data[1], 2)
        if lead == _FS:
            return 2 if bytes(data[1:2]) in (b".", b"&") else 3
        if lead == _ESC:
            return self._escape()
        return self._group()

    def _escape(self) -> int:
        data = self._open
        name = bytes(data[1:2])
        if name == b"*":
            if len(data) < 5:
                return 5
            high = 3 if data[2] >= 32 else 1
            return 5 + high * int.from_bytes(data[3:5], "little")
        if name == b"D":
            return len(data) if data[-1] == 0 and len(data) > 2 else len(data) + 1
        return _ESC_LENGTHS.get(name, 3) or self._with_length(3)

    def _group(self) -> int:
        data = self._open
        name = bytes(data[1:2])
        if name == b"v":
            if len(data) < 8:
                return 8
            wide, high = (int.from_bytes(data[at : at + 2], "little") for at in (4, 6))
            return 8 + wide * high
        if name == b"k":
            if len(data) < 4:
                return 4
            return 4 + data[3] if data[2] >= 65 else len(data) + int(data[-1] != 0)
        if name == b"V":
            return 3 if len(data) < 3 or data[2] < 65 else 4
        if name == b"8":
            return 7 + int.from_bytes(data[3:7], "little") if len(data) >= 7 else 7
        return _GS_LENGTHS.get(name, 3) or self._with_length(3)

    def _with_length(self, at: int) -> int:
        data = self._open
        if len(data) < at + 2:
            return at + 2
        return at + 2 + int.from_bytes(data[at : at + 2], "little")
