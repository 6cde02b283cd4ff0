"""How a place writes money, dates and times, and the currencies and locales there are to choose.

The data is Babel's (CLDR). Babel is imported only where a format is worked out; the result is a small
value that the shop's database keeps, so a normal start needs no Babel at all. Exponents are not
CLDR's, which follow what people use, but those of ISO 4217.
"""

import json
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from pos_app.config import TRANSLATIONS
from pos_app.domain.money import DOLLARS, Currency, MoneyFormat
from pos_app.domain.words import _, language, mark, searched
from pos_app.errors import UserError

if TYPE_CHECKING:
    from babel import Locale

# ISO 4217, list one, column "Minor unit"; every other currency has two digits.
_EXPONENTS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
# Marks that turn the direction of writing: the digits are Latin always, and people do not type them.
_PLAINLY = str.maketrans("\uffe5", "¥", "\u200e\u200f\u061c")
"""The yen sign of Japanese locales is as wide as a Chinese character, and on no code page of a printer."""
_MINUS = "\u2212"
_NO_BREAK_SPACE = "\u00a0"
_WEEKDAYS = mark("Mon Tue Wed Thu Fri Sat Sun")
_MONTHS = mark("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")


@dataclass(frozen=True, slots=True)
class WhenFormat:
    """How one locale writes dates and times in short: CLDR patterns, and its words for half-days."""

    date: str = "M/d/yy"
    time: str = "h:mm a"
    am: str = "AM"
    pm: str = "PM"


@dataclass(frozen=True, slots=True)
class Formats:
    """How one shop writes money and times."""

    locale: str = "en_US"
    money: MoneyFormat = DOLLARS
    when: WhenFormat = WhenFormat()


_formats = Formats()


def use_formats(formats: Formats) -> None:
    """Write dates and times this way from now on. Called once, by entry points."""
    global _formats  # noqa: PLW0603 -- a shop stands in one place, and so does its process
    _formats = formats


def exponent(currency: str) -> int:
    """The digits of a currency's minor unit by ISO 4217: JPY 0, USD 2, KWD 3."""
    return next((digits for digits, codes in _EXPONENTS.items() if currency in codes.split()), 2)


def formats(currency: str, locale: str) -> Formats:
    """How ``locale`` writes ``currency``, dates and times.

    Raises:
        UserError: there is no such currency or locale.
    """
    if (currency, locale) == ("USD", "en_US"):
        return Formats()
    return Formats(locale, money_format(currency, locale), _when_format(_locale(locale)))


def money_format(currency: str, locale: str) -> MoneyFormat:
    """How ``locale`` writes amounts in ``currency``; digits are Latin always.

    Raises:
        UserError: there is no such currency or locale.
    """
    from babel.numbers import get_currency_symbol, is_currency

    place = _locale(locale)
    if not is_currency(currency):
        raise UserError(
            _("“{code}” is not a currency code of ISO 4217.").format(code=currency),
            field="currency",
        )
    signs = place.number_symbols["latn"]
    symbol = _plain(get_currency_symbol(currency, place))
    pattern = place.currency_formats["standard"]
    # Babel has no signs for some of the rarest locales beyond the ones they inherit.
    minus = _plain(signs.get("minusSign", "-")).replace("-", _MINUS)
    positive, negative = (
        _around(pattern.prefix[i], pattern.suffix[i], symbol, minus) for i in (0, 1)
    )
    return MoneyFormat(
        currency=Currency(currency, exponent(currency)),
        symbol=symbol,
        decimal=signs.get("currencyDecimal", signs["decimal"]),
        group=signs.get("currencyGroup", signs["group"]),
        positive=positive,
        negative=negative,
        first_group=pattern.grouping[0],
        other_groups=pattern.grouping[1],
    )


def _around(prefix: str, suffix: str, symbol: str, minus: str) -> str:
    """One sign's pattern, with a space between digits and a symbol that ends in a letter (CLDR)."""
    before = _plain(prefix).replace("-", minus).replace("\u00a4", symbol)
    after = _plain(suffix).replace("-", minus).replace("\u00a4", symbol)
    before += _NO_BREAK_SPACE if before[-1:].isalpha() else ""
    after = (_NO_BREAK_SPACE if after[:1].isalpha() else "") + after
    return before + "{}" + after


def _plain(text: str) -> str:
    return text.translate(_PLAINLY)


def _locale(code: str) -> "Locale":
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError) as error:
        raise UserError(
            _("“{code}” is not a locale the till knows.").format(code=code), field="locale"
        ) from error


def _when_format(place: "Locale") -> WhenFormat:
    half_days = place.day_periods["format"]["abbreviated"]
    return WhenFormat(
        date=_plain(place.date_formats["short"].pattern),
        # A narrow no-break space is more than most receipt printers have.
        time=_plain(place.time_formats["short"].pattern).replace("\u202f", " "),
        am=half_days.get("am", "AM"),
        pm=half_days.get("pm", "PM"),
    )


def format_date(moment: datetime) -> str:
    """The day in short, as the shop's place writes it: ``11/22/26``."""
    return _fill(_formats.when.date, moment)


def date_pattern() -> str:
    """How a day is typed in the shop's place: a CLDR pattern with the whole year, ``M/d/yyyy``."""
    return re.sub("y+", "yyyy", re.sub("G+ ?", "", _formats.when.date)).strip()


