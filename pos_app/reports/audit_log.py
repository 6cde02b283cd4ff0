"""The audit log as people read it: who did what, when and where; searched, paged and exported."""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    cast,
    false,
    literal,
    or_,
    select,
)

from pos_app import locales
from pos_app.clock import Clock, stamp
from pos_app.domain.facts import Fact, read
from pos_app.domain.money import parse_amount
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import files
from pos_app.persistence.tables.people import staff
from pos_app.persistence.tables.series import audit, series
from pos_app.reports.act_facts import (
    Names,
    client_codes,
    codes_called,
    labelled,
    names,
    patterns,
    shown,
)
from pos_app.reports.act_subjects import Subjects, called, codes_in, look_up
from pos_app.reports.acts import acts_called, sentence
from pos_app.reports.cells import cell
from pos_app.security.roles import Permission
from pos_app.services.desk import Desk

PAGE = 100
_AT_ONCE = 1_000
_BY_ITSELF = ("balance.expire", "gift_card.expire")
"""What nobody did: the log names whoever was signed in as the day began."""
_MARKS = '()[]{}“”«»"’.,;:!?·→×'

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
    """One row of the log. ``at`` is ISO text in UTC; ``said`` is the act as a sentence.

    ``about`` is the record as people know it and ``told`` the rest of what is known; ``subject`` and
    ``detail`` are both as stored.
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
    told: str
    subject: str
    detail: str


def find(desk: Desk, wanted: Wanted, after: Act | None = None) -> list[Act]:
    """The newest acts that match, or, ``after`` one, those before it: at most ``PAGE``.

    Raises:
        NotAllowed: the person may not see reports.
    """
    # A PIN allows one look, older acts and all; a right of one's own may be withdrawn meanwhile.
    if after is None or desk.may(Permission.REPORTS):
        desk.check_reading(Permission.REPORTS)
    with desk.read() as connection:
        query = _matching(connection, wanted, desk.clock)
        return _page(connection, query, after, PAGE)


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
    "number", "at", "by", "authorised_by", "till", "act", "in_words", "about", "told", "subject",
    "detail",
)  # fmt: skip


def _all(desk: Desk, wanted: Wanted) -> Iterator[Act]:
    last: Act | None = None
    with desk.read() as connection:
        query = _matching(connection, wanted, desk.clock)
        while found := _page(connection, query, last, _AT_ONCE):
            yield from found
            last = found[-1]


def _page(connection: Connection, query: Select[Any], after: Act | None, most: int) -> list[Act]:
    if after is not None:
        query = query.where(
            or_(audit.c.at < after.at, and_(audit.c.at == after.at, audit.c.id < after.id))
        )
    newest = query.order_by(audit.c.at.desc(), audit.c.id.desc()).limit(most)
    return _in_words(connection, list(connection.execute(newest)))


def _in_words(connection: Connection, rows: Sequence[Any]) -> list[Act]:
    facts = [read(row.detail) for row in rows]
    subjects = [row.subject for row in rows]
    named = [*map(client_codes, facts), *map(codes_in, subjects)]
    known = names(connection, sorted({code for codes in named for code in codes}))
    records = look_up(connection, subjects, known.clients)
    return [_act(row, shown(of, known), records) for row, of in zip(rows, facts, strict=True)]


def _act(row: Any, facts: Sequence[Fact], records: Subjects) -> Act:
    said, used = sentence(row.act, dict(facts))
    told = " · ".join(labelled(fact) for fact in facts if fact[0] not in used and fact[1])
    return Act(
        id=row.id,
        number=f"{row.series}-{row.number}",
        at=row.at,
        by=_("By itself") if row.act in _BY_ITSELF else row.by_name or row.staff or "",
        authorised_by=row.authoriser or row.authorised_by or "",
        till=row.till,
        act=row.act,
        said=said,
        about=records.about(row.subject),
        told=told,
        subject=row.subject,
        detail=row.detail,
    )


def _matching(connection: Connection, wanted: Wanted, clock: Clock) -> Select[Any]:
    query, zone = _ROWS, clock.zone
    if wanted.person:
        query = query.where(
            or_(audit.c.staff == wanted.person, audit.c.authorised_by == wanted.person),
            audit.c.act.not_in(_BY_ITSELF),
        )
    if wanted.since is not None:
        query = query.where(audit.c.at >= _start_of(wanted.since, zone))
    if wanted.until is not None:
        query = query.where(audit.c.at < _start_of(wanted.until + timedelta(days=1), zone))
    words = [word.strip(_MARKS) for word in wanted.words.split()]
    known = names(connection, []) if any(words) else Names()
    for word in filter(None, words):
        query = query.where(or_(false(), *_says(connection, word, known, clock.now().date())))
    return query


def _says(
    connection: Connection, word: str, known: Names, today: date
) -> Iterator[ColumnElement[bool]]:
    """SQL: any of these holds where what is shown of an act has this word in it."""
    if acts := acts_called(word):
        yield audit.c.act.in_(acts)
    yield audit.c.detail.contains(word, autoescape=True)
    yield audit.c.till.contains(word, autoescape=True)
    values = (f"={part}" for part in (*_amounts(word), *_days(word, today), *_percent(word)))
    facts = literal("\n") + audit.c.detail + literal("\n")
    for part in (*values, *patterns(word, known)):
        yield facts.contains(part, autoescape=True)
    if word.casefold() in _("By itself").casefold():
        yield audit.c.act.in_(_BY_ITSELF)
    if people := codes_called(word, known.staff):
        did = audit.c.staff.in_(people) & audit.c.act.not_in(_BY_ITSELF)
        yield did | audit.c.authorised_by.in_(people)
    if "-" in word:
        yield (series.c.code + "-" + cast(audit.c.number, Text)) == word.upper()
    yield from called(connection, word, known)


def _amounts(word: str) -> list[str]:
    """An amount as facts hold it: alone, or before its payment type."""
    try:
        amount = parse_amount(word)
    except UserError:
        return []
    return [f"{amount}\n", f"{amount} "]


def _percent(word: str) -> list[str]:
    """A percentage as facts hold it: in parts per million."""
    try:
        return [f"{round(float(word.removesuffix('%')) * 10_000)}\n"] if "%" in word else []
    except ValueError:
        return []


def _days(word: str, today: date) -> list[str]:
    day = locales.read_date(word, today) if any(map(str.isdigit, word)) else None
    return [f"{day.isoformat()}\n"] if day else []


def _start_of(day: date, zone: tzinfo | None) -> str:
    return stamp(datetime.combine(day, time(), zone))
