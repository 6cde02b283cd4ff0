"""Paying off what a client owes, as a line of a ticket (R5)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import Connection

from pos_app.domain import client_account
from pos_app.domain.client_account import Charge, Share
from pos_app.domain.facts import facts
from pos_app.domain.shop import BALANCE_TYPE
from pos_app.domain.ticket import Line, LineKind, Ticket
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import accounts, claims
from pos_app.services.changes import Changes, of_ticket
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest, put_payment
from pos_app.services.requests import DoneBefore, take_up
from pos_app.services.tickets import edit, edit_within


def owed_charges(desk: Desk, client_id: int) -> list[Charge]:
    """What a client owes, oldest first."""
    with desk.read() as connection:
        return accounts.live_charges(connection, client_id)


def pay_off(
    desk: Desk, ticket_id: int, amount: int, picked: frozenset[int] = frozenset()
) -> Changes:
    """Put *Paid towards balance due* on the ticket, or change the line that is there (R5).

    The charges are held at once: the picked ones, or the oldest first. Zero takes the line off.
    """
    return edit(desk, ticket_id, "ticket.pay_off", payoff_of(amount, picked))


def pay_debt_with_balance(desk: Desk, ticket_id: int, request_id: str, amount: int) -> Changes:
    """Put what the client owes on the ticket and redeem their balance for it: both or neither (R12).

    Raises:
        UserError: it is more than they owe or have, or the shop redeems no balances.
    """
    about = (f"ticket {ticket_id}", facts(amount=amount))
    with suppress(DoneBefore), desk.write("ticket.pay_debt", *about) as connection:
        take_up(desk, connection, request_id, "payment", ticket_id)
        edit_within(desk, connection, ticket_id, payoff_of(amount))
        request = PaymentRequest(id=request_id, type_code=BALANCE_TYPE, amount=amount)
        client_id = put_payment(desk, connection, ticket_id, request)
        return of_ticket(ticket_id, client_id)
    return of_ticket(ticket_id)


def payoff_of(
    amount: int, picked: frozenset[int] = frozenset()
) -> Callable[[Connection, Ticket], Ticket]:
    """The change that puts a payoff on a ticket, and holds its charges."""

    def change(connection: Connection, ticket: Ticket) -> Ticket:
        if ticket.client_id is None:
            raise UserError(_("Choose a client first."))
        old = next((line for line in ticket.lines if line.kind is LineKind.PAYOFF), None)
        if old is not None:
            claims.release(connection, ticket.id, line_number=old.number)
        if amount == 0:
            return ticket.without_line(old.number) if old else ticket
        charges = accounts.live_charges(connection, ticket.client_id)
        shares = client_account.pay_off(charges, amount, picked)
        after, number = _with_payoff(ticket, old, amount, _named(charges, shares))
        claims.hold(connection, ticket.id, shares, line_number=number)
        return after

    return change


def _named(charges: list[Charge], shares: tuple[Share, ...]) -> str:
    labels = {charge.id: charge.label for charge in charges}
    return ", ".join(labels[share.id] for share in shares)[:200]


def _with_payoff(ticket: Ticket, old: Line | None, amount: int, note: str) -> tuple[Ticket, int]:
    if old is not None:
        line = replace(old, unit_price=amount, list_price=amount, note=note)
        return ticket.with_line(line), old.number
    line = Line(
        number=0,
        kind=LineKind.PAYOFF,
        description=_("Paid towards balance due"),
        unit_price=amount,
        list_price=amount,
        note=note,
    )
    return ticket.with_new_line(line), ticket.next_line
