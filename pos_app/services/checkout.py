"""Taking payments and closing tickets.

A payment request carries its own id, made on the screen and stored with what it did: a second
click, a second Enter or a replay after a crash finds it and changes nothing.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.dialects import sqlite

from pos_app.domain import client_account, posting_rules
from pos_app.domain.client_account import Charge, Fund, FundKind, Share
from pos_app.domain.journal import Entry, EntryKind
from pos_app.domain.money import MAX_AMOUNT, money, round_to
from pos_app.domain.payment import Payment, PaymentKind, check_matches, room
from pos_app.domain.shop import PaymentType
from pos_app.domain.ticket import Line, LineKind, Ticket, TicketState
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import accounts, books, catalog
from pos_app.persistence import tickets as stored
from pos_app.persistence.ready import Ready
from pos_app.persistence.tables import email_requests, print_jobs, requests
from pos_app.services.changes import Changes, of_ticket
from pos_app.services.desk import Desk
from pos_app.services.tickets import (
    CLIENT_LINES,
    TicketView,
    active_client,
    edit,
    edit_within,
    load_open,
    look,
)

_NEW_REQUEST = Ready(sqlite.insert(requests).on_conflict_do_nothing())
_NEW_JOB = Ready(insert(print_jobs))
_MONEY = frozenset({PaymentKind.CASH, PaymentKind.CARD, PaymentKind.CHECK, PaymentKind.CUSTOM})


class Receipt(StrEnum):
    """What the client takes away."""

    PRINT = "print"
    EMAIL = "email"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """One payment that a person asked for. Amounts in minor units.

    ``amount`` is what to put on the ticket; for cash, what was handed over, of which at most ``part``
    goes on the ticket where one person pays only a part of what is due (0: all of it). ``id`` is the
    request's own, made once when its form was shown.
    """

    id: str
    type_code: str
    amount: int
    part: int = 0
    keep_change: bool = False
    reference: str = ""
    detail: str = ""
    deducts: bool = True


def payment_types(desk: Desk) -> list[PaymentType]:
    """The ways to pay that the shop takes now."""
    with desk.read() as connection:
        return [t for t in catalog.all_payment_types(connection) if t.active]


def cash_due(view: TicketView, cash_step: int) -> int:
    """What settles the ticket in cash: what is due, rounded where the shop rounds cash (R15)."""
    return round_to(view.settlement.due, cash_step)


def check_ready(view: TicketView) -> None:
    """Make sure that a ticket can go on to payments.

    Raises:
        UserError: saying what it needs first.
    """
    if not view.ticket.lines and not view.ticket.tips:
        raise UserError(_("Add a service or product first."))
    if view.client is None and any(line.kind in CLIENT_LINES for line in view.ticket.lines):
        raise UserError(_("Choose a client first: this ticket has lines that need one."))


def add_payment(desk: Desk, ticket_id: int, request: PaymentRequest) -> Changes:
    """Put a payment on an open ticket.

    Raises:
        UserError: it is more than this kind may pay here, or needs something that is missing.
    """
    about = (f"ticket {ticket_id}", _described(request))
    with suppress(_DoneBefore), desk.write("payment.add", *about) as connection:
        _take_up(desk, connection, request.id, "payment", ticket_id)
        client_id = _put_payment(desk, connection, ticket_id, request)
        return of_ticket(ticket_id, client_id)
    return of_ticket(ticket_id)


def _put_payment(
    desk: Desk, connection: Connection, ticket_id: int, request: PaymentRequest
) -> int | None:
    """Put a payment on an open ticket whose client's id is returned."""
    view = look(desk, connection, load_open(connection, ticket_id))
    check_ready(view)
    way = _type(connection, request.type_code)
    payment = _payment(desk, view, way, request)
    if payment.kept:
        _client_for(connection, view, _("Change can be kept on account only for a client."))
    payment_id = _store(desk, connection, view.ticket, request.id, payment)
    if payment.kind is PaymentKind.CLIENT_BALANCE:
        _hold_funds(desk, connection, view, payment_id, payment.amount, way)
    if payment.kind is PaymentKind.PAY_LATER:
        _check_pay_later(desk, connection, view, payment.amount)
    stored.touch(connection, view.ticket)
    return view.ticket.client_id


