"""*No sale* at the foot of the open tickets: a key, a reason, Enter."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pos_app.domain.printer import Printer, Route
from pos_app.persistence import printers
from tests.services.counter import Counter
from tests.ui.checkout.conftest import Hands

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def test_a_key_a_reason_and_enter_open_the_drawer(hands: Hands, qtbot: QtBot) -> None:
    desk = hands.page._session.desk
    with desk.database.write() as connection:
        printer = printers.put_printer(connection, Printer(0, "Front", "file:/dev/null"))
        printers.put_route(connection, Route(1, "", printer))
    no_sale = hands.page._side.no_sale
    QTest.keyClick(hands.page, Key.Key_K, CTRL)
    assert no_sale.reason.hasFocus()
    QTest.keyClick(no_sale.reason, Key.Key_Return)
    qtbot.waitUntil(lambda: no_sale.field.error() == "Say why the drawer is opened.")
    QTest.keyClicks(no_sale.reason, "Change")
    QTest.keyClick(no_sale.reason, Key.Key_Return)
    qtbot.waitUntil(no_sale.panel.isHidden)
    assert Counter(desk).rows("SELECT paper, kick_drawer FROM print_jobs") == [("drawer", 1)]
    assert no_sale.button.isVisible()


def test_esc_closes_without_opening(hands: Hands) -> None:
    no_sale = hands.page._side.no_sale
    no_sale.button.click()
    QTest.keyClick(no_sale.reason, Key.Key_Escape)
    assert no_sale.panel.isHidden()
    assert Counter(hands.page._session.desk).rows("SELECT count(*) FROM print_jobs") == [(0,)]
