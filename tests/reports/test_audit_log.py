"""The audit log: found by person, words and days, a page at a time; exported without formulas."""

import csv
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pos_app import services
from pos_app.clock import SetClock
from pos_app.domain.shop import Till
from pos_app.persistence import audit, catalog
from pos_app.reports import audit_log
from pos_app.reports.acts import is_known
from pos_app.reports.audit_log import Wanted, export_csv, find
from pos_app.security.roles import NotAllowed, Permission, Rights
from pos_app.services import holding, staff, voiding
from pos_app.services.desk import Desk
from tests.conftest import FRONT_DESK, MANAGER, NOON
from tests.services.counter import Counter, prepare


@pytest.fixture
def at(desk: Desk) -> Counter:
    """A ticket that was opened and voided, and a refusal."""
    prepare(desk)
    counter = Counter(desk)
    voiding.void(desk, counter.ticket(None, 1000), "=cmd|' /C calc'!A0")
    with pytest.raises(NotAllowed):
        holding.release_holds(counter.desk.as_staff(FRONT_DESK), 1, "x")
    return counter


def test_the_newest_act_stands_first_in_words(at: Counter) -> None:
    refused, void, *_others = find(at.desk, Wanted())
    assert refused.said == (
        "Refused: Released what a ticket held (Release what another ticket holds)"
    )
    assert (void.said, void.by, void.subject, void.till) == (
        "Voided a ticket", "Maya Chen", "ticket 1", "Till 1",
    )  # fmt: skip


def test_acts_are_found_by_words_of_theirs_and_by_person(at: Counter) -> None:
    assert {act.act for act in find(at.desk, Wanted(words="voided"))} == {"ticket.void"}
    assert {act.act for act in find(at.desk, Wanted(words="refused"))} == {
        "ticket.release_holds.refused"
    }
    assert {act.by for act in find(at.desk, Wanted(person="S2"))} == {"Leo Park"}
    assert find(at.desk, Wanted(words="100%")) == []


def test_a_ticket_is_named_and_found_by_its_number(at: Counter) -> None:
    number = at.look(1).ticket.number
    for words in (str(number), f"#{number}"):
        found = find(at.desk, Wanted(words=words))
        assert {act.about for act in found} == {f"Ticket #{number}"}


def test_acts_are_found_by_their_day(at: Counter) -> None:
    today = NOON.date()
    assert find(at.desk, Wanted(since=today, until=today))
    assert find(at.desk, Wanted(since=today + timedelta(days=1))) == []
    assert find(at.desk, Wanted(until=today - timedelta(days=1))) == []


def test_pages_follow_each_other_over_all_tills(
    at: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = replace(at.desk, till=Till(0, "Office"))
    staff.sign_out(office)
    every = find(at.desk, Wanted())
    monkeypatch.setattr(audit_log, "PAGE", 2)
    paged = find(at.desk, Wanted())
    while len(paged) < len(every):
        paged += find(at.desk, Wanted(), paged[-1])
    assert paged == every


def test_who_may_not_see_reports_reads_and_exports_nothing(at: Counter, tmp_path: Path) -> None:
    leo = at.desk.as_staff(FRONT_DESK)
    for act in (lambda: find(leo, Wanted()), lambda: export_csv(leo, Wanted(), tmp_path / "a.csv")):
        with pytest.raises(NotAllowed) as refusal:
            act()
        assert refusal.value.permission is Permission.REPORTS
    assert not (tmp_path / "a.csv").exists()
    assert [act.act for act in find(at.desk, Wanted(person="S2"))][:2] == ["read.refused"] * 2


def test_the_export_holds_every_act_and_no_formula(at: Counter, tmp_path: Path) -> None:
    file = tmp_path / "audit.csv"
    assert export_csv(at.desk, Wanted(), file) == len(find(at.desk, Wanted()))
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[1]["told"] == "'=cmd|' /C calc'!A0"
    assert not any(text[:1] in "=+-@" for row in rows for text in row.values() if text)


def test_an_act_nobody_named_is_shown_by_its_code(desk: Desk, clock: SetClock) -> None:
    with desk.database.write() as connection:
        audit.record(
            connection, "T1", at=desk.at, staff=None, till="", act="moon.landing", subject=""
        )
    (act,) = find(desk, Wanted(since=date(2026, 11, 22)))
    assert (act.said, act.by) == ("moon.landing", "")


def test_every_act_of_the_services_has_words() -> None:
    source = "".join(
        file.read_text(encoding="utf-8") for file in Path(services.__file__).parent.glob("*.py")
    )
    written = re.findall(r'(?:\.write|edit)\((?:\s*desk,\s*[\w.]+,)?\s*"([a-z_.]+)"', source)
    assert [act for act in written if not is_known(act)] == []


def test_what_was_written_off_is_found_by_write(managed: Desk) -> None:
    for words in ("write off", "wrote", "written"):
        assert {act.act for act in find(managed, Wanted(words=words))} == {"balance.write_off"}


def test_older_acts_are_not_shown_once_the_right_to_see_them_is_withdrawn(managed: Desk) -> None:
    newest = find(managed, Wanted())[0]
    assert find(managed, Wanted(), newest)
    with managed.database.write() as connection:
        fewer = replace(managed.settings, rights=Rights(manager=frozenset()))
        catalog.save_settings(connection, fewer)
    with pytest.raises(NotAllowed):
        find(managed, Wanted(), newest)


def test_older_acts_belong_to_the_one_look_that_a_pin_allows(managed: Desk) -> None:
    leo = managed.as_staff(FRONT_DESK)
    newest = find(leo.authorised_by(MANAGER), Wanted())[0]
    assert find(leo, Wanted(), newest)


def test_what_expired_nobody_did(managed: Desk) -> None:
    (gone,) = find(managed, Wanted(words="expire itself"))
    assert (gone.act, gone.by) == ("balance.expire", "By itself")
    for wanted in (Wanted(person="S1"), Wanted(words="maya")):
        found = find(managed, wanted)
        assert found
        assert "balance.expire" not in {act.act for act in found}
