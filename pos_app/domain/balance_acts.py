"""A manager's acts on a client's balance, planned before they are done (R10–R12).

Each act is a value; its ``reason_kind`` is the code of a kind that the shop defined. Its plan says, fund
by fund and charge by charge, what it would do; the screen shows that plan beside the button, and the
service carries out the very same one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from pos_app.domain import reason
from pos_app.domain.balance_plan import NEW, ClientAccount, NewFund, Plan, Put
from pos_app.domain.client_account import (
    Charge,
    Fund,
    FundKind,
    Share,
    pay_off,
    redeem,
    spending_order,
    write_off,
)
from pos_app.domain.journal import EntryKind
from pos_app.domain.money import MAX_AMOUNT, money
from pos_app.domain.reason import ReasonKind
from pos_app.domain.words import _
from pos_app.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Money that came in outside a ticket: by which payment type, and when if not today.

    ``received_on`` is a shop-local date, ISO text; empty is today.
    """

    type_code: str
    received_on: str = ""
    reference: str = ""
    note: str = ""


class OwnMoney(StrEnum):
    """Whether the client's own money, their open payments, may be removed (R10)."""

    ASK = "ask"
    REMOVE = "remove"


class OwnMoneyAtStake(UserError):
    """Removing the credit would take ``amount`` of the client's own money: confirm it first."""

    def __init__(self, amount: int) -> None:
        super().__init__(
            _(
                "{amount} of this is the client’s own money, which they paid in."
                " Confirm that it is to be removed."
            ).format(amount=money(amount)),
            field="own_money",
        )
        self.amount = amount


