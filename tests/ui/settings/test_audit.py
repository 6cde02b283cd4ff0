"""The audit log shows the answer to the question in its fields, or nothing."""

from dataclasses import replace

import pytest

from pos_app.errors import EnvironmentFault
from pos_app.reports import audit_log
from pos_app.reports.audit_log import Act
from pos_app.services import shop
from tests.ui.settings.conftest import AtSettings
from ui.settings.audit import AuditSection


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
