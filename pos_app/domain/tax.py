"""Sales taxes on the lines of one ticket (rule R1)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from pos_app.domain.money import half_up, shop_format, split
from pos_app.domain.words import _, isolated
from pos_app.errors import UserError

PPM = 1_000_000
"""Rates are whole parts per million: 8.25 % is 82 500."""


class TaxRounding(StrEnum):
    """Where a rate rounds: once on each line, or once on the ticket's sum."""

    PER_LINE = "line"
    PER_TICKET = "ticket"


@dataclass(frozen=True, slots=True)
class TaxRate:
    """One tax a shop collects. ``rate_ppm`` is in parts per million."""

    code: str
    name: str
    rate_ppm: int

    @property
    def percent(self) -> str:
        """The rate as the shop's place writes it, for example ``8.25%`` or ``8,25%``."""
        whole, rest = divmod(self.rate_ppm, 10_000)
        decimals = f"{rest:04d}".rstrip("0")
        return f"{whole}{shop_format().decimal}{decimals}%" if decimals else f"{whole}%"

    @property
    def label(self) -> str:
        """What stands beside the tax, for example ``VAT 8.25%``."""
        return f"{isolated(self.name)} {self.percent}"


@dataclass(frozen=True, slots=True)
class TaxRules:
    """How a shop's prices carry tax: included in them or added, and where it rounds."""

    included: bool = False
    rounding: TaxRounding = TaxRounding.PER_LINE


def parse_rate(text: str, decimal: str = ".") -> int:
    """Read a rate that a person typed, ``8.25`` or ``8.25 %``, in parts per million.

    ``decimal`` is the locale's mark; a point is read as well, for a rate has no groups of digits.

    Raises:
        UserError: it is not a rate from 0 to 100 percent.
    """
    found = re.fullmatch(r"(\d{1,3})(?:\.(\d{1,4}))?", _plain_rate(text, decimal), re.ASCII)
    if found is None:
        raise UserError(
            _("Enter a rate such as {example}.").format(example=f"8{decimal}25"), field="rate"
        )
    rate_ppm = int(found[1]) * 10_000 + int((found[2] or "").ljust(4, "0"))
    if rate_ppm > PPM:
        raise UserError(_("Enter a rate from 0 to 100 percent."), field="rate")
    return rate_ppm


def _plain_rate(text: str, decimal: str) -> str:
    return text[:40].replace("%", "").strip().replace(decimal, ".")


TaxShares = dict[str, int]
"""Tax by rate code, in minor units, on one line."""


def line_taxes(
    amounts: Sequence[int], rates: Sequence[tuple[TaxRate, ...]], rules: TaxRules
) -> list[TaxShares]:
    """The tax of each rate on each line.

    Per line, each rate rounds once on the line. Per ticket, each rate rounds once on the ticket's
    sum and is spread over the lines by largest remainder. In prices that include tax the taxes are
    what is rounded, and net is the rest.

    Args:
        amounts: what each line costs after discounts, in minor units; with tax when included.
        rates: the taxes on each line, side by side with ``amounts``.
    """
    exact = [_exact(amount, on_line, rules) for amount, on_line in zip(amounts, rates, strict=True)]
    if rules.rounding is TaxRounding.PER_LINE:
        return [{code: half_up(value) for code, value in line.items()} for line in exact]
    shares: list[TaxShares] = [{} for _ in exact]
    for code in sorted({code for line in exact for code in line}):
        taxed = [i for i, line in enumerate(exact) if code in line]
        weights = [exact[i][code] for i in taxed]
        for i, share in zip(taxed, split(half_up(sum(weights, Fraction(0))), weights), strict=True):
            shares[i][code] = share
    return shares


def _exact(amount: int, rates: tuple[TaxRate, ...], rules: TaxRules) -> dict[str, Fraction]:
    base = PPM + sum(rate.rate_ppm for rate in rates) if rules.included else PPM
    return {rate.code: Fraction(amount * rate.rate_ppm, base) for rate in rates}
