"""Sales taxes (R1)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.money import Currency, MoneyFormat, half_up, use_format
from pos_app.domain.tax import PPM, TaxRate, TaxRounding, TaxRules, line_taxes

VAT = TaxRate("VAT", "VAT", 200_000)
CITY = TaxRate("CITY", "City tax", 12_500)
SALES = TaxRate("SALES", "Sales tax", 82_500)
INCLUDED = TaxRules(included=True)
PER_TICKET = TaxRules(rounding=TaxRounding.PER_TICKET)
INCLUDED_PER_TICKET = TaxRules(included=True, rounding=TaxRounding.PER_TICKET)

AMOUNTS = st.lists(st.integers(0, 10**7), min_size=1, max_size=8)
ANY_RATES = st.lists(
    st.builds(TaxRate, st.sampled_from("ABCD"), st.just("Tax"), st.integers(0, 300_000)),
    unique_by=lambda rate: rate.code,
    max_size=3,
).map(tuple)


def test_r1_per_line_each_rate_rounds_once_on_the_line() -> None:
    # 0.06 at 8.25 % is 0.00495 a line: nothing on each, though three make 0.01485.
    assert line_taxes([6, 6, 6], [(SALES,)] * 3, TaxRules()) == [{"SALES": 0}] * 3


def test_r1_per_ticket_each_rate_rounds_once_on_the_sum_and_is_spread() -> None:
    shares = line_taxes([6, 6, 6], [(SALES,)] * 3, PER_TICKET)
    assert [share["SALES"] for share in shares] == [1, 0, 0]


def test_r1_several_rates_round_apart_from_one_another() -> None:
    assert line_taxes([1000], [(SALES, CITY)], TaxRules()) == [{"SALES": 83, "CITY": 13}]


def test_r1_in_prices_with_tax_the_taxes_are_rounded_and_net_is_the_rest() -> None:
    assert line_taxes([10_000], [(VAT,)], INCLUDED) == [{"VAT": 1667}]
    assert line_taxes([10_000], [(VAT, CITY)], INCLUDED) == [{"VAT": 1649, "CITY": 103}]


def test_r1_a_rate_on_some_lines_is_spread_over_those_only() -> None:
    shares = line_taxes([100, 100, 100], [(VAT,), (), (VAT, CITY)], PER_TICKET)
    assert shares == [{"VAT": 20}, {}, {"VAT": 20, "CITY": 1}]


@given(AMOUNTS, ANY_RATES)
def test_r1_tax_per_ticket_adds_up_to_one_rounding_of_each_rate(
    amounts: list[int], rates: tuple[TaxRate, ...]
) -> None:
    shares = line_taxes(amounts, [rates] * len(amounts), PER_TICKET)
    for rate in rates:
        exact = Fraction(sum(amounts) * rate.rate_ppm, PPM)
        assert sum(share[rate.code] for share in shares) == half_up(exact)


@given(AMOUNTS, ANY_RATES)
def test_r1_included_tax_per_ticket_adds_up_to_one_rounding_of_each_rate(
    amounts: list[int], rates: tuple[TaxRate, ...]
) -> None:
    shares = line_taxes(amounts, [rates] * len(amounts), INCLUDED_PER_TICKET)
    base = PPM + sum(rate.rate_ppm for rate in rates)
    for rate in rates:
        exact = Fraction(sum(amounts) * rate.rate_ppm, base)
        assert sum(share[rate.code] for share in shares) == half_up(exact)


@given(st.integers(0, 10**9), ANY_RATES, st.sampled_from(TaxRounding))
def test_r1_on_one_line_both_roundings_agree(
    amount: int, rates: tuple[TaxRate, ...], rounding: TaxRounding
) -> None:
    for included in (False, True):
        once = line_taxes([amount], [rates], TaxRules(included))
        assert line_taxes([amount], [rates], TaxRules(included, rounding)) == once


@given(AMOUNTS, ANY_RATES)
def test_included_tax_is_never_more_than_the_price(
    amounts: list[int], rates: tuple[TaxRate, ...]
) -> None:
    for amount, share in zip(
        amounts, line_taxes(amounts, [rates] * len(amounts), INCLUDED), strict=True
    ):
        assert 0 <= sum(share.values()) <= amount


@pytest.mark.parametrize(
    ("ppm", "shown"), [(82_500, "8.25%"), (200_000, "20%"), (0, "0%"), (12_345, "1.2345%")]
)
def test_a_rate_is_shown_as_people_say_it(ppm: int, shown: str) -> None:
    assert TaxRate("X", "X", ppm).percent == shown


def test_a_rate_has_the_decimal_mark_of_the_shop_s_place() -> None:
    use_format(MoneyFormat(Currency("EUR", 2), "€", ",", ".", "{} €", "−{} €"))
    assert TaxRate("X", "X", 82_500).percent == "8,25%"
