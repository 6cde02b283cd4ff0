"""The way back for a forgotten PIN."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from pos_app.services import staff
from tests.conftest import FRONT_DESK, MANAGER
from tests.ui.conftest import Shown
from tests.ui.pins import RECOVERY_CODE
from ui.session import Session
from ui.start.forgotten import Forgotten
from ui.start.recovery_code import RecoveryCode


def fill(page: Forgotten, code: str, pin: str, again: str) -> None:
    page._code.setText(code)
    page._pin.setText(pin)
    page._again.setText(again)
    page._save.click()


def test_a_manager_gets_a_new_pin_by_the_recovery_code_and_a_new_code(
    session: Session, qtbot: QtBot
) -> None:
    page = Forgotten(session, MANAGER)
    qtbot.addWidget(page)
    fill(page, RECOVERY_CODE.lower().replace("-", " "), "4711", "4711")
    qtbot.waitUntil(lambda: page.findChild(RecoveryCode) is not None)
    shown = page.findChild(RecoveryCode)
    assert isinstance(shown, RecoveryCode)
    assert shown.code != RECOVERY_CODE
    assert not shown.go_on.isEnabled()
    shown.copy_button.click()
    assert QApplication.clipboard().text() == shown.code
    shown.box.setChecked(True)
    with qtbot.waitSignal(page.back):
        shown.go_on.click()
    assert staff.sign_in(session.desk, MANAGER.code, "4711").code == MANAGER.code


@pytest.mark.parametrize(
    ("code", "pin", "again", "field", "said"),
    [
        ("AAAA-AAAA-AAAA-AAAA", "4711", "4711", "code", "not the shop’s recovery code"),
        (RECOVERY_CODE, "1111", "1111", "pin", "too easy"),
        (RECOVERY_CODE, "4711", "4712", "again", "not the same"),
        ("", "", "", "pin", "4 to 8 digits"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    session: Session, qtbot: QtBot, code: str, pin: str, again: str, field: str, said: str
) -> None:
    page = Forgotten(session, MANAGER)
    qtbot.addWidget(page)
    fill(page, code, pin, again)
    qtbot.waitUntil(lambda: page.fields[field].error() != "")
    assert said in page.fields[field].error()


def test_the_front_desk_is_sent_to_a_manager(session: Session, qtbot: QtBot) -> None:
    page = Forgotten(session, FRONT_DESK)
    qtbot.addWidget(page)
    assert not page._code.isVisibleTo(page)


def test_the_new_recovery_code_is_never_cut_off_however_wide_its_letters_are(
    shown: Shown,
) -> None:
    code = "WWWW-WWWW-WWWW-WWWW"
    part = RecoveryCode(code, "Sign in")
    part.setFixedWidth(502)
    shown(part)
    text = next(found for found in part.findChildren(QLabel) if found.text() == code)
    assert text.fontMetrics().horizontalAdvance(code) <= text.width()