def pay_debt_with_balance(desk: Desk, ticket_id: int, request_id: str, amount: int) -> Changes:
    """Put what the client owes on the ticket and redeem their balance for it: both or neither (R12).

    Raises:
        UserError: it is more than they owe or have, or the shop redeems no balances.
    """
    about = (f"ticket {ticket_id}", str(amount))
    with suppress(_DoneBefore), desk.write("ticket.pay_debt", *about) as connection:
        _take_up(desk, connection, request_id, "payment", ticket_id)
        edit_within(desk, connection, ticket_id, _payoff(amount))
        request = PaymentRequest(id=request_id, type_code=BALANCE_TYPE, amount=amount)
        client_id = _put_payment(desk, connection, ticket_id, request)
        return of_ticket(ticket_id, client_id)
    return of_ticket(ticket_id)


def _described(request: PaymentRequest) -> str:
    return f"{request.type_code} {request.amount}"


class _DoneBefore(Exception):
    """The request was carried out before; this transaction, its audit row included, is dropped."""


def _take_up(desk: Desk, connection: Connection, request_id: str, act: str, ticket_id: int) -> None:
    """Store a request's id, before anything else of it.

    Raises:
        _DoneBefore: it is stored already.
    """
    if not request_id:
        raise ValueError("a request needs an id")
    row = {"id": request_id, "act": act, "ticket_id": ticket_id, "at": desk.at}
    if _NEW_REQUEST.run(connection, row) != 1:
        raise _DoneBefore


def _type(connection: Connection, code: str) -> PaymentType:
    for way in catalog.all_payment_types(connection):
        if way.code == code and way.active:
            return way
    raise UserError(_("The shop does not take that payment type."))


def _payment(desk: Desk, view: TicketView, way: PaymentType, request: PaymentRequest) -> Payment:
    """The payment that a request makes, checked against what it may pay here (R8, R15)."""
    deducts = request.deducts or way.code != CREDIT_TYPE
    kind = way.kind if deducts else PaymentKind.DISCOUNT
    payment = Payment(
        id=0,
        kind=kind,
        type_code=way.code,
        label=way.name,
        amount=request.amount,
        reference=typed(request.reference, 60),
        detail=typed(request.detail, 60),
        deducts=deducts,
    )
    if kind is PaymentKind.CASH:
        return _cash(desk, view, payment, request)
    if request.amount <= 0:
        raise UserError(_("Enter an amount above zero."), field="amount")
    _check_room(view, payment)
    return payment


def _cash(desk: Desk, view: TicketView, payment: Payment, request: PaymentRequest) -> Payment:
    tendered, wanted = request.amount, cash_due(view, desk.settings.cash_step)
    if view.settlement.due == 0:
        raise UserError(_("Nothing is due."), field="amount")
    if tendered < 0 or tendered == 0 < wanted:
        raise UserError(_("Enter an amount above zero."), field="amount")
    if tendered > MAX_AMOUNT:
        raise UserError(
            _("That is more than {most}, the largest amount the till can take.").format(
                most=money(MAX_AMOUNT)
            ),
            field="amount",
        )
    if 0 < request.part < view.settlement.due:
        wanted = request.part
    # Less than the rounded amount settles nothing; it pays to the cent, and never above the total.
    amount = wanted if tendered >= wanted else min(tendered, view.settlement.due)
    kept = tendered - amount if request.keep_change else 0
    return replace(payment, amount=amount, tendered=tendered, kept=kept)


def _check_room(view: TicketView, payment: Payment) -> None:
    most = room(view.bill, view.ticket.payments, payment.kind)
    if payment.amount > view.settlement.due:
        raise UserError(
            _("{type} cannot be more than what is due: {due}.").format(
                type=payment.label, due=money(view.settlement.due)
            ),
            field="amount",
        )
    if payment.amount > most:
        raise UserError(
            _("{type} can pay at most {most} here; the rest must be paid another way.").format(
                type=payment.label, most=money(most)
            ),
            field="amount",
        )


def _client_for(connection: Connection, view: TicketView, why: str) -> int:
    if view.client is None:
        raise UserError(why)
    active_client(connection, view.client.id)
    return view.client.id


def _store(
    desk: Desk, connection: Connection, ticket: Ticket, request_id: str, payment: Payment
) -> int:
    return stored.add_payment(
        connection,
        ticket.id,
        request_id=request_id,
        kind=str(payment.kind),
        type_code=payment.type_code,
        label=payment.label,
        amount=payment.amount,
        tendered=payment.tendered,
        kept=payment.kept,
        reference=payment.reference,
        detail=payment.detail,
        deducts=int(payment.deducts),
        at=desk.at,
        staff=desk.who,
    )


def spendable(connection: Connection, client_id: int, way: PaymentType | None = None) -> list[Fund]:
    """What a client can redeem: with *Client credit / discount*, credits only (R9)."""
    found = accounts.live_funds(connection, client_id)
    if way is not None and way.code == CREDIT_TYPE:
        return [fund for fund in found if fund.kind is FundKind.CREDIT]
    return found


