"""Extracts of the audit log and the journal on paper: over days, as a person asks for them."""

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Connection, text

from pos_app import locales
from pos_app.domain import reason
from pos_app.domain.journal import EntryKind, done_by
from pos_app.domain.money import counted
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.printing.document import Document
from pos_app.printing.extracts import (
    ActRow,
    EntryRow,
    ExtractHead,
    PostingRow,
    audit_extract,
    journal_extract,
)
from pos_app.reports import audit_log
from pos_app.reports.audit_log import Act, Wanted
from pos_app.security.roles import Permission
from pos_app.services import event_names, print_spool
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.receipts import shop_head

MOST, MOST_ON_ROLL = 5_000, 200
"""How many acts or entries an extract can hold on office paper, and on a receipt printer's, of which this
is ten metres: nobody reads more, and files have them all."""

_ENTRIES = text("""
SELECT e.id, s.code || '-' || e.number AS code, e.kind, e.at, e.staff, e.ticket_number, e.reason,
       r.name AS reason_kind, f.name AS by_name, p.account, p.sub, p.amount, c.code AS client
  FROM entries e
  JOIN series s ON s.id = e.series_id
  LEFT JOIN reason_kinds r ON r.code = e.reason_kind
  LEFT JOIN staff f ON f.code = e.staff
  LEFT JOIN postings p ON p.entry_id = e.id
  LEFT JOIN clients c ON c.id = p.client_id
 WHERE e.business_date BETWEEN :since AND :until
 ORDER BY e.id, p.position
""")


def audit(desk: Desk, wanted: Wanted, most: int = MOST) -> Document:
    """The acts that match, newest first.

    Raises:
        NotAllowed: the person may not see reports.
        UserError: there are more than an extract can hold.
    """
    desk.check_reading(Permission.REPORTS)
    acts = list(islice(_acts(desk, wanted), most + 1))
    _check(len(acts), most)
    asked = [wanted.words, _days(wanted.since, wanted.until)]
    head = _head(desk, " · ".join(filter(None, asked)))
    return audit_extract(head, tuple(_act(desk, act) for act in acts))


def journal(desk: Desk, since: date, until: date, most: int = MOST) -> Document:
    """The entries of business dates, both included, oldest first.

    Raises:
        NotAllowed: the person may not see reports.
        UserError: there are more than an extract can hold.
    """
    desk.check_reading(Permission.REPORTS)
    with desk.read() as connection:
        entries = list(islice(_entries(desk, connection, since, until), most + 1))
    _check(len(entries), most)
    return journal_extract(_head(desk, _days(since, until)), tuple(entries))


def print_audit(desk: Desk, wanted: Wanted) -> Changes:
    """Put the acts that match into the till's print queue.

    Raises:
        NotAllowed: the person may not see reports.
        UserError: there are more than an extract can hold.
    """
    return print_spool.print_extract(desk, "audit log", audit(desk, wanted, MOST_ON_ROLL))


def print_journal(desk: Desk, since: date, until: date) -> Changes:
    """Put the entries of business dates, both included, into the till's print queue.

    Raises:
        NotAllowed: the person may not see reports.
        UserError: there are more than an extract can hold.
    """
    return print_spool.print_extract(desk, "journal", journal(desk, since, until, MOST_ON_ROLL))


def pdf(desk: Desk, made: Document) -> bytes:
    """An extract on the paper that is written on where the shop is. Not for the GUI thread."""
    from pos_app.printing.pdf import as_sheets, sheet_of

    return as_sheets(made, sheet_of(desk.settings.locale))


def _check(count: int, most: int) -> None:
    if count > most:
        said = _("That is more than {most}. Choose fewer days, or write a file of them all.")
        raise UserError(said.format(most=counted(most)))


def _head(desk: Desk, asked: str) -> ExtractHead:
    return ExtractHead(shop_head(desk.settings, None), asked, locales.format_when(desk.clock.now()))


def _days(since: date | None, until: date | None) -> str:
    first, last = (
        locales.format_date(datetime.combine(day, time())) if day else "" for day in (since, until)
    )
    if first and last:
        return _("{since} to {until}").format(since=first, until=last)
    if first:
        return _("Since {date}").format(date=first)
    return _("Until {date}").format(date=last) if last else ""


def _acts(desk: Desk, wanted: Wanted) -> Iterator[Act]:
    page = audit_log.find(desk, wanted)
    while page:
        yield from page
        page = audit_log.find(desk, wanted, page[-1])


def _act(desk: Desk, act: Act) -> ActRow:
    return ActRow(
        number=act.number,
        when=_when(desk, act.at),
        said=act.said,
        about=act.about,
        by=act.by,
        till=act.till,
        detail=act.told,
        authorised_by=act.authorised_by,
    )


def _entries(desk: Desk, connection: Connection, since: date, until: date) -> Iterator[EntryRow]:
    days = {"since": since.isoformat(), "until": until.isoformat()}
    for _id, group in groupby(connection.execute(_ENTRIES, days), key=lambda row: row.id):
        rows = list(group)
        entry = rows[0]
        yield EntryRow(
            number=entry.code,
            when=_when(desk, entry.at),
            said=_said(EntryKind(entry.kind), entry.ticket_number),
            by=done_by(entry.kind, entry.by_name or entry.staff or ""),
            reason=reason.in_words(entry.reason_kind or "", entry.reason),
            postings=tuple(
                PostingRow(_account(row), row.amount) for row in rows if row.account is not None
            ),
        )


def _said(kind: EntryKind, ticket_number: int | None) -> str:
    """What an entry is called; a gift card's own events are in no client's history."""
    cards = {
        EntryKind.CARD_REISSUED: _("Gift card reissued"),
        EntryKind.CARD_EXPIRED: _("Gift card expired"),
    }
    return cards.get(kind) or event_names.what(kind, ticket_number)


def _account(row: Any) -> str:
    """An account as the exports name it, with its rate or person, and the client's code."""
    return " · ".join(part for part in (row.account, row.sub, row.client) if part)


def _when(desk: Desk, at: str) -> str:
    return locales.format_when(datetime.fromisoformat(at).astimezone(desk.clock.zone))
