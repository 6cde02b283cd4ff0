"""What a person may ask to come back of a closed ticket; each makes a plan (R13, R14)."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from pos_app.domain import reason
from pos_app.domain.balance_acts import OwnMoney, OwnMoneyAtStake
from pos_app.domain.client_account import FundKind
from pos_app.domain.journal import EntryKind
from pos_app.domain.money import half_up, money, split
from pos_app.domain.payment import Group
from pos_app.domain.reason import ReasonKind
from pos_app.domain.refund import (
    Back,
    Closed,
    GoesTo,
    LineLeft,
    Plan,
    Shares,
    Wanted,
)
from pos_app.domain.refund_plan import Room, give_back, lost, ordered, owe_again
from pos_app.domain.ticket import Tip
from pos_app.domain.words import _
from pos_app.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAct:
    """Something to come back of a ticket; a reason is required: words, or a kind by its code."""

    reason: str = ""
    reason_kind: str = ""

    @property
    def kind(self) -> EntryKind:
        """What the books call it."""
        return EntryKind.REFUND

    @abstractmethod
    def plan(self, closed: Closed) -> Plan:
        """What would come back.

        Raises:
            UserError: it is more than is left, or cannot come back so.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAll(RefundAct):
    """All that is left: goods, tips, and what top-ups and kept change left on the account."""

    back: Back = Back.AS_PAID
    tips: bool = True

    def plan(self, closed: Closed) -> Plan:
        """Everything that can come back now."""
        return give_back(closed, everything(closed, with_tips=self.tips), self.back)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidClosed(RefundAll):
    """A ticket closed today by mistake: all of it comes back as it was paid."""

    today: str = ""

    @property
    def kind(self) -> EntryKind:
        """A void."""
        return EntryKind.VOIDED

    def plan(self, closed: Closed) -> Plan:
        """All of it, on the day it was closed."""
        if closed.business_date != self.today:
            raise UserError(_("Only a ticket closed today can be voided. Refund it instead."))
        return RefundAll.plan(self, closed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Convert(RefundAct):
    """A cancelled or missed visit: its money becomes an open payment (R14)."""

    @property
    def kind(self) -> EntryKind:
        """A conversion."""
        return EntryKind.CONVERSION

    def plan(self, closed: Closed) -> Plan:
        """All of it, money to the account; what credit paid goes back to its credit."""
        return give_back(closed, everything(closed, with_tips=True), Back.ACCOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLines(RefundAct):
    """Some of each of some lines, by quantity, and the tips of some people."""

    quantities: Mapping[int, int] = field(default_factory=dict)
    tips: frozenset[str] = frozenset()
    back: Back = Back.AS_PAID

    def plan(self, closed: Closed) -> Plan:
        """The chosen lines and tips."""
        lines = {
            number: _by_quantity(closed.line(number), quantity)
            for number, quantity in sorted(self.quantities.items())
            if quantity
        }
        tips = tuple(tip for tip in closed.tips if tip.staff in self.tips)
        return give_back(closed, Wanted(lines, tips), self.back)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAmount(RefundAct):
    """A custom amount of the sales and, if chosen, of the tips, each by its share."""

    amount: int
    tips: bool = False
    back: Back = Back.AS_PAID

    def plan(self, closed: Closed) -> Plan:
        """The amount, spread over what is left of the lines."""
        return give_back(closed, spread(closed, self.amount, with_tips=self.tips), self.back)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustInvoice(RefundAmount):
    """An invoice that was too high: what is owed goes down, and what was paid becomes an open payment."""

    back: Back = Back.ACCOUNT

    @property
    def kind(self) -> EntryKind:
        """An adjustment."""
        return EntryKind.ADJUSTMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPayment(RefundAct):
    """Part of one payment, or, without ``amount``, all that is left of it."""

    payment_id: int
    amount: int | None = None
    back: Back = Back.AS_PAID

    def plan(self, closed: Closed) -> Plan:
        """Change that was kept first, out of the fund it made; then what the payment paid for."""
        wanted = _of_payment(closed, self.payment_id, self.amount)
        return give_back(closed, wanted, self.back, self.payment_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFund(RefundAct):
    """What a fund paid goes back to it; the goods stay sold, and the ticket is owed again."""

    payment_id: int

    @property
    def kind(self) -> EntryKind:
        """A fund line refunded."""
        return EntryKind.FUND_RETURNED

    def plan(self, closed: Closed) -> Plan:
        """All that the fund still pays."""
        return owe_again(_with_client(closed), self.payment_id, GoesTo.FUND)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveFund(RefundAct):
    """What a fund paid is gone from the ticket and the account, for good; the ticket is owed again."""

    payment_id: int
    own_money: OwnMoney = OwnMoney.ASK

    @property
    def kind(self) -> EntryKind:
        """A fund line removed."""
        return EntryKind.FUND_REMOVED

    def plan(self, closed: Closed) -> Plan:
        """All that the fund still pays."""
        return owe_again(_with_client(closed), self.payment_id, GoesTo.LOST)


def check(act: RefundAct, kind: ReasonKind | None = None) -> None:
    """Make sure that an act says why; ``kind`` is the kind of reason that it names.

    Raises:
        UserError: the reason is missing; blanks are none.
    """
    reason.check(act.reason, kind)


def check_own_money(act: RefundAct, plan: Plan) -> None:
    """Make sure that the client's own money is removed for good by nobody's oversight (R10).

    Raises:
        OwnMoneyAtStake: what the act removes was paid in, and nobody confirmed that.
    """
    own = lost(plan.gives, FundKind.OPEN_PAYMENT)
    if own and not (isinstance(act, RemoveFund) and act.own_money is OwnMoney.REMOVE):
        raise OwnMoneyAtStake(own)


def _with_client(closed: Closed) -> Closed:
    if closed.client_id is None:
        raise UserError(_("Choose a client first: a walk-in has no balance."))
    return closed


def everything(closed: Closed, *, with_tips: bool) -> Wanted:
    """All that can come back now."""
    lines = {
        left.line.number: left.left.part(left.most, left.left.quantity)
        for left in closed.lines
        if not left.left.is_nothing
    }
    kept = {kept.payment_id: kept.most for kept in closed.kept if kept.most}
    wanted = {number: shares for number, shares in lines.items() if not shares.is_nothing}
    return Wanted(wanted, closed.tips if with_tips else (), kept)


def _by_quantity(left: LineLeft, quantity: int) -> Shares:
    if not 0 < quantity <= left.left.quantity:
        raise UserError(
            _("Only {count} of “{line}” can still be refunded.").format(
                count=left.left.quantity, line=left.line.description
            ),
            field=f"line {left.line.number}",
        )
    if quantity == left.left.quantity and left.most:
        return left.left.part(left.most, quantity)  # Of a part-used gift card what is left on it.
    value = half_up(Fraction(left.left.value * quantity, left.left.quantity))
    if value > left.most:
        raise UserError(
            _(
                "Of “{line}”, {most} is left; the rest was spent. “All of it” gives that back."
            ).format(line=left.line.description, most=money(left.most)),
            field=f"line {left.line.number}",
        )
    return left.left.part(value, quantity)


def _checked(amount: int, most: int) -> int:
    if amount <= 0:
        raise UserError(_("Enter an amount above zero."), field="amount")
    if not most:
        raise UserError(_("Nothing is left to refund."), field="amount")
    if amount > most:
        raise UserError(
            _("Only {most} is left to refund. Enter {most} or less.").format(most=money(most)),
            field="amount",
        )
    return amount


def spread(closed: Closed, amount: int, *, with_tips: bool) -> Wanted:
    """Spread a custom amount over what is left of the sales and tips (largest remainder)."""
    sales = [left for left in closed.lines if left.line.is_sale and left.left.value]
    tips = closed.tips if with_tips else ()
    weights = [*(left.left.value for left in sales), *(tip.amount for tip in tips)]
    if closed.tips and not with_tips and not sum(weights):
        raise UserError(_("Only the tip is left to refund: take it too."), field="amount")
    if closed.tips and not with_tips and amount > sum(weights):
        raise UserError(
            _("Without the tip {most} is left. Enter {most} or less, or take the tip too.").format(
                most=money(sum(weights))
            ),
            field="amount",
        )
    if amount > sum(weights) and any(x.most and not x.line.is_sale for x in closed.lines):
        raise UserError(
            _(
                "Of what was sold {most} is left. The rest of the ticket comes back by lines."
            ).format(most=money(sum(weights))),
            field="amount",
        )
    return _parts(sales, tips, split(_checked(amount, sum(weights)), weights))


def _parts(lines: list[LineLeft], tips: tuple[Tip, ...], parts: list[int]) -> Wanted:
    of_lines = zip(lines, parts, strict=False)
    of_tips = zip(tips, parts[len(lines) :], strict=True)
    return Wanted(
        {left.line.number: _share(left, part) for left, part in of_lines if part},
        tuple(Tip(tip.staff, part) for tip, part in of_tips if part),
    )


def _share(left: LineLeft, value: int) -> Shares:
    """Part of a line by value; where that is all of it, all its pieces too."""
    return left.left.part(value, left.left.quantity if value == left.left.value else 0)


def _of_payment(closed: Closed, payment_id: int, amount: int | None) -> Wanted:
    """What a payment paid for: kept change, then sales, tips, payoffs and top-ups, as far as needed."""
    mine = [part for part in ordered(closed) if part.payment.id == payment_id]
    if not mine:
        raise UserError(_("Nothing is left of this payment."), field="amount")
    most = sum(part.worth for part in mine)
    if amount is None or amount == sum(part.left for part in mine):
        need = most
    else:
        need = _checked(amount, most)
    spent = next((k for k in closed.kept if k.payment_id == payment_id), None)
    kept = min(need, spent.most) if spent else 0
    if amount is None and spent:
        need -= spent.amount - spent.most
    room, kind = Room(closed), mine[0].payment.kind
    if kept:
        room.take(kind, Group.STORED_VALUE, kept)
    need -= kept
    lines: dict[int, Shares] = {}
    tips: tuple[Tip, ...] = ()
    for group in (Group.SALE, Group.FIRST_PLAN, Group.TIP, Group.PAYOFF, Group.STORED_VALUE):
        some = [left for left in closed.lines if left.line.group is group and left.most]
        weights = [left.most for left in some]
        here = closed.tips if group is Group.TIP else ()
        weights += [tip.amount for tip in here]
        part = min(need, room.most(kind, group), sum(weights))
        if part:
            found = _parts(some, here, split(part, weights))
            lines |= found.lines
            tips += found.tips
            room.take(kind, group, part)
            need -= part
    if need:
        raise UserError(
            _("{missing} of this payment was for what is spent since; it cannot come back.").format(
                missing=money(need)
            ),
            field="amount",
        )
    return Wanted(lines, tips, {payment_id: kept} if kept else {})
