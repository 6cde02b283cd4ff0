"""What is sold on an open ticket: its lines, their prices and discounts.

As in ``tickets``, each function is one act by one person, in one transaction.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from pos_app.domain import gift_card
from pos_app.domain.shop import Item
from pos_app.domain.ticket import (
    MAX_QUANTITY,
    Discount,
    Line,
    LineKind,
    Ticket,
)
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import catalog, claims
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.tickets import above_zero, edit, is_first_payment, not_negative


class UnknownCode(UserError):
    """No item on sale has the code that was scanned; ``code`` as far as it can be shown."""

    def __init__(self, code: str, text: str = "") -> None:
        """``text`` is what is said, where more is known of the code than that no item has it."""
        self.code = code.strip()[:40]
        super().__init__(text or _("No item has the code “{code}”.").format(code=self.code))


def add_item(desk: Desk, ticket_id: int, item_id: int, staff: str | None = None) -> Changes:
    """Put an item on the ticket; a product that is already on it, unchanged, counts up instead."""

    def change(connection: Connection, ticket: Ticket) -> Ticket:
        item = catalog.item(connection, item_id)
        if item is None or not item.active:
            raise UserError(_("That item is no longer sold."))
        return _with_item(connection, ticket, item, staff)

    return edit(desk, ticket_id, "line.add", change)


def _with_item(
    connection: Connection, ticket: Ticket, item: Item, staff: str | None = None
) -> Ticket:
    same = _countable(ticket, item)
    if same is not None:
        return ticket.with_line(_counted(same, same.quantity + 1))
    return ticket.with_new_line(line_for(connection, ticket, item, staff))


def scan(desk: Desk, ticket_id: int, code: str) -> Changes:
    """Put the item with this barcode or SKU on the ticket.

    Raises:
        UnknownCode: no item has it; the ticket stays as it was.
    """
    return edit(
        desk,
        ticket_id,
        "line.add",
        lambda connection, ticket: _with_item(connection, ticket, _scanned(connection, code)),
    )


def item_with(desk: Desk, code: str) -> Item:
    """The item with this barcode or SKU.

    Raises:
        UnknownCode: no item has it.
    """
    with desk.read() as connection:
        return _scanned(connection, code)


def _scanned(connection: Connection, code: str) -> Item:
    item = catalog.scanned(connection, code.strip())
    if item is None:
        gone = catalog.with_barcode(connection, code.strip())
        said = _("{item} is no longer sold.").format(item=gone.name) if gone else ""
        raise UnknownCode(code, said)
    return item


def knows_code(desk: Desk, code: str) -> bool:
    """Whether a code is an item's, or has the form of a gift card's with its check digit right."""
    if gift_card.is_code(code):
        return True
    with desk.read() as connection:
        return catalog.scanned(connection, code.strip()) is not None


def _countable(ticket: Ticket, item: Item) -> Line | None:
    if item.kind is not LineKind.PRODUCT:
        return None
    for line in ticket.lines:
        if (line.item_id, line.unit_price) == (item.id, item.price) and line.discount is None:
            return line
    return None


def line_for(connection: Connection, ticket: Ticket, item: Item, staff: str | None = None) -> Line:
    """The line that sells an item on a ticket, once, at its price."""
    serves = item.kind is LineKind.SERVICE
    line = Line(
        number=0,
        kind=item.kind,
        item_id=item.id,
        description=item.name,
        sku=item.sku,
        unit_price=item.price,
        list_price=item.price,
        staff=staff or (ticket.staff if serves else None),
        taxes=tuple(code for code in item.taxes if code in catalog.active_tax_codes(connection)),
    )
    return replace(line, first_payment=is_first_payment(connection, ticket.client_id, line))


def top_up(desk: Desk, ticket_id: int, amount: int) -> Changes:
    """Sell account credit: an open payment for the ticket's client once it closes (R11)."""
    above_zero(amount)

    def change(_connection: Connection, ticket: Ticket) -> Ticket:
        if ticket.client_id is None:
            raise UserError(_("Choose a client first: account credit belongs to a client."))
        line = Line(
            number=0,
            kind=LineKind.TOP_UP,
            description=_("Account credit"),
            unit_price=amount,
            list_price=amount,
        )
        return ticket.with_new_line(line)

    return edit(desk, ticket_id, "line.top_up", change)


def set_quantity(desk: Desk, ticket_id: int, number: int, quantity: int) -> Changes:
    """Sell that many of a line. Zero takes the line off."""
    if quantity == 0:
        return remove_line(desk, ticket_id, number)

    def change(_connection: Connection, ticket: Ticket) -> Ticket:
        return ticket.with_line(_counted(ticket.line(number), quantity))

    return edit(desk, ticket_id, "line.quantity", change)


def _counted(line: Line, quantity: int) -> Line:
    if not line.is_sale:
        raise UserError(_("This line has no quantity."), field="quantity")
    if not 1 <= quantity <= MAX_QUANTITY:
        raise UserError(
            _("Enter a quantity from 1 to {most}.").format(most=MAX_QUANTITY), field="quantity"
        )
    return replace(line, quantity=quantity)


