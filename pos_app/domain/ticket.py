"""A ticket and what it costs: lines, discounts, tips and taxes made into one bill.

Everything here is a value. A change to a ticket is a new ticket; the services store it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from pos_app.domain.gift_card import CardLine
from pos_app.domain.money import half_up, split
from pos_app.domain.payment import Group, Payment
from pos_app.domain.tax import TaxRate, TaxRules, TaxShares, line_taxes
from pos_app.domain.words import _
from pos_app.errors import UserError

MAX_QUANTITY = 9_999


class TicketState(StrEnum):
    """A ticket is open until it is closed or void; a held one is open and set aside."""

    OPEN = "open"
    HELD = "held"
    CLOSED = "closed"
    VOID = "void"


class LineKind(StrEnum):
    """What a line sells, or does."""

    SERVICE = "service"
    PRODUCT = "product"
    FEE = "fee"
    PACKAGE = "package"
    PLAN = "plan"
    TOP_UP = "top_up"
    GIFT_CARD = "gift_card"
    PAYOFF = "payoff"


SALE_KINDS = frozenset(
    {LineKind.SERVICE, LineKind.PRODUCT, LineKind.FEE, LineKind.PACKAGE, LineKind.PLAN}
)
"""Lines that are sales: they may be taxed and discounted (R16); the rest only move a client's money."""


