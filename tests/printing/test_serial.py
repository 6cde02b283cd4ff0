"""A printer on a serial line: real pyserial on a pseudo-terminal, and behind it a printer that answers."""

import os
import select
import socket
import sys
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pos_app.bench.printer import LoopbackPrinter
from pos_app.domain.printer import Answers
from pos_app.printing import drivers
from pos_app.printing.conversation import Conversation, Outcome

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="pseudo-terminals are tried on Linux"
)
PAPER = b"\x1b@Willow & Sage\n" + b"A line of a receipt\n" * 40 + b"\x1dV\x00"


class Witness:
    """Knows of nothing."""

    def begins(self) -> None: ...

    def is_handed_over(self) -> None: ...

    def hears(self, _status: object) -> None: ...

    def is_stopping(self) -> bool:
        return False


@contextmanager
def wired(printer: LoopbackPrinter) -> Iterator[str]:
    """The name of a serial port whose other end is the printer."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    host, _colon, port = printer.address.removeprefix("tcp://").partition(":")
    over, stop = os.pipe()
    with socket.create_connection((host, int(port))) as line:

        def carry() -> None:
            while True:
                ready = select.select([ours, line.fileno(), over], [], [])[0]
                if over in ready:
                    return
                if ours in ready:
                    line.sendall(os.read(ours, 4096))
                if line.fileno() in ready:
                    os.write(ours, line.recv(4096))

        wire = threading.Thread(target=carry)
        wire.start()
        try:
            yield os.ttyname(theirs)
        finally:
            os.write(stop, b"x")
            wire.join()
            for end in (ours, theirs, over, stop):
                os.close(end)


def talk_to(port: str) -> drivers.TalkingPrinter:
    driver = drivers.open_driver(f"serial:{port}@115200")
    assert isinstance(driver, drivers.TalkingPrinter)
    return driver


def test_a_receipt_goes_over_a_serial_line_whole_and_the_printer_says_that_it_printed() -> None:
    with LoopbackPrinter() as printer, wired(printer) as port:
        with talk_to(port).place.open() as link:
            talk = Conversation(link, Answers.MEMORY)
            assert talk.ask_status() is not None
            assert talk.send(PAPER, 7, Witness()) is Outcome.PRINTED
        assert [PAPER[2:] in paper for paper in printer.papers] == [True]


def test_a_printer_without_paper_says_so_over_a_serial_line() -> None:
    with LoopbackPrinter() as printer, wired(printer) as port:
        printer.change(paper_out=True)
        with talk_to(port).place.open() as link:
            status = Conversation(link, Answers.MEMORY).ask_status()
        assert status is not None
        assert str(status.trouble) == "paper_out"
