"""The time, as a value that tests and the demo can set."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol


class Clock(Protocol):
    """Something that knows the time at the shop."""

    @property
    def zone(self) -> tzinfo | None:
        """The shop's time zone, which knows when its clocks change; for moments other than now."""

    def now(self) -> datetime:
        """The time now, in the shop's own time zone."""


class ComputersZone(tzinfo):
    """The computer's time zone: of each moment the offset that it had or will have.

    The one that a local time of now carries is now's alone, and an hour wrong half a year away.
    """

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """What local clocks are ahead of UTC at that time."""
        return moment.replace(tzinfo=None).astimezone().utcoffset() if moment else None

    def dst(self, _moment: datetime | None) -> timedelta | None:
        """Not known apart from the offset."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """What the zone is called at that time."""
        return moment.replace(tzinfo=None).astimezone().tzname() if moment else None

    def fromutc(self, moment: datetime) -> datetime:
        """The local time; of an hour that comes twice, the right one."""
        local = moment.replace(tzinfo=UTC).astimezone()
        found = local.replace(tzinfo=self)
        return found if found.utcoffset() == local.utcoffset() else found.replace(fold=1)


class SystemClock:
    """The computer's clock and time zone."""

    zone = ComputersZone()

    def now(self) -> datetime:
        """The time now, in the computer's time zone."""
        return datetime.now(UTC).astimezone()


class SetClock:
    """A clock that stands where it is put: for tests, and for the days of a demo shop."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    @property
    def zone(self) -> tzinfo | None:
        """The zone that it was put to."""
        return self.at.tzinfo

    def now(self) -> datetime:
        """The time it was put to."""
        return self.at


def stamp(moment: datetime) -> str:
    """The moment as the books write it: ISO 8601 in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
