"""A person's requests, each carried out once.

A request carries its own id, made on the screen and stored with what it did: a second click, a second
Enter or a replay after a crash finds it and changes nothing.
"""

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite

from pos_app.persistence.ready import Ready
from pos_app.persistence.tables.shop import requests
from pos_app.services.desk import Desk

_NEW_REQUEST = Ready(sqlite.insert(requests).on_conflict_do_nothing())


class DoneBefore(Exception):
    """The request was carried out before; this transaction, its audit row included, is dropped."""


def take_up(
    desk: Desk, connection: Connection, request_id: str, act: str, ticket_id: int | None = None
) -> None:
    """Store a request's id, before anything else of it; ``None`` for what is on no ticket.

    Raises:
        DoneBefore: it is stored already.
    """
    if not request_id:
        raise ValueError("a request needs an id")
    row = {"id": request_id, "act": act, "ticket_id": ticket_id, "at": desk.at}
    if _NEW_REQUEST.run(connection, row) != 1:
        raise DoneBefore
