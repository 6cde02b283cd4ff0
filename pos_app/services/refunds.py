"""Refunds: what came back of a closed ticket, in one transaction with its entry and receipt (R13, R14).

A closed ticket is never changed: a refund stands beside it, with a number of its own. What it would do
is planned in ``domain.refund_acts``; the screen shows the same plan that is carried out.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, insert

from pos_app.domain import refund_acts, refund_postings
from pos_app.domain.client_account import FundKind
from pos_app.domain.facts import facts
from pos_app.domain.journal import EntryKind
from pos_app.domain.payment import PaymentKind
from pos_app.domain.refund import Base, Closed, Give, GoesTo, Plan, Shares, Take
from pos_app.domain.refund_acts import RefundAct, VoidClosed
from pos_app.domain.ticket import LineKind
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import accounts, books, claims, gift_cards, points
from pos_app.persistence import refunds as stored
from pos_app.persistence.ready import Ready
from pos_app.persistence.tables.print_jobs import print_jobs
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes, of_ticket
from pos_app.services.desk import Desk
from pos_app.services.reason_kinds import chosen
from pos_app.services.refundable import closed_ticket
from pos_app.services.requests import DoneBefore, take_up
from pos_app.services.tickets import active_client

_NEEDS = {
    EntryKind.VOIDED: Permission.VOID,
    EntryKind.FUND_REMOVED: Permission.REMOVE,
}
_NEW_JOB = Ready(insert(print_jobs))


def look(desk: Desk, ticket_id: int) -> Closed:
    """What is left to refund of a closed ticket: of each line, tip and payment."""
    with desk.read() as connection:
        return closed_ticket(desk, connection, ticket_id)


def preview(desk: Desk, ticket_id: int, act: RefundAct) -> Plan:
    """What an act would bring back now. Needs no reason yet, and changes nothing.

    Raises:
        UserError: it is more than is left, or cannot come back so.
    """
    return _plan(desk, act, look(desk, ticket_id))


def refund(
    desk: Desk, ticket_id: int, request_id: str, act: RefundAct, seen: Plan | None = None
) -> Changes:
    """Bring back what a manager chose; a second click changes nothing.

    ``seen`` is the preview as it was on the screen: where something came back since, nothing is done.

    Raises:
        OwnMoneyAtStake: it removes the client's own money, and nobody confirmed that.
        UserError: a reason is missing, it is more than is left, or the ticket's refunds changed
            since the preview. Nothing is changed then.
    """
    about = (f"ticket {ticket_id}", _facts(act))
    needs = _NEEDS.get(act.kind, Permission.REFUND)
    with suppress(DoneBefore), desk.write("ticket.refund", *about, needs=needs) as connection:
        take_up(desk, connection, request_id, "refund", ticket_id)
        refund_acts.check(act, chosen(connection, act.reason_kind))
        plan = _plan(desk, act, closed_ticket(desk, connection, ticket_id))
        if seen is not None and seen != plan:
            raise UserError(
                _("Something of this ticket came back meanwhile. Look at it, then try again.")
            )
        refund_acts.check_own_money(act, plan)
        _check_client(connection, plan)
        clients = _carry_out(desk, connection, request_id, act, plan)
        others = {part.ticket_id for give in plan.gives for part in give.of.unwinds}
        changed = of_ticket(ticket_id, *clients)
        return replace(changed, tickets=changed.tickets | others - {0}, print_jobs=True)
    return of_ticket(ticket_id)


def _facts(act: RefundAct) -> str:
    return facts(kind=act.kind, reason_kind=act.reason_kind, reason=typed(act.reason, 500))


def _plan(desk: Desk, act: RefundAct, closed: Closed) -> Plan:
    if isinstance(act, VoidClosed):
        act = replace(act, today=desk.today)
    return act.plan(closed)


_BALANCE = (GoesTo.FUND, GoesTo.OPEN_PAYMENT)


def _check_client(connection: Connection, plan: Plan) -> None:
    """An archived client has no balance, and gets none."""
    client_id = plan.closed.client_id
    payoff = any(left.line.kind is LineKind.PAYOFF for left, _shares in plan.shares)
    if client_id is not None and (payoff or plan.owed_again or plan.going(*_BALANCE)):
        active_client(connection, client_id)


def _carry_out(
    desk: Desk, connection: Connection, request_id: str, act: RefundAct, plan: Plan
) -> set[int]:
    """Write the refund, its entry and what moved; the clients whose balance it moved."""
    entry_id = books.next_entry_id(connection, desk.writer)
    seals = _move_points(connection, plan, entry_id)
    number, sealed = stored.store(
        connection,
        _row(desk, request_id, act, plan, entry_id),
        list(_line_rows(plan)),
        [(tip.staff, tip.amount) for tip in plan.wanted.tips],
        [_give_row(position, give) for position, give in enumerate(plan.gives)],
        seals,
    )
    posted = books.post(
        connection,
        desk.writer,
        desk.entry(
            act.kind,
            refund_postings.refund(plan),
            ticket_number=plan.closed.number,
            content_seal=sealed,
            reason=typed(act.reason, 500),
            reason_kind=act.reason_kind or None,
        ),
    )
    _Moves(desk, connection, act, plan, posted.id).write()
    in_cash = any(
        give.goes_to is GoesTo.TENDER and give.of.source and give.of.source.kind is PaymentKind.CASH
        for give in plan.gives
    )
    _NEW_JOB.run(
        connection,
        {
            "paper": "refund",
            "refund_id": number,
            "till_id": desk.till.id or None,
            "kick_drawer": int(in_cash),
            "state": "queued",
            "at": desk.at,
        },
    )
    with_points = [plan.closed.client_id] if seals and plan.closed.client_id else []
    return {*posted.standings, *with_points}


def _move_points(connection: Connection, plan: Plan, entry_id: int) -> list[str]:
    """Write what the refund, whose entry is posted next, changes of points; the seals of the events.

    More may be taken back than the client has left: they are short then, until they earn them again.
    """
    closed = plan.closed
    if closed.client_id is None or not plan.points:
        return []
    return points.add(connection, closed.client_id, entry_id, plan.points, closed.ticket_id)


def _row(desk: Desk, request_id: str, act: RefundAct, plan: Plan, entry_id: int) -> dict[str, Any]:
    return {
        "ticket_id": plan.closed.ticket_id,
        "client_id": None,
        "request_id": request_id,
        "kind": str(act.kind),
        "amount": plan.amount,
        "rounding": plan.rounding,
        "reason": typed(act.reason, 500),
        "at": desk.at,
        "business_date": desk.today,
        "staff": desk.who,
        "till": desk.till.name,
        "entry_id": entry_id,
    }


def _line_rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """What came back of this ticket's lines, and of payoffs on others that settled its debt."""
    found = {(plan.closed.ticket_id, left.line.number): shares for left, shares in plan.shares}
    for give in plan.gives:
        for part in give.of.unwinds:
            if part.ticket_id:
                at = (part.ticket_id, part.line_number)
                value = give.worth + found.get(at, Shares()).value
                found[at] = Shares(value=value, net=value)
    for (ticket_id, number), shares in sorted(found.items()):
        yield {
            "ticket_id": ticket_id,
            "line_number": number,
            "quantity": shares.quantity,
            "value": shares.value,
            "given": shares.given,
            "discount": shares.discount,
            "net": shares.net,
            "tax_shares": " ".join(f"{code}={tax}" for code, tax in sorted(shares.taxes.items())),
        }


