"""One ticket of the model: what it costs and what may pay it. Written apart from the product.

One tax of 8.25 % per line, added; cash rounded to 0.05. Twenty points for each whole 1.00 of sales; a
point pays 0.02. Amounts in minor units.
"""

from collections import Counter
from dataclasses import dataclass, field

STEP = 5
POINTS, POINT_PAYS = 20, 2
NEVER = "9999"
MONEY = ("cash", "card", "check")


@dataclass
class Sold:
    """One line: a sale (perhaps taxed, perhaps discounted), account credit, or money for a gift card.

    ``lasts`` is the last day of the ``card`` of that number, once the ticket is closed.
    """

    price: int
    taxed: bool = False
    top_up: bool = False
    off: int = 0
    card: int = 0
    lasts: str = NEVER

    @property
    def tax(self) -> int:
        return (2 * (self.price - self.off) * 825 + 10_000) // 20_000 if self.taxed else 0

    @property
    def total(self) -> int:
        return self.price - self.off + self.tax


@dataclass
class Paid:
    """One payment; a redeemed one says what credits gave, by their last day, the rest is paid in."""

    id: int
    way: str
    amount: int
    kept: int = 0
    credits: Counter[str] = field(default_factory=Counter)
    card: int = 0
    points: int = 0

    @property
    def credit(self) -> int:
        return self.credits.total()


@dataclass
class Bill:
    """One open ticket."""

    client: int | None
    lines: dict[int, Sold] = field(default_factory=dict)
    tip: int = 0
    payoff: int = 0
    paid: list[Paid] = field(default_factory=list)
    use_credit: bool = True

    @property
    def sales(self) -> int:
        return sum(line.total for line in self.lines.values() if not line.top_up)

    @property
    def top_ups(self) -> int:
        return sum(line.total for line in self.lines.values() if line.top_up)

    @property
    def net(self) -> int:
        return sum(line.price - line.off for line in self.lines.values() if not line.top_up)

    @property
    def earned(self) -> int:
        if self.client is None:
            return 0
        return max(0, self.net - self.by("granted", "points")) // 100 * POINTS

    @property
    def on_cards(self) -> int:
        return sum(line.total for line in self.lines.values() if line.card)

    @property
    def on_account(self) -> int:
        return self.top_ups - self.on_cards

    @property
    def total(self) -> int:
        return self.sales + self.top_ups + self.tip + self.payoff

    @property
    def rounding(self) -> int:
        if self.paid and self.paid[-1].way == "cash":
            settles = self.total - sum(paid.amount for paid in self.paid[:-1])
            if settles > 0 and self.paid[-1].amount == rounded(settles):
                return self.paid[-1].amount - settles
        return 0

    @property
    def balance(self) -> int:
        """Above zero: still due. Below: paid too much."""
        return self.total + self.rounding - sum(paid.amount for paid in self.paid)

    def by(self, *ways: str) -> int:
        return sum(paid.amount for paid in self.paid if paid.way in ways)

    def cut_too_much_by(self, more: int) -> bool:
        """Whether it is above the fifth of the sales that anybody may give away, by over one unit."""
        sold = [line for line in self.lines.values() if not line.top_up]
        cut = sum(line.off for line in sold) + self.by("granted") + more
        return 5 * cut - sum(line.price for line in sold) >= 5

    def fits(self, way: str, more: int = 0) -> bool:
        """R8: whether all that was paid this way, and ``more``, has a line that it may pay."""
        later, balance = self.by("later"), self.by("balance", "gift")
        granted = self.by("granted", "points")
        services, all_but_top_ups = self.sales + self.tip, self.sales + self.tip + self.payoff
        match way:
            case "later":
                return (
                    later + more <= services
                    and granted + later + more <= services
                    and later + balance + granted + more <= all_but_top_ups
                )
            case "balance" | "gift":
                return later + balance + granted + more <= all_but_top_ups
            case "granted" | "points":
                return (
                    granted + more <= self.sales
                    and granted + later + more <= services
                    and later + balance + granted + more <= all_but_top_ups
                )
        return True


def rounded(amount: int) -> int:
    """To the nearest 0.05; no amount in whole cents lies half-way."""
    return (amount + 2) // STEP * STEP
