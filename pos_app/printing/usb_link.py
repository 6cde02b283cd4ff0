"""A line to a USB printer, through pyusb, which is looked for only when such a printer is used."""

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault
from pos_app.printing.links import LinkCut, library

_CHUNK = 4096
_PRINTER_CLASS, _MAKERS_OWN_CLASS = 7, 255
_IPP = 4
"""The protocol of office printers that speak HTTP over USB; no bytes of ours are for them."""
_STALE_S, _STALE_AT_MOST_S = 0.02, 0.5


@dataclass(frozen=True, slots=True)
class _Pipes:
    """The two endpoints of a USB printer. ``inward`` is None where it cannot speak."""

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

    def drop_stale(self) -> None:
        """Drop what was said to an earlier line: a pipe keeps it, and its “all is well” is old."""
        deadline = time.monotonic() + _STALE_AT_MOST_S
        while self.read(_STALE_S) and time.monotonic() < deadline:
            pass


@dataclass(frozen=True, slots=True)
class Usb:
    """A USB printer by the numbers of its maker and product; ``serial`` where two are alike."""

    vendor: int
    product: int
    serial: str = ""

    @property
    def name(self) -> str:
        """How the till writes it, without the scheme."""
        return f"{self.vendor:04x}:{self.product:04x}" + (self.serial and f":{self.serial}")

    @contextmanager
    def open(self) -> Iterator[_Pipes]:
        """Take the printer's interface, from the system's own driver where that has it."""
        with _no_usb():
            device = _core().find(
                idVendor=self.vendor, idProduct=self.product, custom_match=self._is_meant
            )
        if device is None:
            raise EnvironmentFault(self._not_there())
        util = import_module("usb.util")
        try:
            pipes = self._take(device, util)
            pipes.drop_stale()
            yield pipes
        finally:
            util.dispose_resources(device)

    def _is_meant(self, device: Any) -> bool:
        return not self.serial or _told(device, "serial_number") == self.serial

    def _take(self, device: Any, util: Any) -> _Pipes:
        ways = sorted(_ways(device, util), key=lambda way: way[:3])
        if not ways:
            text = _("The USB device {name} is no printer. Choose another.")
            raise EnvironmentFault(text.format(name=self.name))
        *_rank, part, outward, inward = ways[0]
        try:
            _claim(device, part, util)
        except OSError as fault:
            raise EnvironmentFault(self._refused(fault)) from fault
        return _Pipes(
            outward, inward, _("The USB printer {name} broke off.").format(name=self.name)
        )

    def _not_there(self) -> str:
        text = _("The USB printer {name} is not there. Is it switched on and connected?")
        return text.format(name=self.name)

    def _refused(self, fault: OSError) -> str:
        if fault.errno == errno.ENODEV:
            return self._not_there()
        if fault.errno == errno.EACCES:
            text = _(
                "The USB printer {name} may not be used by you. Have yourself given the right to it, or "
                "choose it as a print queue of the system."
            )
        elif fault.errno == errno.EBUSY:
            text = _("The USB printer {name} is in use by another program.")
        else:
            text = _("The USB printer {name} cannot be used: {reason}.")
        return text.format(name=self.name, reason=fault.strerror or fault)


def usb_printers() -> list[tuple[str, str]]:
    """The USB printers of this machine: address, and what each calls itself.

    Raises:
        EnvironmentFault: USB cannot be looked at here.
    """
    with _no_usb():
        devices = list(_core().find(find_all=True, custom_match=_is_printer))
    models = [(device.idVendor, device.idProduct) for device in devices]
    found = []
    for device, model in zip(devices, models, strict=True):
        serial = _told(device, "serial_number") if models.count(model) > 1 else ""
        printer = Usb(*model, serial)
        called = f"{_told(device, 'manufacturer')} {_told(device, 'product')} {serial}".split()
        found.append((f"usb:{printer.name}", " ".join(called) or printer.name))
    return found


def _ways(device: Any, util: Any) -> Iterator[tuple[bool, bool, int, Any, Any, Any]]:
    """What of the device prints, each with how it ranks: printers first, and those that speak."""
    for part in (part for setup in device for part in setup if _prints(part)):
        ends = {util.endpoint_direction(point.bEndpointAddress): point for point in part}
        outward, inward = ends.get(util.ENDPOINT_OUT), ends.get(util.ENDPOINT_IN)
        if outward is not None:
            is_other = part.bInterfaceClass != _PRINTER_CLASS
            yield is_other, inward is None, part.bAlternateSetting, part, outward, inward


def _claim(device: Any, part: Any, util: Any) -> None:
    number = part.bInterfaceNumber
    with suppress(NotImplementedError):  # Elsewhere than on Linux no driver of the system has it.
        if device.is_kernel_driver_active(number):
            device.detach_kernel_driver(number)
    util.claim_interface(device, number)
    if part.bAlternateSetting:
        part.set_altsetting()


def _prints(part: Any) -> bool:
    kind = part.bInterfaceClass
    return kind == _MAKERS_OWN_CLASS or _is_printing(part)


def _is_printing(part: Any) -> bool:
    return bool(part.bInterfaceClass == _PRINTER_CLASS and part.bInterfaceProtocol != _IPP)


def _is_printer(device: Any) -> bool:
    return any(_is_printing(part) for setup in device for part in setup)


def _told(device: Any, what: str) -> str:
    """What the device says of itself; nothing to somebody who may not open it."""
    try:
        return getattr(device, what) or ""
    except (OSError, ValueError):
        return ""


def _is_timeout(fault: OSError) -> bool:
    return isinstance(fault, _core().USBTimeoutError)


def _core() -> Any:
    library("usb", "pyusb")
    return import_module("usb.core")


@contextmanager
def _no_usb() -> Iterator[None]:
    """Say why USB cannot be looked at."""
    core = _core()
    try:
        yield
    except core.NoBackendError as fault:
        text = _(
            "This machine lacks “{package}”, which USB printers need. Install it, or choose the printer "
            "as a print queue of the system."
        )
        raise EnvironmentFault(text.format(package="libusb")) from fault
    except OSError as fault:
        raise EnvironmentFault(_("USB cannot be used on this machine.")) from fault
