"""What a client can do with points on a ticket, and the history of them."""

from dataclasses import dataclass
from typing import Any

from pos_app.domain.journal import EntryKind
from pos_app.domain.payment import PaymentKind, room
from pos_app.domain.points import PointsKind
from pos_app.domain.words import _
from pos_app.persistence import points
from pos_app.services import event_names, history
from pos_app.services.desk import Desk
from pos_app.services.tickets import TicketView


@dataclass(frozen=True, slots=True)
class Usable:
    """The points that a ticket's client can redeem on it.

    ``free`` of them no open ticket holds; ``most`` is what they can pay here, in minor units (R8).
    ``room`` is what points may pay here at all, however many there were.
    """

    free: int
    held_elsewhere: int
    most: int
    room: int


@dataclass(frozen=True, slots=True)
class PointsEvent:
    """One change of a client's points, and how many there were after it. ``at`` is ISO text in UTC."""

    number: int
    kind: PointsKind
    at: str
    what: str
    change: int
    points: int
    ticket_id: int | None
    reason: str
    by: str


def usable(desk: Desk, view: TicketView) -> Usable:
    """What points can pay on a ticket now."""
    fits = min(room(view.bill, view.ticket.payments, PaymentKind.POINTS), view.settlement.due)
    if view.client is None:
        return Usable(0, 0, 0, fits)
    here = sum(payment.points for payment in view.ticket.payments)
    free = view.client.points_free
    most = desk.settings.points_rule.most(free, fits)
    return Usable(free, view.client.points_held - here, most, fits)


def page(
    desk: Desk,
    client_id: int,
    before: int = history.LATEST,
    text: str = "",
    most: int = history.PAGE,
) -> tuple[PointsEvent, ...]:
    """One page of what changed a client's points, newest first, older than event ``before``.

    Only events with ``text`` in their reason, ticket number or person.
    """
    with desk.read() as connection:
        rows = points.history(connection, client_id, before, history.like(text), most)
    return tuple(_event(row) for row in rows)


def _event(row: Any) -> PointsEvent:
    kind = PointsKind(row.kind)
    return PointsEvent(
        number=row.number,
        kind=kind,
        at=row.at,
        what=kind_names()[kind],
        change=row.change,
        points=row.points,
        ticket_id=row.ticket_id,
        reason=" · ".join(filter(None, (_from(row), row.reason))),
        by=row.name,
    )


def _from(row: Any) -> str:
    if row.ticket_number is None:
        return event_names.what(EntryKind.MERGE, None)
    return _("Ticket #{number}").format(number=row.ticket_number)


def kind_names() -> dict[PointsKind, str]:
    """What each change of points is called."""
    return {
        PointsKind.EARNED: _("Points earned"),
        PointsKind.REDEEMED: _("Points redeemed"),
        PointsKind.TAKEN_BACK: _("Points taken back by a refund"),
        PointsKind.GIVEN_BACK: _("Points given back by a refund"),
        PointsKind.MOVED: _("Points moved with a merged card"),
    }
