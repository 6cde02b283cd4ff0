"""Scanning on the checkout page, wherever the focus is and however fast."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pos_app.domain.ticket import LineKind
from pos_app.errors import EnvironmentFault
from pos_app.persistence import catalog
from pos_app.services import tickets
from tests.builders import an_item
from tests.ui.checkout.conftest import Hands, Shop
from ui.scanner import Scanner
from ui.tasks import Failure

BARCODE = "4006381333931"


@pytest.fixture
def gun(qapp: QApplication, hands: Hands) -> Iterator["Gun"]:
    made = Gun(hands)
    scanner = Scanner(
        qapp, hands.page, now_ms=lambda: made.now_ms, typed_ms=lambda _key: made.now_ms
    )
    scanner.scanned.connect(hands.page.scan)
    scanner.start()
    yield made
    scanner.stop()


class Gun:
    """A scanner that types into whatever has the focus."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self.now_ms = 0

    def scan(self, code: str) -> None:
        self.now_ms += 1_000
        focused: QWidget | None = QApplication.focusWidget()
        target = self._hands.page if focused is None else focused
        for letter in code:
            self.now_ms += 4
            QTest.keyClicks(target, letter)
        self.now_ms += 4
        QTest.keyClick(target, Qt.Key.Key_Return)


def test_the_first_scan_starts_a_ticket(hands: Hands, gun: Gun) -> None:
    gun.scan(BARCODE)
    hands.settle()
    assert hands.lines() == [("Shampoo", 1)]
    assert hands.search().text() == ""


def test_what_a_discount_and_a_tip_come_to_follows_a_scan(hands: Hands, gun: Gun) -> None:
    gun.scan(BARCODE)
    hands.settle()
    hands.press("Discount")
    box = hands.editor("Discount in percent")
    assert isinstance(box, QLineEdit)
    box.setText("10")
    assert hands.says("$1.00 off: $9.00 instead of $10.00")
    gun.scan(BARCODE)
    hands.settle()
    assert hands.says("$2.00 off: $18.00 instead of $20.00")
    assert box.text() == "10"
    hands.press("Apply discount")
    hands.press("Add tip")
    assert hands.button("10% · $1.80").isEnabled()
    gun.scan(BARCODE)
    hands.settle()
    assert hands.button("10% · $2.70").isEnabled()


def test_a_panel_is_never_cut_off_by_what_was_searched_for(hands: Hands, shop: Shop) -> None:
    with shop.desk.database.write() as connection:
        for number in range(6):
            catalog.put_item(connection, an_item(name=f"Serum {number}", price=100))
    hands.page.resize(1286, 708)
    hands.enter("hair")
    hands.type("serum")
    hands.key(Qt.Key.Key_F3)
    assert hands.search().text() == ""
    hands.search().setFocus()
    hands.type("serum")
    box = hands.editor("Discount in percent")
    assert box.visibleRegion().boundingRect().height() == box.height() >= 40


def test_a_product_scanned_again_counts_up(hands: Hands, gun: Gun) -> None:
    gun.scan(BARCODE)
    gun.scan("850012")
    hands.settle()
    assert hands.lines() == [("Shampoo", 2)]


def test_a_product_that_counts_up_is_in_hand_and_in_sight_however_long_the_ticket(
    hands: Hands, gun: Gun
) -> None:
    gun.scan(BARCODE)
    hands.settle()
    for _line in range(20):
        hands.press("Haircut")
    assert hands.table.currentIndex().row() == 20
    gun.scan(BARCODE)
    hands.settle()
    assert hands.table.currentIndex().row() == 0
    shown = hands.table.visualRect(hands.table.currentIndex())
    assert hands.table.viewport().rect().contains(shown)


def test_whoever_finds_by_hand_what_no_code_found_has_read_it(hands: Hands, gun: Gun) -> None:
    gun.scan(BARCODE)
    gun.scan("0000000")
    hands.settle()
    hands.search().setFocus()
    hands.search().setText("zebra")
    hands.key(Qt.Key.Key_Return)
    assert hands.notices() == ["No item has the code “zebra”."]
    hands.press("Haircut")
    assert hands.notices() == []


def test_what_is_scanned_onto_an_open_line_is_not_lost_when_that_is_saved(
    hands: Hands, gun: Gun
) -> None:
    gun.scan(BARCODE)
    hands.settle()
    hands.table.setFocus()
    hands.key(Qt.Key.Key_Return)
    hands.editor("Note on this line").setFocus()
    gun.now_ms += 1_000
    hands.type("gift")
    for _again in range(2):
        gun.scan(BARCODE)
        hands.settle()
    hands.press("Save line")
    assert [(line.quantity, line.note) for line in hands.ticket().lines] == [(3, "gift")]


