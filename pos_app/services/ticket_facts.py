"""What a change did to an open ticket, for the audit log."""

from collections.abc import Iterator

from pos_app.domain.facts import together
from pos_app.domain.ticket import Discount, Line, Ticket
from pos_app.persistence.people import code_of

_Facts = Iterator[tuple[str, object]]


def told(before: Ticket, after: Ticket, reason: str = "") -> str:
    """The facts of one change: its line, its amounts, its person or client, and why.

    A change of many lines at once, which undo can be, says none of them.
    """
    return together(*_of_lines(before, after), *_of_ticket(before, after), ("reason", reason))


def _of_lines(before: Ticket, after: Ticket) -> _Facts:
    was = {line.number: line for line in before.lines}
    now = {line.number: line for line in after.lines}
    changed = [n for n in was.keys() | now.keys() if was.get(n) != now.get(n)]
    if len(changed) != 1:
        return
    old, new = was.get(changed[0]), now.get(changed[0])
    line = new or old
    assert line is not None
    yield "item", line.description
    if old and new:
        yield from _of_line(old, new)
    else:
        yield "amount", line.amount


def _of_line(old: Line, new: Line) -> _Facts:
    if old.unit_price != new.unit_price:
        yield "was", old.unit_price
        yield "amount", new.unit_price
        yield "reason", new.price_reason
    if old.quantity != new.quantity:
        yield "quantity", new.quantity
    if old.discount != new.discount:
        yield from _of_discount(new.discount)
    if old.staff != new.staff:
        yield "person", new.staff


def _of_discount(discount: Discount | None) -> _Facts:
    if discount is not None:
        yield "percent", discount.percent_ppm or None
        yield "off", discount.amount or None
        yield "reason", discount.label


def _of_ticket(before: Ticket, after: Ticket) -> _Facts:
    if before.discount != after.discount:
        yield from _of_discount(after.discount)
    if before.client_id != after.client_id and after.client_id is not None:
        yield "client", code_of(after.client_id)
    if before.staff != after.staff:
        yield "person", after.staff
    if before.tax_exempt_reason != after.tax_exempt_reason:
        yield "reason", after.tax_exempt_reason
    if before.use_credit and not after.use_credit:
        left = {payment.id for payment in after.payments}
        yield "amount", sum(p.amount for p in before.payments if p.id not in left) or None
    tips = set(after.tips) ^ set(before.tips)
    if len({tip.staff for tip in tips}) == 1:
        person = next(iter(tips)).staff
        yield "person", person
        yield "amount", sum(tip.amount for tip in after.tips if tip.staff == person)
