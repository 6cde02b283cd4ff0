"""The box in which money is typed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pos_app.domain.money import Currency, MoneyFormat
from pos_app.errors import UserError
from tests.ui.conftest import Shown
from ui.widgets import AmountEdit, Field
from ui.widgets.amount_edit import type_into

EUROS = MoneyFormat(
    Currency("EUR", 2), "€", decimal=",", group=".", positive="{} €", negative="−{} €"
)
YEN = MoneyFormat(Currency("JPY", 0), "¥", positive="¥{}", negative="−¥{}")


@pytest.fixture
def elsewhere() -> QLineEdit:
    """Another field on the page."""
    return QLineEdit()


@pytest.fixture
def edit(shown: Shown, elsewhere: QLineEdit) -> AmountEdit:
    """An amount box with the focus, in dollars."""
    page = QWidget()
    box = AmountEdit(name="Cash received")
    column = QVBoxLayout(page)
    column.addWidget(box)
    column.addWidget(elsewhere)
    shown(page)
    box.setFocus()
    return box


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("0", 0),
        ("15", 1500),
        ("15.5", 1550),
        (".50", 50),
        ("1,000.00", 100000),
        ("$15", 1500),
        (" 7 ", 700),
    ],
)
def test_a_typed_amount_is_read_in_minor_units_and_stays_as_typed(
    qtbot: QtBot, edit: AmountEdit, typed: str, minor: int
) -> None:
    QTest.keyClicks(edit, typed)
    assert edit.amount() == minor
    assert edit.value() == minor
    assert edit.text() == typed
    assert edit.error() == ""


@pytest.mark.parametrize("typed", ["-5", "1.005", "1.000,00", "١٢", "10000000000000", "1e3", "."])
def test_what_is_no_amount_is_refused_in_words_and_stays_as_typed(
    edit: AmountEdit, typed: str
) -> None:
    for letter in typed:
        type_into(edit, letter)
    assert edit.value() is None
    with pytest.raises(UserError) as refusal:
        edit.amount()
    assert edit.error() == refusal.value.text
    assert edit.accessibleDescription() == refusal.value.text
    assert edit.property("error") is True
    assert edit.text() == typed


def test_an_empty_box_has_no_value_and_asking_for_its_amount_says_to_enter_one(
    edit: AmountEdit,
) -> None:
    assert edit.value() is None
    with pytest.raises(UserError, match="Enter an amount"):
        edit.amount()


def test_enter_after_15_leaves_15_and_a_key_after_it_starts_anew(
    qtbot: QtBot, edit: AmountEdit
) -> None:
    QTest.keyClicks(edit, "15")
    with qtbot.waitSignal(edit.returnPressed):
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert edit.amount() == 1500
    qtbot.waitUntil(edit.hasSelectedText)
    QTest.keyClicks(edit, "5")
    assert edit.text() == "5"


def test_a_key_after_a_confirmed_amount_starts_anew_whatever_confirmed_it(
    edit: AmountEdit,
) -> None:
    QTest.keyClicks(edit, "15")
    assert edit.amount() == 1500
    QTest.keyClicks(edit, "5")
    assert edit.text() == "5"


def test_a_paste_of_ten_thousand_digits_is_refused_whole_and_changes_nothing(
    qtbot: QtBot, edit: AmountEdit
) -> None:
    QTest.keyClicks(edit, "15")
    QGuiApplication.clipboard().setText("9" * 10_000)
    edit.end(False)
    edit.paste()
    assert edit.text() == "15"
    assert "too long" in edit.error()
    QTest.keyClicks(edit, ".50")
    assert edit.amount() == 1550
    assert edit.error() == ""


def test_the_first_key_after_a_prefill_replaces_it(qtbot: QtBot, edit: AmountEdit) -> None:
    edit.set_amount(8000)
    assert edit.text() == "80.00"
    QTest.keyClicks(edit, "25")
    assert edit.text() == "25"


def test_tapping_into_a_prefilled_box_selects_it_and_tapping_again_does_not(
    edit: AmountEdit, elsewhere: QLineEdit
) -> None:
    edit.set_amount(8000)
    elsewhere.setFocus()
    QTest.mouseClick(edit, Qt.MouseButton.LeftButton)
    assert edit.selectedText() == "80.00"
    QTest.mouseClick(edit, Qt.MouseButton.LeftButton)
    assert edit.selectedText() == ""


def test_only_a_person_s_change_is_told_as_edited(qtbot: QtBot, edit: AmountEdit) -> None:
    with qtbot.assertNotEmitted(edit.edited):
        edit.set_amount(100)
        edit.set_amount(None)
    with qtbot.waitSignal(edit.edited):
        QTest.keyClicks(edit, "1")


def test_an_error_shows_when_the_box_is_left_and_goes_while_it_is_put_right(
    edit: AmountEdit, elsewhere: QLineEdit
) -> None:
    QTest.keyClicks(edit, "1.005")
    assert edit.error() == ""
    elsewhere.setFocus()
    assert edit.error() != ""
    edit.setFocus()
    QTest.keyClicks(edit, "1")
    assert edit.error() == ""


def test_the_error_stands_below_the_box_in_its_field(qtbot: QtBot) -> None:
    box = AmountEdit()
    field = Field("Amount", box, hint="At most $80.00")
    qtbot.addWidget(field)
    box.show_error("Only $80.00 is available.")
    assert field.error() == "Only $80.00 is available."
    assert box.accessibleName() == "Amount"
    box.set_amount(500)
    assert field.error() == ""


def test_amounts_are_filled_in_as_the_locale_writes_them(qtbot: QtBot) -> None:
    euros, yen = AmountEdit(fmt=EUROS), AmountEdit(fmt=YEN)
    qtbot.addWidget(euros)
    qtbot.addWidget(yen)
    euros.set_amount(123450)
    yen.set_amount(1500)
    assert (euros.text(), euros.amount()) == ("1.234,50", 123450)
    assert (yen.text(), yen.amount()) == ("1,500", 1500)


def test_an_amount_painted_in_any_format_and_length_keeps_the_box_usable(qtbot: QtBot) -> None:
    box = AmountEdit(fmt=EUROS, look="figure")
    qtbot.addWidget(box)
    box.resize(120, 64)
    box.set_amount(99_999_999_99)
    assert not box.grab().isNull()
    assert box.value() == 99_999_999_99


def test_a_box_whose_emptiness_means_something_says_what(qtbot: QtBot) -> None:
    box = AmountEdit(name="The most a client may owe", empty="No limit")
    qtbot.addWidget(box)
    assert box.placeholderText() == "No limit"
    assert box.value() is None
