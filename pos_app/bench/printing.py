"""``receipt_bytes``, ``close_with_dead_printer`` and ``spool_soak``: printers that work, are dead, or fail.

The printers are :class:`LoopbackPrinter`: they talk ESC/POS over TCP as real ones do.
"""

import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from pos_app.bench import shops
from pos_app.bench.closing import closing_of, ready_tickets
from pos_app.bench.printer import LoopbackPrinter, Mishap
from pos_app.bench.result import Result, Sizes, Stopwatch, Told
from pos_app.domain.printer import Answers
from pos_app.persistence import catalog
from pos_app.persistence import printers as stored
from pos_app.persistence.tables.print_jobs import print_jobs
from pos_app.persistence.tables.tickets import tickets as tickets_table
from pos_app.printing.layouts import (
    LabelledAmount,
    ReceiptData,
    ReceiptLine,
    ReceiptPayment,
    ReceiptShop,
    ReceiptTax,
)
from pos_app.services import closing, payments, print_routing, print_spool, selling, tickets
from pos_app.services.closing import Receipt
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest
from pos_app.services.print_work import Worker

_LINES = 20
_MOST_MS = 5
_WARM_UP = 5
_QR = b"1P0"


def receipt_bytes(sizes: Sizes, told: Told) -> list[Result]:
    """Lay a receipt of twenty lines out, and make its bytes."""
    from pos_app.printing.escpos import as_bytes
    from pos_app.printing.layouts import receipt
    from pos_app.printing.profiles import profile_of

    data, profile, watch = _a_receipt(), profile_of("generic-80"), Stopwatch()
    for number in range(sizes.receipts + _WARM_UP):
        told("making receipts", number, sizes.receipts)
        with watch.lap():
            made = as_bytes(receipt(data), profile)
    del watch.times[:_WARM_UP]
    said = f"{sizes.receipts} receipts of {_LINES} lines, {len(made)} bytes each"
    return [Result("receipt_bytes", "ms", watch.p50, watch.p99, limit=_MOST_MS, data=said)]


def _a_receipt() -> ReceiptData:
    names = ("Cut & style", "Root color & gloss", "Bond treatment", "Crème brûlée mask")
    lines = tuple(
        ReceiptLine(f"{names[n % 4]} {n}", 1 + n % 2, 4_500, 4_500 * (1 + n % 2), ("Maya",))
        for n in range(_LINES)
    )
    total = sum(line.amount for line in lines)
    return ReceiptData(
        shop=ReceiptShop("Willow & Sage", ("12 Harbour Street",), footer="Thank you"),
        till="Till 1",
        ticket_number="1001",
        when="21 Nov 2026, 14:32",
        served_by="Maya Chen",
        client="Amara Okafor",
        lines=lines,
        subtotal=total,
        total=total,
        discounts=(LabelledAmount("Welcome", 500),),
        taxes=(ReceiptTax("Sales tax 8.25 %", total, 7_400, included=False),),
        payments=(ReceiptPayment("Card", total, "4242"),),
    )


# -- A dead printer ---------------------------------------------------------------------------------


def close_with_dead_printer(sizes: Sizes, told: Told) -> list[Result]:
    """Close tickets at a till whose printer works and at one whose printer is deaf, turn by turn."""
    alive, dead = Stopwatch(), Stopwatch()
    with shops.scratch() as folder, LoopbackPrinter() as works, LoopbackPrinter() as hangs:
        original = folder / "shop.db"
        clients = shops.make(original, sizes.closings + _WARM_UP)
        ids = ready_tickets(original, clients, told)
        hangs.go_deaf()
        tills = [
            (_till(original, folder / f"{name}.db", printer.address), watch)
            for name, printer, watch in (("alive", works, alive), ("dead", hangs, dead))
        ]
        with _spool(tills[0][0]) as prints, _spool(tills[1][0]) as waits, _no_sockets() as calls:
            _until_printed(tills[0][0])
            for number, ticket_id in enumerate(ids):
                told("closing tickets", number, len(ids))
                for desk, watch in tills if number % 2 else reversed(tills):
                    act = closing_of(desk, ticket_id)
                    with watch.lap():
                        act()
                    (prints if watch is alive else waits).set()
                    # A shop has one of the two: neither's closing is timed while the other prints.
                    _until_printed(tills[0][0])
        hangs.hear_again()
        for desk, watch in tills:
            desk.database.close()
            del watch.times[:_WARM_UP]
    p50, p99 = abs(dead.p50 - alive.p50), abs(dead.p99 - alive.p99)
    said = f"{sizes.closings} tickets each; p99 {alive.p99:.1f} ms alive, {dead.p99:.1f} ms dead"
    name = "close_with_dead_printer"
    return [
        Result(name, "ms apart", min(p50, p99), p99, limit=_MOST_MS, data=said),
        Result(f"{name}_sockets", "calls", len(calls), len(calls), limit=0, data="closing thread"),
    ]


def _till(original: Path, copy: Path, address: str) -> Desk:
    shutil.copy(original, copy)
    desk = shops.desk(copy)
    with desk.database.write() as connection:
        catalog.put_till(connection, replace(desk.till, printer=address))
        (own,) = (one for one in stored.all_printers(connection) if one.address == address)
        stored.put_printer(connection, replace(own, answers=Answers.MEMORY))
    return desk


