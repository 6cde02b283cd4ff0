"""A client's account: what is owed, what can be spent, and which of it goes first (R2, R5, R6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.errors import UserError


class FundKind(StrEnum):
    """Value a client can spend: money was received for an open payment, none for a credit."""

    CREDIT = "credit"
    OPEN_PAYMENT = "open_payment"


@dataclass(frozen=True, slots=True)
class Fund:
    """Value a client can spend, in minor units. ``held`` of what is ``left`` is claimed by open tickets.

    ``at`` and ``expires_on`` are ISO text; an empty ``expires_on`` is never.
    """

    id: int
    kind: FundKind
    amount: int
    left: int
    held: int
    at: str
    expires_on: str = ""
    label: str = ""

    @property
    def available(self) -> int:
        """What can be spent now (R2)."""
        return self.left - self.held


@dataclass(frozen=True, slots=True)
class Charge:
    """An amount a client owes, in minor units. ``held`` of it is being paid off on open tickets."""

    id: int
    amount: int
    left: int
    held: int
    at: str
    label: str = ""

    @property
    def available(self) -> int:
        """What can still be put on a ticket to pay off (R5)."""
        return self.left - self.held


@dataclass(frozen=True, slots=True)
class Share:
    """Part of one fund or charge."""

    id: int
    amount: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What a client owes and has, in minor units, and how much of it open tickets hold.

    ``expired`` is what they have, not held, but may no longer spend: its last day has passed.
    """

    owed: int = 0
    open_payments: int = 0
    credits: int = 0
    held_owed: int = 0
    held_funds: int = 0
    expired: int = 0

    @property
    def has(self) -> int:
        """What they have, held or not; what is past its last day is theirs no more."""
        return self.open_payments + self.credits - self.expired

    @property
    def unexpired(self) -> "Standing":
        """The same without what has expired and is still in the books until the day's expiry ran."""
        return replace(self, credits=self.credits - self.expired, expired=0)

    @property
    def available(self) -> int:
        """What can be spent now."""
        return self.open_payments + self.credits - self.held_funds - self.expired

    @property
    def payable(self) -> int:
        """What can be paid off now."""
        return self.owed - self.held_owed


def in_words(owed: int, has: int) -> str:
    """A balance in words, never a bare sign (R3)."""
    if owed and has:
        return _("Owes {owed} · Has {has}").format(owed=money(owed), has=money(has))
    if owed:
        return _("Owes {owed}").format(owed=money(owed))
    if has:
        return _("Has {has}").format(has=money(has))
    return _("Nothing owed")


def spending_order(funds: Iterable[Fund], today: str) -> list[Fund]:
    """The funds that can be spent, in the order they are (R6).

    Credits before open payments, soonest to expire first, then oldest. What has expired is left out.
    """
    return sorted(
        (f for f in funds if f.available > 0 and (not f.expires_on or f.expires_on >= today)),
        key=lambda f: (f.kind is FundKind.OPEN_PAYMENT, f.expires_on or "9999", f.at, f.id),
    )


def redeem(funds: Iterable[Fund], amount: int, today: str) -> tuple[Share, ...]:
    """Which funds an amount is taken from (R6).

    Raises:
        UserError: there is not that much to spend.
    """
    ordered = spending_order(funds, today)
    return _take(
        ordered,
        amount,
        _("Only {most} can be redeemed. Enter {most} or less."),
        _("Nothing is left to redeem: it was spent, has expired, or another ticket holds it."),
    )


def pay_off(
    charges: Sequence[Charge], amount: int, picked: frozenset[int] = frozenset()
) -> tuple[Share, ...]:
    """Which charges an amount pays off: the picked ones, or the oldest first (R5).

    Raises:
        UserError: it is more than is owed and not being paid on another ticket.
    """
    return _take(
        _payable(charges, picked),
        amount,
        _("Only {most} can be paid off here. Enter {most} or less."),
        _("Nothing is left to pay off: it was paid, or another ticket is paying it."),
    )


def write_off(
    charges: Sequence[Charge], amount: int, picked: frozenset[int] = frozenset()
) -> tuple[Share, ...]:
    """Which charges an amount is written off of: the picked ones, or the oldest first.

    Raises:
        UserError: it is more than is owed and not being paid on a ticket.
    """
    return _take(
        _payable(charges, picked),
        amount,
        _("Only {most} can be written off here. Enter {most} or less."),
        _("Nothing is left to write off: it was paid, or a ticket is paying it."),
    )


def _payable(charges: Sequence[Charge], picked: frozenset[int]) -> list[Charge]:
    wanted = [c for c in charges if c.available > 0 and (not picked or c.id in picked)]
    return sorted(wanted, key=lambda c: (c.at, c.id))


def _take(
    items: Sequence[Fund | Charge], amount: int, too_much: str, nothing: str
) -> tuple[Share, ...]:
    most = sum(item.available for item in items)
    if amount <= 0:
        raise UserError(_("Enter an amount above zero."), field="amount")
    if not most:
        raise UserError(nothing, field="amount")
    if amount > most:
        raise UserError(too_much.format(most=money(most)), field="amount")
    shares: list[Share] = []
    for item in items:
        part = min(amount, item.available)
        if part:
            shares.append(Share(item.id, part))
            amount -= part
    return tuple(shares)
