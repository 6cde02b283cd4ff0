"""What verification finds, and what the checks share."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pos_app.persistence.seals import SEALED, seal_of

if TYPE_CHECKING:
    from pos_app.reports.verify.moves import Move

Progress = Callable[[int, int], None]
"""Told how many rows of how many were read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One wrong record: what it is, and what is wrong with it."""

    record: str
    problem: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a whole row of the audit log tells of its subject."""

    series_id: int
    at: str
    act: str
    subject: str
    detail: str

    def fact(self, name: str) -> str | None:
        """The value of one fact, or none."""
        return dict(line.partition("=")[::2] for line in self.detail.splitlines()).get(name)


@dataclass(slots=True)
class Check:
    """One run over the books: what was found, and which records not to blame again.

    A record that is named itself is not evidence against its neighbours: a changed payment makes
    its ticket's sum wrong too, and only the payment is to be named.

    Attributes:
        told: the acts that rows without a seal are held against (``told``), all of them where
            ``log_is_whole``.
        vanished: an entry is gone with its postings, so that nobody knows whose cards it changed.
    """

    connection: sqlite3.Connection
    progress: Progress
    total: int = 0
    read: int = 0
    findings: list[Finding] = field(default_factory=list)
    entries: set[int] = field(default_factory=set)
    vanished: bool = False
    tickets: set[int] = field(default_factory=set)
    items: set[tuple[str, int]] = field(default_factory=set)
    clients: set[int] = field(default_factory=set)
    payments: set[int] = field(default_factory=set)
    refunds: set[int] = field(default_factory=set)
    point_seals: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    staff: set[str] = field(default_factory=set)
    reason_kinds: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    moves: list["Move"] = field(default_factory=list)
    changed: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    log_is_whole: bool = True

    def name(self, record: str, problem: str) -> None:
        """Put a wrong record on the list, once."""
        if record not in self.named:
            self.named.add(record)
            self.findings.append(Finding(record, problem))

    def rows(self, query: str, *values: Any) -> Iterator[Any]:
        """The rows of a query, counted for the progress."""
        for row in self.connection.execute(query, values):
            self.read += 1
            if self.read % 20_000 == 0:
                self.progress(min(self.read, self.total), self.total)
            yield row

    def broken_seals(self, table: str, key: str, which: str = "") -> Iterator[tuple[Any, ...]]:
        """The rows of ``table`` whose values do not match their seal, as the columns of ``key``.

        ``which`` is a condition on the rows; without it, those that are sealed by now.

        The sealed text is put together by SQLite just as ``journal.seal`` does.
        """
        values = [f"coalesce({column}, '')" for column in SEALED[table]]
        covered = " || ".join(f"length({value}) || ':' || {value}" for value in values)
        if table == "payments" and not which:
            which = "seal <> '' AND ticket_id IS NOT NULL"
        query = f"SELECT seal, {covered}, rowid, {key} FROM {table}"
        query += f" WHERE {which}" if which else ""
        if table == "tickets":
            # A void ticket without an entry bears the seal over all its parts.
            query += (
                " WHERE (seal <> '' OR state NOT IN ('open', 'held'))"
                " AND (state <> 'void' OR entry_id IS NOT NULL)"
            )
        if table == "ticket_lines":
            closed = "SELECT id FROM tickets WHERE state = 'closed'"
            query += f" WHERE seal <> '' OR ticket_id IN ({closed})"
        for stored, text, rowid, *found in self.rows(query):
            if sha256(text.encode()).hexdigest()[:32] != stored:
                row = self.connection.execute(f"SELECT * FROM {table} WHERE rowid = ?", (rowid,))
                names = [column[0] for column in row.description]
                self.changed.append((table, dict(zip(names, row.fetchone(), strict=True))))
                yield tuple(found)

    def was(self, table: str, **values: Any) -> bool:
        """Whether a changed record of ``table`` had these values when it was sealed.

        So a record that was moved elsewhere is known, and where it is missing now is not blamed.
        """
        return any(
            name == table and seal_of(name, {**row, **values}) == row["seal"]
            for name, row in self.changed
        )
