"""A scanner and a person at the same keys: each gets what is theirs, in order."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Shown
from ui.scanner import GAP_MS, Scanner
from ui.widgets import bind_key
from ui.widgets.pin import PinPad

SCANNER_MS = 5
PERSON_MS = 90


class Desk(QWidget):
    """An amount box, another box, a button, and Enter bound as on the payments page."""

    def __init__(self) -> None:
        super().__init__()
        self.amount, self.other, self.button = QLineEdit(), QLineEdit(), QPushButton("Close")
        column = QVBoxLayout(self)
        for part in (self.amount, self.other, self.button):
            column.addWidget(part)
        self.heard: list[str] = []
        self.amount.textEdited.connect(self.heard.append)
        bind_key("Return", self, lambda: self.heard.append("Enter"))
        self.button.clicked.connect(lambda: self.heard.append("pressed"))
        self.now_ms = 1_000
        self.timed = False

    def keys(self, target: QWidget, text: str, every_ms: int) -> None:
        for letter in text:
            self.now_ms += every_ms
            if letter == "\n":
                QTest.keyClick(target, Qt.Key.Key_Return)
            elif letter == "\t":
                QTest.keyClick(target, Qt.Key.Key_Tab)
            else:
                QTest.keyClicks(target, letter)

    def send_timed(self, target: QObject, text: str, every_ms: int) -> None:
        """Send keys with the times that the system gives them, all at once.

        A key that follows itself is one held down, as X11 takes it for.
        """
        self.timed = True
        for place, letter in enumerate(text):
            key = Qt.Key.Key_Return if letter == "\r" else Qt.Key(ord(letter))
            held = place > 0 and text[place - 1] == letter
            event = QKeyEvent(
                QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, letter, held
            )
            event.setTimestamp(50_000 + place * every_ms)
            QApplication.sendEvent(target, event)

    def typed_ms(self, event: QKeyEvent) -> int:
        """When a key was typed; the test library stamps keys with the time of its last tap."""
        return event.timestamp() if self.timed else self.now_ms


@pytest.fixture
def desk_window(shown: Shown) -> Desk:
    made = Desk()
    shown(made)
    made.amount.setFocus()
    return made


@pytest.fixture
def codes(qapp: QApplication, desk_window: Desk) -> Iterator[list[str]]:
    found: list[str] = []
    scanner = Scanner(
        qapp, desk_window, now_ms=lambda: desk_window.now_ms, typed_ms=desk_window.typed_ms
    )
    scanner.scanned.connect(found.append)
    scanner.start()
    yield found
    scanner.stop()


def test_a_scan_is_a_code_and_no_key_of_it_reaches_the_box_in_focus(
    desk_window: Desk, codes: list[str]
) -> None:
    desk_window.keys(desk_window.amount, "4006381333931\n", SCANNER_MS)
    assert codes == ["4006381333931"]
    assert desk_window.amount.text() == ""
    assert desk_window.heard == []


def test_a_scanners_enter_presses_no_button(desk_window: Desk, codes: list[str]) -> None:
    desk_window.button.setFocus()
    desk_window.keys(desk_window.button, "850012\n", SCANNER_MS)
    assert codes == ["850012"]
    assert desk_window.heard == []


def test_a_scanner_that_ends_with_tab_moves_no_focus(desk_window: Desk, codes: list[str]) -> None:
    desk_window.keys(desk_window.amount, "850012\t", SCANNER_MS)
    assert codes == ["850012"]
    assert desk_window.amount.hasFocus()


def test_capital_letters_and_signs_belong_to_a_code(desk_window: Desk, codes: list[str]) -> None:
    desk_window.keys(desk_window.amount, "ABC-12/x\n", SCANNER_MS)
    assert codes == ["ABC-12/x"]


def test_fifty_scans_in_a_burst_are_fifty_codes(desk_window: Desk, codes: list[str]) -> None:
    sent = [f"{850000 + number}" for number in range(50)]
    for code in sent:
        desk_window.keys(desk_window.amount, code + "\n", SCANNER_MS)
    assert codes == sent
    assert desk_window.amount.text() == ""


def test_fifteen_and_enter_typed_by_a_person_is_fifteen_and_enter(
    desk_window: Desk, codes: list[str]
) -> None:
    desk_window.keys(desk_window.amount, "15\n", PERSON_MS)
    assert desk_window.heard == ["1", "15", "Enter"]
    assert codes == []


def test_a_hurried_fifteen_and_enter_still_keeps_its_order(
    desk_window: Desk, codes: list[str]
) -> None:
    desk_window.keys(desk_window.amount, "15\n", SCANNER_MS)
    assert desk_window.heard == ["1", "15", "Enter"]
    assert codes == []


def test_a_long_amount_typed_by_a_person_is_no_code(desk_window: Desk, codes: list[str]) -> None:
    desk_window.keys(desk_window.amount, "12345.67\n", PERSON_MS)
    assert desk_window.amount.text() == "12345.67"
    assert desk_window.heard[-1] == "Enter"
    assert codes == []


def test_a_burst_without_an_end_arrives_as_it_was_typed(
    qtbot: QtBot, desk_window: Desk, codes: list[str]
) -> None:
    desk_window.keys(desk_window.amount, "850012", SCANNER_MS)
    qtbot.waitUntil(lambda: desk_window.amount.text() == "850012")
    assert codes == []


def test_enter_long_after_a_burst_is_a_persons(desk_window: Desk, codes: list[str]) -> None:
    desk_window.keys(desk_window.amount, "850012", SCANNER_MS)
    desk_window.keys(desk_window.amount, "\n", 2 * PERSON_MS)
    assert desk_window.amount.text() == "850012"
    assert desk_window.heard[-1] == "Enter"
    assert codes == []


def test_the_enter_of_a_code_that_a_busy_machine_held_back_confirms_nothing(
    desk_window: Desk, codes: list[str]
) -> None:
    desk_window.keys(desk_window.amount, "850012", SCANNER_MS)
    desk_window.keys(desk_window.amount, "\n", 2 * GAP_MS)
    assert (codes, desk_window.amount.text()) == (["850012"], "")
    assert "Enter" not in desk_window.heard


def test_keys_typed_while_the_screen_was_busy_are_a_persons(
    desk_window: Desk, codes: list[str]
) -> None:
    desk_window.send_timed(desk_window.amount, "1500\r", PERSON_MS)
    assert desk_window.amount.text() == "1500"
    assert codes == []


def test_backspace_comes_after_the_keys_before_it(desk_window: Desk, codes: list[str]) -> None:
    desk_window.keys(desk_window.amount, "123", SCANNER_MS)
    QTest.keyClick(desk_window.amount, Qt.Key.Key_Backspace)
    assert desk_window.amount.text() == "12"


def test_keys_go_to_the_box_they_were_typed_in_though_a_tap_moves_on(
    desk_window: Desk, codes: list[str]
) -> None:
    desk_window.keys(desk_window.amount, "7", PERSON_MS)
    QTest.mouseClick(desk_window.other, Qt.MouseButton.LeftButton)
    assert desk_window.amount.text() == "7"
    assert desk_window.other.text() == ""


def test_a_space_presses_a_button_at_once(desk_window: Desk, codes: list[str]) -> None:
    desk_window.button.setFocus()
    QTest.keyClick(desk_window.button, Qt.Key.Key_Space)
    assert desk_window.heard == ["pressed"]


def test_a_box_for_barcodes_takes_the_code_as_text(desk_window: Desk, codes: list[str]) -> None:
    desk_window.other.setProperty("takes_scans", True)
    desk_window.other.setFocus()
    desk_window.keys(desk_window.other, "850012\n", SCANNER_MS)
    assert desk_window.other.text() == "850012"
    assert codes == []
    assert desk_window.heard == []


def test_a_second_scan_into_a_box_for_barcodes_takes_the_place_of_the_first(
    desk_window: Desk, codes: list[str]
) -> None:
    desk_window.other.setProperty("takes_scans", True)
    desk_window.other.setFocus()
    whole: list[str] = []
    desk_window.other.editingFinished.connect(lambda: whole.append(desk_window.other.text()))
    for code in ("850012", "850034"):
        desk_window.keys(desk_window.other, f"{code}\n", SCANNER_MS)
    assert whole == ["850012", "850034"]
    assert codes == []


def test_the_systems_keys_are_read_at_the_window(desk_window: Desk, codes: list[str]) -> None:
    desk_window.send_timed(desk_window.windowHandle(), "850012\r", SCANNER_MS)
    assert codes == ["850012"]
    assert desk_window.amount.text() == ""
    assert desk_window.heard == []


def test_a_persons_keys_at_the_window_reach_the_box_in_focus(
    qtbot: QtBot, desk_window: Desk, codes: list[str]
) -> None:
    desk_window.send_timed(desk_window.windowHandle(), "15", PERSON_MS)
    qtbot.waitUntil(lambda: desk_window.amount.text() == "15")
    assert codes == []


def test_a_digit_twice_at_once_is_no_key_held_down(desk_window: Desk, codes: list[str]) -> None:
    desk_window.send_timed(desk_window.windowHandle(), "2000008500111\r", SCANNER_MS)
    assert codes == ["2000008500111"]


def test_a_key_that_a_person_holds_down_is_no_code(desk_window: Desk, codes: list[str]) -> None:
    window = desk_window.windowHandle()
    desk_window.send_timed(window, "0", PERSON_MS)
    desk_window.now_ms += 500
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_0, Qt.KeyboardModifier.NoModifier, "0", autorep=True
    )
    for repeat in range(5):
        held.setTimestamp(50_500 + repeat * 20)
        QApplication.sendEvent(window, held)
    assert (codes, desk_window.amount.text()) == ([], "000000")


@pytest.fixture
def known(qapp: QApplication, desk_window: Desk) -> Iterator[list[str]]:
    """What is scanned where the shop knows the code 850012 alone."""
    found: list[str] = []
    watch = Scanner(
        qapp,
        desk_window,
        now_ms=lambda: desk_window.now_ms,
        typed_ms=desk_window.typed_ms,
        knows=lambda code: code == "850012",
    )
    watch.scanned.connect(found.append)
    watch.start()
    yield found
    watch.stop()


@pytest.mark.parametrize("every_ms", [40, 60, 90])
def test_a_slow_scanners_code_is_one_and_what_it_typed_is_taken_back(
    desk_window: Desk, known: list[str], every_ms: int
) -> None:
    desk_window.amount.setText("$45.00")
    desk_window.amount.selectAll()
    desk_window.keys(desk_window.amount, "850012\n", every_ms)
    assert known == ["850012"]
    assert desk_window.amount.text() == "$45.00"
    assert "Enter" not in desk_window.heard


def test_a_slow_scan_after_what_a_person_typed_leaves_that(
    desk_window: Desk, known: list[str]
) -> None:
    desk_window.keys(desk_window.amount, "15", PERSON_MS)
    desk_window.now_ms += 1_000
    desk_window.keys(desk_window.amount, "850012\n", 60)
    assert (known, desk_window.amount.text()) == (["850012"], "15")


def test_a_code_that_a_busy_machine_tore_in_two_is_one_and_leaves_nothing_behind(
    desk_window: Desk, known: list[str]
) -> None:
    desk_window.keys(desk_window.amount, "85", SCANNER_MS)
    desk_window.now_ms += 2 * GAP_MS
    desk_window.keys(desk_window.amount, "0012\n", SCANNER_MS)
    assert (known, desk_window.amount.text()) == (["850012"], "")


@pytest.mark.parametrize("second", ["34567", "34"])
def test_a_torn_code_that_the_shop_does_not_know_lands_in_no_box_either(
    desk_window: Desk, known: list[str], second: str
) -> None:
    desk_window.amount.setText("$45.00")
    desk_window.amount.selectAll()
    desk_window.keys(desk_window.amount, "999912", SCANNER_MS)
    desk_window.now_ms += 2 * GAP_MS
    desk_window.keys(desk_window.amount, f"{second}\n", SCANNER_MS)
    assert (known, desk_window.amount.text()) == ([f"999912{second}"], "$45.00")
    assert "Enter" not in desk_window.heard


def test_digits_that_a_person_typed_just_before_a_scan_are_no_part_of_its_code(
    desk_window: Desk, known: list[str]
) -> None:
    desk_window.keys(desk_window.amount, "15", PERSON_MS)
    desk_window.now_ms += 2 * GAP_MS
    desk_window.keys(desk_window.amount, "850012\n", SCANNER_MS)
    assert (known, desk_window.amount.text()) == (["850012"], "15")


def test_a_slow_scan_leaves_no_digits_in_a_pin(
    shown: Shown, desk_window: Desk, known: list[str]
) -> None:
    pad = PinPad()
    shown(pad)
    pad.setFocus()
    desk_window.keys(pad, "850012\n", 60)
    assert (known, pad.pin()) == (["850012"], "")


def test_the_same_keys_at_a_persons_pace_are_typing(desk_window: Desk, known: list[str]) -> None:
    desk_window.keys(desk_window.amount, "850012\n", 140)
    assert (known, desk_window.amount.text()) == ([], "850012")
    assert desk_window.heard[-1] == "Enter"


def test_a_number_that_the_shop_does_not_know_is_a_persons(
    desk_window: Desk, known: list[str]
) -> None:
    desk_window.keys(desk_window.amount, "850013\n", 60)
    assert (known, desk_window.amount.text()) == ([], "850013")
    assert desk_window.heard[-1] == "Enter"


def test_a_code_with_a_key_in_between_that_writes_nothing_is_typing(
    desk_window: Desk, known: list[str]
) -> None:
    desk_window.keys(desk_window.amount, "8500", 60)
    desk_window.now_ms += 60
    QTest.keyClick(desk_window.amount, Qt.Key.Key_Left)
    desk_window.keys(desk_window.amount, "12\n", 60)
    assert known == []


def test_a_scanner_may_end_a_code_with_a_line_feed(desk_window: Desk, codes: list[str]) -> None:
    desk_window.keys(desk_window.amount, "850012", SCANNER_MS)
    feed = QKeyEvent(QEvent.Type.KeyPress, 10, Qt.KeyboardModifier.NoModifier, "\n")
    desk_window.now_ms += SCANNER_MS
    QApplication.sendEvent(desk_window.amount, feed)
    assert (codes, desk_window.amount.text()) == (["850012"], "")


class X11Box(QLineEdit):
    """A text box as on X11, where Ctrl+E moves to the end."""

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


def test_a_buttons_key_is_not_taken_by_the_text_box_with_the_focus(
    desk_window: Desk, codes: list[str]
) -> None:
    box = X11Box()
    box.setParent(desk_window)
    box.show()
    bind_key("Ctrl+E", desk_window, lambda: desk_window.heard.append("E-mail"))
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert desk_window.heard == ["E-mail"]
    assert not codes
