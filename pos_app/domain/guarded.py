"""Which changes of an open ticket need a permission, whichever act or key they come by."""

from collections.abc import Iterator

from pos_app.domain.payment import PaymentKind
from pos_app.domain.ticket import Bill, Line, PricedLine, Ticket
from pos_app.security.roles import Permission

_PPM = 1_000_000


def permissions_for(before: Ticket, after: Ticket) -> Iterator[Permission]:
    """The permissions for prices and taxes that the change needs; what was allowed before stays so."""
    old = {line.number: line for line in before.lines}
    if any(_is_repriced(line, old.get(line.number)) for line in after.lines):
        yield Permission.PRICE
    if after.tax_exempt_reason and after.tax_exempt_reason != before.tax_exempt_reason:
        yield Permission.TAX_EXEMPT


def _is_repriced(line: Line, before: Line | None) -> bool:
    """Whether a line now costs neither its list price nor what it did; one without a price is typed."""
    if not line.is_sale or line.unit_price == line.list_price or line.list_price == 0:
        return False
    return before is None or before.unit_price != line.unit_price


def discounts_more(before: Bill, after: Bill, most_ppm: int) -> bool:
    """Whether a line is discounted above ``most_ppm`` of its price, and more than it was before."""
    old = {priced.line.number: _cut_ppm(priced) for priced in before.lines}
    return any(
        _is_above(_cut(priced), priced.line.amount, most_ppm)
        and _cut_ppm(priced) > old.get(priced.line.number, 0)
        for priced in after.lines
    )


def pays_by_discount(bill: Bill, ticket: Ticket, amount: int, most_ppm: int) -> bool:
    """Whether ``amount`` more of *Client credit / discount*, not deducted, cuts the ticket too much."""
    given = sum(p.amount for p in ticket.payments if p.kind is PaymentKind.DISCOUNT) + amount
    cut = given + bill.line_discounts + bill.ticket_discount
    return _is_above(cut, bill.subtotal, most_ppm)


def _cut(priced: PricedLine) -> int:
    return priced.line_discount + priced.ticket_discount


def _cut_ppm(priced: PricedLine) -> int:
    amount = priced.line.amount
    return _cut(priced) * _PPM // amount if amount else 0


def _is_above(cut: int, price: int, most_ppm: int) -> bool:
    """Above, by more than the one minor unit that rounding and spreading may add."""
    return cut * _PPM - price * most_ppm >= _PPM