class Pays(StrEnum):
    """What money received on account pays before the rest is kept as an open payment."""

    NOTHING = "nothing"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCredit:
    """Add credit: it reduces what is owed, oldest first, and the rest stays available (R10).

    With ``money`` received it is an open payment, which never expires; without, a credit.
    ``expires_on`` is the last shop-local date on which the credit can be spent, ISO text.
    """

    needs_reason: ClassVar[bool] = True
    amount: int
    reason: str = ""
    money: Received | None = None
    reason_kind: str = ""
    expires_on: str = ""

    @property
    def kind(self) -> EntryKind:
        """What the journal calls it."""
        return EntryKind.ON_ACCOUNT if self.money else EntryKind.CREDIT

    def plan(self, account: ClientAccount) -> Plan:
        """What it would do."""
        kind = FundKind.OPEN_PAYMENT if self.money else FundKind.CREDIT
        new = NewFund(kind, _sound(self.amount), "" if self.money else self.expires_on)
        return _fund_that_pays(account, new, account.charges)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveCredit:
    """Remove credit: credits, then confirmed open payments; the shortfall becomes a charge (R10)."""

    needs_reason: ClassVar[bool] = True
    kind: ClassVar[EntryKind] = EntryKind.REMOVAL
    money: ClassVar[None] = None
    amount: int
    reason: str = ""
    own_money: OwnMoney = OwnMoney.ASK
    reason_kind: str = ""

    def plan(self, account: ClientAccount) -> Plan:
        """What it would do."""
        amount = _sound(self.amount)
        most = sum(fund.available for fund in account.funds)
        gone = min(amount, most)
        removed = redeem(account.funds, gone, account.today) if gone else ()
        return Plan(account=account, removed=removed, charge=amount - gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeAmount:
    """Charge an amount: the whole of it is owed, and no fund is touched (R10)."""

    needs_reason: ClassVar[bool] = True
    kind: ClassVar[EntryKind] = EntryKind.CHARGE
    money: ClassVar[None] = None
    amount: int
    reason: str = ""
    reason_kind: str = ""

    def plan(self, account: ClientAccount) -> Plan:
        """What it would do."""
        return Plan(account=account, charge=_sound(self.amount))


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePayment:
    """Money received on account (R11): *Create open payment*, *Buy account credit*, *Pay balance*.

    It pays nothing, or charges, the picked ones or the oldest first; the rest is an open payment.
    """

    needs_reason: ClassVar[bool] = False
    kind: ClassVar[EntryKind] = EntryKind.ON_ACCOUNT
    amount: int
    money: Received
    pays: Pays = Pays.NOTHING
    picked: frozenset[int] = frozenset()
    reason: str = ""
    reason_kind: str = ""

    def plan(self, account: ClientAccount) -> Plan:
        """What it would do."""
        new = NewFund(FundKind.OPEN_PAYMENT, _sound(self.amount))
        wanted = account.charges if self.pays is Pays.OLDEST else ()
        return _fund_that_pays(account, new, _picked(wanted, self.picked))


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyFunds:
    """Spend what the client has on what they owe (R12), in the order of R6.

    ``wanted`` says how much of which charge; empty is as much as there is, oldest charge first.
    ``funds``, where not empty, are the only ones to be spent.
    """

    needs_reason: ClassVar[bool] = False
    kind: ClassVar[EntryKind] = EntryKind.APPLIED
    money: ClassVar[None] = None
    reason_kind: ClassVar[str] = ""
    wanted: tuple[Share, ...] = ()
    funds: frozenset[int] = frozenset()
    reason: str = ""

    def plan(self, account: ClientAccount) -> Plan:
        """What it would do."""
        funds = [f for f in account.funds if not self.funds or f.id in self.funds]
        available = sum(f.available for f in spending_order(funds, account.today))
        targets = self._of_each(account.charges) if self.wanted else self._most(account, available)
        total = sum(share.amount for share in targets)
        if not total:
            raise UserError(_("There is nothing to apply."), field="amount")
        return Plan(account=account, puts=_match(redeem(funds, total, account.today), targets))

    def _most(self, account: ClientAccount, available: int) -> tuple[Share, ...]:
        amount = min(available, sum(charge.available for charge in account.charges))
        return pay_off(account.charges, amount) if amount else ()

    def _of_each(self, charges: Sequence[Charge]) -> tuple[Share, ...]:
        shares: list[Share] = []
        for share in self.wanted:
            shares += pay_off(charges, share.amount, frozenset({share.id}))
        if len({share.id for share in shares}) != len(self.wanted):
            raise ValueError("each charge is named once")
        return tuple(shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOff:
    """Give up part of what is owed: the picked charges, or the oldest first."""

    needs_reason: ClassVar[bool] = True
    kind: ClassVar[EntryKind] = EntryKind.WRITE_OFF
    money: ClassVar[None] = None
    amount: int
    reason: str = ""
    reason_kind: str = ""
    picked: frozenset[int] = frozenset()

    def plan(self, account: ClientAccount) -> Plan:
        """What it would do."""
        shares = write_off(account.charges, self.amount, self.picked)
        return Plan(account=account, written_off=shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expire:
    """Take back what is past its date; ``funds`` are those, with what is available of each."""

    needs_reason: ClassVar[bool] = False
    kind: ClassVar[EntryKind] = EntryKind.EXPIRY
    money: ClassVar[None] = None
    reason_kind: ClassVar[str] = ""
    reason: ClassVar[str] = ""
    funds: tuple[Fund, ...] = field(default=())

    def plan(self, account: ClientAccount) -> Plan:
        """What it would do."""
        shares = tuple(Share(f.id, f.available) for f in self.funds if f.available)
        return Plan(account=ClientAccount(self.funds, (), account.today), removed=shares)


BalanceAct = AddCredit | RemoveCredit | ChargeAmount | TakePayment | ApplyFunds | WriteOff | Expire


def check(act: BalanceAct, plan: Plan, kind: ReasonKind | None = None) -> None:
    """Make sure that an act may be carried out as it stands; its preview needs less.

    ``kind`` is the kind of reason that it names.

    Raises:
        UserError: a reason or a confirmation is missing, or a date cannot be.
    """
    if act.needs_reason:
        reason.check(act.reason, kind)
    today = date.fromisoformat(plan.account.today)
    if act.money and act.money.received_on and _date(act.money.received_on, "received_on") > today:
        raise UserError(_("Money cannot have been received after today."), field="received_on")
    if isinstance(act, AddCredit) and act.expires_on:
        if act.money:
            raise UserError(_("A client’s own money does not expire."), field="expires_on")
        if _date(act.expires_on, "expires_on") < today:
            raise UserError(_("That date has passed."), field="expires_on")
    if isinstance(act, RemoveCredit) and act.own_money is OwnMoney.ASK and plan.own_money:
        raise OwnMoneyAtStake(plan.own_money)


def _date(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(_("Enter a date."), field=field) from None


def _sound(amount: int) -> int:
    if amount <= 0:
        raise UserError(_("Enter an amount above zero."), field="amount")
    if amount > MAX_AMOUNT:
        raise UserError(
            _("That is more than {most}, the largest amount the till can take.").format(
                most=money(MAX_AMOUNT)
            ),
            field="amount",
        )
    return amount


def _picked(charges: Sequence[Charge], picked: frozenset[int]) -> Sequence[Charge]:
    return [charge for charge in charges if not picked or charge.id in picked]


def _fund_that_pays(account: ClientAccount, new: NewFund, charges: Sequence[Charge]) -> Plan:
    """A new fund that pays these charges, oldest first; what is left of it stays."""
    pays = min(new.amount, sum(charge.available for charge in charges))
    targets = pay_off(charges, pays) if pays else ()
    return Plan(account=account, fund=new, puts=_match((Share(NEW, pays),), targets))


def _match(funds: Sequence[Share], charges: Sequence[Share]) -> tuple[Put, ...]:
    """Which fund pays which charge, where both come to the same: each in its order."""
    puts: list[Put] = []
    waiting = list(reversed(funds))
    for charge in charges:
        open_part = charge.amount
        while open_part:
            fund = waiting.pop()
            part = min(open_part, fund.amount)
            puts.append(Put(fund.id, charge.id, part))
            open_part -= part
            if fund.amount > part:
                waiting.append(Share(fund.id, fund.amount - part))
    return tuple(puts)
