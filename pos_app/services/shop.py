"""What the shop has chosen: settings, catalog, taxes, payment types, tills and logo."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from sqlalchemy import Connection

from pos_app.domain import points
from pos_app.domain.facts import facts, together
from pos_app.domain.invoice import MOST_TERMS
from pos_app.domain.money import MAX_AMOUNT, counted
from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import Item, PaymentType, Settings, Till
from pos_app.domain.tax import PPM, TaxRate
from pos_app.domain.ticket import SALE_KINDS
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import catalog, gift_cards
from pos_app.security.roles import Permission
from pos_app.services import mail_setup
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk

_NEEDS = Permission.SETTINGS
_KEPT = ("recovery_hash", "rights")
MAX_LOGO_BYTES = 2_000_000
_TEXTS = {"address": 10, "receipt_header": 20, "receipt_footer": 20}
"""The texts that stand on every receipt, and how many lines each may have."""
_LINE = 60
"""The most characters that a line of them has on average: a receipt's line has 48 at most."""


def settings(desk: Desk) -> Settings:
    """The settings as they are stored now."""
    with desk.read() as connection:
        return catalog.load_settings(connection)


def change_settings(desk: Desk, value: Settings) -> Changes:
    """Store the shop's settings.

    Raises:
        UserError: nobody may, the shop has no name, a text of its is too long for a receipt, or the
            currency would change under the books.
    """
    if not typed(value.shop_name, 80):
        raise UserError(_("Enter the shop’s name."), field="shop_name")
    if value.currency != desk.settings.currency:
        raise UserError(
            _("The currency cannot change: the books are kept in it."), field="currency"
        )
    if value.cash_step < 0 or (value.pay_later_limit or 0) < 0:
        raise UserError(_("Enter an amount of zero or more."))
    for field in ("points_per_unit", "point_worth"):
        if not 0 <= getattr(value, field) <= points.MOST:
            raise UserError(
                _("Enter a number from 0 to {most}.").format(most=counted(points.MOST)), field=field
            )
    if not 0 <= value.terms_days <= MOST_TERMS:
        raise UserError(
            _("Enter a number of days from 0 to {most}.").format(most=MOST_TERMS),
            field="terms_days",
        )
    if 0 < value.gift_card_months < value.gift_card_floor_months:
        raise UserError(
            _("The law lets no gift card expire before {months} months.").format(
                months=value.gift_card_floor_months
            ),
            field="gift_card_months",
        )
    check_texts(value)
    mail_setup.check_settings(value)
    value = replace(value, shop_name=typed(value.shop_name, 80))
    with desk.write(
        "settings.change", "settings", _difference(desk.settings, value), needs=_NEEDS
    ) as connection:
        # Somebody may have used the recovery code since; what the roles may has an act of its own.
        now = catalog.load_settings(connection)
        kept = replace(value, recovery_hash=now.recovery_hash, rights=now.rights)
        catalog.save_settings(connection, kept)
    return Changes(settings=True)


def check_texts(value: Settings) -> None:
    """Make sure that what stands on every receipt leaves room for the sale: a paste may be a page.

    Raises:
        UserError: a text is too long.
    """
    for field, lines in _TEXTS.items():
        text, most = getattr(value, field), lines * _LINE
        if len(text) > most or len(text.splitlines()) > lines:
            raise UserError(
                _(
                    "Too long for every receipt: at most {lines} lines and {most} characters."
                ).format(lines=lines, most=counted(most)),
                field=field,
            )


def _difference(before: Settings, after: Settings) -> str:
    """Which settings changed, and to what; never the hash of the recovery code."""
    old, new = asdict(before), asdict(after)
    changed = (name for name in new if new[name] != old[name] and name not in _KEPT)
    return together(*((name, _plain(new[name])) for name in changed))


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else "–" if value in (None, "") else value


def items(desk: Desk, words: str = "") -> list[Item]:
    """The catalog, or what of it matches what is typed; what is no longer sold is among it."""
    with desk.read() as connection:
        if words.strip():
            return catalog.find_any_items(connection, words, 200)
        return catalog.all_items(connection)


def put_item(desk: Desk, value: Item) -> Changes:
    """Add an item (id 0) or change one. Closed tickets keep what they sold.

    Raises:
        UserError: without a name, at a price that is none, with a tax that the shop does not have, or
            with a barcode that another item has, be it sold or not, or with a gift card's code.
    """
    value = replace(
        value, name=_name(value.name), sku=typed(value.sku, 60), barcode=typed(value.barcode, 60)
    )
    if not 0 <= value.price <= MAX_AMOUNT:
        raise UserError(_("Enter a price of zero or more."), field="price")
    if value.kind not in SALE_KINDS:
        raise UserError(_("An item is a service, product, fee, package or plan."), field="kind")
    about = facts(name=value.name, amount=value.price, active=int(value.active))
    with desk.write("item.change", lambda: f"item {item_id}", about, needs=_NEEDS) as connection:
        other = catalog.with_barcode(connection, value.barcode)
        if other is not None and other.id != value.id:
            raise UserError(
                _("{name} already has this barcode.").format(name=other.name), field="barcode"
            )
        _check_no_card(connection, value)
        rates = catalog.tax_rates(connection)
        for code in value.taxes:
            if code not in rates:
                raise UserError(
                    _("There is no tax “{name}” in this shop.").format(name=code[:40]),
                    field="taxes",
                )
        item_id = catalog.put_item(connection, value)
    return Changes(catalog=True)


