"""``close_ticket``: one durable closing, against plain ``sqlite3`` writing the very same rows."""

from collections.abc import Callable, Sequence
from pathlib import Path

from pos_app.bench import shops
from pos_app.bench.floors import against_plain
from pos_app.bench.result import Result, Sizes, Told
from pos_app.domain.shop import BALANCE_TYPE
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
        shop = folder / "shop.db"
        ids = ready_tickets(shop, shops.make(shop, sizes.closings + _WARM_UP), told)
        data = f"{sizes.closings} tickets of 5 lines"
        return [
            against_plain(
                "close_ticket",
                shop,
                ids,
                closing_of,
                told,
                warm_up=_WARM_UP,
                limit=LIMIT,
                data=data,
            )
        ]


def ready_tickets(file: Path, clients: Sequence[int], told: Told) -> list[int]:
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
    closing_of(desk, ticket_id)()


def closing_of(desk: Desk, ticket_id: int) -> Callable[[], object]:
    """Closing a ticket as it is now, with a printed receipt, ready to be called."""
    version = tickets.view(desk, ticket_id).ticket.version
    request = f"close {ticket_id}"
    return lambda: closing.close(desk, ticket_id, version, request, Receipt.PRINT)
