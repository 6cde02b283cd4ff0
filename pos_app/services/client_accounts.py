"""A client's balance in a manager's hands: credits, charges, money on account, write-offs (R10–R12).

What each act does is planned in ``domain.balance_acts``; here the plan is shown, or carried out in one
transaction. Only what is available moves: what open tickets hold stays theirs (R7).
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert

from pos_app.domain import balance_acts, posting_rules
from pos_app.domain.balance_acts import (
    ApplyFunds,
    BalanceAct,
    ChargeAmount,
    Expire,
)
from pos_app.domain.balance_plan import ClientAccount, Plan
from pos_app.domain.client_account import Share
from pos_app.domain.facts import facts
from pos_app.domain.journal import Entry
from pos_app.domain.payment import MONEY, Payment, PaymentKind
from pos_app.domain.reason import ReasonKind
from pos_app.domain.shop import CreditUse, PaymentType, kept_label
from pos_app.domain.ticket import Ticket
from pos_app.domain.words import _, isolated, typed
from pos_app.errors import UserError
from pos_app.persistence import accounts, books, catalog, claims, counters, invoices, people
from pos_app.persistence.ready import Ready
from pos_app.persistence.seals import content_seal, seal_of
from pos_app.persistence.tables.payments import payments
from pos_app.persistence.tables.print_jobs import print_jobs
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.payments import active_type
from pos_app.services.reason_kinds import chosen
from pos_app.services.requests import DoneBefore, take_up
from pos_app.services.tickets import active_client

_NEEDS = Permission.ADJUST_BALANCE
_ADD_PAYMENT, _NEW_JOB = Ready(insert(payments)), Ready(insert(print_jobs))


def money_types(desk: Desk) -> list[PaymentType]:
    """The payment types by which money can be received on account."""
    with desk.read() as connection:
        types = catalog.all_payment_types(connection)
    return [way for way in types if way.active and way.kind in MONEY]


def preview(desk: Desk, client_id: int, act: BalanceAct) -> Plan:
    """What an act would do to a client's balance now. Needs no reason yet, and changes nothing.

    Raises:
        UserError: the amount is none, too large, or more than there is.
    """
    with desk.read() as connection:
        return act.plan(_account(desk, connection, client_id))


def preview_many(desk: Desk, acts: Mapping[int, ApplyFunds]) -> dict[int, Plan]:
    """What applying funds would do for each of many clients, by client id.

    Raises:
        UserError: as for :func:`preview`, naming the client.
    """
    with desk.read() as connection:
        return _plan_all(desk, connection, acts)


def carry_out(
    desk: Desk, client_id: int, request_id: str, act: BalanceAct, seen: Plan | None = None
) -> Changes:
    """Do what a manager asked for, in one transaction; a second click changes nothing.

    ``seen`` is the preview as it was on the screen: where the balance changed since, nothing is done.

    Raises:
        OwnMoneyAtStake: it removes open payments, and nobody confirmed that.
        UserError: a reason is missing, there is less than wanted, the balance changed since the
            preview, or nobody may do this. Nothing is changed then.
    """
    about = (f"client {people.code_of(client_id)}", _described(act))
    with (
        suppress(DoneBefore),
        desk.write(f"balance.{act.kind}", *about, needs=_NEEDS) as connection,
    ):
        take_up(desk, connection, request_id, "balance")
        active_client(connection, client_id)
        plan = act.plan(_account(desk, connection, client_id))
        kind = chosen(connection, act.reason_kind)
        balance_acts.check(act, plan, kind)
        if seen is not None and seen != plan:
            raise UserError(_("The balance changed meanwhile. Look at it, then save again."))
        _write(desk, connection, [_Done(client_id, act, plan, kind)], request_id)
        return Changes(clients=frozenset({client_id}), print_jobs=act.money is not None)
    return Changes(clients=frozenset({client_id}))


def apply_to_many(
    desk: Desk,
    request_id: str,
    acts: Mapping[int, ApplyFunds],
    seen: Mapping[int, Plan] | None = None,
) -> Changes:
    """Spend what many clients have on what they owe (R12): all of them, or nobody.

    ``seen`` is :func:`preview_many` as it was on the screen.

    Raises:
        UserError: somebody has less than wanted, their name is in it; or a balance changed since the
            preview. Nothing is changed then.
    """
    changed = Changes(clients=frozenset(acts))
    about = _named(acts)
    with (
        suppress(DoneBefore),
        desk.write("balance.apply_to_many", about, needs=_NEEDS) as connection,
    ):
        take_up(desk, connection, request_id, "balance")
        plans = _plan_all(desk, connection, acts)
        if seen is not None and seen != plans:
            raise UserError(_("A balance changed meanwhile. Look at them, then apply again."))
        done = [_Done(client_id, acts[client_id], plan) for client_id, plan in plans.items()]
        _write(desk, connection, done, request_id)
    return changed


def settle_by_itself(desk: Desk, connection: Connection, ticket: Ticket) -> None:
    """Pay a ticket that was just closed from its client's funds, where the shop always does (R9).

    A ticket that opted out is left alone. Part of the transaction that closes it.
    """
    always = catalog.load_settings(connection).credit_use is CreditUse.ALWAYS
    if ticket.client_id is None or not ticket.use_credit or not always:
        return
    account = _account(desk, connection, ticket.client_id)
    room = sum(fund.available for fund in account.funds)
    wanted = []
    for invoice in invoices.page(connection, invoices.Asked(ticket_number=ticket.number)):
        if part := min(room, invoice.available):
            wanted.append(Share(invoice.charge_id, part))
            room -= part
    if wanted:
        act = ApplyFunds(wanted=tuple(wanted), reason=_("This shop always applies credit."))
        _write(desk, connection, [_Done(ticket.client_id, act, act.plan(account))], "")


def clients_to_apply(desk: Desk) -> list[int]:
    """The clients who owe something and have something to spend, both not held by a ticket (R12)."""
    with desk.read() as connection:
        return accounts.owing_and_having(connection, desk.today)


def expire_due(desk: Desk) -> Changes:
    """Take back the credits that are past their date; what open tickets hold of them stays held.

    For the start of the till and of each day; whoever is signed in does it.
    """
    with desk.read() as connection:
        if not accounts.expired_funds(connection, desk.today):
            return Changes()
    done: list[_Done] = []
    about = (lambda: _named(one.client_id for one in done), facts(day=desk.today))
    with suppress(DoneBefore), desk.write("balance.expire", *about) as connection:
        for client_id, funds in accounts.expired_funds(connection, desk.today).items():
            act = Expire(funds=funds)
            done.append(_Done(client_id, act, act.plan(ClientAccount(today=desk.today))))
        if not done:
            raise DoneBefore  # Another till began the day between the two looks.
        _write(desk, connection, done, "")
    return Changes(clients=frozenset(one.client_id for one in done))


@dataclass(frozen=True, slots=True)
class _Done:
    """One client's part of what is written."""

    client_id: int
    act: BalanceAct
    plan: Plan
    kind: ReasonKind | None = None


