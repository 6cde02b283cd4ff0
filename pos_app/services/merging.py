"""Merging two cards of one client: balances, points, open tickets and holds move (R17)."""

from dataclasses import replace

from sqlalchemy import Connection

from pos_app.domain import posting_rules
from pos_app.domain.client_account import Standing
from pos_app.domain.facts import facts
from pos_app.domain.journal import EntryKind
from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import accounts, books, merging, people, points
from pos_app.persistence import tickets as stored
from pos_app.persistence.seals import content_seal
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes
from pos_app.services.clients import checked
from pos_app.services.desk import Desk
from pos_app.services.tickets import active_client, marked


def merge(desk: Desk, gone: int, into: int) -> Changes:
    """Make two clients one: ``into`` gets all that ``gone`` owes, has and works on (R17).

    One entry moves the balance. Open tickets and what they hold move too, and say so. ``gone`` is
    archived; what was closed stays theirs and is shown with ``into``.

    Raises:
        UserError: it is one client, or one of them is archived; or for anybody but a manager.
    """
    about = (f"client {people.code_of(gone)}", facts(into=people.code_of(into)))
    with desk.write("client.merge", *about, needs=Permission.CLIENTS) as connection:
        loser, survivor = active_client(connection, gone), active_client(connection, into)
        if gone == into:
            raise UserError(_("Choose another client to merge with."))
        people.set_merged(connection, gone, into, desk.at)
        people.change_client(connection, _filled(survivor, loser))
        moved = _move_tickets(connection, loser, survivor)
        _move_balance(desk, connection, gone, into)
    return Changes(tickets=frozenset(moved), clients=frozenset({gone, into}))


def _filled(survivor: Client, loser: Client) -> Client:
    """The survivor's card, with what only the other one had."""
    notes = dict.fromkeys(filter(None, (survivor.note, loser.note)))
    pop_ups = dict.fromkeys(filter(None, (survivor.pop_up, loser.pop_up)))
    return checked(
        replace(
            survivor,
            email=survivor.email or loser.email,
            phone=survivor.phone or loser.phone,
            note=" · ".join(notes)[:1000],
            pop_up=" · ".join(pop_ups)[:200],
        )
    )


def _move_tickets(connection: Connection, loser: Client, survivor: Client) -> list[int]:
    ids = people.open_ticket_ids(connection, loser.id)
    said = _("{name} was merged into {other}; this ticket is theirs now.").format(
        name=loser.name, other=survivor.name
    )
    for ticket in stored.load_many(connection, ids):
        lines = marked(connection, survivor.id, ticket.lines)
        moved = replace(ticket, client_id=survivor.id, lines=lines, notice=said)
        stored.save(connection, ticket, moved)
    return ids


def _move_balance(desk: Desk, connection: Connection, gone: int, into: int) -> None:
    had: Standing = accounts.standing(connection, gone, desk.today)
    seals = points.move(connection, gone, into, books.next_entry_id(connection, desk.writer))
    if not (had.owed or had.open_payments or had.credits or seals):
        return
    entry = desk.entry(
        EntryKind.MERGE,
        posting_rules.merge(into, gone, had),
        content_seal=content_seal(seals, []) if seals else "",
    )
    posted = books.post(connection, desk.writer, entry)
    merging.move_items(connection, gone, into, posted.id)
