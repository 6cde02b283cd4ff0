"""The catalog: what a new item starts with."""

from pos_app.domain.shop import Item
from pos_app.services import selling, shop
from tests.ui.settings.conftest import AtSettings
from ui.checkout.item_finder import FAVORITES
from ui.settings.catalog import CatalogSection


def opened(at: AtSettings) -> CatalogSection:
    section = at.open("Catalog")
    assert isinstance(section, CatalogSection)
    at.wait()
    return section


def test_the_first_items_of_a_new_shop_are_quick_buttons(at_settings: AtSettings) -> None:
    section = opened(at_settings)
    for name in ("Haircut", "Beard trim"):
        section.add_new()
        section.name.setText(name)
        section.price.setText("45")
        section.save()
        at_settings.wait()
    desk = at_settings.session.desk
    assert [item.name for item in selling.favorites(desk)] == ["Haircut", "Beard trim"]


def test_an_item_takes_no_quick_button_where_all_are_taken(at_settings: AtSettings) -> None:
    section = opened(at_settings)
    for place in range(1, FAVORITES + 1):
        item = Item(name=f"Cut {place}", price=4500, favorite=place)
        shop.put_item(at_settings.session.desk, item)
    section.add_new()
    assert section.favorite.value() == 0
