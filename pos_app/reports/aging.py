"""Aging: what each client owes, by how long ago it fell due; and the shop's sums of it."""

from collections.abc import Callable
from dataclasses import dataclass

from pos_app.domain.invoice import Age, Ages, due_between
from pos_app.persistence import invoices
from pos_app.services.desk import Desk

Progress = Callable[[int, int], None]
_STEPS = 20


@dataclass(frozen=True, slots=True)
class ClientAges:
    """One client's line."""

    client_id: int
    client: str
    ages: Ages


@dataclass(frozen=True, slots=True)
class Aging:
    """What is owed on a shop-local date (ISO text); who owes most stands first."""

    today: str
    clients: tuple[ClientAges, ...]

    @property
    def shop(self) -> Ages:
        """The sums over all clients."""
        sums = dict.fromkeys(Age, 0)
        for line in self.clients:
            for age, amount in line.ages.amounts.items():
                sums[age] += amount
        return Ages(sums)


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
            lines += [_line(*row) for row in some]
            if progress:
                progress(part, _STEPS)
    lines.sort(key=lambda line: (-line.ages.total, line.client_id))
    return Aging(desk.today, tuple(lines))


def _line(client_id: int, name: str, owed: int, *since: int) -> ClientAges:
    """One client's line of what is owed in all, and from the start of each age on."""
    from_start = (*since, owed)
    of_each = (sum_ - before for sum_, before in zip(from_start, (0, *since), strict=True))
    return ClientAges(client_id, name, Ages(dict(zip(Age, of_each, strict=True))))


def shop_ages(desk: Desk) -> Ages:
    """What all clients owe, by age; adds up to the control account."""
    with desk.read() as connection:
        return Ages.of(invoices.owed_by_date(connection, invoices.Asked()), desk.today)


def client_ages(desk: Desk, client_id: int) -> Ages:
    """What one client owes, by age."""
    asked = invoices.Asked(clients=(client_id,))
    with desk.read() as connection:
        return Ages.of(invoices.owed_by_date(connection, asked), desk.today)
