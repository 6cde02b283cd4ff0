"""A USB bus that stands in for the machine's, under real pyusb; its devices are what a test plugs in."""

import errno
import select
import socket
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from usb.backend import IBackend
from usb.core import USBError, USBTimeoutError

PRINTER = 7
OUT, IN = 0x01, 0x82


@dataclass
class Interface:
    """One interface of a device, by the numbers in its descriptor; which ends it has (of the first one)."""

    kind: int = PRINTER
    protocol: int = 2
    ends: tuple[int, ...] = (OUT, IN)


@dataclass
class Device:
    """A device; what is written to ``line`` it reads, and what it says there can be read.

    ``fault`` is the number of the error with which it refuses to be taken.
    """

    line: socket.socket | None = None
    serial: str = ""
    interfaces: tuple[Interface, ...] = (Interface(),)
    numbers: tuple[int, int] = (0x04B8, 0x0E15)
    has_system_driver: bool = True
    fault: int = 0
    claimed: list[int] = field(default_factory=list)
    said: bytearray = field(default_factory=bytearray)

    def called(self) -> list[str]:
        """Its strings, by their index in the descriptor."""
        return ["", "EPSON", "TM-T20", self.serial]


@dataclass
class Bus(IBackend):  # type: ignore[misc]
    """The devices plugged in. ``knows_drivers`` is whether the system tells who has an interface."""

    devices: list[Device] = field(default_factory=list)
    knows_drivers: bool = True

    def enumerate_devices(self) -> list[Device]:
        return self.devices

    def get_parent(self, _device: Device) -> None:
        return None

    def get_device_descriptor(self, device: Device) -> Any:
        vendor, product = device.numbers
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0,
            bDeviceProtocol=0, bMaxPacketSize0=64, idVendor=vendor, idProduct=product, bcdDevice=1,
            iManufacturer=1, iProduct=2, iSerialNumber=3 if device.serial else 0,
            bNumConfigurations=1, address=1, bus=1, port_number=1, port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, device: Device, config: int) -> Any:
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=len(device.interfaces),
            bConfigurationValue=1, iConfiguration=0, bmAttributes=0xC0, bMaxPower=1,
            extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, device: Device, number: int, alt: int, _config: int) -> Any:
        if alt or number >= len(device.interfaces):
            raise IndexError
        part = device.interfaces[number]
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=number, bAlternateSetting=0,
            bNumEndpoints=len(part.ends), bInterfaceClass=part.kind, bInterfaceSubClass=1,
            bInterfaceProtocol=part.protocol, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(
        self, device: Device, end: int, number: int, _alt: int, _config: int
    ) -> Any:
        address = device.interfaces[number].ends[end] + number
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=address,
            bmAttributes=2, wMaxPacketSize=64, bInterval=0, bRefresh=0, bSynchAddress=0,
            extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, device: Device) -> Device:
        if device.fault == errno.EACCES:
            raise USBError("Access denied", -3, errno.EACCES)
        return device

    def close_device(self, _device: Device) -> None: ...

    def get_configuration(self, _device: Device) -> int:
        return 1

    def is_kernel_driver_active(self, device: Device, _number: int) -> bool:
        if not self.knows_drivers:
            raise NotImplementedError
        return device.has_system_driver

    def detach_kernel_driver(self, device: Device, _number: int) -> None:
        device.has_system_driver = False

    def claim_interface(self, device: Device, number: int) -> None:
        if device.fault or (device.has_system_driver and self.knows_drivers):
            raise USBError("refused", -6, device.fault or errno.EBUSY)
        device.claimed.append(number)

    def release_interface(self, _device: Device, _number: int) -> None: ...

    def ctrl_transfer(self, device: Device, *asked: Any) -> int:
        """Answer the only thing asked here: a string, or in which languages there are some."""
        _kind, _request, value, _index, into, _timeout = asked
        text = device.called()[value & 0xFF].encode("utf-16-le") or b"\x09\x04"
        answer = bytes([len(text) + 2, 3]) + text
        into[: len(answer)] = type(into)("B", answer)
        return len(answer)

    def bulk_write(self, device: Device, _end: int, _part: int, data: Any, _wait_ms: int) -> int:
        assert device.line is not None
        device.line.sendall(data)
        return len(data)

    def bulk_read(self, device: Device, _end: int, _part: int, into: Any, wait_ms: int) -> int:
        assert device.line is not None
        if not device.said and select.select([device.line], [], [], wait_ms / 1000)[0]:
            device.said += device.line.recv(4096)
            if not device.said:
                raise USBError("No such device", -4, errno.ENODEV)
        if not device.said:
            raise USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
        part = bytes(device.said[: len(into)])
        del device.said[: len(part)]
        into[: len(part)] = type(into)("B", part)
        return len(part)
