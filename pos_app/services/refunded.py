"""What came back of a ticket, told: each refund, and each payment's own row (R14, R18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from pos_app.domain.journal import EntryKind
from pos_app.domain.money import money
from pos_app.domain.payment import Payment
from pos_app.domain.refund import GoesTo, numbered
from pos_app.domain.words import _
from pos_app.persistence import people, refunds
from pos_app.persistence import tickets as stored
from pos_app.services.desk import Desk
from pos_app.services.refund_receipts import called


@dataclass(frozen=True, slots=True)
class Refunded:
    """One refund of a ticket; ``name`` has its number. ``amount`` in minor units, ``at`` ISO in UTC."""

    id: int
    number: str
    name: str
    at: str
    by: str
    amount: int
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """The refunds of a ticket, oldest first, and in words what became of each payment, by its id."""

    refunds: tuple[Refunded, ...]
    payments: dict[int, str]


def told(desk: Desk, ticket_id: int) -> Told:
    """What came back of a closed ticket."""
    with desk.read() as connection:
        names = {member.code: member.name for member in people.staff_members(connection)}
        done = tuple(
            Refunded(
                row.id,
                numbered(row.number),
                called(EntryKind(row.kind), row.number),
                row.at,
                names.get(row.staff, row.staff),
                row.amount,
                row.reason,
            )
            for row in refunds.of_ticket(connection, ticket_id)
        )
        return Told(done, _payments(connection, stored.load(connection, ticket_id).payments))


def _payments(connection: Connection, payments: Iterable[Payment]) -> dict[int, str]:
    of = {payment.id: payment for payment in payments}
    parts = refunds.parts_of(connection, of)
    return {
        payment.id: " · ".join(
            _story(payment, [p for p in parts if payment.id in (p.payment_id, p.money_id)])
        )
        for payment in of.values()
    }


def _story(payment: Payment, parts: list[Any]) -> Iterable[str]:
    """What was captured, applied here, became an open payment, and came back."""
    if payment.received:
        yield _("Captured {amount}").format(amount=money(payment.received))
    kept = payment.kept - sum(part.kept for part in parts)
    account = sum(p.amount for p in parts if p.goes_to == GoesTo.OPEN_PAYMENT)
    applied = payment.amount - account
    if applied and (payment.kept or parts):
        # Without what is the client's own now: the two add up to what was captured.
        yield _("applied here {amount}").format(amount=money(applied))
    if kept + account:
        yield _("became an open payment {amount}").format(amount=money(kept + account))
    lost = sum(p.amount for p in parts if p.goes_to == GoesTo.LOST)
    if lost:
        yield _("removed for good {amount}").format(amount=money(lost))
    owed = sum(p.amount for p in parts if p.goes_to == GoesTo.DEBT)
    written_off = sum(p.amount for p in parts if p.goes_to == GoesTo.BAD_DEBT)
    back = sum(p.amount for p in parts) - account - lost - owed - written_off
    if owed:
        # Of a fund that was taken off before, no value comes back a second time.
        yield _("taken off what is owed {amount}").format(amount=money(owed))
    if written_off:
        yield _("taken off what was written off {amount}").format(amount=money(written_off))
    if back:
        yield _("refunded {amount}").format(amount=money(back))
