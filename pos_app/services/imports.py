"""Bringing clients with their balances over from other software (the catalog: ``import_catalog``).

First a plan is made: what each line of the file would do, and every problem with its line. A plan
without problems is then carried out whole, in one transaction, or not at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, select

from pos_app.domain.client_account import FundKind, in_words
from pos_app.domain.facts import facts
from pos_app.domain.journal import EntryKind
from pos_app.domain.posting_rules import opening_balance
from pos_app.domain.shop import Client
from pos_app.domain.words import _, isolated
from pos_app.errors import UserError
from pos_app.persistence import accounts, books, people
from pos_app.persistence.tables.people import clients
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes
from pos_app.services.clients import checked, faults
from pos_app.services.desk import Desk
from pos_app.services.tabular import (
    Plan,
    Problem,
    Progress,
    Row,
    Table,
    all_of,
    make_each,
    read_table,
    refuse_problems,
    require,
    write_all,
)

_NEEDS = Permission.SETTINGS
CLIENT_COLUMNS = {
    "name": "name|full name|client|client name|customer|customer name|nombre|nombre completo"
    "|cliente|nombre y apellidos",
    "last_name": "last name|surname|family name|apellido|apellidos",
    "first_name": "first name|given name|nombre de pila",
    "email": "email|e mail|mail|email address|correo|correo electronico|e mail address",
    "phone": "phone|phone number|telephone|mobile|cell|tel|telefono|movil|celular",
    "note": "note|notes|comment|comments|nota|notas|observaciones|comentarios",
    "balance": "balance|account balance|current balance|saldo|saldo actual|saldo de la cuenta",
}
"""What each column of a list of clients may be headed, in English and Spanish."""


class Positive(StrEnum):
    """What a positive balance means in the file."""

    OWES = "owes"
    HAS = "has"


@dataclass(frozen=True, slots=True)
class NewClient:
    """A client to add, with what they owed and had before, in minor units."""

    card: Client
    owed: int = 0
    has: int = 0
    line: int = 0

    def __str__(self) -> str:
        parts = [isolated(self.card.name), self.card.email, self.card.phone]
        said = ", ".join(part for part in parts if part)
        if not (self.owed or self.has):
            return _("add {client}").format(client=said)
        standing = in_words(self.owed, self.has)
        return _("add {client}: {balance}").format(client=said, balance=standing)


def plan_clients(
    desk: Desk, file: Path, positive: Positive | None = None, decimal: str = ""
) -> Plan[NewClient]:
    """What importing the clients of ``file`` would do. Writes nothing.

    Args:
        positive: what a balance above zero means; needed where the file has balances.
        decimal: the sign that parts the decimals, where the file leaves it open.

    Raises:
        UserError: the file is no table of clients, or ``positive`` is missing.
        EnvironmentFault: it cannot be read.
    """
    table = read_table(file, CLIENT_COLUMNS)
    require(table, "name", "first_name", "last_name")
    sign = 1 if positive is Positive.OWES else -1

    def make(row: Row, balance: int | None) -> NewClient:
        owed = sign * (balance or 0)
        return NewClient(checked(_card(row)), max(owed, 0), max(-owed, 0), row.line)

    made, problems = make_each(
        table, "balance", decimal, lambda row, _balance: faults(_card(row)), make
    )
    if positive is None and any(new.owed or new.has for new in made):
        raise UserError(
            _("Say with --positive what a balance above zero means in this file: owes or has."),
            field="positive",
        )
    problems += _same_emails(desk, table)
    return Plan.of(file, table, made, problems)


def import_clients(
    desk: Desk,
    plan: Plan[NewClient],
    spendable: FundKind | None = None,
    progress: Progress | None = None,
) -> Changes:
    """Carry out a plan without problems: all of it, or nothing.

    Raises:
        UserError: the plan has problems, somebody has something to spend and ``spendable`` does not
            say what it is, or a client with the same e-mail address was added meanwhile.
    """
    refuse_problems(plan)
    return add_clients(desk, plan.lines, spendable, plan.source, progress)


def check_spendable(many: Sequence[NewClient], spendable: FundKind | None) -> None:
    """Know what balances to spend are, where there are any.

    Raises:
        UserError: nobody said.
    """
    if spendable is None and any(new.has for new in many):
        raise UserError(
            _(
                "Say with --spendable what balances to spend are: open_payment (money was received)"
                " or credit."
            ),
            field="spendable",
        )


def add_clients(
    desk: Desk,
    many: Sequence[NewClient],
    spendable: FundKind | None = None,
    source: str = "",
    progress: Progress | None = None,
) -> Changes:
    """Add many clients with their opening balances in one transaction.

    Raises:
        UserError: see :func:`import_clients`; or nobody may do this.
    """
    check_spendable(many, spendable)
    codes: list[str] = []
    with desk.write(
        "clients.import",
        lambda: all_of("client", codes),
        facts(file=source, count=len(many)),
        _NEEDS,
    ) as connection:
        if any(_emails_taken(connection, {new.card.email.casefold() for new in many})):
            raise UserError(_("A client of this file was added meanwhile. Look at it again."))
        ids = write_all(
            many,
            lambda some: _write_clients(
                desk, connection, some, spendable or FundKind.CREDIT, source
            ),
            progress,
        )
        codes += map(people.code_of, ids)
    return Changes(clients=frozenset(ids))


def _write_clients(
    desk: Desk,
    connection: Connection,
    many: Sequence[NewClient],
    spendable: FundKind,
    source: str,
) -> list[int]:
    ids = people.add_clients(connection, [new.card for new in many], desk.at)
    opened = [(i, new) for i, new in zip(ids, many, strict=True) if new.owed or new.has]
    blank = desk.entry(
        EntryKind.OPENING_BALANCE,
        (),
        reason=source,
    )
    posted = books.post_openings(
        connection,
        desk.writer,
        [
            (
                people.code_of(i),
                replace(blank, postings=opening_balance(i, new.owed, new.has, spendable)),
            )
            for i, new in opened
        ],
    )
    common = {"origin": "opening_balance", "at": blank.at, "label": _("Opening balance")}
    common["reason"] = source
    charges, funds = [], []
    for (client_id, new), entry_id in zip(opened, posted, strict=True):
        of = {**common, "client_id": client_id, "entry_id": entry_id}
        if new.owed:
            charges.append({**of, "amount": new.owed})
        if new.has:
            funds.append({**of, "amount": new.has, "kind": str(spendable)})
    accounts.add_charges(connection, charges)
    accounts.add_funds(connection, funds)
    return ids


def _card(row: Row) -> Client:
    given = row.cell("name") or row.cell("first_name")
    return Client(
        name=" ".join(f"{given} {row.cell('last_name')}".split()),
        email=row.cell("email"),
        phone=row.cell("phone"),
        note=row.cell("note"),
    )


def _same_emails(desk: Desk, table: Table) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row in table.rows:
        email = row.cell("email").casefold()
        if email and email in seen:
            said = _("Line {line} has the same e-mail address.").format(line=seen[email])
            yield Problem(row.line, said)
        elif email:
            seen[email] = row.line
    with desk.read() as connection:
        for email, name in _emails_taken(connection, set(seen)):
            said = _("{name} already has this e-mail address.").format(name=name)
            yield Problem(seen[email], said)


def _emails_taken(connection: Connection, emails: set[str]) -> Iterator[tuple[str, str]]:
    """Those of the addresses that stored clients have, and the clients' names."""
    query = select(clients.c.email, clients.c.name).where(
        clients.c.email != "", clients.c.archived_at == ""
    )
    for email, name in connection.execute(query):
        if email.casefold() in emails:
            yield email.casefold(), name