def format_time(moment: datetime) -> str:
    """The time of day in short: ``2:05 PM``."""
    return _fill(_formats.when.time, moment)


def format_when(moment: datetime) -> str:
    """Day and time in short: ``11/22/26 2:05 PM``."""
    return f"{format_date(moment)} {format_time(moment)}"


def format_day(day: date) -> str:
    """A day without its year, in the language spoken: ``22 Nov``."""
    return _("{day} {month}").format(day=day.day, month=_(_MONTHS).split()[day.month - 1])


def format_clock(moment: datetime) -> str:
    """The day in the language spoken, the time as the shop's place writes it: ``Sun 22 Nov · 4:43 PM``."""
    weekday = _(_WEEKDAYS).split()[moment.weekday()]
    return f"{weekday} {format_day(moment)} · {format_time(moment)}"


def read_date(typed: str, today: date) -> date | None:
    """The day that a person typed as the shop's place writes it, or as ``2026-11-22``; none otherwise.

    Without a year it is the latest such day up to ``today``.
    """
    pattern = "y-M-d" if re.fullmatch(r"\d{4}-\d\d?-\d\d?", typed) else _formats.when.date
    order = re.sub(r"[^yMd]|(.)(?=\1)", "", pattern)
    marks = set(re.sub(r"\w", "", pattern))
    parts = re.findall(r"\d+", typed)
    if not set(typed) <= marks | set("0123456789") or not 2 <= len(parts) <= 3:
        return None
    found = dict(
        zip(order if len(parts) == 3 else order.replace("y", ""), map(int, parts), strict=True)
    )
    year = found.get("y", today.year)
    try:
        day = date(year + 2000 * (year < 100), found["M"], found["d"])
        return day.replace(year=year - 1) if "y" not in found and day > today else day
    except ValueError:
        return None


def _fill(pattern: str, moment: datetime) -> str:
    """A short CLDR pattern filled in; ``'…'`` in it is text as it stands."""

    def field(found: re.Match[str]) -> str:
        letters = found.group()
        if letters.startswith("'"):
            return letters.strip("'")
        width = len(letters)
        match letters[0]:
            case "y":
                return f"{moment.year % 100:02d}" if width == 2 else str(moment.year)
            case "M" | "L":
                return f"{moment.month:0{width}d}"
            case "d":
                return f"{moment.day:0{width}d}"
            case "H":
                return f"{moment.hour:0{width}d}"
            case "h" | "K":
                return f"{moment.hour % 12 or (12 if letters[0] == 'h' else 0):0{width}d}"
            case "m":
                return f"{moment.minute:0{width}d}"
            case "a" | "b" | "B":
                return _formats.when.am if moment.hour < 12 else _formats.when.pm
            case _:
                return ""

    return re.sub(r"'[^']*'|([A-Za-z])\1*", field, pattern).strip()


def currencies() -> list[tuple[str, str, str]]:
    """The currencies in use somewhere today, by name.

    Code, name in the language spoken, and what else it is found by: its English name and the countries
    that use it, in both languages.
    """
    from babel.core import get_global

    here, english = _locale(language()), _locale("en")
    countries: dict[str, list[str]] = {}
    for country, tenders in get_global("territory_currencies").items():
        for code, _since, until, is_tender in tenders:
            if until is None and is_tender:
                countries.setdefault(code, []).append(country)
    found = []
    for code, used_in in countries.items():
        others = [english.currencies.get(code, "")]
        others += (place.territories.get(c, "") for c in used_in for place in (here, english))
        found.append((code, _heading(here.currencies.get(code, code)), " ".join(others)))
    return sorted(found, key=lambda entry: searched(entry[1]))


def locales() -> list[tuple[str, str, str]]:
    """The places whose formats the till knows, by name.

    Code, name in the language spoken and in the place's own, and what else it is found by: its English
    name.
    """
    from babel import Locale
    from babel.localedata import locale_identifiers

    here, english = _locale(language()), _locale("en")
    found = []
    for code in locale_identifiers():
        if re.fullmatch(r"[a-z]+_[A-Z]+", code):
            place = Locale.parse(code)
            names = (place.get_display_name(here), place.get_display_name())
            shown = dict.fromkeys(_heading(name) for name in names if name)
            found.append((code, " · ".join(shown) or code, place.get_display_name(english) or ""))
    return sorted(found, key=lambda entry: searched(entry[1]))


def _heading(name: str) -> str:
    """A name as it begins a line: within a sentence many languages begin these small."""
    return name[:1].upper() + name[1:]


def languages() -> list[tuple[str, str]]:
    """The languages the till speaks: code and name in that language. English is its own."""
    spoken = {"en": "English", "es": "Español"}
    folders = {path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/pos.mo")}
    return [(code, name) for code, name in spoken.items() if code == "en" or code in folders]


def to_json(value: Formats) -> str:
    """The formats as the shop's database keeps them."""
    return json.dumps(asdict(value))


def from_json(text: str) -> Formats:
    """Formats that were kept.

    Raises:
        ValueError, TypeError, KeyError: they were kept by another version.
    """
    kept = json.loads(text)
    money = kept["money"]
    currency = Currency(**money.pop("currency"))
    return Formats(kept["locale"], MoneyFormat(currency, **money), WhenFormat(**kept["when"]))
