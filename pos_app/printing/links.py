"""Lines to a printer that carry both ways: network and serial. Those of USB are in ``usb_link``.

A link writes what the printer takes just now and reads what it says; it never waits longer than it is
told. pyserial is looked for only when such a printer is used.
"""

import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault

DEFAULT_PORT = 9100
"""The port on which network printers take raw jobs."""
_CHUNK = 4096


class LinkCut(EnvironmentFault):
    """The line to the printer ended: it hung up, or nothing gets through."""


class Link(Protocol):
    """An open line to a printer."""

    def write(self, data: memoryview, wait_s: float) -> int:
        """Hand over what the printer takes within ``wait_s``; returns how many bytes that were.

        Raises:
            LinkCut: the line ended.
        """

    def read(self, wait_s: float) -> bytes:
        """What the printer says within ``wait_s``, or nothing.

        Raises:
            LinkCut: the line ended.
        """

    def finish(self) -> bytes:
        """Let a printer that says nothing read to the end before the line is closed.

        Returns what it said all the same.
        """


class TwoWay(Protocol):
    """A place to which a link can be opened."""

    def open(self) -> Any:
        """A context with a :class:`Link`.

        Raises:
            EnvironmentFault: there is no printer to be reached.
        """


@dataclass(frozen=True, slots=True)
class _Socket:
    link: socket.socket
    said: str
    close_timeout_ms: int

    def write(self, data: memoryview, wait_s: float) -> int:
        try:
            if not select.select([], [self.link], [], wait_s)[1]:
                return 0
            return self.link.send(data)
        except BlockingIOError:
            return 0
        except OSError as fault:
            raise LinkCut(self.said) from fault

    def read(self, wait_s: float) -> bytes:
        try:
            if not select.select([self.link], [], [], wait_s)[0]:
                return b""
            heard = self.link.recv(_CHUNK)
        except BlockingIOError:
            return b""
        except OSError as fault:
            raise LinkCut(self.said) from fault
        if not heard:
            raise LinkCut(self.said)
        return heard

    def finish(self) -> bytes:
        """Read what the printer says until it closes or falls silent.

        Closing with unread bytes (a status it sent) resets the connection, and some printers then
        drop what they have not printed yet.
        """
        heard = b""
        try:
            self.link.shutdown(socket.SHUT_WR)
            self.link.settimeout(self.close_timeout_ms / 1000)
            while more := self.link.recv(_CHUNK):
                heard = heard[:_CHUNK] + more
        except OSError:
            pass  # It fell silent.
        return heard


@dataclass(frozen=True, slots=True)
class Network:
    """A printer that takes jobs over TCP. Times in milliseconds."""

    host: str
    port: int = DEFAULT_PORT
    connect_timeout_ms: int = 3_000
    close_timeout_ms: int = 1_000

    @contextmanager
    def open(self) -> Iterator[_Socket]:
        """Connect."""
        try:
            link = socket.create_connection((self.host, self.port), self.connect_timeout_ms / 1000)
        except (OSError, UnicodeError) as fault:
            raise EnvironmentFault(self._says(_no_answer())) from fault
        with link:
            link.setblocking(False)
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            yield _Socket(link, self._says(_broke_off()), self.close_timeout_ms)

    def _says(self, text: str) -> str:
        return text.format(host=self.host, port=self.port)


def _no_answer() -> str:
    return _("The printer at {host}:{port} does not answer. Is it switched on and connected?")


def _broke_off() -> str:
    return _("The printer at {host}:{port} broke off.")


@dataclass(frozen=True, slots=True)
class _Port:
    """An open serial port of pyserial."""

    port: Any
    said: str

    def write(self, data: memoryview, wait_s: float) -> int:
        # As much as goes over a slow line (9600 baud) in a moment: a printer that is full says stop.
        part = bytes(data[:64])
        self.port.write_timeout = max(wait_s, 0.2)
        try:
            return int(self.port.write(part) or 0)
        except OSError as fault:  # pyserial's own errors are OSErrors; so is its timeout.
            if type(fault).__name__ == "SerialTimeoutException":
                return 0
            raise LinkCut(self.said) from fault

    def read(self, wait_s: float) -> bytes:
        self.port.timeout = wait_s
        try:
            first = bytes(self.port.read(1))
            return first + bytes(self.port.read(self.port.in_waiting)) if first else b""
        except OSError as fault:
            raise LinkCut(self.said) from fault

    def finish(self) -> bytes:
        self.port.flush()
        return b""


@dataclass(frozen=True, slots=True)
class Serial:
    """A printer on a serial port (``/dev/ttyUSB0``, ``COM3``), through pyserial."""

    device: str
    baud: int = 9600

    @contextmanager
    def open(self) -> Iterator[_Port]:
        """Open the port; the printer holds the line by RTS/CTS or DTR/DSR, as it is set."""
        serial = library("serial", "pyserial")
        try:
            port = serial.Serial(self.device, self.baud, timeout=1, write_timeout=1, dsrdtr=True)
        except (OSError, ValueError) as fault:
            text = _("The serial port {device} cannot be opened. Is the printer connected?")
            raise EnvironmentFault(text.format(device=self.device)) from fault
        with port:
            yield _Port(port, _("The printer on {device} broke off.").format(device=self.device))


def serial_ports() -> list[tuple[str, str]]:
    """The serial ports of this machine: address, and what each calls itself.

    Raises:
        EnvironmentFault: pyserial is not installed.
    """
    library("serial", "pyserial")
    listed = import_module("serial.tools.list_ports").comports()
    return [(f"serial:{port.device}", str(port.description)) for port in listed]


def library(module: str, package: str) -> Any:
    """A library that only some printers need.

    Raises:
        EnvironmentFault: it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as missing:
        text = _("This till lacks “{package}”, which such a printer needs.")
        raise EnvironmentFault(text.format(package=package)) from missing
