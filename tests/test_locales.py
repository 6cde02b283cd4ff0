"""Money and times as each place writes them, and read back to the cent."""

import re
from datetime import date, datetime
from gettext import translation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app import locales
from pos_app.config import TRANSLATIONS
from pos_app.domain import words
from pos_app.domain.money import DOLLARS, MAX_AMOUNT, format_amount, parse_amount
from pos_app.errors import UserError

_CURRENCIES = [code for code, *_ in locales.currencies()]
_PLACES = [code for code, *_ in locales.locales()]


@given(
    minor=st.integers(0, MAX_AMOUNT),
    currency=st.sampled_from(_CURRENCIES),
    place=st.sampled_from(_PLACES),
)
def test_every_amount_is_read_back_as_it_was_written(minor: int, currency: str, place: str) -> None:
    fmt = locales.money_format(currency, place)
    assert parse_amount(format_amount(minor, fmt), fmt) == minor


def test_every_place_and_every_currency_can_be_written_and_read() -> None:
    assert len(_PLACES) > 200
    assert len(_CURRENCIES) > 150
    pairs = {(currency, "en_US") for currency in _CURRENCIES}
    pairs |= {(currency, place) for place in _PLACES for currency in ("EUR", "JPY", "KWD", "INR")}
    for currency, place in sorted(pairs):
        fmt = locales.money_format(currency, place)
        written = format_amount(123_456_789, fmt)
        assert parse_amount(written, fmt) == 123_456_789, (currency, place, written)
        assert "\u200f" not in written


@pytest.mark.parametrize(
    ("currency", "place", "minor", "written"),
    [
        ("USD", "en_US", 123450, "$1,234.50"),
        ("USD", "en_US", -500, "−$5.00"),
        ("EUR", "de_DE", 123450, "1.234,50\u00a0€"),
        ("EUR", "fr_FR", 123450, "1\u202f234,50\u00a0€"),
        ("EUR", "es_ES", 123450, "1.234,50\u00a0€"),
        ("SEK", "sv_SE", -123450, "−1\u00a0234,50\u00a0kr"),
        ("INR", "hi_IN", 123456789, "₹12,34,567.89"),
        ("CHF", "de_CH", 123450, "CHF\u00a01’234.50"),
        ("JPY", "ja_JP", 1234, "¥1,234"),
        ("KWD", "en_US", 1234567, "KWD\u00a01,234.567"),
        ("EGP", "ar_EG", 123450, "1,234.50\u00a0ج.م."),
    ],
)
def test_places_write_amounts_in_their_own_way(
    currency: str, place: str, minor: int, written: str
) -> None:
    assert format_amount(minor, locales.money_format(currency, place)) == written


def test_exponents_are_those_of_iso_4217_and_not_of_what_people_use() -> None:
    digits = {code: locales.exponent(code) for code in ("JPY", "USD", "KWD", "IQD", "LAK", "CLF")}
    assert digits == {"JPY": 0, "USD": 2, "KWD": 3, "IQD": 3, "LAK": 2, "CLF": 4}


def test_the_built_in_dollars_are_what_babel_would_say() -> None:
    assert locales.money_format("USD", "en_US") == DOLLARS
    assert locales._when_format(locales._locale("en_US")) == locales.WhenFormat()


@pytest.mark.parametrize("place", ["xx_YY", "", "../../etc"])
def test_an_unknown_locale_is_refused(place: str) -> None:
    with pytest.raises(UserError, match="is not a locale"):
        locales.formats("EUR", place)


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(UserError, match="ISO 4217"):
        locales.formats("XYZZY", "es_ES")


