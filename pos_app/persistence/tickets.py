"""Storing and loading tickets with their lines, tips and payments."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    bindparam,
    delete,
    insert,
    select,
    text,
    update,
)

from pos_app.domain.gift_card import CardLine
from pos_app.domain.payment import Payment, PaymentKind
from pos_app.domain.shop import kept_label, read_label
from pos_app.domain.ticket import (
    Discount,
    Line,
    LineKind,
    Ticket,
    TicketState,
    Tip,
)
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import counters
from pos_app.persistence.database import new_id
from pos_app.persistence.ready import Ready
from pos_app.persistence.tables.payments import payments
from pos_app.persistence.tables.tickets import ticket_lines, ticket_tips, tickets


class _Parts(NamedTuple):
    """What reads tickets and all that is on them."""

    tickets: Ready
    lines: Ready
    tips: Ready
    payments: Ready


def _parts(wanted: Callable[[Column[int]], ColumnElement[bool]]) -> _Parts:
    lines, tips, paid = ticket_lines.c, ticket_tips.c, payments.c
    return _Parts(
        Ready(select(tickets).where(wanted(tickets.c.id))),
        Ready(
            select(ticket_lines)
            .where(wanted(lines.ticket_id))
            .order_by(lines.ticket_id, lines.number)
        ),
        Ready(
            select(ticket_tips).where(wanted(tips.ticket_id)).order_by(tips.ticket_id, tips.staff)
        ),
        Ready(select(payments).where(wanted(paid.ticket_id)).order_by(paid.ticket_id, paid.id)),
    )


ONE = _parts(lambda column: column == bindparam("ticket"))
_MANY = _parts(lambda column: column.in_(text("SELECT value FROM json_each(:ids)")))
# As the index on open tickets says it: SQLite uses that only for the same words.
_IS_OPEN = text("state IN ('open', 'held')")
_OPEN = Ready(select(tickets.c.id, tickets.c.version).where(_IS_OPEN))
_TOUCH = Ready(
    update(tickets).where(
        tickets.c.id == bindparam("of_id"),
        tickets.c.version == bindparam("of_version"),
        _IS_OPEN,
    )
)
_ADD_LINES, _ADD_TIPS, _ADD_PAYMENT = (
    Ready(insert(table)) for table in (ticket_lines, ticket_tips, payments)
)
_CLEAR_TIPS = Ready(delete(ticket_tips).where(ticket_tips.c.ticket_id == bindparam("ticket")))
_DROP_LINE = Ready(
    delete(ticket_lines).where(
        ticket_lines.c.ticket_id == bindparam("ticket"),
        ticket_lines.c.number == bindparam("number"),
    )
)


def load(connection: Connection, ticket_id: int) -> Ticket:
    """One ticket with everything on it.

    Raises:
        UserError: there is no such ticket.
    """
    for ticket in _load(connection, ONE, {"ticket": ticket_id}):
        return ticket
    raise UserError(_("That ticket does not exist."))


def load_many(connection: Connection, ids: Sequence[int]) -> list[Ticket]:
    """The tickets with these ids, in the order of the ids, in four statements."""
    made = {
        ticket.id: ticket for ticket in _load(connection, _MANY, {"ids": json.dumps(list(ids))})
    }
    return [made[i] for i in ids if i in made]


def _load(connection: Connection, parts: _Parts, these: dict[str, Any]) -> list[Ticket]:
    lines = _by_ticket(parts.lines.all(connection, these))
    tips = _by_ticket(parts.tips.all(connection, these))
    paid = _by_ticket(parts.payments.all(connection, these))
    return [
        _ticket(row, lines.get(row.id, []), tips.get(row.id, []), paid.get(row.id, []))
        for row in parts.tickets.all(connection, these)
    ]


def open_ids(connection: Connection) -> list[int]:
    """The ids of all open and held tickets, oldest first."""
    return sorted(open_versions(connection))


def open_versions(connection: Connection) -> dict[int, int]:
    """The version of each open and held ticket by its id."""
    return {row.id: row.version for row in _OPEN.all(connection, {})}


def _by_ticket(rows: Iterable[Any]) -> dict[int, list[Any]]:
    return {key: list(some) for key, some in groupby(rows, key=lambda row: row.ticket_id)}


def _ticket(row: Any, lines: list[Any], tips: list[Any], paid: list[Any]) -> Ticket:
    return Ticket(
        id=row.id,
        number=row.number,
        state=TicketState(row.state),
        version=row.version,
        client_id=row.client_id,
        staff=row.staff,
        note=row.note,
        discount=_discount(row),
        tax_exempt_reason=row.tax_exempt_reason,
        use_credit=bool(row.use_credit),
        opened_at=row.opened_at,
        held_at=row.held_at,
        next_line=row.next_line,
        notice=row.notice,
        parts=tuple(int(part) for part in row.parts.split()),
        lines=tuple(map(line, lines)),
        tips=tuple(Tip(tip.staff, tip.amount) for tip in tips),
        payments=tuple(payment(each) for each in paid),
    )


def _discount(row: Any) -> Discount | None:
    if not (row.discount_ppm or row.discount_amount):
        return None
    return Discount(row.discount_label, row.discount_ppm, row.discount_amount)


def line(row: Any) -> Line:
    """A line as a value."""
    return Line(
        number=row.number,
        kind=LineKind(row.kind),
        description=row.description,
        unit_price=row.unit_price,
        list_price=row.list_price,
        quantity=row.quantity,
        item_id=row.item_id,
        sku=row.sku,
        staff=row.staff,
        note=row.note,
        price_reason=row.price_reason,
        discount=_discount(row),
        taxes=tuple(row.taxes.split()),
        first_payment=bool(row.first_payment),
        card=_card(row) if row.card_number else None,
    )


def _card(row: Any) -> CardLine:
    return CardLine(
        number=row.card_number,
        code=row.card_code,
        recipient=row.card_recipient,
        message=row.card_message,
        expires_on=row.card_expires_on,
    )


def payment(row: Any) -> Payment:
    """A payment as a value."""
    return Payment(
        id=row.id,
        kind=PaymentKind(row.kind),
        type_code=row.type_code,
        label=read_label(row.type_code, row.label),
        amount=row.amount,
        tendered=row.tendered,
        kept=row.kept,
        reference=row.reference,
        detail=row.detail,
        deducts=bool(row.deducts),
        points=row.points,
    )


def insert_ticket(connection: Connection, till: str, **values: Any) -> int:
    """Open a new ticket and give it a number."""
    number = counters.take(connection, "ticket", beyond=1000)
    made = connection.execute(
        insert(tickets).values(number=number, state="open", till=till, **values)
    )
    return new_id(made)


def save(connection: Connection, before: Ticket, after: Ticket) -> Ticket:
    """Store a changed open ticket: its own values, its lines and its tips (payments are stored apart).

    Returns the ticket as it is stored, which is what :func:`load` gives.

    Raises:
        UserError: another till changed, closed or voided it since ``before`` was loaded.
    """
    touch(connection, before, ticket_values(after))
    if after.lines != before.lines:
        _save_lines(connection, before, after)
    if after.tips != before.tips:
        _CLEAR_TIPS.run(connection, {"ticket": after.id})
        if after.tips:
            _ADD_TIPS.run_many(
                connection,
                [{"ticket_id": after.id, "staff": t.staff, "amount": t.amount} for t in after.tips],
            )
    return replace(after, version=before.version + 1)


def _save_lines(connection: Connection, before: Ticket, after: Ticket) -> None:
    """Store the lines that are not as they were: a scan on a long ticket writes one."""
    old, new = ({line.number: line for line in ticket.lines} for ticket in (before, after))
    gone = [number for number, line in old.items() if new.get(number) != line]
    come = [line for number, line in new.items() if old.get(number) != line]
    if gone:
        of = [{"ticket": after.id, "number": number} for number in gone]
        _DROP_LINE.run_many(connection, of)
    if come:
        _ADD_LINES.run_many(connection, [line_values(after.id, line) for line in come])


def touch(connection: Connection, ticket: Ticket, values: dict[str, Any] | None = None) -> None:
    """Count a change to an open ticket, and store ``values`` of it.

    Raises:
        UserError: it was changed elsewhere since ``ticket`` was loaded, or is no longer open.
    """
    seen = {"of_id": ticket.id, "of_version": ticket.version}
    moved = _TOUCH.run(connection, {**seen, "version": ticket.version + 1, **(values or {})})
    if moved != 1:
        raise UserError(
            _("Ticket #{number} was changed at another till. It is shown as it is now.").format(
                number=ticket.number
            )
        )


def ticket_values(ticket: Ticket) -> dict[str, Any]:
    """What is stored of an open ticket itself."""
    return {
        "state": str(ticket.state),
        "client_id": ticket.client_id,
        "staff": ticket.staff,
        "note": ticket.note,
        **_discount_values(ticket.discount),
        "tax_exempt_reason": ticket.tax_exempt_reason,
        "use_credit": int(ticket.use_credit),
        "next_line": ticket.next_line,
        "held_at": ticket.held_at,
        "notice": ticket.notice,
        "parts": " ".join(str(part) for part in ticket.parts),
    }


def _discount_values(discount: Discount | None) -> dict[str, Any]:
    given = discount or Discount()
    return {
        "discount_label": given.label,
        "discount_ppm": given.percent_ppm,
        "discount_amount": given.amount,
    }


def line_values(ticket_id: int, line: Line) -> dict[str, Any]:
    """What is stored of a line before its ticket is closed."""
    return {
        "ticket_id": ticket_id,
        "number": line.number,
        "kind": str(line.kind),
        "item_id": line.item_id,
        "description": line.description,
        "sku": line.sku,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "list_price": line.list_price,
        "price_reason": line.price_reason,
        "staff": line.staff,
        "note": line.note,
        **_discount_values(line.discount),
        "taxes": " ".join(line.taxes),
        "first_payment": int(line.first_payment),
        "card_number": line.card.number if line.card else 0,
        "card_code": line.card.code if line.card else "",
        "card_recipient": line.card.recipient if line.card else "",
        "card_message": line.card.message if line.card else "",
        "card_expires_on": line.card.expires_on if line.card else "",
    }


def add_payment(connection: Connection, ticket_id: int, **values: Any) -> int:
    """Store a payment on an open ticket, under an id that no payment ever had.

    SQLite would give the id of a payment just taken off to the next one, and a second click on its
    *remove* would then take that one off too.
    """
    payment_id = counters.take(connection, "payment")
    values["label"] = kept_label(values["type_code"], values["label"])
    _ADD_PAYMENT.run(connection, {"id": payment_id, "ticket_id": ticket_id, **values})
    return payment_id


def give_change(connection: Connection, payment_id: int) -> None:
    """Keep nothing of a cash payment on the account: what is over is change again."""
    connection.execute(update(payments).where(payments.c.id == payment_id).values(kept=0))


def remove_payment(connection: Connection, payment_id: int) -> None:
    """Take a payment off an open ticket."""
    connection.execute(delete(payments).where(payments.c.id == payment_id))
