"""Bringing the catalog over from other software, in the way that ``imports`` brings clients."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from pos_app.domain.facts import facts
from pos_app.domain.money import money, shop_format
from pos_app.domain.shop import Item
from pos_app.domain.tax import TaxRate
from pos_app.domain.ticket import SALE_KINDS, LineKind
from pos_app.domain.words import _, mark
from pos_app.errors import UserError
from pos_app.persistence import catalog
from pos_app.persistence.tables.catalog import items
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.tabular import (
    Plan,
    Problem,
    Progress,
    Row,
    all_of,
    make_each,
    read_table,
    refuse_problems,
    require,
    write_all,
)

_NEEDS = Permission.SETTINGS
ITEM_COLUMNS = {
    "name": "name|item|item name|description|nombre|articulo|descripcion|servicio|producto",
    "kind": "kind|type|item type|tipo|clase",
    "sku": "sku|code|item code|codigo|referencia",
    "barcode": "barcode|ean|upc|gtin|codigo de barras",
    "price": "price|unit price|sale price|precio|pvp|precio de venta",
    "minutes": "minutes|duration|duration minutes|minutos|duracion",
    "taxes": "tax|taxes|tax code|impuesto|impuestos|iva",
}
"""What each column of a catalog may be headed, in English and Spanish."""

_KINDS = {
    LineKind.SERVICE: "service|services|servicio|servicios",
    LineKind.PRODUCT: "product|products|retail|producto|productos",
    LineKind.FEE: "fee|fees|cargo|tarifa",
    LineKind.PACKAGE: "package|packages|paquete|bono",
    LineKind.PLAN: "plan|plans|membership|membresia",
}
_NAMES = {
    LineKind.SERVICE: mark("service"),
    LineKind.PRODUCT: mark("product"),
    LineKind.FEE: mark("fee"),
    LineKind.PACKAGE: mark("package"),
    LineKind.PLAN: mark("plan"),
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split("|")}


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item to add."""

    item: Item
    line: int = 0

    def __str__(self) -> str:
        return _("add {kind} “{name}” at {price}, {taxes}").format(
            kind=_(_NAMES[self.item.kind]),
            name=self.item.name,
            price=money(self.item.price),
            taxes=_("tax {codes}").format(codes=", ".join(self.item.taxes))
            if self.item.taxes
            else _("no tax"),
        )


def plan_catalog(
    desk: Desk, file: Path, kind: LineKind | None = None, decimal: str = ""
) -> Plan[NewItem]:
    """What importing the items of ``file`` would do. Writes nothing.

    Args:
        kind: what items without a kind of their own are.
        decimal: the sign that parts the decimals, where the file leaves it open.

    Raises:
        UserError: the file is no catalog.
        EnvironmentFault: it cannot be read.
    """
    table = read_table(file, ITEM_COLUMNS)
    require(table, "name")
    require(table, "price")
    with desk.read() as connection:
        rates = catalog.tax_rates(connection)
    codes = _tax_codes(rates.values())

    def make(row: Row, price: int | None) -> NewItem:
        return NewItem(_item(row, price, kind, codes), row.line)

    made, problems = make_each(table, "price", decimal, make)
    problems += _same_codes(desk, made)
    return Plan.of(file, table, made, problems)


def import_catalog(desk: Desk, plan: Plan[NewItem], progress: Progress | None = None) -> Changes:
    """Carry out a plan without problems: all of it, or nothing.

    Raises:
        UserError: the plan has problems, or an item with the same code was added meanwhile.
    """
    refuse_problems(plan)
    ids: list[int] = []
    about = facts(file=plan.source, count=len(plan.lines))
    with desk.write("catalog.import", lambda: all_of("item", ids), about, _NEEDS) as connection:
        if any(_codes_taken(connection, plan.lines)):
            raise UserError(_("An item of this file was added meanwhile. Look at it again."))
        ids += write_all(
            plan.lines,
            lambda some: catalog.add_items(connection, [new.item for new in some]),
            progress,
        )
    return Changes(catalog=True)


def _item(row: Row, price: int | None, kind: LineKind | None, taxes: dict[str, str]) -> Item:
    named = row.cell("kind").casefold()
    found = _KIND_OF.get(named) if named else kind
    if not row.cell("name"):
        raise UserError(_("Enter a name."))
    if found not in SALE_KINDS:
        raise UserError(
            _("“{kind}” is no kind of item.").format(kind=row.cell("kind"))
            if named
            else _("This line does not say whether it is a service or a product.")
        )
    if price is None or price < 0:
        raise UserError(_("Enter a price of zero or more."))
    minutes = row.cell("minutes") or "0"
    if not (minutes.isascii() and minutes.isdigit() and len(minutes) < 5):
        raise UserError(_("“{text}” is not a number of minutes.").format(text=minutes[:40]))
    return Item(
        kind=found,
        name=" ".join(row.cell("name").split()),
        sku=row.cell("sku"),
        barcode=row.cell("barcode"),
        price=price,
        minutes=int(minutes),
        taxes=tuple(_tax(word, taxes) for word in row.cell("taxes").split("+") if word.strip()),
    )


def _tax_codes(rates: Iterable[TaxRate]) -> dict[str, str]:
    """Tax codes by what a file may call them: code, name or percentage."""
    found: dict[str, str] = {}
    for rate in rates:
        plain = rate.percent.replace(shop_format().decimal, ".")
        for word in (plain, rate.percent, rate.name, rate.code):
            found[word.casefold()] = rate.code
    return found


def _tax(word: str, taxes: dict[str, str]) -> str:
    code = taxes.get(word.strip().casefold())
    if code is None:
        raise UserError(_("There is no tax “{name}” in this shop.").format(name=word.strip()[:40]))
    return code


def _same_codes(desk: Desk, made: Sequence[NewItem]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for new in made:
        for code in {new.item.sku, new.item.barcode} - {""}:
            if seen.setdefault(code, new.line) != new.line:
                said = _("Line {line} has the same code, “{code}”.")
                yield Problem(new.line, said.format(line=seen[code], code=code))
    with desk.read() as connection:
        for line, code, name in _codes_taken(connection, made):
            said = _("{name} already has the code “{code}”.").format(name=name, code=code)
            yield Problem(line, said)


def _codes_taken(connection: Connection, made: Sequence[NewItem]) -> Iterator[tuple[int, str, str]]:
    """Lines whose SKU or barcode a stored item has: line, code, that item's name."""
    stored: dict[str, str] = {}
    for sku, barcode, name in connection.execute(
        select(items.c.sku, items.c.barcode, items.c.name)
    ):
        stored |= {sku: name, barcode: name}
    for new in made:
        for code in sorted({new.item.sku, new.item.barcode} - {""}):
            if code in stored:
                yield new.line, code, stored[code]
