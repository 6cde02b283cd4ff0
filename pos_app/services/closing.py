"""Closing a ticket: payments, books, funds, charges, audit and print job, all at once."""

from collections.abc import Collection
from contextlib import suppress
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert

from pos_app.domain import posting_rules
from pos_app.domain.client_account import FundKind
from pos_app.domain.facts import facts
from pos_app.domain.invoice import falls_due
from pos_app.domain.journal import EntryKind
from pos_app.domain.money import money, shop_format
from pos_app.domain.payment import Payment, PaymentKind, check_matches
from pos_app.domain.points import PointsChange, PointsKind
from pos_app.domain.ticket import LineKind, TicketState
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import accounts, books, claims, ended_tickets, points
from pos_app.persistence.ready import Ready
from pos_app.persistence.tables.print_jobs import print_jobs
from pos_app.services import outbox
from pos_app.services.card_sales import check_cards, put_value_on_cards
from pos_app.services.changes import Changes, of_ticket
from pos_app.services.client_accounts import settle_by_itself
from pos_app.services.desk import Desk
from pos_app.services.gift_cards import queue_card
from pos_app.services.payments import check_pay_later, check_ready, client_of
from pos_app.services.requests import DoneBefore, take_up
from pos_app.services.tickets import TicketView, load_open, look

_NEW_JOB = Ready(insert(print_jobs))


class Receipt(StrEnum):
    """What the client takes away."""

    PRINT = "print"
    EMAIL = "email"
    NONE = "none"


def close(
    desk: Desk, ticket_id: int, version: int, request_id: str, receipt: Receipt = Receipt.PRINT
) -> Changes:
    """Close a ticket: payments, balanced entry, funds and charges, audit and print job at once.

    ``version`` is the ticket's as the person saw it: what closes is what was on the screen.

    Raises:
        UserError: something is still due, paid too much or paid the wrong way (R8), or the ticket
            was changed elsewhere. Nothing is changed then.
    """
    about = f"ticket {ticket_id}"
    desk = desk.at_once()  # By its time, a ticket's request to close is known.
    with (
        suppress(DoneBefore),
        desk.write("ticket.close", about, lambda: facts(amount=view.bill.total)) as connection,
    ):
        take_up(desk, connection, request_id, "close", ticket_id)
        ticket = load_open(connection, ticket_id)
        if ticket.version != version:
            raise UserError(_("The ticket changed meanwhile. Check it, then close it again."))
        view = look(desk, connection, ticket)
        close_within(desk, connection, view, falls_due(desk.today, desk.settings.terms_days))
        _queue_receipt(desk, connection, view, receipt)
        return of_ticket(ticket_id, ticket.client_id) | Changes(print_jobs=True, emails=True)
    return of_ticket(ticket_id)


def close_within(desk: Desk, connection: Connection, view: TicketView, due_on: str) -> None:
    """As :func:`close`, as a part of a larger transaction, and without any paper.

    ``due_on`` is when what is paid later falls due, ISO text.

    Raises:
        UserError: see :func:`close`.
    """
    _check_closing(desk, connection, view)
    _close(desk, connection, view, due_on)
    if view.pay_later:
        settle_by_itself(desk, connection, view.ticket)


def _check_closing(desk: Desk, connection: Connection, view: TicketView) -> None:
    check_ready(view)
    if view.settlement.due:
        raise UserError(_("{due} is still due.").format(due=money(view.settlement.due)))
    if view.settlement.excess:
        raise UserError(
            _("The payments are {excess} too much. Take one off, or change its amount.").format(
                excess=money(view.settlement.excess)
            )
        )
    check_matches(view.bill, view.ticket.payments)
    check_cards(desk, connection, view.ticket)
    kept = sum(payment.kept for payment in view.ticket.payments)
    if view.pay_later:
        # Asked when it was added, but since then a payoff may be gone or another ticket closed.
        check_pay_later(desk, connection, view, 0)
    if kept or view.bill.of_kind(LineKind.TOP_UP):
        client_of(connection, view, _("Choose a client first."))


