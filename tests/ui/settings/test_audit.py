"""The audit log shows the answer to the question in its fields, or nothing."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pos_app.errors import EnvironmentFault
from pos_app.reports import audit_log
from pos_app.reports.audit_log import Act
from pos_app.security.roles import Permission, Rights
from pos_app.services import shop
from pos_app.services.changes import Changes
from tests.conftest import FRONT_DESK, MANAGER
from tests.ui.settings.conftest import AtSettings, opened
from ui.session import Stopped
from ui.settings.audit import AuditSection
from ui.settings.shop import ShopSection


@pytest.fixture
def log(at_settings: AtSettings, monkeypatch: pytest.MonkeyPatch) -> AuditSection:
    """The log of a shop whose settings were changed five times, shown two at a time."""
    monkeypatch.setattr(audit_log, "PAGE", 2)
    for phone in "12345":
        desk = at_settings.session.desk
        shop.change_settings(desk, replace(desk.settings, phone=phone))
    section = at_settings.open("Audit log")
    assert isinstance(section, AuditSection)
    at_settings.wait()
    assert (section.model.rowCount(), section.more_button.isEnabled()) == (2, True)
    return section


def _fails(*_args: object) -> list[Act]:
    raise EnvironmentFault("The disk is gone.")


def test_a_search_that_fails_leaves_no_rows_of_the_one_before(
    at_settings: AtSettings, log: AuditSection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(audit_log, "find", _fails)
        log.search.setText("phone")
        log._look()
        at_settings.wait()
    assert "The disk is gone." in log.notice.text()
    assert (log.model.rowCount(), log.more_button.isEnabled()) == (0, False)
    log._look()
    at_settings.wait()
    assert log.model.rowCount() == 2


def test_a_day_that_cannot_be_read_leaves_no_rows_of_other_days(log: AuditSection) -> None:
    log.since.setText("nonsense")
    log._look()
    assert log.fields["since"].error() == "This is no date."
    assert (log.model.rowCount(), log.more_button.isEnabled()) == (0, False)


def test_older_acts_wait_for_the_answer_to_what_is_typed(log: AuditSection) -> None:
    log.search.setText("nothing like it")
    assert not log.more_button.isEnabled()


def test_a_search_that_fails_says_no_more_that_nothing_was_found(
    at_settings: AtSettings, log: AuditSection
) -> None:
    log.search.setText("nothing like it")
    log._look()
    at_settings.wait()
    assert not log.table.isVisible()
    log.until.setText("nonsense")
    log._look()
    assert log.table.isVisible()


def test_the_audit_log_is_searched_and_exported(at_settings: AtSettings, tmp_path: Path) -> None:
    section = opened(at_settings, "Shop", ShopSection)
    section.phone.setText("555 0100")
    section.save()
    at_settings.wait()
    log = opened(at_settings, "Audit log", AuditSection)
    assert log.model.index(0, 1).data() == "Changed settings"
    log.search.setText("nothing like it")
    log._find()
    at_settings.wait()
    assert log.model.rowCount() == 0
    log.search.clear()
    log.since.setText("nonsense")
    log._find()
    at_settings.wait()
    assert log.fields["since"].error() == "This is no date."
    log.since.clear()
    log._find()
    at_settings.wait()
    log.write_to(tmp_path / "audit.csv")
    at_settings.wait()
    assert "Changed settings" in (tmp_path / "audit.csv").read_text(encoding="utf-8-sig")
    assert at_settings.told[-1] == "1 act is in the file."
    log.save_pdf(tmp_path / "audit.pdf")
    at_settings.wait()
    assert (tmp_path / "audit.pdf").read_bytes().startswith(b"%PDF")


def test_the_log_is_shown_once_by_a_pin_and_searched_by_another(at_settings: AtSettings) -> None:
    session = at_settings.session
    shop.change_settings(session.desk, replace(session.desk.settings, phone="1"))
    rights = Rights(frozenset({Permission.SETTINGS}))
    session.desk = replace(session.desk, settings=replace(session.desk.settings, rights=rights))
    session.sign_in(FRONT_DESK)
    asked: list[Stopped] = []

    def ask(stopped: Stopped) -> bool:
        asked.append(stopped)
        return True

    session.ask_authority = ask
    log = opened(at_settings, "Audit log", AuditSection)
    log.show()
    at_settings.wait()
    assert (log.refusal.button.isVisibleTo(log), asked) == (True, [])
    log.refusal.button.click()
    at_settings.wait()
    stopped = asked.pop()
    stopped.repeat(stopped.desk.authorised_by(MANAGER))
    at_settings.wait()
    assert "Changed settings" in [row.said for row in log.model.rows]
    log.search.setText("x")
    log._look()
    assert log.model.rowCount() == 0
    assert log.refusal.button.isVisibleTo(log)
    assert not log.is_concerned(Changes(settings=True))
    log.refusal.button.click()
    at_settings.wait()
    asked.pop().give_up()
    assert "You may not do this" in log.notice.text()


def test_who_reads_older_acts_is_left_there_and_can_try_again_what_failed(
    at_settings: AtSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "PAGE", 2)
    for phone in "12345":
        desk = at_settings.session.desk
        shop.change_settings(desk, replace(desk.settings, phone=phone))
    log = opened(at_settings, "Audit log", AuditSection)
    at_settings.wait()
    assert log.is_concerned(Changes())
    find = audit_log.find

    def fails(*_args: object) -> list[Act]:
        raise EnvironmentFault("The disk is gone.")

    monkeypatch.setattr(audit_log, "find", fails)
    log.more_button.click()
    at_settings.wait()
    assert "The disk is gone." in log.notice.text()
    monkeypatch.setattr(audit_log, "find", find)
    log.more_button.click()
    at_settings.wait()
    assert log.model.rowCount() == 4
    assert not log.is_concerned(Changes())


def test_days_that_end_before_they_begin_are_refused_where_they_end(
    at_settings: AtSettings,
) -> None:
    log = opened(at_settings, "Audit log", AuditSection)
    log.since.setText("2026-11-02")
    log.until.setText("2026-11-01")
    log._find()
    at_settings.wait()
    assert log.fields["until"].error() == "This day is before the first."


def test_the_audit_log_has_room_for_who_authorised_an_act_and_tells_it_in_whole(
    at_settings: AtSettings,
) -> None:
    session = at_settings.session
    by = replace(session.desk.as_staff(FRONT_DESK), authoriser=MANAGER)
    shop.change_settings(by, replace(session.desk.settings, shop_name="Luma"))
    at_settings.page.resize(1282, 712)
    log = opened(at_settings, "Audit log", AuditSection)
    at_settings.wait()
    cell = log.model.index(0, 3)
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == "Leo Park\nAuthorised by Maya Chen"
    assert log.table.columnWidth(3) >= log.table.sizeHintForIndex(cell).width()
