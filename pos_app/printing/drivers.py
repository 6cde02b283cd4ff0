"""The ways a job's bytes leave the till.

A driver is one class with ``send(data)``; it returns once the bytes have been handed over. That is
*sent*, not *printed*. A failure is an :class:`EnvironmentFault`, and an :class:`OutcomeUnknown`
when part of the job may already be on paper: such a job must never be sent again by itself.

Printers that can be talked with are :class:`TalkingPrinter`; more is learned of a job by holding the
``conversation`` oneself.
"""

import errno
import os
import re
import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Protocol

from pos_app.domain.printer import Answers
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.printing.answers import Status
from pos_app.printing.conversation import (
    Conversation,
    NotReady,
    Outcome,
    OutcomeUnknown,
    said_of,
)
from pos_app.printing.document import Document
from pos_app.printing.links import DEFAULT_PORT, Network, Serial, TwoWay
from pos_app.printing.profiles import PrinterProfile
from pos_app.printing.system_queue import SystemQueue
from pos_app.printing.usb_link import Usb

_NAME = re.compile(r"\w[\w-]*(\.\w[\w-]*)*\.?")


class Driver(Protocol):
    """One way to a printer."""

    def send(self, data: bytes) -> None:
        """Hand the bytes of one job over.

        Raises:
            EnvironmentFault: nothing of the job went out.
            OutcomeUnknown: some of it did.
        """


@dataclass(frozen=True, slots=True)
class TalkingPrinter:
    """A printer on a line that carries both ways."""

    place: TwoWay

    def send(self, data: bytes) -> None:
        """Send one job once the printer is ready; one that says nothing gets it all the same."""
        self.introduce(data)

    def introduce(self, data: bytes) -> tuple[Answers, bool]:
        """Find out what the printer says back; then send ``data``, if there is any.

        Returns what it answers, and whether it said that it printed.

        Raises:
            NotReady: it says that it cannot print now.
        """
        with self.place.open() as link:
            talk = Conversation(link, Answers.UNKNOWN)
            status = talk.ask_status()
            if status is not None and status.trouble is not None:
                raise NotReady(said_of(status.trouble), status)
            talk.find_out()
            printed = bool(data) and talk.send(data, 0, _Nobody()) is Outcome.PRINTED
            return talk.answers, printed