def set_price(desk: Desk, ticket_id: int, number: int, unit_price: int, reason: str) -> Changes:
    """Sell a line at another price, in minor units; the reason is kept.

    Raises:
        UserError: below zero, without a reason, or for a payoff, which has an act of its own.
    """

    def change(_connection: Connection, ticket: Ticket) -> Ticket:
        return ticket.with_line(priced_at(ticket.line(number), unit_price, reason))

    return edit(desk, ticket_id, "line.price", change)


def priced_at(line: Line, unit_price: int, reason: str) -> Line:
    """A line at another price, in minor units; at its list price no reason is kept.

    Raises:
        UserError: below zero, without a reason, or for a payoff, which has an act of its own.
    """
    why = typed(reason, 200) if unit_price != line.list_price else ""
    if line.kind is LineKind.PAYOFF:
        raise UserError(_("Change this line with Pay off."))
    if line.is_sale and unit_price != line.list_price and not why:
        raise UserError(_("Say why the price is different."), field="reason")
    if not line.is_sale:
        above_zero(unit_price)
    not_negative(unit_price)
    return replace(line, unit_price=unit_price, price_reason=why)


def set_line_discount(
    desk: Desk, ticket_id: int, number: int, discount: Discount | None
) -> Changes:
    """Discount one line, or take its discount off."""

    def change(_connection: Connection, ticket: Ticket) -> Ticket:
        return ticket.with_line(_discounted(ticket.line(number), discount))

    return edit(desk, ticket_id, "line.discount", change)


def _discounted(line: Line, discount: Discount | None) -> Line:
    if not line.is_sale:
        raise UserError(_("Only sales can be discounted."))
    if discount:
        _check_discount(discount, line.amount)
    return replace(line, discount=_labelled(discount))


def set_ticket_discount(desk: Desk, ticket_id: int, discount: Discount | None) -> Changes:
    """Discount the whole ticket, spread over its sale lines, or take that off."""

    def change(_connection: Connection, ticket: Ticket) -> Ticket:
        if discount:
            _check_discount(discount, sum(line.amount for line in ticket.lines if line.is_sale))
        return replace(ticket, discount=_labelled(discount))

    return edit(desk, ticket_id, "ticket.discount", change)


def _labelled(discount: Discount | None) -> Discount | None:
    return replace(discount, label=typed(discount.label, 80)) if discount else None


def _check_discount(discount: Discount, price_now: int) -> None:
    if discount.percent_ppm < 0 or discount.percent_ppm > 1_000_000:
        raise UserError(_("Enter a percentage from 0 to 100."), field="discount")
    if discount.amount < 0 or discount.amount > price_now:
        raise UserError(_("The discount is more than the price."), field="discount")
    if not (discount.percent_ppm or discount.amount):
        raise UserError(_("Enter a discount above zero."), field="discount")


def change_line(desk: Desk, ticket_id: int, wanted: Line) -> Changes:
    """Change quantity, price with its reason, discount, staff and note of a line in one act.

    ``wanted`` is the line of the same number as the person wants it; a payoff or account credit
    takes only what it can.

    Raises:
        UserError: as the acts for each of them.
    """

    def change(_connection: Connection, ticket: Ticket) -> Ticket:
        line = ticket.line(wanted.number)
        if wanted.quantity != line.quantity:
            line = _counted(line, wanted.quantity)
        if wanted.unit_price != line.unit_price or wanted.price_reason != line.price_reason:
            line = priced_at(line, wanted.unit_price, wanted.price_reason)
        if wanted.discount or line.discount:
            line = _discounted(line, wanted.discount)
        return ticket.with_line(replace(line, staff=wanted.staff, note=typed(wanted.note, 200)))

    return edit(desk, ticket_id, "line.change", change)


def set_line_staff(desk: Desk, ticket_id: int, number: int, staff: str | None) -> Changes:
    """Say who did the work of a line."""

    def change(_connection: Connection, ticket: Ticket) -> Ticket:
        return ticket.with_line(replace(ticket.line(number), staff=staff))

    return edit(desk, ticket_id, "line.staff", change)


def set_line_note(desk: Desk, ticket_id: int, number: int, note: str) -> Changes:
    """Write a note on a line."""

    def change(_connection: Connection, ticket: Ticket) -> Ticket:
        return ticket.with_line(replace(ticket.line(number), note=typed(note, 200)))

    return edit(desk, ticket_id, "line.note", change)


def remove_line(desk: Desk, ticket_id: int, number: int) -> Changes:
    """Take a line off. A payoff gives back the charges it held."""

    def change(connection: Connection, ticket: Ticket) -> Ticket:
        if ticket.line(number).kind is LineKind.PAYOFF:
            claims.release(connection, ticket.id, line_number=number)
        return ticket.without_line(number)

    return edit(desk, ticket_id, "line.remove", change)


def find_items(desk: Desk, typed: str) -> Sequence[Item]:
    """Items by the start of any word of name, SKU or barcode."""
    with desk.read() as connection:
        return catalog.find_items(connection, typed)


def favorites(desk: Desk) -> Sequence[Item]:
    """The items on the quick buttons."""
    with desk.read() as connection:
        return catalog.favorites(connection)


def sells_anything(desk: Desk) -> bool:
    """Whether there is an item to sell."""
    with desk.read() as connection:
        return catalog.sells_anything(connection)
