"""Undoing the last change to a ticket where it was of its client, or of what hangs on their balance.

What is sold is put back by ``tickets.undo``.
"""

from collections.abc import Iterable
from dataclasses import replace
from uuid import uuid4

from sqlalchemy import Connection

from pos_app.domain.payment import Payment, PaymentKind
from pos_app.domain.ticket import Line, LineKind, Ticket
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import accounts, claims
from pos_app.persistence import tickets as stored
from pos_app.services.changes import Changes, of_ticket
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest, put_payment
from pos_app.services.payoffs import payoff_of
from pos_app.services.requests import take_up
from pos_app.services.taking_off import release_points, take_off_client_value
from pos_app.services.tickets import active_client, edit_within, marked

_OF_CLIENT = (PaymentKind.PAY_LATER, PaymentKind.CLIENT_BALANCE, PaymentKind.POINTS)


def undo_client_value(desk: Desk, before: Ticket, after: Ticket) -> Changes:
    """Put client, payoff, pay later and redeemed value back to what they were before a change.

    Args:
        before: the ticket before the change.
        after: the ticket after it, as it still is now.

    Raises:
        UserError: the ticket changed again since, or the balance no longer allows what was there.
    """

    def change(connection: Connection, now: Ticket) -> Ticket:
        if now.version != after.version:
            raise UserError(_("The ticket changed again meanwhile; there is nothing to undo."))
        now = _without(connection, now, _only_in(after.payments, before.payments))
        if now.client_id != before.client_id:
            now = _for_client(connection, now, before)
        old = payoff_line(before)
        if old != payoff_line(now):
            amount, note = (old.amount, old.note) if old else (0, "")
            now = payoff_of(amount, _picked(connection, before, note))(connection, now)
        return now

    with desk.write("ticket.undo", f"ticket {before.id}") as connection:
        edit_within(desk, connection, before.id, change)
        for payment in _only_in(before.payments, after.payments):
            request = _again(payment)
            take_up(desk, connection, request.id, "payment", before.id)
            put_payment(desk, connection, before.id, request)
    return of_ticket(before.id, before.client_id, after.client_id)


def payoff_line(ticket: Ticket) -> Line | None:
    """The line that pays off what the client owes, if there is one."""
    return next((line for line in ticket.lines if line.kind is LineKind.PAYOFF), None)


def _only_in(some: Iterable[Payment], others: Iterable[Payment]) -> list[Payment]:
    """The payments over a client's account that are not among ``others``."""
    known = {payment.id for payment in others}
    return [p for p in some if p.kind in _OF_CLIENT and p.id not in known]


def _without(connection: Connection, ticket: Ticket, gone: list[Payment]) -> Ticket:
    ids = {payment.id for payment in gone}
    release_points(connection, ticket, gone)
    for payment in ticket.payments:
        if payment.id in ids:
            claims.release(connection, ticket.id, payment_id=payment.id)
            stored.remove_payment(connection, payment.id)
    return replace(ticket, payments=tuple(p for p in ticket.payments if p.id not in ids))


def _for_client(connection: Connection, ticket: Ticket, before: Ticket) -> Ticket:
    if before.client_id is not None:
        active_client(connection, before.client_id)
    freed, _said = take_off_client_value(connection, ticket)
    lines = marked(connection, before.client_id, freed.lines)
    return replace(freed, client_id=before.client_id, lines=lines, notice=before.notice)


def _picked(connection: Connection, before: Ticket, note: str) -> frozenset[int]:
    """The charges that a payoff named; none in particular where not all of them can be told."""
    if before.client_id is None:
        return frozenset()
    named = set(note.split(", "))
    owed = accounts.live_charges(connection, before.client_id)
    found = [charge for charge in owed if charge.label in named]
    all_known = {charge.label for charge in found} == named
    return frozenset(charge.id for charge in found) if all_known else frozenset()


def _again(payment: Payment) -> PaymentRequest:
    return PaymentRequest(
        id=uuid4().hex,
        type_code=payment.type_code,
        amount=payment.amount,
        reference=payment.reference,
        detail=payment.detail,
    )
