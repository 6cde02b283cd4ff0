"""The time, as a value that tests and the demo can set."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Something that knows the time at the shop."""

    def now(self) -> datetime:
        """The time now, in the shop's own time zone."""


class SystemClock:
    """The computer's clock and time zone."""

    def now(self) -> datetime:
        """The time now, in the computer's time zone."""
        return datetime.now(UTC).astimezone()


class SetClock:
    """A clock that stands where it is put: for tests, and for the days of a demo shop."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The time it was put to."""
        return self.at


def stamp(moment: datetime) -> str:
    """The moment as the books write it: ISO 8601 in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
