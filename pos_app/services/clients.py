"""Clients: finding and listing them, their cards, and archiving those who are gone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from sqlalchemy import Connection

from pos_app.domain.client_account import Standing, in_words
from pos_app.domain.client_list import Listed, Order, Shown
from pos_app.domain.shop import Client
from pos_app.domain.words import _, typed, typed_lines
from pos_app.errors import UserError
from pos_app.persistence import accounts, client_list, people
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk

Act = Callable[[Desk, int], Changes]
"""What is done to one client, by id."""
_SURE_DIGITS = 6
"""So many digits of a phone are hardly another client's."""


def find(desk: Desk, typed: str, most: int = people.PAGE) -> list[Client]:
    """Clients by the start of any word of name or e-mail, or three digits of the phone in a row."""
    with desk.read() as connection:
        return people.find(connection, typed, most)


def find_listed(desk: Desk, typed: str) -> list[Listed]:
    """As :func:`find`, each with what they owe and have."""
    with desk.read() as connection:
        return people.find_listed(connection, typed, desk.today)


def listed(
    desk: Desk,
    typed: str = "",
    shown: Shown = Shown.ALL,
    order: Order = Order.NAME,
    after: Listed | None = None,
) -> list[Listed]:
    """One page of the list of clients; ``after`` is the last line of the page before.

    What is typed matches as for :func:`find`. Where it matches more than
    :data:`client_list.MANY`, the lines come as the clients were added.
    """
    with desk.read() as connection:
        return client_list.page(connection, typed, desk.today, shown, order, after)


def client(desk: Desk, client_id: int) -> Client:
    """One client's card.

    Raises:
        UserError: there is no such client.
    """
    with desk.read() as connection:
        found = people.client(connection, client_id)
    if found is None:
        raise UserError(_("That client does not exist."))
    return found


def twins(desk: Desk, card: Client) -> list[Client]:
    """Other clients who have the name, the e-mail address or the phone of this card."""
    name, email = card.name.strip().casefold(), card.email.strip().casefold()
    digits = _digits(card.phone)
    found: dict[int, Client] = {}
    if name:
        found |= {c.id: c for c in find(desk, name) if c.name.casefold() == name}
    if "@" in email:
        found |= {c.id: c for c in find(desk, email) if c.email.casefold() == email}
    if len(digits) >= _SURE_DIGITS:
        found |= {c.id: c for c in find(desk, digits) if _digits(c.phone) == digits}
    found.pop(card.id, None)
    return list(found.values())


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def standing(desk: Desk, client_id: int) -> Standing:
    """What a client owes and has; what has expired is theirs no more, though the books still have it."""
    with desk.read() as connection:
        return accounts.standing(connection, client_id, desk.today).unexpired


def checked(card: Client) -> Client:
    """A card as it is stored: trimmed, and sound.

    Raises:
        UserError: without a name, or with an e-mail address or a phone that cannot be one.
    """
    for fault in faults(card):
        raise fault
    name, email, phone = _typed(card)
    return Client(
        id=card.id,
        code=card.code,
        name=name,
        email=email,
        phone=phone,
        note=typed_lines(card.note, 1000),
        pop_up=typed(card.pop_up, 200),
        pay_later_limit=card.pay_later_limit,
        archived_at=card.archived_at,
        merged_into=card.merged_into,
    )


def faults(card: Client) -> Iterator[UserError]:
    """All that is not sound on a card."""
    name, email, phone = _typed(card)
    if not name:
        yield UserError(_("Enter a name."), field="name")
    if len(name) > 80:
        yield UserError(_("A name has at most 80 characters."), field="name")
    if email and not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+", email):
        yield UserError(_("“{email}” is not an e-mail address.").format(email=email), field="email")
    if phone and not re.fullmatch(r"[\d\s().+/x#-]{3,40}", phone):
        yield UserError(_("“{phone}” is not a phone number.").format(phone=phone), field="phone")


def _typed(card: Client) -> tuple[str, str, str]:
    return typed(card.name, 300), typed(card.email, 300), typed(card.phone, 300)


