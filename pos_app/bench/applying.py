"""``bulk_apply``: what a thousand clients have, put against what each of them owes, in one act (R12)."""

from collections.abc import Callable, Sequence
from pathlib import Path

from pos_app.bench import shops
from pos_app.bench.floors import against_plain
from pos_app.bench.result import Result, Sizes, Told
from pos_app.domain.balance_acts import ApplyFunds
from pos_app.domain.client_account import FundKind
from pos_app.domain.shop import Client
from pos_app.services import client_accounts
from pos_app.services.desk import Desk
from pos_app.services.imports import NewClient, add_clients

LIMIT = 5
_WARM_UP = 1


def bulk_apply(sizes: Sizes, told: Told) -> list[Result]:
    """Apply a credit to an invoice for each of many clients, in one durable transaction."""
    with shops.scratch() as folder:
        shop = folder / "shop.db"
        turns = _owing_clients(shop, sizes.applied, sizes.passes + _WARM_UP)
        data = f"{sizes.applied} clients at once, {sizes.passes} times"
        return [
            against_plain(
                "bulk_apply", shop, turns, _apply, told, warm_up=_WARM_UP, limit=LIMIT, data=data
            )
        ]


def _owing_clients(file: Path, count: int, turns: int) -> list[list[int]]:
    """For each turn so many clients who owe 45.00 and have 30.00."""
    shops.make(file, 0)
    desk = shops.desk(file, synchronous="OFF")
    made = []
    for _turn in range(turns):
        many = [NewClient(Client(name=f"Client {n}"), owed=45_00, has=30_00) for n in range(count)]
        made.append(sorted(add_clients(desk, many, FundKind.CREDIT).clients))
    desk.database.close()
    return made


def _apply(desk: Desk, clients: Sequence[int]) -> Callable[[], object]:
    acts = dict.fromkeys(clients, ApplyFunds())
    return lambda: client_accounts.apply_to_many(desk, f"apply from {clients[0]}", acts)
