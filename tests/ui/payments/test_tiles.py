"""The tiles of the ways to pay."""

from pytestqt.qtbot import QtBot

from pos_app.domain.shop import PaymentType
from pos_app.services import setup
from ui.payments.tiles import TypeTiles, offered


def test_the_keys_of_a_new_shop_are_counted_as_its_tiles_stand(qtbot: QtBot) -> None:
    types = [PaymentType(code, code, kind) for code, kind in setup.TYPES]
    tiles = TypeTiles(offered(types, pay_later=True))
    qtbot.addWidget(tiles)
    keys = [tile.key for tile in tiles.tiles.values()]
    assert keys == ["F1", "F2", "F3", "F4", "F5", "F6", "F7", "F9"]
