"""Somebody who may allows one act in place; who was signed in stays so."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pos_app.domain.shop import StaffMember
from pos_app.domain.ticket import TicketState
from pos_app.errors import UserError
from pos_app.persistence import catalog, people
from pos_app.security.roles import RIGHTS, NotAllowed, Permission, Role
from pos_app.services import selling, staff, voiding
from pos_app.services.desk import Desk
from tests.conftest import FRONT_DESK, MANAGER
from tests.services.counter import Counter, prepare
from tests.ui.conftest import Shown
from tests.ui.pins import MANAGER_PIN, give_pins
from ui.authorise import AuthorisePanel
from ui.session import Session
from ui.tasks import Tasks
from ui.widgets import bind_key


class AtTill:
    """Leo at a window with a field and, over it, the panel."""

    def __init__(self, desk: Desk, tasks: Tasks, qtbot: QtBot, shown: Shown) -> None:
        self.counter = Counter(desk)
        self.ticket = self.counter.ticket(None, 4500)
        self.session = Session(desk.as_staff(FRONT_DESK), tasks)
        self.window = QWidget()
        self.field = QLineEdit()
        QVBoxLayout(self.window).addWidget(self.field)
        self.panel = AuthorisePanel(self.window, self.session)
        self.session.ask_authority = self.panel.ask
        self.window.resize(1366, 768)
        shown(self.window)
        self.field.setFocus()
        self._qtbot = qtbot
        self.refused: list[Exception] = []

    def void(self) -> None:
        """Void the ticket, as a panel of the checkout does."""
        self.session.write(
            voiding.void, self.ticket, "Left", failed=self.refused.append, owner=self.window
        )
        self.wait()

    def enter(self, pin: str) -> None:
        """Type a PIN and Enter."""
        QTest.keyClicks(self.panel.pad, pin)
        QTest.keyClick(self.panel.pad, Qt.Key.Key_Return)
        self.wait()

    def wait(self) -> None:
        """Wait for every answer."""
        self._qtbot.waitUntil(lambda: not self.session.tasks.is_busy(), timeout=60_000)

    def state(self) -> TicketState:
        """The ticket's."""
        return self.counter.look(self.ticket).ticket.state


@pytest.fixture
def till(desk: Desk, qtbot: QtBot, shown: Shown) -> Iterator[AtTill]:
    """Leo may not void; Maya's PIN allows it."""
    prepare(desk)
    give_pins(desk)
    tasks = Tasks()
    yield AtTill(desk, tasks, qtbot, shown)
    tasks.close()


def test_a_long_name_leaves_the_keys_of_the_pin_their_room(till: AtTill) -> None:
    long = "Josephine Alexandrina Montgomery-Featherstonehaugh of Lower Cholmondeley Hill, x"
    with till.counter.desk.database.write() as connection:
        people.put_staff(connection, "S2", name=long)
    staff_now = next(m for m in staff.members(till.counter.desk) if m.code == "S2")
    till.session.sign_in(staff_now)
    till.void()
    keys = [till.panel.pad.key(name) for name in ("1", "4", "7", "0")]
    pairs = pairwise(keys)
    assert all(above.geometry().bottom() < below.geometry().top() for above, below in pairs)
    assert keys[-1].geometry().bottom() < till.panel.pad.height()


def test_a_pin_allows_the_one_act_and_leo_stays_signed_in(till: AtTill) -> None:
    till.void()
    assert till.panel.isVisible()
    assert till.state() is TicketState.OPEN
    till.enter(MANAGER_PIN)
    assert till.panel.isHidden()
    assert till.state() is TicketState.VOID
    assert till.session.desk.staff == FRONT_DESK
    assert till.session.desk.authoriser is None
    assert till.field.hasFocus()
    assert till.refused == []
    till.session.write(
        selling.set_price, till.counter.ticket(None, 900), 1, 1, "x", owner=till.window
    )
    till.wait()
    assert till.panel.isVisible()


def test_giving_up_tells_who_asked(till: AtTill) -> None:
    till.void()
    QTest.keyClick(till.panel.pad, Qt.Key.Key_Escape)
    assert till.panel.isHidden()
    (error,) = till.refused
    assert isinstance(error, NotAllowed)
    assert till.state() is TicketState.OPEN


