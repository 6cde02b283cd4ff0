"""The receipt of a refund: what came back of which ticket, and where it went (R13)."""

from collections.abc import Iterator
from dataclasses import dataclass

from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.printing.document import BOLD, QR, Align, Document, Notice, Part, Row, Rule, Text
from pos_app.printing.layouts import (
    HEADING,
    INDENT,
    Issue,
    LabelledAmount,
    ReceiptBalance,
    ReceiptShop,
    balance,
    goodbye,
    head,
)


@dataclass(frozen=True, slots=True)
class RefundLine:
    """Something that came back; ``quantity`` 0 where it was a part of it by amount."""

    description: str
    quantity: int
    amount: int


@dataclass(frozen=True, slots=True)
class RefundReceiptData:
    """Everything that a refund's receipt says. Amounts in minor units; ``when`` as it is written.

    ``title`` has the refund's own number. Without a ``ticket_number`` it is of money on account.
    ``taxes`` are those within ``total``; ``taken_off`` is what of it was never paid, or is removed for
    good, so that nothing comes back for it; ``given`` says where the money and value went, and
    ``owed_again`` what the client owes for the ticket from now on.
    """

    shop: ReceiptShop
    till: str
    title: str
    ticket_number: str
    when: str
    by: str
    total: int
    client: str = ""
    reason: str = ""
    lines: tuple[RefundLine, ...] = ()
    tips: tuple[LabelledAmount, ...] = ()
    taxes: tuple[LabelledAmount, ...] = ()
    kept: int = 0
    rounding: int = 0
    owed_again: int = 0
    taken_off: tuple[LabelledAmount, ...] = ()
    given: tuple[LabelledAmount, ...] = ()
    balance: ReceiptBalance | None = None
    issue: Issue = Issue.ORIGINAL


def refund_receipt(data: RefundReceiptData) -> Document:
    """What a client takes away from a refund."""
    said = [Notice(_("COPY"))] if data.issue is Issue.COPY else []
    parts: list[Part] = [
        *said,
        *head(data.shop),
        Rule(),
        Text(data.title, BOLD),
        *_of_ticket(data),
        Row(data.till, data.when),
        Text(_("By {name}").format(name=data.by)),
        *_who_and_why(data),
        Rule(),
        *_what(data),
        Rule(),
        *_where(data),
        *balance(data.balance),
        *goodbye(data.shop),
        *_to_scan(data),
        *said,
    ]
    return Document(data.title, tuple(parts))


def _of_ticket(data: RefundReceiptData) -> Iterator[Part]:
    if data.ticket_number:
        yield Text(_("Of ticket {number}").format(number=data.ticket_number))


def _to_scan(data: RefundReceiptData) -> Iterator[Part]:
    if data.ticket_number:
        yield QR(data.ticket_number)
        yield Text(data.ticket_number, align=Align.CENTRE)


def _who_and_why(data: RefundReceiptData) -> Iterator[Part]:
    if data.client:
        yield Text(_("Client: {name}").format(name=data.client))
    if data.reason:
        yield Text(_("Reason: {reason}").format(reason=data.reason))


def _what(data: RefundReceiptData) -> Iterator[Part]:
    for line in data.lines:
        yield Row(line.description, money(line.amount))
        if line.quantity > 1:
            yield Text(_("Quantity {count}").format(count=line.quantity), indent=INDENT)
    for tip in data.tips:
        yield Row(_("Tip for {name}").format(name=tip.label), money(tip.amount))
    if data.kept:
        yield Row(_("Change kept on account"), money(data.kept))
    if data.rounding:
        yield Row(_("Rounding"), money(data.rounding))
    if data.taken_off:
        yield Row(_("Total"), money(data.total), BOLD)
    else:
        yield Row(_("Refunded"), money(data.total), HEADING)
    for tax in data.taxes:
        yield Row(_("Includes {tax}").format(tax=tax.label), money(tax.amount))


def _where(data: RefundReceiptData) -> Iterator[Part]:
    """What is taken off, then what is refunded: nobody gets money back that was never paid."""
    yield from (Row(part.label, money(part.amount)) for part in data.taken_off)
    if data.taken_off and data.given:
        yield Row(_("Refunded"), money(sum(part.amount for part in data.given)), HEADING)
    yield from (Row(part.label, money(part.amount)) for part in data.given)
    if data.owed_again:
        yield Row(_("Owed again for this ticket"), money(data.owed_again))
