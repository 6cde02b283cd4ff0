"""The journal as other bookkeepers read it: valid for the real tools, and the same to the cent."""

import csv
import re
import shutil
import sqlite3
import subprocess
import warnings
from codecs import BOM_UTF8
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pos_app.domain.balance_acts import ChargeAmount
from pos_app.domain.client_account import FundKind
from pos_app.domain.journal import Account, Entry, EntryKind, Posting, gather
from pos_app.domain.posting_rules import opening_balance
from pos_app.errors import UserError
from pos_app.persistence import books, people
from pos_app.reports.export import Exported, JournalFormat, export_journal
from pos_app.services.client_accounts import carry_out
from pos_app.services.desk import Desk
from tests.builders import a_client
from tests.services.counter import Counter, prepare

NASTY = (
    'He said "50\\% off"; date:2019-99-99 [2020-01-01]\n    assets:cash  99.00 USD\r\n'
    '2026-01-01 * "x"\u2028\t=HYPERLINK("http://x")'
)


def _entry(*postings: Posting, reason: str = "", ticket: int | None = None) -> Entry:
    return Entry(
        kind=EntryKind.TICKET if ticket else EntryKind.OPENING_BALANCE,
        at="2026-11-22T12:00:00.000Z",
        business_date="2026-11-22",
        staff="S1",
        postings=gather(postings),
        reason=reason,
        ticket_number=ticket,
    )


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """A desk whose books have a bit of everything."""
    with desk.write("test") as connection:
        amara, bruno = people.add_clients(
            connection, [a_client(), a_client(name='=cmd|"/c calc"!A1')], desk.at
        )
        for entry in (
            _entry(*opening_balance(amara, 4500, 0, FundKind.CREDIT), reason=NASTY),
            _entry(*opening_balance(bruno, 0, 8000, FundKind.OPEN_PAYMENT), reason="=1+1"),
            _entry(
                Posting(Account.CASH, 10825),
                Posting(Account.OTHER_TENDER, 700, "câble & co"),
                Posting(Account.OTHER_TENDER, 300, "c-ble-co"),
                Posting(Account.ACCOUNTS_RECEIVABLE, -500, "", amara),
                Posting(Account.SERVICE_SALES, -10000),
                Posting(Account.TAX_PAYABLE, -825, "sales"),
                Posting(Account.TIPS_PAYABLE, -500, "S2"),
                ticket=1001,
            ),
            _entry(ticket=1002),
        ):
            books.post(connection, "T1", entry)
    return desk


def _balances(desk: Desk) -> dict[str, int]:
    with closing(sqlite3.connect(desk.database.path)) as connection:
        rows = connection.execute("SELECT account, sum(amount) FROM postings GROUP BY account")
        return dict(rows.fetchall())


def _minor(amount: str) -> int:
    return int(Decimal(amount).scaleb(2))


def test_hledger_takes_the_journal_and_finds_the_same_balances(busy: Desk, tmp_path: Path) -> None:
    if not (hledger := shutil.which("hledger")):
        pytest.skip("hledger is not installed")
    file = tmp_path / "books.journal"
    assert export_journal(busy, JournalFormat.HLEDGER, file) == Exported(4, 11)
    assert _in_hledger(hledger, file) == _balances(busy)
    assert "assets:accounts-receivable:C000001" in file.read_text()


def test_hledger_takes_what_managers_did_on_balances(managed: Desk, tmp_path: Path) -> None:
    if not (hledger := shutil.which("hledger")):
        pytest.skip("hledger is not installed")
    file = tmp_path / "books.journal"
    export_journal(managed, JournalFormat.HLEDGER, file)
    assert _in_hledger(hledger, file) == _balances(managed)


def _in_hledger(hledger: str, file: Path) -> dict[str, int]:
    """The balance of each account, as hledger finds it."""
    subprocess.run([hledger, "-f", file, "check", "--strict"], check=True)
    said = subprocess.run(
        [hledger, "-f", file, "balance", "--flat", "--empty", "--no-total", "-O", "csv"],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, int] = {}
    for account, amount in list(csv.reader(said.stdout.splitlines()))[1:]:
        name = account.split(":")[1].replace("-", "_")
        found[name] = found.get(name, 0) + _minor(amount.removesuffix(" USD") or "0")
    return found


