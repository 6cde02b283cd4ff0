"""The number pad for fingers."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pos_app.domain.money import Currency, MoneyFormat
from tests.ui.conftest import Shown
from ui.widgets import AmountEdit, Keypad

YEN = MoneyFormat(Currency("JPY", 0), "¥", positive="¥{}", negative="−¥{}")
EUROS = MoneyFormat(Currency("EUR", 2), "€", decimal=",", group=".", positive="{} €")


class Desk(QWidget):
    """Two amounts, a text and a pad, as on the payments page."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = AmountEdit(), AmountEdit()
        self.text, self.pad = QLineEdit(), Keypad()
        column = QVBoxLayout(self)
        for part in (self.first, self.second, self.text, self.pad):
            column.addWidget(part)


@pytest.fixture
def desk(shown: Shown) -> Desk:
    """The desk, shown."""
    made = Desk()
    shown(made)
    return made


def tap(qtbot: QtBot, pad: Keypad, *keys: str) -> None:
    for key in keys:
        QTest.mouseClick(pad.key(key), Qt.MouseButton.LeftButton)


def test_keys_write_into_the_amount_that_has_the_focus_and_never_take_it(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.second.setFocus()
    tap(qtbot, desk.pad, "1", "5", ".", "5")
    assert desk.second.value() == 1550
    assert QApplication.focusWidget() is desk.second
    tap(qtbot, desk.pad, "backspace", "backspace")
    assert desk.second.text() == "15"


def test_without_a_focused_amount_the_one_aimed_at_is_written_into(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.pad.aim(desk.first)
    desk.text.setFocus()
    tap(qtbot, desk.pad, "7")
    assert desk.first.text() == "7"
    assert desk.text.text() == ""
    assert desk.first.hasFocus()


def test_the_first_key_replaces_a_prefilled_amount_and_is_told_as_edited(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.pad.aim(desk.first)
    desk.first.set_amount(26548)
    with qtbot.waitSignal(desk.first.edited):
        tap(qtbot, desk.pad, "2")
    tap(qtbot, desk.pad, "0", "0")
    assert desk.first.text() == "200"


def test_nothing_is_written_where_there_is_nothing_to_write_into(qtbot: QtBot, desk: Desk) -> None:
    desk.text.setFocus()
    tap(qtbot, desk.pad, "7")
    desk.first.setEnabled(False)
    desk.pad.aim(desk.first)
    tap(qtbot, desk.pad, "7", "backspace")
    assert (desk.text.text(), desk.first.text()) == ("", "")


def test_the_point_is_the_locale_s_and_a_currency_without_decimals_has_none(qtbot: QtBot) -> None:
    yen, euros = Keypad(YEN), Keypad(EUROS)
    qtbot.addWidget(yen)
    qtbot.addWidget(euros)
    assert euros.key(",").accessibleName() == ","
    assert yen.key("00").accessibleName() == "00"
    with pytest.raises(KeyError):
        yen.key(".")
