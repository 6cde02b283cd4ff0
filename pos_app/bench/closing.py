"""``close_ticket``: one durable closing, against plain ``sqlite3`` writing the very same rows.

The statements of each closing are recorded on one copy of the shop. Then, turn by turn, a second copy
closes the ticket through the service, and a third takes the recorded statements bare.
"""

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from pos_app.bench import plain_sql, shops
from pos_app.bench.plain_sql import Statement
from pos_app.bench.result import Result, Sizes, Stopwatch, Told
from pos_app.domain.shop import BALANCE_TYPE
from pos_app.persistence.database import Database
from pos_app.services import closing, payments, selling, tickets
from pos_app.services.closing import Receipt
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest

LIMIT = 5
_CREDIT = 25_00
_WARM_UP = 5


def close_ticket(sizes: Sizes, told: Told) -> list[Result]:
    """Close tickets of five lines, two payments and redeemed credit, each with a print job."""
    with shops.scratch() as folder:
        original = folder / "shop.db"
        clients = shops.make(original, sizes.closings + _WARM_UP)
        ids = _ready_tickets(original, clients, told)
        bare, real, tried = (folder / f"{name}.db" for name in ("bare", "real", "tried"))
        for copy in (bare, real, tried):
            shutil.copy(original, copy)
        recorded = _record(tried, ids)
        ours, plain = _race(real, bare, ids, recorded, told)
        plain_sql.check_same("close_ticket", real, bare)
    return [
        Result(
            name="close_ticket",
            unit="ms",
            p50=ours.p50,
            p99=ours.p99,
            floor=plain.p50,
            ratio=ours.p50 / plain.p50,
            limit=LIMIT,
            data=f"{sizes.closings} tickets of 5 lines; plain sqlite3 runs the same"
            f" {len(recorded[-1])} statements",
        )
    ]


def _ready_tickets(file: Path, clients: Sequence[int], told: Told) -> list[int]:
    """Open tickets that only need closing, each of a client of its own."""
    desk = shops.desk(file, synchronous="OFF")
    made = []
    for number, client_id in enumerate(clients):
        told("making tickets", number, len(clients))
        _prepay(desk, client_id)
        made.append(_ready_ticket(desk, client_id))
    desk.database.close()
    return made


def _prepay(desk: Desk, client_id: int) -> None:
    (ticket_id,) = tickets.open_ticket(desk, client_id).tickets
    selling.top_up(desk, ticket_id, 2 * _CREDIT)
    _pay(desk, ticket_id, "card", 2 * _CREDIT)
    close(desk, ticket_id)


def _ready_ticket(desk: Desk, client_id: int) -> int:
    (ticket_id,) = tickets.open_ticket(desk, client_id).tickets
    for name in ("Cut & style", "Root color & gloss", "Bond treatment", "Repair mask", "Argan oil"):
        selling.add_item(desk, ticket_id, selling.find_items(desk, name)[0].id)
    _pay(desk, ticket_id, BALANCE_TYPE, _CREDIT)
    _pay(desk, ticket_id, "card", 50_00)
    _pay(desk, ticket_id, "cash", tickets.view(desk, ticket_id).settlement.due)
    return ticket_id


def _pay(desk: Desk, ticket_id: int, way: str, amount: int) -> None:
    request = PaymentRequest(id=f"{ticket_id} {way}", type_code=way, amount=amount)
    payments.add_payment(desk, ticket_id, request)


def close(desk: Desk, ticket_id: int) -> None:
    """Close a ticket as it is now, with a printed receipt."""
    version = tickets.view(desk, ticket_id).ticket.version
    closing.close(desk, ticket_id, version, f"close {ticket_id}", Receipt.PRINT)


def _record(file: Path, ids: Sequence[int]) -> list[list[Statement]]:
    """What each closing writes, as the driver gets it."""
    desk = shops.desk(file, synchronous="OFF")
    recorded = []
    for ticket_id in ids:
        version = tickets.view(desk, ticket_id).ticket.version
        with plain_sql.recorded(desk.database) as written:
            closing.close(desk, ticket_id, version, f"close {ticket_id}", Receipt.PRINT)
        recorded.append(written)
    desk.database.close()
    return recorded


def _race(
    real: Path, bare: Path, ids: Sequence[int], recorded: Sequence[list[Statement]], told: Told
) -> tuple[Stopwatch, Stopwatch]:
    """Close each ticket both ways, turn by turn, so that the machine's moods meet both alike."""
    ours, plain = Stopwatch(), Stopwatch()
    desk = shops.desk(real)
    settled = Database(bare)
    with settled.engine.connect() as connection:
        raw = cast(sqlite3.Connection, connection.connection.driver_connection)
        for number, (ticket_id, statements) in enumerate(zip(ids, recorded, strict=True)):
            told("closing tickets", number, len(ids))
            version = tickets.view(desk, ticket_id).ticket.version
            with ours.lap():
                closing.close(desk, ticket_id, version, f"close {ticket_id}", Receipt.PRINT)
            with plain.lap():
                plain_sql.write(raw, statements)
    settled.close()
    desk.database.close()
    for watch in (ours, plain):
        del watch.times[:_WARM_UP]
    return ours, plain