@contextmanager
def _spool(desk: Desk) -> Iterator[threading.Event]:
    """The till's spool at work, without a window; set the event to wake it."""
    woken, over = threading.Event(), threading.Event()

    def run() -> None:
        workers: dict[int, Worker] = {}
        while not over.is_set():
            print_routing.route(desk)
            for printer in print_routing.at_work(desk):
                known = Worker(lambda: desk, printer.id, is_stopping=over.is_set)
                worker = workers.setdefault(printer.id, known)
                while (sent := worker.send_next()) is not None and not sent.error:
                    pass
            woken.wait(0.5)
            woken.clear()

    thread = threading.Thread(target=run, name="spool", daemon=True)
    thread.start()
    try:
        yield woken
    finally:
        over.set()
        woken.set()
        thread.join()


def _until_printed(desk: Desk) -> None:
    """Let the working printer come to rest: what is timed is a closing, not two at once."""
    while print_spool.queue(desk).waiting:
        threading.Event().wait(0.002)


_watched: list[tuple[int, list[str]]] = []


def _hear(event: str, _arguments: Any) -> None:
    if event.startswith("socket.") and _watched and _watched[-1][0] == threading.get_ident():
        _watched[-1][1].append(event)


@contextmanager
def _no_sockets() -> Iterator[list[str]]:
    """The socket calls that this thread makes meanwhile, as Python itself reports them."""
    if not _watched:
        sys.addaudithook(_hear)  # It stays for the life of the process, and is silent afterwards.
    calls: list[str] = []
    _watched.append((threading.get_ident(), calls))
    try:
        yield calls
    finally:
        _watched.append((0, []))


# -- A printer that fails at random -----------------------------------------------------------------


def spool_soak(sizes: Sizes, told: Told) -> list[Result]:
    """Print receipts on a printer that fails at random; a person settles what nobody else can know."""
    dice, looked = Random(7), 0
    with shops.scratch() as folder, LoopbackPrinter() as printer:
        file = folder / "shop.db"
        (client,) = shops.make(file, 1)
        desk = _till(file, folder / "till.db", printer.address)
        desk.database.close()
        desk = shops.desk(folder / "till.db", synchronous="OFF")
        with desk.database.write() as connection:
            catalog.save_file(connection, "logo", _logo())
        for number in range(sizes.soaked):
            told("selling", number, sizes.soaked)
            _sell(desk, client, number)
        print_routing.route(desk)
        worker = Worker(lambda: desk, print_routing.at_work(desk)[0].id)
        while waiting := print_spool.queue(desk).waiting:
            told("printing", sizes.soaked - waiting, sizes.soaked)
            printer.mishaps.append(_mishap(dice))
            worker.send_next()
            looked += _look(desk, printer)
        wrong = _wrong(desk, printer)
        desk.database.close()
    said = (
        f"{sizes.soaked} receipts over {printer.connections} lines, {len(printer.torn)} torn papers,"
        f" {looked} settled by a person"
    )
    return [Result("spool_soak", "lost or doubled", wrong, wrong, limit=0, data=said)]


def _logo() -> bytes:
    """A picture, for a line to break in: as many bytes as the rest of the receipt."""
    from PIL import Image

    file = BytesIO()
    Image.new("L", (200, 60), 0).save(file, "PNG")
    return file.getvalue()


def _mishap(dice: Random) -> Mishap:
    """Three lines in five go well."""
    size = dice.randint(0, 3_000)
    kinds = [
        Mishap(refuses=True),
        Mishap(cut_after=size),
        Mishap(cut_after=size, loses_power=True),
        Mishap(leaves=True),
        Mishap(runs_out_after=size, questions_without_paper=8),
    ]
    return dice.choices([Mishap(), *kinds], [60, 12, 12, 8, 5, 3])[0]


def _sell(desk: Desk, client_id: int, number: int) -> None:
    (ticket_id,) = tickets.open_ticket(desk, client_id).tickets
    selling.add_item(desk, ticket_id, selling.favorites(desk)[number % 3].id)
    due = tickets.view(desk, ticket_id).settlement.due
    payments.add_payment(
        desk, ticket_id, PaymentRequest(id=f"soak {number}", type_code="card", amount=due)
    )
    version = tickets.view(desk, ticket_id).ticket.version
    closing.close(desk, ticket_id, version, f"close soak {number}", Receipt.PRINT)


def _look(desk: Desk, printer: LoopbackPrinter) -> int:
    """What a person does: looks at the paper, prints again what is not there whole, and says so."""
    unsure = [job for job in print_spool.jobs(desk, most=0) if job.state == "unsure"]
    for job in unsure:
        act = print_spool.cancel if _whole(printer, job.number) else print_spool.print_again
        act(desk, job.id)
    return len(unsure)


def _whole(printer: LoopbackPrinter, number: str) -> int:
    """How many papers of this ticket came out to their last line, the number below its code."""
    code, last = _QR + number.encode() + b"\x1d", number.encode() + b"\n"
    return sum(last in paper.partition(code)[2] for paper in printer.in_sight())


def _wrong(desk: Desk, printer: LoopbackPrinter) -> int:
    """How many tickets have no whole receipt, or two; or jobs that nobody knows the end of."""
    with desk.read() as connection:
        sold = select(tickets_table.c.number).where(tickets_table.c.state == "closed")
        numbers: Sequence[int] = connection.scalars(sold).all()
        states = set(connection.scalars(select(print_jobs.c.state)))
    open_ends = len(states - {"printed", "dismissed"})
    return open_ends + sum(_whole(printer, str(number)) != 1 for number in numbers)
