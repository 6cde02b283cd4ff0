"""Lines to a printer that carry both ways: network, serial, USB.

A link writes what the printer takes just now and reads what it says; it never waits longer than it is
told. pyserial and pyusb are looked for only when such a printer is used.
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
        serial = _library("serial", "pyserial")
        try:
            port = serial.Serial(self.device, self.baud, timeout=1, write_timeout=1, dsrdtr=True)
        except (OSError, ValueError) as fault:
            text = _("The serial port {device} cannot be opened. Is the printer connected?")
            raise EnvironmentFault(text.format(device=self.device)) from fault
        with port:
            yield _Port(port, _("The printer on {device} broke off.").format(device=self.device))


@dataclass(frozen=True, slots=True)
class _Pipes:
    """The two endpoints of a USB printer, by pyusb. ``inward`` is None where it cannot speak."""

    outward: Any
    inward: Any
    said: str

    def write(self, data: memoryview, wait_s: float) -> int:
        try:
            return int(self.outward.write(bytes(data[:_CHUNK]), max(int(wait_s * 1000), 1)))
        except OSError as fault:
            if _is_timeout(fault):
                return 0
            raise LinkCut(self.said) from fault

    def read(self, wait_s: float) -> bytes:
        if self.inward is None:
            return b""
        try:
            return bytes(self.inward.read(self.inward.wMaxPacketSize, max(int(wait_s * 1000), 1)))
        except OSError as fault:
            if _is_timeout(fault):
                return b""
            raise LinkCut(self.said) from fault

    def finish(self) -> bytes:
        """Each write has ended when the printer had taken it."""
        return b""


@dataclass(frozen=True, slots=True)
class Usb:
    """A USB printer by the numbers of its maker and product, through pyusb."""

    vendor: int
    product: int

    @contextmanager
    def open(self) -> Iterator[_Pipes]:
        """Take the printer's interface, from the system's own driver where that has it."""
        _library("usb", "pyusb")
        core, util = import_module("usb.core"), import_module("usb.util")
        name = f"{self.vendor:04x}:{self.product:04x}"
        try:
            device = core.find(idVendor=self.vendor, idProduct=self.product)
        except (OSError, ValueError) as fault:  # ValueError: there is no libusb on this machine.
            raise EnvironmentFault(_("USB cannot be used on this machine.")) from fault
        if device is None:
            text = _("The USB printer {name} is not there. Is it switched on and connected?")
            raise EnvironmentFault(text.format(name=name))
        try:
            pipes = _pipes(device, util, _("The USB printer {name} broke off.").format(name=name))
        except (OSError, NotImplementedError) as fault:
            text = _("The USB printer {name} cannot be used: {reason}.")
            raise EnvironmentFault(text.format(name=name, reason=fault)) from fault
        try:
            yield pipes
        finally:
            util.dispose_resources(device)


def usb_printers() -> list[tuple[str, str]]:
    """The USB printers of this machine: address, and what each calls itself.

    Raises:
        EnvironmentFault: USB cannot be looked at here.
    """
    _library("usb", "pyusb")
    core = import_module("usb.core")
    try:
        devices = list(core.find(find_all=True, custom_match=_is_printer))
    except (OSError, ValueError) as fault:
        raise EnvironmentFault(_("USB cannot be used on this machine.")) from fault
    return [
        (f"usb:{device.idVendor:04x}:{device.idProduct:04x}", _called(device)) for device in devices
    ]


def serial_ports() -> list[tuple[str, str]]:
    """The serial ports of this machine: address, and what each calls itself.

    Raises:
        EnvironmentFault: pyserial is not installed.
    """
    _library("serial", "pyserial")
    listed = import_module("serial.tools.list_ports").comports()
    return [(f"serial:{port.device}", str(port.description)) for port in listed]


_PRINTER_CLASS = 7


def _is_printer(device: Any) -> bool:
    return any(part.bInterfaceClass == _PRINTER_CLASS for setup in device for part in setup)


def _called(device: Any) -> str:
    try:
        return f"{device.manufacturer} {device.product}"
    except (OSError, ValueError):  # Only who may open the device may ask.
        return f"{device.idVendor:04x}:{device.idProduct:04x}"


def _pipes(device: Any, util: Any, said: str) -> _Pipes:
    part = next(
        part for setup in device for part in setup if part.bInterfaceClass in (_PRINTER_CLASS, 255)
    )
    if device.is_kernel_driver_active(part.bInterfaceNumber):
        device.detach_kernel_driver(part.bInterfaceNumber)
    ways = {util.endpoint_direction(point.bEndpointAddress): point for point in part}
    return _Pipes(ways[util.ENDPOINT_OUT], ways.get(util.ENDPOINT_IN), said)


def _is_timeout(fault: OSError) -> bool:
    return type(fault).__name__ == "USBTimeoutError" or fault.errno in (60, 110)


def _library(module: str, package: str) -> Any:
    try:
        return import_module(module)
    except ImportError as missing:
        text = _("This till lacks “{package}”, which such a printer needs.")
        raise EnvironmentFault(text.format(package=package)) from missing
