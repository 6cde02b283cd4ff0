"""Where what comes back of a closed ticket goes: by R8, in the shop's order, cash as it can be paid."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from pos_app.domain.client_account import FundKind
from pos_app.domain.money import money, round_to
from pos_app.domain.payment import MONEY, Group, PaymentKind, may_pay
from pos_app.domain.refund import (
    Back,
    Base,
    Closed,
    Give,
    GoesTo,
    Plan,
    Slice,
    Wanted,
)
from pos_app.domain.shop import RefundOrder
from pos_app.domain.words import _
from pos_app.errors import UserError

_GROUPS = (Group.STORED_VALUE, Group.FIRST_PLAN, Group.PAYOFF, Group.TIP, Group.SALE)
"""Most restricted first: what may be paid in fewest ways has the choice of what comes back."""


class Room:
    """How much of each kind of payment can come back for each group of lines.

    What stays on the ticket must stay paid by what may pay it (R8): else a client's credit would
    come back as money. See ``payment.room`` for the theorem.
    """

    def __init__(self, closed: Closed) -> None:
        self.lines = dict.fromkeys(Group, 0)
        for left in closed.lines:
            self.lines[left.line.group] += left.left.value
        self.lines[Group.TIP] = sum(tip.amount for tip in closed.tips)
        self.lines[Group.STORED_VALUE] += sum(kept.amount for kept in closed.kept)
        self.paid: dict[PaymentKind, int] = {}
        for part in closed.slices:
            kind = _like(part.payment.kind)
            self.paid[kind] = self.paid.get(kind, 0) + part.worth + part.held

    def most(self, kind: PaymentKind, group: Group) -> int:
        """The most of ``kind`` that can come back for ``group``."""
        if group not in may_pay(kind):
            return 0
        slack = [self.lines[group]]
        others = [other for other in self.paid if other is not _like(kind)]
        for some in _sets(others):
            groups = frozenset[Group]().union(*(may_pay(other) for other in some))
            if group in groups:
                slack.append(sum(self.lines[g] for g in groups) - sum(self.paid[k] for k in some))
        return max(0, min(slack))

    def take(self, kind: PaymentKind, group: Group, amount: int) -> None:
        """Let ``amount`` come back."""
        self.lines[group] -= amount
        self.paid[_like(kind)] -= amount


def _sets(kinds: list[PaymentKind]) -> Iterator[tuple[PaymentKind, ...]]:
    for size in range(1, len(kinds) + 1):
        yield from combinations(kinds, size)


def _like(kind: PaymentKind) -> PaymentKind:
    """Kinds that may pay the same are one: money is money."""
    return PaymentKind.CASH if kind in MONEY else kind


@dataclass(slots=True)
class _Pick:
    """What was picked of a slice so far; ``kept`` of it is change that stayed on the account."""

    of: Slice
    worth: int = 0
    kept: int = 0


@dataclass(slots=True)
class _Picks:
    closed: Closed
    room: Room
    picks: list[_Pick] = field(default_factory=list)

    def take(self, group: Group, need: int, only: int | None) -> int:
        """Pick what a group needs; returns what cannot be had."""
        for pick in self.picks:
            if only in (None, pick.of.payment.id):
                kind = pick.of.payment.kind
                most = min(need, pick.of.worth - pick.worth, self.room.most(kind, group))
                if most > 0:
                    self.room.take(kind, group, most)
                    pick.worth += most
                    need -= most
        return need

    def take_kept(self, payment_id: int, amount: int) -> int:
        """Pick change that was kept, out of its own payment."""
        for pick in self.picks:
            if pick.of.payment.id == payment_id and pick.of.base is Base.MONEY:
                most = min(amount, pick.of.worth - pick.worth)
                self.room.take(pick.of.payment.kind, Group.STORED_VALUE, most)
                pick.worth += most
                pick.kept += most
                amount -= most
        return amount


def give_back(closed: Closed, wanted: Wanted, back: Back, only: int | None = None) -> Plan:
    """Plan where everything wanted goes; ``only``: out of this payment alone.

    Raises:
        UserError: that much cannot come back, and why.
    """
    if back is Back.ACCOUNT and closed.client_id is None:
        raise UserError(_("Without a client, money can only be given back."))
    found = _Picks(closed, Room(closed), [_Pick(part) for part in ordered(closed)])
    missing = sum(found.take_kept(payment, n) for payment, n in wanted.kept.items())
    asked = dict.fromkeys(Group, 0)
    for left in closed.lines:
        if left.line.number in wanted.lines:
            asked[left.line.group] += wanted.lines[left.line.number].value
    asked[Group.TIP] = sum(tip.amount for tip in wanted.tips)
    missing += sum(found.take(group, asked[group], only) for group in _GROUPS)
    if missing:
        raise _cannot(closed, missing, only)
    gives = tuple(_give(closed, pick, back) for pick in found.picks if pick.worth)
    if not gives and not any(not shares.is_nothing for shares in wanted.lines.values()):
        raise UserError(_("Nothing is left to refund."), field="amount")
    return Plan(closed, wanted, gives)


def ordered(closed: Closed) -> list[Slice]:
    """The parts of a ticket's payments as they come back: what is owed first, then the shop's order."""
    ranks = {
        Base.DEBT: 0,
        Base.WRITTEN_OFF: 1,
        Base.MONEY: 2,
        Base.FUND: 3 if closed.order is RefundOrder.MONEY_FIRST else 1,
        Base.GIFT_CARD: 3 if closed.order is RefundOrder.MONEY_FIRST else 1,
        Base.POINTS: 4 if closed.order is RefundOrder.MONEY_FIRST else 1,
    }
    return sorted(closed.slices, key=lambda part: ranks[part.base])


def _give(closed: Closed, pick: _Pick, back: Back) -> Give:
    part, goes_to = pick.of, _place(pick.of, back, closed.client_id)
    amount = pick.worth
    if amount == part.worth:
        amount = part.left
    elif part.source is not None and part.base is Base.MONEY:
        in_cash = goes_to is GoesTo.TENDER and part.source.kind is PaymentKind.CASH
        step = closed.cash_step if in_cash else 0
        amount = min(part.left, pick.kept + round_to(pick.worth - pick.kept, step))
    return Give(part, pick.worth, amount, goes_to, pick.kept)


def _place(part: Slice, back: Back, client_id: int | None) -> GoesTo:
    if part.base is Base.DEBT:
        return GoesTo.DEBT
    if part.base is Base.WRITTEN_OFF:
        return GoesTo.BAD_DEBT
    if part.base is Base.GIFT_CARD:
        return GoesTo.GIFT_CARD
    if part.base is Base.POINTS:
        return GoesTo.POINTS
    settled_later = bool(part.unwinds)
    if part.base is Base.FUND:
        to_tender = settled_later and back is Back.TENDER and part.source is not None
        return GoesTo.TENDER if to_tender else GoesTo.FUND
    if back is Back.ACCOUNT or (settled_later and back is Back.AS_PAID):
        return GoesTo.OPEN_PAYMENT if client_id is not None else GoesTo.TENDER
    return GoesTo.TENDER


def _cannot(closed: Closed, missing: int, only: int | None) -> UserError:
    held = sum(part.held for part in closed.slices if only in (None, part.payment.id))
    if held:
        return UserError(
            _("{held} that is owed for this ticket is being paid on another ticket.").format(
                held=money(held)
            ),
            field="amount",
        )
    return UserError(
        _("{missing} of this cannot come back this way.").format(missing=money(missing)),
        field="amount",
    )


def owe_again(closed: Closed, payment_id: int, goes_to: GoesTo) -> Plan:
    """Take what a fund paid off the ticket, which is owed again: back to the fund, or lost (R13).

    Raises:
        UserError: no fund paid by this payment, or nothing of that is left.
    """
    parts = [
        part
        for part in closed.slices
        if part.payment.id == payment_id and part.base is Base.FUND and not part.unwinds
    ]
    gives = tuple(Give(part, part.left, part.left, goes_to) for part in parts if part.left)
    if not gives:
        raise UserError(_("Nothing is left of this payment."))
    return Plan(closed, Wanted(), gives, sum(give.amount for give in gives))


def lost(gives: Iterable[Give], kind: FundKind) -> int:
    """What of a kind of fund is removed for good."""
    return sum(g.amount for g in gives if g.goes_to is GoesTo.LOST and g.of.fund_kind is kind)
