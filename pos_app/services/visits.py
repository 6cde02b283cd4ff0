"""A client's tickets as they are listed in the profile: open ones first, then the latest; and what is
still owed on each."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select, text

from pos_app.persistence import people
from pos_app.persistence.ready import Ready
from pos_app.persistence.tables.accounts import charges
from pos_app.persistence.tables.refunds import refunds
from pos_app.persistence.tables.tickets import tickets
from pos_app.services import refunds as refunding
from pos_app.services import tickets as open_tickets
from pos_app.services.desk import Desk

PAGE = 50

_IN = text("client_id IN (SELECT value FROM json_each(:clients))")
_OPEN = Ready(
    select(tickets.c.id).where(_IN, text("state IN ('open', 'held')")).order_by(tickets.c.id)
)
_ENDED = Ready(
    select(
        tickets,
        select(refunds.c.id).where(refunds.c.ticket_id == tickets.c.id).exists().label("refunded"),
    )
    .where(
        _IN,
        text("ended_at <> ''"),
        text("(ended_at, id) < (:ended_at, :id)"),
    )
    .order_by(tickets.c.ended_at.desc(), tickets.c.id.desc())
    .limit(bindparam("most"))
)
_OWED = Ready(select(charges.c.ticket_id, charges.c.left).where(_IN, text('"left" > 0')))


class RefundState(StrEnum):
    """How much of a ticket came back."""

    NONE = ""
    PART = "part"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Visit:
    """One ticket of a client's. ``total`` and ``owed`` in minor units, ``at`` ISO text in UTC.

    ``owed`` is what is still to be paid of what was put on the client's balance here; of what came
    back of it, ``refund`` tells.
    """

    ticket_id: int
    number: int
    state: str
    at: str
    total: int
    owed: int
    by: str
    refund: RefundState = RefundState.NONE


def of_client(desk: Desk, client_id: int, after: Visit | None = None) -> list[Visit]:
    """One page of a client's tickets, with those of clients who were merged into them.

    ``after`` is the last one of the page before; open tickets stand on the first page.
    """
    with desk.read() as connection:
        ids = people.as_json([client_id, *people.merged_ids(connection, client_id)])
        names = {member.code: member.name for member in people.staff_members(connection)}
        owed: Counter[int] = Counter()
        for row in _OWED.all(connection, {"clients": ids}):
            owed[row.ticket_id] += row.left
        place = {"ended_at": after.at, "id": after.ticket_id} if after else _FIRST
        ended = _ENDED.all(connection, {"clients": ids, "most": PAGE, **place})
        now_open = [] if after else [row.id for row in _OPEN.all(connection, {"clients": ids})]
    return [_open(desk, ticket_id, names) for ticket_id in reversed(now_open)] + [
        Visit(
            row.id, row.number, row.state, row.ended_at, row.total, owed[row.id],
            names.get(row.ended_by, ""), _came_back(desk, row),
        )
        for row in ended
    ]  # fmt: skip


def _came_back(desk: Desk, row: Any) -> RefundState:
    if not row.refunded or row.state != "closed":
        return RefundState.NONE
    found = refunding.look(desk, row.id)
    if not found.is_refunded:
        return RefundState.NONE
    return RefundState.PART if found.left else RefundState.WHOLE


_FIRST = {"ended_at": "~", "id": 0}
"""Before every page: later than any time."""


def _open(desk: Desk, ticket_id: int, names: dict[str, str]) -> Visit:
    view = open_tickets.view(desk, ticket_id)
    ticket = view.ticket
    return Visit(
        ticket.id, ticket.number, str(ticket.state), ticket.opened_at, view.bill.total, 0,
        names.get(ticket.staff or "", ""),
    )  # fmt: skip
