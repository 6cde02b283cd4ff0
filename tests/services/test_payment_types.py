"""What the ways to pay are called."""

from dataclasses import replace

from pos_app import bootstrap
from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import PaymentType
from pos_app.services import shop
from pos_app.services.desk import Desk


def _names(desk: Desk) -> dict[str, str]:
    return {way.code: way.name for way in shop.payment_types(desk)}


def test_built_in_ways_to_pay_are_called_as_the_tills_language_does(desk: Desk) -> None:
    cash = PaymentType("cash", "Cash", PaymentKind.CASH)
    shop.put_payment_type(desk, cash)
    shop.put_payment_type(desk, PaymentType("", "Twint", PaymentKind.CUSTOM))
    bootstrap.speak("es")
    names = _names(desk)
    assert names["cash"] == "Efectivo"
    assert "Twint" in names.values()
    shop.put_payment_type(desk, replace(cash, name=names["cash"], active=False))
    bootstrap.speak("en")
    assert _names(desk)["cash"] == "Cash"


def test_what_a_shop_calls_a_way_to_pay_itself_stays(desk: Desk) -> None:
    shop.put_payment_type(desk, PaymentType("cash", "Till money", PaymentKind.CASH))
    bootstrap.speak("es")
    assert _names(desk)["cash"] == "Till money"
