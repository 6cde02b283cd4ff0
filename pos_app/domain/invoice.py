"""Invoices: what clients owe, when it falls due, and how long ago that was (aging).

An invoice is a closed ticket seen as a bill; it is open while a charge on it is unsettled. What is
owed without a ticket (an amount charged, an opening balance) ages like one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from pos_app.domain.words import _
from pos_app.errors import UserError

MOST_TERMS = 365
"""The longest terms a shop can set, in days."""


class Age(StrEnum):
    """How many days ago a charge fell due. CURRENT falls due today or later."""

    CURRENT = "current"
    TO_30 = "to_30"
    TO_60 = "to_60"
    TO_90 = "to_90"
    OVER_90 = "over_90"


_LAST_DAYS = {Age.CURRENT: 0, Age.TO_30: 30, Age.TO_60: 60, Age.TO_90: 90}


def age_names() -> Mapping[Age, str]:
    """What each age is called."""
    return {
        Age.CURRENT: _("Current"),
        Age.TO_30: _("1–30 days"),
        Age.TO_60: _("31–60 days"),
        Age.TO_90: _("61–90 days"),
        Age.OVER_90: _("Over 90 days"),
    }


def falls_due(day: str, terms_days: int) -> str:
    """When a bill of ``day`` falls due: shop-local dates, ISO text."""
    return (date.fromisoformat(day) + timedelta(days=terms_days)).isoformat()


def due_date(typed: str, today: str) -> str:
    """A due date that somebody chose, ISO text.

    Raises:
        UserError: it is no date, or one before today.
    """
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise UserError(_("Enter a date."), field="due_on") from None
    if day < date.fromisoformat(today):
        raise UserError(_("That date has passed."), field="due_on")
    return day.isoformat()


def age_of(due_on: str, today: str) -> Age:
    """How long ago ``due_on`` was."""
    days = (date.fromisoformat(today) - date.fromisoformat(due_on)).days
    return next((age for age, last in _LAST_DAYS.items() if days <= last), Age.OVER_90)


def due_between(age: Age, today: str) -> tuple[str, str]:
    """The first and the last due date of this age."""
    ends = [falls_due(today, -last) for last in _LAST_DAYS.values()]
    first, last = [*ends, "0001-01-01"], ["9999-12-31", *(falls_due(day, -1) for day in ends)]
    place = list(Age).index(age)
    return first[place], last[place]


@dataclass(frozen=True, slots=True)
class Ages:
    """What is owed of each age, in minor units."""

    amounts: Mapping[Age, int] = field(default_factory=lambda: dict.fromkeys(Age, 0))

    @classmethod
    def of(cls, due: Iterable[tuple[str, int]], today: str) -> "Ages":
        """The sums of amounts, each with the date on which it falls due."""
        amounts = dict.fromkeys(Age, 0)
        for due_on, amount in due:
            amounts[age_of(due_on, today)] += amount
        return cls(amounts)

    @property
    def total(self) -> int:
        """All that is owed."""
        return sum(self.amounts.values())

    @property
    def overdue(self) -> int:
        """What fell due before today."""
        return self.total - self.amounts[Age.CURRENT]


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """A charge of which something is left. Amounts in minor units, dates ISO text.

    ``held`` of what is ``left`` is being paid on open tickets; ``has`` is what the client can spend.
    """

    charge_id: int
    client_id: int
    client: str
    label: str
    ticket_id: int | None
    ticket_number: int | None
    at: str
    due_on: str
    amount: int
    left: int
    held: int
    has: int

    @property
    def available(self) -> int:
        """What can be settled now."""
        return self.left - self.held

    @property
    def name(self) -> str:
        """What people call it."""
        if self.ticket_number is not None:
            return _("Invoice #{number}").format(number=self.ticket_number)
        return self.label or _("Charge")
