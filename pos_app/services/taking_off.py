"""What comes off an open ticket, and gives back all that it held."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from pos_app.domain.money import money
from pos_app.domain.payment import Payment, PaymentKind
from pos_app.domain.ticket import LineKind, Ticket
from pos_app.domain.words import _
from pos_app.persistence import claims
from pos_app.persistence import tickets as stored


def release_points(
    connection: Connection, ticket: Ticket, payments: Iterable[Payment] | None = None
) -> None:
    """Give back the points that these payments of an open ticket hold, or all of its payments (R7)."""
    held = sum(p.points for p in (ticket.payments if payments is None else payments))
    if held and ticket.client_id is not None:
        from pos_app.persistence import points

        points.release(connection, ticket.client_id, held)


def take_off_client_value(connection: Connection, ticket: Ticket) -> tuple[Ticket, list[str]]:
    """The ticket without what hangs on its client's balance, and that in words."""
    kinds = (PaymentKind.PAY_LATER, PaymentKind.CLIENT_BALANCE, PaymentKind.POINTS)
    freed, said = take_off(connection, ticket, [p for p in ticket.payments if p.kind in kinds])
    unkept = []
    for payment in freed.payments:
        if payment.kept:
            stored.give_change(connection, payment.id)
            said.append(_("change kept on account, {amount}").format(amount=money(payment.kept)))
        unkept.append(replace(payment, kept=0))
    return replace(freed, payments=tuple(unkept)), said


def take_off(
    connection: Connection, ticket: Ticket, gone: Sequence[Payment]
) -> tuple[Ticket, list[str]]:
    """The ticket without these payments, its payoffs and all that it holds, and that in words."""
    payoffs = [line for line in ticket.lines if line.kind is LineKind.PAYOFF]
    for line in payoffs:
        claims.release(connection, ticket.id, line_number=line.number)
    ticket = take_off_payments(connection, ticket, gone)
    said = [payment.label for payment in gone] + [line.description for line in payoffs]
    for line in payoffs:
        ticket = ticket.without_line(line.number)
    return ticket, said


def take_off_payments(connection: Connection, ticket: Ticket, gone: Sequence[Payment]) -> Ticket:
    """The ticket without these payments; what they held can be spent again at once (R7)."""
    release_points(connection, ticket, gone)
    for payment in gone:
        claims.release(connection, ticket.id, payment_id=payment.id)
        stored.remove_payment(connection, payment.id)
    return replace(ticket, payments=tuple(p for p in ticket.payments if p not in gone))
