"""Walking a chain of numbered rows, link by link, up to its head: the journal's, and the audit log's."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from pos_app.domain.journal import GENESIS
from pos_app.persistence.tables.series import SERIES_SPAN
from pos_app.reports.verify.findings import Check

Heads = dict[int, tuple[int, str]]
"""The last number and hash of each series."""


class Link(NamedTuple):
    """One row of a chain. Its id says its series and number as well, so that either is known to be changed.

    ``recomputed`` is the hash that its values make; ``fault`` is what else is wrong with it.
    """

    id: int
    code: str
    series: int
    number: int
    previous: str
    stored: str
    recomputed: str
    fault: str = ""


class Chains:
    """The chains of all series: each unbroken, gapless, and as long as its head says.

    Attributes:
        wrong: the ids of the rows that are wrong, or that something else is wrong with.
        missing: the ids of those that are not there.
        problems: what is to be said of a row, by its id: its name and its problem.
    """

    def __init__(self, check: Check, kind: str, wrong_series: set[int]) -> None:
        """``wrong_series``: those whose code is not known any more, and so not their hashes."""
        self.wrong: set[int] = set()
        self.missing: set[int] = set()
        self.problems: dict[int, tuple[str, str]] = {}
        self._check = check
        self._kind = kind
        self._wrong_series = wrong_series

    def walk(self, links: Iterable[Link], heads: Heads) -> None:
        """Check all links, which come in the order of their ids; see :meth:`tell`."""
        left = dict(heads)
        for series, of_series in groupby(links, key=lambda link: link.id // SERIES_SPAN):
            self._series(series, of_series, left.pop(series, None))
        for series, (number, head_hash) in left.items():
            if series in self._wrong_series:
                continue
            if number > 0:
                problem = f"every {self._kind} of it is missing, {number} in all"
                self._check.name(f"series {series}", problem)
            elif number or head_hash != GENESIS:
                self._check.name(f"head of series {series}", "it points to what never was")

    def tell(self) -> None:
        """Name the rows that have a problem."""
        for name, problem in self.problems.values():
            self._check.name(name, problem)

    def _series(self, series: int, links: Iterator[Link], head: tuple[int, str] | None) -> None:
        expected, hashes, code = 1, {GENESIS}, ""
        for link in links:
            code, place = link.code, link.id % SERIES_SPAN
            if place not in (link.number, expected):
                self._name(link.id, code, link.number, "its id was changed")
                continue
            if head and expected == head[0] + 1 and self._problem(link, hashes):
                self._name(link.id, code, place, "it was added behind the last one")
                continue
            for missing in range(expected, place):
                self._name_missing(series, code, missing)
            problem = self._problem(link, hashes if place == expected else set())
            if problem:
                self._name(link.id, code, place, problem)
            # Where two changed places, the hash that the next one follows is not the last one's.
            hashes = {link.stored, link.recomputed} | (hashes if problem else set())
            expected = place + 1
        self._head(series, code, expected - 1, hashes, head)

    def _problem(self, link: Link, hashes: set[str]) -> str:
        if link.id != link.series * SERIES_SPAN + link.number:
            return "its series or number was changed"
        if link.fault:
            return link.fault
        if link.recomputed != link.stored and link.series not in self._wrong_series:
            return "it was changed after it was written"
        if hashes and link.previous not in hashes:
            return "it does not follow the one before it"
        return ""

    def _head(
        self, series: int, code: str, number: int, hashes: set[str], head: tuple[int, str] | None
    ) -> None:
        if head is None:
            self._check.name(f"head of series {code}", "it is missing")
        elif head[0] > number and head[1] not in hashes:
            for missing in range(number + 1, head[0] + 1):
                self._name_missing(series, code, missing)
        elif head[0] != number or head[1] not in hashes:
            self._check.name(f"head of series {code}", "it does not point to the last of its rows")

    def _name_missing(self, series: int, code: str, number: int) -> None:
        self.missing.add(series * SERIES_SPAN + number)
        self._name(series * SERIES_SPAN + number, code, number, "it is missing")

    def _name(self, row_id: int, code: str, number: int, problem: str) -> None:
        self.wrong.add(row_id)
        self.problems.setdefault(row_id, (f"{self._kind} {code}-{number}", problem))
