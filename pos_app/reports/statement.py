"""A client's statement: what they owed and had at first, every event, and what they owe and have then.

It is read from the client's events, which ``verify`` ties to the control accounts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from pos_app import locales
from pos_app.domain import reason
from pos_app.domain.invoice import Ages, age_names
from pos_app.domain.journal import EntryKind
from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import catalog, invoices, people
from pos_app.persistence.ready import Ready
from pos_app.printing.document import Document
from pos_app.printing.layouts import LabelledAmount
from pos_app.printing.statements import StatementData, StatementRow
from pos_app.printing.statements import statement as layout
from pos_app.services import event_names
from pos_app.services.desk import Desk
from pos_app.services.receipts import shop_head

Progress = Callable[[int, int], None]
_AT_ONCE = 5_000

_OF_CLIENT = (
    "FROM client_events v JOIN entries e ON e.id = v.entry_id"
    " WHERE v.client_id = :client AND e.business_date BETWEEN :since AND :until"
)
_SUMS = Ready(
    text(
        "SELECT count(*) AS events, coalesce(sum(v.owed_change), 0) AS owed,"
        " coalesce(sum(v.open_payments_change + v.credits_change), 0) AS has " + _OF_CLIENT
    )
)
_EVENTS = Ready(
    text(
        "SELECT e.business_date, v.number, e.kind, e.ticket_number, e.reason,"
        " coalesce((SELECT name FROM reason_kinds WHERE code = e.reason_kind), '') AS reason_kind,"
        " CASE WHEN e.kind = 'merge' THEN (SELECT c.name || ' (' || c.code || ')'"
        " FROM client_events o JOIN clients c ON c.id = o.client_id"
        " WHERE o.entry_id = e.id AND o.client_id <> v.client_id) ELSE '' END AS card,"
        " (SELECT min(number) FROM refunds WHERE entry_id = e.id) AS refund,"
        " v.owed_change - v.open_payments_change - v.credits_change AS change "
        + _OF_CLIENT
        + " AND (e.business_date, v.number) > (:date, :number)"
        " ORDER BY e.business_date, v.number LIMIT :most"
    )
)


@dataclass(frozen=True, slots=True)
class Position:
    """What a client owes and has, in minor units."""

    owed: int
    has: int

    @property
    def net(self) -> int:
        """What is owed, less what the client has."""
        return self.owed - self.has


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One event on a business date (ISO text): its change of the net balance, and that after it."""

    date: str
    what: str
    change: int
    balance: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A client's account over business dates, both included.

    ``ages`` is what was owed at its end, or is now where that is yet to come: on ``aged_on``.
    """

    client: Client
    since: str
    until: str
    opening: Position
    lines: tuple[StatementLine, ...]
    closing: Position
    ages: Ages
    aged_on: str


def statement(
    desk: Desk, client_id: int, since: str, until: str, progress: Progress | None = None
) -> Statement:
    """A client's statement over business dates (ISO text), in one steady view of the books.

    ``progress`` gets how many events were read, and of how many.

    Raises:
        UserError: the dates are none, or the wrong way round.
    """
    _check(since, until)
    with desk.read() as connection:
        client = people.client(connection, client_id)
        if client is None:
            raise UserError(_("That client does not exist."))
        before = _sums(connection, client_id, "", _day_before(since))
        within = _sums(connection, client_id, since, until)
        opening = Position(before.owed, before.has)
        span = {"client": client_id, "since": since, "until": until}
        lines = _lines(connection, span, opening.net, within.events, progress)
        aged_on = min(until, desk.today)
        ages = Ages.of(_owed(connection, client_id, aged_on, desk.today), aged_on)
    closing = Position(before.owed + within.owed, before.has + within.has)
    return Statement(client, since, until, opening, lines, closing, ages, aged_on)


def _owed(connection: Connection, client_id: int, day: str, today: str) -> list[tuple[str, int]]:
    if day == today:
        return invoices.owed_by_date(connection, invoices.Asked(clients=(client_id,)))
    return invoices.client_owed_on(connection, client_id, day)


def _check(since: str, until: str) -> None:
    for day, field in ((since, "since"), (until, "until")):
        try:
            date.fromisoformat(day)
        except ValueError:
            raise UserError(_("Enter a date."), field=field) from None
    if since > until:
        raise UserError(_("The statement ends before it begins."), field="until")


def _day_before(day: str) -> str:
    first = date.fromisoformat(day)
    return "" if first == date.min else (first - timedelta(days=1)).isoformat()


def _sums(connection: Connection, client_id: int, since: str, until: str) -> Any:
    return _SUMS.first(connection, {"client": client_id, "since": since, "until": until})


def _lines(
    connection: Connection,
    span: dict[str, Any],
    balance: int,
    events: int,
    progress: Progress | None,
) -> tuple[StatementLine, ...]:
    made: list[StatementLine] = []
    last = {"date": "", "number": 0}
    while len(made) < events:
        for row in _EVENTS.all(connection, {**span, **last, "most": _AT_ONCE}):
            balance += row.change
            what = event_names.what(EntryKind(row.kind), row.ticket_number, row.refund)
            why = reason.in_words(row.reason_kind, row.reason)
            said = ": ".join(filter(None, (what, row.card, why)))
            made.append(StatementLine(row.business_date, said, row.change, balance))
            last = {"date": row.business_date, "number": row.number}
        if progress:
            progress(len(made), events)
    return tuple(made)


def document(desk: Desk, made: Statement) -> Document:
    """The statement on paper."""
    with desk.read() as connection:
        shop = shop_head(desk.settings, catalog.load_file(connection, "logo"))
    return layout(
        StatementData(
            shop=shop,
            client=made.client.name,
            code=made.client.code,
            since=_written(made.since),
            until=_written(made.until),
            opening=(made.opening.owed, made.opening.has),
            closing=(made.closing.owed, made.closing.has),
            rows=tuple(
                StatementRow(_written(line.date), line.what, line.change, line.balance)
                for line in made.lines
            ),
            ages=_ages(made.ages),
            today=_written(made.aged_on),
        )
    )


def _ages(ages: Ages) -> tuple[LabelledAmount, ...]:
    names = age_names()
    return tuple(LabelledAmount(names[age], owed) for age, owed in ages.amounts.items() if owed)


def _written(day: str) -> str:
    return locales.format_date(datetime.combine(date.fromisoformat(day), datetime.min.time()))


def lines_on_screen(desk: Desk, made: Statement, columns: int = 48) -> list[str]:
    """The statement line by line, to look at."""
    from pos_app.printing.text import as_text

    return as_text(document(desk, made), columns).splitlines()


def pdf(desk: Desk, made: Statement) -> bytes:
    """The statement on sheets of the paper that is written on where the shop is."""
    from pos_app.printing.pdf import as_sheets, sheet_of

    return as_sheets(document(desk, made), sheet_of(desk.settings.locale))
