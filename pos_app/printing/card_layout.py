"""A gift card on paper: its value, and its code for a scanner and for a person."""

from collections.abc import Iterator
from dataclasses import dataclass

from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.printing.document import (
    BOLD,
    QR,
    Align,
    Barcode,
    Document,
    Gap,
    Notice,
    Part,
    Rule,
    Text,
)
from pos_app.printing.layouts import HEADING, Issue, ReceiptShop, goodbye, head


@dataclass(frozen=True, slots=True)
class GiftCardData:
    """Everything that a gift card on paper says. In minor units ``amount``, issued on ``when``, and what
    is ``left`` of it on ``today``.

    ``code`` is as a scanner reads it, ``shown_code`` as a person does; ``expires`` is as written, empty
    for never.
    """

    shop: ReceiptShop
    amount: int
    left: int
    code: str
    shown_code: str
    when: str
    today: str
    recipient: str = ""
    message: str = ""
    expires: str = ""
    issue: Issue = Issue.ORIGINAL


def gift_card(data: GiftCardData) -> Document:
    """A gift card for whoever it is for: its value, and its code for a scanner and for a person."""
    said = [Notice(_("COPY"))] if data.issue is Issue.COPY else []
    parts: list[Part] = [
        *said,
        *head(data.shop),
        Rule(),
        Text(_("Gift card"), BOLD, Align.CENTRE),
        Text(money(data.left), HEADING, Align.CENTRE),
        *_for_whom(data),
        Gap(),
        QR(data.code),
        Barcode(data.code),
        Text(data.shown_code, BOLD, Align.CENTRE),
        Gap(),
        *(Text(words, align=Align.CENTRE) for words in _issued(data)),
        Text(_lasts(data.expires), align=Align.CENTRE),
        Text(_("Whoever has this code can spend it: keep it like cash."), align=Align.CENTRE),
        *goodbye(data.shop),
        *said,
    ]
    return Document(_("Gift card"), tuple(parts))


def _for_whom(data: GiftCardData) -> Iterator[Part]:
    if data.recipient:
        yield Text(_("For {name}").format(name=data.recipient), align=Align.CENTRE)
    if data.message:
        yield Text(data.message, align=Align.CENTRE)


def _issued(data: GiftCardData) -> Iterator[str]:
    """When, and for a card that was used or topped up, that its value is not what it was at first."""
    if data.left == data.amount:
        yield _("Issued {date}").format(date=data.when)
        return
    yield _("Left on {date}").format(date=data.today)
    yield _("Issued {date} with {amount}").format(date=data.when, amount=money(data.amount))


def _lasts(expires: str) -> str:
    return _("Can be used until {date}").format(date=expires) if expires else _("Never expires")
