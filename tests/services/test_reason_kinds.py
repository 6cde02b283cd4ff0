"""The shop's kinds of reason: a reason by themselves, kept with what was done, and never deleted."""

import csv
import sqlite3
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from pos_app.domain.balance_acts import AddCredit, BalanceAct, ChargeAmount, RemoveCredit, WriteOff
from pos_app.domain.reason import ReasonKind
from pos_app.domain.refund_acts import RefundAll
from pos_app.errors import UserError
from pos_app.reports.export import JournalFormat, export_journal
from pos_app.reports.verify import verify
from pos_app.services import client_accounts, history, open_items, reason_kinds, refunds
from tests.services.counter import Counter, refused

ACTS: dict[str, BalanceAct] = {
    "a credit": AddCredit(amount=100, reason_kind="goodwill"),
    "a removal": RemoveCredit(amount=100, reason_kind="goodwill"),
    "a charge": ChargeAmount(amount=100, reason_kind="goodwill"),
    "a write-off": WriteOff(amount=100, reason_kind="goodwill"),
}


@pytest.fixture
def amara(counter: Counter) -> int:
    """Somebody who owes and has."""
    client = counter.client("Amara Thompson")
    counter.opening(client, owed=4_500, credit=3_000)
    return client


def do(counter: Counter, client: int, act: BalanceAct) -> None:
    client_accounts.carry_out(counter.desk, client, uuid4().hex, act)


@pytest.mark.parametrize("name", ACTS)
def test_r10_a_kind_is_a_reason_by_itself_and_stands_in_the_history(
    counter: Counter, amara: int, name: str
) -> None:
    do(counter, amara, ACTS[name])
    assert history.page(counter.desk, amara)[0].reason == "Goodwill"
    counter.assert_sound()


def test_a_refund_keeps_its_kind_too(counter: Counter, amara: int) -> None:
    ticket = counter.sell(amara, 1_000, way="later")
    act = RefundAll(reason_kind="goodwill", reason="Wrong shade")
    refunds.refund(counter.desk, ticket, uuid4().hex, act)
    assert history.page(counter.desk, amara)[0].reason == "Goodwill · Wrong shade"
    counter.assert_sound()


def test_r10_a_kind_that_asks_for_words_is_no_reason_without_them(
    counter: Counter, amara: int
) -> None:
    with pytest.raises(UserError) as error:
        do(counter, amara, AddCredit(amount=100, reason=" \t ", reason_kind="error"))
    assert refused(error.value) == ("“Error” needs a few words more.", "reason")
    do(counter, amara, AddCredit(amount=100, reason="Typed twice", reason_kind="error"))


def test_a_kind_that_is_not_offered_any_more_cannot_be_chosen(counter: Counter, amara: int) -> None:
    retired = ReasonKind("goodwill", "Goodwill", active=False)
    reason_kinds.put(counter.desk, retired)
    for code in ("goodwill", "no such kind"):
        with pytest.raises(UserError) as error:
            do(counter, amara, AddCredit(amount=100, reason="Sorry", reason_kind=code))
        assert error.value.field == "reason_kind"


def test_a_new_name_is_the_name_of_what_was_done_before_too(counter: Counter, amara: int) -> None:
    do(counter, amara, AddCredit(amount=9_000, reason_kind="goodwill"))
    reason_kinds.put(counter.desk, ReasonKind("goodwill", "Courtesy"))
    assert history.page(counter.desk, amara)[0].reason == "Courtesy"
    assert [of.origin.reason_kind for of in open_items.open_items(counter.desk, amara).funds] == [
        "",
        "Courtesy",
    ]
    counter.assert_sound()


def test_history_is_filtered_by_kind_and_searched_by_its_name(counter: Counter, amara: int) -> None:
    for act in ACTS.values():
        do(counter, amara, act)
    do(counter, amara, AddCredit(amount=100, reason="Sorry"))
    for asked in ({"reason_kind": "goodwill"}, {"text": "GOODW"}):
        found = history.page(counter.desk, amara, **asked)  # type: ignore[arg-type]
        assert [event.number for event in found] == [5, 4, 3, 2]


def test_kinds_are_added_and_renamed_under_codes_that_stay(counter: Counter) -> None:
    reason_kinds.put(counter.desk, ReasonKind("", " Birthday "))
    (new,) = [kind for kind in reason_kinds.reason_kinds(counter.desk) if kind.name == "Birthday"]
    assert new.code == "BIRTHDAY"
    reason_kinds.put(counter.desk, replace(new, name="Anniversary"))
    assert "Anniversary" in [kind.name for kind in reason_kinds.reason_kinds(counter.desk)]


@pytest.mark.parametrize("name", ["  ", "GOODWILL"])
def test_a_kind_needs_a_name_of_its_own(counter: Counter, name: str) -> None:
    with pytest.raises(UserError) as error:
        reason_kinds.put(counter.desk, ReasonKind("", name))
    assert error.value.field == "name"


@pytest.mark.parametrize("form", JournalFormat)
def test_every_export_names_the_kind(
    counter: Counter, amara: int, tmp_path: Path, form: JournalFormat
) -> None:
    reason_kinds.put(counter.desk, ReasonKind("goodwill", "=Good\nwill"))
    do(counter, amara, AddCredit(amount=100, reason_kind="goodwill"))
    export_journal(counter.desk, form, tmp_path / "journal")
    text = (tmp_path / "journal").read_text()
    if form is JournalFormat.CSV:
        rows = list(csv.DictReader(text.splitlines()))
        assert rows[-1]["reason_kind"] == "'=Good will"
    else:
        assert "reason_kind: " in text


def test_a_kind_that_was_deleted_behind_the_tills_back_is_named(
    counter: Counter, amara: int
) -> None:
    do(counter, amara, ACTS["a credit"])
    with sqlite3.connect(counter.desk.database.path) as raw:
        raw.execute("DELETE FROM reason_kinds WHERE code = 'goodwill'")
        raw.commit()
        (found,) = verify(counter.desk.database)
        raw.execute("INSERT INTO reason_kinds (code, name) VALUES ('goodwill', 'Goodwill')")
    raw.close()
    assert (found.record, found.problem) == ("kind of reason goodwill", "it is missing")
