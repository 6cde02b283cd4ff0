"""A choice of many."""

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Shown
from ui.widgets import Choice, Picker


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
