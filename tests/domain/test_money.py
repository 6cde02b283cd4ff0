"""Reading, writing, rounding and dividing money (R1, R3; bad input of the issue's section 5)."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pos_app import locales
from pos_app.domain.money import (
    DOLLARS,
    MAX_AMOUNT,
    Currency,
    MoneyFormat,
    format_amount,
    format_number,
    half_up,
    money,
    parse_amount,
    round_to,
    split,
    use_format,
)
from pos_app.errors import UserError

GERMAN = locales.money_format("EUR", "de_DE")
FRENCH = locales.money_format("EUR", "fr_FR")
YEN = locales.money_format("JPY", "ja_JP")
DINARS = locales.money_format("KWD", "en_US")
RUPEES = locales.money_format("INR", "en_IN")

WEIGHTS = st.lists(st.one_of(st.integers(0, 10**9), st.fractions(0, 1000)), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        (Fraction(1, 2), 1),
        (Fraction(-1, 2), -1),
        (Fraction(3, 2), 2),
        (Fraction(5, 2), 3),
        (Fraction(-5, 2), -3),
        (Fraction(49, 100), 0),
        (Fraction(-49, 100), 0),
        (Fraction(51, 100), 1),
    ],
)
def test_r1_a_half_rounds_away_from_zero(exact: Fraction, rounded: int) -> None:
    assert half_up(exact) == rounded


@given(st.fractions(-(10**9), 10**9))
def test_r1_rounding_is_never_more_than_half_a_unit_away(exact: Fraction) -> None:
    assert abs(half_up(exact) - exact) <= Fraction(1, 2)
    assert half_up(-exact) == -half_up(exact)


@given(st.integers(-(10**12), 10**12), WEIGHTS)
def test_r1_a_sum_split_into_parts_loses_nothing(total: int, weights: list[int | Fraction]) -> None:
    assert sum(split(total, weights)) == total


@given(st.integers(-(10**9), 10**9), WEIGHTS)
def test_r1_each_part_of_a_split_is_less_than_one_unit_from_exact(
    total: int, weights: list[int | Fraction]
) -> None:
    whole = sum(weights, Fraction(0))
    if whole:
        for part, weight in zip(split(total, weights), weights, strict=True):
            assert abs(part - Fraction(total) * weight / whole) < 1


def test_r1_the_largest_remainder_gets_the_cent_left_over() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [5, 4, 3]) == [4, 3, 3]
    assert split(-100, [1, 1, 1]) == [-34, -33, -33]


def test_r1_a_part_without_weight_gets_nothing_of_a_split() -> None:
    assert split(7, [0, 3, 0, 3]) == [0, 4, 0, 3]


def test_splitting_among_nobody_is_a_mistake_unless_there_is_nothing() -> None:
    assert split(0, []) == []
    with pytest.raises(ValueError, match="nothing to spread"):
        split(1, [])


@pytest.mark.parametrize(
    ("minor", "step", "rounded"),
    [(1002, 5, 1000), (1003, 5, 1005), (1005, 10, 1010), (1004, 10, 1000), (7, 0, 7), (7, 1, 7)],
)
def test_r15_cash_rounds_to_the_nearest_step_and_a_half_up(
    minor: int, step: int, rounded: int
) -> None:
    assert round_to(minor, step) == rounded


@pytest.mark.parametrize(
    ("minor", "fmt", "shown"),
    [
        (123450, DOLLARS, "$1,234.50"),
        (-500, DOLLARS, "−$5.00"),
        (0, DOLLARS, "$0.00"),
        (5, DOLLARS, "$0.05"),
        (1234, YEN, "¥1,234"),
        (1234567, DINARS, "KWD\u00a01,234.567"),
        (1234567890, RUPEES, "₹1,23,45,678.90"),
        (123450, GERMAN, "1.234,50\u00a0€"),
    ],
)
def test_r3_amounts_are_written_as_the_place_writes_them(
    minor: int, fmt: MoneyFormat, shown: str
) -> None:
    assert format_amount(minor, fmt) == shown


PLACES = [
    locales.money_format(currency, place)
    for currency in ("USD", "EUR", "JPY", "KWD", "CHF", "INR", "CLF")
    for place in (
        "en_US", "de_DE", "de_CH", "fr_FR", "fr_CH", "es_ES", "es_MX", "en_IN", "pt_BR", "da_DK",
        "sv_SE", "pl_PL", "ja_JP", "ar_EG", "fa_IR", "he_IL", "hi_IN", "nb_NO", "tr_TR", "bn_BD",
    )
]  # fmt: skip


@given(st.sampled_from(PLACES), st.integers(0, MAX_AMOUNT))
@example(DOLLARS, MAX_AMOUNT)
def test_what_the_till_writes_it_reads_back(fmt: MoneyFormat, minor: int) -> None:
    assert parse_amount(format_amount(minor, fmt), fmt) == minor
    assert parse_amount(format_number(minor, fmt), fmt) == minor


@given(st.text(max_size=60), st.sampled_from(PLACES))
def test_any_text_is_read_as_an_amount_or_refused_in_words(text: str, fmt: MoneyFormat) -> None:
    refusal = None
    try:
        minor = parse_amount(text, fmt)
    except UserError as refused:
        refusal = refused
    if refusal is None:
        assert 0 <= minor <= MAX_AMOUNT
    else:
        assert refusal.text
        assert refusal.field == "amount"


@given(st.text("0123456789.,- $\u00a0'e", max_size=12))
def test_text_is_read_only_as_the_amount_that_its_digits_say(text: str) -> None:
    try:
        minor = parse_amount(text)
    except UserError:
        return
    whole, _point, cents = text.strip(" \u00a0$").replace(",", "").partition(".")
    assert minor == int(whole or 0) * 100 + int(cents.ljust(2, "0"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u00a0\t\n",
        "$",
        ".",
        ",",
        "-5",
        "−5",
        "-0",
        "$-5",
        "(5)",
        "5-",
        "+5",
        "1.005",
        "1.000,00",
        "1,5",
        "1,00",
        "12,34.00",
        "1,0000",
        ",100",
        "0,100",
        "1,,000",
        "1,000,",
        "1.0.0",
        "1 000",
        "١٢",
        "１２",
        "²",
        "½",
        "1e5",
        "1E5",
        "0x10",
        "1_000",
        "٫5",
        "1٫5",
        "inf",
        "nan",
        "5 5",
        "5\x00",
        "\x1b[31m5",
        "5\u202e",
        "5\n5",
        "$$5",
        "€5",
        "1" * 10_000,
        "0" * 10_000,
        " " * 10_000 + "5",
        "1000000000000000",
        "10000000000.00",
        "five",
        "' OR 1=1 --",
        "{}",
        "%s",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_amount(text)
    assert refused.value.field == "amount"
    assert len(refused.value.text) < 200


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("0", 0),
        ("5", 500),
        ("5.", 500),
        (".5", 50),
        ("0.05", 5),
        ("007", 700),
        ("1000", 100_000),
        ("1,000.00", 100_000),
        ("$1,000.00", 100_000),
        ("1,000.00 USD", 100_000),
        (" 12.3 ", 1230),
        ("9,999,999,999.99", MAX_AMOUNT),
    ],
)
def test_what_people_type_in_the_united_states_is_read(text: str, minor: int) -> None:
    assert parse_amount(text) == minor


@pytest.mark.parametrize("text", ["1.000,00", "1000,00", "1.000", "€ 1.000,00", "1.000,00 EUR"])
def test_a_german_thousand_is_read_where_it_is_german(text: str) -> None:
    assert parse_amount(text, GERMAN) == 100_000


@pytest.mark.parametrize("text", ["1,000.00", "1.00", "10.00,00", "1,000"])
def test_an_american_amount_is_not_guessed_at_in_germany(text: str) -> None:
    with pytest.raises(UserError):
        parse_amount(text, GERMAN)


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", " "])
def test_french_thousands_may_be_parted_by_any_space(space: str) -> None:
    assert parse_amount(f"1{space}234{space}567,89{space}€", FRENCH) == 123_456_789


@pytest.mark.parametrize("text", ["12\u00a034,00", "1\u00a0\u00a0234,00", "1\u00a0234,5\u00a00"])
def test_french_spaces_must_stand_where_thousands_part(text: str) -> None:
    with pytest.raises(UserError):
        parse_amount(text, FRENCH)


@pytest.mark.parametrize("typed", ["¥1,234", "￥1,234", "1234￥", "JPY 1,234"])
def test_a_yen_sign_is_read_however_wide_it_is(typed: str) -> None:
    assert parse_amount(typed, YEN) == 1234


def test_a_currency_without_decimals_takes_none() -> None:
    assert parse_amount("1,234", YEN) == 1234
    with pytest.raises(UserError, match="JPY has no decimals"):
        parse_amount("12.5", YEN)


def test_a_currency_with_three_decimals_takes_three() -> None:
    assert parse_amount("1.005", DINARS) == 1005
    with pytest.raises(UserError, match="only 3 decimals"):
        parse_amount("1.0005", DINARS)


def test_a_refusal_names_the_field_and_says_what_to_type() -> None:
    with pytest.raises(UserError, match=r"Write it like 1,234\.50") as refused:
        parse_amount("abc", field="tip")
    assert refused.value.field == "tip"


def test_the_largest_amount_is_named_when_it_is_passed() -> None:
    with pytest.raises(UserError, match=r"\$9,999,999,999\.99"):
        parse_amount("10000000000")


def test_the_shop_writes_and_reads_in_its_own_format() -> None:
    use_format(GERMAN)
    assert money(123450) == "1.234,50\u00a0€"
    assert parse_amount("1.234,50") == 123450


@pytest.mark.parametrize(("exponent", "unit"), [(0, 1), (2, 100), (3, 1000)])
def test_r1_a_currency_has_its_own_minor_unit(exponent: int, unit: int) -> None:
    assert Currency("XXX", exponent).unit == unit