def create(desk: Desk, card: Client) -> Changes:
    """Add a client.

    Raises:
        UserError: the card is not sound, another client has the e-mail address, or the card limits
            what may be paid later, which a manager decides (R4).
    """
    card = checked(card)
    needs = None if card.pay_later_limit is None else Permission.ADJUST_BALANCE
    with desk.write("client.create", lambda: f"client {code}", needs=needs) as connection:
        _check_email(connection, card)
        (client_id,) = people.add_clients(connection, [card], desk.at)
        code = people.code_of(client_id)
    return Changes(clients=frozenset({client_id}))


def _check_email(connection: Connection, card: Client) -> None:
    same = people.same_email(connection, card.email) if card.email else None
    if same is not None and same.id != card.id:
        raise UserError(
            _("{name} already has this e-mail address. Choose them instead?").format(
                name=same.name
            ),
            field="email",
        )


def change(desk: Desk, card: Client) -> Changes:
    """Store a client's changed card. Their code stays, and whether they are archived.

    Raises:
        UserError: as for :func:`create`; or the limit on paying later changes, and nobody may (R4).
    """
    card = checked(card)
    with desk.write("client.change", f"client {people.code_of(card.id)}") as connection:
        before = people.client(connection, card.id)
        if before is None:
            raise UserError(_("That client does not exist."))
        if card.pay_later_limit != before.pay_later_limit:
            desk.require(connection, Permission.ADJUST_BALANCE)
        _check_email(connection, card)
        people.change_client(connection, replace(card, archived_at=before.archived_at))
    return Changes(clients=frozenset({card.id}))


def check_archivable(desk: Desk, client_id: int) -> None:
    """For before a PIN is asked: whether :func:`archive` would be refused for what is still open.

    Raises:
        UserError: what is open, and what to do about it.
    """
    with desk.read() as connection:
        _check_nothing_open(connection, _known(connection, client_id), desk.today)


def archive(desk: Desk, client_id: int) -> Changes:
    """Take a client off the lists. What they did stays.

    Raises:
        UserError: they owe or have something, or are on an open ticket, and what to do about it; or
            for anybody but a manager.
    """
    about = f"client {people.code_of(client_id)}"
    with desk.write("client.archive", about, needs=Permission.CLIENTS) as connection:
        card = _known(connection, client_id)
        _check_nothing_open(connection, card, desk.today)
        people.set_archived(connection, client_id, desk.at)
    return Changes(clients=frozenset({client_id}))


def bring_back(desk: Desk, client_id: int) -> Changes:
    """Put an archived client back on the lists.

    Raises:
        UserError: they were merged into another client, another has their e-mail address now, or for
            anybody but a manager.
    """
    about = f"client {people.code_of(client_id)}"
    with desk.write("client.bring_back", about, needs=Permission.CLIENTS) as connection:
        card = _known(connection, client_id)
        if card.merged_into is not None:
            other = _known(connection, card.merged_into)
            raise UserError(
                _("{name} was merged into {other} and has nothing of their own any more.").format(
                    name=card.name, other=other.name
                )
            )
        _check_email(connection, card)
        people.set_archived(connection, client_id, "")
    return Changes(clients=frozenset({client_id}))


def _known(connection: Connection, client_id: int) -> Client:
    found = people.client(connection, client_id)
    if found is None:
        raise UserError(_("That client does not exist."))
    return found


def _check_nothing_open(connection: Connection, card: Client, today: str) -> None:
    now = accounts.standing(connection, card.id, today)
    has = now.open_payments + now.credits
    if now.owed or has:
        what = in_words(now.owed, has)
        todo = [
            *([_("have it paid or write it off")] if now.owed else []),
            *([_("let them spend it or remove it")] if has else []),
        ]
        raise UserError(
            _("{name} cannot be archived: {balance}. First {todo}.").format(
                name=card.name, balance=what, todo=_(" and ").join(todo)
            )
        )
    numbers = people.open_ticket_numbers(connection, card.id)
    if numbers:
        listed = ", ".join(f"#{number}" for number in numbers)
        raise UserError(
            _(
                "{name} cannot be archived: they are on open tickets ({list}). First close or void those."
            ).format(name=card.name, list=listed)
        )
