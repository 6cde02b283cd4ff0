"""Giving back money that a client has on account and no ticket used (R13), planned before it is done."""

from dataclasses import dataclass
from typing import ClassVar

from pos_app.domain.balance_plan import ClientAccount, Plan
from pos_app.domain.client_account import FundKind, Share
from pos_app.domain.journal import Account, EntryKind, Posting, gather
from pos_app.domain.money import money, round_to
from pos_app.domain.payment import Payment, PaymentKind
from pos_app.domain.posting_rules import tender
from pos_app.domain.words import _
from pos_app.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBack:
    """Part of an open payment, or all that is left of it, goes back to the tender it came by.

    ``amount`` in minor units, of the fund ``fund_id``.
    """

    kind: ClassVar[EntryKind] = EntryKind.MONEY_RETURNED
    fund_id: int
    amount: int
    reason: str = ""
    reason_kind: str = ""

    def plan(self, account: ClientAccount) -> Plan:
        """What it would do.

        Raises:
            UserError: it is none, or more than is left of it and no open ticket holds.
        """
        own = (f for f in account.funds if f.kind is FundKind.OPEN_PAYMENT)
        most = sum(fund.available for fund in own if fund.id == self.fund_id)
        if self.amount <= 0:
            raise UserError(_("Enter an amount above zero."), field="amount")
        if self.amount > most:
            raise UserError(
                _("Only {most} of it is left to give back. Enter {most} or less.").format(
                    most=money(most)
                ),
                field="amount",
            )
        return Plan(account=account, removed=(Share(self.fund_id, self.amount),))


def in_hand(payment: Payment, amount: int, kept: int, cash_step: int) -> int:
    """What is handed out for ``amount``, cash as it can be paid, never more than was ``kept`` (R15).

    Raises:
        UserError: no cash can be paid for so little.
    """
    if payment.kind is not PaymentKind.CASH:
        return amount
    paid = min(round_to(amount, cash_step), kept)
    if not paid:
        raise UserError(_("That is less than can be paid in cash."), field="amount")
    return paid


def postings(payment: Payment, amount: int, paid: int, client_id: int) -> tuple[Posting, ...]:
    """The open payment against its tender; what cash rounding makes of it beside."""
    return gather(
        [
            Posting(Account.OPEN_PAYMENTS, amount, "", client_id),
            Posting(Account.ROUNDING, paid - amount),
            tender(payment, -paid),
        ]
    )
