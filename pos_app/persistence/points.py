"""Clients' points as they are stored: numbered events that are never changed, and what is held.

What open tickets hold changes only by conditional relative updates, so that two tills that read the
same figure can never both take it. An event's seal is in the seal over its entry's contents.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from pos_app.domain.points import PointsChange, PointsKind
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence.accounts import BY_ENTRY
from pos_app.persistence.ready import Ready
from pos_app.persistence.seals import seal_of
from pos_app.persistence.tables.books import entries
from pos_app.persistence.tables.payments import payments
from pos_app.persistence.tables.people import clients, staff
from pos_app.persistence.tables.points import point_events
from pos_app.persistence.tables.tickets import tickets

_LAST = Ready(
    select(point_events.c.number, point_events.c.points)
    .where(point_events.c.client_id == bindparam("client"))
    .order_by(point_events.c.number.desc())
    .limit(1)
)
_ADD = Ready(insert(point_events))
_CLAIM = Ready(
    update(clients)
    .where(
        clients.c.id == bindparam("client"),
        clients.c.points - clients.c.points_held >= bindparam("n"),
    )
    .values(points_held=clients.c.points_held + bindparam("n"))
)
_RELEASE = Ready(
    update(clients)
    .where(clients.c.id == bindparam("client"), clients.c.points_held >= bindparam("n"))
    .values(points_held=clients.c.points_held - bindparam("n"))
)
_OF_TICKET = Ready(
    select(point_events.c.payment_id, func.sum(point_events.c.change).label("points"))
    .where(point_events.c.ticket_id == bindparam("ticket"))
    .group_by(point_events.c.payment_id)
)
_OF_ENTRY = Ready(
    select(point_events)
    .where(point_events.c.entry_id == bindparam("entry"))
    .order_by(point_events.c.client_id, point_events.c.number)
)
_AFTER = Ready(text(f"SELECT v.points FROM point_events v {BY_ENTRY}"))
_HELD = Ready(
    select(tickets.c.id, func.sum(payments.c.amount).label("amount"))
    .join(payments, payments.c.ticket_id == tickets.c.id)
    .where(
        tickets.c.client_id == bindparam("client"),
        text("state IN ('open', 'held')"),
        payments.c.points > 0,
    )
    .group_by(tickets.c.id)
)
_HISTORY = Ready(
    select(
        point_events,
        entries.c.at,
        entries.c.ticket_number,
        entries.c.reason,
        staff.c.name,
    )
    .join(entries, entries.c.id == point_events.c.entry_id)
    .join(staff, staff.c.code == entries.c.staff)
    .where(
        point_events.c.client_id == bindparam("client"),
        point_events.c.number < bindparam("before"),
        entries.c.reason.like(bindparam("like"), escape="\\")
        | staff.c.name.like(bindparam("like"), escape="\\")
        | text("coalesce(entries.ticket_number, '') LIKE :like ESCAPE '\\'"),
    )
    .order_by(point_events.c.number.desc())
    .limit(bindparam("most"))
)


def add(
    connection: Connection,
    client_id: int,
    entry_id: int,
    changes: Collection[PointsChange],
    ticket_id: int | None = None,
) -> list[str]:
    """Write what an entry, which is posted next, changes of a client's points; the events' seals."""
    last = _LAST.first(connection, {"client": client_id})
    before, points = (last.number, last.points) if last else (0, 0)
    rows: list[dict[str, Any]] = []
    for number, made in enumerate(changes, before + 1):
        points += made.change
        row = {
            "client_id": client_id,
            "number": number,
            "entry_id": entry_id,
            "kind": str(made.kind),
            "ticket_id": ticket_id,
            "payment_id": made.payment_id,
            "change": made.change,
            "points": points,
        }
        rows.append({**row, "seal": seal_of("point_events", row)})
    if rows:
        _ADD.run_many(connection, rows)
    return [row["seal"] for row in rows]


def hold(connection: Connection, client_id: int, points: int) -> None:
    """Claim points for a payment on an open ticket (R7).

    Raises:
        UserError: the client has not so many that no open ticket claims.
    """
    if _CLAIM.run(connection, {"client": client_id, "n": points}) != 1:
        raise UserError(
            _("The client does not have that many points, or another ticket has just taken some."),
            field="amount",
        )


def release(connection: Connection, client_id: int, points: int) -> None:
    """Give back, or use up, points that an open ticket claimed."""
    if points and _RELEASE.run(connection, {"client": client_id, "n": points}) != 1:
        raise RuntimeError(f"more points are held of client {client_id} than the client says")


def move(connection: Connection, gone: int, into: int, entry_id: int) -> list[str]:
    """Give one client's points, and the claims of the open tickets on them, to another (R17)."""
    query = select(clients.c.points, clients.c.points_held).where(clients.c.id == gone)
    points, held = connection.execute(query).one()
    if held:
        release(connection, gone, held)
        moved = update(clients).where(clients.c.id == into)
        connection.execute(moved.values(points_held=clients.c.points_held + held))
    if not points:
        return []
    seals = {
        client: add(connection, client, entry_id, [PointsChange(PointsKind.MOVED, change)])
        for client, change in ((gone, -points), (into, points))
    }
    return [seal for client in sorted(seals) for seal in seals[client]]


def left_of_ticket(connection: Connection, ticket_id: int) -> dict[int | None, int]:
    """What is left of a closed ticket's points: earned, under ``None``; redeemed, by payment."""
    rows = _OF_TICKET.all(connection, {"ticket": ticket_id})
    return {row.payment_id: -row.points if row.payment_id else row.points for row in rows}


def of_entry(connection: Connection, entry_id: int) -> Sequence[Any]:
    """What one entry changed of clients' points, as rows."""
    return _OF_ENTRY.all(connection, {"entry": entry_id})


def after(connection: Connection, client_id: int, entry_id: int) -> int | None:
    """How many points a client had right after an entry; ``None`` where they never had any."""
    row = _AFTER.first(connection, {"client": client_id, "entry": entry_id})
    return row.points if row else None


def held_by(connection: Connection, client_id: int) -> dict[int, int]:
    """The open tickets that claim some of a client's points, and what those pay, in minor units."""
    return {row.id: row.amount for row in _HELD.all(connection, {"client": client_id})}


def history(
    connection: Connection, client_id: int, before: int, like: str, most: int
) -> Sequence[Any]:
    """A client's events, newest first, older than number ``before``, with ``like`` in what they say."""
    asked = {"client": client_id, "before": before, "like": like, "most": most}
    return _HISTORY.all(connection, asked)
