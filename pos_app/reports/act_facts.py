"""The facts of the audit log in words, and the words by which they are looked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Table, select

from pos_app import locales
from pos_app.domain.facts import Fact
from pos_app.domain.journal import EntryKind
from pos_app.domain.money import money
from pos_app.domain.words import _, isolated, mark
from pos_app.persistence import catalog
from pos_app.persistence import printers as stored_printers
from pos_app.persistence.tables.catalog import reason_kinds
from pos_app.persistence.tables.people import clients, staff
from pos_app.security.roles import Permission, Role, name_of, role_name
from pos_app.services.event_names import kind_names

LABELS: Mapping[str, str] = {
    "given_back": mark("Given back"),
    "on_account": mark("Kept on account"),
    "front_desk": mark("Front desk"),
    "manager": mark("Manager"),
    "due": mark("Due"),
    "off": mark("Discount"),
    "posted": mark("Journal entry"),
    "percent": mark("Percent"),
    "quantity": mark("Quantity"),
    "printer": mark("Printer"),
    "shop_name": mark("Shop’s name"),
    "address": mark("Address"),
    "phone": mark("Phone"),
    "tax_number": mark("Tax number"),
    "locale": mark("Amounts and dates as in"),
    "language": mark("Language"),
    "tax_included": mark("Prices include tax"),
    "tax_rounding": mark("Tax is rounded"),
    "cash_step": mark("Cash is rounded to"),
    "credit_use": mark("A client’s credit on a new ticket"),
    "pay_later_allowed": mark("Clients may pay later"),
    "pay_later_limit": mark("The most a client may owe"),
    "terms_days": mark("What is paid later falls due after"),
    "gift_card_months": mark("Gift cards expire after"),
    "gift_card_floor_months": mark("The law lets none expire before"),
    "points_per_unit": mark("Points on sales"),
    "point_worth": mark("A point pays"),
    "receipt_header": mark("Above the sale"),
    "receipt_footer": mark("Below the sale"),
    "lock_after_minutes": mark("Lock the screen after"),
    "appearance": mark("Colours"),
    "refund_order": mark("A refund gives back"),
    "demo": mark("Demo shop"),
    "mail_server": mark("Mail server"),
    "mail_port": mark("Port of the mail server"),
    "mail_security": mark("Security of the mail server"),
    "mail_user": mark("User at the mail server"),
    "mail_from": mark("Sender of e-mails"),
    "mail_name": mark("Name of the sender"),
}
"""What stands before a fact that would say nothing by itself; every setting has its name here."""

_CHOICES: Mapping[tuple[str, str], str] = {
    ("active", "0"): mark("Off"),
    ("new_pin", "1"): mark("New PIN"),
    ("tax_included", "1"): mark("Yes"),
    ("tax_included", "0"): mark("No"),
    ("pay_later_allowed", "1"): mark("Yes"),
    ("pay_later_allowed", "0"): mark("No"),
    ("tax_rounding", "per_line"): mark("Round each line"),
    ("tax_rounding", "per_ticket"): mark("Round the ticket"),
    ("credit_use", "ask"): mark("Ask"),
    ("credit_use", "always"): mark("Always apply"),
    ("credit_use", "never"): mark("Never"),
    ("refund_order", "money_first"): mark("Money first"),
    ("refund_order", "balance_first"): mark("Balance first"),
    ("appearance", "light"): mark("Light"),
    ("appearance", "dark"): mark("Dark"),
    ("appearance", "system"): mark("As the system"),
}
_PAPERS: Mapping[str, str] = {
    "all": mark("Everything"),
    "receipt": mark("Receipts"),
    "refund": mark("Refund receipts"),
    "account_receipt": mark("Payment receipts"),
    "gift_card": mark("Gift cards"),
    "statement": mark("Statements"),
    "extract": mark("Extracts"),
    "drawer": mark("Cash drawer"),
}
_SILENT = {("active", "1")}
_MONEY = ("amount", "was", "off", "cash_step", "pay_later_limit", "point_worth")
_PAYMENTS = ("given_back", "on_account")
_DAYS = ("since", "until", "due", "day")
_CLIENTS = ("client", "into")


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called now: of staff, payment types, kinds of reason, clients and printers."""

    staff: dict[str, str] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    clients: dict[str, str] = field(default_factory=dict)
    printers: dict[str, str] = field(default_factory=dict)


