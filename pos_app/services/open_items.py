"""What a client owes and has, item by item, and where each came from (R2, R14)."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, bindparam, literal_column, select, text

from pos_app.domain.client_account import Charge, Fund
from pos_app.domain.words import _
from pos_app.persistence import accounts
from pos_app.persistence.ready import Ready
from pos_app.persistence.tables.accounts import charges, funds
from pos_app.persistence.tables.books import entries
from pos_app.persistence.tables.catalog import reason_kinds
from pos_app.persistence.tables.payments import payments
from pos_app.persistence.tables.people import staff
from pos_app.persistence.tables.tickets import tickets
from pos_app.services import money_back
from pos_app.services.desk import Desk
from pos_app.services.event_names import paid_by

Item = TypeVar("Item", Fund, Charge)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fund or charge came from; ``text`` says it in words, without who and why.

    ``goes_back_to`` is the payment that brought the money, where it can be given back by itself.
    """

    text: str
    at: str
    by: str
    reason: str = ""
    reason_kind: str = ""
    ticket_id: int | None = None
    ticket_number: int | None = None
    payment_id: int | None = None
    goes_back_to: str = ""


@dataclass(frozen=True, slots=True)
class OpenItem(Generic[Item]):
    """A fund or charge of which something is left, and where it came from."""

    item: Item
    origin: Origin


@dataclass(frozen=True, slots=True)
class OpenItems:
    """All that a client owes and has, oldest first. A credit past its date is still among them."""

    charges: tuple[OpenItem[Charge], ...]
    funds: tuple[OpenItem[Fund], ...]


# What was moved by a merge came into being by the entry of the first card's item.
_FIRST_ENTRY = """(WITH RECURSIVE back(moved_from, entry_id) AS (
        SELECT {0}.moved_from, {0}.entry_id
        UNION ALL SELECT o.moved_from, o.entry_id FROM {0} o JOIN back ON o.id = back.moved_from)
    SELECT entry_id FROM back WHERE moved_from IS NULL)"""


def _origins(table: Table) -> Ready:
    first_entry: ColumnElement[int] = literal_column(_FIRST_ENTRY.format(table.name))
    return Ready(
        select(
            table.c.id,
            table.c.origin,
            table.c.label.label("item_label"),
            table.c.reason,
            table.c.at,
            table.c.ticket_id,
            table.c.payment_id,
            entries.c.reason.label("why"),
            staff.c.name,
            reason_kinds.c.name.label("reason_kind"),
            tickets.c.number,
            # Somebody serves a visit; a bill is made without one.
            tickets.c.staff.isnot(None).label("served"),
            payments.c.type_code,
            payments.c.label,
            payments.c.reference,
        )
        .select_from(table)
        .join(entries, entries.c.id == first_entry)
        .join(staff, staff.c.code == entries.c.staff)
        .outerjoin(reason_kinds, reason_kinds.c.code == entries.c.reason_kind)
        .outerjoin(tickets, tickets.c.id == table.c.ticket_id)
        .outerjoin(payments, payments.c.id == table.c.payment_id)
        .where(table.c.client_id == bindparam("client"), text('"left" > 0'))
    )


_FUNDS, _CHARGES = _origins(funds), _origins(charges)


def open_items(desk: Desk, client_id: int) -> OpenItems:
    """What the client owes and has, item by item."""
    with desk.read() as connection:
        return OpenItems(
            _with_origins(
                connection, _CHARGES, client_id, accounts.live_charges(connection, client_id)
            ),
            _with_origins(
                connection, _FUNDS, client_id, accounts.live_funds(connection, client_id)
            ),
        )


def _with_origins(
    connection: Connection, query: Ready, client_id: int, items: list[Item]
) -> tuple[OpenItem[Item], ...]:
    origins = {row.id: _origin(row) for row in query.all(connection, {"client": client_id})}
    return tuple(OpenItem(item, origins[item.id]) for item in items)


def _origin(row: Any) -> Origin:
    return Origin(
        text=_in_words(row),
        at=row.at,
        by=row.name,
        reason=row.reason or row.why,
        reason_kind=row.reason_kind or "",
        ticket_id=row.ticket_id,
        ticket_number=row.number,
        payment_id=row.payment_id,
        goes_back_to=_paid_by(row) if row.origin in money_back.ORIGINS else "",
    )


def _in_words(row: Any) -> str:
    said = {
        "pay_later": _("Pay later on ticket #{number}")
        if row.served
        else _("Billed as invoice #{number}"),
        "change_kept": _("Change kept from ticket #{number}"),
        "top_up": _("Account credit bought on ticket #{number}"),
        "voided_ticket": _("{payment} on voided ticket #{number}, kept"),
        "on_account": _("{payment} received on account"),
        "gift_card": _("{label} loaded onto the account"),
        "granted": _("Credit granted"),
        "manual": _("Amount charged"),
        "shortfall": _("Credit removed beyond what there was"),
        "opening_balance": _("Opening balance"),
        "owed_again": _("Owed again for ticket #{number}"),
        "refund": _("{payment} of ticket #{number}, refunded to the account"),
        "conversion": _("{payment} of ticket #{number}, a visit that did not take place"),
        "adjustment": _("{payment} of ticket #{number}, whose invoice was too high"),
    }
    return said[row.origin].format(number=row.number, payment=_paid_by(row), label=row.item_label)


def _paid_by(row: Any) -> str:
    return paid_by(row.type_code or "", row.label or "", row.reference or "")
