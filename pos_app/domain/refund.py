"""What can come back of a closed ticket, and a plan of what comes back where (R13, R14).

Everything is a value. Shares of tax, discount, tip and rounding are taken from what is left of each
by largest remainder: so no share is ever more than is left, and the last part takes exactly the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from pos_app.domain.client_account import FundKind
from pos_app.domain.money import half_up, split
from pos_app.domain.payment import Payment
from pos_app.domain.points import PointsChange, PointsKind, share
from pos_app.domain.shop import RefundOrder
from pos_app.domain.ticket import Line, Tip
from pos_app.domain.words import _
from pos_app.errors import UserError

GRACE_DAYS = 30
"""For how long value can be spent that comes back after its last day."""


def numbered(number: int) -> str:
    """A refund's number as people see it: no ticket's number looks like it."""
    return f"R{number}"


def number_in(typed: str) -> int | None:
    """The number of a refund, as :func:`numbered` writes it; nothing in anything else."""
    digits = typed.strip().upper().removeprefix("R")
    is_one = digits != typed.strip().upper() and digits.isascii() and digits.isdigit()
    return int(digits) if is_one and len(digits) < 18 else None


def lasts_until(expires_on: str, today: str, earliest: str = "") -> str:
    """The last day of value that comes back today; empty where that of its fund or card stands.

    What a refund brings back can be spent: it must not be taken away by the next expiry. ``earliest``
    is the first last day that the law allows, ISO text like the others.
    """
    if not expires_on or expires_on >= today:
        return ""
    return max((date.fromisoformat(today) + timedelta(days=GRACE_DAYS)).isoformat(), earliest)


class Back(StrEnum):
    """Where money goes. What a fund paid always goes back to that fund, a debt always goes down.

    ``AS_PAID``: money to the tender it came by; money that paid a debt off later, to the account.
    ``TENDER``: that too to its tender. ``ACCOUNT``: all money to the account, as an open payment.
    """

    AS_PAID = "as_paid"
    TENDER = "tender"
    ACCOUNT = "account"


class Base(StrEnum):
    """What a payment, or what settled it later, came down to."""

    MONEY = "money"
    FUND = "fund"
    GIFT_CARD = "gift_card"
    POINTS = "points"
    DEBT = "debt"
    WRITTEN_OFF = "written_off"


class GoesTo(StrEnum):
    """Where part of a payment goes; ``LOST`` is value that is removed for good."""

    TENDER = "tender"
    OPEN_PAYMENT = "open_payment"
    FUND = "fund"
    GIFT_CARD = "gift_card"
    POINTS = "points"
    DEBT = "debt"
    BAD_DEBT = "bad_debt"
    LOST = "lost"


NOTHING_BACK = (GoesTo.DEBT, GoesTo.BAD_DEBT, GoesTo.LOST)
"""Where nothing changes hands: what was never paid is no longer owed, or value is removed for good."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What a line, or part of it, comes to in minor units.

    ``value`` is what the client paid for it; with ``given``, the share of payments that were only a
    discount (R9), it is ``net`` and ``taxes``. ``discount`` is what discounts took off before.
    """

    value: int = 0
    given: int = 0
    discount: int = 0
    net: int = 0
    taxes: Mapping[str, int] = field(default_factory=dict)
    quantity: int = 0

    def part(self, value: int, quantity: int = 0) -> "Shares":
        """The shares of ``value`` of it; all that is left where that is all."""
        if value == self.value and (value or quantity == self.quantity):
            return replace(self, quantity=quantity)
        if not value:
            return Shares(quantity=quantity)
        given = half_up(Fraction(self.given * value, self.value))
        net, *taxes = split(value + given, [self.net, *self.taxes.values()])
        return Shares(
            value,
            given,
            half_up(Fraction(self.discount * value, self.value)),
            net,
            dict(zip(self.taxes, taxes, strict=True)),
            quantity,
        )

    def minus(self, other: "Shares") -> "Shares":
        """What is left without ``other``."""
        return Shares(
            self.value - other.value,
            self.given - other.given,
            self.discount - other.discount,
            self.net - other.net,
            {code: tax - other.taxes.get(code, 0) for code, tax in self.taxes.items()},
            self.quantity - other.quantity,
        )

    @property
    def is_nothing(self) -> bool:
        """Whether nothing moves with it."""
        return not (self.value or self.given or self.discount or self.net)


@dataclass(frozen=True, slots=True)
class Take:
    """Part of a fund, or, as ``debt``, of a settled charge that is owed again; ``most`` can be taken.

    ``allocation_id`` is what settled the charge, ``item_id`` the fund, the charge or the gift card,
    and ``card_number`` the card's.
    """

    item_id: int
    client_id: int
    most: int
    allocation_id: int = 0
    card_number: int = 0


@dataclass(frozen=True, slots=True)
class LineLeft:
    """A line of a closed ticket: what it came to and what can still come back of it.

    ``takes`` are the funds or the gift card that it made, or the debts that a payoff settled.
    """

    line: Line
    whole: Shares
    left: Shares
    takes: tuple[Take, ...] = ()

    @property
    def most(self) -> int:
        """The most that can come back now: of a top-up, what the client has not spent."""
        if self.line.is_sale:
            return self.left.value
        return min(self.left.value, sum(take.most for take in self.takes))


@dataclass(frozen=True, slots=True)
class KeptLeft:
    """Of a payment above the total: what stayed on the account, and what can come back of it."""

    payment_id: int
    amount: int
    takes: tuple[Take, ...]

    @property
    def most(self) -> int:
        """What the client has not spent of it."""
        return min(self.amount, sum(take.most for take in self.takes))


@dataclass(frozen=True, slots=True)
class Unwind:
    """A charge that was settled: the allocation that did it, which comes back on the way.

    ``ticket_id`` and ``line_number`` are the payoff's, if it was one; ``fund_id`` the fund's that paid.
    """

    charge_id: int
    client_id: int
    allocation_id: int
    fund_id: int = 0
    ticket_id: int = 0
    line_number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Part of a payment that can come back in one way. ``left`` of it, ``held`` by open tickets besides.

    ``rounding`` is what cash rounding put into ``left`` (R15), so ``left − rounding`` of the bill is
    paid by it. ``source`` is the payment whose money it is, ``item_id`` the fund, charge or card.
    ``lasts_until`` is the last day of what comes back, where that of its fund or card has passed.
    """

    payment: Payment
    base: Base
    left: int
    held: int = 0
    rounding: int = 0
    source: Payment | None = None
    item_id: int = 0
    client_id: int = 0
    fund_kind: FundKind = FundKind.OPEN_PAYMENT
    allocation_id: int = 0
    label: str = ""
    card_number: int = 0
    lasts_until: str = ""
    unwinds: tuple[Unwind, ...] = ()

    @property
    def worth(self) -> int:
        """What of the bill it pays."""
        return self.left - self.rounding


