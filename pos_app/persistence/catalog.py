"""What the shop sells and has chosen: items, taxes, payment types, tills and settings."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, get_type_hints

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from pos_app.domain.mail import MailSecurity
from pos_app.domain.payment import PaymentKind
from pos_app.domain.reason import ReasonKind
from pos_app.domain.shop import (
    BUILT_IN_TYPES,
    CreditUse,
    Item,
    PaymentType,
    RefundOrder,
    Settings,
    Till,
)
from pos_app.domain.tax import TaxRate, TaxRounding
from pos_app.domain.ticket import LineKind
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault
from pos_app.persistence import counters, printers
from pos_app.persistence.database import new_id
from pos_app.persistence.people import words_query
from pos_app.persistence.ready import Ready
from pos_app.persistence.tables.catalog import items, payment_types, taxes
from pos_app.persistence.tables.catalog import reason_kinds as kinds_table
from pos_app.persistence.tables.printers import printers as printers_table
from pos_app.persistence.tables.printers import routes
from pos_app.persistence.tables.shop import files, settings, tills
from pos_app.security.roles import Permission, Rights

PAGE = 30
_REASON_KINDS = Ready(select(kinds_table))
_ITEM = Ready(select(items).where(items.c.id == bindparam("id")))
# SQLite uses an index on some rows only where the statement itself says that it wants only those.
_SCANNED, _BY_SKU = (
    Ready(
        select(items).where(
            column == bindparam("code"), text(f"{column.name} <> ''"), items.c.active == 1
        )
    )
    for column in (items.c.barcode, items.c.sku)
)
_FAVORITES = Ready(
    select(items)
    .where(text("favorite > 0"), items.c.active == 1)
    .order_by(items.c.favorite, items.c.id)
)
_WITH_WORDS = (
    "SELECT i.* FROM items_words w JOIN items i ON i.id = w.rowid WHERE items_words MATCH :query"
)
_MATCHING = Ready(text(f"{_WITH_WORDS} AND i.active = 1 LIMIT :most"))
_MATCHING_ANY = Ready(text(f"{_WITH_WORDS} ORDER BY i.name, i.id LIMIT :most"))

_TAXES = Ready(select(taxes).order_by(taxes.c.code))
_PAYMENT_TYPES = Ready(
    select(payment_types).order_by(payment_types.c.position, payment_types.c.code)
)


def item(connection: Connection, item_id: int) -> Item | None:
    """One item."""
    row = _ITEM.first(connection, {"id": item_id})
    return _item(row) if row else None


def scanned(connection: Connection, code: str) -> Item | None:
    """The item with exactly this barcode or, failing that, this SKU."""
    if not code:
        return None
    for query in (_SCANNED, _BY_SKU):
        row = query.first(connection, {"code": code})
        if row:
            return _item(row)
    return None


def with_barcode(connection: Connection, code: str) -> Item | None:
    """The item with this barcode, also where it is no longer sold."""
    same = select(items).where(items.c.barcode == code, text("barcode <> ''"))
    row = connection.execute(same).first()
    return _item(row) if row else None


def find_items(connection: Connection, typed: str, most: int = PAGE) -> list[Item]:
    """Items on sale by the start of any word of name, SKU or barcode."""
    return _matching(connection, _MATCHING, typed, most)


def find_any_items(connection: Connection, typed: str, most: int = PAGE) -> list[Item]:
    """As :func:`find_items`, and those no longer sold; by name."""
    return _matching(connection, _MATCHING_ANY, typed, most)


def _matching(connection: Connection, those: Ready, typed: str, most: int) -> list[Item]:
    query = words_query(typed)
    if not query:
        return []
    return [_item(row) for row in those.all(connection, {"query": query, "most": most})]


def favorites(connection: Connection) -> list[Item]:
    """The items on the quick buttons, in their order."""
    return [_item(row) for row in _FAVORITES.all(connection, {})]


def all_items(connection: Connection, most: int = 500) -> list[Item]:
    """The catalog by name, its first ``most`` items."""
    rows = connection.execute(select(items).order_by(items.c.name, items.c.id).limit(most))
    return [_item(row) for row in rows]


def sells_anything(connection: Connection) -> bool:
    """Whether an item is on sale."""
    on_sale = select(items.c.id).where(items.c.active == 1).limit(1)
    return connection.execute(on_sale).first() is not None


def put_item(connection: Connection, value: Item) -> int:
    """Store a new (id 0) or changed item; returns its id."""
    values = _item_values(value)
    if value.id:
        connection.execute(update(items).where(items.c.id == value.id).values(**values))
        return value.id
    return new_id(connection.execute(insert(items).values(**values)))


def add_items(connection: Connection, values: Sequence[Item]) -> list[int]:
    """Store many new items at once; returns their ids in order."""
    last = connection.scalar(select(func.max(items.c.id))) or 0
    rows = [{**_item_values(value), "id": n} for n, value in enumerate(values, last + 1)]
    if rows:
        connection.execute(insert(items), rows)
    return [row["id"] for row in rows]


def _item_values(value: Item) -> dict[str, Any]:
    return {
        "kind": str(value.kind),
        "name": value.name,
        "sku": value.sku,
        "barcode": value.barcode,
        "price": value.price,
        "minutes": value.minutes,
        "taxes": " ".join(value.taxes),
        "favorite": value.favorite,
        "active": int(value.active),
    }


def _item(row: Any) -> Item:
    return Item(
        id=row.id,
        kind=LineKind(row.kind),
        name=row.name,
        sku=row.sku,
        barcode=row.barcode,
        price=row.price,
        minutes=row.minutes,
        taxes=tuple(row.taxes.split()),
        favorite=row.favorite,
        active=bool(row.active),
    )


def tax_rates(connection: Connection) -> dict[str, TaxRate]:
    """Every tax that was ever set up, by its permanent code."""
    rows = _TAXES.all(connection, {})
    return {row.code: TaxRate(row.code, row.name, row.rate_ppm) for row in rows}


def active_tax_codes(connection: Connection) -> list[str]:
    """The taxes that can be put on items now."""
    return list(connection.scalars(select(taxes.c.code).where(taxes.c.active == 1)))


def put_tax(connection: Connection, rate: TaxRate, *, active: bool = True) -> None:
    """Add a tax, or change the name and rate that new bills get."""
    values = {"name": rate.name, "rate_ppm": rate.rate_ppm, "active": int(active)}
    changed = connection.execute(update(taxes).where(taxes.c.code == rate.code).values(**values))
    if not changed.rowcount:
        connection.execute(insert(taxes).values(code=rate.code, **values))


def all_payment_types(connection: Connection) -> list[PaymentType]:
    """The ways to pay, in the order of the payments page."""
    return [
        PaymentType(
            r.code, r.name or _own_name(r.code), PaymentKind(r.kind), bool(r.active), r.position
        )
        for r in _PAYMENT_TYPES.all(connection, {})
    ]


def _own_name(code: str) -> str:
    """What a way to pay is called that the shop gave no name, in the language spoken now."""
    return _(BUILT_IN_TYPES.get(code, code))


def put_payment_type(connection: Connection, value: PaymentType) -> None:
    """Add a way to pay, or change one. One that keeps its own name follows the language."""
    values = {
        "name": "" if value.name == _own_name(value.code) else value.name,
        "kind": str(value.kind),
        "active": int(value.active),
        "position": value.position,
    }
    same = payment_types.c.code == value.code
    if not connection.execute(update(payment_types).where(same).values(**values)).rowcount:
        connection.execute(insert(payment_types).values(code=value.code, **values))


def reason_kinds(connection: Connection) -> list[ReasonKind]:
    """The kinds of reason, by name."""
    kinds = [
        ReasonKind(row.code, row.name, bool(row.asks_more), bool(row.active))
        for row in _REASON_KINDS.all(connection, {})
    ]
    return sorted(kinds, key=lambda kind: kind.name.casefold())


def put_reason_kind(connection: Connection, value: ReasonKind) -> None:
    """Add a kind of reason, or change one."""
    values = {"name": value.name, "asks_more": int(value.asks_more), "active": int(value.active)}
    same = kinds_table.c.code == value.code
    if not connection.execute(update(kinds_table).where(same).values(**values)).rowcount:
        connection.execute(insert(kinds_table).values(code=value.code, **values))


def all_tills(connection: Connection) -> list[Till]:
    """The shop's tills, each with the printer of all its papers that have no route of their own."""
    own = tills.outerjoin(
        routes, (routes.c.till_id == tills.c.id) & (routes.c.paper == "")
    ).outerjoin(printers_table, printers_table.c.id == routes.c.printer_id)
    columns = (tills.c.id, tills.c.name, printers_table.c.address, printers_table.c.profile)
    rows = connection.execute(select(*columns).select_from(own).order_by(tills.c.id))
    return [Till(row.id, row.name, row.address or "", row.profile or "generic-80") for row in rows]


