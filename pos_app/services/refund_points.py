"""What a refund does to points: earned ones are taken back, redeemed ones given back, each by its share.

Taken back goes by the net of the lines that come back, for that is what earned them. More may be taken
back than the client has left: then they are short of points until they have earned them again.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from pos_app.domain.points import PointsChange, PointsKind, share
from pos_app.domain.refund import GoesTo, Plan
from pos_app.persistence import points


def move(connection: Connection, plan: Plan, entry_id: int) -> list[str]:
    """Write what a refund, whose entry is posted next, changes of points; the seals of the events."""
    closed = plan.closed
    left = points.left_of_ticket(connection, closed.ticket_id)
    if closed.client_id is None or not left:
        return []
    changes = [change for change in _changes(plan, left) if change.change]
    return points.add(connection, closed.client_id, entry_id, changes, closed.ticket_id)


def _changes(plan: Plan, left: dict[int | None, int]) -> Iterator[PointsChange]:
    for give in plan.gives:
        if give.goes_to is GoesTo.POINTS:
            payment_id = give.of.payment.id
            back = share(left.get(payment_id, 0), give.amount, give.of.left)
            yield PointsChange(PointsKind.GIVEN_BACK, back, payment_id)
    whole = sum(x.left.net for x in plan.closed.lines if x.line.is_sale)
    part = sum(shares.net for x, shares in plan.shares if x.line.is_sale)
    if part:
        back = share(left.get(None, 0), part, whole)
        yield PointsChange(PointsKind.TAKEN_BACK, -back)
