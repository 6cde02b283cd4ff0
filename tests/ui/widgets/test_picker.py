"""A choice of many."""

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Shown
from ui.widgets import Button, Choice, Field, Picker


class Counting(QStyledItemDelegate):
    """Counts the names that are measured."""

    measured = 0

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        self.measured += 1
        return super().sizeHint(option, index)


def test_a_long_list_opens_without_measuring_every_name(shown: Shown) -> None:
    picker = Picker([(str(n), f"Place {n}") for n in range(500)])
    counting = Counting()
    picker.view().setItemDelegate(counting)
    shown(picker)
    picker.showPopup()
    picker.hidePopup()
    assert counting.measured < 50


@pytest.mark.parametrize("kind", [Choice, Picker])
def test_rows_of_an_open_list_are_as_high_as_a_finger_needs(
    shown: Shown, kind: type[QComboBox]
) -> None:
    box = kind()
    box.addItems(["Jo", "Sam"])
    shown(box)
    assert box.view().sizeHintForRow(0) >= 44


def test_typing_starts_a_new_search_however_the_focus_came(shown: Shown, qtbot: QtBot) -> None:
    picker = Picker([("USD", "US Dollar (USD)"), ("CHF", "Swiss Franc (CHF)")])
    shown(picker)
    picker.setFocus(Qt.FocusReason.OtherFocusReason)
    (line,) = picker.findChildren(QLineEdit)
    qtbot.waitUntil(lambda: line.selectedText() == "US Dollar (USD)")
    QTest.keyClicks(picker, "swiss")
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert picker.value() == "CHF"


_MONEY = [
    ("AUD", "Dólar australiano (AUD)", "Australian Dollar Australia"),
    ("USD", "Dólar estadounidense (USD)", "US Dollar United States"),
    ("EUR", "Euro (EUR)", "Spain España"),
]


def _typed(picker: Picker, text: str) -> None:
    picker.findChildren(QLineEdit)[0].selectAll()
    QTest.keyClicks(picker, text)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("dolar est", "USD"), ("us dollar", "USD"), ("usd", "USD"), ("spain", "EUR"), ("EU", "EUR")],
)
def test_a_name_is_found_without_accents_in_other_languages_and_by_its_code(
    shown: Shown, typed: str, code: str
) -> None:
    picker = Picker(_MONEY)
    shown(picker)
    _typed(picker, typed)
    assert picker.value() == code


def test_what_finds_nothing_is_refused_and_not_taken_for_the_one_before(shown: Shown) -> None:
    picker = Picker(_MONEY)
    field = Field("Currency", picker)
    shown(field)
    _typed(picker, "zzz")
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert picker.value() == ""
    assert picker.currentText() == "zzz"
    assert "zzz" in field.error()
    QTest.keyClick(picker, Qt.Key.Key_Escape)
    assert picker.value() == "AUD"
    assert picker.currentText() == "Dólar australiano (AUD)"
    assert not field.error()


def test_enter_takes_what_was_found_before_it_presses_a_button(shown: Shown) -> None:
    pressed: list[str] = []
    page = QWidget()
    column = QVBoxLayout(page)
    picker = Picker(_MONEY)
    column.addWidget(picker)
    column.addWidget(Button("Next", lambda: pressed.append("next"), key="Return"))
    shown(page)
    picker.setFocus()
    _typed(picker, "spain")
    popup = picker.findChildren(QCompleter)[0].popup()
    assert popup is not None
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert (picker.value(), picker.currentText()) == ("EUR", "Euro (EUR)")
    assert pressed == []
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert pressed == ["next"]


def test_what_is_typed_stays_when_the_list_comes_later(shown: Shown) -> None:
    picker = Picker([("USD", "US Dollar (USD)")])
    shown(picker)
    _typed(picker, "euro")
    picker.set_choices(_MONEY)
    assert picker.value() == "EUR"