def _give_row(position: int, give: Give) -> dict[str, Any]:
    money = give.of.base in (Base.MONEY, Base.POINTS) or give.goes_to is GoesTo.TENDER
    return {
        "position": position,
        "payment_id": give.of.payment.id,
        "money_id": give.of.source.id if money and give.of.source else None,
        "goes_to": str(give.goes_to),
        "amount": give.amount,
        "rounding": give.amount - give.worth,
        "kept": give.kept,
        "lasts_until": give.lasts_until,
    }


class _Moves:
    """What a refund moves of funds and charges: reversals first, then uses, then what it makes."""

    def __init__(
        self, desk: Desk, connection: Connection, act: RefundAct, plan: Plan, entry_id: int
    ) -> None:
        self._desk = desk
        self._connection = connection
        self._act = act
        self._plan = plan
        self._entry_id = entry_id
        self._back: list[dict[str, int | None]] = []
        self._used: list[dict[str, int | None]] = []
        self._made: list[tuple[str, dict[str, Any]]] = []

    def write(self) -> None:
        """Carry all of it out."""
        for give in self._plan.gives:
            self._unwind(give)
            self._give(give)
        for left, shares in self._plan.shares:
            if left.line.kind is LineKind.TOP_UP:
                self._take("fund_id", left.takes, shares.value)
            elif left.line.kind is LineKind.GIFT_CARD:
                self._take("gift_card_id", left.takes, shares.value)
            elif left.line.kind is LineKind.PAYOFF:
                self._owe(left.takes, shares.value)
        for kept in self._plan.closed.kept:
            self._take("fund_id", kept.takes, self._plan.wanted.kept.get(kept.payment_id, 0))
        claims.reverse(self._connection, self._back)
        claims.allocate(self._connection, self._used)
        for table, values in self._made:
            if table == "charges":
                accounts.add_charge(self._connection, **values)
            else:
                accounts.add_fund(self._connection, **values)

    def _unwind(self, give: Give) -> None:
        """A settled debt is owed again, and goes down by the refund instead."""
        for part in give.of.unwinds:
            fund = {"fund_id": part.fund_id} if part.fund_id else {}
            self._reverse(part.allocation_id, give.worth, charge_id=part.charge_id, **fund)
            self._use(give.worth, charge_id=part.charge_id)

    def _give(self, give: Give) -> None:
        part = give.of
        if part.base is Base.FUND:
            if part.allocation_id:
                self._reverse(
                    part.allocation_id,
                    give.amount,
                    fund_id=part.item_id,
                    payment_id=part.payment.id,
                )
            if give.goes_to is not GoesTo.FUND:
                self._use(give.amount, fund_id=part.item_id)
            elif give.lasts_until or part.client_id != self._plan.closed.client_id:
                self._use(give.amount, fund_id=part.item_id)
                until = {"expires_on": give.lasts_until} if give.lasts_until else {}
                self._stand_in("funds", part.item_id, give.amount, **until)
            if self._plan.owed_again:
                self._new_charge(give)
        elif part.base is Base.GIFT_CARD:
            self._reverse(part.allocation_id, give.amount, gift_card_id=part.item_id)
            if give.lasts_until:
                gift_cards.extend(self._connection, part.item_id, give.lasts_until)
        elif part.base is Base.DEBT and give.amount:
            self._use(give.amount, charge_id=part.item_id)
        elif give.goes_to is GoesTo.OPEN_PAYMENT and give.amount:
            self._new_fund(give)

    def _take(self, item: str, takes: Iterable[Take], amount: int) -> None:
        for take in takes:
            part = min(amount, take.most)
            if part:
                self._use(part, **{item: take.item_id})
                amount -= part

    def _owe(self, takes: Iterable[Take], amount: int) -> None:
        for take in takes:
            part = min(amount, take.most)
            if not part:
                continue
            self._reverse(take.allocation_id, part, charge_id=take.item_id)
            if take.client_id != self._plan.closed.client_id:
                self._use(part, charge_id=take.item_id)
                self._stand_in("charges", take.item_id, part)
            amount -= part

    def _reverse(self, allocation_id: int, amount: int, **of: int | None) -> None:
        self._back.append({**self._common, **of, "amount": -amount, "reverses_id": allocation_id})

    def _use(self, amount: int, **of: int | None) -> None:
        self._used.append({**self._common, **of, "amount": amount})

    @property
    def _common(self) -> dict[str, int | None]:
        return {"entry_id": self._entry_id, "ticket_id": self._plan.closed.ticket_id}

    def _stand_in(self, table: str, item_id: int, amount: int, **changed: str) -> None:
        """After a merge what comes back is the survivor's; after its last day it gets another."""
        kept = accounts.origin_of(self._connection, table, item_id)
        row = {**self._new(amount), **kept, **changed, "moved_from": item_id}
        self._made.append((table, row))

    def _new(self, amount: int) -> dict[str, Any]:
        return {
            "client_id": self._plan.closed.client_id,
            "entry_id": self._entry_id,
            "amount": amount,
            "at": self._desk.at,
        }

    def _of_ticket(self, give: Give) -> dict[str, Any]:
        return {
            **self._new(give.amount),
            "ticket_id": self._plan.closed.ticket_id,
            "payment_id": give.of.payment.id,
            "reason": typed(self._act.reason, 500),
        }

    def _new_charge(self, give: Give) -> None:
        label = _("Ticket #{number}").format(number=self._plan.closed.number)
        self._made.append(
            ("charges", {**self._of_ticket(give), "origin": "owed_again", "label": label})
        )

    def _new_fund(self, give: Give) -> None:
        label = _("Ticket #{number}: {payment}").format(
            number=self._plan.closed.number, payment=give.of.source.name if give.of.source else ""
        )
        # Of a debt that was paid off the money came by another ticket's payment: it goes back to that.
        money = give.of.source or give.of.payment
        of_fund = {
            "kind": str(FundKind.OPEN_PAYMENT),
            "origin": str(self._act.kind),
            "payment_id": money.id,
        }
        self._made.append(("funds", {**self._of_ticket(give), **of_fund, "label": label}))