@dataclass(frozen=True, slots=True)
class Give:
    """Part of a payment that comes back: ``worth`` of the bill, ``amount`` in the hand.

    ``kept`` of it was change that stayed on the account.
    """

    of: Slice
    worth: int
    amount: int
    goes_to: GoesTo
    kept: int = 0

    @property
    def lasts_until(self) -> str:
        """The last day of value that comes back after its own, ISO text; else empty."""
        return self.of.lasts_until if self.goes_to in (GoesTo.FUND, GoesTo.GIFT_CARD) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A closed ticket and all that can still come back of it, in minor units.

    ``points`` are left of those that it earned, under ``None``, and that were redeemed, by payment.
    """

    ticket_id: int
    number: int
    business_date: str
    client_id: int | None
    lines: tuple[LineLeft, ...]
    tips: tuple[Tip, ...]
    kept: tuple[KeptLeft, ...]
    slices: tuple[Slice, ...]
    cash_step: int = 0
    order: RefundOrder = RefundOrder.MONEY_FIRST
    points: Mapping[int | None, int] = field(default_factory=dict)

    def line(self, number: int) -> LineLeft:
        """The line of that number.

        Raises:
            UserError: there is none.
        """
        for left in self.lines:
            if left.line.number == number:
                return left
        raise UserError(_("That line is not on the ticket."))

    @property
    def left(self) -> int:
        """What is left of the lines and tips."""
        return sum(x.left.value for x in self.lines) + sum(tip.amount for tip in self.tips)

    @property
    def is_refunded(self) -> bool:
        """Whether something of its lines came back."""
        return any(x.left.value < x.whole.value for x in self.lines)

    def left_of(self, payment_id: int) -> int:
        """What can still come back of a payment, its change that was kept included."""
        return sum(s.left for s in self.slices if s.payment.id == payment_id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a ticket comes back: shares of lines by number, tips, and kept change by payment."""

    lines: Mapping[int, Shares] = field(default_factory=dict)
    tips: tuple[Tip, ...] = ()
    kept: Mapping[int, int] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing comes back."""
        return not (self.lines or self.tips or self.kept)


@dataclass(frozen=True, slots=True)
class Plan:
    """What comes back of which lines and tips, and where it goes.

    ``owed_again`` is what the client owes for the ticket from now on, where a fund's part was taken
    off it and the goods stay sold.
    """

    closed: Closed
    wanted: Wanted
    gives: tuple[Give, ...]
    owed_again: int = 0

    @property
    def amount(self) -> int:
        """What comes off the ticket's payments in all, cash as it is handed out."""
        return sum(give.amount for give in self.gives)

    @property
    def rounding(self) -> int:
        """What cash rounding adds to it (or, negative, takes off)."""
        return sum(give.amount - give.worth for give in self.gives)

    def going(self, *places: GoesTo) -> int:
        """What goes to these places."""
        return sum(give.amount for give in self.gives if give.goes_to in places)

    @property
    def comes_back(self) -> int:
        """What of it is money or value that somebody gets: not a debt that only goes down."""
        return self.amount - self.going(*NOTHING_BACK)

    @property
    def points(self) -> list[PointsChange]:
        """What it gives back of redeemed points, and takes back of earned ones, each by its share.

        The net of a line has earned its points, so it takes them along.
        """
        changes = []
        for give in self.gives:
            if give.goes_to is GoesTo.POINTS:
                of = give.of.payment.id
                back = share(self.closed.points.get(of, 0), give.amount, give.of.left)
                changes.append(PointsChange(PointsKind.GIVEN_BACK, back, of))
        part = sum(shares.net for x, shares in self.shares if x.line.is_sale)
        if part:
            whole = sum(x.left.net for x in self.closed.lines if x.line.is_sale)
            back = share(self.closed.points.get(None, 0), part, whole)
            changes.append(PointsChange(PointsKind.TAKEN_BACK, -back))
        return [change for change in changes if change.change]

    @property
    def shares(self) -> list[tuple[LineLeft, Shares]]:
        """The lines that something comes back of, with how much."""
        return [(x, self.wanted.lines[x.line.number]) for x in self.closed.lines
                if x.line.number in self.wanted.lines]  # fmt: skip
