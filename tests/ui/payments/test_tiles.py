"""The tiles of the ways to pay."""

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import PaymentType
from pos_app.services import setup
from tests.ui.conftest import Shown
from ui.main_window import MainWindow
from ui.payments.tiles import TypeTiles, offered


def test_the_keys_of_a_new_shop_are_counted_as_its_tiles_stand(qtbot: QtBot) -> None:
    types = [PaymentType(code, code, kind) for code, kind in setup.TYPES]
    tiles = TypeTiles(offered(types, pay_later=True))
    qtbot.addWidget(tiles)
    keys = [tile.key for tile in tiles.tiles.values()]
    assert keys == ["F1", "F2", "F3", "F4", "F5", "F6", "F7", "F9"]


def test_every_way_to_pay_of_a_shops_own_answers_to_its_key_beside_the_rail(shown: Shown) -> None:
    own = [PaymentType(name, name, PaymentKind.CUSTOM) for name in ("Twint", "Voucher", "Transfer")]
    tiles = TypeTiles(own)
    window = MainWindow("Fern & Fable")
    window.add_page("checkout", "cart", "Checkout", lambda: tiles)
    shown(window)
    window.show_page("checkout")
    for way in own:
        QTest.keySequence(window, QKeySequence(tiles.tiles[way.code].key))
        assert tiles.value() == way.code
