"""Voiding an open ticket, and what becomes of the money that was taken on it (R17)."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import Connection

from pos_app.domain import posting_rules
from pos_app.domain.client_account import FundKind
from pos_app.domain.facts import together
from pos_app.domain.journal import EntryKind
from pos_app.domain.money import money
from pos_app.domain.payment import Payment
from pos_app.domain.ticket import Ticket, TicketState
from pos_app.domain.words import _, isolated, typed
from pos_app.errors import UserError
from pos_app.persistence import accounts, books, claims, ended_tickets
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes, of_ticket
from pos_app.services.closing import ended_values, open_drawer
from pos_app.services.desk import Desk
from pos_app.services.taking_off import release_points
from pos_app.services.tickets import active_client, load_open, look


class KeepMoney(StrEnum):
    """What becomes of a money payment on a ticket that is voided (R17)."""

    GIVEN_BACK = "given_back"
    ON_ACCOUNT = "on_account"


Fates = Mapping[int, KeepMoney]
"""What becomes of each money payment, by its id."""

_NO_MONEY: Fates = MappingProxyType({})


def money_taken(ticket: Ticket) -> tuple[Payment, ...]:
    """The payments that brought money in: voiding wants to know what becomes of each."""
    return tuple(payment for payment in ticket.payments if payment.received)


def fate_field(payment_id: int) -> str:
    """The field of a refusal that is about what becomes of this payment."""
    return f"payment {payment_id}"


def void(desk: Desk, ticket_id: int, reason: str, fates: Fates = _NO_MONEY) -> Changes:
    """Void an open ticket. What it held comes back (R7); its number stays taken.

    The reason that is stored with it, and with what was kept, says what became of each payment.

    Args:
        fates: what becomes of each payment in :func:`money_taken`, and of nothing else.

    Raises:
        UserError: without a reason; a payment's fate is missing, or named for one that is not there;
            or money is to be kept for nobody, or for a client who is archived.
        NotAllowed: something is on the ticket, and nobody may void it.
    """
    why = typed(reason, 500)
    if not why:
        raise UserError(_("Say why the ticket is voided."), field="reason")
    about = f"ticket {ticket_id}"
    with desk.write("ticket.void", about, lambda: _facts(why, back, kept)) as connection:
        ticket = load_open(connection, ticket_id)
        back, kept = _sorted_out(ticket, fates)
        # Last, so that nobody is called over for a PIN before all else is in order.
        if ticket.lines or ticket.payments:
            desk.require(connection, Permission.VOID)
        told = _told(why, back, kept)
        claims.release(connection, ticket.id)
        release_points(connection, ticket)
        bill = look(desk, connection, ticket).bill
        values = ended_values(desk, TicketState.VOID) | {
            "void_reason": told,
            "tax_included": int(bill.tax_included),
        }
        sealed = ended_tickets.end(connection, ticket, bill, values, desk.till.name)
        if kept:
            values["entry_id"] = _keep_on_account(desk, connection, ticket, kept, told, sealed)
            open_drawer(desk, connection, ticket.id, kept)
        else:
            # No entry carries the seal over all of its parts, so the ticket does.
            values["seal"] = sealed
        ended_tickets.finish(connection, ticket, values)
    return of_ticket(ticket_id, ticket.client_id) | Changes(print_jobs=True)


def _sorted_out(ticket: Ticket, fates: Fates) -> tuple[list[Payment], list[Payment]]:
    """The payments that are given back, and those that are kept, once every fate is known."""
    taken = money_taken(ticket)
    if fates.keys() - {payment.id for payment in taken}:
        raise UserError(
            _("The payments changed meanwhile. Look at them, then void the ticket again.")
        )
    for payment in taken:
        if payment.id not in fates:
            raise UserError(
                _("Say what becomes of {payment}, {amount}.").format(
                    payment=payment.name, amount=money(payment.received)
                ),
                field=fate_field(payment.id),
            )
    back = [payment for payment in taken if fates[payment.id] is KeepMoney.GIVEN_BACK]
    return back, [payment for payment in taken if payment not in back]


def _facts(why: str, back: Sequence[Payment], kept: Sequence[Payment]) -> str:
    return together(
        ("reason", why),
        *(("given_back", f"{payment.received} {payment.type_code}") for payment in back),
        *(("on_account", f"{payment.received} {payment.type_code}") for payment in kept),
    )


def _told(why: str, back: Sequence[Payment], kept: Sequence[Payment]) -> str:
    """The reason, and what became of each payment."""
    said = [why]
    for text, payments in (
        (_("given back: {payments}"), back),
        (_("kept on account: {payments}"), kept),
    ):
        named = [f"{isolated(payment.name)} {money(payment.received)}" for payment in payments]
        if named:
            said.append(text.format(payments=", ".join(named)))
    return " · ".join(said)


def _keep_on_account(
    desk: Desk,
    connection: Connection,
    ticket: Ticket,
    kept: Sequence[Payment],
    reason: str,
    sealed: str,
) -> int:
    if ticket.client_id is None:
        raise UserError(_("Choose a client first: money can be kept only for a client."))
    active_client(connection, ticket.client_id)
    posted = books.post(
        connection,
        desk.writer,
        desk.entry(
            EntryKind.OPEN_PAYMENT,
            posting_rules.keep_as_open_payment(kept, ticket.client_id),
            ticket_number=ticket.number,
            content_seal=sealed,
            reason=reason,
        ),
    )
    label = _("Voided ticket #{number}: {payment}")
    for payment in kept:
        accounts.add_fund(
            connection,
            client_id=ticket.client_id,
            kind=str(FundKind.OPEN_PAYMENT),
            origin="voided_ticket",
            ticket_id=ticket.id,
            payment_id=payment.id,
            entry_id=posted.id,
            at=desk.at,
            label=label.format(number=ticket.number, payment=payment.name),
            amount=payment.received,
        )
    return posted.id
