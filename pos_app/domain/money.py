"""Money as whole minor units (rule R1): reading, writing, rounding and dividing it.

An amount is an ``int`` everywhere; a float never touches it. How a locale writes amounts comes in as
a :class:`MoneyFormat` value, so that this module needs no locale data.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pos_app.domain.words import _
from pos_app.errors import UserError

MAX_AMOUNT = 10**12 - 1
"""The largest amount a person may type, in minor units; sums of many stay far inside 64 bits."""

_MAX_TEXT = 40
_SPACES = "\u00a0\u202f\u2009 "


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency: its code and how many digits its minor unit has (JPY 0, USD 2, KWD 3)."""

    code: str
    exponent: int

    @property
    def unit(self) -> int:
        """Minor units in one major unit."""
        return int(10**self.exponent)


@dataclass(frozen=True, slots=True)
class MoneyFormat:
    """How one locale writes one currency. ``positive`` and ``negative`` hold ``{}`` for the number."""

    currency: Currency
    symbol: str
    decimal: str = "."
    group: str = ","
    positive: str = "${}"
    negative: str = "\u2212${}"
    first_group: int = 3
    other_groups: int = 3


DOLLARS = MoneyFormat(Currency("USD", 2), "$")

_shop_format = DOLLARS


def use_format(fmt: MoneyFormat) -> None:
    """Write and read the shop's amounts this way from now on. Called once, by entry points."""
    global _shop_format  # noqa: PLW0603 -- a shop has one currency, and so has its process
    _shop_format = fmt


def shop_format() -> MoneyFormat:
    """How the shop writes and reads amounts."""
    return _shop_format


def money(minor: int) -> str:
    """An amount as the shop writes it, for example ``$1,234.50``."""
    return format_amount(minor, _shop_format)


def counted(number: int) -> str:
    """A whole number as the shop writes it, for example ``1,240``. Below zero it has no sign."""
    whole = replace(_shop_format, currency=replace(_shop_format.currency, exponent=0))
    return format_number(number, whole)


def half_up(value: Fraction) -> int:
    """Round to a whole number; a half goes away from zero (R1)."""
    twice = abs(value) * 2
    rounded = (twice.numerator + twice.denominator) // (2 * twice.denominator)
    return rounded if value >= 0 else -rounded


def round_to(minor: int, step: int) -> int:
    """The nearest multiple of ``step``; a half goes away from zero. ``step`` 0 or 1 changes nothing."""
    return minor if step <= 1 else half_up(Fraction(minor, step)) * step


def split(total: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Divide ``total`` by ``weights`` so that the parts add up to it (largest remainder, R1).

    Equal remainders go to the earlier part. All weights zero: everything goes to the first part.
    """
    if not weights:
        if total:
            raise ValueError("nothing to spread an amount over")
        return []
    whole = sum(weights, Fraction(0))
    if whole == 0:
        return [total] + [0] * (len(weights) - 1)
    exact = [Fraction(abs(total)) * weight / whole for weight in weights]
    parts = [value.numerator // value.denominator for value in exact]
    missing = abs(total) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:missing]:
        parts[i] += 1
    return parts if total >= 0 else [-part for part in parts]


def format_number(minor: int, fmt: MoneyFormat) -> str:
    """The bare number of an absolute amount, grouped as the locale does, without symbol or sign."""
    exponent = fmt.currency.exponent
    digits = str(abs(minor)).rjust(exponent + 1, "0")
    whole, fraction = (digits[:-exponent], digits[-exponent:]) if exponent else (digits, "")
    groups: list[str] = []
    size = fmt.first_group
    while fmt.group and len(whole) > size:
        groups.insert(0, whole[-size:])
        whole, size = whole[:-size], fmt.other_groups
    return fmt.group.join([whole, *groups]) + (fmt.decimal + fraction if fraction else "")


def format_amount(minor: int, fmt: MoneyFormat) -> str:
    """The amount as people write it there: ``$1,234.50``, ``−$5.00``, ``1.234,50 €``."""
    return (fmt.negative if minor < 0 else fmt.positive).format(format_number(minor, fmt))


def parse_amount(text: str, fmt: MoneyFormat | None = None, *, field: str = "amount") -> int:
    """Read an amount that a person typed, in minor units, never negative.

    Strict where money could change its value: separators must be this locale's and stand where they
    belong, and no more decimals than the currency has. The symbol and spaces around are let go. The
    shop's format is read where none is given.

    Raises:
        UserError: in words that say what to type instead.
    """
    fmt = fmt or _shop_format
    if len(text) > _MAX_TEXT:
        raise _unreadable(text[:12] + "\u2026", fmt, field)
    number = text.strip(_SPACES + "\t\n\r")
    for symbol in symbols_of(fmt):
        number = number.removeprefix(symbol).removesuffix(symbol).strip(_SPACES)
    if not number:
        raise UserError(_("Enter an amount."), field=field)
    if number[0] in "-\u2212":
        raise UserError(_("Enter an amount above zero, without a minus sign."), field=field)
    whole, point, fraction = number.partition(fmt.decimal)
    if not _plain_digits(whole or "0", fmt) or (point and not (fraction + whole)):
        raise _unreadable(number, fmt, field)
    if fraction and not (fraction.isascii() and fraction.isdigit()):
        raise _unreadable(number, fmt, field)
    exponent = fmt.currency.exponent
    if len(fraction) > exponent:
        raise UserError(_too_many_decimals(fmt), field=field)
    minor = int(_ungrouped(whole, fmt) or "0") * fmt.currency.unit
    minor += int(fraction.ljust(exponent, "0") or "0")
    if minor > MAX_AMOUNT:
        raise UserError(
            _("That is more than {most}, the largest amount the till can take.").format(
                most=format_amount(MAX_AMOUNT, fmt)
            ),
            field=field,
        )
    return minor


def symbols_of(fmt: MoneyFormat) -> tuple[str, ...]:
    """What people write beside an amount: the symbol, as wide as a Chinese character too, or the code."""
    wide = ("\uffe5",) if fmt.symbol == "¥" else ()
    return (*filter(None, [fmt.symbol]), fmt.currency.code, *wide)


def _marks(fmt: MoneyFormat) -> str:
    """The group mark, and what a keyboard offers in its place."""
    alike = (_SPACES, "\u2019'")
    return next((marks for marks in alike if fmt.group and fmt.group in marks), fmt.group)


def _ungrouped(whole: str, fmt: MoneyFormat) -> str:
    for mark in _marks(fmt):
        whole = whole.replace(mark, "")
    return whole


def _plain_digits(whole: str, fmt: MoneyFormat) -> bool:
    """Whether the whole part is ASCII digits, grouped not at all or exactly as the locale groups."""
    digits = _ungrouped(whole, fmt)
    if not (digits.isascii() and digits.isdigit()):
        return False
    if digits == whole:
        return True
    plain = whole
    for mark in _marks(fmt):
        plain = plain.replace(mark, fmt.group)
    return plain == format_number(int(digits) * fmt.currency.unit, fmt).partition(fmt.decimal)[0]


def _unreadable(text: str, fmt: MoneyFormat, field: str) -> UserError:
    example = format_number(123450 if fmt.currency.exponent else 1234, fmt)
    return UserError(
        _("“{text}” is not an amount. Write it like {example}.").format(text=text, example=example),
        field=field,
    )


def _too_many_decimals(fmt: MoneyFormat) -> str:
    if fmt.currency.exponent == 0:
        return _("{currency} has no decimals.").format(currency=fmt.currency.code)
    return _("{currency} has only {count} decimals.").format(
        currency=fmt.currency.code, count=fmt.currency.exponent
    )