@pytest.mark.parametrize(
    ("place", "written"),
    [
        ("en_US", "11/22/26 2:05 PM"),
        ("en_GB", "22/11/2026 14:05"),
        ("es_ES", "22/11/26 14:05"),
        ("de_DE", "22.11.26 14:05"),
        ("sv_SE", "2026-11-22 14:05"),
        ("ja_JP", "2026/11/22 14:05"),
    ],
)
def test_places_write_times_in_their_own_way(place: str, written: str) -> None:
    locales.use_formats(locales.formats("EUR", place))
    assert locales.format_when(datetime(2026, 11, 22, 14, 5)) == written  # noqa: DTZ001


@pytest.mark.parametrize(("place", "told"), [("en_US", "2:05 PM"), ("de_CH", "14:05")])
def test_the_clock_on_the_wall_tells_the_time_as_histories_do(place: str, told: str) -> None:
    locales.use_formats(locales.formats("CHF", place))
    assert locales.format_clock(datetime(2026, 11, 22, 14, 5)) == f"Sun 22 Nov · {told}"  # noqa: DTZ001


def test_midnight_is_twelve_in_places_with_half_days() -> None:
    assert locales.format_time(datetime(2026, 11, 22, 0, 7)) == "12:07 AM"  # noqa: DTZ001


def test_every_place_writes_times_with_the_letters_that_are_filled_in() -> None:
    for place in _PLACES:
        when = locales._when_format(locales._locale(place))
        plain = re.sub("'[^']*'", "", when.date + when.time)
        letters = {c for c in plain if c.isascii() and c.isalpha()}
        assert letters <= set("yMLdHhKmabBG"), (place, when)


def test_formats_that_were_kept_are_the_same_again() -> None:
    made = locales.formats("INR", "hi_IN")
    assert locales.from_json(locales.to_json(made)) == made


def test_currencies_are_named_in_the_language_spoken() -> None:
    words.use(translation("pos", TRANSLATIONS, ["es"]))
    names = {code: name for code, name, _others in locales.currencies()}
    assert names["USD"] == "Dólar estadounidense"


def test_currencies_are_found_by_their_english_name_and_their_countries_too() -> None:
    words.use(translation("pos", TRANSLATIONS, ["es"]))
    others = {code: others for code, _name, others in locales.currencies()}
    assert "Swiss Franc" in others["CHF"]
    assert "Suiza" in others["CHF"]
    assert "Switzerland" in others["CHF"]


def test_places_are_named_in_the_language_spoken_and_in_their_own() -> None:
    words.use(translation("pos", TRANSLATIONS, ["es"]))
    names = {code: (name, others) for code, name, others in locales.locales()}
    assert names["de_DE"] == ("Alemán (Alemania) · Deutsch (Deutschland)", "German (Germany)")
    assert names["es_ES"][0] == "Español (España)"


@pytest.mark.parametrize(
    ("place", "typed", "day"),
    [
        ("en_US", "11/22/26", date(2026, 11, 22)),
        ("en_US", "2/3", date(2026, 2, 3)),
        ("en_US", "12/24", date(2025, 12, 24)),
        ("es_ES", "22/11/2026", date(2026, 11, 22)),
        ("de_DE", "3.2.", date(2026, 2, 3)),
        ("ja_JP", "2026-11-22", date(2026, 11, 22)),
        ("en_US", "2/30/26", None),
        ("en_US", "11.22.26", None),
        ("en_US", "Amara", None),
    ],
)
def test_a_day_is_read_as_its_place_writes_it(place: str, typed: str, day: date | None) -> None:
    locales.use_formats(locales.formats("USD", place))
    assert locales.read_date(typed, date(2026, 11, 22)) == day


@pytest.mark.parametrize(
    ("place", "pattern"),
    [
        ("en_US", "M/d/yyyy"),
        ("en_GB", "dd/MM/yyyy"),
        ("de_DE", "dd.MM.yyyy"),
        ("ja_JP", "yyyy/MM/dd"),
        ("sv_SE", "yyyy-MM-dd"),
    ],
)
def test_a_day_is_typed_as_its_place_writes_it(place: str, pattern: str) -> None:
    locales.use_formats(locales.formats("USD", place))
    assert locales.date_pattern() == pattern