def test_beancount_takes_the_journal_and_finds_the_same_balances(
    busy: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "books.beancount"
    export_journal(busy, JournalFormat.BEANCOUNT, file)
    found, entries = _in_beancount(file)
    assert found == _balances(busy)
    reasons = [entry.meta["reason"] for entry in entries if "reason" in entry.meta]
    assert reasons[0] == " ".join(NASTY.split())
    assert {entry.meta.get("entry") for entry in entries} >= {"T1-1", "T1-2", "T1-3", "T1-4"}


def test_beancount_takes_what_managers_did_on_balances(managed: Desk, tmp_path: Path) -> None:
    file = tmp_path / "books.beancount"
    export_journal(managed, JournalFormat.BEANCOUNT, file)
    assert _in_beancount(file)[0] == _balances(managed)


def _in_beancount(file: Path) -> tuple[dict[str, int], list[Any]]:
    """The balance of each account, as beancount finds it, and the entries."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from beancount import loader
    entries, errors, _options = loader.load_file(str(file))
    assert errors == []
    found: dict[str, int] = {}
    for posting in [p for entry in entries for p in getattr(entry, "postings", [])]:
        name = posting.account.split(":")[1].replace("-", "_").lower()
        found[name] = found.get(name, 0) + _minor(str(posting.units.number))
    return found, entries


def test_a_csv_has_a_row_for_each_posting_and_no_formula(busy: Desk, tmp_path: Path) -> None:
    file = tmp_path / "books.csv"
    export_journal(busy, JournalFormat.CSV, file)
    assert file.read_bytes().startswith(BOM_UTF8), (
        "Excel would take it for the machine's old letters"
    )
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 11
    found: dict[str, int] = {}
    for row in rows:
        found[row["account"]] = found.get(row["account"], 0) + _minor(row["amount"])
        assert not any(row[cell].startswith(tuple("=+@\t")) for cell in row)
    assert found == _balances(busy)
    assert rows[0]["reason"] == NASTY.replace("\r", "")
    assert rows[2]["reason"] == "'=1+1"


def test_a_reason_with_commas_is_one_tag_and_keeps_what_joins_its_letters(
    desk: Desk, tmp_path: Path
) -> None:
    prepare(desk)
    reason = "Late, staff: Leo, \u0645\u06cc\u200c\u0631\u0648\u062f 👩\u200d👧"
    client = Counter(desk).client()
    carry_out(desk, client, "charge", ChargeAmount(amount=500, reason=reason))
    file = tmp_path / "books.journal"
    export_journal(desk, JournalFormat.HLEDGER, file)
    assert f"; reason: {reason.replace(',', ';')}\n" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("form", "named"),
    [
        (JournalFormat.HLEDGER, r"kind: (\w+), staff: ([^,\n]+)"),
        (JournalFormat.BEANCOUNT, r'kind: "(\w+)"\n  staff: "([^"]+)"'),
        (JournalFormat.CSV, r"Z,(\w+),\d*,([^,]+),"),
    ],
)
def test_no_file_names_anybody_for_what_happened_by_itself(
    managed: Desk, tmp_path: Path, form: JournalFormat, named: str
) -> None:
    file = tmp_path / "books"
    export_journal(managed, form, file)
    found = re.findall(named, file.read_text("utf-8"))
    assert {kind for kind, staff in found if staff == "By itself"} == {"expiry"}
    assert {staff for kind, staff in found if kind != "expiry"} == {"S1"}


def test_codes_that_look_alike_to_other_tools_stay_apart(busy: Desk, tmp_path: Path) -> None:
    file = tmp_path / "books.beancount"
    export_journal(busy, JournalFormat.BEANCOUNT, file)
    opened = [line.split()[2] for line in file.read_text().splitlines() if " open " in line]
    assert {"Assets:Other-Tender:C-ble-co", "Assets:Other-Tender:C-ble-co-2"} <= set(opened)
    assert len(opened) == len(set(opened))


@pytest.mark.parametrize(
    ("currency", "written"), [("JPY", "4500 JPY"), ("USD", "45.00 USD"), ("KWD", "4.500 KWD")]
)
@pytest.mark.parametrize("form", [JournalFormat.HLEDGER, JournalFormat.BEANCOUNT])
def test_amounts_have_the_decimals_of_their_currency(
    busy: Desk, tmp_path: Path, form: JournalFormat, currency: str, written: str
) -> None:
    desk = replace(busy, settings=replace(busy.settings, currency=currency))
    file = tmp_path / "books"
    export_journal(desk, form, file)
    assert f"C000001  {written}\n" in file.read_text()
    if form is JournalFormat.HLEDGER and (hledger := shutil.which("hledger")):
        subprocess.run([hledger, "-f", file, "check", "--strict"], check=True)


def test_an_empty_book_is_exported_too(desk: Desk, tmp_path: Path) -> None:
    for form in JournalFormat:
        assert export_journal(desk, form, tmp_path / form) == Exported(0, 0)


def test_progress_is_told_up_to_the_end(busy: Desk, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    export_journal(
        busy, JournalFormat.CSV, tmp_path / "books.csv", lambda done, of: told.append((done, of))
    )
    assert told == [(4, 4)]


def test_a_folder_that_is_missing_is_said_plainly(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no folder"):
        export_journal(desk, JournalFormat.CSV, tmp_path / "missing" / "books.csv")


def test_every_account_has_its_place_in_a_chart(desk: Desk) -> None:
    from pos_app.reports import export

    assert set(export._ROOT_OF) == {str(account) for account in Account}
