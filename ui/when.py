"""Times of the books as the shop's clock and the shop's language say them."""

from datetime import date, datetime

from pos_app import locales
from ui.session import Session


def _local(session: Session, at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(session.desk.clock.zone)


def day_of(session: Session, at: str) -> str:
    """The day of an ISO time."""
    return locales.format_date(_local(session, at))


def moment_of(session: Session, at: str) -> str:
    """The day and the time of an ISO time."""
    return locales.format_when(_local(session, at))


def time_of(session: Session, at: str) -> str:
    """The time of day of an ISO time."""
    return locales.format_time(_local(session, at))


def written(day: str) -> str:
    """A shop-local date, ISO text."""
    return locales.format_date(datetime.combine(date.fromisoformat(day), datetime.min.time()))
