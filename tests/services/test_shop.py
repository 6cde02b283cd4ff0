"""What a manager sets up: refused where it could not be sold or posted, and by whom it is done."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from pos_app.domain.money import MAX_AMOUNT
from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import PaymentType, Role, StaffMember, Till
from pos_app.domain.tax import TaxRate
from pos_app.domain.ticket import LineKind
from pos_app.errors import UserError
from pos_app.persistence.tables.series import audit
from pos_app.services import shop, staff
from pos_app.services.desk import Desk
from tests.builders import an_item

FRONT_DESK = StaffMember("S2", "Leo Park", Role.FRONT_DESK)
ACTS: dict[str, Callable[[Desk], object]] = {
    "settings": lambda desk: shop.change_settings(desk, replace(desk.settings, phone="1")),
    "item": lambda desk: shop.put_item(desk, an_item()),
    "tax": lambda desk: shop.put_tax(desk, TaxRate("", "City", 10_000)),
    "payment type": lambda desk: shop.put_payment_type(
        desk, PaymentType("", "Twint", PaymentKind.CUSTOM)
    ),
    "order": lambda desk: shop.order_payment_types(desk, ["card", "cash"]),
    "till": lambda desk: shop.put_till(desk, Till(0, "Till 2")),
    "logo": lambda desk: shop.put_logo(desk, b"\x89PNG"),
    "staff": lambda desk: staff.put_member(desk, StaffMember("", "Priya", Role.MANAGER), "2580"),
}


def audited(desk: Desk) -> list[tuple[str, str]]:
    """What the audit log says was done, and by whom."""
    with desk.read() as connection:
        return [tuple(row) for row in connection.execute(select(audit.c.act, audit.c.staff))]


@pytest.mark.parametrize("act", ACTS)
def test_only_a_manager_sets_the_shop_up_and_it_is_written_down(desk: Desk, act: str) -> None:
    with pytest.raises(UserError, match="may not do this"):
        ACTS[act](desk.as_staff(FRONT_DESK))
    with pytest.raises(UserError, match="Sign in first"):
        ACTS[act](desk.as_staff(None))
    ((refused, who),) = audited(desk)
    assert refused.endswith(".refused")
    assert who == "S2"
    with desk.write("test") as connection:
        connection.exec_driver_sql("UPDATE staff SET pin_hash = 'x' WHERE code = 'S1'")
    ACTS[act](desk)
    ((said, who),) = audited(desk)[2:]
    assert who == "S1"
    assert said.split(".")[0] in {
        "settings",
        "item",
        "tax",
        "payment_type",
        "till",
        "logo",
        "staff",
    }


NAMED: dict[str, Callable[[Desk, str], object]] = {
    "an item": lambda desk, name: shop.put_item(desk, an_item(name=name)),
    "a tax": lambda desk, name: shop.put_tax(desk, TaxRate("", name, 10_000)),
    "a payment type": lambda desk, name: shop.put_payment_type(
        desk, PaymentType("", name, PaymentKind.CUSTOM)
    ),
    "a till": lambda desk, name: shop.put_till(desk, Till(0, name)),
    "a person": lambda desk, name: staff.put_member(
        desk, StaffMember("", name, Role.MANAGER), "2580"
    ),
}


@pytest.mark.parametrize("what", NAMED)
@pytest.mark.parametrize("name", ["", "  ", "\t\n", "\x00"])
def test_a_blank_is_no_name(desk: Desk, what: str, name: str) -> None:
    with pytest.raises(UserError, match="Enter a name") as refused:
        NAMED[what](desk, name)
    assert refused.value.field == "name"


@pytest.mark.parametrize("what", NAMED)
def test_names_are_kept_short_and_without_control_characters(desk: Desk, what: str) -> None:
    NAMED[what](desk, " a\x00b\n" + "c" * 10_000)
    names = [
        *(item.name for item in shop.items(desk)),
        *(rate.name for rate in shop.taxes(desk)[0]),
        *(way.name for way in shop.payment_types(desk)),
        *(till.name for till in shop.tills(desk)),
        *(member.name for member in staff.members(desk)),
    ]
    assert [name for name in names if name.startswith("a b ")] == ["a b " + "c" * 76]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"price": -1}, "price"),
        ({"price": MAX_AMOUNT + 1}, "price"),
        ({"price": 10**20}, "price"),
        ({"taxes": ("sales", "moon")}, "taxes"),
        ({"kind": LineKind.PAYOFF}, "kind"),
    ],
)
def test_an_item_that_could_not_be_sold_is_refused_at_its_box(
    desk: Desk, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(UserError) as refused:
        shop.put_item(desk, an_item(**values))
    assert refused.value.field == field
    assert shop.items(desk) == []


def test_a_barcode_stays_with_its_item_also_when_that_is_no_longer_sold(desk: Desk) -> None:
    shop.put_item(desk, an_item(name="Soap", barcode="111", active=False))
    with pytest.raises(UserError, match="Soap already has this barcode") as refused:
        shop.put_item(desk, an_item(name="Comb", barcode=" 111 "))
    assert refused.value.field == "barcode"
    (soap,) = shop.items(desk)
    shop.put_item(desk, replace(soap, name="Black soap"))


def test_two_tills_do_not_share_a_name(desk: Desk) -> None:
    with pytest.raises(UserError, match="Another till has this name") as refused:
        shop.put_till(desk, Till(0, " Till 1 "))
    assert refused.value.field == "name"
    shop.put_till(desk, Till(1, "Till 1", "none:"))


@pytest.mark.parametrize("field", ["address", "receipt_header", "receipt_footer"])
@pytest.mark.parametrize("text", ["x" * 10_000, "x\n" * 30])
def test_a_page_that_was_pasted_does_not_go_on_every_receipt(
    desk: Desk, field: str, text: Any
) -> None:
    with pytest.raises(UserError, match="Too long for every receipt: at most") as long:
        shop.change_settings(desk, replace(desk.settings, **{field: text}))
    assert long.value.field == field
    assert shop.settings(desk) == desk.settings


def test_the_currency_of_the_books_does_not_change(desk: Desk) -> None:
    with pytest.raises(UserError, match="the books are kept in it"):
        shop.change_settings(desk, replace(desk.settings, currency="EUR"))


def test_settings_shown_before_a_recovery_do_not_bring_its_used_up_code_back(desk: Desk) -> None:
    shown = shop.settings(desk)
    staff.reset_pin(desk, "S1", "2580")
    with desk.write("test") as connection:
        connection.exec_driver_sql(
            "UPDATE settings SET value = '\"fresh\"' WHERE name = 'recovery_hash'"
        )
    shop.change_settings(desk, replace(shown, phone="555"))
    now = shop.settings(desk)
    assert (now.phone, now.recovery_hash) == ("555", "fresh")
