"""Points: what a client earns on sales, what a point pays, and what a refund takes back of them.

Points are no money: they are in the books only when they pay, as a price cut (``points_redeemed``).
They are earned on services, products, fees, packages and plans, net of tax and of every discount, and
not on what points themselves paid; a tip, payoff, top-up or gift card earns none. Nor do they wait for
a sale to be paid off: it is counted once, at the ticket (R16).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from pos_app.domain.money import counted, half_up, money
from pos_app.domain.payment import Payment, PaymentKind
from pos_app.domain.ticket import Bill
from pos_app.domain.words import _
from pos_app.errors import UserError

MOST = 1_000_000
"""The most of either that a rule may give: points for a unit of currency, minor units for a point."""

_NOT_PAID = frozenset({PaymentKind.POINTS, PaymentKind.DISCOUNT})
"""Payments for which no money was or will be received."""


class PointsKind(StrEnum):
    """What changed a client's points."""

    EARNED = "earned"
    REDEEMED = "redeemed"
    TAKEN_BACK = "taken_back"
    GIVEN_BACK = "given_back"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class PointsChange:
    """Points that a client gains or, below zero, loses; with the payment that they were put into."""

    kind: PointsKind
    change: int
    payment_id: int | None = None


@dataclass(frozen=True, slots=True)
class PointsRule:
    """The shop's rule: so many points for each whole unit of its currency, and what a point pays.

    ``worth`` in minor units. Zero of either switches that half off.
    """

    per_unit: int = 0
    worth: int = 0

    @property
    def is_on(self) -> bool:
        """Whether clients of the shop have to do with points at all."""
        return self.per_unit > 0 or self.worth > 0

    def earned(self, bill: Bill, payments: Sequence[Payment], unit: int) -> int:
        """What a ticket earns that closes so. ``unit`` is the currency's, in minor units."""
        if not self.per_unit:
            return 0
        net = sum(priced.net for priced in bill.lines if priced.line.is_sale)
        net -= sum(payment.amount for payment in payments if payment.kind in _NOT_PAID)
        return max(0, net) // unit * self.per_unit

    def most(self, points: int, due: int) -> int:
        """The most that so many points can pay of what is due, in minor units: whole points only."""
        return max(0, min(points, due // self.worth)) * self.worth if self.worth else 0

    def needed(self, amount: int) -> int:
        """The points that pay ``amount`` minor units.

        Raises:
            UserError: the shop redeems none, or they are no whole points.
        """
        if not self.worth:
            raise UserError(_("The shop does not take points."))
        if amount % self.worth:
            raise UserError(
                _(
                    "A point pays {worth}. Enter {amount}, or another whole number of points."
                ).format(
                    worth=money(self.worth), amount=money(max(1, amount // self.worth) * self.worth)
                ),
                field="amount",
            )
        return amount // self.worth


def share(points: int, part: int, whole: int) -> int:
    """The points that go with ``part`` of what is left, which is ``whole``; with all of it, all.

    Taken of what is left each time, parts add up to the whole, whatever their number.
    """
    return points if part >= whole else half_up(Fraction(points * part, whole))


def in_words(points: int) -> str:
    """Points as people read them, never with a bare sign (R3)."""
    if points < 0:
        return _("{count} points short").format(count=counted(-points))
    if points == 1:
        return _("1 point")
    return _("{count} points").format(count=counted(points))
