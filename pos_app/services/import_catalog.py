"""Bringing the catalog over from other software, in the way that ``imports`` brings clients."""

from collections.abc import Iterable, Iterator
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
from pos_app.persistence import catalog, gift_cards
from pos_app.persistence.tables.catalog import items
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.tabular import (
    Plan,
    Problem,
    Progress,
    Row,
    Table,
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
_LONGEST_NAME, _LONGEST_CODE = 80, 60
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

    def faults(row: Row, price: int | None) -> Iterator[UserError]:
        return _faults(row, price, kind, codes)

    def make(row: Row, price: int | None) -> NewItem:
        return NewItem(_item(row, price, kind, codes), row.line)

    made, problems = make_each(table, "price", decimal, faults, make)
    problems += _same_codes(desk, table)
    return Plan.of(file, table, made, problems)


def import_catalog(desk: Desk, plan: Plan[NewItem], progress: Progress | None = None) -> Changes:
    """Carry out a plan without problems: all of it, or nothing.

    Raises:
        UserError: the plan has problems, or an item or gift card with the same code came meanwhile.
    """
    refuse_problems(plan)
    ids: list[int] = []
    about = facts(file=plan.source, count=len(plan.lines))
    with desk.write("catalog.import", lambda: all_of("item", ids), about, _NEEDS) as connection:
        given = ((new.line, c) for new in plan.lines for c in (new.item.sku, new.item.barcode) if c)
        if any(_codes_taken(connection, given)):
            raise UserError(_("A code of this file was taken meanwhile. Look at it again."))
        ids += write_all(
            plan.lines,
            lambda some: catalog.add_items(connection, [new.item for new in some]),
            progress,
        )
    return Changes(catalog=True)


def _faults(
    row: Row, price: int | None, kind: LineKind | None, taxes: dict[str, str]
) -> Iterator[UserError]:
    name, named, minutes = _name(row), row.cell("kind"), _minutes(row)
    if not name:
        yield UserError(_("Enter a name."))
    if len(name) > _LONGEST_NAME:
        yield UserError(_("A name has at most 80 characters."))
    if max(len(row.cell("sku")), len(row.cell("barcode"))) > _LONGEST_CODE:
        yield UserError(_("A code has at most 60 characters."))
    if _kind(row, kind) not in SALE_KINDS:
        yield UserError(
            _("“{kind}” is no kind of item.").format(kind=named[:40])
            if named
            else _("This line does not say whether it is a service or a product.")
        )
    if price is None or price < 0:
        yield UserError(_("Enter a price of zero or more."))
    if not (minutes.isascii() and minutes.isdigit() and len(minutes) < 5):
        yield UserError(_("“{text}” is not a number of minutes.").format(text=minutes[:40]))
    for word in _tax_words(row):
        if word.casefold() not in taxes:
            yield UserError(_("There is no tax “{name}” in this shop.").format(name=word[:40]))


def _item(row: Row, price: int | None, kind: LineKind | None, taxes: dict[str, str]) -> Item:
    """The item of a line without faults."""
    found = _kind(row, kind)
    assert found is not None
    assert price is not None
    return Item(
        kind=found,
        name=_name(row),
        sku=row.cell("sku"),
        barcode=row.cell("barcode"),
        price=price,
        minutes=int(_minutes(row)),
        taxes=tuple(taxes[word.casefold()] for word in _tax_words(row)),
    )


def _name(row: Row) -> str:
    return " ".join(row.cell("name").split())


def _kind(row: Row, kind: LineKind | None) -> LineKind | None:
    named = row.cell("kind").casefold()
    return _KIND_OF.get(named) if named else kind


def _minutes(row: Row) -> str:
    return row.cell("minutes") or "0"


def _tax_words(row: Row) -> list[str]:
    return [word.strip() for word in row.cell("taxes").split("+") if word.strip()]


def _tax_codes(rates: Iterable[TaxRate]) -> dict[str, str]:
    """Tax codes by what a file may call them: code, name or percentage."""
    found: dict[str, str] = {}
    for rate in rates:
        plain = rate.percent.replace(shop_format().decimal, ".")
        for word in (plain, rate.percent, rate.name, rate.code):
            found[word.casefold()] = rate.code
    return found


def _same_codes(desk: Desk, table: Table) -> Iterator[Problem]:
    codes = [
        (row.line, code)
        for row in table.rows
        for code in sorted({row.cell("sku"), row.cell("barcode")} - {""})
    ]
    seen: dict[str, int] = {}
    for line, code in codes:
        if seen.setdefault(code, line) != line:
            said = _("Line {line} has the same code, “{code}”.")
            yield Problem(line, said.format(line=seen[code], code=code))
    with desk.read() as connection:
        for line, said in _codes_taken(connection, codes):
            yield Problem(line, said)


def _codes_taken(
    connection: Connection, codes: Iterable[tuple[int, str]]
) -> Iterator[tuple[int, str]]:
    """The lines whose SKU or barcode an item or gift card has, and what is said of it."""
    stored: dict[str, str] = {}
    for sku, barcode, name in connection.execute(
        select(items.c.sku, items.c.barcode, items.c.name)
    ):
        stored |= {sku: name, barcode: name}
    for line, code in codes:
        if code in stored:
            said = _("{name} already has the code “{code}”.")
            yield line, said.format(name=stored[code], code=code)
        elif gift_cards.is_taken(connection, code):
            yield line, _("“{code}” is the code of a gift card.").format(code=code)
