"""The journal for other bookkeepers: hledger, beancount, or a CSV table of postings.

Every entry is written as it stands, clients as subaccounts by their permanent codes, never by name.
It is written as it is read, so that a book of any size needs little memory.
"""

import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from pos_app import locales
from pos_app.domain.journal import Account, done_by
from pos_app.domain.money import Currency
from pos_app.persistence import files
from pos_app.reports.cells import cell
from pos_app.security.roles import Permission
from pos_app.services.desk import Desk

Progress = Callable[[int, int], None]

_ROWS_AT_ONCE = 5_000
_ENTRIES_BETWEEN_NEWS = 1_000
_JOINERS = "\u200c\u200d"
"""Without them Persian words and families of emoji fall apart."""

# In the order of the key, so that nothing has to be sorted. An entry may have no postings.
_JOURNAL = text("""
SELECT e.id, s.code || '-' || e.number AS code, e.kind, e.at, e.business_date, e.staff,
       e.ticket_number, e.reason, r.name AS reason_kind, p.account, p.sub, p.amount, c.code AS client
  FROM entries e
  JOIN series s ON s.id = e.series_id
  LEFT JOIN reason_kinds r ON r.code = e.reason_kind
  LEFT JOIN postings p ON p.entry_id = e.id
  LEFT JOIN clients c ON c.id = p.client_id
 ORDER BY e.id, p.position
""")
_ACCOUNTS = text("""
SELECT p.account, p.sub, c.code AS client, min(e.business_date) AS since
  FROM postings p
  JOIN entries e ON e.id = p.entry_id
  LEFT JOIN clients c ON c.id = p.client_id
 GROUP BY p.account, p.sub, p.client_id
 ORDER BY p.account, p.sub, p.client_id
""")


class JournalFormat(StrEnum):
    """What the journal can be written as."""

    HLEDGER = "hledger"
    BEANCOUNT = "beancount"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    entries: int
    postings: int


_ROOTS = {
    "Assets": (
        Account.CASH,
        Account.CARD_CLEARING,
        Account.CHECKS,
        Account.OTHER_TENDER,
        Account.ACCOUNTS_RECEIVABLE,
    ),
    "Liabilities": (
        Account.OPEN_PAYMENTS,
        Account.CLIENT_CREDITS,
        Account.GIFT_CARDS,
        Account.TAX_PAYABLE,
        Account.TIPS_PAYABLE,
    ),
    "Income": (
        Account.SERVICE_SALES,
        Account.PRODUCT_SALES,
        Account.PLAN_SALES,
        Account.FEES,
        Account.DISCOUNTS,
        Account.BALANCE_ADJUSTMENTS,
        Account.FORFEITS,
    ),
    "Expenses": (
        Account.CREDITS_GRANTED,
        Account.POINTS_REDEEMED,
        Account.BAD_DEBTS,
        Account.CASH_OVER_SHORT,
        Account.ROUNDING,
    ),
    "Equity": (Account.OPENING_BALANCES,),
}
_ROOT_OF = {str(account): root for root, accounts in _ROOTS.items() for account in accounts}


def export_journal(
    desk: Desk, form: JournalFormat, file: Path, progress: Progress | None = None
) -> Exported:
    """Write every entry to ``file``, which appears only once it is whole.

    Raises:
        NotAllowed: the person may not see reports.
        UserError: the file is a folder, or its folder does not exist.
        EnvironmentFault: the file or the books cannot be reached, or the disk is full.
    """
    desk.check_reading(Permission.REPORTS)
    files.check_target(file)
    currency = Currency(desk.settings.currency, locales.exponent(desk.settings.currency))
    # With its mark, for Excel takes a table without one for the machine's old letters.
    encoding = "utf-8-sig" if form is JournalFormat.CSV else "utf-8"
    half = file.with_name(file.name + ".new")
    try:
        with files.disk():
            with half.open("w", encoding=encoding, newline="") as stream, desk.read() as connection:
                journal = _Journal(connection, currency, progress)
                stream.writelines(_WRITERS[form](journal))
            os.replace(half, file)
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)
    return Exported(journal.entries, journal.postings)


