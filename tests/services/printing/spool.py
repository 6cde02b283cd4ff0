"""What a till prints with, and what became of it."""

import socket
from dataclasses import replace
from typing import Any

from pos_app.bench.printer import LoopbackPrinter
from pos_app.domain.printer import Printer
from pos_app.persistence import printers as stored
from pos_app.services import print_spool
from pos_app.services.desk import Desk
from tests.printing.decoder import decode
from tests.services.counter import Counter


def add_printer(desk: Desk, address: str, name: str = "Back", **values: Any) -> int:
    """One more printer of the shop."""
    with desk.database.write() as connection:
        return stored.put_printer(connection, Printer(0, name, address, **values))


def change_printer(desk: Desk, **values: Any) -> None:
    """Change the till's own printer."""
    with desk.database.write() as connection:
        first = stored.all_printers(connection)[0]
        stored.put_printer(connection, replace(first, **values))


def send_all(desk: Desk) -> None:
    """Let the queue run until it is empty or refused."""
    while (sent := print_spool.send_next(desk)) is not None:
        if sent.error:
            return


def states(counter: Counter) -> list[tuple[str, int]]:
    """Each job's state, and whether it is to be asked for."""
    found = counter.rows("SELECT state, awaited FROM print_jobs ORDER BY id")
    return [(str(state), int(awaited)) for state, awaited in found]


def texts(printer: LoopbackPrinter) -> list[str]:
    """What stands on the papers."""
    return [decode(paper).text for paper in printer.papers]


def read_all(printer: LoopbackPrinter) -> None:
    """Wait until the printer has read what was sent: it serves one line after the other."""
    with socket.create_connection(printer.listener.getsockname(), timeout=10) as line:
        line.sendall(b"\x10\x04\x01")
        line.recv(1)


def dead_address() -> str:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return f"tcp://127.0.0.1:{closed.getsockname()[1]}"
