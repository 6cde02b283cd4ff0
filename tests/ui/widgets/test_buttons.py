"""Buttons, their keys and choices."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Shown
from ui.widgets import Button, ChoiceGroup, Kind, Segmented, Size, TicketCard, Tile
from ui.widgets.keys import key_text
from ui.widgets.labels import initials


def page_of(*parts: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    for part in parts:
        column.addWidget(part)
    return page


def test_a_button_answers_to_its_key_wherever_the_focus_is(qtbot: QtBot, shown: Shown) -> None:
    presses: list[str] = []
    box = QLineEdit()
    page = page_of(box, Button("Proceed", lambda: presses.append("go"), key="F12"))
    shown(page)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_F12)
    assert presses == ["go"]


def test_both_enter_keys_press_a_button_bound_to_return(qtbot: QtBot, shown: Shown) -> None:
    presses: list[str] = []
    box = QLineEdit()
    shown(page_of(box, Button("Add payment", lambda: presses.append("add"), key="Return")))
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Return)
    QTest.keyClick(box, Qt.Key.Key_Enter)
    assert presses == ["add", "add"]


def test_enter_presses_the_focused_button_and_not_the_one_bound_to_return(
    qtbot: QtBot, shown: Shown
) -> None:
    presses: list[str] = []
    hold = Button("Hold", lambda: presses.append("hold"))
    shown(page_of(hold, Button("Add payment", lambda: presses.append("add"), key="Return")))
    hold.setFocus()
    QTest.keyClick(hold, Qt.Key.Key_Return)
    assert presses == ["hold"]


def test_a_disabled_or_hidden_button_ignores_its_key(qtbot: QtBot, shown: Shown) -> None:
    presses: list[str] = []
    off = Button("Close ticket", lambda: presses.append("off"), key="F12")
    gone = Button("Pay off", lambda: presses.append("gone"), key="F6")
    page = page_of(off, gone)
    off.setEnabled(False)
    gone.hide()
    shown(page)
    gone.hide()
    QTest.keyClick(page, Qt.Key.Key_F12)
    QTest.keyClick(page, Qt.Key.Key_F6)
    assert presses == []


def test_a_tap_on_a_button_leaves_the_focus_where_it_was(qtbot: QtBot, shown: Shown) -> None:
    box, button = QLineEdit(), Button("Discount")
    shown(page_of(box, button))
    box.setFocus()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert box.hasFocus()


def test_the_visible_label_is_the_accessible_name_ampersands_and_all(qtbot: QtBot) -> None:
    button, tile = Button("Cut & style", key="F3"), Tile("Cash", icon="cash", key="F1")
    alone = Button(icon="pencil", name="Edit")
    for part in (button, tile, alone):
        qtbot.addWidget(part)
    assert (button.text(), button.accessibleName()) == ("Cut & style", "Cut & style")
    assert (tile.accessibleName(), alone.accessibleName()) == ("Cash", "Edit")


def test_keys_are_written_as_on_the_key_caps() -> None:
    written = {"F12": "F12", "Ctrl+N": "Ctrl N", "Return": "Enter", "Alt+Up": "Alt ↑"}
    assert {key: key_text(key) for key in written} == written


def test_a_button_is_never_narrower_than_its_label_and_key(qtbot: QtBot) -> None:
    plain, keyed = Button("Proceed"), Button("Proceed", key="F12", kind=Kind.PRIMARY)
    qtbot.addWidget(plain)
    qtbot.addWidget(keyed)
    assert keyed.sizeHint().width() > plain.sizeHint().width()
    assert plain.sizeHint().height() == 44


def test_a_segment_that_is_pressed_tells_its_value(qtbot: QtBot) -> None:
    choice = Segmented([("add", "Add credit"), ("remove", "Remove credit")])
    qtbot.addWidget(choice)
    assert choice.value() == "add"
    with qtbot.waitSignal(choice.chosen) as told:
        choice.parts()[1].click()
    assert told.args == ["remove"]
    with qtbot.assertNotEmitted(choice.chosen):
        choice.choose("add")
    assert choice.value() == "add"


def test_a_letter_goes_to_the_segment_that_begins_with_it(qtbot: QtBot, shown: Shown) -> None:
    choice = Segmented([("front", "Front desk"), ("manager", "Manager"), ("owner", "Owner")])
    shown(choice)
    choice.parts()[0].setFocus()
    QTest.keyClick(choice.parts()[0], Qt.Key.Key_O)
    assert choice.value() == "owner"
    assert choice.parts()[2].hasFocus()
    QTest.keyClick(choice.parts()[2], Qt.Key.Key_7)
    assert choice.value() == "owner"


def test_tab_comes_to_the_segment_that_is_chosen_and_arrows_go_on_from_it(
    qtbot: QtBot, shown: Shown
) -> None:
    choice, box = Segmented([("percent", "%"), ("amount", "$")]), QLineEdit()
    shown(page_of(choice, box))
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Backtab)
    percent, amount = choice.parts()
    assert percent.hasFocus()
    QTest.keyClick(percent, Qt.Key.Key_Right)
    assert choice.value() == "amount"
    assert amount.hasFocus()
    choice.choose("percent")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Backtab)
    assert percent.hasFocus()


def test_one_of_a_group_is_chosen_and_tells(qtbot: QtBot) -> None:
    group = ChoiceGroup()
    first, second = TicketCard("Amara", "$1.00"), TicketCard("Dana", "$2.00", "#1054")
    for number, card in ((1052, first), (1054, second)):
        qtbot.addWidget(card)
        group.add(number, card)
    assert group.value() is None
    with qtbot.waitSignal(group.chosen) as told:
        second.click()
    assert told.args == [1054]
    group.choose(1052)
    assert first.isChecked()
    assert not second.isChecked()


def test_initials_are_the_first_letters_of_the_first_and_last_word() -> None:
    names = ["Amara Thompson", "Jo", "", "María del Carmen Ruiz", "Dana (VIP)"]
    assert [initials(name) for name in names] == ["AT", "J", "", "MR", "D"]


def test_a_small_button_looks_small_and_is_hit_like_any_other(shown: Shown) -> None:
    cross = Button(icon="close", name="Close", size=Size.SMALL)
    chip = Button("15%", size=Size.SMALL)
    page = QWidget()
    row = QHBoxLayout(page)
    row.addWidget(cross)
    row.addWidget(chip)
    shown(page)
    for button in (cross, chip):
        assert min(button.width(), button.height()) >= 44
        assert button.shape().height() == 34
    assert cross.shape().width() == 34


def test_what_is_said_over_a_button_is_no_markup(qtbot: QtBot) -> None:
    button = Button("Refund")
    qtbot.addWidget(button)
    button.setToolTip("<b>Zoë</b> owes $5.00")
    assert "&lt;b&gt;" in button.toolTip()
    button.setToolTip("Choose what comes back.")
    assert button.toolTip() == "Choose what comes back."
