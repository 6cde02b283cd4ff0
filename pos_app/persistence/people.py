"""Clients and staff: storing, loading and finding them."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, text, update

from pos_app.domain.client_list import Listed
from pos_app.domain.shop import Client, Role, StaffMember
from pos_app.persistence import counters
from pos_app.persistence.ready import Ready
from pos_app.persistence.tables.people import clients, staff
from pos_app.persistence.tables.tickets import tickets

PAGE = 30


def expired_of(client: str) -> str:
    """SQL: what of a client (a row of that name) is past its last day and still in the books."""
    return f"""coalesce((SELECT sum(f."left" - f.held) FROM funds f WHERE f.client_id = {client}.id
        AND f."left" > 0 AND f.expires_on <> '' AND f.expires_on < :today), 0)"""


_CLIENT = Ready(select(clients).where(clients.c.id == bindparam("id")))
_ADD = Ready(insert(clients))
_LEFT = Ready(select(staff.c.name).where(staff.c.code == bindparam("code"), text("active = 0")))
_CLIENTS = select(clients).where(clients.c.id.in_(bindparam("ids", expanding=True)))
_MATCHING = {
    table: Ready(
        text(
            f"SELECT c.*, {expired_of('c')} AS expired FROM {table} w JOIN clients c ON c.id = w.rowid"
            f" WHERE {table} MATCH :query AND c.archived_at = '' LIMIT :most"
        )
    )
    for table in ("clients_words", "clients_digits")
}
_LATEST = Ready(
    text(
        f"SELECT c.*, {expired_of('c')} AS expired FROM clients c WHERE c.archived_at = ''"
        " ORDER BY c.id DESC LIMIT :most"
    )
)
# Whole words, not their beginnings: those of a common address match far too many.
_OF_EMAIL = Ready(
    text(
        "SELECT c.* FROM clients_words w JOIN clients c ON c.id = w.rowid WHERE clients_words"
        " MATCH :query AND c.email = :email COLLATE NOCASE AND c.archived_at = '' LIMIT 1"
    )
)

_OPEN_TICKETS = Ready(
    select(tickets.c.id, tickets.c.number)
    .where(tickets.c.client_id == bindparam("client"), text("state IN ('open', 'held')"))
    .order_by(tickets.c.number)
)
_MERGED = text(
    "WITH RECURSIVE gone(id) AS (SELECT id FROM clients WHERE merged_into = :id UNION"
    " SELECT c.id FROM clients c JOIN gone ON c.merged_into = gone.id) SELECT id FROM gone"
)


def words_query(typed: str) -> str:
    """A full-text query for rows in which every typed word starts a word. Empty: nothing to look for."""
    return " ".join(f'"{word}"*' for word in re.findall(r"[^\W_]+", typed)[:8])


def search_of(typed: str) -> tuple[str, str]:
    """Which full-text index answers what is typed, and its query. Empty: nothing to look for."""
    digits = re.sub(r"\D", "", typed)
    if len(digits) >= 3 and not re.search(r"[^\W\d_]", typed):
        return "clients_digits", f'"{digits}"*'
    return "clients_words", words_query(typed)


def find(connection: Connection, typed: str, most: int = PAGE) -> list[Client]:
    """Clients by the start of any word of name or e-mail, or any three digits of the phone in a row."""
    return [client_of_row(row) for row in _found(connection, typed, "", most)]


def find_listed(connection: Connection, typed: str, today: str, most: int = PAGE) -> list[Listed]:
    """As :func:`find`, each with what they owe and have ``today``."""
    return [listed_of_row(row) for row in _found(connection, typed, today, most)]


def _found(connection: Connection, typed: str, today: str, most: int) -> list[Any]:
    table, query = search_of(typed)
    if not query:
        return _LATEST.all(connection, {"today": today, "most": most})
    return _MATCHING[table].all(connection, {"query": query, "today": today, "most": most})


def listed_of_row(row: Any) -> Listed:
    """A card with its balance, as lists of clients show it."""
    return Listed(client_of_row(row), row.name_key, row.owed, row.has - row.expired, row.expired)


def client(connection: Connection, client_id: int) -> Client | None:
    """One client's card."""
    row = _CLIENT.first(connection, {"id": client_id})
    return client_of_row(row) if row else None


def clients_by_id(connection: Connection, ids: Sequence[int]) -> dict[int, Client]:
    """Several clients' cards."""
    return {row.id: client_of_row(row) for row in connection.execute(_CLIENTS, {"ids": list(ids)})}


def same_email(connection: Connection, email: str) -> Client | None:
    """A client with this e-mail address, however it is capitalised."""
    query = words_query(email).replace("*", "")
    row = _OF_EMAIL.first(connection, {"query": query, "email": email}) if query else None
    return client_of_row(row) if row else None


