"""What the acts of the audit log were about, as people know it: tickets, clients, payments, staff."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Text,
    cast,
    func,
    literal,
    select,
    text,
)

from pos_app.domain.money import money, parse_amount
from pos_app.domain.refund import number_in, numbered
from pos_app.domain.shop import read_label
from pos_app.domain.words import _, isolated, mark, plural
from pos_app.errors import UserError
from pos_app.persistence.people import words_query
from pos_app.persistence.tables.payments import payments
from pos_app.persistence.tables.people import clients, staff
from pos_app.persistence.tables.refunds import refunds
from pos_app.persistence.tables.series import audit
from pos_app.persistence.tables.shop import tills
from pos_app.persistence.tables.tickets import tickets
from pos_app.reports.act_facts import Names, codes_called

_PLAIN: Mapping[str, str] = {
    "settings": mark("Settings"),
    "shop": mark("Shop"),
    "logo": mark("Logo"),
    "journal": mark("Journal"),
    "audit log": mark("Audit log"),
    "payment types": mark("Payment types"),
    "item": mark("Catalog"),
    "tax": mark("Taxes"),
    "payment type": mark("Payment types"),
    "reason kind": mark("Reasons"),
    "till": mark("Till {name}"),
    "printer": mark("Printer {name}"),
    "print job": mark("Print job {name}"),
    "print jobs": mark("Print jobs {name}"),
    "email": mark("E-mail {name}"),
    "gift card": mark("Gift card {name}"),
    "gift cards": mark("Gift cards {name}"),
    "ticket": mark("Ticket #{name}"),
    "refund": mark("Refund {name}"),
}
"""Subjects by what they begin with."""

_SUBJECT = re.compile(r"([a-z ]+?)(?: ([^a-z].*))?")


@dataclass(frozen=True, slots=True)
class Subjects:
    """The records that some acts were about, by their subjects as stored."""

    words: dict[str, str] = field(default_factory=dict)
    clients: dict[str, str] = field(default_factory=dict)

    def about(self, subject: str) -> str:
        """A subject in words: what it is now, or, where that is not known, its kind and number."""
        if subject in self.words:
            return self.words[subject]
        parts = _SUBJECT.fullmatch(subject)
        kind, name = (parts[1], parts[2] or "") if parts else (subject, "")
        if kind in ("client", "clients"):
            return self._clients(name)
        return _(_PLAIN[kind]).format(name=name) if kind in _PLAIN else subject

    def _clients(self, name: str) -> str:
        if " to " in name:
            return _("Clients")
        codes = name.split()
        if len(codes) == 1:
            return self.clients.get(name, name)
        return plural("{count} client", "{count} clients", len(codes))


def codes_in(subject: str) -> list[str]:
    """The one client's code that a subject names, if it names one."""
    kind, _gap, rest = subject.partition(" ")
    return [rest] if kind in ("client", "clients") and " " not in rest else []


def look_up(connection: Connection, found: Sequence[str], names: Mapping[str, str]) -> Subjects:
    """What these subjects are now. ``names`` are the clients' names by code."""
    words = {
        **_tickets(connection, _ids(found, "ticket")),
        **_payments(connection, _ids(found, "payment")),
        **_refunds(connection, _ids(found, "refund")),
    }
    for code, name in connection.execute(select(staff.c.code, staff.c.name)):
        words[f"staff {code}"] = name
    for till, name in connection.execute(select(tills.c.id, tills.c.name)):
        words[f"till {till}"] = name
    return Subjects(words, dict(names))


def _tickets(connection: Connection, ids: list[int]) -> dict[str, str]:
    query = select(tickets.c.id, tickets.c.number, clients.c.name).outerjoin(
        clients, clients.c.id == tickets.c.client_id
    )
    return {
        f"ticket {row.id}": _joined(_("Ticket #{name}").format(name=row.number), row.name)
        for row in connection.execute(query.where(tickets.c.id.in_(ids)))
    }


def _payments(connection: Connection, ids: list[int]) -> dict[str, str]:
    own = payments.c.type_code, payments.c.label
    query = select(payments.c.id, *own, payments.c.amount, clients.c.name).outerjoin(
        clients, clients.c.id == payments.c.client_id
    )
    return {
        f"payment {row.id}": _joined(
            f"{isolated(read_label(row.type_code, row.label))} {money(row.amount)}", row.name
        )
        for row in connection.execute(query.where(payments.c.id.in_(ids)))
    }


