"""What a figure came to, and how one is taken: a clock, percentiles, a floor measured beside it."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

Told = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and all of it."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much data the figures make, and how often they measure."""

    closings: int = 300
    applied: int = 1_000
    clients: int = 1_000_000
    searches: int = 60
    items: int = 100_000
    events: int = 10_000
    book_times: int = 100
    postings: int = 1_000_000
    passes: int = 3
    starts: int = 9
    start_clients: int = 10_000
    days: int = 10
    day_tickets: int = 300
    kills: int = 200
    charges: int = 1_000_000
    races: int = 1_000
    receipts: int = 200
    soaked: int = 1_000


FULL = Sizes()
"""What the figures of a release are taken with."""

SMALL = Sizes(
    closings=10,
    applied=20,
    clients=2_000,
    searches=3,
    items=500,
    events=50,
    book_times=3,
    postings=2_000,
    passes=1,
    starts=1,
    start_clients=20,
    days=2,
    day_tickets=3,
    kills=2,
    charges=800,
    races=8,
    receipts=5,
    soaked=6,
)
"""Enough to see that a figure can be taken; its value says nothing."""


@dataclass(frozen=True, slots=True)
class Result:
    """One figure. Times are in ``unit``; ``floor`` is what the same work costs at its plainest.

    ``limit`` is for ``ratio`` where there is one, otherwise for ``p99``. ``data`` says how much was
    made for it.
    """

    name: str
    unit: str
    p50: float
    p99: float
    limit: float
    floor: float | None = None
    ratio: float | None = None
    data: str = ""

    @property
    def holds(self) -> bool:
        """Whether the figure is within its limit."""
        return (self.p99 if self.ratio is None else self.ratio) <= self.limit

    def as_json(self) -> dict[str, str | float | bool | None]:
        """The figure for ``--json``."""
        return {
            "name": self.name,
            "unit": self.unit,
            "p50": self.p50,
            "p99": self.p99,
            "floor": self.floor,
            "ratio": self.ratio,
            "limit": self.limit,
            "holds": self.holds,
        }

    def as_text(self) -> str:
        """The figure on one line, for people."""
        against = "" if self.ratio is None else f", {self.ratio:.2f} × {_short(self.floor)}"
        said = "holds" if self.holds else "DOES NOT HOLD"
        return (
            f"{self.name}: p50 {_short(self.p50)} {self.unit}, p99 {_short(self.p99)} {self.unit}"
            f"{against} (limit {_short(self.limit)}{' ×' if self.ratio is not None else ''}: {said})"
            f" [{self.data}]"
        )


def _short(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that at least ``percent`` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-percent * len(ordered) // 100) - 1)]


class Stopwatch:
    """Times in milliseconds."""

    def __init__(self) -> None:
        self.times: list[float] = []

    @contextmanager
    def lap(self) -> Iterator[None]:
        """Time what is done inside."""
        began = time.perf_counter()
        yield
        self.times.append((time.perf_counter() - began) * 1000)

    @property
    def p50(self) -> float:
        """The median, in milliseconds."""
        return percentile(self.times, 50)

    @property
    def p99(self) -> float:
        """What 99 of 100 laps did not exceed, in milliseconds."""
        return percentile(self.times, 99)
