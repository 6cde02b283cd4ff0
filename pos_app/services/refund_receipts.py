"""What a refund's receipt says, gathered from the books."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from pos_app import locales
from pos_app.domain.journal import EntryKind
from pos_app.domain.payment import Payment, PaymentKind
from pos_app.domain.refund import NOTHING_BACK, GoesTo, numbered
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import catalog, ended_tickets, people, points, refunds
from pos_app.persistence import tickets as stored
from pos_app.persistence.ended_tickets import Ended
from pos_app.persistence.tables.accounts import client_events
from pos_app.printing.document import Document
from pos_app.printing.layouts import Issue, LabelledAmount, ReceiptBalance
from pos_app.printing.refund_layout import RefundLine, RefundReceiptData, refund_receipt
from pos_app.services.desk import Desk
from pos_app.services.receipts import balance_after, shop_head, with_points
from pos_app.services.refundable import owner_of, shares_of

_OWED_AGAIN = (EntryKind.FUND_RETURNED, EntryKind.FUND_REMOVED)
"""What takes a fund's part off a ticket whose goods stay sold."""


def document(desk: Desk, refund_id: int, issue: Issue) -> Document:
    """The receipt of a refund, as the books stood right after it.

    Raises:
        UserError: there is no such refund.
    """
    with desk.read() as connection:
        return refund_receipt(_data(desk, connection, refund_id, issue))


def on_screen(desk: Desk, refund_id: int, columns: int) -> list[str]:
    """The receipt of a refund as it came out first, line by line, to look at.

    Raises:
        UserError: there is no such refund.
    """
    from pos_app.printing.text import as_text

    return as_text(document(desk, refund_id, Issue.ORIGINAL), columns).splitlines()


def pdf(desk: Desk, refund_id: int) -> bytes:
    """A copy of the receipt of a refund, as a PDF of the paper's width.

    Raises:
        UserError: there is no such refund.
    """
    from pos_app.printing.pdf import as_pdf

    return as_pdf(document(desk, refund_id, Issue.COPY))


def titles() -> dict[EntryKind, str]:
    """What each kind of refund is called."""
    return {
        EntryKind.REFUND: _("Refund"),
        EntryKind.VOIDED: _("Voided ticket"),
        EntryKind.CONVERSION: _("Turned into an open payment"),
        EntryKind.ADJUSTMENT: _("Adjusted invoice"),
        EntryKind.FUND_RETURNED: _("Given back to the balance"),
        EntryKind.FUND_REMOVED: _("Taken off the balance for good"),
        EntryKind.MONEY_RETURNED: _("Money on account given back"),
    }


def called(kind: EntryKind, number: int) -> str:
    """What one refund is called, with its number."""
    return _("{title} {number}").format(title=titles()[kind], number=numbered(number))


def where(goes_to: GoesTo, payment: Payment, until: str = "") -> str:
    """Where part of a payment went, for papers and screens; ``until`` when it can be spent, ISO text."""
    # What was paid later may have been settled by a fund since.
    by_fund = payment.kind is PaymentKind.CLIENT_BALANCE
    said = {
        GoesTo.TENDER: _("To {payment}"),
        GoesTo.OPEN_PAYMENT: _("To the account, as an open payment"),
        GoesTo.FUND: _("Back to {payment}") if by_fund else _("Back to the balance"),
        GoesTo.GIFT_CARD: _("Back to {payment}"),
        GoesTo.POINTS: _("Back to {payment}"),
        GoesTo.DEBT: _("Off what is owed"),
        GoesTo.BAD_DEBT: _("Off what was written off"),
        GoesTo.LOST: _("{payment}, removed for good"),
    }
    place = said[goes_to].format(payment=payment.name)
    if not until:
        return place
    day = locales.format_date(datetime.fromisoformat(until))
    return _("{place}, until {date}").format(place=place, date=day)


