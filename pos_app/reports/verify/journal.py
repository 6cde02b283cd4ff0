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
_ENTRIES = """
    SELECT e.id, s.code, e.series_id, e.number, e.kind, e.at, e.business_date, e.staff,
        e.ticket_number, e.content_seal, e.reason, e.previous_hash, e.hash
    FROM entries e LEFT JOIN series s ON s.id = e.series_id ORDER BY e.id"""


def check_journal(check: Check) -> None:
    """Every entry: balanced, unchanged, in its place; every series: gapless up to its head."""
    for code, _id in check.rows("SELECT code, id FROM clients WHERE code <> printf('C%06d', id)"):
        check.name(f"client {code}", "its permanent code was changed")
    wrong_series = {
        series_id
        for series_id, code, writer in check.rows("SELECT id, code, writer FROM series")
        if code != writer and not code.startswith(f"{writer}.")
    }
    for series_id in sorted(wrong_series):
        check.name(f"series {series_id}", "its code or writer was changed")
    postings = groupby(check.rows(_POSTINGS), key=itemgetter(0))
    heads = {
        row[0]: row[1:] for row in check.rows("SELECT series_id, number, hash FROM series_heads")
    }
    walk = _Walk(check, wrong_series, _Postings(check, postings))
    for series_id, entries in groupby(check.rows(_ENTRIES), key=itemgetter(2)):
        last = walk.series(series_id, entries)
        _check_head(check, series_id, last, heads.pop(series_id, None))
    for series_id, (number, _hash) in heads.items():
        if number:
            check.name(f"series {series_id}", f"all its {number} entries are missing")
    walk.postings.rest()


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
            for missing in range(expected, number):
                check.entries.add(series_id * SERIES_SPAN + missing)
                check.name(f"journal entry {code}-{missing}", "it is missing")
            total, lines = self.postings.of(entry_id)
            recomputed = chain(previous, [header(code, number, row[4:10], row[10]), *lines])
            problem = self._problem(row, total, recomputed, links if number == expected else set())
            if problem:
                check.entries.add(entry_id)
                check.name(f"journal entry {code}-{number}", problem)
            links, expected = {stored, recomputed}, number + 1
        return code, expected - 1, links

    def _problem(self, row: Any, total: int, recomputed: str, links: set[str]) -> str:
        entry_id, _code, series_id, number = row[:4]
        if entry_id != series_id * SERIES_SPAN + number:
            return "its number was changed"
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
    elif head[0] > number:
        for missing in range(number + 1, head[0] + 1):
            check.entries.add(series_id * SERIES_SPAN + missing)
            check.name(f"journal entry {code}-{missing}", "it is missing")
    elif head[0] < number or head[1] not in hashes:
        check.name(f"head of series {code}", "it does not point to the last entry")
