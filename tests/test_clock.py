"""The computer's time zone: also half a year ago, and over the nights on which its clocks change."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pos_app.clock import SystemClock

pytestmark = pytest.mark.skipif(
    not hasattr(time, "tzset"), reason="here a program cannot choose its computer's time zone"
)
NIGHTS = {
    "America/New_York": ["2026-03-08", "2026-11-01"],
    "Europe/Madrid": ["2026-03-29", "2026-10-25"],
    # Here there is no midnight in spring, and two in autumn.
    "America/Sao_Paulo": ["2018-11-04", "2018-02-18"],
    "Africa/Cairo": ["2026-04-24", "2026-10-30"],
    "Asia/Kolkata": ["2026-03-08"],
}


@pytest.fixture(params=NIGHTS)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The computer stands there."""
    name: str = request.param
    monkeypatch.setenv("TZ", name)
    time.tzset()
    yield name
    monkeypatch.undo()
    time.tzset()


def test_every_moment_has_the_offset_of_its_own_time(zone: str) -> None:
    """Not that of now: a ticket of a winter's evening was of the next day all summer long."""
    for night in NIGHTS[zone]:
        moment = datetime.fromisoformat(night).replace(tzinfo=UTC) - timedelta(hours=12)
        for _quarter in range(24 * 4 * 2):
            moment += timedelta(minutes=15)
            here, there = moment.astimezone(SystemClock.zone), moment.astimezone(ZoneInfo(zone))
            assert here.isoformat() == there.isoformat()
            assert here.astimezone(UTC) == moment


def test_a_days_first_moment_is_known_also_where_it_has_no_midnight(zone: str) -> None:
    for night in NIGHTS[zone]:
        first = datetime.fromisoformat(night).replace(tzinfo=SystemClock.zone)
        assert first.astimezone(UTC) == first.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        first = first.astimezone(UTC)
        assert first.astimezone(SystemClock.zone).date().isoformat() == night
        before = first - timedelta(milliseconds=1)
        assert before.astimezone(SystemClock.zone).date().isoformat() < night


def test_now_is_in_the_computers_zone(zone: str) -> None:
    now = SystemClock().now()
    assert now.utcoffset() == now.astimezone(SystemClock.zone).utcoffset()
    assert SystemClock.zone.tzname(now) == now.tzname()