BALANCE_TYPE = "balance"
CREDIT_TYPE = "credit"
LATER_TYPE = "later"


def _hold_funds(
    desk: Desk,
    connection: Connection,
    view: TicketView,
    payment_id: int,
    amount: int,
    way: PaymentType,
) -> None:
    client_id = _client_for(connection, view, _("Choose a client first: a walk-in has no balance."))
    funds = spendable(connection, client_id, way)
    shares = client_account.redeem(funds, amount, desk.today)
    accounts.hold(connection, view.ticket.id, shares, payment_id=payment_id)


def _check_pay_later(desk: Desk, connection: Connection, view: TicketView, amount: int) -> None:
    _client_for(connection, view, _("Choose a client first: a walk-in cannot pay later."))
    # As they are stored now: another till may have forbidden it since this one looked.
    desk = replace(desk, settings=catalog.load_settings(connection))
    client, limit = view.client, pay_later_limit(desk, view)
    if not desk.settings.pay_later_allowed:
        raise UserError(_("This shop does not let clients pay later."))
    after = owed_after(view, amount)
    if limit is not None and after > limit:
        raise UserError(
            _("{name} may owe at most {limit}; this would make it {after}.").format(
                name=client.name if client else "", limit=money(limit), after=money(after)
            ),
            field="amount",
        )


def pay_later_limit(desk: Desk, view: TicketView) -> int | None:
    """The most that the ticket's client may owe, in minor units; ``None`` is no limit (R4)."""
    own = view.client.pay_later_limit if view.client else None
    return desk.settings.pay_later_limit if own is None else own


def owed_after(view: TicketView, more: int) -> int:
    """What the client will owe in all once the ticket closes, with ``more`` paid later (R4)."""
    return view.standing.owed - view.payoff + view.pay_later + more


def remove_payment(desk: Desk, ticket_id: int, payment_id: int) -> Changes:
    """Take a payment off an open ticket; what it held can be spent again at once (R7)."""
    about = (f"ticket {ticket_id}", f"payment {payment_id}")
    with suppress(_DoneBefore), desk.write("payment.remove", *about) as connection:
        ticket = load_open(connection, ticket_id)
        if all(payment.id != payment_id for payment in ticket.payments):
            raise _DoneBefore
        accounts.release(connection, ticket.id, payment_id=payment_id)
        stored.remove_payment(connection, payment_id)
        stored.touch(connection, ticket)
        return of_ticket(ticket_id, ticket.client_id)
    return of_ticket(ticket_id)


@dataclass(frozen=True, slots=True)
class Applied:
    """Part of a fund that a payment on an open ticket holds, in minor units."""

    payment_id: int
    fund: Fund
    amount: int


@dataclass(frozen=True, slots=True)
class Redeemable:
    """What a client can redeem on a ticket: the most, from which funds, in spending order (R6).

    ``applied`` is what the ticket itself has redeemed of which fund; ``held_elsewhere`` is what other
    open tickets claim (R7).
    """

    available: int
    most: int
    funds: tuple[Fund, ...]
    held_elsewhere: int = 0
    applied: tuple[Applied, ...] = ()

    def plan(self, amount: int) -> tuple[tuple[Fund, int], ...]:
        """Which fund gives how much for ``amount``."""
        parts: list[tuple[Fund, int]] = []
        for fund in self.funds:
            part = min(amount, fund.available)
            if part > 0:
                parts.append((fund, part))
                amount -= part
        return tuple(parts)


def redeemable(desk: Desk, view: TicketView, type_code: str = BALANCE_TYPE) -> Redeemable:
    """What the ticket's client can redeem on it now."""
    if view.client is None:
        return Redeemable(0, 0, ())
    with desk.read() as connection:
        found = accounts.live_funds(connection, view.client.id)
        holds = accounts.holds_of(connection, view.ticket.id)
    funds = {
        fund.id: fund for fund in found if type_code != CREDIT_TYPE or fund.kind is FundKind.CREDIT
    }
    applied = tuple(
        Applied(hold.payment_id, funds[hold.fund_id], hold.amount)
        for hold in holds
        if hold.fund_id in funds
    )
    ordered = client_account.spending_order(funds.values(), desk.today)
    available = sum(fund.available for fund in ordered)
    most = min(
        available,
        view.settlement.due,
        room(view.bill, view.ticket.payments, PaymentKind.CLIENT_BALANCE),
    )
    held = sum(fund.held for fund in funds.values())
    elsewhere = held - sum(part.amount for part in applied)
    return Redeemable(available, most, tuple(ordered), elsewhere, applied)


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
    return edit(desk, ticket_id, "ticket.pay_off", _payoff(amount, picked))


