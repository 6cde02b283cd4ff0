"""What a closed ticket's receipt says, gathered from the books."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from pos_app import locales
from pos_app.domain.money import money
from pos_app.domain.money import shop_format as money_format
from pos_app.domain.payment import Payment, PaymentKind
from pos_app.domain.points import in_words
from pos_app.domain.shop import Settings
from pos_app.domain.ticket import Bill, PricedLine, Ticket
from pos_app.domain.words import _, isolated
from pos_app.persistence import accounts, catalog, ended_tickets, gift_cards, people, points
from pos_app.persistence.ended_tickets import Ended
from pos_app.printing.document import Document
from pos_app.printing.layouts import Issue as Issue
from pos_app.printing.layouts import (
    LabelledAmount,
    ReceiptBalance,
    ReceiptCash,
    ReceiptData,
    ReceiptLine,
    ReceiptPayment,
    ReceiptShop,
    ReceiptTax,
    receipt,
)
from pos_app.services.desk import Desk


def document(desk: Desk, ticket_id: int, issue: Issue) -> Document:
    """The receipt of a closed ticket, as it was closed, whatever changed in the shop since."""
    with desk.read() as connection:
        return receipt(data(desk, connection, ticket_id, issue))


def pdf(desk: Desk, ticket_id: int, issue: Issue) -> bytes:
    """The receipt as a PDF of the paper's width."""
    from pos_app.printing.pdf import as_pdf

    return as_pdf(document(desk, ticket_id, issue))


def text(desk: Desk, ticket_id: int, issue: Issue, columns: int = 42) -> str:
    """The receipt as text."""
    from pos_app.printing.text import as_text

    return as_text(document(desk, ticket_id, issue), columns)


def on_screen(desk: Desk, ticket_id: int, columns: int = 42) -> list[str]:
    """The receipt of a closed ticket as it came out first, line by line, to look at."""
    return text(desk, ticket_id, Issue.ORIGINAL, columns).splitlines()


def sample(desk: Desk, settings: Settings, columns: int = 42) -> str:
    """An invented receipt with these settings, as text: for trying out header and footer."""
    from pos_app.printing.text import as_text

    price = 45 * money_format().currency.unit
    data = ReceiptData(
        shop=shop_head(settings, None),
        till=desk.till.name,
        ticket_number="1052",
        when=locales.format_when(desk.clock.now()),
        served_by=desk.staff.name if desk.staff else "",
        client=_("Sample client"),
        lines=(ReceiptLine(_("Sample service"), 1, price, price, ()),),
        subtotal=price,
        total=price,
        payments=(ReceiptPayment(_("Card terminal"), price, ""),),
    )
    return as_text(receipt(data), columns)


def data(desk: Desk, connection: Connection, ticket_id: int, issue: Issue) -> ReceiptData:
    """What the receipt of a closed ticket says."""
    ended = ended_tickets.load(connection, ticket_id)
    ticket, bill = ended.ticket, ended.bill
    client = people.client(connection, ticket.client_id) if ticket.client_id else None
    names = {member.code: member.name for member in people.staff_members(connection)}
    served_by = ticket.staff or ended.ended_by
    moment = datetime.fromisoformat(ended.ended_at).astimezone(desk.clock.zone)
    return ReceiptData(
        shop=shop_head(desk.settings, catalog.load_file(connection, "logo")),
        till=ended.till,
        ticket_number=str(ticket.number),
        when=locales.format_when(moment),
        served_by=names.get(served_by, served_by),
        client=client.name if client else "",
        lines=tuple(_line(priced) for priced in bill.lines),
        subtotal=bill.subtotal,
        discounts=_discounts(ticket, bill),
        taxes=tuple(
            ReceiptTax(t.rate.label, t.taxable, t.amount, bill.tax_included) for t in bill.taxes
        ),
        tax_exempt=_tax_exempt(ticket.tax_exempt_reason),
        others=tuple(LabelledAmount(*other) for other in bill.besides_sales()),
        tips=tuple(LabelledAmount(names.get(t.staff, t.staff), t.amount) for t in ticket.tips),
        total=bill.total,
        rounding=ended.rounding,
        payments=tuple(_payment(connection, payment) for payment in ticket.payments),
        cash=_cash(ticket),
        balance=_balance(connection, ended),
        issue=issue,
    )


