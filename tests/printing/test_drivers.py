"""The ways out of the till, against things that answer, refuse, and fall silent."""

import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_app.bench.printer import LoopbackPrinter
from pos_app.errors import EnvironmentFault, UserError
from pos_app.printing import conversation
from pos_app.printing.conversation import NotReady, OutcomeUnknown
from pos_app.printing.drivers import (
    Driver,
    FilePrinter,
    NoPrinter,
    TalkingPrinter,
    VirtualPrinter,
    open_driver,
    print_document,
)
from pos_app.printing.layouts import receipt
from pos_app.printing.links import LinkCut, Network, Serial, serial_ports
from pos_app.printing.profiles import profile_of
from pos_app.printing.system_queue import SystemQueue
from pos_app.printing.usb_link import Usb, usb_printers
from tests.printing.builders import a_full_receipt
from tests.printing.decoder import decode

GENERIC = profile_of("generic-80")


def test_a_printer_on_the_network_gets_the_whole_job() -> None:
    with LoopbackPrinter() as printer:
        print_document(receipt(a_full_receipt()), GENERIC, open_driver(printer.address))
        (paper,) = printer.papers
    assert "Owes $45.00" in decode(paper).text


def test_a_printer_that_says_it_has_no_paper_gets_nothing() -> None:
    with LoopbackPrinter() as printer:
        printer.change(paper_out=True)
        with pytest.raises(NotReady, match="out of paper"):
            open_driver(printer.address).send(b"job\n")
        assert b"job" not in printer.received


def test_a_printer_that_refuses_is_named_and_nothing_is_in_doubt() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(EnvironmentFault, match=f"127.0.0.1:{port} does not answer") as refused:
        TalkingPrinter(Network("127.0.0.1", port)).send(b"job")
    assert not isinstance(refused.value, OutcomeUnknown)


def test_a_deaf_printer_that_takes_no_more_leaves_the_outcome_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(conversation, "FIRST_ANSWER_S", 0.05)
    monkeypatch.setattr(conversation, "_TAKES_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        driver = open_driver(f"tcp://127.0.0.1:{listener.getsockname()[1]}")
        with pytest.raises(OutcomeUnknown, match="Look whether it came out"):
            driver.send(b"x" * 50_000_000)


def test_a_printer_that_never_hangs_up_is_left_after_a_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(conversation, "FIRST_ANSWER_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = Network("127.0.0.1", listener.getsockname()[1], close_timeout_ms=10)
        TalkingPrinter(place).send(b"job")


def test_a_name_that_no_network_knows_is_a_fault_in_plain_words() -> None:
    with pytest.raises(EnvironmentFault, match="does not answer"):
        TalkingPrinter(Network("a" * 300)).send(b"job")


@pytest.mark.parametrize(
    ("library", "address", "look"),
    [("usb", "usb:04b8:0e15", usb_printers), ("serial", "serial:/dev/ttyUSB9", serial_ports)],
)
def test_a_printer_without_its_library_says_which_one_is_missing(
    library: str, address: str, look: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(EnvironmentFault, match=f"lacks “py{library}”"):
        open_driver(address).send(b"job")
    with pytest.raises(EnvironmentFault, match=f"lacks “py{library}”"):
        look()


class FakePort:
    """A serial port as pyserial's: takes, answers, and may be pulled out."""

    def __init__(self) -> None:
        self.written = bytearray()
        self.said = bytearray()
        self.timeout = self.write_timeout = 1.0
        self.pulled = False

    @property
    def in_waiting(self) -> int:
        return len(self.said)

    def write(self, data: bytes) -> int:
        if self.pulled:
            raise OSError("gone")
        self.written += data
        return len(data)

    def read(self, size: int) -> bytes:
        if self.pulled:
            raise OSError("gone")
        part = bytes(self.said[:size])
        del self.said[:size]
        return part

    def flush(self) -> None:
        pass

    def __enter__(self) -> "FakePort":
        return self

    def __exit__(self, *_error: object) -> None:
        pass


def test_a_serial_printer_is_written_to_and_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    port = FakePort()
    module = type(sys)("serial")
    module.Serial = lambda *_args, **_values: port  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "serial", module)
    with Serial("COM3").open() as link:
        data = memoryview(b"x" * 100)
        while data:
            data = data[link.write(data, 0.1) :]
        port.said += b"\x12\x12"
        assert link.read(0.1) == b"\x12\x12"
        assert link.read(0.1) == b""
        link.finish()
        port.pulled = True
        with pytest.raises(LinkCut, match="COM3 broke off"):
            link.write(memoryview(b"x"), 0.1)
        with pytest.raises(LinkCut, match="COM3 broke off"):
            link.read(0.1)
    assert port.written == b"x" * 100


def test_a_file_gets_each_job_behind_the_last(tmp_path: Path) -> None:
    driver = FilePrinter(tmp_path / "lp0")
    driver.send(b"one")
    driver.send(b"two")
    assert (tmp_path / "lp0").read_bytes() == b"onetwo"


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"missing.lp0 cannot be written") as fault:
        FilePrinter(tmp_path / "missing" / "lp0").send(b"job")
    assert not isinstance(fault.value, OutcomeUnknown)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
def test_a_full_disk_leaves_the_outcome_unknown() -> None:
    with pytest.raises(OutcomeUnknown, match="cannot be written"):
        FilePrinter(Path("/dev/full")).send(b"job")


def test_the_printer_on_screen_keeps_each_paper_as_bytes_text_and_picture(tmp_path: Path) -> None:
    driver = VirtualPrinter(tmp_path / "paper")
    for _time in range(2):
        print_document(receipt(a_full_receipt()), GENERIC, driver)
    kept = sorted(path.name for path in (tmp_path / "paper").iterdir())
    assert kept == [f"0000{n}.{kind}" for n in (1, 2) for kind in ("bin", "png", "txt")]
    assert "Owes $45.00" in (tmp_path / "paper" / "00002.txt").read_text(encoding="utf-8")
    assert (tmp_path / "paper" / "00001.png").read_bytes().startswith(b"\x89PNG")


def test_the_printer_on_screen_takes_a_drawer_kick_as_a_job_too(tmp_path: Path) -> None:
    VirtualPrinter(tmp_path).send(b"\x1bp\x00\x32\x64")
    assert (tmp_path / "00001.bin").read_bytes() == b"\x1bp\x00\x32\x64"


def test_a_screen_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFault, match="cannot be written"):
        VirtualPrinter(tmp_path / "file" / "paper").send(b"job")