def put_till(connection: Connection, value: Till) -> int:
    """Add a till (id 0) or change one; returns its id."""
    if value.id:
        connection.execute(update(tills).where(tills.c.id == value.id).values(name=value.name))
        till_id = value.id
    else:
        last = connection.scalar(select(func.max(tills.c.id))) or 0
        till_id = counters.take(connection, "till", beyond=last)
        connection.execute(insert(tills).values(id=till_id, name=value.name))
    printers.put_own_printer(connection, till_id, value.printer, value.profile)
    return till_id


_PERMISSIONS = frozenset(map(str, Permission))


def _rights(stored: dict[str, Any]) -> Rights:
    sets = {
        role: frozenset(map(Permission, _PERMISSIONS.intersection(stored[role])))
        for role in ("front_desk", "manager")
    }
    return Rights(**sets, most_discount_ppm=stored["most_discount_ppm"])


_KINDS: Mapping[str, Callable[[Any], Any]] = {
    "tax_rounding": TaxRounding,
    "credit_use": CreditUse,
    "rights": _rights,
    "refund_order": RefundOrder,
    "mail_security": MailSecurity,
}


def load_settings(connection: Connection) -> Settings:
    """The shop's settings; what was never set has its default.

    Raises:
        EnvironmentFault: one of them cannot be read.
    """
    defaults = Settings()
    known = {f.name for f in fields(Settings)}
    return Settings(
        **{
            row.name: _setting(row.name, row.value, getattr(defaults, row.name))
            for row in connection.execute(select(settings))
            if row.name in known
        }
    )


