"""Money on account that goes back to where it came from: a refund with its number, receipt and entry (R13).

Money that a ticket took goes back by that ticket's refunds (``refunds``). This is for the rest: money
received on account, kept from a voided ticket, or turned into an open payment by a refund.
"""

from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, insert, select

from pos_app.domain import money_back, reason
from pos_app.domain.balance_plan import Plan
from pos_app.domain.facts import facts
from pos_app.domain.journal import REFUNDS
from pos_app.domain.money_back import GiveBack
from pos_app.domain.payment import MONEY, Payment, PaymentKind
from pos_app.domain.refund import GoesTo
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import books, claims, people
from pos_app.persistence import refunds as stored
from pos_app.persistence import tickets as stored_tickets
from pos_app.persistence.tables.accounts import funds
from pos_app.persistence.tables.payments import payments
from pos_app.persistence.tables.print_jobs import print_jobs
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes
from pos_app.services.client_accounts import accounts_of
from pos_app.services.desk import Desk
from pos_app.services.reason_kinds import chosen
from pos_app.services.requests import DoneBefore, take_up
from pos_app.services.tickets import active_client

ORIGINS = frozenset({"on_account", "voided_ticket", *(str(kind) for kind in REFUNDS)})
"""Where an open payment came from that can be given back; the others hang on a ticket's line."""


def preview(desk: Desk, client_id: int, act: GiveBack) -> Plan:
    """What giving back would do to the balance now. Needs no reason yet, and changes nothing.

    Raises:
        UserError: the amount is none, or more than is left; or no money came in for it.
    """
    with desk.read() as connection:
        _source(connection, act.fund_id)
        return act.plan(accounts_of(desk, connection, [client_id])[client_id])


def give_back(
    desk: Desk, client_id: int, request_id: str, act: GiveBack, seen: Plan | None = None
) -> Changes:
    """Give money on account back to its tender, in one transaction; a second click changes nothing.

    ``seen`` is the preview as it was on the screen: where the balance changed since, nothing is done.

    Raises:
        UserError: a reason is missing, there is less than wanted, the balance changed since the
            preview, or nobody may do this. Nothing is changed then.
    """
    about = (
        f"client {people.code_of(client_id)}",
        facts(amount=act.amount, reason=typed(act.reason, 500)),
    )
    with (
        suppress(DoneBefore),
        desk.write(f"balance.{act.kind}", *about, needs=Permission.REFUND) as connection,
    ):
        take_up(desk, connection, request_id, "refund")
        active_client(connection, client_id)
        reason.check(act.reason, chosen(connection, act.reason_kind))
        row = _source(connection, act.fund_id)
        plan = act.plan(accounts_of(desk, connection, [client_id])[client_id])
        if seen is not None and seen != plan:
            raise UserError(_("The balance changed meanwhile. Look at it, then save again."))
        _write(desk, connection, client_id, request_id, act, row)
        return Changes(clients=frozenset({client_id}), print_jobs=True)
    return Changes(clients=frozenset({client_id}))


def _source(connection: Connection, fund_id: int) -> Any:
    """The payment that brought the money of a fund, as a row.

    Raises:
        UserError: none did, or it goes back by its ticket.
    """
    query = (
        select(payments, funds.c.origin)
        .join(funds, funds.c.payment_id == payments.c.id)
        .where(funds.c.id == fund_id)
    )
    row = connection.execute(query).first()
    if row is None or row.origin not in ORIGINS or PaymentKind(row.kind) not in MONEY:
        raise UserError(_("This did not come in as money that could be given back by itself."))
    return row


def _write(
    desk: Desk, connection: Connection, client_id: int, request_id: str, act: GiveBack, row: Any
) -> None:
    payment = stored_tickets.payment(row)
    back = stored.given(connection, [payment.id]).get(payment.id)
    kept = payment.received - (back.amount if back and row.ticket_id is None else 0)
    paid = money_back.in_hand(payment, act.amount, kept, desk.settings.cash_step)
    entry_id = books.next_entry_id(connection, desk.writer)
    number, sealed = stored.store(
        connection,
        _refund(desk, client_id, request_id, act, paid, entry_id),
        (),
        (),
        [_part(row, act.amount, paid)],
    )
    posted = books.post(
        connection,
        desk.writer,
        desk.entry(
            act.kind,
            money_back.postings(payment, act.amount, paid, client_id),
            content_seal=sealed,
            reason=typed(act.reason, 500),
            reason_kind=act.reason_kind or None,
        ),
    )
    used = {"entry_id": posted.id, "fund_id": act.fund_id, "amount": act.amount}
    claims.allocate(connection, [used])
    _queue_receipt(desk, connection, number, payment)


def _refund(
    desk: Desk, client_id: int, request_id: str, act: GiveBack, paid: int, entry_id: int
) -> dict[str, Any]:
    return {
        "ticket_id": None,
        "client_id": client_id,
        "request_id": request_id,
        "kind": str(act.kind),
        "amount": paid,
        "rounding": paid - act.amount,
        "reason": typed(act.reason, 500),
        "at": desk.at,
        "business_date": desk.today,
        "staff": desk.who,
        "till": desk.till.name,
        "entry_id": entry_id,
    }


def _part(payment: Any, amount: int, paid: int) -> dict[str, Any]:
    """What came back of the payment. A ticket's had all of it given to the account already."""
    return {
        "position": 0,
        "payment_id": payment.id,
        "money_id": payment.id if payment.ticket_id is None else None,
        "goes_to": str(GoesTo.TENDER),
        "amount": paid,
        "rounding": paid - amount,
        "kept": 0,
        "lasts_until": "",
    }


def _queue_receipt(desk: Desk, connection: Connection, refund_id: int, payment: Payment) -> None:
    connection.execute(
        insert(print_jobs),
        {
            "paper": "refund",
            "refund_id": refund_id,
            "till_id": desk.till.id or None,
            "kick_drawer": int(payment.kind is PaymentKind.CASH),
            "state": "queued",
            "at": desk.at,
        },
    )
