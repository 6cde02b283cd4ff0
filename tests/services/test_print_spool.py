"""The print queue against printers that answer, refuse and break off."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.errors import UserError
from pos_app.persistence import catalog
from pos_app.services import print_spool
from tests.services.counter import Counter


class NetworkPrinter:
    """A printer on loopback that keeps what it is sent."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.jobs: list[bytes] = []
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"tcp://127.0.0.1:{self.socket.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            link, _peer = self.socket.accept()
            with link:
                job = b""
                while part := link.recv(65536):
                    job += part
            if job == b"bye":
                return
            self.jobs.append(job)

    def stop(self) -> None:
        """Let it end, having read all that was sent."""
        if not self.thread.is_alive():
            return
        with socket.create_connection(self.socket.getsockname()) as link:
            link.sendall(b"bye")
        self.thread.join()
        self.socket.close()


@pytest.fixture
def printer() -> Iterator[NetworkPrinter]:
    """A printer that works."""
    made = NetworkPrinter()
    yield made
    made.stop()


@pytest.fixture
def use_printer(counter: Counter) -> Callable[[str], None]:
    """Give the till a printer."""

    def use(address: str) -> None:
        with counter.desk.database.write() as connection:
            catalog.put_till(connection, replace(counter.desk.till, printer=address))

    return use


def dead_address() -> str:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return f"tcp://127.0.0.1:{closed.getsockname()[1]}"


def test_a_closed_ticket_is_printed_once_and_opens_the_drawer_for_cash(
    counter: Counter, printer: NetworkPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    counter.sell(None, 4500, "cash")
    assert print_spool.queue(counter.desk).waiting == 1
    sent = print_spool.send_next(counter.desk)
    assert sent is not None
    assert sent.error == ""
    assert print_spool.send_next(counter.desk) is None
    printer.stop()
    kick, receipt = printer.jobs
    assert kick.startswith(b"\x1bp")
    assert b"1001" in receipt
    assert b"\x1bp" not in receipt


def test_a_card_payment_opens_no_drawer(
    counter: Counter, printer: NetworkPrinter, use_printer: Callable[[str], None]
) -> None:
    use_printer(printer.address)
    counter.sell(None, 4500, "card")
    print_spool.send_next(counter.desk)
    assert counter.rows("SELECT kick_drawer, state FROM print_jobs") == [(0, "sent")]


def test_a_dead_printer_leaves_the_job_queued_and_the_money_where_it_was(
    counter: Counter, use_printer: Callable[[str], None]
) -> None:
    use_printer(dead_address())
    ticket = counter.sell(None, 4500, "cash")
    sent = print_spool.send_next(counter.desk)
    assert sent is not None
    assert "does not answer" in sent.error
    queue = print_spool.queue(counter.desk)
    assert (queue.waiting, queue.failed) == (1, 0)
    assert "does not answer" in queue.error
    assert counter.booked(ticket)["cash"] == 4500


def test_a_job_that_was_being_sent_when_the_till_died_is_not_sent_again(counter: Counter) -> None:
    counter.sell(None, 4500, "card")
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE print_jobs SET state = 'sending'")
    for _start in range(2):
        print_spool.recover(counter.desk.as_staff(None))
    assert print_spool.send_next(counter.desk) is None
    assert print_spool.queue(counter.desk).failed == 1
    print_spool.dismiss_failed(counter.desk)
    assert print_spool.queue(counter.desk) == print_spool.Queue()


def test_a_reprint_bears_copy_and_opens_no_drawer(
    counter: Counter, tmp_path: Path, use_printer: Callable[[str], None]
) -> None:
    use_printer(f"virtual:{tmp_path}")
    ticket = counter.sell(None, 4500, "cash")
    print_spool.reprint(counter.desk, ticket)
    while print_spool.send_next(counter.desk):
        pass
    first, second = (file.read_text(encoding="utf-8") for file in sorted(tmp_path.glob("*.txt")))
    assert "COPY" not in first
    assert second.count("COPY") == 2
    assert counter.rows("SELECT copy, kick_drawer FROM print_jobs") == [(0, 1), (1, 0)]


def test_a_statement_is_printed_in_its_turn_and_audited(
    counter: Counter, tmp_path: Path, use_printer: Callable[[str], None]
) -> None:
    use_printer(f"virtual:{tmp_path}")
    client = counter.client("Amara Okafor")
    counter.sell(client, 4500, "later")
    print_spool.print_statement(counter.desk, client, "2026-01-01", "2026-12-31")
    while print_spool.send_next(counter.desk):
        pass
    receipt, statement = (f.read_text(encoding="utf-8") for f in sorted(tmp_path.glob("*.txt")))
    assert "Ticket 1001" in receipt
    assert "Closing balance" in statement
    acts = "SELECT subject, detail FROM audit WHERE act = 'statement.print'"
    assert counter.rows(acts) == [("client C000001", "2026-01-01 to 2026-12-31")]


def test_an_open_ticket_has_no_receipt_yet(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    with pytest.raises(UserError, match="still open"):
        print_spool.reprint(counter.desk, ticket)


def test_a_till_without_a_printer_lets_jobs_go(counter: Counter) -> None:
    counter.sell(None, 4500, "card")
    print_spool.send_next(counter.desk)
    assert print_spool.queue(counter.desk) == print_spool.Queue()
