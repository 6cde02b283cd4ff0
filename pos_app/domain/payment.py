"""Payments on a ticket: what each kind may pay for (R8), and how they settle it (R15)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Protocol

from pos_app.domain.money import money, round_to
from pos_app.domain.words import _
from pos_app.errors import UserError


class PaymentKind(StrEnum):
    """How value is put against a ticket. ``DISCOUNT`` is *Client credit / discount*, not deducted (R9)."""

    CASH = "cash"
    CARD = "card"
    CHECK = "check"
    CUSTOM = "custom"
    PAY_LATER = "pay_later"
    CLIENT_BALANCE = "client_balance"
    DISCOUNT = "discount"
    GIFT_CARD = "gift_card"
    POINTS = "points"


class Group(StrEnum):
    """Lines that the same kinds of payment may pay."""

    SALE = "sale"
    FIRST_PLAN = "first_plan"
    TIP = "tip"
    PAYOFF = "payoff"
    STORED_VALUE = "stored_value"


_MAY_PAY: dict[PaymentKind, frozenset[Group]] = {
    PaymentKind.PAY_LATER: frozenset({Group.SALE, Group.TIP}),
    PaymentKind.CLIENT_BALANCE: frozenset({Group.SALE, Group.TIP, Group.PAYOFF}),
    PaymentKind.GIFT_CARD: frozenset({Group.SALE, Group.TIP, Group.PAYOFF}),
    PaymentKind.DISCOUNT: frozenset({Group.SALE, Group.FIRST_PLAN}),
    PaymentKind.POINTS: frozenset({Group.SALE}),
}
_ANYTHING = frozenset(Group)
MONEY = frozenset({PaymentKind.CASH, PaymentKind.CARD, PaymentKind.CHECK, PaymentKind.CUSTOM})
"""The kinds of payment that bring money in."""


def may_pay(kind: PaymentKind) -> frozenset[Group]:
    """The groups of lines that a kind of payment may be put against (R8). Money may pay anything."""
    return _MAY_PAY.get(kind, _ANYTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One payment on a ticket, in minor units.

    ``amount`` is what stays on the ticket or, for cash, in the drawer for it. Cash also says what was
    ``tendered``, and what of the rest was ``kept`` on the client's account; the remainder was change.
    ``points`` is how many of the client's points it is.
    """

    id: int
    kind: PaymentKind
    type_code: str
    label: str
    amount: int
    tendered: int = 0
    kept: int = 0
    reference: str = ""
    detail: str = ""
    deducts: bool = True
    points: int = 0

    @property
    def change(self) -> int:
        """Cash given back."""
        return max(0, self.tendered - self.amount - self.kept)

    @property
    def received(self) -> int:
        """Money that came in with it and stayed, in minor units: none with a balance or a debt."""
        return self.amount + self.kept if self.kind in MONEY else 0

    @property
    def name(self) -> str:
        """What tells it from others of its type: ``Card ·· 1234``, ``Check 1047``."""
        return " ".join(part for part in (self.label, self.detail or self.reference) if part)


@dataclass(frozen=True, slots=True)
class Settlement:
    """How far the payments carry: ``due`` is still to pay, ``excess`` is paid too much.

    ``rounding`` is what cash rounding added to (or, negative, took off) the total (R15).
    """

    total: int
    paid: int
    rounding: int

    @property
    def due(self) -> int:
        """Minor units still to pay."""
        return max(0, self.total + self.rounding - self.paid)

    @property
    def excess(self) -> int:
        """Minor units paid above the total; they block closing."""
        return max(0, self.paid - self.total - self.rounding)


class Billed(Protocol):
    """As much of a bill as matching payments to lines needs."""

    @property
    def total(self) -> int:
        """The whole bill."""

    def of(self, group: Group) -> int:
        """What one group of lines comes to, tax included."""


def settle(total: int, payments: Sequence[Payment], cash_step: int) -> Settlement:
    """Put the payments against the total.

    Where cash is rounded, only the cash payment that settles the ticket is, and so the last one: its
    difference is the rounding, found here and never stored on an open ticket, so that a line changed
    later cannot leave a stray cent due. Cash before a card is not, or it would hide a cent that the
    card paid too much.
    """
    paid = sum(payment.amount for payment in payments)
    if cash_step > 1 and payments and payments[-1].kind is PaymentKind.CASH:
        settling = payments[-1].amount
        before = total - (paid - settling)
        if before > 0 and round_to(before, cash_step) == settling:
            return Settlement(total, paid, settling - before)
    return Settlement(total, paid, 0)


def room(bill: Billed, payments: Sequence[Payment], kind: PaymentKind) -> int:
    """The most that one more payment of ``kind`` can take, in minor units (R8).

    Payments can be matched to lines exactly when no set of payment kinds has more paid than all the
    lines together that any of them may pay (Hall's theorem); what is left of the tightest such set
    is the room.
    """
    kinds = _paid_by_kind(payments)
    kinds.setdefault(kind, 0)
    slack = [
        _capacity(bill, some) - sum(kinds[k] for k in some) for some in _sets(kinds) if kind in some
    ]
    return max(0, min(slack))


def check_matches(bill: Billed, payments: Sequence[Payment]) -> None:
    """Make sure that every cent of payment has a line that its kind may pay (R8).

    Raises:
        UserError: naming what cannot be paid this way, and how much of it.
    """
    kinds = _paid_by_kind(payments)
    for some in _sets(kinds):
        over = sum(kinds[kind] for kind in some) - _capacity(bill, some)
        if over > 0 and not any(may_pay(kind) == _ANYTHING for kind in some):
            names = {p.label for p in payments if p.kind in some}
            raise UserError(
                _(
                    "{names} cannot pay for everything here: {amount} must be paid another way."
                ).format(names=_(" and ").join(sorted(names)), amount=money(over))
            )


def _paid_by_kind(payments: Sequence[Payment]) -> dict[PaymentKind, int]:
    kinds: dict[PaymentKind, int] = {}
    for payment in payments:
        kinds[payment.kind] = kinds.get(payment.kind, 0) + payment.amount
    return kinds


def _sets(kinds: Iterable[PaymentKind]) -> Iterator[tuple[PaymentKind, ...]]:
    some = tuple(kinds)
    for size in range(1, len(some) + 1):
        yield from combinations(some, size)


def _capacity(bill: Billed, kinds: Iterable[PaymentKind]) -> int:
    groups = frozenset[Group]().union(*(may_pay(kind) for kind in kinds))
    return sum(bill.of(group) for group in groups)