def _account(desk: Desk, connection: Connection, client_id: int) -> ClientAccount:
    return accounts_of(desk, connection, [client_id])[client_id]


def accounts_of(desk: Desk, connection: Connection, ids: Sequence[int]) -> dict[int, ClientAccount]:
    """All that each of these clients owes and can spend today."""
    items = accounts.live_items(connection, ids, desk.today)
    return {
        client_id: ClientAccount(funds, charges, desk.today)
        for client_id, (funds, charges) in items.items()
    }


def _plan_all(
    desk: Desk, connection: Connection, acts: Mapping[int, ApplyFunds]
) -> dict[int, Plan]:
    plans: dict[int, Plan] = {}
    for client_id, account in accounts_of(desk, connection, list(acts)).items():
        try:
            plans[client_id] = acts[client_id].plan(account)
        except UserError as error:
            client = people.client(connection, client_id)
            said = f"{isolated(client.name) if client else ''}: {error.text}"
            raise UserError(said, field=error.field) from None
    return plans


def _named(client_ids: Iterable[int]) -> str:
    return "clients " + " ".join(map(people.code_of, client_ids))


def _described(act: BalanceAct) -> str:
    return facts(
        amount=None if isinstance(act, ApplyFunds | Expire) else act.amount,
        way=act.money.type_code if act.money else None,
        reason_kind=act.reason_kind,
        reason=typed(act.reason, 500),
    )


def _write(desk: Desk, connection: Connection, done: Sequence[_Done], request_id: str) -> None:
    """Money received, entries, new funds and charges, allocations: statement by statement for all."""
    first_id = books.next_entry_id(connection, desk.writer)
    entries = []
    received: dict[int, dict[str, Any]] = {}
    for entry_id, one in enumerate(done, first_id):
        payment, sealed = None, ""
        if one.act.money:
            payment, row = _payment(desk, connection, one, entry_id, request_id)
            _ADD_PAYMENT.run(connection, row)
            received[entry_id] = row
            sealed = content_seal([row["seal"]], [])
        entries.append(_entry(desk, one, payment, sealed))
    books.post_many(connection, desk.writer, entries)
    made = _new_items(desk, connection, done, first_id, received)
    claims.allocate(
        connection,
        [of for entry_id, one in enumerate(done, first_id) for of in _uses(one, entry_id, made)],
    )
    for row in received.values():
        _queue_receipt(desk, connection, row)


