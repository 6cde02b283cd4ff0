"""The audit log as people read it: who did what, when and where; searched, paged and exported."""

import csv
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, Text, and_, cast, literal, or_, select

from pos_app.clock import stamp
from pos_app.domain.words import _
from pos_app.persistence import files
from pos_app.persistence.tables import audit, series, staff, tickets
from pos_app.reports.acts import acts_called, name_of_act
from pos_app.reports.cells import cell
from pos_app.security.roles import Permission
from pos_app.services.desk import Desk

PAGE = 100
_AT_ONCE = 1_000
_TICKET = "ticket "

_by = staff.alias("by")
_allowed = staff.alias("allowed")
_ROWS = (
    select(
        audit,
        series.c.code.label("series"),
        _by.c.name.label("by_name"),
        _allowed.c.name.label("authoriser"),
    )
    .join(series, series.c.id == audit.c.series_id)
    .outerjoin(_by, _by.c.code == audit.c.staff)
    .outerjoin(_allowed, _allowed.c.code == audit.c.authorised_by)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to look for. ``person`` is a staff code; ``since`` and ``until`` are local days, inclusive."""

    words: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the log. ``at`` is ISO text in UTC; ``said`` is the act in words.

    ``about`` is the record as people know it; ``subject`` is it as stored, a ticket by its id.
    """

    id: int
    number: str
    at: str
    by: str
    authorised_by: str
    till: str
    act: str
    said: str
    about: str
    subject: str
    detail: str

    @property
    def is_refusal(self) -> bool:
        """Whether it was refused for want of a permission, which stands in ``said``."""
        return self.act.endswith(".refused") and self.detail in set(Permission)


def find(desk: Desk, wanted: Wanted, after: Act | None = None) -> list[Act]:
    """The newest acts that match, or, ``after`` one, those before it: at most ``PAGE``.

    Raises:
        NotAllowed: the person may not see reports.
    """
    if after is None:
        desk.check_reading(Permission.REPORTS)
    with desk.read() as connection:
        return _page(connection, _matching(wanted, desk.clock.now().tzinfo), after, PAGE)


def export_csv(desk: Desk, wanted: Wanted, file: Path) -> int:
    """Write the acts that match to ``file``, newest first; returns how many.

    Raises:
        NotAllowed: the person may not see reports.
        UserError: the file is a folder, or its folder does not exist.
        EnvironmentFault: the file cannot be written, or the disk is full.
    """
    desk.check_reading(Permission.REPORTS)
    files.check_target(file)
    half = file.with_name(file.name + ".new")
    count = 0
    try:
        with files.disk():
            # With its mark, for Excel takes a file without one for the machine's old letters.
            with half.open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(_COLUMNS)
                for act in _all(desk, wanted):
                    writer.writerow([cell(text) for text in astuple(act)[1:]])
                    count += 1
            os.replace(half, file)
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)
    return count


_COLUMNS = (
    "number", "at", "by", "authorised_by", "till", "act", "in_words", "about", "subject", "detail",
)  # fmt: skip


def _all(desk: Desk, wanted: Wanted) -> Iterator[Act]:
    query = _matching(wanted, desk.clock.now().tzinfo)
    last: Act | None = None
    with desk.read() as connection:
        while found := _page(connection, query, last, _AT_ONCE):
            yield from found
            last = found[-1]


def _page(connection: Connection, query: Select[Any], after: Act | None, most: int) -> list[Act]:
    if after is not None:
        query = query.where(
            or_(audit.c.at < after.at, and_(audit.c.at == after.at, audit.c.id < after.id))
        )
    newest = query.order_by(audit.c.at.desc(), audit.c.id.desc()).limit(most)
    rows = list(connection.execute(newest))
    ids = [int(row.subject[len(_TICKET) :]) for row in rows if row.subject.startswith(_TICKET)]
    numbered = select(tickets.c.id, tickets.c.number).where(tickets.c.id.in_(ids))
    numbers = {f"{_TICKET}{row.id}": row.number for row in connection.execute(numbered)}
    return [_act(row, numbers) for row in rows]


def _matching(wanted: Wanted, zone: tzinfo | None) -> Select[Any]:
    query = _ROWS
    if wanted.person:
        query = query.where(
            or_(audit.c.staff == wanted.person, audit.c.authorised_by == wanted.person)
        )
    if wanted.since is not None:
        query = query.where(audit.c.at >= _start_of(wanted.since, zone))
    if wanted.until is not None:
        query = query.where(audit.c.at < _start_of(wanted.until + timedelta(days=1), zone))
    for word in wanted.words.split():
        query = query.where(
            or_(
                *(
                    column.icontains(word, autoescape=True)
                    for column in (audit.c.act, audit.c.subject, audit.c.detail, _by.c.name)
                ),
                audit.c.act.in_(acts_called(word)),
                audit.c.subject.in_(_numbered(word)),
            )
        )
    return query


def _numbered(word: str) -> Select[Any]:
    """The subjects that are the ticket with this number."""
    digits = word.removeprefix("#")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 18 else -1
    return select(literal(_TICKET) + cast(tickets.c.id, Text)).where(tickets.c.number == number)


def _start_of(day: date, zone: tzinfo | None) -> str:
    return stamp(datetime.combine(day, time(), zone))


def _act(row: Any, numbers: Mapping[str, int]) -> Act:
    number = numbers.get(row.subject)
    return Act(
        row.id,
        f"{row.series}-{row.number}",
        row.at,
        row.by_name or row.staff or "",
        row.authoriser or row.authorised_by or "",
        row.till,
        row.act,
        name_of_act(row.act, row.detail),
        row.subject if number is None else _("Ticket #{number}").format(number=number),
        row.subject,
        row.detail,
    )