@pytest.mark.parametrize(
    ("address", "driver"),
    [
        ("tcp://192.168.1.50:9100", TalkingPrinter(Network("192.168.1.50"))),
        ("tcp://printer.local", TalkingPrinter(Network("printer.local", 9100))),
        ("tcp://192.168.001.050", TalkingPrinter(Network("192.168.1.50"))),
        ("tcp://front.shop.example.", TalkingPrinter(Network("front.shop.example."))),
        ("tcp://3com", TalkingPrinter(Network("3com"))),
        ("tcp://[fe80::1]:9101", TalkingPrinter(Network("fe80::1", 9101))),
        (" TCP://front:9100/ ", TalkingPrinter(Network("front", 9100))),
        ("usb:04b8:0E15", TalkingPrinter(Usb(0x04B8, 0x0E15))),
        ("usb:04b8:0e15:X2:9", TalkingPrinter(Usb(0x04B8, 0x0E15, "X2:9"))),
        ("serial:/dev/ttyUSB0", TalkingPrinter(Serial("/dev/ttyUSB0"))),
        ("serial:COM3@19200", TalkingPrinter(Serial("COM3", 19200))),
        ("queue:Front desk", SystemQueue("Front desk")),
        ("file:/dev/usb/lp0", FilePrinter(Path("/dev/usb/lp0"))),
        ("file:C:\\spool\\x.bin", FilePrinter(Path("C:\\spool\\x.bin"))),
        ("virtual:paper", VirtualPrinter(Path("paper"))),
        ("none:", NoPrinter()),
    ],
)
def test_an_address_names_its_driver(address: str, driver: Driver) -> None:
    assert open_driver(address) == driver


@pytest.mark.parametrize(
    "address",
    ["", "usb", "usb:", "usb:zz:1", "usb:1", "serial:", "serial:COM3@x", "serial:@9600", "queue: ",
     "tcp://", "tcp://:9100", "tcp://h:0", "tcp://h:65536", "tcp://h:٩١", "tcp://a b",
     "tcp://h:99999999999999999999", "tcp://192.168.1.500", "tcp://192.168.1", "tcp://192,168,1,50",
     "tcp://192.168.1.50;9100", "tcp:////192.168.1.50", "tcp://192.168.1.50\u200b", "tcp://a..b", "tcp://.",
     "tcp://1.2.3.4.5", "tcp://1.2.3.0004", "file:", "file:lp0", "virtual:", "http://h", "none:x", "tcp://[::1"],
)  # fmt: skip
def test_anything_else_is_refused_with_examples(address: str) -> None:
    with pytest.raises(UserError, match="not a printer's address") as refused:
        open_driver(address)
    assert refused.value.field == "address"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://192.168.1.500", "Write 192.168.1.50"),
        ("usb:", "choose one, or write its two numbers, as 04b8:0e15"),
        ("serial:", "choose one, or write its port"),
        ("queue:", "choose one, or write the name"),
        ("file:lp0", "whole path, as /dev/usb/lp0"),
    ],
)
def test_a_wrong_address_is_told_in_the_words_of_its_own_kind(address: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as refused:
        open_driver(address)
    assert "virtual:" not in refused.value.text


def test_a_till_without_a_printer_draws_nothing() -> None:
    print_document(receipt(a_full_receipt()), GENERIC, NoPrinter())
