"""Voiding an open ticket, and what becomes of the money that was taken on it (R17)."""

from enum import StrEnum

from sqlalchemy import Connection

from pos_app.domain import posting_rules
from pos_app.domain.client_account import FundKind
from pos_app.domain.journal import Entry, EntryKind
from pos_app.domain.payment import Payment, PaymentKind
from pos_app.domain.ticket import Ticket, TicketState
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import accounts, books
from pos_app.persistence import tickets as stored
from pos_app.services.changes import Changes, of_ticket
from pos_app.services.closing import ended_values
from pos_app.services.desk import Desk
from pos_app.services.tickets import active_client, load_open

_MONEY = frozenset({PaymentKind.CASH, PaymentKind.CARD, PaymentKind.CHECK, PaymentKind.CUSTOM})


class KeepMoney(StrEnum):
    """What becomes of money that was already taken on a ticket that is voided (R17)."""

    GIVEN_BACK = "given_back"
    ON_ACCOUNT = "on_account"


def void(desk: Desk, ticket_id: int, reason: str, money_taken: KeepMoney | None = None) -> Changes:
    """Void an open ticket. What it held comes back (R7); its number stays taken.

    Raises:
        UserError: without a reason, or with money on it and no word on what becomes of that.
    """
    why = typed(reason, 500)
    if not why:
        raise UserError(_("Say why the ticket is voided."), field="reason")
    with desk.write("ticket.void", f"ticket {ticket_id}", why) as connection:
        ticket = load_open(connection, ticket_id)
        taken = [p for p in ticket.payments if p.kind in _MONEY and p.amount + p.kept]
        if taken and money_taken is None:
            raise UserError(_("Say first what becomes of the money that was taken."))
        accounts.release(connection, ticket.id)
        values = ended_values(desk, TicketState.VOID) | {"void_reason": why}
        sealed = stored.end(connection, ticket, None, values, desk.till.name)
        if taken and money_taken is KeepMoney.ON_ACCOUNT:
            values["entry_id"] = _keep_on_account(desk, connection, ticket, taken, sealed)
        stored.finish(connection, ticket, values)
    return of_ticket(ticket_id, ticket.client_id)


def _keep_on_account(
    desk: Desk, connection: Connection, ticket: Ticket, taken: list[Payment], sealed: str
) -> int:
    if ticket.client_id is None:
        raise UserError(_("Choose a client first: money can be kept only for a client."))
    active_client(connection, ticket.client_id)
    posted = books.post(
        connection,
        desk.writer,
        Entry(
            kind=EntryKind.OPEN_PAYMENT,
            at=desk.at,
            business_date=desk.today,
            staff=desk.who,
            postings=posting_rules.keep_as_open_payment(taken, ticket.client_id),
            ticket_number=ticket.number,
            content_seal=sealed,
        ),
    )
    for payment in taken:
        accounts.add_fund(
            connection,
            client_id=ticket.client_id,
            kind=str(FundKind.OPEN_PAYMENT),
            origin="voided_ticket",
            ticket_id=ticket.id,
            payment_id=payment.id,
            entry_id=posted.id,
            at=desk.at,
            label=_("Voided ticket #{number}").format(number=ticket.number),
            amount=payment.amount + payment.kept,
        )
    return posted.id