def _tax_exempt(reason: str) -> str:
    return _("Tax exempt: {reason}").format(reason=reason) if reason else ""


def shop_head(settings: Settings, logo: bytes | None) -> ReceiptShop:
    """What stands on every paper of the shop."""
    lines = [*settings.address.splitlines(), settings.phone, settings.tax_number]
    return ReceiptShop(
        name=settings.shop_name,
        address=tuple(line for line in lines if line.strip()),
        header=settings.receipt_header,
        footer=settings.receipt_footer,
        logo=logo,
    )


def _line(priced: PricedLine) -> ReceiptLine:
    line = priced.line
    notes = [line.note] if line.note else []
    if priced.line_discount:
        label = line.discount.label if line.discount and line.discount.label else _("Discount")
        notes.append(f"{isolated(label)} {money(-priced.line_discount)}")
    return ReceiptLine(line.description, line.quantity, line.unit_price, line.amount, tuple(notes))


def _discounts(ticket: Ticket, bill: Bill) -> tuple[LabelledAmount, ...]:
    made = []
    if bill.line_discounts:
        made.append(LabelledAmount(_("Discounts on lines"), bill.line_discounts))
    if bill.ticket_discount:
        label = ticket.discount.label if ticket.discount else ""
        made.append(LabelledAmount(label or _("Ticket discount"), bill.ticket_discount))
    return tuple(made)


def _payment(connection: Connection, payment: Payment) -> ReceiptPayment:
    if payment.kind is PaymentKind.GIFT_CARD:
        left = gift_cards.left_after(connection, payment.id)
        said = _("{used} used, {left} left") if left is not None else ""
        detail = said.format(used=money(payment.amount), left=money(left or 0))
        return ReceiptPayment(payment.name, payment.amount, detail)
    used = in_words(payment.points) if payment.points else ""
    detail = " · ".join(part for part in (used, payment.detail, payment.reference) if part)
    return ReceiptPayment(payment.label, payment.amount, detail)


def _cash(ticket: Ticket) -> ReceiptCash | None:
    cash = [payment for payment in ticket.payments if payment.kind is PaymentKind.CASH]
    if not cash:
        return None
    return ReceiptCash(
        tendered=sum(p.tendered for p in cash),
        change_given=sum(p.change for p in cash),
        change_kept=sum(p.kept for p in cash),
    )


def _balance(connection: Connection, ended: Ended) -> ReceiptBalance | None:
    """Where the client stood right after this ticket, which later events do not change."""
    ticket = ended.ticket
    if ticket.client_id is None:
        return None
    used = sum(p.amount for p in ticket.payments if p.kind is PaymentKind.CLIENT_BALANCE)
    after = replace(balance_after(connection, ticket.client_id, ended.entry_id), credit_used=used)
    return with_points(connection, after, ticket.client_id, ended.entry_id)


def balance_after(connection: Connection, client_id: int, entry_id: int) -> ReceiptBalance:
    """Where a client stood right after an entry, which later events do not change."""
    event = accounts.after(connection, client_id, entry_id)
    if event is None:
        return ReceiptBalance()
    return ReceiptBalance(credit_left=event.open_payments + event.credits, owed=event.owed)


def with_points(
    connection: Connection, after: ReceiptBalance, client_id: int, entry_id: int
) -> ReceiptBalance:
    """The balance with the client's points right after an entry, and what it earned or took back."""
    made = [row for row in points.of_entry(connection, entry_id) if row.client_id == client_id]
    earned = sum(row.change for row in made if row.payment_id is None)
    left = made[-1].points if made else points.after(connection, client_id, entry_id)
    return replace(after, points=left, points_change=earned)