def test_fifty_scans_in_a_burst_are_fifty_lines(hands: Hands, gun: Gun, shop: Shop) -> None:
    codes = [f"90{number:04d}" for number in range(50)]
    with shop.desk.database.write() as connection:
        catalog.add_items(
            connection,
            [
                an_item(name=f"Item {code}", kind=LineKind.PRODUCT, sku=code, price=100)
                for code in codes
            ],
        )
    for code in codes:
        gun.scan(code)
    hands.settle()
    assert [line.sku for line in hands.ticket().lines] == codes
    assert len(hands.rows()) == 50


def test_an_unknown_code_is_told_and_changes_nothing_else(hands: Hands, gun: Gun) -> None:
    gun.scan(BARCODE)
    hands.settle()
    before = hands.ticket()
    gun.scan("0000000")
    hands.settle()
    assert hands.notices() == ["No item has the code “0000000”."]
    assert hands.ticket() == before


def test_the_next_scan_takes_nothing_away_of_what_was_said_of_an_unknown_code(
    hands: Hands, gun: Gun
) -> None:
    for code in ("0000000", BARCODE, "0000000", BARCODE):
        gun.scan(code)
    hands.settle()
    assert hands.lines() == [("Shampoo", 2)]
    assert hands.notices() == ["No item has the code “0000000”."]
    gun.scan("1111111")
    hands.settle()
    assert hands.notices() == ["No item on sale has the codes 0000000, 1111111."]
    hands.key(Qt.Key.Key_Escape)
    assert hands.notices() == []
    gun.scan("0000000")
    hands.settle()
    assert hands.notices() == ["No item has the code “0000000”."]


def test_a_scan_while_an_amount_is_typed_lands_on_the_ticket_and_not_in_the_amount(
    hands: Hands, gun: Gun
) -> None:
    gun.scan(BARCODE)
    hands.settle()
    gun.now_ms += 1_000
    hands.key(Qt.Key.Key_F5)
    gun.scan(BARCODE)
    hands.settle()
    amount = hands.editor("Amount")
    assert amount.property("text") == ""
    assert amount.hasFocus()
    assert hands.lines() == [("Shampoo", 2)]
    assert hands.ticket().tips == ()


def test_an_item_scanned_into_the_box_of_a_gift_cards_code_lands_on_the_ticket(
    hands: Hands, gun: Gun
) -> None:
    hands.press("Gift card")
    hands.editor("Card code").setFocus()
    gun.scan(BARCODE)
    hands.settle()
    assert hands.lines() == [("Shampoo", 1)]
    gun.scan("6035123456789011")
    code = hands.editor("Card code")
    assert isinstance(code, QLineEdit)
    assert code.text() == "6035123456789011"


def test_no_scan_is_lost_while_another_program_holds_the_database(
    hands: Hands, gun: Gun, shop: Shop
) -> None:
    gun.scan(BARCODE)
    hands.settle()
    failures: list[Failure] = []
    hands.session.tasks.failure.connect(failures.append)
    with shop.desk.database.write():
        gun.scan(BARCODE)
        gun.scan(BARCODE)
        hands.qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0].error, EnvironmentFault)
    assert failures[0].error.text.endswith("What you entered is kept: do not enter it again.")
    recovered: list[bool] = []
    hands.session.tasks.recovered.connect(lambda: recovered.append(True))
    failures[0].retry()
    hands.settle()
    assert hands.lines() == [("Shampoo", 3)]
    assert recovered == [True]


def test_a_scan_on_a_ticket_finished_elsewhere_is_refused_and_the_next_starts_another(
    hands: Hands, gun: Gun, shop: Shop
) -> None:
    from pos_app.services import voiding

    gun.scan(BARCODE)
    hands.settle()
    first = hands.ticket().id
    voiding.void(shop.desk, first, "left")
    gun.scan(BARCODE)
    hands.settle()
    gun.scan(BARCODE)
    hands.settle()
    assert hands.ticket().id != first
    assert tickets.view(shop.desk, first).ticket.lines == hands.ticket().lines


def test_esc_takes_away_what_was_said_of_an_unknown_code(hands: Hands, gun: Gun) -> None:
    gun.scan("0000")
    hands.settle()
    assert hands.notices() == ["No item has the code “0000”."]
    hands.key(Qt.Key.Key_Escape)
    assert hands.notices() == []
    hands.enter("nothing")
    assert hands.notices() == ["No item has the code “nothing”."]
    hands.key(Qt.Key.Key_Escape)
    assert (hands.search().text(), hands.notices()) == ("", [])
