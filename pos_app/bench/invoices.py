"""``aging``: what clients owe by age, and a statement, in a shop with a million open charges."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from pos_app.bench import shops
from pos_app.bench.copies import Copier
from pos_app.bench.result import Result, Sizes, Stopwatch, Told
from pos_app.clock import SetClock
from pos_app.domain.balance_acts import BalanceAct, ChargeAmount, Pays, Received, TakePayment
from pos_app.reports import aging as report
from pos_app.reports import statement
from pos_app.services import client_accounts

LIMIT_MS = 1_000
_CLIENTS = 20
_BASE = 400
_DAYS = 160
_LOOKS = 11


def aging(sizes: Sizes, told: Told) -> list[Result]:
    """Who owes what, by age, over all charges; and the statement of the client with most of them."""
    with shops.scratch() as folder:
        file = folder / "shop.db"
        clients = shops.make(file, _CLIENTS)
        _charge(file, clients, _BASE, told)
        Copier(file).write(-(-sizes.charges // _BASE), told)
        _charge_and_pay(file, clients[0], sizes.events, told)
        desk = shops.desk(file)
        by_client, stated = Stopwatch(), Stopwatch()
        for look in range(_LOOKS):
            told("looking", look, _LOOKS)
            with by_client.lap():
                report.aging(desk)
            with stated.lap():
                made = statement.statement(desk, clients[0], "2026-01-01", desk.today)
        desk.database.close()
    data = f"{sizes.charges} open charges"
    lines = f"{data}, a statement of {len(made.lines)} lines"
    return [
        Result("aging", "ms", by_client.p50, by_client.p99, LIMIT_MS, data=data),
        Result("aging.statement", "ms", stated.p50, stated.p99, LIMIT_MS, data=lines),
    ]


def _charge_and_pay(file: Path, client_id: int, count: int, told: Told) -> None:
    """A long account of one client: charged and paid by turns, and so never slower to change."""
    desk = shops.desk(file, synchronous="OFF")
    money = Received(type_code="card")
    acts: tuple[BalanceAct, ...] = (
        ChargeAmount(amount=10_00, reason="Figure"),
        TakePayment(amount=10_00, money=money, pays=Pays.OLDEST),
    )
    for number in range(count):
        told("charging and paying", number, count)
        client_accounts.carry_out(desk, client_id, f"one {number}", acts[number % 2])
    desk.database.close()


def _charge(file: Path, clients: Sequence[int], count: int, told: Told) -> None:
    """Charge so many amounts, from some months ago until now."""
    clock = SetClock(shops.NOW)
    desk = shops.desk(file, synchronous="OFF", clock=clock)
    for number in range(count):
        told("charging", number, count)
        clock.at = shops.NOW - timedelta(days=_DAYS) * (count - number) / count
        act = ChargeAmount(amount=10_00 + number % 97, reason="Figure")
        client_id = clients[number % len(clients)]
        client_accounts.carry_out(desk, client_id, f"{len(clients)}.{number}", act)
    desk.database.close()
