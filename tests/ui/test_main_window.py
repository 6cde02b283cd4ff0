"""The shell: pages made when first shown, the rail's keys, banners."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pos_app.errors import EnvironmentFault, UserError
from tests.ui.conftest import Shown
from ui.main_window import MainWindow, Place
from ui.tasks import Failure, Tasks
from ui.widgets import Chip, ElidedLabel, Icon, Notice, NoticeTone


@pytest.fixture
def window(shown: Shown) -> MainWindow:
    """A window with a rail page, a page under it and a page at the foot."""
    made = MainWindow(
        "Fern & Foam", "Maria R", now=lambda: datetime(2026, 11, 21, 14, 32, tzinfo=UTC)
    )
    made.add_page("checkout", "cart", "Checkout", QLineEdit)
    made.add_page("payments", "", "Payments", QWidget, place=Place.NOWHERE, under="checkout")
    made.add_page("settings", "gear", "Settings", QWidget, place=Place.FOOT)
    shown(made)
    return made


def rail_item(window: MainWindow, name: str) -> QAbstractButton:
    found = window.findChildren(QAbstractButton)
    return next(item for item in found if item.accessibleName() == name)


def banners(window: MainWindow) -> list[Notice]:
    return [notice for notice in window.findChildren(Notice) if notice.isVisible()]


def test_a_page_is_made_when_it_is_first_shown_and_only_then(window: MainWindow) -> None:
    made: list[str] = []

    def sales() -> QWidget:
        made.append("sales")
        return QWidget()

    window.add_page("sales", "sales", "Sales", sales)
    assert made == []
    assert window.show_page("sales") is window.show_page("sales")
    assert made == ["sales"]


def test_rail_items_answer_to_their_keys(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page("checkout")
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page() == "settings"
    with qtbot.waitSignal(window.lock_requested):
        QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_a_page_without_an_item_lights_the_item_it_belongs_to(window: MainWindow) -> None:
    window.show_page("payments")
    assert rail_item(window, "Checkout").isChecked()
    assert not rail_item(window, "Settings").isChecked()


def test_the_focus_goes_to_the_page_that_is_shown(window: MainWindow) -> None:
    page = window.show_page("checkout")
    assert page.hasFocus()


def test_the_heading_is_kept_for_its_page_and_its_subtitle_leads_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    went: list[str] = []
    window.set_heading("payments", "Payments", "back to ticket #1052", lambda: went.append("back"))
    window.show_page("payments")
    rail_item(window, "back to ticket #1052").click()
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert went == ["back", "back"]
    window.show_page("checkout")
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert went == ["back", "back"]


def test_states_at_the_top_change_in_place_and_the_clock_stays_last(window: MainWindow) -> None:
    window.set_chip("printer", "Printer ready")
    window.set_chip("printer", "Printer does not answer")
    window.set_chip("queue", "2 papers queued")
    chips = sorted(window.findChildren(Chip), key=lambda chip: chip.x())
    assert "Printer does not answer" in [chip.text() for chip in chips]
    assert "2:32 PM" in chips[-1].text()
    window.drop_chip("queue")
    assert "2 papers queued" not in [chip.text() for chip in window.findChildren(Chip)]


def test_a_banner_of_the_same_name_replaces_the_one_before(window: MainWindow) -> None:
    window.show_banner("The printer is out of paper.", NoticeTone.WARN, name="printer")
    window.show_banner("The printer does not answer.", NoticeTone.WARN, name="printer")
    assert [banner.text() for banner in banners(window)] == ["The printer does not answer."]
    window.drop_banner("printer")
    assert banners(window) == []


def test_a_fault_outside_the_till_offers_to_try_again(qtbot: QtBot, window: MainWindow) -> None:
    tasks = Tasks()
    window.listen_to(tasks)
    answers: list[str] = []

    def save() -> None:
        answers.append("tried")
        if len(answers) == 1:
            raise EnvironmentFault("The disk is full.")

    tasks.write(save)
    qtbot.waitUntil(lambda: bool(banners(window)))
    retry = next(
        part for part in banners(window)[0].findChildren(QPushButton) if part.text() == "Try again"
    )
    retry.click()
    qtbot.waitUntil(lambda: len(answers) == 2)
    tasks.close()
    assert banners(window) == []


def test_a_fault_that_is_over_is_not_shown_any_longer(window: MainWindow) -> None:
    tasks = Tasks()
    window.listen_to(tasks)
    tasks.failure.emit(Failure(EnvironmentFault("The disk is full."), lambda: None))
    assert [banner.text() for banner in banners(window)] == ["The disk is full."]
    tasks.recovered.emit()
    tasks.close()
    assert banners(window) == []


def test_a_refusal_is_shown_as_written(qtbot: QtBot, window: MainWindow) -> None:
    tasks = Tasks()
    window.listen_to(tasks)

    def refuse() -> None:
        raise UserError("Amara has only $30.00.")

    tasks.write(refuse)
    qtbot.waitUntil(lambda: bool(banners(window)))
    assert banners(window)[0].text() == "Amara has only $30.00."
    tasks.close()


def test_a_toast_confirms_without_taking_the_focus(qtbot: QtBot, window: MainWindow) -> None:
    page = window.show_page("checkout")
    window.toast.say("Ticket #1052 is closed.")
    assert window.toast.isVisible()
    assert window.toast.text() == "Ticket #1052 is closed."
    assert page.hasFocus()


def test_a_toast_stands_in_the_bar_and_lets_every_press_through(window: MainWindow) -> None:
    window.toast.say("Saved as a receipt of a very long name. " * 9)
    area = window.toast.geometry()
    assert area.bottom() < 56
    assert area.width() <= window.width() // 2
    assert area.right() < window.width()
    assert window.childAt(area.center()) is not window.toast


def test_a_toast_about_what_was_not_done_bears_no_tick(window: MainWindow) -> None:
    def icons() -> list[bool]:
        return [icon.isVisible() for icon in window.toast.findChildren(Icon)]

    window.toast.say("A copy is on its way to the printer.")
    assert icons() == [True, False]
    window.toast.warn("A payment is just being taken. Scan it again after that.")
    assert icons() == [False, True]


def test_a_long_name_in_the_way_back_leaves_the_title_readable(window: MainWindow) -> None:
    window.resize(1366, 768)
    name = "back to ticket #1205 · " + "Wolfeschlegelsteinhausenbergerdorff " * 3
    window.set_heading("payments", "Payments", name, back=lambda: None)
    window.show_page("payments")
    title = next(part for part in window.findChildren(ElidedLabel) if part.text() == "Payments")
    assert QLabel.text(title) == "Payments"


def test_two_banners_take_no_more_height_than_one(window: MainWindow) -> None:
    window.show_page("checkout")
    window.show_banner("The printer does not answer.", NoticeTone.WARN, action="Print queue")
    before = window.minimumSizeHint().height()
    window.show_banner("The database does not answer.", NoticeTone.ERROR, action="Try again")
    assert window.minimumSizeHint().height() == before