def damaged_settings(connection: Connection) -> list[str]:
    """The names of the settings that cannot be read."""
    defaults, wrong = Settings(), []
    for row in connection.execute(select(settings)):
        if hasattr(defaults, row.name):
            try:
                _setting(row.name, row.value, getattr(defaults, row.name))
            except EnvironmentFault:
                wrong.append(row.name)
    return wrong


def _setting(name: str, stored: str, default: object) -> Any:
    try:
        value = json.loads(stored)
        if name in _KINDS:
            return _KINDS[name](value)
    except (ValueError, TypeError, LookupError, AttributeError):
        value = ...
    fits = (int, type(None)) if default is None else type(default)
    if not isinstance(value, fits) or isinstance(value, bool) is not isinstance(default, bool):
        raise EnvironmentFault(
            _("The shop’s setting “{name}” is damaged. Restore a backup (pos-app restore).").format(
                name=name
            )
        )
    return value


def save_settings(connection: Connection, value: Settings) -> None:
    """Store every setting."""
    names = list(get_type_hints(Settings))
    connection.execute(delete(settings).where(settings.c.name.in_(names)))
    rows = [{"name": name, "value": _as_json(getattr(value, name))} for name in names]
    connection.execute(insert(settings), rows)


def _as_json(value: object) -> str:
    return json.dumps(asdict(value) if isinstance(value, Rights) else value, default=sorted)


def load_file(connection: Connection, name: str) -> bytes | None:
    """A stored file, for example the logo."""
    return connection.scalar(select(files.c.data).where(files.c.name == name))


def save_file(connection: Connection, name: str, data: bytes | None) -> None:
    """Store a file under a name, or, without data, remove it."""
    connection.execute(delete(files).where(files.c.name == name))
    if data is not None:
        connection.execute(insert(files).values(name=name, data=data))
