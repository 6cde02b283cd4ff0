"""Extracts of the audit log and the journal as documents: for a folder, or for an auditor."""

from collections.abc import Iterator
from dataclasses import dataclass

from pos_app.domain.money import money
from pos_app.domain.words import _, isolated
from pos_app.printing.document import (
    BOLD,
    Align,
    Columns,
    Document,
    Gap,
    Part,
    Row,
    Rule,
    Size,
    Style,
    Text,
)
from pos_app.printing.layouts import INDENT, ReceiptShop

_HEADING = Style(bold=True, size=Size.LARGE)


@dataclass(frozen=True, slots=True)
class ExtractHead:
    """What stands above an extract: the shop, what was asked for, and when. All as written."""

    shop: ReceiptShop
    asked: str
    made: str


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act of the audit log, in words; ``detail`` and ``authorised_by`` may be empty."""

    number: str
    when: str
    said: str
    about: str
    by: str
    till: str
    detail: str = ""
    authorised_by: str = ""


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One posting: the account with whose it is, and its signed amount, debit positive, in minor units."""

    account: str
    amount: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of the journal with its postings, which add up to nothing."""

    number: str
    when: str
    said: str
    by: str
    reason: str
    postings: tuple[PostingRow, ...]


def audit_extract(head: ExtractHead, acts: tuple[ActRow, ...]) -> Document:
    """Acts of the audit log, in the order they are given."""
    title = _("Audit log")
    parts: list[Part] = [*_head(head, title)]
    for act in acts:
        parts += _act(act)
    if not acts:
        parts.append(Text(_("Nothing found")))
    parts.append(Rule())
    parts.append(Row(_("Acts"), str(len(acts)), BOLD))
    return Document(title, tuple(parts))


def journal_extract(head: ExtractHead, entries: tuple[EntryRow, ...]) -> Document:
    """Entries of the journal, in the order they are given, with the sums of both sides."""
    title = _("Journal")
    parts: list[Part] = [*_head(head, title), Columns(_("Account"), _("Debit"), _("Credit"), BOLD)]
    for entry in entries:
        parts += _entry(entry)
    amounts = [posting.amount for entry in entries for posting in entry.postings]
    debit = sum(amount for amount in amounts if amount > 0)
    credit = sum(-amount for amount in amounts if amount < 0)
    parts += [Rule(), Columns(_("Total"), money(debit), money(credit), BOLD)]
    parts.append(Row(_("Entries"), str(len(entries))))
    return Document(title, tuple(parts))


def _head(head: ExtractHead, title: str) -> Iterator[Part]:
    yield Text(head.shop.name, _HEADING, Align.CENTRE)
    for line in head.shop.address:
        yield Text(line, align=Align.CENTRE)
    yield Rule()
    yield Text(title, _HEADING)
    yield Text(head.asked)
    yield Text(_("Made {when}").format(when=head.made))
    yield Gap()


def _act(act: ActRow) -> Iterator[Part]:
    yield Rule()
    yield Row(act.said, act.number, BOLD)
    yield Row(f"{act.when} · {isolated(act.till)}", act.by)
    if act.authorised_by:
        yield Text(_("Authorised by {name}").format(name=act.authorised_by), indent=INDENT)
    for said in (act.about, act.detail):
        if said:
            yield Text(said, indent=INDENT)


def _entry(entry: EntryRow) -> Iterator[Part]:
    yield Rule()
    yield Row(entry.said, entry.number, BOLD)
    yield Row(entry.when, entry.by)
    if entry.reason:
        yield Text(entry.reason, indent=INDENT)
    for posting in entry.postings:
        debit = money(posting.amount) if posting.amount > 0 else ""
        credit = money(-posting.amount) if posting.amount <= 0 else ""
        yield Columns(posting.account, debit, credit)
