"""Aging: what each client owes, by how long ago it fell due; and the shop's sums of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from pos_app.domain.invoice import Age, Ages, due_between
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import invoices
from pos_app.security.roles import Permission
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

    day: str
    clients: tuple[ClientAges, ...]

    @property
    def shop(self) -> Ages:
        """The sums over all clients."""
        sums = (sum(amounts) for amounts in zip(*(line[2:] for line in self.clients), strict=True))
        return ClientAges(0, "", *(sums if self.clients else (0,) * 5)).ages


def aging(desk: Desk, progress: Progress | None = None) -> Aging:
    """Who owes what, by age, as the books stand now: one steady view, clients some at a time.

    ``progress`` gets how many parts of it are done, and of how many.

    Raises:
        NotAllowed: the person may not see reports.
    """
    desk.check_reading(Permission.REPORTS)
    starts = _starts(desk.today)
    with desk.read() as connection:

        def some(first: int, last: int) -> list[Any]:
            return invoices.owed_by_client(connection, starts, first, last)

        read = _in_parts(some, invoices.last_client(connection), progress)
        return _sorted(desk.today, map(ClientAges._make, read))


def aging_on(desk: Desk, day: str, progress: Progress | None = None) -> Aging:
    """Who owed what, by age, at the end of a past business date (ISO text).

    A card that was merged since stands for itself: the debt was still there.

    Raises:
        UserError: it is no date, or one that is yet to come.
        NotAllowed: the person may not see reports.
    """
    try:
        day = date.fromisoformat(day).isoformat()
    except ValueError:
        raise UserError(_("Enter a date."), field="day") from None
    if day > desk.today:
        raise UserError(_("That day is yet to come."), field="day")
    if day == desk.today:
        return aging(desk, progress)
    desk.check_reading(Permission.REPORTS)
    starts = _starts(day)
    summed: dict[tuple[int, str], Sequence[int]] = {}
    with desk.read() as connection:

        def some(first: int, last: int) -> list[Any]:
            return invoices.owed_by_client_on(connection, day, starts, first, last)

        for row in _in_parts(some, invoices.last_charge(connection), progress):
            client, sums = tuple(row[:2]), row[2:]
            before = summed.get(client, (0,) * len(sums))
            summed[client] = [one + other for one, other in zip(before, sums, strict=True)]
    return _sorted(day, (ClientAges(*client, *summed[client]) for client in sorted(summed)))


def _starts(day: str) -> list[str]:
    return [due_between(age, day)[0] for age in list(Age)[:-1]]


def _in_parts(
    some: Callable[[int, int], list[Any]], last: int, progress: Progress | None
) -> Iterator[Any]:
    step = -(-last // _STEPS) or 1
    for part, first in enumerate(range(1, last + 1, step), 1):
        yield from some(first, first + step - 1)
        if progress:
            progress(part, _STEPS)


def _sorted(day: str, lines: Iterable[ClientAges]) -> Aging:
    # Stable: who owes the same stays in order.
    return Aging(day, tuple(sorted(lines, key=attrgetter("owed"), reverse=True)))


def shop_ages(desk: Desk) -> Ages:
    """What all clients owe, by age; adds up to the control account."""
    with desk.read() as connection:
        return Ages.of(invoices.owed_by_date(connection, invoices.Asked()), desk.today)


def client_ages(desk: Desk, client_id: int) -> Ages:
    """What one client owes, by age."""
    asked = invoices.Asked(clients=(client_id,))
    with desk.read() as connection:
        return Ages.of(invoices.owed_by_date(connection, asked), desk.today)