def _refunds(connection: Connection, numbers: list[int]) -> dict[str, str]:
    query = select(refunds.c.number, tickets.c.number.label("ticket")).outerjoin(
        tickets, tickets.c.id == refunds.c.ticket_id
    )
    return {
        f"refund {row.number}": _joined(
            _("Refund {name}").format(name=numbered(row.number)),
            row.ticket and _("Ticket #{name}").format(name=row.ticket),
        )
        for row in connection.execute(query.where(refunds.c.number.in_(numbers)))
    }


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _ids(found: Sequence[str], kind: str) -> list[int]:
    numbers = (subject.removeprefix(f"{kind} ") for subject in found if subject.startswith(kind))
    return [int(number) for number in numbers if number.isdecimal()]


def called(connection: Connection, word: str, known: Names) -> list[ColumnElement[bool]]:
    """SQL: whether what stands for an act's subject has the word in it; what cannot be is left out.

    A log is long, and each condition is looked at for each row that does not match.
    """
    subject, digits = audit.c.subject, word.removeprefix("#").upper()
    people = [f"staff {code}" for code in codes_called(word, known.staff)]
    machines = [f"till {row.id}" for row in _tills_called(connection, word)]
    found: list[ColumnElement[bool]] = [
        subject.like(f"{kind} %") | (subject == kind) for kind in _kinds(word)
    ]
    if people or machines:
        found.append(subject.in_([*people, *machines]))
    if any(map(str.isdigit, digits)):
        kinds = ("refund", "printer", "print job", "email", "gift card", "gift cards")
        found.append(subject.in_([f"{kind} {digits}" for kind in kinds]))
        found.append(subject == f"refund {number_in(digits)}")
        found += [subject.in_(_of_number(digits)), _counts(subject, digits)]
    if (paid := _is_payment(word, known)) is not None:
        found.append(subject.in_(_prefixed("payment ", payments.c.id, paid)))
    return [*found, *_of_client(connection, word)]


def _kinds(word: str) -> list[str]:
    """The kinds of subject in whose words this one stands."""
    wanted = word.casefold()
    kinds = [kind for kind, said in _PLAIN.items() if wanted in _(said).format(name="").casefold()]
    if "ticket" in kinds:
        kinds.append("refund")
    several = plural("{count} client", "{count} clients", 2)
    if wanted in several.casefold() or wanted in _("Clients").casefold():
        kinds.append("clients")
    return kinds


def _tills_called(connection: Connection, word: str) -> Sequence[Any]:
    named = tills.c.name.icontains(word, autoescape=True)
    return connection.execute(select(tills.c.id).where(named)).all()


def _is_payment(word: str, known: Names) -> ColumnElement[bool] | None:
    with suppress(UserError):
        return payments.c.amount == parse_amount(word)
    ways = codes_called(word, known.ways)
    return payments.c.type_code.in_(ways) if ways else None


def _counts(subject: Column[str], digits: str) -> ColumnElement[bool]:
    """Whether it is that many clients."""
    names = func.length(subject) - func.length(func.replace(subject, " ", ""))
    several = subject.like("clients %") & (names > 1)
    return several & (cast(names, Text) == digits)


def _prefixed(kind: str, key: Column[Any], which: ColumnElement[bool]) -> Any:
    return select(literal(kind) + cast(key, Text)).where(which)


def _of_number(digits: str) -> Any:
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 18 else -1
    return _prefixed("ticket ", tickets.c.id, tickets.c.number == number).union_all(
        select(literal("refund ") + cast(refunds.c.number, Text))
        .join(tickets, tickets.c.id == refunds.c.ticket_id)
        .where(tickets.c.number == number)
    )


def _of_client(connection: Connection, word: str) -> list[ColumnElement[bool]]:
    """By the name of the client, or of a ticket's or payment's client, or of one whom the facts name."""
    query = words_query(word)
    named = text("SELECT rowid FROM clients_words WHERE clients_words MATCH :named")
    ids = named.bindparams(named=query)
    if not query or connection.execute(ids).first() is None:
        return []
    code = _prefixed("client ", clients.c.code, clients.c.id.in_(ids))
    codes = _prefixed("clients ", clients.c.code, clients.c.id.in_(ids))
    of_ticket = _prefixed("ticket ", tickets.c.id, tickets.c.client_id.in_(ids))
    of_payment = _prefixed("payment ", payments.c.id, payments.c.client_id.in_(ids))
    in_facts = _CODE.in_(select(clients.c.code).where(clients.c.id.in_(ids)))
    return [
        *(audit.c.subject.in_(these) for these in (code, codes, of_ticket, of_payment)),
        audit.c.act.in_(_NAMED) & in_facts,
    ]


_NAMED = ("ticket.open", "ticket.client", "client.merge", "gift_card.load")
"""Acts whose facts name a client."""

_FROM = func.replace(audit.c.detail, "into=", "client=")
_AT = func.instr(_FROM, "client=C") + len("client=")
_CODE: ColumnElement[str] = func.substr(
    _FROM, _AT, func.instr(func.substr(_FROM, _AT) + "\n", "\n") - 1
)
"""The code of the client whom facts name."""