def names(connection: Connection, client_codes: Sequence[str]) -> Names:
    """What these clients are called, and everybody and everything else that has a code."""
    wanted = clients.c.code.in_(client_codes)
    of = {row.code: row.name for row in connection.execute(select(clients).where(wanted))}
    ways = {way.code: way.name for way in catalog.all_payment_types(connection)}
    machines = {str(one.id): one.name for one in stored_printers.all_printers(connection)}
    return Names(_named(connection, staff), ways, _named(connection, reason_kinds), of, machines)


def _named(connection: Connection, table: Table) -> dict[str, str]:
    rows = connection.execute(select(table.c.code, table.c.name))
    return {row.code: row.name for row in rows}


def client_codes(facts: Sequence[Fact]) -> list[str]:
    """The clients whom facts name by their codes."""
    return [value for name, value in facts if name in _CLIENTS]


def shown(facts: Sequence[Fact], known: Names) -> list[Fact]:
    """The facts with their values in words; what says nothing is left out."""
    return [
        (name, _shown(name, value, known)) for name, value in facts if (name, value) not in _SILENT
    ]


def _shown(name: str, value: str, known: Names) -> str:
    if (name, value) in _CHOICES:
        return _(_CHOICES[name, value])
    if name in _PAYMENTS:
        amount, _gap, way = value.partition(" ")
        return f"{isolated(known.ways.get(way, way))} {_shown('amount', amount, known)}"
    with suppress(ValueError, KeyError):
        return _READERS[name](value, known)
    return value


def _listed(value: str, _known: Names) -> str:
    return ", ".join(name_of(Permission(word)) for word in value.split())


def _routes(value: str, known: Names) -> str:
    """Where papers come out: ``receipt 2 × 1, drawer – × 1``."""
    said = []
    for route in value.split(", "):
        paper, printer, copies = route.split(" ", 2)
        named = _(_PAPERS[paper]) if paper in _PAPERS else paper
        said.append(f"{named} → {known.printers.get(printer, printer)} {copies}")
    return ", ".join(said)


def _day(value: str, _known: Names) -> str:
    return locales.format_date(datetime.fromisoformat(value))


_READERS: Mapping[str, Callable[[str, Names], str]] = {
    **{name: lambda value, _known: money(int(value)) for name in _MONEY},
    **{name: lambda value, known: known.clients[value] for name in _CLIENTS},
    **dict.fromkeys(_DAYS, _day),
    **dict.fromkeys(("front_desk", "manager", "needs"), _listed),
    "papers": _routes,
    "printer": lambda value, known: known.printers[value],
    "person": lambda value, known: known.staff[value],
    "way": lambda value, known: known.ways[value],
    "ways": lambda value, known: ", ".join(known.ways[code] for code in value.split()),
    "reason_kind": lambda value, known: known.reasons[value],
    "kind": lambda value, _known: kind_names()[EntryKind(value)],
    "role": lambda value, _known: role_name(Role(value)),
    "percent": lambda value, _known: f"{int(value) / 10_000:g}%",
}


def labelled(fact: Fact) -> str:
    """A fact that stands by itself, with what it is before it."""
    name, said = fact
    return f"{_(LABELS[name])}: {said}" if name in LABELS else said


def codes_called(word: str, names: Mapping[str, str]) -> list[str]:
    """The codes of those in whose names the word stands."""
    return [code for code, name in names.items() if word.casefold() in name.casefold()]


def patterns(word: str, known: Names) -> Iterator[str]:
    """What stands in stored facts, each between two line ends, whose words contain this one."""
    wanted = word.casefold()
    for vocabulary in (_codes(known), _kinds(), _labels()):
        yield from (pattern for pattern, said in vocabulary if wanted in said.casefold())


def _codes(known: Names) -> Iterator[tuple[str, str]]:
    """What the shop named itself."""
    for codes in (known.staff, known.ways, known.reasons):
        yield from ((f"{code}\n", name) for code, name in codes.items())
    for printer, name in known.printers.items():
        yield from ((f"\nprinter={printer}\n", name), (f" {printer} ×", name))


def _kinds() -> Iterator[tuple[str, str]]:
    """What the till names."""
    yield from ((str(permission), name_of(permission)) for permission in Permission)
    yield from ((f"\nrole={role}\n", role_name(role)) for role in Role)
    yield from ((f"\nkind={kind}\n", name) for kind, name in kind_names().items())
    for paper, name in _PAPERS.items():
        yield from ((f"\npapers={paper} ", _(name)), (f", {paper} ", _(name)))


def _labels() -> Iterator[tuple[str, str]]:
    yield from ((f"\n{name}=", _(label)) for name, label in LABELS.items())
    yield from ((f"\n{name}={value}\n", _(said)) for (name, value), said in _CHOICES.items())
