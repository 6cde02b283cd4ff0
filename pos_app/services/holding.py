"""What open tickets claim of a client's balance: who claims it, and giving it back (R7)."""

from dataclasses import replace

from sqlalchemy import Connection, Table, func, select

from pos_app.domain.payment import PaymentKind
from pos_app.domain.ticket import Ticket
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import points
from pos_app.persistence import tickets as stored
from pos_app.persistence.tables.accounts import charges, funds, holds
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.taking_off import take_off
from pos_app.services.tickets import edit


def release_holds(desk: Desk, ticket_id: int, reason: str) -> Changes:
    """Give back what another ticket claims of a client's balance; that ticket says so (R7).

    Raises:
        UserError: without a reason.
        NotAllowed: nobody may.
    """
    why = typed(reason, 200)
    if not why:
        raise UserError(_("Say why."), field="reason")

    def change(connection: Connection, ticket: Ticket) -> Ticket:
        kinds = (PaymentKind.CLIENT_BALANCE, PaymentKind.POINTS)
        freed, said = take_off(connection, ticket, [p for p in ticket.payments if p.kind in kinds])
        if not said:
            raise UserError(_("That ticket holds nothing."))
        by = desk.staff.name if desk.staff else ""
        notice = _("{name} released what this ticket held ({list}): {reason}").format(
            name=by, list=", ".join(said), reason=why
        )
        return replace(freed, notice=notice)

    act = "ticket.release_holds"
    return edit(desk, ticket_id, act, change, Permission.RELEASE_HOLDS, why)


def holders(desk: Desk, client_id: int, ticket_id: int) -> list[tuple[Ticket, int]]:
    """The other open tickets that claim part of what a client can spend, and how much each does.

    Points that they claim count for what they pay.
    """
    found = {ticket.id: (ticket, held) for ticket, held in
             _holders(desk, funds, client_id, ticket_id)}  # fmt: skip
    with desk.read() as connection:
        paying = points.held_by(connection, client_id)
        for ticket in stored.load_many(connection, sorted(paying.keys() - {ticket_id})):
            held = found[ticket.id][1] if ticket.id in found else 0
            found[ticket.id] = (ticket, held + paying[ticket.id])
    return [found[each] for each in sorted(found)]


def payoff_holders(desk: Desk, client_id: int, ticket_id: int) -> list[tuple[Ticket, int]]:
    """The other open tickets that pay off part of what a client owes, and how much each does."""
    return _holders(desk, charges, client_id, ticket_id)


def _holders(
    desk: Desk, claimed: Table, client_id: int, ticket_id: int
) -> list[tuple[Ticket, int]]:
    query = (
        select(holds.c.ticket_id, func.sum(holds.c.amount))
        .join(claimed)
        .where(claimed.c.client_id == client_id, holds.c.ticket_id != ticket_id)
        .group_by(holds.c.ticket_id)
    )
    with desk.read() as connection:
        held = {row[0]: row[1] for row in connection.execute(query)}
        return [(ticket, held[ticket.id]) for ticket in stored.load_many(connection, list(held))]
