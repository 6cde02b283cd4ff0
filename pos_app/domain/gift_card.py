"""Gift cards: their codes, what is on them, and how long they last.

A code that the till makes has 12 characters out of 31, none of which is taken for another, and the
last of them is a check character. Its weights 1 to 12 differ modulo the prime 31, so that one wrong
character shows, and so does any pair that changed places. Pre-printed cards bring codes of digits with
the check digit that their length says: GS1's (12 or 13 digits) or ISO/IEC 7812's (14 to 19).
"""

import re
import secrets
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.errors import UserError

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What a code is made of: no 0 or O, no 1, I or L."""

LENGTH = 12
_GS1 = (12, 13)
_LONGEST = 19


class CardState(StrEnum):
    """A void card's value moved to another; an expired one is past its last day."""

    ACTIVE = "active"
    VOID = "void"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCard:
    """A card that was sold. ``held`` of what is ``left`` is claimed by open tickets; in minor units.

    ``number`` is permanent and no secret; whoever knows the ``code`` can spend the card. An empty
    ``expires_on`` (ISO text) is never.
    """

    id: int
    number: int
    code: str
    amount: int
    left: int
    held: int
    at: str
    is_void: bool = False
    expires_on: str = ""
    recipient: str = ""
    message: str = ""

    @property
    def available(self) -> int:
        """What can be spent now (R2)."""
        return self.left - self.held

    @property
    def reference(self) -> str:
        """The part of the control account that is this card's."""
        return reference(self.number)

    @property
    def name(self) -> str:
        """What it is called on screens and papers: *Gift card •1234*."""
        return _("Gift card {tail}").format(tail=tail(self.code))

    def state_on(self, today: str) -> CardState:
        """What it is on a day; it can be used on its last day."""
        if self.is_void:
            return CardState.VOID
        expired = self.expires_on and self.expires_on < today
        return CardState.EXPIRED if expired else CardState.ACTIVE

    def check_usable(self, today: str) -> None:
        """Make sure that it can be used.

        Raises:
            UserError: it is void, or past its last day.
        """
        state = self.state_on(today)
        if state is CardState.VOID:
            raise UserError(
                _("{card} is void: its value was moved to another card.").format(card=self.name),
                field="code",
            )
        if state is CardState.EXPIRED:
            raise UserError(_("{card} has expired.").format(card=self.name), field="code")

    def check_available(self, amount: int) -> None:
        """Make sure that so much of it can be spent.

        Raises:
            UserError: it is none, or more than there is and no open ticket holds.
        """
        if amount <= 0:
            raise UserError(_("Enter an amount above zero."), field="amount")
        if amount > self.available:
            said = _("Only {most} is left on {card}.")
            if self.held:
                said = _("Only {most} can be used of {card}: open tickets hold {held} of it.")
            raise UserError(
                said.format(most=money(self.available), card=self.name, held=money(self.held)),
                field="amount",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """What a ticket's line does with a card: sells a new one, or (without a ``code``) tops one up.

    ``number`` is the card's, ``expires_on`` its last day once the ticket is closed.
    """

    number: int
    code: str = ""
    recipient: str = ""
    message: str = ""
    expires_on: str = ""

    @property
    def is_new(self) -> bool:
        """Whether the card is sold, not topped up."""
        return bool(self.code)


def reference(number: int) -> str:
    """The part of the control account that is the card's of this number."""
    return f"G{number}"


def tail(code: str) -> str:
    """The end of a code, by which people tell cards apart: *•1234*."""
    return f"•{code[-4:]}"


def shown(code: str) -> str:
    """A code as it is printed and read: in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def new_code() -> str:
    """A code that nobody can guess. It always has a letter: digits only are pre-printed cards'."""
    while True:
        body = "".join(secrets.choice(LETTERS) for _character in range(LENGTH - 1))
        code = body + _check_letter(body)
        if not code.isdigit():
            return code


def is_code(typed: str) -> bool:
    """Whether a scanned text is a gift card's code, as far as its form can tell."""
    try:
        read_code(typed)
    except UserError:
        return False
    return True


def read_code(typed: str) -> str:
    """The code that was scanned or typed, with or without spaces, hyphens and capitals.

    Raises:
        UserError: it cannot be a code, or a character of it is wrong.
    """
    code = re.sub(r"[\s\-\u2010-\u2015]", "", typed).upper()
    if not code:
        raise _refused(_("Scan or type the card’s code."))
    digits = code.isascii() and code.isdigit()
    if not digits:
        _check_characters(code)
    if digits and LENGTH <= len(code) <= _LONGEST:
        right = _is_gs1(code) if len(code) in _GS1 else _is_luhn(code)
    else:
        _check_length(code)
        right = code[-1] == _check_letter(code[:-1])
    if not right:
        raise _refused(_("A character of this code is wrong. Compare it with the card."))
    return code


def _check_characters(code: str) -> None:
    for character in code:
        if character not in LETTERS:
            raise _refused(
                _("No gift card’s code has “{character}” in it. Compare it with the card.").format(
                    character=character
                )
            )


def _check_length(code: str) -> None:
    if len(code) != LENGTH:
        raise _refused(
            _("A gift card’s code has {right} characters; this has {count}.").format(
                right=LENGTH, count=len(code)
            )
        )


def _refused(text: str) -> UserError:
    return UserError(text, field="code")


def _check_letter(body: str) -> str:
    prime = len(LETTERS)
    weighed = sum(place * LETTERS.index(c) for place, c in enumerate(body, 1))
    return LETTERS[-weighed * pow(LENGTH, -1, prime) % prime]


def _is_gs1(digits: str) -> bool:
    """GS1 General Specifications, 7.9: weights 3 and 1 from the right, before the check digit."""
    return _weighed(digits, lambda digit: 3 * digit) % 10 == 0


def _is_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: every second digit from the right is doubled, its digits added."""
    return _weighed(digits, lambda digit: sum(divmod(2 * digit, 10))) % 10 == 0


def _weighed(digits: str, second: Callable[[int], int]) -> int:
    return sum(
        second(int(digit)) if place % 2 else int(digit)
        for place, digit in enumerate(reversed(digits))
    )


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def earliest_expiry(today: str, floor_months: int) -> str:
    """The first last day that the law of the shop allows a card that gets money today, ISO text."""
    return add_months(date.fromisoformat(today), floor_months).isoformat()


def usual_expiry(today: str, months: int, floor_months: int) -> str:
    """A new card's last day as the shop chose it, ISO text; empty (never) for 0 months."""
    if not months:
        return ""
    return earliest_expiry(today, max(months, floor_months))


def check_expiry(expires_on: str, today: str, floor_months: int) -> None:
    """Make sure that a card that gets money today does not expire too early; never is always right.

    Raises:
        UserError: it is no date, or before the legal floor that the shop set.
    """
    if not expires_on:
        return
    try:
        date.fromisoformat(expires_on)
    except ValueError:
        raise UserError(_("Enter a date."), field="expires_on") from None
    if expires_on < earliest_expiry(today, floor_months):
        raise UserError(
            _("A gift card sold today must last {months} months at least.").format(
                months=floor_months
            ),
            field="expires_on",
        )
