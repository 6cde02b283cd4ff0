"""A closed ticket as an invoice on office paper, gathered from the books as they stand now.

A receipt says how things stood when the ticket closed. An invoice is asked for later: it also says what
came back of it since, what became an open payment (R14), and what is still owed.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from pos_app import locales
from pos_app.domain.journal import EntryKind
from pos_app.domain.refund import GoesTo
from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import catalog, ended_tickets, invoices, people, refunds
from pos_app.persistence.ended_tickets import Ended
from pos_app.persistence.tables.accounts import charges
from pos_app.printing.invoice import InvoiceData, InvoiceLine
from pos_app.printing.layouts import LabelledAmount, ReceiptLine
from pos_app.services import receipts
from pos_app.services.desk import Desk
from pos_app.services.refund_receipts import called


def pdf(desk: Desk, ticket_id: int) -> bytes:
    """The invoice as PDF, on the paper that is written on where the shop is. Not for the GUI thread.

    Raises:
        UserError: the ticket is open or void.
    """
    from pos_app.printing.invoice import invoice
    from pos_app.printing.pdf import sheet_of

    return invoice(data(desk, ticket_id), sheet_of(desk.settings.locale))


def data(desk: Desk, ticket_id: int) -> InvoiceData:
    """What the invoice of a closed ticket says.

    Raises:
        UserError: the ticket is open or void.
    """
    with desk.read() as connection:
        ended = ended_tickets.load(connection, ticket_id)
        if ended.void_reason:
            raise UserError(
                _("Ticket #{number} was voided: it is no invoice.").format(
                    number=ended.ticket.number
                )
            )
        return _data(desk, connection, ended)


def _data(desk: Desk, connection: Connection, ended: Ended) -> InvoiceData:
    ticket = ended.ticket
    said = receipts.data(desk, connection, ticket.id, receipts.Issue.ORIGINAL)
    client = people.client(connection, ticket.client_id) if ticket.client_id else None
    open_now = invoices.page(connection, invoices.Asked(ticket_number=ticket.number))
    parts = refunds.parts_of(connection, [payment.id for payment in ticket.payments])
    moment = datetime.fromisoformat(ended.ended_at).astimezone(desk.clock.zone)
    return InvoiceData(
        shop=said.shop,
        number=said.ticket_number,
        issued=locales.format_date(moment),
        due=_due(connection, ticket.id),
        served_by=said.served_by,
        client=_reach(client),
        lines=tuple(
            _line(line, priced.taxes, catalog.tax_rates(connection))
            for line, priced in zip(said.lines, ended.bill.lines, strict=True)
        ),
        subtotal=said.subtotal,
        discounts=said.discounts,
        taxes=said.taxes,
        tax_exempt=said.tax_exempt,
        others=said.others,
        tips=said.tips,
        total=said.total,
        rounding=said.rounding,
        payments=said.payments,
        refunds=_taken_off(connection, ticket.id),
        open_payments=_open_payments(connection, ended, parts),
        owed=sum(charge.left for charge in open_now),
    )


def _reach(client: Client | None) -> tuple[str, ...]:
    if client is None:
        return ()
    return (client.name, *filter(None, (client.email, client.phone)))


def _line(line: ReceiptLine, taxes: Iterable[str], rates: Any) -> InvoiceLine:
    on = ", ".join(rates[code].label for code in taxes if code in rates)
    return InvoiceLine(
        line.description, line.quantity, line.unit_price, line.amount, on, line.notes
    )


def _due(connection: Connection, ticket_id: int) -> str:
    """When what was put on the account falls due; empty where nothing was."""
    query = select(charges.c.due_on).where(charges.c.ticket_id == ticket_id)
    due_on = connection.scalar(query.order_by(charges.c.id).limit(1))
    if not due_on:
        return ""
    return locales.format_date(datetime.combine(date.fromisoformat(due_on), datetime.min.time()))


def _called(connection: Connection, refund_id: int) -> str:
    refund = refunds.one(connection, refund_id)
    return called(EntryKind(refund.kind), refund.number)


def _taken_off(connection: Connection, ticket_id: int) -> tuple[LabelledAmount, ...]:
    """What of its lines and tips came back, by refund; of a payoff by that of the ticket it paid too."""
    taken: dict[int, int] = {}
    for line in refunds.lines_of(connection, ticket_id):
        taken[line.refund_id] = taken.get(line.refund_id, 0) + line.value
    for tip in refunds.tips_of(connection, ticket_id):
        taken[tip.refund_id] = taken.get(tip.refund_id, 0) + tip.amount
    return tuple(
        LabelledAmount(_called(connection, refund_id), amount)
        for refund_id, amount in sorted(taken.items())
        if amount
    )


def _open_payments(
    connection: Connection, ended: Ended, parts: Iterable[Any]
) -> tuple[LabelledAmount, ...]:
    """What of the money became the client's own to spend: change kept, and what came back so."""
    made: dict[str, int] = {}
    kept = sum(payment.kept for payment in ended.ticket.payments)
    kept -= sum(part.kept for part in parts)
    if kept:
        made[_("Change kept on account")] = kept
    for part in parts:
        if part.goes_to == GoesTo.OPEN_PAYMENT:
            name = _called(connection, part.refund_id)
            made[name] = made.get(name, 0) + part.amount
    return tuple(LabelledAmount(label, amount) for label, amount in made.items())
