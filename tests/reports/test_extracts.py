"""Extracts on paper: every act and every posting over some days, and sums that agree."""

from datetime import date, timedelta

import pytest

from pos_app.clock import SetClock
from pos_app.domain.balance_acts import ChargeAmount
from pos_app.domain.shop import StaffMember
from pos_app.errors import UserError
from pos_app.printing.document import Columns, Row
from pos_app.printing.text import as_text
from pos_app.reports import extracts
from pos_app.reports.audit_log import Wanted
from pos_app.security.roles import Role
from pos_app.services.client_accounts import carry_out
from pos_app.services.desk import Desk
from tests.services.counter import Counter, prepare

TODAY = date(2026, 11, 22)


@pytest.fixture
def counter(desk: Desk) -> Counter:
    """A person at a till of a new shop."""
    prepare(desk)
    return Counter(desk)


def test_the_journal_says_each_posting_and_both_sides_agree(counter: Counter) -> None:
    client = counter.client("王小明")
    counter.sell(client, 8_000, "later")
    counter.sell(client, 2_000, "cash")
    made = extracts.journal(counter.desk, TODAY, TODAY)
    rows = [part for part in made.parts if isinstance(part, Columns)]
    total = rows[-1]
    assert total.middle == total.right == "$100.00"
    said = as_text(made, 96)
    assert "accounts_receivable · C" in said
    assert "Ticket #1001" in said
    ((postings,),) = counter.rows("SELECT count(*) FROM postings")
    assert len(rows) == postings + 2


def test_the_journal_says_why_by_the_names_of_the_reasons(counter: Counter) -> None:
    act = ChargeAmount(amount=5_000, reason_kind="key")
    carry_out(counter.desk, counter.client(), "request", act)
    said = as_text(extracts.journal(counter.desk, TODAY, TODAY), 96)
    assert "Locker key" in said


def test_entries_of_other_days_are_not_in_it(counter: Counter, clock: SetClock) -> None:
    counter.sell(None, 1_000)
    clock.at += timedelta(days=1)
    counter.sell(None, 2_000)
    made = extracts.journal(counter.desk, TODAY, TODAY)
    assert [part.right for part in made.parts if isinstance(part, Row)][-1] == "1"


def test_the_audit_log_says_who_did_what(counter: Counter) -> None:
    ticket = counter.ticket(None, 2_000)
    counter.void(ticket)
    made = extracts.audit(counter.desk, Wanted())
    said = as_text(made, 48)
    assert "Maya Chen" in said
    ((acts,),) = counter.rows("SELECT count(*) FROM audit")
    assert made.parts[-1] == Row("Acts", str(acts), made.parts[-1].style)  # type: ignore[union-attr]


@pytest.mark.parametrize("columns", [96, 48, 32])
def test_no_paper_names_anybody_for_what_happened_by_itself(managed: Desk, columns: int) -> None:
    tomorrow = TODAY + timedelta(days=1)
    for made in (
        extracts.journal(managed, tomorrow, tomorrow),
        extracts.audit(managed, Wanted(words="itself")),
    ):
        said = as_text(made, columns)
        assert said.count("By itself") == 1
        assert said.count("Maya") == said.count("Ticket #")


def test_more_than_anybody_reads_on_paper_is_refused(counter: Counter) -> None:
    counter.sell(None, 1_000)
    counter.sell(None, 1_000)
    with pytest.raises(UserError, match="Choose fewer days"):
        extracts.journal(counter.desk, TODAY, TODAY, most=1)
    with pytest.raises(UserError, match="Choose fewer days"):
        extracts.audit(counter.desk, Wanted(), most=1)


def test_only_those_who_see_reports_have_them(counter: Counter) -> None:
    desk = counter.desk.as_staff(StaffMember("S2", "Leo Park", Role.FRONT_DESK))
    with pytest.raises(UserError):
        extracts.journal(desk, TODAY, TODAY)
    with pytest.raises(UserError):
        extracts.audit(desk, Wanted())


def test_they_come_on_numbered_sheets(counter: Counter) -> None:
    for _sale in range(12):
        counter.sell(None, 1_000)
    made = extracts.journal(counter.desk, TODAY, TODAY)
    assert extracts.pdf(counter.desk, made).count(b"/Type /Page\n") > 1


def test_a_receipt_printer_is_not_given_ten_metres_of_acts(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracts, "MOST_ON_ROLL", 2)
    for _ticket in range(3):
        counter.sell(None, 1_000)
    with pytest.raises(UserError, match="more than 2"):
        extracts.print_journal(counter.desk, TODAY, TODAY)
    with pytest.raises(UserError, match="more than 2"):
        extracts.print_audit(counter.desk, Wanted())
    assert counter.rows("SELECT count(*) FROM print_jobs WHERE paper = 'extract'") == [(0,)]
    assert extracts.journal(counter.desk, TODAY, TODAY).parts