class _Nobody:
    """Writes nothing down: the job is nobody's."""

    def begins(self) -> None:
        pass

    def is_handed_over(self) -> None:
        pass

    def hears(self, status: Status) -> None:
        pass

    def is_stopping(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class FilePrinter:
    """A file or device file (``/dev/usb/lp0``, a spool file) to whose end each job is written."""

    path: Path

    def send(self, data: bytes) -> None:
        """Append the job."""
        try:
            file = self.path.open("ab", buffering=0)
        except OSError as fault:
            raise self._fault(EnvironmentFault, fault) from fault
        with file:
            left = memoryview(data)
            try:
                while left:
                    left = left[file.write(left) :]
            except OSError as fault:
                raise self._fault(OutcomeUnknown, fault) from fault

    def check(self) -> None:
        """See whether a job could be written there, without making or opening anything."""
        place = self.path if self.path.exists() else self.path.parent
        number = 0
        if self.path.is_dir():
            number = errno.EISDIR
        elif not place.exists():
            number = errno.ENOENT
        elif not os.access(place, os.W_OK):
            number = errno.EACCES
        if number:
            raise self._fault(EnvironmentFault, OSError(number, os.strerror(number)))

    def _fault(self, kind: type[EnvironmentFault], fault: OSError) -> EnvironmentFault:
        text = _("The printer file {path} cannot be written: {reason}.")
        return kind(text.format(path=self.path, reason=fault.strerror or fault))


@dataclass(frozen=True, slots=True)
class VirtualPrinter:
    """A folder that collects the papers: ``00001.bin``, and text and picture for the screen."""

    folder: Path

    def send(self, data: bytes) -> None:
        """Keep the job as the next number's ``.bin``."""
        self._keep(data)

    def send_with_pictures(self, data: bytes, document: Document, profile: PrinterProfile) -> Path:
        """Keep the job, and beside its ``.bin`` (returned) a ``.txt`` and a ``.png`` of it."""
        from pos_app.printing.paper import as_png
        from pos_app.printing.text import as_text

        job = self._keep(data)
        try:
            text = as_text(document, profile.columns)
            job.with_suffix(".txt").write_text(text, encoding="utf-8", newline="\n")
            job.with_suffix(".png").write_bytes(as_png(document, profile))
        except OSError as fault:
            raise OutcomeUnknown(self._failure(fault)) from fault
        return job

    def _keep(self, data: bytes) -> Path:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for number in count(1 + max(map(_job_number, self.folder.glob("*.bin")), default=0)):
                path = self.folder / f"{number:05}.bin"
                try:
                    with path.open("xb") as file:
                        file.write(data)
                except FileExistsError:  # Another till on the same folder was faster.
                    continue
                return path
        except OSError as fault:
            raise EnvironmentFault(self._failure(fault)) from fault
        raise AssertionError("numbers do not end")

    def _failure(self, fault: OSError) -> str:
        text = _("The folder {path} of the printer on screen cannot be written: {reason}.")
        return text.format(path=self.folder, reason=fault.strerror or fault)


@dataclass(frozen=True, slots=True)
class NoPrinter:
    """A till without a printer: every job is let go."""

    def send(self, data: bytes) -> None:
        """Do nothing."""


def print_document(document: Document, profile: PrinterProfile, driver: Driver) -> None:
    """Draw the document for this printer and send it; on a virtual printer its pictures too."""
    from pos_app.printing.escpos import as_bytes

    if isinstance(driver, NoPrinter):
        return
    data = as_bytes(document, profile)
    if isinstance(driver, VirtualPrinter):
        driver.send_with_pictures(data, document, profile)
    else:
        driver.send(data)


def open_driver(address: str) -> Driver:
    """The driver that an address names.

    Addresses are ``tcp://host:9100``, ``usb:04b8:0e15`` (maker and product; ``:SERIAL`` where two
    are alike), ``serial:PORT`` or ``serial:PORT@baud``, ``queue:NAME``, ``file:PATH``,
    ``virtual:FOLDER`` and ``none:``.
    Nothing is connected or written yet.

    Raises:
        UserError: the address is none of these.
    """
    scheme, _colon, rest = address.strip().partition(":")
    match scheme.lower():
        case "tcp":
            return TalkingPrinter(_network(rest))
        case "usb":
            return TalkingPrinter(_usb(rest))
        case "serial" if rest:
            return TalkingPrinter(_serial(rest))
        case "queue" if rest.strip():
            return SystemQueue(rest.strip())
        case "file" if _is_whole_path(rest):
            return FilePrinter(Path(rest))
        case "virtual" if rest:
            return VirtualPrinter(Path(rest))
        case "none" if not rest:
            return NoPrinter()
    raise _not_an_address(scheme.lower())


def _network(rest: str) -> Network:
    """Read ``//host``, ``//host:port`` or ``//[IPv6]:port``."""
    place = rest.removeprefix("//").rstrip("/")
    host, closing, after = place.partition("]")
    if closing and host.startswith("["):
        host, port = host[1:], after.removeprefix(":")
    else:
        host, _colon, port = place.partition(":")
    number = port or str(DEFAULT_PORT)
    if not host or host.split() != [host] or not (number.isascii() and number.isdigit()):
        raise _no_network_address()
    if not 0 < int(number[:6]) < 65536:
        raise _no_network_address()
    return Network(_host(host), int(number))


def _host(host: str) -> str:
    """Read a name or an address. Zeros in front, as printers print them, are no octal numbers.

    Figures that are no address would be asked for as a name, and never found.
    """
    parts = host.split(".")
    if ":" not in host and not _NAME.fullmatch(host):
        raise _no_network_address()
    if not host.replace(".", "").isdecimal():
        return host
    if len(parts) != 4 or any(not 1 <= len(part) <= 3 or int(part) > 255 for part in parts):
        raise _no_network_address()
    return ".".join(str(int(part)) for part in parts)


def _usb(rest: str) -> Usb:
    """Read ``04b8:0e15``, or ``04b8:0e15:SERIAL`` where two are alike."""
    vendor, _colon, product = rest.strip().partition(":")
    product, _colon, serial = product.partition(":")
    try:
        return Usb(int(vendor, 16), int(product, 16), serial)
    except ValueError:
        raise _not_an_address("usb") from None


def _serial(rest: str) -> Serial:
    """Read ``/dev/ttyUSB0`` or ``COM3@19200``."""
    device, _at, baud = rest.strip().partition("@")
    if not device or (baud and not (baud.isascii() and baud.isdigit() and int(baud[:7]) > 0)):
        raise _not_an_address("serial")
    return Serial(device, int(baud[:7])) if baud else Serial(device)


def _is_whole_path(path: str) -> bool:
    """A path from where the till happened to be started is another one tomorrow."""
    whole = PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()
    return whole or (bool(path) and sys.platform == "win32")  # Such as LPT1.


def _job_number(path: Path) -> int:
    return int(path.stem) if path.stem.isascii() and path.stem.isdigit() else 0


def _no_network_address() -> UserError:
    said = _(
        "That is not a printer's address. Write 192.168.1.50, or 192.168.1.50:9101 where the port is "
        "another than 9100."
    )
    return UserError(said, field="address")


def _not_an_address(scheme: str) -> UserError:
    """Say what such a printer's address looks like; who chose its kind needs no other's."""
    said = {
        "usb": _(
            "That is not a printer's address. Look for printers and choose one, or write its two "
            "numbers, as 04b8:0e15."
        ),
        "serial": _(
            "That is not a printer's address. Look for printers and choose one, or write its port, as "
            "/dev/ttyUSB0 or COM3; for another speed than 9600 as COM3@19200."
        ),
        "queue": _(
            "That is not a printer's address. Look for printers and choose one, or write the name of "
            "the system's print queue."
        ),
        "file": _("That is not a printer's address. Write the whole path, as /dev/usb/lp0."),
    }
    any_kind = _(
        "That is not a printer's address. Write tcp://192.168.1.50:9100, usb:04b8:0e15, "
        "serial:PORT, queue:NAME, file:PATH, virtual:FOLDER or none:"
    )
    return UserError(said.get(scheme, any_kind), field="address")
