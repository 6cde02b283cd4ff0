"""A client's statement of account as a document: what it says, and in which words."""

from collections.abc import Iterator
from dataclasses import dataclass

from pos_app.domain.client_account import in_words
from pos_app.domain.money import money
from pos_app.domain.words import _, isolated
from pos_app.printing.document import (
    BOLD,
    Columns,
    Document,
    Gap,
    Part,
    Row,
    Rule,
    Text,
)
from pos_app.printing.layouts import HEADING, LabelledAmount, ReceiptShop, head


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One event: ``change`` is what it added to what is owed, ``balance`` what is owed after it, both
    less what the client has, in minor units."""

    date: str
    what: str
    change: int
    balance: int


@dataclass(frozen=True, slots=True)
class StatementData:
    """Everything that a statement says. Dates as written; (owed, has) pairs in minor units."""

    shop: ReceiptShop
    client: str
    code: str
    since: str
    until: str
    opening: tuple[int, int]
    closing: tuple[int, int]
    rows: tuple[StatementRow, ...]
    ages: tuple[LabelledAmount, ...]
    today: str


def statement(data: StatementData) -> Document:
    """A statement of one client's account over some days: it adds up from opening to closing."""
    parts: list[Part] = [
        *head(data.shop),
        Rule(),
        Text(_("Statement"), HEADING),
        Text(f"{isolated(data.client)} ({data.code})", BOLD),
        Text(_("{since} to {until}").format(since=data.since, until=data.until)),
        Gap(),
        *_events(data),
        *_open_amounts(data),
    ]
    title = _("Statement {code} {since} to {until}").format(
        code=data.code, since=data.since, until=data.until
    )
    return Document(title, tuple(parts))


def net_in_words(net: int) -> str:
    """What is owed less what the client has, in words and never as a bare sign (R3)."""
    return in_words(max(net, 0), max(-net, 0))


def _events(data: StatementData) -> Iterator[Part]:
    yield Columns(_("Date"), _("Amount"), _("Balance"), BOLD)
    yield Rule()
    yield Row(_("Opening balance"), in_words(*data.opening), BOLD)
    for row in data.rows:
        yield Columns(
            f"{row.date} {isolated(row.what)}", _signed(row.change), net_in_words(row.balance)
        )
    if not data.rows:
        yield Text(_("Nothing happened on this account."))
    yield Rule()
    yield Row(_("Closing balance"), in_words(*data.closing), BOLD)


def _signed(amount: int) -> str:
    return f"+{money(amount)}" if amount > 0 else money(amount)


def _open_amounts(data: StatementData) -> Iterator[Part]:
    if not data.ages:
        return
    yield Gap()
    yield Text(_("Owed on {date}, by days since it fell due").format(date=data.today), BOLD)
    for age in data.ages:
        yield Row(age.label, money(age.amount))
