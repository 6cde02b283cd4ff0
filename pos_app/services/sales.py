"""Closed tickets: finding and looking at them."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, and_, literal, select, text, tuple_

from pos_app import locales
from pos_app.clock import stamp
from pos_app.domain.money import parse_amount
from pos_app.domain.refund import number_in
from pos_app.domain.shop import Client
from pos_app.errors import UserError
from pos_app.persistence import ended_tickets, people
from pos_app.persistence.ended_tickets import Ended
from pos_app.persistence.tables.people import clients
from pos_app.persistence.tables.refunds import refunds
from pos_app.persistence.tables.tickets import tickets
from pos_app.services.desk import Desk

PAGE = 100


@dataclass(frozen=True, slots=True)
class Sale:
    """One closed or void ticket in a list. ``total`` in minor units, times ISO text in UTC."""

    ticket_id: int
    number: int
    state: str
    ended_at: str
    client: str
    total: int
    by: str


@dataclass(frozen=True, slots=True)
class SaleView:
    """A closed or void ticket in full."""

    ended: Ended
    client: Client | None
    by: str


def find(desk: Desk, typed: str = "", after: Sale | None = None) -> list[Sale]:
    """The latest ended tickets, or those of a ticket number, client, total or day, newest first.

    ``after`` is the last one of the page before. A ticket that was held ends long after it began, so
    pages go by the time of the end, not by ids.
    """
    query = (
        select(tickets, clients.c.name)
        .outerjoin(clients, clients.c.id == tickets.c.client_id)
        .where(text("ended_at <> ''"))  # in the words of its index
    )
    typed = typed.strip().removeprefix("#")
    with desk.read() as connection:
        if typed:
            query = query.where(_matches(desk, connection, typed))
        if after is not None:
            last = tuple_(literal(after.ended_at), literal(after.ticket_id))
            query = query.where(tuple_(tickets.c.ended_at, tickets.c.id) < last)
        newest = query.order_by(tickets.c.ended_at.desc(), tickets.c.id.desc())
        rows = connection.execute(newest.limit(PAGE)).all()
        names = {member.code: member.name for member in people.staff_members(connection)}
    return [
        Sale(
            row.id, row.number, row.state, row.ended_at, row.name or "", row.total,
            names.get(row.ended_by, ""),
        )
        for row in rows
    ]  # fmt: skip


def _matches(desk: Desk, connection: Connection, typed: str) -> ColumnElement[bool]:
    """Digits alone are a number, after an R a refund's; then an amount or a day, else a client."""
    if typed.isascii() and typed.isdigit():
        return tickets.c.number == int(typed[:15])
    if (refund := number_in(typed)) is not None:
        return tickets.c.id.in_(select(refunds.c.ticket_id).where(refunds.c.number == refund))
    with suppress(UserError):
        return tickets.c.total == parse_amount(typed)
    day = locales.read_date(typed, desk.clock.now().date())
    if day is not None:
        first = datetime.combine(day, time(), desk.clock.zone)
        since, until = stamp(first), stamp(first + timedelta(days=1))
        return and_(tickets.c.ended_at >= since, tickets.c.ended_at < until)
    found = people.find(connection, typed, 200)
    return tickets.c.client_id.in_([client.id for client in found])


def view(desk: Desk, ticket_id: int) -> SaleView:
    """One ended ticket.

    Raises:
        UserError: there is none, or it is still open.
    """
    with desk.read() as connection:
        ended = ended_tickets.load(connection, ticket_id)
        client_id = ended.ticket.client_id
        client = people.client(connection, client_id) if client_id else None
        names = {member.code: member.name for member in people.staff_members(connection)}
    return SaleView(ended, client, names.get(ended.ended_by, ended.ended_by))
