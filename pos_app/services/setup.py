"""The first start: making a shop out of an empty database."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pos_app.domain.facts import facts
from pos_app.domain.payment import PaymentKind
from pos_app.domain.reason import ReasonKind
from pos_app.domain.shop import (
    BALANCE_TYPE,
    BUILT_IN_TYPES,
    CREDIT_TYPE,
    GIFT_TYPE,
    LATER_TYPE,
    POINTS_TYPE,
    PaymentType,
    Role,
    Settings,
    StaffMember,
    Till,
)
from pos_app.domain.tax import TaxRate
from pos_app.domain.words import _, mark, typed
from pos_app.errors import UserError
from pos_app.persistence import audit, books, catalog, people
from pos_app.security.pin import check_pin, hash_secret
from pos_app.services.desk import OFFICE, Desk
from pos_app.services.shop import check_printer, check_texts, new_code
from pos_app.services.staff import new_recovery_code, normal_code

TYPES = (
    ("cash", PaymentKind.CASH),
    ("card", PaymentKind.CARD),
    ("check", PaymentKind.CHECK),
    (GIFT_TYPE, PaymentKind.GIFT_CARD),
    (POINTS_TYPE, PaymentKind.POINTS),
    (CREDIT_TYPE, PaymentKind.CLIENT_BALANCE),
    (LATER_TYPE, PaymentKind.PAY_LATER),
    (BALANCE_TYPE, PaymentKind.CLIENT_BALANCE),
)
"""The ways to pay of a new shop, code and kind, in the order it offers them."""

_REASON_KINDS = (
    ("goodwill", mark("Goodwill"), False),
    ("referral", mark("Referral"), False),
    ("promotion", mark("Promotion"), False),
    ("late", mark("Late cancellation"), False),
    ("error", mark("Error"), True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewShop:
    """What the first start asks."""

    settings: Settings
    manager: str
    pin: str
    till: str
    printer: str = "none:"
    profile: str = "generic-80"
    taxes: tuple[TaxRate, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A shop that was just made: its desk with its owner signed in, and the recovery code."""

    desk: Desk
    recovery_code: str


def create(desk: Desk, new: NewShop) -> Opened:
    """Make the shop. Slow on purpose, for the PIN's hash: not for the GUI thread.

    Raises:
        UserError: something is missing; ``field`` says what.
    """
    for problem in problems(new):
        raise problem
    recovery_code = new_recovery_code()
    pin_hash = hash_secret(new.pin)
    settings = replace(
        new.settings,
        shop_name=typed(new.settings.shop_name, 80),
        recovery_hash=hash_secret(normal_code(recovery_code)),
    )
    manager = StaffMember("S1", typed(new.manager, 80), Role.OWNER, True, True)
    with desk.database.write() as connection:
        if people.staff_members(connection):
            raise UserError(_("This shop is already set up."))
        catalog.save_settings(connection, settings)
        people.put_staff(
            connection, "S1", name=manager.name, role=str(manager.role), pin_hash=pin_hash
        )
        till = Till(0, typed(new.till, 80), new.printer, new.profile)
        till = replace(till, id=catalog.put_till(connection, till))
        for writer in (till.writer, replace(desk, till=OFFICE).writer):
            books.open_series(connection, writer, desk.at)
        codes: list[str] = []
        for rate in new.taxes:
            codes.append(rate.code or new_code(rate.name, codes))
            catalog.put_tax(connection, replace(rate, code=codes[-1]))
        for position, (code, kind) in enumerate(TYPES):
            catalog.put_payment_type(
                connection, PaymentType(code, _(BUILT_IN_TYPES[code]), kind, True, position)
            )
        for code, name, asks_more in _REASON_KINDS:
            catalog.put_reason_kind(connection, ReasonKind(code, _(name), asks_more))
        audit.record(
            connection,
            till.writer,
            at=desk.at,
            staff=manager.code,
            till=till.name,
            act="shop.create",
            subject="shop",
            detail=facts(name=settings.shop_name),
        )
    return Opened(replace(desk, settings=settings, till=till, staff=manager), recovery_code)


def problems(new: NewShop) -> list[UserError]:
    """All that is missing or wrong, each under its ``field``, in the order in which it is asked."""
    found = [
        UserError(said, field=field)
        for text, field, said in (
            (new.settings.shop_name, "shop_name", _("Enter the shop’s name.")),
            (new.manager, "manager", _("Enter the manager’s name.")),
            (new.till, "till", _("Enter the till’s name.")),
        )
        if not typed(text, 80)
    ]
    checks: list[tuple[str, Callable[[], object]]] = [
        ("address", lambda: check_texts(new.settings)),
        ("pin", lambda: check_pin(new.pin)),
        ("printer", lambda: check_printer(new.printer)),
    ]
    for field, check in checks:
        try:
            check()
        except UserError as error:
            found.append(UserError(error.text, field=field))
    return found
