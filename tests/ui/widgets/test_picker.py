"""A choice of many."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from tests.ui.conftest import Shown
from ui.widgets import Picker


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
