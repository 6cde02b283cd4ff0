"""Editors: the wheel scrolls the form they stand in."""

import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QSpinBox,
    QStyleOptionComboBox,
)
from pytestqt.qtbot import QtBot

from pos_app import locales
from tests.ui.conftest import Shown
from ui.widgets import Choice, DateEdit, Field, NamedBox, NumberEdit, SearchEdit
from ui.widgets.texts import in_line, plain


def turned(editor: QComboBox | QSpinBox) -> bool:
    """Turn the wheel over an editor; whether it took the turn for itself."""
    at = QPointF(5, 5)
    down = QWheelEvent(
        at, editor.mapToGlobal(at), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(editor, down)
    return down.isAccepted()


def test_the_wheel_over_a_choice_changes_nothing(shown: Shown) -> None:
    choice = Choice()
    choice.addItems(["Nothing: it waits", "Back office"])
    shown(choice)
    choice.setFocus()
    assert not turned(choice)
    assert choice.currentIndex() == 0


@pytest.mark.parametrize("value", [1, 5])
def test_the_wheel_over_a_number_changes_nothing(shown: Shown, value: int) -> None:
    number = NumberEdit(1, 9)
    number.setValue(value)
    shown(number)
    number.setFocus()
    assert not turned(number)
    assert number.value() == value


def test_what_was_wrong_is_no_longer_said_once_it_is_put_right(shown: Shown) -> None:
    edit = QLineEdit()
    field = Field("Name", edit, hint="As on the door.")
    shown(field)
    field.show_error("Enter the name.")
    QTest.keyClicks(edit, "F")
    assert field.error() == ""
    assert edit.accessibleDescription() == ""


def test_a_british_shop_types_the_day_before_the_month(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locales, "_formats", locales.formats("GBP", "en_GB"))
    due = DateEdit()
    due.setDate(QDate(2026, 11, 1))
    shown(due)
    assert due.text() == "01/11/2026"


def test_a_box_with_a_long_name_is_cut_and_told_in_whole(qtbot: QtBot) -> None:
    said = f"Keep it on the card of {'Tom & Jerry ' * 7}"
    box = NamedBox(said)
    qtbot.addWidget(box)
    assert box.minimumSizeHint().width() == 120
    wide = box.sizeHint().width()
    box.resize(200, 44)
    box.show()
    assert "…" in QCheckBox.text(box)
    assert (box.text(), box.accessibleName(), box.toolTip()) == (said, said, said)
    assert box.sizeHint().width() == wide


def test_the_words_of_a_box_are_what_was_typed(qtbot: QtBot) -> None:
    box = NamedBox()
    qtbot.addWidget(box)
    box.resize(400, 44)
    box.show()
    box.setText("Tom & Jerry")
    assert QCheckBox.text(box) == "Tom && Jerry"
    assert (box.text(), box.toolTip()) == ("Tom & Jerry", "")
    box.setText("أحمد 12")
    assert QCheckBox.text(box) == in_line("أحمد 12")


def test_the_key_of_a_button_that_is_off_types_nothing_into_a_search(shown: Shown) -> None:
    search = SearchEdit()
    shown(search)
    QTest.keyClick(search, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    assert search.text() == ""
    QTest.keyClick(search, Qt.Key.Key_O)
    assert search.text() == "o"


@pytest.mark.parametrize("name", ["W" * 60, "مطبعة الاستقبال الكبيرة في الطابق الثاني من المبنى"])
def test_a_long_choice_is_cut_at_its_end_whatever_its_script(shown: Shown, name: str) -> None:
    choice = Choice()
    choice.addItem(name)
    choice.setFixedWidth(200)
    shown(choice)
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    drawn = plain(option.currentText)
    assert drawn.endswith("…")
    assert name.startswith(drawn[:-1].removesuffix("\u200d")), "Arabic is cut so that it joins"
    assert choice.currentText() == name