def code_of(client_id: int) -> str:
    """A client's permanent code, which follows from their id."""
    return f"C{client_id:06d}"


def add_clients(connection: Connection, cards: Iterable[Client], at: str) -> list[int]:
    """Store new clients under permanent codes; returns their ids in order."""
    cards = list(cards)
    last = connection.scalar(text("SELECT coalesce(max(id), 0) FROM clients")) or 0
    first = counters.take(connection, "client", many=len(cards), beyond=last)
    rows = [
        {**_values(card), "id": number, "code": code_of(number), "created_at": at}
        for number, card in enumerate(cards, first)
    ]
    if rows:
        _ADD.run_many(connection, rows)
    return [row["id"] for row in rows]


def change_client(connection: Connection, card: Client) -> None:
    """Store a client's changed card."""
    connection.execute(
        update(clients)
        .where(clients.c.id == card.id)
        .values(**_values(card), version=clients.c.version + 1)
    )


def set_archived(connection: Connection, client_id: int, at: str) -> None:
    """Archive a client, or with an empty time bring them back."""
    _touch(connection, client_id, archived_at=at)


def set_merged(connection: Connection, client_id: int, into: int, at: str) -> None:
    """Archive a client whom another one takes over."""
    _touch(connection, client_id, archived_at=at, merged_into=into)


def _touch(connection: Connection, client_id: int, **values: Any) -> None:
    changed = update(clients).where(clients.c.id == client_id)
    connection.execute(changed.values(**values, version=clients.c.version + 1))


def open_ticket_numbers(connection: Connection, client_id: int) -> list[int]:
    """The numbers of the open and held tickets that a client is on."""
    return [row.number for row in _OPEN_TICKETS.all(connection, {"client": client_id})]


def open_ticket_ids(connection: Connection, client_id: int) -> list[int]:
    """The ids of the open and held tickets that a client is on."""
    return [row.id for row in _OPEN_TICKETS.all(connection, {"client": client_id})]


def merged_ids(connection: Connection, client_id: int) -> list[int]:
    """The clients who were merged into this one, and into those."""
    found = connection.execute(_MERGED, {"id": client_id})
    return [row.id for row in found]


def as_json(ids: Iterable[int]) -> str:
    """Ids as statements that are made ready take them."""
    return json.dumps(list(ids))


def name_key(name: str) -> str:
    """A name as it is sorted: without capitals and accents."""
    if name.isascii():
        return name.casefold()
    parts = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _values(card: Client) -> dict[str, Any]:
    return {
        "name": card.name,
        "name_key": name_key(card.name),
        "email": card.email,
        "phone": card.phone,
        "phone_digits": re.sub(r"\D", "", card.phone),
        "note": card.note,
        "pop_up": card.pop_up,
        "pay_later_limit": card.pay_later_limit,
        "archived_at": card.archived_at,
    }


def client_of_row(row: Any) -> Client:
    """The card in a stored row."""
    return Client(
        id=row.id,
        code=row.code,
        name=row.name,
        email=row.email,
        phone=row.phone,
        note=row.note,
        pop_up=row.pop_up,
        pay_later_limit=row.pay_later_limit,
        archived_at=row.archived_at,
        merged_into=row.merged_into,
        points=row.points,
        points_held=row.points_held,
    )


def staff_members(connection: Connection) -> list[StaffMember]:
    """Everybody who works or worked here, by name."""
    rows = connection.execute(select(staff).order_by(staff.c.name, staff.c.code))
    return [_member(row) for row in rows]


def staff_row(connection: Connection, code: str) -> Any:
    """One person's stored row, with what signing in needs; ``None`` where there is none."""
    return connection.execute(select(staff).where(staff.c.code == code)).first()


def name_of_one_who_left(connection: Connection, code: str) -> str:
    """The name of a person who was switched off; empty for whoever works here."""
    row = _LEFT.first(connection, {"code": code})
    return row.name if row else ""


def next_staff_code(connection: Connection) -> str:
    """A new permanent code."""
    codes = connection.scalars(select(staff.c.code)).all()
    taken = [int(code[1:]) for code in codes if code[1:].isdigit()]
    return f"S{counters.take(connection, 'staff', beyond=max(taken, default=0))}"


def put_staff(connection: Connection, code: str, **values: Any) -> None:
    """Add a person, or change what is stored of one."""
    changed = connection.execute(update(staff).where(staff.c.code == code).values(**values))
    if not changed.rowcount:
        connection.execute(insert(staff).values(code=code, **values))


def _member(row: Any) -> StaffMember:
    return StaffMember(row.code, row.name, Role(row.role), bool(row.active), bool(row.pin_hash))