def _entry(desk: Desk, one: _Done, payment: Payment | None, sealed: str) -> Entry:
    return desk.entry(
        one.act.kind,
        posting_rules.balance_act(one.plan, one.client_id, payment),
        reason=typed(one.act.reason, 500),
        reason_kind=one.kind.code if one.kind else None,
        content_seal=sealed,
    )


def _payment(
    desk: Desk, connection: Connection, one: _Done, entry_id: int, request_id: str
) -> tuple[Payment, dict[str, Any]]:
    """The money received, as a value for the books and as a row of its own."""
    money, fund = one.act.money, one.plan.fund
    if money is None or fund is None:
        raise ValueError("only money that makes a fund is received on account")
    way = active_type(connection, money.type_code)
    if way.kind not in MONEY:
        raise UserError(_("Choose how the money was received."), field="type_code")
    payment = Payment(
        id=counters.take(connection, "payment"),
        kind=way.kind,
        type_code=way.code,
        label=way.name,
        amount=fund.amount,
        tendered=fund.amount if way.kind is PaymentKind.CASH else 0,
        reference=typed(money.reference, 60),
    )
    row = {
        "id": payment.id,
        "ticket_id": None,
        "request_id": request_id,
        "kind": str(way.kind),
        "type_code": way.code,
        "label": kept_label(way.code, way.name),
        "amount": payment.amount,
        "tendered": payment.tendered,
        "kept": 0,
        "reference": payment.reference,
        "detail": "",
        "deducts": 1,
        "points": 0,
        "at": desk.at,
        "staff": desk.who,
        "client_id": one.client_id,
        "entry_id": entry_id,
        "received_on": money.received_on or desk.today,
        "note": typed(money.note, 500),
    }
    return payment, {**row, "seal": seal_of("payments", row)}


def _new_items(
    desk: Desk,
    connection: Connection,
    done: Sequence[_Done],
    first_id: int,
    received: Mapping[int, Mapping[str, Any]],
) -> dict[tuple[str, int], int]:
    """Write the new funds and charges; their ids, by what they are and the entry that made them."""
    made: dict[str, dict[int, dict[str, Any]]] = {"fund_id": {}, "charge_id": {}}
    for entry_id, one in enumerate(done, first_id):
        of = {
            "client_id": one.client_id,
            "entry_id": entry_id,
            "at": desk.at,
            "reason": typed(one.act.reason, 500),
        }
        label = one.kind.name if one.kind else ""
        if one.plan.fund:
            paid = received.get(entry_id)
            of_fund = {
                "kind": str(one.plan.fund.kind),
                "origin": "on_account" if paid else "granted",
                "payment_id": paid["id"] if paid else None,
                "amount": one.plan.fund.amount,
                "expires_on": one.plan.fund.expires_on,
                "label": label or (_("Open payment") if paid else _("Credit")),
            }
            made["fund_id"][entry_id] = {**of, **of_fund}
        if one.plan.charge:
            manual = isinstance(one.act, ChargeAmount)
            of_charge = {
                "origin": "manual" if manual else "shortfall",
                "due_on": desk.today,
                "amount": one.plan.charge,
                "label": label or (_("Charge") if manual else _("Credit removed")),
            }
            made["charge_id"][entry_id] = {**of, **of_charge}
    ids = {
        "fund_id": accounts.add_funds(connection, list(made["fund_id"].values())),
        "charge_id": accounts.add_charges(connection, list(made["charge_id"].values())),
    }
    return {
        (item, entry_id): item_id
        for item, rows in made.items()
        for entry_id, item_id in zip(rows, ids[item], strict=True)
    }


def _uses(
    one: _Done, entry_id: int, made: Mapping[tuple[str, int], int]
) -> list[dict[str, int | None]]:
    """The allocations of one client's plan."""
    new_fund = made.get(("fund_id", entry_id))
    shares = [
        *((put.fund_id or new_fund, put.charge_id, put.amount) for put in one.plan.puts),
        *((share.id, None, share.amount) for share in one.plan.removed),
        *((None, share.id, share.amount) for share in one.plan.written_off),
    ]
    return [
        {"entry_id": entry_id, "fund_id": fund, "charge_id": charge, "amount": amount}
        for fund, charge, amount in shares
    ]


def _queue_receipt(desk: Desk, connection: Connection, payment: Mapping[str, Any]) -> None:
    _NEW_JOB.run(
        connection,
        {
            "paper": "account_receipt",
            "payment_id": payment["id"],
            "till_id": desk.till.id or None,
            "kick_drawer": int(payment["kind"] == PaymentKind.CASH),
            "state": "queued",
            "at": desk.at,
        },
    )
