"""Checks on the journal and the audit log: sums, hashes, links, gapless numbers and heads."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from pos_app.domain.journal import chain, header
from pos_app.persistence.tables.series import SERIES_SPAN
from pos_app.reports.verify.chains import Chains, Link
from pos_app.reports.verify.findings import Check, Told
from pos_app.reports.verify.series import check_series
from pos_app.reports.verify.strays import strays

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
        e.at, e.business_date, e.staff, e.ticket_number, e.content_seal,
        e.reason_kind, e.reason, e.previous_hash, e.hash, e.series_id
    FROM entries e LEFT JOIN series s ON s.id = e.id / {SERIES_SPAN} ORDER BY e.id"""
_AUDIT = f"""
    SELECT a.id, coalesce(s.code, '#' || (a.id / {SERIES_SPAN})), a.series_id, a.number,
        a.at, a.staff, a.authorised_by, a.till, a.act, a.subject, a.detail, a.previous_hash, a.hash
    FROM audit a LEFT JOIN series s ON s.id = a.id / {SERIES_SPAN} ORDER BY a.id"""

# The acts that rows without a seal are held against.
_TELLING = {
    "staff.change", "client.merge", "receipt.print", "receipt.reprint", "print.again", "print.move",
}  # fmt: skip


def check_journal(check: Check) -> None:
    """Every entry: balanced, unchanged, in its place; every series: gapless up to its head."""
    for code, _id in check.rows("SELECT code, id FROM clients WHERE code <> printf('C%06d', id)"):
        check.name(f"client {code}", "its permanent code was changed")
    wrong_series = check_series(check)
    heads = list(
        check.rows("SELECT series_id, number, hash, audit_number, audit_hash FROM series_heads")
    )
    parts = _Postings(groupby(check.rows(_POSTINGS), key=itemgetter(0)))
    entries = Chains(check, "journal entry", wrong_series)
    check.entries = entries.wrong
    entries.walk(_entries(check, parts), {row[0]: row[1:3] for row in heads})
    orphans = [entry_id for entry_id in parts.rest() if entry_id not in entries.wrong]
    for stray in strays(check, [*entries.problems, *orphans]):
        check.name(stray.name, f"it is a posting of {stray.home}")
        check.entries.add(stray.at)
        for entry_id in stray.excuses:
            entries.problems.pop(entry_id, None)
        orphans = [entry_id for entry_id in orphans if entry_id not in stray.excuses]
    entries.tell()
    check.vanished = bool(entries.missing.difference(orphans))
    for entry_id in orphans:
        check.name(f"postings of entry {entry_id}", "their entry is missing")
    acts = Chains(check, "audit row", wrong_series)
    acts.walk(_acts(check), {row[0]: row[3:] for row in heads})
    acts.tell()
    check.log_is_whole = not (acts.problems or wrong_series)


def _entries(check: Check, parts: "_Postings") -> Iterator[Link]:
    for row in check.rows(_ENTRIES):
        entry_id, code, _series, number = row[:4]
        total, lines = parts.of(entry_id)
        fault = f"its postings do not balance: they are off by {total}" if total else ""
        recomputed = chain(row[12], [header(code, number, row[4:11], row[11]), *lines])
        if recomputed == row[13]:
            check.staff.add(row[7])
            check.reason_kinds |= {row[10]} - {None}
        yield Link(entry_id, code, row[14], number, row[12], row[13], recomputed, fault)


def _acts(check: Check) -> Iterator[Link]:
    for row in check.rows(_AUDIT):
        row_id, code, series_id, number = row[:4]
        recomputed = chain(row[11], [header(code, number, row[4:10], row[10])])
        if row[8] in _TELLING and recomputed == row[12]:
            check.told.append(Told(series_id, row[4], row[8], row[9], row[10]))
        yield Link(row_id, code, series_id, number, row[11], row[12], recomputed)


class _Postings:
    """The postings, entry by entry, in step with the entries."""

    def __init__(self, groups: Iterator[tuple[int, Iterator[Any]]]) -> None:
        self._groups = groups
        self._waiting = next(groups, None)
        self._orphans: list[int] = []

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

    def rest(self) -> list[int]:
        """The ids of entries that there are postings of, but which themselves are missing."""
        while self._waiting:
            self._orphan()
        return self._orphans

    def _orphan(self) -> None:
        if self._waiting:
            self._orphans.append(self._waiting[0])
            self._waiting = next(self._groups, None)
