"""Aging: what each client owes, by how long ago it fell due; and the shop's sums of it."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from pos_app.domain.invoice import Age, Ages, due_between
from pos_app.persistence import invoices
from pos_app.services.desk import Desk

Progress = Callable[[int, int], None]
_STEPS = 20


class ClientAges(NamedTuple):
    """One client's line, in minor units: all they owe, and what is due from the start of each age on.

    A plain tuple, as it was read: of fifty thousand clients, only those on the screen are looked at.
    """

    client_id: int
    client: str
    owed: int
    from_current: int
    from_30: int
    from_60: int
    from_90: int

    @property
    def ages(self) -> Ages:
        """What is owed of each age."""
        since = self[3:]
        of_each = (
            sum_ - before for sum_, before in zip((*since, self.owed), (0, *since), strict=True)
        )
        return Ages(dict(zip(Age, of_each, strict=True)))


@dataclass(frozen=True, slots=True)
class Aging:
    """What is owed on a shop-local date (ISO text); who owes most stands first."""

    today: str
    clients: tuple[ClientAges, ...]

    @property
    def shop(self) -> Ages:
        """The sums over all clients."""
        sums = (sum(amounts) for amounts in zip(*(line[2:] for line in self.clients), strict=True))
        return ClientAges(0, "", *(sums if self.clients else (0,) * 5)).ages


def aging(desk: Desk, progress: Progress | None = None) -> Aging:
    """Who owes what, by age, as the books stand now: one steady view, clients some at a time.

    ``progress`` gets how many parts of it are done, and of how many.
    """
    starts = [due_between(age, desk.today)[0] for age in list(Age)[:-1]]
    lines: list[ClientAges] = []
    with desk.read() as connection:
        last = invoices.last_client(connection)
        step = -(-last // _STEPS) or 1
        for part, first in enumerate(range(1, last + 1, step), 1):
            some = invoices.owed_by_client(connection, starts, first, first + step - 1)
            lines += map(ClientAges._make, some)
            if progress:
                progress(part, _STEPS)
    lines.sort(key=attrgetter("owed"), reverse=True)  # Stable: who owes the same stays in order.
    return Aging(desk.today, tuple(lines))


def shop_ages(desk: Desk) -> Ages:
    """What all clients owe, by age; adds up to the control account."""
    with desk.read() as connection:
        return Ages.of(invoices.owed_by_date(connection, invoices.Asked()), desk.today)


def client_ages(desk: Desk, client_id: int) -> Ages:
    """What one client owes, by age."""
    asked = invoices.Asked(clients=(client_id,))
    with desk.read() as connection:
        return Ages.of(invoices.owed_by_date(connection, asked), desk.today)
