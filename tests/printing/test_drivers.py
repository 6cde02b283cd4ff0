"""The ways out of the till, against things that answer, refuse, and fall silent."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pos_app.errors import EnvironmentFault, UserError
from pos_app.printing.drivers import (
    Driver,
    FilePrinter,
    NetworkPrinter,
    NoPrinter,
    OutcomeUnknown,
    VirtualPrinter,
    open_driver,
    print_document,
)
from pos_app.printing.layouts import receipt
from pos_app.printing.profiles import profile_of
from tests.printing.builders import a_full_receipt
from tests.printing.decoder import decode

GENERIC = profile_of("generic-80")


@dataclass
class LoopbackPrinter:
    """A printer on this machine: takes one job, says something back, and keeps what it got."""

    listener: socket.socket
    answer: bytes = b""
    received: bytearray = field(default_factory=bytearray)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def take_one_job(self) -> None:
        link, _address = self.listener.accept()
        with link:
            link.sendall(self.answer)
            while data := link.recv(4096):
                self.received += data


@contextmanager
def listening() -> Iterator[LoopbackPrinter]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield LoopbackPrinter(listener)


@contextmanager
def printing(answer: bytes = b"") -> Iterator[LoopbackPrinter]:
    with listening() as printer:
        printer.answer = answer
        thread = threading.Thread(target=printer.take_one_job)
        thread.start()
        try:
            yield printer
        finally:
            thread.join(timeout=10)
            assert not thread.is_alive()


def test_a_printer_on_the_network_gets_the_whole_job() -> None:
    with printing() as printer:
        driver = NetworkPrinter("127.0.0.1", printer.port)
        print_document(receipt(a_full_receipt()), GENERIC, driver)
    assert "Owes $45.00" in decode(bytes(printer.received)).text


def test_a_printer_that_talks_while_it_is_sent_to_still_gets_the_whole_job() -> None:
    job = b"x" * 500_000
    with printing(answer=b"\x14\x00\x00\x0f") as printer:
        NetworkPrinter("127.0.0.1", printer.port).send(job)
    assert bytes(printer.received) == job


def test_a_printer_that_refuses_is_named_and_nothing_is_in_doubt() -> None:
    with listening() as printer:
        port = printer.port
    with pytest.raises(EnvironmentFault, match=f"127.0.0.1:{port} does not answer") as refused:
        NetworkPrinter("127.0.0.1", port).send(b"job")
    assert not isinstance(refused.value, OutcomeUnknown)


def test_a_deaf_printer_leaves_the_outcome_unknown() -> None:
    with listening() as printer, pytest.raises(OutcomeUnknown, match="Look whether it came out"):
        NetworkPrinter("127.0.0.1", printer.port, send_timeout_ms=50).send(b"x" * 50_000_000)


def test_a_printer_that_never_hangs_up_is_left_after_a_moment() -> None:
    with listening() as printer:
        NetworkPrinter("127.0.0.1", printer.port, close_timeout_ms=10).send(b"job")


def test_a_printer_that_breaks_off_leaves_the_outcome_unknown() -> None:
    def break_off(printer: LoopbackPrinter) -> None:
        link, _address = printer.listener.accept()
        link.recv(10)
        link.close()

    with listening() as printer:
        thread = threading.Thread(target=break_off, args=(printer,))
        thread.start()
        with pytest.raises(OutcomeUnknown, match="in the middle of a paper"):
            NetworkPrinter("127.0.0.1", printer.port).send(b"x" * 50_000_000)
        thread.join(timeout=10)


def test_a_name_that_no_network_knows_is_a_fault_in_plain_words() -> None:
    with pytest.raises(EnvironmentFault, match="does not answer"):
        NetworkPrinter("a" * 300).send(b"job")


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
        ("tcp://192.168.1.50:9100", NetworkPrinter("192.168.1.50")),
        ("tcp://printer.local", NetworkPrinter("printer.local", 9100)),
        ("tcp://[fe80::1]:9101", NetworkPrinter("fe80::1", 9101)),
        (" TCP://front:9100/ ", NetworkPrinter("front", 9100)),
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
    ["", "usb", "tcp://", "tcp://:9100", "tcp://h:0", "tcp://h:65536", "tcp://h:٩١", "tcp://a b",
     "tcp://h:99999999999999999999", "file:", "virtual:", "http://h", "none:x", "tcp://[::1"],
)  # fmt: skip
def test_anything_else_is_refused_with_examples(address: str) -> None:
    with pytest.raises(UserError, match="not a printer's address") as refused:
        open_driver(address)
    assert refused.value.field == "address"


def test_a_till_without_a_printer_draws_nothing() -> None:
    print_document(receipt(a_full_receipt()), GENERIC, NoPrinter())
