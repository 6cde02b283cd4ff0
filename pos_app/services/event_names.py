"""What the events of a client's balance are called (R18)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pos_app.domain.journal import REFUNDS, EntryKind
from pos_app.domain.refund import numbered
from pos_app.domain.shop import read_label
from pos_app.domain.words import _, isolated


@dataclass(frozen=True, slots=True)
class EventPart:
    """A fund or charge that an event made, or part of a fund, of a charge or of one put on the other.

    ``amount`` in minor units; ``fund`` and ``charge`` are their labels, empty where there is none.
    """

    amount: int
    fund: str
    charge: str
    made: bool


def kind_names() -> Mapping[EntryKind, str]:
    """What each kind of event is called, for the history and its filter."""
    return {
        EntryKind.TICKET: _("Ticket"),
        EntryKind.ON_ACCOUNT: _("Payment on account"),
        EntryKind.CREDIT: _("Credit added"),
        EntryKind.REMOVAL: _("Credit removed"),
        EntryKind.CHARGE: _("Amount charged"),
        EntryKind.APPLIED: _("Balance applied"),
        EntryKind.WRITE_OFF: _("Debt written off"),
        EntryKind.EXPIRY: _("Credit expired"),
        EntryKind.OPEN_PAYMENT: _("Open payment from a voided ticket"),
        EntryKind.OPENING_BALANCE: _("Opening balance"),
        EntryKind.MERGE: _("Merged with another card"),
        EntryKind.CARD_LOADED: _("Gift card loaded"),
        EntryKind.REFUND: _("Refund"),
        EntryKind.VOIDED: _("Closed ticket voided"),
        EntryKind.CONVERSION: _("Visit turned into an open payment"),
        EntryKind.ADJUSTMENT: _("Invoice adjusted"),
        EntryKind.FUND_RETURNED: _("Balance given back"),
        EntryKind.FUND_REMOVED: _("Balance taken off a ticket for good"),
        EntryKind.MONEY_RETURNED: _("Money on account given back"),
    }


def what(kind: EntryKind, ticket_number: int | None, refund: int | None = None) -> str:
    """What an event is called, with its ticket's number and, where it is known, the refund's."""
    if kind is EntryKind.OPEN_PAYMENT:
        return _("Open payment from voided ticket #{number}").format(number=ticket_number)
    if kind is EntryKind.TICKET:
        return _("Ticket #{number}").format(number=ticket_number)
    name = kind_names()[kind]
    if refund is not None:
        name = _("{title} {number}").format(title=name, number=numbered(refund))
    if kind in REFUNDS and ticket_number is not None:
        return _("{what} · ticket #{number}").format(what=name, number=ticket_number)
    return name


def done_on_ticket(parts: Iterable[EventPart], number: int, *, served: bool) -> str:
    """What a ticket did to its client's balance; empty where that was nothing, or several things."""
    sorts = {(part.made, bool(part.fund), bool(part.charge)) for part in parts}
    later = _("Pay later on ticket #{number}") if served else _("Billed as invoice #{number}")
    names = {
        (True, False, True): later,
        (True, True, False): _("Account credit from ticket #{number}"),
        (False, True, False): _("Redeemed on ticket #{number}"),
        (False, False, True): _("Balance paid on ticket #{number}"),
    }
    return names.get(sorts.pop(), "").format(number=number) if len(sorts) == 1 else ""


def paid_by(type_code: str, kept: str, reference: str) -> str:
    """How money came: its payment type, in the language spoken now, with the reference."""
    return " ".join(filter(None, (isolated(read_label(type_code, kept)), isolated(reference))))
