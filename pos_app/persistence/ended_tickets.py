"""What becomes of a ticket for good: sealed as it is closed or voided, and read back as it was then."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from pos_app.domain.tax import TaxRate
from pos_app.domain.ticket import Bill, BilledTax, PricedLine, Ticket
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import tickets
from pos_app.persistence.ready import Ready
from pos_app.persistence.seals import content_seal, seal_of
from pos_app.persistence.tables.payments import payments
from pos_app.persistence.tables.tickets import ticket_lines, ticket_taxes

_TAXES = Ready(
    select(ticket_taxes)
    .where(ticket_taxes.c.ticket_id == bindparam("ticket"))
    .order_by(ticket_taxes.c.code)
)
_ADD_TAXES = Ready(insert(ticket_taxes))
_SEAL_LINE = Ready(
    update(ticket_lines).where(
        ticket_lines.c.ticket_id == bindparam("of_ticket"),
        ticket_lines.c.number == bindparam("of_number"),
    )
)
_SEAL_PAYMENT = Ready(update(payments).where(payments.c.id == bindparam("of_id")))


def end(
    connection: Connection,
    ticket: Ticket,
    bill: Bill,
    values: dict[str, Any],
    till: str,
    points: Sequence[str] = (),
) -> str:
    """Write what a closed ticket came to, or a void one would have, and seal every part of it.

    ``values`` are the closing columns of ``tickets``, ``points`` the seals of the events that it makes
    of its client's points. Returns the seal that the entry carries. The ticket itself is closed by
    :func:`finish`, last, since nothing of it changes after that.
    """
    seals: list[str] = []
    if bill.lines:
        rows = [_priced_values(ticket.id, priced) for priced in bill.lines]
        _SEAL_LINE.run_many(connection, rows)
        seals += [row["seal"] for row in rows]
    if bill.taxes:
        taxed = [_tax_values(ticket.id, tax) for tax in bill.taxes]
        _ADD_TAXES.run_many(connection, taxed)
        seals += [row["seal"] for row in taxed]
    paid = [row._asdict() for row in tickets.ONE.payments.all(connection, {"ticket": ticket.id})]
    if paid:
        sealed = [{"of_id": row["id"], "seal": seal_of("payments", row)} for row in paid]
        _SEAL_PAYMENT.run_many(connection, sealed)
        seals += [row["seal"] for row in sealed]
    whole = seal_of("tickets", {**tickets.ticket_values(ticket), "opened_at": ticket.opened_at,
                                "number": ticket.number, "till": till, **values})  # fmt: skip
    values["seal"] = whole
    tips = ((tip.staff, tip.amount) for tip in ticket.tips)
    return content_seal([whole, *seals, *points], tips)


def _tax_values(ticket_id: int, tax: BilledTax) -> dict[str, Any]:
    row = {
        "ticket_id": ticket_id,
        "code": tax.rate.code,
        "name": tax.rate.name,
        "rate_ppm": tax.rate.rate_ppm,
        "taxable": tax.taxable,
        "amount": tax.amount,
    }
    return {**row, "seal": seal_of("ticket_taxes", row)}


def finish(connection: Connection, ticket: Ticket, values: dict[str, Any]) -> None:
    """Close or void the ticket for good.

    Raises:
        UserError: it was changed at another till since it was loaded.
    """
    tickets.touch(connection, ticket, values)


def _priced_values(ticket_id: int, priced: PricedLine) -> dict[str, Any]:
    results = {
        "line_discount": priced.line_discount,
        "ticket_discount": priced.ticket_discount,
        "net_before": priced.net_before,
        "net": priced.net,
        "tax_shares": " ".join(f"{code}={tax}" for code, tax in sorted(priced.taxes.items())),
        "total": priced.total,
    }
    row = {**tickets.line_values(ticket_id, priced.line), **results}
    return {
        **results,
        "seal": seal_of("ticket_lines", row),
        "of_ticket": ticket_id,
        "of_number": priced.line.number,
    }


@dataclass(frozen=True, slots=True)
class Ended:
    """A closed or void ticket as it was then: its bill is read back, never worked out again."""

    ticket: Ticket
    bill: Bill
    rounding: int
    total: int
    till: str
    ended_at: str
    ended_by: str
    void_reason: str
    entry_id: int


def load(connection: Connection, ticket_id: int) -> Ended:
    """A closed or void ticket with the bill that it was closed with.

    Raises:
        UserError: there is no such ticket, or it is still open.
    """
    ticket = tickets.load(connection, ticket_id)
    row = tickets.ONE.tickets.first(connection, {"ticket": ticket_id})
    if ticket.is_open:
        raise UserError(_("Ticket #{number} is still open.").format(number=ticket.number))
    lines = tickets.ONE.lines.all(connection, {"ticket": ticket_id})
    priced = tuple(_priced(line) for line in lines)
    return Ended(
        ticket=ticket,
        bill=_bill(connection, ticket, priced, row),
        rounding=row.rounding,
        total=row.total,
        till=row.till,
        ended_at=row.ended_at,
        ended_by=row.ended_by or "",
        void_reason=row.void_reason,
        entry_id=row.entry_id or 0,
    )


def _priced(row: Any) -> PricedLine:
    shares = (share.rpartition("=") for share in row.tax_shares.split())
    return PricedLine(
        line=tickets.line(row),
        line_discount=row.line_discount,
        ticket_discount=row.ticket_discount,
        taxes={code: int(amount) for code, _equals, amount in shares},
        net_before=row.net_before,
        net=row.net,
        total=row.total,
    )


def _bill(connection: Connection, ticket: Ticket, lines: tuple[PricedLine, ...], row: Any) -> Bill:
    return Bill(
        lines=lines,
        tips=ticket.tips,
        taxes=tuple(
            BilledTax(TaxRate(tax.code, tax.name, tax.rate_ppm), tax.taxable, tax.amount)
            for tax in _TAXES.all(connection, {"ticket": ticket.id})
        ),
        tax_included=bool(row.tax_included),
        subtotal=sum(p.line.amount for p in lines if p.line.is_sale),
        line_discounts=sum(p.line_discount for p in lines),
        ticket_discount=sum(p.ticket_discount for p in lines),
        # A void ticket is not sold: its row has no total.
        total=sum(priced.total for priced in lines) + sum(tip.amount for tip in ticket.tips),
    )
