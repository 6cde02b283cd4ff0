"""The books' smallest parts: postings, entries, and the form in which an entry is hashed.

The canonical form is versioned and made of values only: amounts, accounts, times, permanent codes.
Row ids and personal names are not in it, so that a name may be erased and the chain still holds. A
reason is free text, so only its digest is.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pos_app.domain.words import _

FORM = "1"
"""The version of the canonical form."""

GENESIS = "0" * 64
"""What the first entry of a series is chained to."""


class Account(StrEnum):
    """The accounts of the books. Those in :data:`CLIENT_ACCOUNTS` are kept per client."""

    CASH = "cash"
    CARD_CLEARING = "card_clearing"
    CHECKS = "checks"
    OTHER_TENDER = "other_tender"
    ACCOUNTS_RECEIVABLE = "accounts_receivable"
    OPEN_PAYMENTS = "open_payments"
    CLIENT_CREDITS = "client_credits"
    GIFT_CARDS = "gift_cards"
    TAX_PAYABLE = "tax_payable"
    TIPS_PAYABLE = "tips_payable"
    SERVICE_SALES = "service_sales"
    PRODUCT_SALES = "product_sales"
    PLAN_SALES = "plan_sales"
    FEES = "fees"
    DISCOUNTS = "discounts"
    CREDITS_GRANTED = "credits_granted"
    POINTS_REDEEMED = "points_redeemed"
    BALANCE_ADJUSTMENTS = "balance_adjustments"
    FORFEITS = "forfeits"
    BAD_DEBTS = "bad_debts"
    CASH_OVER_SHORT = "cash_over_short"
    ROUNDING = "rounding"
    OPENING_BALANCES = "opening_balances"


CLIENT_ACCOUNTS = (Account.ACCOUNTS_RECEIVABLE, Account.OPEN_PAYMENTS, Account.CLIENT_CREDITS)


class EntryKind(StrEnum):
    """What an entry records.

    ``OPEN_PAYMENT`` is money kept from a voided ticket, ``ON_ACCOUNT`` money received outside one.
    ``CARD_…`` are what happens to gift cards outside tickets.
    From ``REFUND`` on, what came back of closed tickets, and of money on account: :data:`REFUNDS`.
    """

    TICKET = "ticket"
    OPEN_PAYMENT = "open_payment"
    OPENING_BALANCE = "opening_balance"
    ON_ACCOUNT = "on_account"
    CREDIT = "credit"
    REMOVAL = "removal"
    CHARGE = "charge"
    APPLIED = "applied"
    WRITE_OFF = "write_off"
    EXPIRY = "expiry"
    MERGE = "merge"
    CARD_LOADED = "card_loaded"
    CARD_REISSUED = "card_reissued"
    CARD_EXPIRED = "card_expired"
    REFUND = "refund"
    VOIDED = "voided"
    CONVERSION = "conversion"
    ADJUSTMENT = "adjustment"
    FUND_RETURNED = "fund_returned"
    FUND_REMOVED = "fund_removed"
    MONEY_RETURNED = "money_returned"


BY_ITSELF = frozenset({EntryKind.EXPIRY, EntryKind.CARD_EXPIRED})
"""What nobody does: it happens at the start of a day, whoever is signed in then."""


def done_by(kind: str, who: str) -> str:
    """Who did what an entry of this kind says, in words: nobody is named for what no one did."""
    return _("By itself") if kind in BY_ITSELF else who


REFUNDS = (
    EntryKind.REFUND,
    EntryKind.VOIDED,
    EntryKind.CONVERSION,
    EntryKind.ADJUSTMENT,
    EntryKind.FUND_RETURNED,
    EntryKind.FUND_REMOVED,
    EntryKind.MONEY_RETURNED,
)


@dataclass(frozen=True, slots=True)
class Posting:
    """One signed part of an entry, in minor units: debit positive.

    ``sub`` parts an account: the tax rate, staff member or payment type by its permanent code, the
    gift card by its number (never by its code, which is as good as money).
    """

    account: Account
    amount: int
    sub: str = ""
    client_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One balanced event, before it is numbered and chained. ``reason_kind`` is the code of one."""

    kind: EntryKind
    at: str
    business_date: str
    staff: str
    postings: tuple[Posting, ...]
    reason: str = ""
    reason_kind: str | None = None
    ticket_number: int | None = None
    content_seal: str = ""
    client_codes: dict[int, str] = field(default_factory=dict)


def gather(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """The postings with like ones added together, empty ones gone, in a fixed order.

    Raises:
        ValueError: they do not sum to zero; a bug, for the rules that make them always balance.
    """
    sums: dict[tuple[Account, str, int], int] = {}
    for p in postings:
        key = (p.account, p.sub, p.client_id or 0)
        sums[key] = sums.get(key, 0) + p.amount
    if sum(sums.values()):
        raise ValueError(f"postings do not balance: {sums}")
    return tuple(
        Posting(account, amount, sub, client or None)
        for (account, sub, client), amount in sorted(sums.items())
        if amount
    )


def header(series: str, number: int, entry: Sequence[object], reason: str) -> str:
    """The first line of the canonical form.

    ``entry`` is kind, at, business date, staff, ticket, seal and kind of reason.
    """
    digest = hashlib.sha256(reason.encode()).hexdigest() if reason else ""
    return "\x1f".join((FORM, series, str(number), *map(_text, entry), digest))


def posting_line(account: str, sub: str, client_code: str | None, amount: int) -> str:
    """One posting in the canonical form."""
    return f"{account}\x1f{sub}\x1f{client_code or ''}\x1f{amount}"


def chain(previous: str, lines: Iterable[str]) -> str:
    """The hash of an entry: over the previous hash of its series and its own canonical form."""
    return hashlib.sha256("\x1e".join((previous, *lines)).encode()).hexdigest()


def seal(*values: object) -> str:
    """A digest over the values of one stored record, by which ``verify`` knows a changed one.

    Each value goes in with its length: notes are free text, and no mark in one may pass for the end
    of it.
    """
    parts = (f"{len(text)}:{text}" for text in map(_text, values))
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:32]


def _text(value: object) -> str:
    return "" if value is None else str(value)