def _payoff(
    amount: int, picked: frozenset[int] = frozenset()
) -> Callable[[Connection, Ticket], Ticket]:
    """The change that puts a payoff on a ticket, and holds its charges."""

    def change(connection: Connection, ticket: Ticket) -> Ticket:
        if ticket.client_id is None:
            raise UserError(_("Choose a client first."))
        old = next((line for line in ticket.lines if line.kind is LineKind.PAYOFF), None)
        if old is not None:
            accounts.release(connection, ticket.id, line_number=old.number)
        if amount == 0:
            return ticket.without_line(old.number) if old else ticket
        charges = accounts.live_charges(connection, ticket.client_id)
        shares = client_account.pay_off(charges, amount, picked)
        after, number = _with_payoff(ticket, old, amount, _named(charges, shares))
        accounts.hold(connection, ticket.id, shares, line_number=number)
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


def close(
    desk: Desk, ticket_id: int, version: int, request_id: str, receipt: Receipt = Receipt.PRINT
) -> Changes:
    """Close a ticket: payments, balanced entry, funds and charges, audit and print job at once.

    ``version`` is the ticket's as the person saw it: what closes is what was on the screen.

    Raises:
        UserError: something is still due, paid too much or paid the wrong way (R8), or the ticket
            was changed elsewhere. Nothing is changed then.
    """
    with suppress(_DoneBefore), desk.write("ticket.close", f"ticket {ticket_id}") as connection:
        _take_up(desk, connection, request_id, "close", ticket_id)
        ticket = load_open(connection, ticket_id)
        if ticket.version != version:
            raise UserError(_("The ticket changed meanwhile. Check it, then close it again."))
        view = look(desk, connection, ticket)
        _check_closing(desk, connection, view)
        _close(desk, connection, view)
        _queue_receipt(desk, connection, view, receipt)
        return of_ticket(ticket_id, ticket.client_id) | Changes(print_jobs=True)
    return of_ticket(ticket_id)


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
    kept = sum(payment.kept for payment in view.ticket.payments)
    if view.pay_later:
        # Asked when it was added, but since then a payoff may be gone or another ticket closed.
        _check_pay_later(desk, connection, view, 0)
    if kept or view.bill.of_kind(LineKind.TOP_UP):
        _client_for(connection, view, _("Choose a client first."))


def _close(desk: Desk, connection: Connection, view: TicketView) -> None:
    ticket, client_id = view.ticket, view.ticket.client_id
    held = accounts.holds_of(connection, ticket.id)
    redeemed = [(FundKind(row.fund_kind), row.amount) for row in held if row.fund_id is not None]
    values = ended_values(desk, TicketState.CLOSED)
    values |= {
        "total": view.bill.total,
        "rounding": view.settlement.rounding,
        "tax_included": int(view.bill.tax_included),
    }
    sealed = stored.end(connection, ticket, view.bill, values, desk.till.name)
    postings = posting_rules.close_ticket(
        view.bill, view.settlement, ticket.payments, redeemed, client_id
    )
    posted = books.post(
        connection,
        desk.writer,
        Entry(
            kind=EntryKind.TICKET,
            at=desk.at,
            business_date=desk.today,
            staff=desk.who,
            postings=postings,
            ticket_number=ticket.number,
            content_seal=sealed,
        ),
    )
    _new_charges_and_funds(desk, connection, view, posted.id)
    accounts.allocate_holds(connection, ticket.id, posted.id, held)
    stored.finish(connection, ticket, {**values, "entry_id": posted.id})


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
    desk: Desk, connection: Connection, view: TicketView, entry_id: int
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
    cash = any(p.kind is PaymentKind.CASH for p in view.ticket.payments)
    if receipt is Receipt.PRINT or cash:
        _NEW_JOB.run(
            connection,
            {
                "paper": "receipt" if receipt is Receipt.PRINT else "drawer",
                "ticket_id": view.ticket.id,
                "till_id": desk.till.id or None,
                "kick_drawer": int(cash),
                "state": "queued",
                "at": desk.at,
            },
        )
    if receipt is Receipt.EMAIL:
        address = view.client.email if view.client else ""
        if not address:
            raise UserError(_("The client has no e-mail address."))
        connection.execute(
            insert(email_requests),
            {"ticket_id": view.ticket.id, "address": address, "at": desk.at},
        )


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
