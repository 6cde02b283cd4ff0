"""The till's papers as documents: which facts stand where, and in which words."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from pos_app.domain.money import counted, money
from pos_app.domain.points import in_words
from pos_app.domain.words import _
from pos_app.printing.document import (
    BOLD,
    QR,
    Align,
    Document,
    Gap,
    Logo,
    Notice,
    Part,
    Row,
    Rule,
    Size,
    Style,
    Text,
)

HEADING = Style(bold=True, size=Size.LARGE)
INDENT = 2


class Issue(Enum):
    """Whether a paper is the first of its kind or printed again; every reprint says so.

    VOID is what a voided ticket was: a record to look at, and nobody's receipt.
    """

    ORIGINAL = "original"
    COPY = "copy"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One line of the ticket. Amounts in minor units; ``notes`` are printed below, one a line."""

    description: str
    quantity: int
    unit_price: int
    amount: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiptTax:
    """One rate's tax: ``label`` with its rate ("VAT 20 %"), what it was taken on, how much it is.

    ``included`` tells a tax that the prices already hold from one that is added to them.
    """

    label: str
    taxable: int
    amount: int
    included: bool


@dataclass(frozen=True, slots=True)
class ReceiptPayment:
    """One payment: its type's name, what identifies it (approval code, last digits), its amount."""

    label: str
    amount: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class LabelledAmount:
    """An amount with its name: a discount (written as less), a tip with who it is for."""

    label: str
    amount: int


@dataclass(frozen=True, slots=True)
class ReceiptCash:
    """The cash that crossed the counter: handed over, given back, and kept on the account (R15)."""

    tendered: int
    change_given: int = 0
    change_kept: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptBalance:
    """Where the client stands after this ticket: used and left to spend, and owed (R3).

    ``points_change`` is what the ticket earned, less what a refund took back; without ``points``, the
    client never had to do with any.
    """

    credit_used: int = 0
    credit_left: int = 0
    owed: int = 0
    points: int | None = None
    points_change: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptShop:
    """What stands on every paper of the shop. ``header`` and ``footer`` may have several lines."""

    name: str
    address: tuple[str, ...] = ()
    header: str = ""
    footer: str = ""
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class ReceiptData:
    """Everything a receipt says. Amounts in minor units; ``when`` as the caller's locale writes it.

    ``discounts`` are given above zero and printed as less. ``others`` are no sales: they are in the
    total and not in the subtotal (R16). ``total`` is what the ticket comes to;
    ``rounding`` is the signed step from it to what was paid in cash (R15).
    ``balance`` is None for a walk-in.
    """

    shop: ReceiptShop
    till: str
    ticket_number: str
    when: str
    served_by: str
    lines: tuple[ReceiptLine, ...]
    subtotal: int
    total: int
    client: str = ""
    discounts: tuple[LabelledAmount, ...] = ()
    taxes: tuple[ReceiptTax, ...] = ()
    tax_exempt: str = ""
    others: tuple[LabelledAmount, ...] = ()
    tips: tuple[LabelledAmount, ...] = ()
    rounding: int = 0
    payments: tuple[ReceiptPayment, ...] = ()
    cash: ReceiptCash | None = None
    balance: ReceiptBalance | None = None
    issue: Issue = Issue.ORIGINAL


@dataclass(frozen=True, slots=True)
class AccountReceiptData:
    """Everything that the receipt of money on account says. Amounts in minor units; dates as written.

    ``paid`` is what it settled, ``kept`` the rest, which is an open payment. ``received_on`` is empty
    where the money was received on the day of ``when``.
    """

    shop: ReceiptShop
    till: str
    number: str
    when: str
    received_by: str
    client: str
    payment: ReceiptPayment
    balance: ReceiptBalance
    received_on: str = ""
    note: str = ""
    paid: tuple[LabelledAmount, ...] = ()
    kept: int = 0
    issue: Issue = Issue.ORIGINAL


def receipt(data: ReceiptData) -> Document:
    """The receipt of a closed ticket (design, section 7)."""
    void = data.issue is Issue.VOID
    said = {Issue.COPY: [Notice(_("COPY"))], Issue.VOID: [Notice(_("VOID"))]}.get(data.issue, [])
    parts: list[Part] = [
        *said,
        *head(data.shop),
        Rule(),
        *_facts(data),
        Rule(),
        *(part for line in data.lines for part in _line(line)),
        Rule(),
        *_sums(data),
        *_payments(data),
        *(() if void else balance(data.balance)),
        *(() if void else _foot(data)),
        *said,
    ]
    title = _("Receipt {number}").format(number=data.ticket_number)
    return Document(title, tuple(parts))


def account_receipt(data: AccountReceiptData) -> Document:
    """The receipt of money received on a client's account, outside any ticket (R11)."""
    said = [Notice(_("COPY"))] if data.issue is Issue.COPY else []
    parts: list[Part] = [
        *said,
        *head(data.shop),
        Rule(),
        Text(_("Payment on account {number}").format(number=data.number), BOLD),
        Row(data.till, data.when),
        Text(_("Received by {name}").format(name=data.received_by)),
        Text(_("Client: {name}").format(name=data.client)),
        Rule(),
        *_received(data),
        *balance(data.balance),
        *goodbye(data.shop),
        *said,
    ]
    title = _("Payment on account {number}").format(number=data.number)
    return Document(title, tuple(parts))


