"""What the receipt of money on a client's account says, gathered from the books (R11)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from pos_app import locales
from pos_app.domain.shop import read_label
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import catalog, people
from pos_app.persistence.tables.accounts import allocations, charges, client_events
from pos_app.persistence.tables.books import entries
from pos_app.persistence.tables.payments import payments
from pos_app.persistence.tables.series import series
from pos_app.printing.document import Document
from pos_app.printing.layouts import (
    AccountReceiptData,
    Issue,
    LabelledAmount,
    ReceiptBalance,
    ReceiptPayment,
    account_receipt,
)
from pos_app.services.desk import OFFICE, Desk
from pos_app.services.receipts import shop_head


def document(desk: Desk, payment_id: int, issue: Issue) -> Document:
    """The receipt of money received on account, as the books stood right after it.

    Raises:
        UserError: there is no such payment, or it is on a ticket.
    """
    with desk.read() as connection:
        return account_receipt(_data(desk, connection, payment_id, issue))


def on_account(connection: Connection, payment_id: int) -> Any:
    """The row of a payment that was received outside any ticket.

    Raises:
        UserError: there is no such payment, or it is on a ticket.
    """
    query = select(payments).where(payments.c.id == payment_id, payments.c.ticket_id.is_(None))
    row = connection.execute(query).first()
    if row is None:
        raise UserError(_("That is no payment on account."))
    return row


def _data(desk: Desk, connection: Connection, payment_id: int, issue: Issue) -> AccountReceiptData:
    row = on_account(connection, payment_id)
    client = people.client(connection, row.client_id)
    names = {member.code: member.name for member in people.staff_members(connection)}
    moment = datetime.fromisoformat(row.at).astimezone(desk.clock.zone)
    paid = _paid(connection, row.entry_id)
    return AccountReceiptData(
        shop=shop_head(desk.settings, catalog.load_file(connection, "logo")),
        till=_till(connection, row.entry_id),
        number=str(row.id),
        when=locales.format_when(moment),
        received_by=names.get(row.staff, row.staff),
        client=client.name if client else "",
        payment=ReceiptPayment(read_label(row.type_code, row.label), row.amount, row.reference),
        balance=_balance(connection, row),
        received_on=_earlier(row.received_on, moment),
        note=row.note,
        paid=paid,
        kept=row.amount - sum(part.amount for part in paid),
        issue=issue,
    )


def _earlier(received_on: str, moment: datetime) -> str:
    """The day the money came in, where that was not the day it was written down."""
    if received_on == moment.date().isoformat():
        return ""
    day = date.fromisoformat(received_on)
    return locales.format_date(moment.replace(year=day.year, month=day.month, day=day.day))


def _till(connection: Connection, entry_id: int) -> str:
    """Where it was received: each till writes a series of its own."""
    query = select(series.c.writer).join(entries).where(entries.c.id == entry_id)
    writer = connection.scalar(query)
    tills = {till.writer: till.name for till in catalog.all_tills(connection)}
    return tills.get(writer or "", OFFICE.name)


def _paid(connection: Connection, entry_id: int) -> tuple[LabelledAmount, ...]:
    query = (
        select(charges.c.label, allocations.c.amount)
        .join(charges, allocations.c.charge_id == charges.c.id)
        .where(allocations.c.entry_id == entry_id)
        .order_by(allocations.c.id)
    )
    return tuple(LabelledAmount(label, amount) for label, amount in connection.execute(query))


def _balance(connection: Connection, row: Any) -> ReceiptBalance:
    """Where the client stood right after it, which later events do not change."""
    query = select(client_events).where(
        client_events.c.entry_id == row.entry_id, client_events.c.client_id == row.client_id
    )
    event = connection.execute(query).one()
    return ReceiptBalance(credit_left=event.open_payments + event.credits, owed=event.owed)