def _check_no_card(connection: Connection, value: Item) -> None:
    """Whoever scans the item would have the card in hand (see ``card_sales.free_code``)."""
    for field in ("barcode", "sku"):
        if gift_cards.is_taken(connection, getattr(value, field)):
            raise UserError(_("This is the code of a gift card."), field=field)


def _name(text: str, most: int = 80) -> str:
    name = typed(text, most)
    if not name:
        raise UserError(_("Enter a name."), field="name")
    return name


def taxes(desk: Desk) -> tuple[list[TaxRate], list[str]]:
    """Every tax, and the codes of those in use."""
    with desk.read() as connection:
        return list(catalog.tax_rates(connection).values()), catalog.active_tax_codes(connection)


def put_tax(desk: Desk, rate: TaxRate, *, active: bool = True) -> Changes:
    """Add a tax or change one. Open tickets get the new rate, closed ones keep theirs.

    Raises:
        UserError: without a name, or with a rate that is none.
    """
    rate = replace(rate, name=_name(rate.name))
    if not 0 <= rate.rate_ppm <= PPM:
        raise UserError(_("Enter a rate from 0 to 100 percent."), field="rate")
    code = rate.code or new_code(rate.name, (tax.code for tax in taxes(desk)[0]))
    about = facts(name=rate.name, percent=rate.rate_ppm, active=int(active))
    with desk.write(
        "tax.change",
        f"tax {code}",
        about,
        needs=_NEEDS,
    ) as connection:
        catalog.put_tax(connection, replace(rate, code=code), active=active)
    return Changes(catalog=True)


def payment_types(desk: Desk) -> list[PaymentType]:
    """Every way to pay, those not in use included."""
    with desk.read() as connection:
        return catalog.all_payment_types(connection)


def put_payment_type(desk: Desk, value: PaymentType) -> Changes:
    """Add a custom way to pay, or change the name, order or use of one."""
    value = replace(value, name=_name(value.name))
    known = {way.code: way for way in payment_types(desk)}
    if value.code not in known:
        value = replace(
            value,
            code=new_code(value.name, known),
            kind=PaymentKind.CUSTOM,
            position=max((way.position for way in known.values()), default=0) + 1,
        )
    else:
        value = replace(value, kind=known[value.code].kind)
    about = facts(name=value.name, active=int(value.active))
    with desk.write(
        "payment_type.change",
        f"payment type {value.code}",
        about,
        needs=_NEEDS,
    ) as connection:
        catalog.put_payment_type(connection, value)
    return Changes(catalog=True)


def order_payment_types(desk: Desk, codes: Sequence[str]) -> Changes:
    """Show the ways to pay in this order; those not named come after, in the order they had."""
    place = {code: number for number, code in enumerate(codes)}
    ordered = sorted(payment_types(desk), key=lambda way: place.get(way.code, len(place)))
    with desk.write(
        "payment_type.order", "payment types", facts(ways=" ".join(codes)), needs=_NEEDS
    ) as connection:
        for position, way in enumerate(ordered):
            catalog.put_payment_type(connection, replace(way, position=position))
    return Changes(catalog=True)


def new_code(name: str, taken: Iterable[str]) -> str:
    """A permanent code made of a name, unlike those that are taken."""
    base = re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")[:12] or "X"
    codes = set(taken)
    number, code = 1, base
    while code in codes:
        number += 1
        code = f"{base}_{number}"
    return code


def tills(desk: Desk) -> list[Till]:
    """The shop's tills."""
    with desk.read() as connection:
        return catalog.all_tills(connection)


def printer_profiles() -> list[tuple[str, str]]:
    """The families of printers, code and name."""
    from pos_app.printing.profiles import PROFILES

    return [(profile.code, _(profile.name)) for profile in PROFILES]


def check_printer(address: str) -> None:
    """Make sure that a printer's address is one. Nothing is connected.

    Raises:
        UserError: it is none; the text says how to write one.
    """
    from pos_app.printing.drivers import open_driver

    open_driver(address)


def put_till(desk: Desk, value: Till) -> Changes:
    """Add a till (id 0), which gets its own series in the journal, or change one.

    Raises:
        UserError: without a name of its own, or with a printer address that is none.
    """
    from pos_app.printing.profiles import profile_of

    value = replace(value, name=_name(value.name))
    profile_of(value.profile)
    if value.printer:
        check_printer(value.printer)
    about = facts(name=value.name, printer=value.printer)
    with desk.write("till.change", lambda: f"till {till_id}", about, needs=_NEEDS) as connection:
        if any(t.name == value.name and t.id != value.id for t in catalog.all_tills(connection)):
            raise UserError(_("Another till has this name."), field="name")
        till_id = catalog.put_till(connection, value)
        if not value.id:
            from pos_app.persistence import books

            books.open_series(connection, Till(till_id, value.name).writer, desk.at)
    return Changes(settings=True)


def logo(desk: Desk) -> bytes | None:
    """The logo for receipts, as PNG."""
    with desk.read() as connection:
        return catalog.load_file(connection, "logo")


def put_logo(desk: Desk, png: bytes | None) -> Changes:
    """Store the receipt's logo, or take it off.

    Raises:
        UserError: it is not a picture, or too large.
    """
    if png is not None:
        if len(png) > MAX_LOGO_BYTES:
            raise UserError(_("The logo is larger than 2 MB. Choose a smaller picture."))
        if not png.startswith(b"\x89PNG"):
            raise UserError(_("Choose a PNG picture."))
    with desk.write(
        "logo.change", "logo", facts(bytes=len(png) if png else None), needs=_NEEDS
    ) as connection:
        catalog.save_file(connection, "logo", png)
    return Changes(settings=True)
