"""Printers on USB: real pyusb on a stand-in bus, and behind it a printer that answers."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import usb.backend.libusb0
import usb.backend.libusb1
import usb.backend.openusb

from pos_app.bench.printer import LoopbackPrinter
from pos_app.domain.printer import Answers
from pos_app.errors import EnvironmentFault
from pos_app.printing import usb_link
from pos_app.printing.conversation import Conversation, NotReady, Outcome
from pos_app.printing.drivers import TalkingPrinter, open_driver
from pos_app.printing.usb_link import usb_printers
from tests.printing.test_serial import PAPER, Witness
from tests.printing.usb_bus import OUT, Bus, Device, Interface

ADDRESS = "usb:04b8:0e15"
FINE = b"\x12\x12\x12\x12"


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Bus:
    found = Bus()
    monkeypatch.setattr(usb.backend.libusb1, "get_backend", lambda: found)
    return found


@contextmanager
def plugged(bus: Bus, printer: LoopbackPrinter, **kind: object) -> Iterator[Device]:
    """A device on the bus whose wire leads to the printer."""
    host, _colon, port = printer.address.removeprefix("tcp://").partition(":")
    with socket.create_connection((host, int(port))) as line:
        device = Device(line, **kind)  # type: ignore[arg-type]
        bus.devices.append(device)
        yield device


@contextmanager
def one_that_says(bus: Bus, said: bytes) -> Iterator[socket.socket]:
    """A device that was left with something unread; yields its own end of the wire."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        bus.devices.append(Device(ours, said=bytearray(said)))
        yield theirs


def talking(address: str = ADDRESS) -> TalkingPrinter:
    driver = open_driver(address)
    assert isinstance(driver, TalkingPrinter)
    return driver


def test_a_receipt_goes_over_usb_whole_and_the_printer_says_that_it_printed(bus: Bus) -> None:
    with LoopbackPrinter() as printer, plugged(bus, printer):
        assert talking().introduce(PAPER) == (Answers.MEMORY, True)
        assert [PAPER[2:] in paper for paper in printer.papers] == [True]


def test_what_was_said_to_an_earlier_line_is_not_taken_for_this_ones_answer(bus: Bus) -> None:
    with LoopbackPrinter() as printer, plugged(bus, printer) as device:
        printer.change(paper_out=True)
        device.said += FINE
        with pytest.raises(NotReady, match="out of paper"):
            talking().send(PAPER)
        assert PAPER[:20] not in printer.received


def test_the_last_question_is_heard_out_before_the_next_job(bus: Bus) -> None:
    with LoopbackPrinter() as printer, plugged(bus, printer) as device:
        with talking().place.open() as link:
            talk = Conversation(link, Answers.MEMORY)
            talk.ask_status()
            assert talk.send(PAPER, 7, Witness()) is Outcome.PRINTED
            assert not talk._ear.is_waiting()
        assert not device.said


def test_one_that_babbles_does_not_hold_the_till(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usb_link, "_STALE_AT_MOST_S", 0)
    with one_that_says(bus, bytes(1000)), talking().place.open() as link:
        assert link.read(0.01), "it goes on, and is let to"


def test_a_printer_pulled_out_breaks_the_line(bus: Bus) -> None:
    with one_that_says(bus, b"") as device, talking().place.open() as link:
        device.close()
        with pytest.raises(EnvironmentFault, match="04b8:0e15 broke off"):
            link.read(0.01)


def test_a_printer_that_cannot_speak_is_written_to(bus: Bus) -> None:
    with LoopbackPrinter() as printer, plugged(bus, printer, interfaces=(Interface(ends=(OUT,)),)):
        assert talking().introduce(PAPER) == (Answers.NONE, False)


@pytest.mark.parametrize(
    ("interfaces", "chosen"),
    [
        ((Interface(kind=3), Interface()), 1),
        ((Interface(kind=255), Interface()), 1),
        ((Interface(protocol=4), Interface(kind=255)), 1),
        ((Interface(ends=(OUT,)), Interface()), 1),
        ((Interface(), Interface(kind=8)), 0),
    ],
    ids=["keys", "of its own kind", "speaks HTTP", "mute", "memory"],
)
def test_of_a_device_with_several_parts_the_one_that_prints_is_taken(
    bus: Bus, interfaces: tuple[Interface, ...], chosen: int
) -> None:
    with one_that_says(bus, b""):
        bus.devices[0].interfaces = interfaces
        with talking().place.open():
            assert bus.devices[0].claimed == [chosen]


@pytest.mark.parametrize("part", [Interface(kind=3), Interface(protocol=4), Interface(ends=())])
def test_a_device_that_is_no_printer_says_so(bus: Bus, part: Interface) -> None:
    bus.devices.append(Device(interfaces=(part,)))
    with pytest.raises(EnvironmentFault, match="04b8:0e15 is no printer"):
        talking().send(PAPER)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (errno.EACCES, "may not be used by you"),
        (errno.EBUSY, "in use by another program"),
        (errno.ENODEV, "is not there"),
        (errno.EIO, "cannot be used: refused"),
    ],
)
def test_one_that_cannot_be_taken_says_why_and_nothing_is_in_doubt(
    bus: Bus, fault: int, said: str
) -> None:
    bus.devices.append(Device(fault=fault))
    with pytest.raises(EnvironmentFault, match=said):
        talking().send(PAPER)


def test_one_that_is_not_plugged_in_is_named(bus: Bus) -> None:
    with pytest.raises(EnvironmentFault, match="04b8:0e15 is not there"):
        talking().send(PAPER)
    assert usb_printers() == []


def test_where_the_system_tells_of_no_drivers_the_printer_is_taken_all_the_same(bus: Bus) -> None:
    bus.knows_drivers = False
    with LoopbackPrinter() as printer, plugged(bus, printer):
        assert talking().introduce(b"")[0] is Answers.MEMORY


def test_printers_are_found_by_what_they_call_themselves(bus: Bus) -> None:
    bus.devices += [Device(interfaces=(Interface(kind=3),)), Device(serial="A1")]
    assert usb_printers() == [(ADDRESS, "EPSON TM-T20")]


def test_two_of_one_kind_are_told_apart_by_their_serial_numbers(bus: Bus) -> None:
    with (
        LoopbackPrinter() as front,
        LoopbackPrinter() as back,
        plugged(bus, front, serial="A1"),
        plugged(bus, back, serial="B2"),
    ):
        assert usb_printers() == [
            (f"{ADDRESS}:A1", "EPSON TM-T20 A1"),
            (f"{ADDRESS}:B2", "EPSON TM-T20 B2"),
        ]
        talking(f"{ADDRESS}:B2").send(PAPER)
        assert (len(front.papers), len(back.papers)) == (0, 1)


def test_one_that_may_not_be_opened_is_found_by_its_numbers(bus: Bus) -> None:
    bus.devices.append(Device(fault=errno.EACCES))
    assert usb_printers() == [(ADDRESS, "04b8:0e15")]


def test_a_machine_without_libusb_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for library in (usb.backend.libusb0, usb.backend.libusb1, usb.backend.openusb):
        monkeypatch.setattr(library, "get_backend", lambda: None)
    with pytest.raises(EnvironmentFault, match="lacks “libusb”"):
        talking().send(PAPER)
    with pytest.raises(EnvironmentFault, match="print queue of the system"):
        usb_printers()