@dataclass(frozen=True, slots=True)
class Discount:
    """A price cut: ``percent_ppm`` parts per million of the price, or ``amount`` minor units."""

    label: str = ""
    percent_ppm: int = 0
    amount: int = 0

    def off(self, price: int) -> int:
        """How much comes off ``price``, never more than all of it."""
        cut = (
            half_up(Fraction(price * self.percent_ppm, 1_000_000))
            if self.percent_ppm
            else self.amount
        )
        return min(cut, price)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a ticket. Prices in minor units; ``taxes`` are rate codes.

    ``number`` names the line within its ticket and is never used again. ``first_payment`` marks a
    client's first payment of a plan, which only money may pay (R8). ``card`` is a gift card's.
    """

    number: int
    kind: LineKind
    description: str
    unit_price: int
    list_price: int
    quantity: int = 1
    item_id: int | None = None
    sku: str = ""
    staff: str | None = None
    note: str = ""
    price_reason: str = ""
    discount: Discount | None = None
    taxes: tuple[str, ...] = ()
    first_payment: bool = False
    card: CardLine | None = None

    @property
    def amount(self) -> int:
        """Price times quantity, before discounts, in minor units."""
        return self.unit_price * self.quantity

    @property
    def is_sale(self) -> bool:
        """Whether the line is a sale (R16)."""
        return self.kind in SALE_KINDS

    @property
    def group(self) -> Group:
        """What kinds of payment may pay it (R8)."""
        if self.kind is LineKind.PAYOFF:
            return Group.PAYOFF
        if not self.is_sale:
            return Group.STORED_VALUE
        return Group.FIRST_PLAN if self.first_payment else Group.SALE


@dataclass(frozen=True, slots=True)
class Tip:
    """A tip for one staff member, in minor units."""

    staff: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What one visit buys. ``version`` counts the changes made to it, so that two tills notice each other.

    ``parts`` are what people pay one after another where what was due was split evenly, in minor units.
    """

    id: int
    number: int
    state: TicketState = TicketState.OPEN
    version: int = 0
    client_id: int | None = None
    staff: str | None = None
    note: str = ""
    discount: Discount | None = None
    tax_exempt_reason: str = ""
    use_credit: bool = True
    lines: tuple[Line, ...] = ()
    tips: tuple[Tip, ...] = ()
    payments: tuple[Payment, ...] = ()
    opened_at: str = ""
    held_at: str = ""
    next_line: int = 1
    notice: str = ""
    parts: tuple[int, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it can still be worked on."""
        return self.state in (TicketState.OPEN, TicketState.HELD)

    @property
    def is_blank(self) -> bool:
        """Whether it is open, and nobody has put anything on it yet: no line, client, note or payment."""
        said = self.client_id, self.note, self.discount, self.tax_exempt_reason
        return self.state is TicketState.OPEN and not any(
            (*said, self.lines, self.tips, self.payments)
        )

    def line(self, number: int) -> Line:
        """The line of that number.

        Raises:
            UserError: somebody took it off meanwhile.
        """
        for line in self.lines:
            if line.number == number:
                return line
        raise UserError(_("That line is no longer on the ticket."))

    def with_line(self, line: Line) -> "Ticket":
        """The ticket with ``line`` in the place of the line of the same number."""
        self.line(line.number)
        return replace(
            self, lines=tuple(line if old.number == line.number else old for old in self.lines)
        )

    def with_new_line(self, line: Line) -> "Ticket":
        """The ticket with one more line, which gets the next number."""
        return replace(
            self,
            lines=(*self.lines, replace(line, number=self.next_line)),
            next_line=self.next_line + 1,
        )

    def without_line(self, number: int) -> "Ticket":
        """The ticket without that line."""
        self.line(number)
        return replace(self, lines=tuple(line for line in self.lines if line.number != number))


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with what it comes to. All in minor units.

    ``net_before`` and ``net`` are without tax, before and after discounts; their difference is what
    the books call ``discounts`` (R1). ``total`` is what the client pays for the line, tax included.
    """

    line: Line
    line_discount: int
    ticket_discount: int
    taxes: TaxShares
    net_before: int
    net: int
    total: int


@dataclass(frozen=True, slots=True)
class BilledTax:
    """One tax on the bill: the rate, what it is on and what it comes to."""

    rate: TaxRate
    taxable: int
    amount: int


@dataclass(frozen=True, slots=True)
class Bill:
    """What a ticket costs, in minor units, as the order summary shows it."""

    lines: tuple[PricedLine, ...]
    tips: tuple[Tip, ...]
    taxes: tuple[BilledTax, ...]
    tax_included: bool
    subtotal: int
    line_discounts: int
    ticket_discount: int
    total: int

    def of(self, group: Group) -> int:
        """What the payments that may pay this group of lines can be matched to (R8)."""
        if group is Group.TIP:
            return sum(tip.amount for tip in self.tips)
        return sum(priced.total for priced in self.lines if priced.line.group is group)

    def of_kind(self, kind: LineKind) -> int:
        """What the lines of one kind come to, tax included."""
        return sum(priced.total for priced in self.lines if priced.line.kind is kind)

    def besides_sales(self) -> list[tuple[str, int]]:
        """What is no sale, by name, in minor units: it is in the total and not in the subtotal (R16)."""
        names = {
            LineKind.TOP_UP: _("Account credit"),
            LineKind.GIFT_CARD: _("Gift card"),
            LineKind.PAYOFF: _("Paid towards balance due"),
        }
        amounts = ((name, self.of_kind(kind)) for kind, name in names.items())
        return [(name, amount) for name, amount in amounts if amount]


def price(ticket: Ticket, rates: Mapping[str, TaxRate], rules: TaxRules) -> Bill:
    """Make the ticket's bill. Pure: the same ticket and rules give the same bill, to the cent."""
    amounts = [line.amount for line in ticket.lines]
    line_cuts = [
        line.discount.off(line.amount) if line.discount and line.is_sale else 0
        for line in ticket.lines
    ]
    ticket_cuts = _spread_discount(ticket, line_cuts)
    paid = [a - c - t for a, c, t in zip(amounts, line_cuts, ticket_cuts, strict=True)]
    on_line = [_rates_on(line, ticket, rates) for line in ticket.lines]
    taxes = line_taxes(paid, on_line, rules)
    taxes_before = taxes if paid == amounts else line_taxes(amounts, on_line, rules)
    lines = tuple(
        _priced(line, cuts, share, before, rules)
        for line, *cuts, share, before in zip(
            ticket.lines, line_cuts, ticket_cuts, taxes, taxes_before, strict=True
        )
    )
    return Bill(
        lines=lines,
        tips=ticket.tips,
        taxes=_billed(lines, on_line),
        tax_included=rules.included,
        subtotal=sum(line.amount for line in ticket.lines if line.is_sale),
        line_discounts=sum(line_cuts),
        ticket_discount=sum(ticket_cuts),
        total=sum(line.total for line in lines) + sum(tip.amount for tip in ticket.tips),
    )


def _rates_on(line: Line, ticket: Ticket, rates: Mapping[str, TaxRate]) -> tuple[TaxRate, ...]:
    if ticket.tax_exempt_reason or not line.is_sale:
        return ()
    return tuple(rates[code] for code in line.taxes)


def _spread_discount(ticket: Ticket, line_cuts: list[int]) -> list[int]:
    """The ticket's discount over its sale lines, in proportion to what each still costs."""
    left = [
        line.amount - cut if line.is_sale else 0
        for line, cut in zip(ticket.lines, line_cuts, strict=True)
    ]
    if ticket.discount is None or not sum(left):
        return [0] * len(left)
    return split(ticket.discount.off(sum(left)), left)


def _priced(
    line: Line, cuts: list[int], taxes: TaxShares, taxes_before: TaxShares, rules: TaxRules
) -> PricedLine:
    paid = line.amount - sum(cuts)
    tax, tax_before = sum(taxes.values()), sum(taxes_before.values())
    inside = rules.included
    return PricedLine(
        line=line,
        line_discount=cuts[0],
        ticket_discount=cuts[1],
        taxes=taxes,
        net_before=line.amount - (tax_before if inside else 0),
        net=paid - (tax if inside else 0),
        total=paid if inside else paid + tax,
    )


def _billed(
    lines: tuple[PricedLine, ...], on_line: list[tuple[TaxRate, ...]]
) -> tuple[BilledTax, ...]:
    found: dict[str, BilledTax] = {}
    for priced, rates in zip(lines, on_line, strict=True):
        for rate in rates:
            so_far = found.get(rate.code, BilledTax(rate, 0, 0))
            found[rate.code] = BilledTax(
                rate, so_far.taxable + priced.net, so_far.amount + priced.taxes[rate.code]
            )
    return tuple(found[code] for code in sorted(found))
