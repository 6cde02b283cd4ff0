"""Checks on the journal: sums, hashes, links, gapless numbers and heads."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from pos_app.domain.journal import GENESIS, chain, header
from pos_app.persistence.books import SERIES_SPAN
from pos_app.reports.verify.findings import Check

_US = "char(31)"
# A client's code is permanent and follows from its id, so a changed code is the client's fault.
_POSTINGS = f"""
    SELECT entry_id, amount, account || {_US} || sub || {_US}
        || CASE WHEN client_id IS NULL THEN '' ELSE printf('C%06d', client_id) END
        || {_US} || amount
    FROM postings ORDER BY entry_id, position"""
# An entry's id says its series and number as well, so that it is known where either was changed.
_ENTRIES = f"""
    SELECT e.id, coalesce(s.code, '#' || (e.id / {SERIES_SPAN})), e.id / {SERIES_SPAN}, e.number, e.kind,
        e.at, e.business_date, e.staff, e.ticket_number, e.content_seal, e.reason,
        e.previous_hash, e.hash, e.series_id
    FROM entries e LEFT JOIN series s ON s.id = e.id / {SERIES_SPAN} ORDER BY e.id"""
_LOST_CLIENTS = """
    SELECT printf('C%06d', client_id) FROM client_events
    WHERE number = 1 AND client_id NOT IN (SELECT id FROM clients)"""
_LOST_SERIES = "SELECT series_id FROM series_heads WHERE series_id NOT IN (SELECT id FROM series)"
_LOST_HEADS = "SELECT code FROM series WHERE id NOT IN (SELECT series_id FROM series_heads)"
_NOT_CURRENT = "SELECT max(id) FROM series GROUP BY writer HAVING sum(current = 1) <> 1"


def check_journal(check: Check) -> None:
    """Every entry: balanced, unchanged, in its place; every series: gapless up to its head."""
    for code, _id in check.rows("SELECT code, id FROM clients WHERE code <> printf('C%06d', id)"):
        check.name(f"client {code}", "its permanent code was changed")
    for (code,) in check.rows(_LOST_CLIENTS):
        check.name(f"client {code}", "it is missing")
    wrong_series = _wrong_series(check)
    postings = groupby(check.rows(_POSTINGS), key=itemgetter(0))
    heads = {
        row[0]: row[1:] for row in check.rows("SELECT series_id, number, hash FROM series_heads")
    }
    walk = _Walk(check, wrong_series, _Postings(check, postings))
    for series_id, entries in groupby(check.rows(_ENTRIES), key=itemgetter(2)):
        last = walk.series(series_id, entries)
        _check_head(check, series_id, last, heads.pop(series_id, None))
    for series_id, (number, head_hash) in heads.items():
        if number:
            check.name(f"series {series_id}", f"all its {number} entries are missing")
        elif head_hash != GENESIS:
            check.name(f"head of series {series_id}", "it points to an entry that never was")
    walk.postings.rest()


def _wrong_series(check: Check) -> set[int]:
    """Name the series that were changed; what their entries say of them is no longer known."""
    wrong: set[int] = set()
    for series_id, code, writer in check.rows("SELECT id, code, writer FROM series"):
        if code != writer and not code.startswith(f"{writer}."):
            wrong.add(series_id)
            check.name(f"series {series_id}", "its code or writer was changed")
    for (series_id,) in check.rows(_LOST_SERIES):
        wrong.add(series_id)
        check.name(f"series {series_id}", "it is missing")
    for (code,) in check.rows(_LOST_HEADS):
        check.name(f"head of series {code}", "it is missing")
    for (series_id,) in check.rows(_NOT_CURRENT):
        if series_id not in wrong:
            check.name(f"series {series_id}", "its writer has no current series, or several")
    return wrong


class _Postings:
    """The postings, entry by entry, in step with the entries; what has no entry is named."""

    def __init__(self, check: Check, groups: Iterator[tuple[int, Iterator[Any]]]) -> None:
        self._check = check
        self._groups = groups
        self._waiting = next(groups, None)

    def of(self, entry_id: int) -> tuple[int, list[str]]:
        """The sum and the canonical lines of one entry's postings."""
        while self._waiting and self._waiting[0] < entry_id:
            self._orphan()
        if not self._waiting or self._waiting[0] != entry_id:
            return 0, []
        total, lines = 0, []
        for _id, amount, line in self._waiting[1]:
            total += amount
            lines.append(line)
        self._waiting = next(self._groups, None)
        return total, lines

    def rest(self) -> None:
        """Name what is left after the last entry."""
        while self._waiting:
            self._orphan()

    def _orphan(self) -> None:
        if self._waiting:
            entry_id = self._waiting[0]
            if entry_id not in self._check.entries:
                self._check.name(f"postings of entry {entry_id}", "their entry is missing")
            self._waiting = next(self._groups, None)


class _Walk:
    """A walk along each series, link by link."""

    def __init__(self, check: Check, wrong_series: set[int], postings: _Postings) -> None:
        self.check = check
        self.wrong_series = wrong_series
        self.postings = postings

    def series(self, series_id: int, entries: Iterator[Any]) -> tuple[str, int, set[str]]:
        """Check one series; returns its code, last number and the hashes that may follow it."""
        check, expected, links, code = self.check, 1, {GENESIS}, ""
        for row in entries:
            entry_id, code, _series, number = row[:4]
            previous, stored = row[11], row[12]
            place = entry_id % SERIES_SPAN
            if place not in (number, expected):
                check.entries.add(entry_id)
                check.name(f"journal entry {code}-{number}", "its id was changed")
                continue
            for missing in range(expected, place):
                check.entries.add(series_id * SERIES_SPAN + missing)
                check.name(f"journal entry {code}-{missing}", "it is missing")
            total, lines = self.postings.of(entry_id)
            recomputed = chain(previous, [header(code, number, row[4:10], row[10]), *lines])
            problem = self._problem(row, total, recomputed, links if place == expected else set())
            if problem:
                check.entries.add(entry_id)
                check.name(f"journal entry {code}-{place}", problem)
            links, expected = {stored, recomputed}, place + 1
        return code, expected - 1, links

    def _problem(self, row: Any, total: int, recomputed: str, links: set[str]) -> str:
        entry_id, _code, series_id, number = row[:4]
        if entry_id != series_id * SERIES_SPAN + number or row[13] != series_id:
            return "its series or number was changed"
        if total:
            return f"its postings do not balance: they are off by {total}"
        if recomputed != row[12] and series_id not in self.wrong_series:
            return "it or its postings were changed after it was posted"
        if links and row[11] not in links:
            return "it does not follow the entry before it"
        return ""


def _check_head(check: Check, series_id: int, last: tuple[str, int, set[str]], head: Any) -> None:
    code, number, hashes = last
    if head is None:
        check.name(f"head of series {code}", "it is missing")
    elif head[0] > number and head[1] not in hashes:
        for missing in range(number + 1, head[0] + 1):
            check.entries.add(series_id * SERIES_SPAN + missing)
            check.name(f"journal entry {code}-{missing}", "it is missing")
    elif head[0] != number or head[1] not in hashes:
        check.name(f"head of series {code}", "it does not point to the last entry")
