"""``race_fund`` and ``race_gift_card``: two tills, each a program of its own, race for the same value.

In each race both put a payment of the whole of it on a ticket of their own, at the same moment. One must
get it; then it takes the payment off again, for the next race. Who wins the last one closes.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from pos_app.bench import shops
from pos_app.bench.result import Result, Sizes, Told
from pos_app.domain.shop import BALANCE_TYPE, GIFT_TYPE, Till
from pos_app.errors import UserError
from pos_app.persistence import books, catalog
from pos_app.reports.verify import verify
from pos_app.services import card_sales, closing, payments, selling, tickets
from pos_app.services.card_sales import CardOrder
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest
from pos_app.services.shop import items

_AMOUNT = 5_000
_AHEAD_S = 0.003
_RACER = "import sys; from pos_app.bench.races import race; race(sys.argv[1:])"


@dataclass(frozen=True, slots=True)
class _Prize:
    """What is raced for: how it is paid with, whose it is, and which table it is in."""

    type_code: str
    table: str
    client_id: int | None = None
    code: str = ""


def race_fund(sizes: Sizes, told: Told) -> list[Result]:
    """How many races for one open payment had no winner, or two; and what is wrong afterwards."""
    with shops.scratch() as folder:
        (client_id,) = shops.make(folder / "shop.db", 1)
        desk = shops.desk(folder / "shop.db")
        ticket_id = _ticket(desk, client_id)
        selling.top_up(desk, ticket_id, _AMOUNT)
        _settle(desk, ticket_id)
        return _races("race_fund", desk, _Prize(BALANCE_TYPE, "funds", client_id), sizes, told)


def race_gift_card(sizes: Sizes, told: Told) -> list[Result]:
    """How many races for one gift card had no winner, or two; and what is wrong afterwards."""
    with shops.scratch() as folder:
        shops.make(folder / "shop.db", 1)
        desk = shops.desk(folder / "shop.db")
        ticket_id = _ticket(desk, None)
        card_sales.sell(desk, ticket_id, CardOrder(amount=_AMOUNT))
        (line,) = tickets.view(desk, ticket_id).ticket.lines
        _settle(desk, ticket_id)
        code = line.card.code if line.card else ""
        return _races(
            "race_gift_card", desk, _Prize(GIFT_TYPE, "gift_cards", None, code), sizes, told
        )


def _ticket(desk: Desk, client_id: int | None) -> int:
    return next(iter(tickets.open_ticket(desk, client_id).tickets))


def _settle(desk: Desk, ticket_id: int) -> None:
    """Pay all of a ticket by card, and close it."""
    paid = PaymentRequest(id=f"pay {ticket_id}", type_code="card", amount=_AMOUNT)
    payments.add_payment(desk, ticket_id, paid)
    version = tickets.view(desk, ticket_id).ticket.version
    closing.close(desk, ticket_id, version, f"close {ticket_id}")


def _races(name: str, desk: Desk, prize: _Prize, sizes: Sizes, told: Told) -> list[Result]:
    faults = 0
    with desk.database.write() as connection:
        second = Till(catalog.put_till(connection, Till(0, "Till 2")), "Till 2")
        books.open_series(connection, second.writer, desk.at)
    with ExitStack() as stack:
        racers = [
            stack.enter_context(_Racer(desk, till, _to_pay(desk, prize), prize))
            for till in (desk.till, second)
        ]
        for racer in racers:
            racer.hear("ready")
        for number in range(1, sizes.races + 1):
            told("racing", number, sizes.races)
            start = time.time() + _AHEAD_S
            for racer in racers:
                racer.say(f"race {start!r}")
            winners = [racer for racer in racers if racer.hear("won", "lost") == "won"]
            faults += len(winners) != 1
            for racer in winners:
                racer.won += 1
                racer.say("close" if number == sizes.races else "off")
                racer.hear("done")
    faults += len(list(_faults(desk, prize)))
    desk.database.close()
    won = " to ".join(str(racer.won) for racer in racers)
    return [Result(name, "faults", faults, faults, 0, data=f"{sizes.races} races, {won}")]


def _to_pay(desk: Desk, prize: _Prize) -> int:
    """A ticket that costs what is raced for."""
    ticket_id = _ticket(desk, prize.client_id)
    item = items(desk, "")[0]
    selling.add_item(desk, ticket_id, item.id)
    line = tickets.view(desk, ticket_id).ticket.lines[0]
    selling.set_price(desk, ticket_id, line.number, _AMOUNT, "race")
    tickets.set_tax_exempt(desk, ticket_id, "race")
    return ticket_id


def _faults(desk: Desk, prize: _Prize) -> Iterator[str]:
    """What is left over, in words for whoever debugs it."""
    with desk.read() as connection:
        rest = connection.exec_driver_sql(
            f'SELECT "left", held FROM {prize.table} WHERE "left" <> 0 OR held <> 0'
        ).all()
        holds = connection.exec_driver_sql("SELECT id FROM holds").all()
    yield from (f"{left} left, {held} held" for left, held in rest)
    yield from (f"hold {hold} is left" for (hold,) in holds)
    yield from (str(finding) for finding in verify(desk.database))


class _Racer:
    """One till, a program of its own, that is told what to do and answers line by line."""

    def __init__(self, desk: Desk, till: Till, ticket_id: int, prize: _Prize) -> None:
        self.won = 0
        file = str(desk.database.path)
        words = [file, str(till.id), till.name, str(ticket_id), prize.type_code, prize.code]
        command = [sys.executable, "-c", _RACER, *words]
        self._program = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def __enter__(self) -> "_Racer":
        return self

    def __exit__(self, *_error: object) -> None:
        """Without more to read, it ends."""
        with self._program as program:
            if program.stdin is not None:
                program.stdin.close()

    def say(self, what: str) -> None:
        """Tell it what to do."""
        if self._program.stdin is not None:
            self._program.stdin.write(f"{what}\n")

    def hear(self, *expected: str) -> str:
        """Its answer, which is one of these."""
        line = self._program.stdout.readline().strip() if self._program.stdout else ""
        if line not in expected:
            raise RuntimeError(f"race: a till said {line!r}")
        return line


def race(words: list[str]) -> None:
    """Be a till: race, take off and close as it is said on the input."""
    file, till_id, name, ticket, type_code, code = words
    desk = replace(shops.desk(Path(file)), till=Till(int(till_id), name))
    ticket_id = int(ticket)
    _say("ready")
    for number, line in enumerate(sys.stdin):
        order, _space, start = line.strip().partition(" ")
        if order == "race":
            paid = PaymentRequest(
                id=f"{name} {number}", type_code=type_code, amount=_AMOUNT, reference=code
            )
            while time.time() < float(start):
                pass
            _say(_try(desk, ticket_id, paid))
            continue
        ticket_now = tickets.view(desk, ticket_id).ticket
        if order == "off":
            payments.remove_payment(desk, ticket_id, ticket_now.payments[-1].id)
        else:
            closing.close(desk, ticket_id, ticket_now.version, f"close {ticket_id}")
        _say("done")
    desk.database.close()


def _try(desk: Desk, ticket_id: int, paid: PaymentRequest) -> str:
    try:
        payments.add_payment(desk, ticket_id, paid)
    except UserError:
        return "lost"
    return "won"


def _say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()
