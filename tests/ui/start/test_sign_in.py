"""Signing in by tile, pad and keyboard."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_app.clock import SetClock
from pos_app.domain.shop import StaffMember
from pos_app.services import staff
from tests.conftest import FRONT_DESK, MANAGER
from tests.ui.conftest import Shown
from tests.ui.pins import DESK_PIN, MANAGER_PIN
from ui.session import Session
from ui.start.sign_in import SignIn

Key = Qt.Key


class AtDoor:
    """A person in front of the sign-in page."""

    def __init__(self, page: SignIn, session: Session, qtbot: QtBot) -> None:
        self.page = page
        self._session = session
        self._qtbot = qtbot
        self.let_in: list[StaffMember] = []
        page.done.connect(self.let_in.append)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.page, key)

    def enter(self, pin: str) -> None:
        """Type a PIN and Enter, and wait for the answer."""
        QTest.keyClicks(QApplication.focusWidget() or self.page, pin)
        self.press(Key.Key_Return)
        self._qtbot.waitUntil(lambda: not self._session.tasks.is_busy())

    def says(self) -> str:
        return self.page.pad().said()


@pytest.fixture
def at_door(session: Session, shown: Shown, qtbot: QtBot) -> AtDoor:
    page = SignIn(session)
    shown(page)
    page.setFocus()
    return AtDoor(page, session, qtbot)


def test_a_person_signs_in_with_the_keyboard_alone(at_door: AtDoor) -> None:
    at_door.press(Key.Key_F2)
    assert at_door.page.member() == staff.members(at_door._session.desk)[1]
    at_door.enter(MANAGER_PIN)
    assert [member.code for member in at_door.let_in] == [MANAGER.code]


def test_a_person_signs_in_with_fingers_alone(at_door: AtDoor, qtbot: QtBot) -> None:
    at_door.press(Key.Key_F1)
    for digit in DESK_PIN:
        QTest.mouseClick(at_door.page.pad().key(digit), Qt.MouseButton.LeftButton)
    QTest.mouseClick(at_door.page.pad().key("enter"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(at_door.let_in))
    assert at_door.let_in[0].code == FRONT_DESK.code


def test_a_wrong_pin_is_refused_in_words_and_taken_away(at_door: AtDoor) -> None:
    at_door.press(Key.Key_F2)
    at_door.enter("9182")
    assert at_door.says() == "Wrong PIN."
    assert at_door.page.pad().pin() == ""
    assert not at_door.let_in


def test_after_too_many_wrong_pins_one_waits_and_then_goes_on(
    at_door: AtDoor, clock: SetClock
) -> None:
    at_door.press(Key.Key_F2)
    for _try in range(3):
        at_door.enter("9182")
    assert at_door.says() == "Too many wrong PINs. Try again in 5 seconds."
    assert not at_door.page.pad().key("1").isEnabled()
    clock.at += timedelta(seconds=6)
    for _second in range(5):
        at_door.page.pad()._count_down()
    at_door.enter(MANAGER_PIN)
    assert at_door.let_in


def test_a_short_pin_is_not_even_tried(at_door: AtDoor) -> None:
    at_door.press(Key.Key_F2)
    at_door.enter("12")
    assert at_door.says() == "A PIN has 4 to 8 digits."


def test_who_was_here_before_is_chosen_again(session: Session, shown: Shown) -> None:
    page = SignIn(session, FRONT_DESK)
    shown(page)
    member = page.member()
    assert member is not None
    assert member.code == FRONT_DESK.code


def test_a_demo_shop_shows_its_pins_and_another_does_not(session: Session, qtbot: QtBot) -> None:
    for pins, told in (({"S1": "2580"}, True), ({}, False)):
        page = SignIn(session, None, pins)
        qtbot.addWidget(page)
        tiles = page.findChildren(type(page.pad().key("1")))
        said = [tile.accessibleDescription() for tile in tiles]
        assert ("Manager · PIN 2580" in said) is told


def test_who_forgot_their_pin_says_so_by_a_key(at_door: AtDoor, qtbot: QtBot) -> None:
    at_door.press(Key.Key_F2)
    with qtbot.waitSignal(at_door.page.forgotten):
        QTest.keyClick(at_door.page, Key.Key_F, Qt.KeyboardModifier.AltModifier)