def _received(data: AccountReceiptData) -> Iterator[Part]:
    yield Row(data.payment.label, money(data.payment.amount), HEADING)
    if data.payment.detail:
        yield Text(data.payment.detail, indent=INDENT)
    if data.received_on:
        yield Text(_("Received on {date}").format(date=data.received_on), indent=INDENT)
    if data.note:
        yield Text(data.note, indent=INDENT)
    for paid in data.paid:
        yield Row(_("Paid: {what}").format(what=paid.label), money(paid.amount))
    if data.kept:
        yield Row(_("Kept as an open payment"), money(data.kept))


def owed_in_words(amount: int) -> str:
    """A balance due as people say it: *Owes $45.00*, or *Nothing owed* (R3)."""
    return _("Owes {amount}").format(amount=money(amount)) if amount else _("Nothing owed")


def available_in_words(amount: int) -> str:
    """A balance to spend as people say it: *Has $80.00*, or *Nothing left* (R3)."""
    return _("Has {amount}").format(amount=money(amount)) if amount else _("Nothing left")


def head(shop: ReceiptShop) -> Iterator[Part]:
    """What stands on top of every paper."""
    if shop.logo:
        yield Logo(shop.logo)
    yield Text(shop.name, HEADING, Align.CENTRE)
    for line in shop.address:
        yield Text(line, align=Align.CENTRE)
    yield from _typed_lines(shop.header)


def _typed_lines(text: str) -> Iterator[Part]:
    """A text of several lines as the shop broke them; empty ones between are kept."""
    for line in text.strip().splitlines():
        yield Text(line, align=Align.CENTRE) if line.strip() else Gap()


def _facts(data: ReceiptData) -> Iterator[Part]:
    yield Text(_("Ticket {number}").format(number=data.ticket_number), BOLD)
    yield Row(data.till, data.when)
    if data.served_by:
        yield Text(_("Served by {name}").format(name=data.served_by))
    if data.client:
        yield Text(_("Client: {name}").format(name=data.client))


def _line(line: ReceiptLine) -> Iterator[Part]:
    yield Row(line.description, money(line.amount))
    if line.quantity != 1:
        each = _("{quantity} × {price}")
        each = each.format(quantity=line.quantity, price=money(line.unit_price))
        yield Text(each, indent=INDENT)
    for note in line.notes:
        yield Text(note, indent=INDENT)


def _sums(data: ReceiptData) -> Iterator[Part]:
    yield Row(_("Subtotal"), money(data.subtotal))
    for discount in data.discounts:
        yield Row(discount.label, money(-discount.amount))
    for tax in data.taxes:
        if not tax.included:
            label = _("{tax} on {amount}").format(tax=tax.label, amount=money(tax.taxable))
            yield Row(label, money(tax.amount))
    if data.tax_exempt:
        yield Text(data.tax_exempt)
    for other in data.others:
        yield Row(other.label, money(other.amount))
    for tip in data.tips:
        yield Row(_("Tip for {name}").format(name=tip.label), money(tip.amount))
    yield Row(_("Total"), money(data.total), HEADING)
    for tax in data.taxes:
        if tax.included:
            label = _("Includes {tax} on {amount}")
            label = label.format(tax=tax.label, amount=money(tax.taxable))
            yield Row(label, money(tax.amount))


def _payments(data: ReceiptData) -> Iterator[Part]:
    if data.rounding or data.payments:
        yield Rule()
    if data.rounding:
        yield Row(_("Rounding"), money(data.rounding))
    for payment in data.payments:
        yield Row(payment.label, money(payment.amount))
        if payment.detail:
            yield Text(payment.detail, indent=INDENT)
    if data.cash is None:
        return
    if data.cash.tendered:
        yield Row(_("Cash received"), money(data.cash.tendered))
    if data.cash.change_kept:
        yield Row(_("Change kept on account"), money(data.cash.change_kept))
    if data.cash.change_given:
        yield Row(_("Change given"), money(data.cash.change_given), BOLD)


def balance(after: ReceiptBalance | None) -> Iterator[Part]:
    """Where the client stands; nothing for a walk-in."""
    if after is None:
        return
    yield Rule()
    if after.credit_used:
        yield Row(_("Credit used"), money(after.credit_used))
    if after.credit_used or after.credit_left:
        yield Row(_("Credit left"), available_in_words(after.credit_left))
    yield Row(_("Balance due now"), owed_in_words(after.owed), BOLD)
    if after.points_change > 0:
        yield Row(_("Points earned"), counted(after.points_change))
    if after.points_change < 0:
        yield Row(_("Points taken back"), counted(after.points_change))
    if after.points is not None:
        yield Row(_("Points now"), in_words(after.points))


def goodbye(shop: ReceiptShop) -> Iterator[Part]:
    """The shop's last words."""
    yield Rule()
    if shop.footer.strip():
        yield from _typed_lines(shop.footer)
        yield Gap()


def _foot(data: ReceiptData) -> Iterator[Part]:
    yield from goodbye(data.shop)
    yield QR(data.ticket_number)
    yield Text(data.ticket_number, align=Align.CENTRE)