def _data(desk: Desk, connection: Connection, refund_id: int, issue: Issue) -> RefundReceiptData:
    row = refunds.one(connection, refund_id)
    if row is None:
        raise UserError(_("There is no such refund."))
    ended = ended_tickets.load(connection, row.ticket_id) if row.ticket_id is not None else None
    names = {member.code: member.name for member in people.staff_members(connection)}
    client_id = owner_of(connection, ended.ticket.client_id if ended else row.client_id)
    client = people.client(connection, client_id) if client_id else None
    moment = datetime.fromisoformat(row.at).astimezone(desk.clock.zone)
    parts = refunds.parts_of_refund(connection, refund_id)
    data = RefundReceiptData(
        shop=shop_head(desk.settings, catalog.load_file(connection, "logo")),
        till=row.till,
        title=called(EntryKind(row.kind), row.number),
        ticket_number=str(ended.ticket.number) if ended else "",
        when=locales.format_when(moment),
        by=names.get(row.staff, row.staff),
        total=row.amount,
        client=client.name if client else "",
        reason=row.reason,
        kept=sum(part.kept for part in parts),
        rounding=row.rounding,
        owed_again=row.amount if row.kind in _OWED_AGAIN else 0,
        taken_off=_places(connection, [p for p in parts if p.goes_to in NOTHING_BACK]),
        given=_places(connection, [p for p in parts if p.goes_to not in NOTHING_BACK]),
        balance=_standing(connection, client_id, row),
        issue=issue,
    )
    return _with_goods(connection, data, ended, row, names) if ended else data


def _with_goods(
    connection: Connection,
    data: RefundReceiptData,
    ended: Ended,
    row: Any,
    names: Mapping[str, str],
) -> RefundReceiptData:
    """What of a ticket came back: lines, tips and taxes."""
    lines = [line for line in refunds.lines_of(connection, row.ticket_id) if _of(line, row)]
    return replace(
        data,
        lines=tuple(_line(ended, line) for line in lines),
        tips=tuple(
            LabelledAmount(names.get(tip.staff, tip.staff), tip.amount)
            for tip in refunds.tips_of(connection, row.ticket_id)
            if _of(tip, row)
        ),
        taxes=_taxes(ended, lines),
    )


def _of(part: Any, refund: Any) -> bool:
    return bool(part.refund_id == refund.id)


def _line(ended: Ended, row: Any) -> RefundLine:
    line = next(p.line for p in ended.bill.lines if p.line.number == row.line_number)
    return RefundLine(line.description, row.quantity, row.value)


def _taxes(ended: Ended, lines: Iterable[Any]) -> tuple[LabelledAmount, ...]:
    sums: dict[str, int] = {}
    for line in lines:
        for code, amount in shares_of(line).taxes.items():
            sums[code] = sums.get(code, 0) + amount
    labels = {tax.rate.code: tax.rate.label for tax in ended.bill.taxes}
    return tuple(
        LabelledAmount(labels.get(code, code), amount) for code, amount in sums.items() if amount
    )


def _places(connection: Connection, parts: list[Any]) -> tuple[LabelledAmount, ...]:
    """Where it went, each place once."""
    ids = {part.money_id or part.payment_id for part in parts}
    paid = {row.id: stored.payment(row) for row in refunds.payment_rows(connection, ids)}
    sums: dict[str, int] = {}
    for part in parts:
        payment = paid[part.money_id or part.payment_id]
        label = where(GoesTo(part.goes_to), payment, part.lasts_until)
        sums[label] = sums.get(label, 0) + part.amount
    return tuple(LabelledAmount(label, amount) for label, amount in sums.items() if amount)


def _balance(connection: Connection, client_id: int | None, entry_id: int) -> ReceiptBalance | None:
    """Where the client stood right after it: by its own event, or the last one before."""
    if client_id is None:
        return None
    own = client_events.c.entry_id == entry_id
    query = select(client_events).where(client_events.c.client_id == client_id)
    event = connection.execute(query.where(own)).first()
    if event is None:
        return None
    return ReceiptBalance(credit_left=event.open_payments + event.credits, owed=event.owed)


def _standing(connection: Connection, client_id: int | None, row: Any) -> ReceiptBalance | None:
    """As :func:`_balance`, with the client's points; where only those moved, with the balance before."""
    after = _balance(connection, client_id, row.entry_id)
    if client_id is None or not points.of_entry(connection, row.entry_id):
        return after
    if after is None:
        after = balance_after(connection, client_id, row.entry_id)
    return with_points(connection, after, client_id, row.entry_id)
