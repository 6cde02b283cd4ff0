"""The first start, step by step."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_app import bootstrap
from pos_app.clock import SetClock
from pos_app.services import shop, staff
from pos_app.services.desk import Desk
from tests.ui.conftest import Shown
from tests.ui.focus import focused, press, typed
from ui.start.wizard import FirstStart
from ui.tasks import Tasks

Key = Qt.Key


@pytest.fixture
def empty(tmp_path: Path, clock: SetClock) -> Iterator[Desk]:
    """A folder that was empty."""
    desk = bootstrap.open_shop(tmp_path / "new", clock)
    yield desk
    bootstrap.close_shop(desk)


@pytest.fixture
def wizard(empty: Desk, tasks: Tasks, shown: Shown, qtbot: QtBot) -> FirstStart:
    page = FirstStart(empty, tasks)
    shown(page)
    page.begin()
    qtbot.waitUntil(lambda: not tasks.is_busy(), timeout=20_000)
    return page


def test_with_nothing_typed_no_step_lets_one_by_and_each_field_says_why(wizard: FirstStart) -> None:
    wizard.go_on()
    assert wizard.at() is wizard.shop
    assert wizard.shop.fields["shop_name"].error() == "Enter the shop’s name."
    wizard.shop.shop_name.setText("Luma")
    wizard.go_on()
    wizard.go_on()
    wizard.taxes.add_row()
    wizard.go_on()
    row = wizard.taxes.rows()[0]
    assert (row.name_field.error(), row.rate_field.error()) == (
        "Enter a name.", "Enter a rate such as 8.25.",
    )  # fmt: skip
    row.name.setText("Sales tax")
    row.rate.setText("8.25")
    wizard.go_on()
    wizard.go_on()
    assert wizard.at() is wizard.manager
    assert wizard.manager.fields["manager"].error() == "Enter the manager’s name."
    assert wizard.manager.fields["pin"].error() == "A PIN has 4 to 8 digits."


def test_a_long_error_at_a_tax_leaves_the_box_beside_it_where_it_is(wizard: FirstStart) -> None:
    wizard.shop.shop_name.setText("Luma")
    wizard.go_on()
    wizard.go_on()
    wizard.taxes.add_row()
    row = wizard.taxes.rows()[0]
    row.rate_field.show_error("Escriba un porcentaje como 8.25, sin el signo de porcentaje.")
    QApplication.processEvents()
    tops = {field.editor.mapTo(row, QPoint()).y() for field in (row.name_field, row.rate_field)}
    assert len(tops) == 1


def test_a_shop_is_set_up_by_the_keyboard_alone(
    wizard: FirstStart, empty: Desk, qtbot: QtBot
) -> None:
    made: list[Desk] = []
    wizard.made.connect(made.append)
    typed("Luma Studio")
    press(Key.Key_Return)
    press(Key.Key_Return)
    press(Key.Key_Return)
    typed("Maya Chen")
    press(Key.Key_Tab)
    typed("2580")
    press(Key.Key_Tab)
    typed("2580")
    press(Key.Key_Return)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: hasattr(wizard, "code"), timeout=20_000)
    assert len(wizard.code.code) == 19
    press(Key.Key_Space)
    press(Key.Key_Return)
    assert made
    assert staff.members(empty)
    (desk,) = made
    assert desk.settings.shop_name == "Luma Studio"
    assert desk.staff is not None
    assert desk.till.printer.startswith("virtual:")


def test_two_different_pins_are_told_at_the_second(wizard: FirstStart) -> None:
    wizard._show(3)
    wizard.manager.manager.setText("Maya")
    wizard.manager.pin.setText("2580")
    wizard.manager.again.setText("2581")
    wizard.go_on()
    assert wizard.manager.fields["again"].error() == "The two PINs are not the same."


def test_a_printer_address_that_is_none_is_told_at_the_printer(wizard: FirstStart) -> None:
    wizard._show(4)
    wizard.till.printer.choice.choose("tcp")
    wizard.till.printer.host.setText("not an address")
    wizard.go_on()
    assert "not a printer's address" in wizard.till.printer._host.error()


def test_a_currency_that_is_none_holds_the_money_step(wizard: FirstStart) -> None:
    wizard._show(1)
    wizard.money.currency.setEditText("zzz")
    wizard.go_on()
    assert wizard.at() is wizard.money
    assert "zzz" in wizard.money.fields["currency"].error()


def test_taxes_and_currency_reach_the_shop(wizard: FirstStart, empty: Desk, qtbot: QtBot) -> None:
    wizard.shop.shop_name.setText("Cabello")
    wizard.money.currency.choose("EUR")
    wizard.money.place.choose("es_ES")
    assert wizard.money._example.text() == "1.234,50\u00a0€"
    for name, rate in (("IVA", "21"), ("IVA", "10,5")):
        wizard.taxes.add_row()
        row = wizard.taxes.rows()[-1]
        row.name.setText(name)
        row.rate.setText(rate)
    wizard.manager.manager.setText("Maya")
    wizard.manager.pin.setText("2580")
    wizard.manager.again.setText("2580")
    wizard._show(4)
    wizard.go_on()
    qtbot.waitUntil(lambda: hasattr(wizard, "code"), timeout=20_000)
    rates, _active = shop.taxes(empty)
    assert [(r.code, r.percent) for r in rates] == [("IVA", "21%"), ("IVA_2", "10.5%")]
    assert shop.settings(empty).currency == "EUR"


def test_nothing_but_writing_the_code_down_leads_on_from_it(
    wizard: FirstStart, qtbot: QtBot
) -> None:
    typed("Luma Studio")
    for _step in range(3):
        press(Key.Key_Return)
    typed("Maya Chen")
    for _once_more in range(2):
        press(Key.Key_Tab)
        typed("2580")
    press(Key.Key_Return)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: hasattr(wizard, "code"), timeout=20_000)
    made: list[Desk] = []
    wizard.made.connect(made.append)
    for _round in range(6):
        press(Key.Key_Tab)
        assert focused().isVisible()
        press(Key.Key_Return)
        assert wizard.code.isVisible()
    press(Key.Key_F1)
    assert wizard.code.isVisible()
    wizard.code.box.setChecked(True)
    wizard.code.go_on.click()
    assert made