def test_the_keys_of_the_page_below_do_nothing_but_the_lock_s(till: AtTill) -> None:
    done: list[str] = []
    for key in ("F12", "Ctrl+1", "Ctrl+L"):
        bind_key(key, till.window, partial(done.append, key))
    till.void()
    QTest.keyClick(till.panel.pad, Qt.Key.Key_F12)
    QTest.keyClick(till.panel.people, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(till.panel.pad, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert done == []
    assert till.panel.pad.pin() == ""
    QTest.keyClick(till.panel.pad, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert done == ["Ctrl+L"]


def test_tab_stays_inside_the_panel(till: AtTill) -> None:
    till.void()
    stops = (till.panel.pad, till.panel.people, till.panel.shut)
    for stop in stops:
        assert stop.hasFocus()
        QTest.keyClick(stop, Qt.Key.Key_Tab)
    assert till.panel.pad.hasFocus()
    QTest.keyClick(till.panel.pad, Qt.Key.Key_Backtab)
    assert till.panel.shut.hasFocus()


def test_locking_gives_up(till: AtTill) -> None:
    till.void()
    till.session.sign_in(None)
    assert till.panel.isHidden()
    assert len(till.refused) == 1


def test_a_wrong_pin_is_said_and_the_third_is_waited_for(till: AtTill) -> None:
    till.void()
    for said in ("Wrong PIN.", "Wrong PIN.", "Too many wrong PINs. Try again in 5 seconds."):
        till.enter("9182")
        assert till.panel.pad.said() == said
    assert not till.panel.pad.key("1").isEnabled()
    assert till.state() is TicketState.OPEN


def test_a_right_withdrawn_at_another_till_while_the_pin_is_typed_allows_nothing(
    till: AtTill,
) -> None:
    till.void()
    with till.counter.desk.database.write() as connection:
        settings = catalog.load_settings(connection)
        fewer = replace(RIGHTS, manager=RIGHTS.manager - {Permission.VOID})
        catalog.save_settings(connection, replace(settings, rights=fewer))
    till.enter(MANAGER_PIN)
    assert till.panel.pad.said() == "This person may not do it either."
    assert till.state() is TicketState.OPEN
    acts = [row[0] for row in till.counter.rows("SELECT act FROM audit ORDER BY id DESC LIMIT 1")]
    assert acts == ["authorise.refused"]


def test_somebody_switched_off_at_another_till_while_they_type_allows_nothing(
    till: AtTill,
) -> None:
    till.void()
    with till.counter.desk.database.write() as connection:
        people.put_staff(connection, "S1", active=0)
    till.enter(MANAGER_PIN)
    assert till.panel.pad.said() == "This person cannot sign in here."
    assert till.state() is TicketState.OPEN


def test_whoever_is_switched_off_asks_nobody_for_a_pin_any_more(till: AtTill) -> None:
    with till.counter.desk.database.write() as connection:
        people.put_staff(connection, "S2", active=0)
    till.void()
    assert till.panel.isHidden()
    (error,) = till.refused
    assert "Leo Park no longer works here" in str(error)


def test_a_right_withdrawn_after_the_pin_and_before_the_act_is_refused(
    till: AtTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow = staff.authorise

    def withdrawn(*args: Any) -> StaffMember:
        member = allow(*args)
        with till.counter.desk.database.write() as connection:
            people.put_staff(connection, "S1", role=str(Role.FRONT_DESK))
        return member

    monkeypatch.setattr(staff, "authorise", withdrawn)
    till.void()
    till.enter(MANAGER_PIN)
    assert till.panel.isHidden()
    (error,) = till.refused
    assert isinstance(error, NotAllowed)
    assert till.state() is TicketState.OPEN


def test_where_nobody_could_allow_it_the_refusal_is_told_at_once(till: AtTill) -> None:
    with till.counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE staff SET pin_hash = ''")
    till.void()
    assert till.panel.isHidden()
    assert len(till.refused) == 1


def test_another_refusal_is_only_told(till: AtTill) -> None:
    till.session.sign_in(MANAGER)
    till.session.write(voiding.void, till.ticket, " ", failed=till.refused.append)
    till.wait()
    assert till.panel.isHidden()
    (error,) = till.refused
    assert isinstance(error, UserError)
    assert not isinstance(error, NotAllowed)


def test_those_who_may_are_offered_with_their_role(till: AtTill) -> None:
    staff.put_member(till.counter.desk, FRONT_DESK, "8642")
    till.void()
    box = till.panel.people
    assert [box.itemText(row) for row in range(box.count())] == ["Maya Chen · Manager"]


def test_going_to_another_ticket_gives_up_what_was_asked_for_the_first(till: AtTill) -> None:
    till.void()
    till.session.pick_ticket(till.counter.ticket(None, 900))
    assert till.panel.isHidden()
    assert len(till.refused) == 1
    assert till.state() is TicketState.OPEN


def test_it_stands_where_the_form_that_asked_stays_in_sight(till: AtTill) -> None:
    form = QWidget(till.window)
    for left, is_covered_at_right in ((110, False), (1_000, True)):
        form.setGeometry(left, 100, 350, 500)
        form.show()
        till.session.write(
            voiding.void, till.ticket, "Left", failed=till.refused.append, owner=form
        )
        till.wait()
        assert not till.panel.geometry().intersects(form.geometry())
        assert (till.panel.x() < 500) is is_covered_at_right
        till.panel.dismiss()
