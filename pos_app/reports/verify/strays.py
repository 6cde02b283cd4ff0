"""Finding the one posting that was moved between two entries, of which neither is whole now."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pos_app.domain.journal import chain, header, posting_line
from pos_app.persistence.tables.series import SERIES_SPAN
from pos_app.reports.verify.findings import Check

_MOST = 50
"""So many wrong entries are no single move, and comparing them all would take long."""


class Stray(NamedTuple):
    """A posting that lies at another entry than its own, and what is wrong only because of it."""

    name: str
    home: str
    at: int
    excuses: tuple[int, ...]


class _Entry(NamedTuple):
    id: int
    name: str
    previous: str
    stored: str
    first: str
    lines: list[tuple[int, str]]

    def is_whole(self, lines: Sequence[str]) -> bool:
        """Whether it was written with these postings."""
        return bool(self.stored) and chain(self.previous, [self.first, *lines]) == self.stored


def strays(check: Check, suspects: Sequence[int]) -> Iterator[Stray]:
    """The moved postings among entries that are wrong, or that are missing and have postings."""
    if not 2 <= len(suspects) <= _MOST:
        return
    found = [_entry(check, entry_id) for entry_id in suspects]
    for here in found:
        lines = [line for _position, line in here.lines]
        for index, (position, line) in enumerate(here.lines):
            others = lines[:index] + lines[index + 1 :]
            if here.stored and not here.is_whole(others):
                continue
            home = next(
                (entry for entry in found if entry is not here and _takes(entry, line)), None
            )
            if home is not None:
                excused = (here.id, home.id) if here.stored or not others else (home.id,)
                name = f"posting {position} of {here.name}"
                yield Stray(name, home.name, here.id, excused)


def _takes(entry: _Entry, line: str) -> bool:
    """Whether an entry is whole with one more posting."""
    lines = [line for _position, line in entry.lines]
    return any(
        entry.is_whole([*lines[:place], line, *lines[place:]]) for place in range(len(lines) + 1)
    )


def _entry(check: Check, entry_id: int) -> _Entry:
    parts = check.connection.execute(
        "SELECT position, account, sub, client_id, amount FROM postings WHERE entry_id = ?"
        " ORDER BY position",
        (entry_id,),
    )
    lines = [(row[0], posting_line(row[1], row[2], _code(row[3]), row[4])) for row in parts]
    row: Any = check.connection.execute(
        "SELECT s.code, e.number, e.kind, e.at, e.business_date, e.staff, e.ticket_number,"
        " e.content_seal, e.reason_kind, e.reason, e.previous_hash, e.hash"
        " FROM entries e JOIN series s ON s.id = e.series_id WHERE e.id = ?",
        (entry_id,),
    ).fetchone()
    if row is None:
        return _Entry(entry_id, f"entry {entry_id % SERIES_SPAN}", "", "", "", lines)
    first = header(row[0], row[1], row[2:9], row[9])
    return _Entry(entry_id, f"journal entry {row[0]}-{row[1]}", row[10], row[11], first, lines)


def _code(client_id: int | None) -> str | None:
    return None if client_id is None else f"C{client_id:06d}"