class _Journal:
    """The entries as they stream by, counted, with the names that other tools can take."""

    def __init__(
        self, connection: Connection, currency: Currency, progress: Progress | None
    ) -> None:
        self.connection = connection
        self.currency = currency
        self.entries = 0
        self.postings = 0
        self._progress = progress
        self._names: dict[tuple[str, str], str] = {}

    def rows(self) -> Iterator[list[Any]]:
        """The postings of each entry, as rows; one row without an account where there are none."""
        of = self.connection.scalar(text("SELECT count(*) FROM entries")) or 0
        for _id, group in groupby(self._stream(_JOURNAL), key=lambda row: row.id):
            rows = list(group)
            self.entries += 1
            self.postings += sum(row.account is not None for row in rows)
            yield rows
            if self._progress and (self.entries % _ENTRIES_BETWEEN_NEWS == 0 or self.entries == of):
                self._progress(self.entries, of)

    def accounts(self) -> Iterator[tuple[str, str]]:
        """Every account that is posted to and the day of its first entry."""
        for row in self._stream(_ACCOUNTS):
            yield self.name(row), row.since

    def name(self, row: Any) -> str:
        """The account in beancount's narrow alphabet, for example ``Assets:Accounts-Receivable:C000123``."""
        key = (row.account, row.sub)
        if key not in self._names:
            self._names[key] = self._free_name(*key)
        return f"{self._names[key]}:{row.client}" if row.client else self._names[key]

    def _free_name(self, account: str, sub: str) -> str:
        """A name of the account's own, also where two codes differ only in letters we cannot write."""
        words = "-".join(part.capitalize() for part in account.split("_"))
        name = f"{_ROOT_OF.get(account, 'Equity')}:{words}"
        if sub:
            plain = re.sub(r"[^A-Za-z0-9]+", "-", sub).strip("-")
            name += ":" + (plain[:1].upper() + plain[1:] or "X")
        others, free = 1, name
        while free in self._names.values():
            others += 1
            free = f"{name}-{others}"
        return free

    def amount(self, minor: int) -> str:
        """The amount as a plain decimal: ``-1234.50``."""
        digits = str(abs(minor)).rjust(self.currency.exponent + 1, "0")
        point = len(digits) - self.currency.exponent
        whole, fraction = digits[:point], digits[point:]
        return ("-" if minor < 0 else "") + whole + ("." + fraction if fraction else "")

    def _stream(self, query: Any) -> Iterable[Any]:
        return self.connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(query)


def _one_line(words: str) -> str:
    """Free text that can end no line and hide no control character; what joins letters is none."""
    return " ".join("".join(c if c.isprintable() or c in _JOINERS else " " for c in words).split())


def _title(row: Any) -> str:
    kind = row.kind.replace("_", " ")
    return kind if row.ticket_number is None else f"{kind} {row.ticket_number}"


def _staff(row: Any) -> str:
    return done_by(row.kind, row.staff)


def _hledger(journal: _Journal) -> Iterator[str]:
    code = journal.currency.code
    # A commodity without decimals must still show its decimal mark (hledger manual, "commodity").
    sample = f"1000.{'0' * journal.currency.exponent}"
    yield f"decimal-mark .\ncommodity {sample} {code}\n\n"
    for name, _since in journal.accounts():
        yield f"account {_lower(name)}\n"
    for rows in journal.rows():
        first = rows[0]
        yield f"\n{first.business_date} * ({first.code}) {_title(first)}\n"
        yield f"    ; kind: {first.kind}, staff: {_tag(_staff(first))}, at: {first.at}\n"
        for tag in ("reason", "reason_kind"):
            if said := _one_line(getattr(first, tag) or ""):
                yield f"    ; {tag}: {_tag(said)}\n"
        for row in rows:
            if row.account is not None:
                yield f"    {_lower(journal.name(row))}  {journal.amount(row.amount)} {code}\n"


def _tag(said: str) -> str:
    """A tag's value ends at a comma, and another tag could begin behind it."""
    return said.replace(",", ";")


def _lower(name: str) -> str:
    """As hledger's users write it: ``assets:accounts-receivable:C000123``."""
    root, account, *rest = name.split(":")
    return ":".join((root.lower(), account.lower(), *rest))


def _beancount(journal: _Journal) -> Iterator[str]:
    code = journal.currency.code
    yield f'option "operating_currency" "{code}"\n\n'
    for name, since in journal.accounts():
        yield f"{since} open {name} {code}\n"
    for rows in journal.rows():
        first = rows[0]
        yield f'\n{first.business_date} * "{_title(first)}"\n'
        facts = {"entry": first.code, "kind": first.kind, "staff": _staff(first), "at": first.at}
        for key, said in facts.items():
            yield f"  {key}: {_quoted(said)}\n"
        for key in ("reason", "reason_kind"):
            if said := getattr(first, key):
                yield f"  {key}: {_quoted(said)}\n"
        for row in rows:
            if row.account is not None:
                yield f"  {journal.name(row)}  {journal.amount(row.amount)} {code}\n"


def _quoted(words: str) -> str:
    escaped = _one_line(words).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_COLUMNS = (
    "entry",
    "date",
    "at",
    "kind",
    "ticket",
    "staff",
    "account",
    "sub",
    "client",
    "amount",
    "currency",
    "reason",
    "reason_kind",
)


def _csv(journal: _Journal) -> Iterator[str]:
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(_COLUMNS)
    for rows in journal.rows():
        for row in rows:
            if row.account is not None:
                writer.writerow(_cells(journal, row))
        yield lines.getvalue()
        lines.seek(0)
        lines.truncate()
    yield lines.getvalue()


def _cells(journal: _Journal, row: Any) -> list[str]:
    before = (row.code, row.business_date, row.at, row.kind, str(row.ticket_number or ""))
    middle = (_staff(row), row.account, row.sub, row.client or "")
    return [
        *map(cell, before + middle),
        journal.amount(row.amount),
        journal.currency.code,
        cell(row.reason),
        cell(row.reason_kind or ""),
    ]


_WRITERS: dict[JournalFormat, Callable[[_Journal], Iterator[str]]] = {
    JournalFormat.HLEDGER: _hledger,
    JournalFormat.BEANCOUNT: _beancount,
    JournalFormat.CSV: _csv,
}