def _close(desk: Desk, connection: Connection, view: TicketView, due_on: str) -> None:
    ticket, client_id = view.ticket, view.ticket.client_id
    held = claims.holds_of(connection, ticket.id)
    redeemed = [(FundKind(row.fund_kind), row.amount) for row in held if row.fund_id is not None]
    cards = [(row.card_number, row.amount) for row in held if row.gift_card_id is not None]
    values = ended_values(desk, TicketState.CLOSED)
    values |= {
        "total": view.bill.total,
        "rounding": view.settlement.rounding,
        "tax_included": int(view.bill.tax_included),
    }
    seals = _move_points(desk, connection, view)
    sealed = ended_tickets.end(connection, ticket, view.bill, values, desk.till.name, seals)
    postings = posting_rules.close_ticket(
        view.bill, view.settlement, ticket.payments, redeemed, client_id, cards
    )
    posted = books.post(
        connection,
        desk.writer,
        desk.entry(
            EntryKind.TICKET,
            postings,
            ticket_number=ticket.number,
            content_seal=sealed,
        ),
    )
    _new_charges_and_funds(desk, connection, view, posted.id, due_on)
    claims.allocate_holds(connection, ticket.id, posted.id, held)
    for card_id in put_value_on_cards(desk, connection, ticket, posted.id):
        queue_card(desk, connection, card_id)
    ended_tickets.finish(connection, ticket, {**values, "entry_id": posted.id})


def _move_points(desk: Desk, connection: Connection, view: TicketView) -> list[str]:
    """Use up the points that pay, and add those that the sale earns; the seals of both events."""
    ticket = view.ticket
    if ticket.client_id is None:
        return []
    used = [payment for payment in ticket.payments if payment.points]
    changes = [PointsChange(PointsKind.REDEEMED, -p.points, p.id) for p in used]
    rule = desk.settings.points_rule
    earned = rule.earned(view.bill, ticket.payments, shop_format().currency.unit)
    if earned:
        changes.append(PointsChange(PointsKind.EARNED, earned))
    if not changes:
        return []
    points.release(connection, ticket.client_id, sum(payment.points for payment in used))
    entry_id = books.next_entry_id(connection, desk.writer)
    return points.add(connection, ticket.client_id, entry_id, changes, ticket.id)


def ended_values(desk: Desk, state: TicketState) -> dict[str, Any]:
    """The columns that say when and by whom a ticket was closed or voided."""
    return {
        "state": str(state),
        "ended_at": desk.at,
        "business_date": desk.today,
        "ended_by": desk.who,
        "void_reason": "",
        "total": 0,
        "rounding": 0,
        "tax_included": 0,
        "till": desk.till.name,
    }


def _new_charges_and_funds(
    desk: Desk, connection: Connection, view: TicketView, entry_id: int, due_on: str
) -> None:
    ticket = view.ticket
    common = {
        "client_id": ticket.client_id,
        "ticket_id": ticket.id,
        "entry_id": entry_id,
        "at": desk.at,
        "label": _("Ticket #{number}").format(number=ticket.number),
    }
    for payment in ticket.payments:
        if payment.kind is PaymentKind.PAY_LATER:
            accounts.add_charge(
                connection,
                origin="pay_later",
                payment_id=payment.id,
                amount=payment.amount,
                due_on=due_on,
                **common,
            )
        if payment.kept:
            accounts.add_fund(
                connection,
                kind=str(FundKind.OPEN_PAYMENT),
                origin="change_kept",
                payment_id=payment.id,
                amount=payment.kept,
                **common,
            )
    for line in ticket.lines:
        if line.kind is LineKind.TOP_UP:
            accounts.add_fund(
                connection,
                kind=str(FundKind.OPEN_PAYMENT),
                origin="top_up",
                amount=line.amount,
                **common,
            )


def _queue_receipt(desk: Desk, connection: Connection, view: TicketView, receipt: Receipt) -> None:
    if receipt is Receipt.PRINT:
        _queue(desk, connection, "receipt", view.ticket.id, view.ticket.payments)
    else:
        open_drawer(desk, connection, view.ticket.id, view.ticket.payments)
    if receipt is Receipt.EMAIL:
        address = view.client.email if view.client else ""
        if not address:
            raise UserError(_("The client has no e-mail address."))
        outbox.queue_receipt(desk, connection, view.ticket.id, address)


def open_drawer(
    desk: Desk, connection: Connection, ticket_id: int, kept: Collection[Payment]
) -> None:
    """Have the drawer opened where there is cash among the payments that the shop keeps."""
    if any(payment.kind is PaymentKind.CASH for payment in kept):
        _queue(desk, connection, "drawer", ticket_id, kept)


def _queue(
    desk: Desk, connection: Connection, paper: str, ticket_id: int, paid: Collection[Payment]
) -> None:
    _NEW_JOB.run(
        connection,
        {
            "paper": paper,
            "ticket_id": ticket_id,
            "till_id": desk.till.id or None,
            "kick_drawer": int(any(payment.kind is PaymentKind.CASH for payment in paid)),
            "state": "queued",
            "at": desk.at,
        },
    )
