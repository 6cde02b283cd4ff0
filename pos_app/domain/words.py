"""The language of screens and papers alike: gettext, for the whole process.

It stands in the domain because rules refuse in words. Entry points call :func:`use` once.
"""

import re
import unicodedata
from gettext import NullTranslations

_translations: NullTranslations = NullTranslations()


def use(translations: NullTranslations) -> None:
    """Speak this language from now on."""
    global _translations  # noqa: PLW0603 -- a till speaks one language, and so does its process
    _translations = translations


def language() -> str:
    """The code of the language spoken; what has no catalog is the source's own, English."""
    return _translations.info().get("language", "en")


def _(message: str) -> str:
    """The message in the shop's language; what is filled into it keeps its own direction."""
    return _Message(_translations.gettext(message))


class _Message(str):
    __slots__ = ()

    def format(self, *args: object, **values: object) -> str:
        kept = {name: isolated(v) if isinstance(v, str) else v for name, v in values.items()}
        return super().format(*args, **kept)


ISOLATE, END_ISOLATE = "\u2068", "\u2069"
_LEFTWARDS = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""The blocks that hold every character running from right to left."""


def runs_leftwards(text: str) -> bool:
    """Whether anything in the text runs from right to left."""
    return not text.isascii() and _LEFTWARDS.search(text) is not None


def isolated(text: str) -> str:
    """A name within other words, as it would stand alone (UAX #9, first strong isolate).

    Figures after an Arabic name would go to its other side, and those that it begins with stay behind.
    """
    return f"{ISOLATE}{text}{END_ISOLATE}" if runs_leftwards(text) else text


def plural(singular: str, several: str, count: int) -> str:
    """The form of a message that goes with ``count`` things; ``{count}`` is filled in."""
    return _translations.ngettext(singular, several, count).format(count=count)


def mark(message: str) -> str:
    """Mark a message for translation where it stands; it is translated where it is shown."""
    return message


def first_name(name: str) -> str:
    """How somebody is spoken of: by the first name, or by the whole where that is no word.

    *3 Stars Salon owes $45.00*, and never *3 owes $45.00*.
    """
    first = name.split(maxsplit=1)[:1]
    return first[0] if first and any(map(str.isalpha, first[0])) else name


def harmless(text: str) -> str:
    """Text without what a terminal or a spreadsheet would obey: control characters, and those that turn
    the direction of what follows. Line ends and tabs stay."""
    if text.isprintable():
        return text
    return "".join(
        c
        for c in text
        if c in "\n\t\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )


def searched(text: str) -> str:
    """Text as it is compared in a search, without accents, case and punctuation.

    ``Teléfono (móvil)`` is ``telefono movil``.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(words.split())


_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Characters that nobody sees and that turn, part or join what stands around them; not the joiners of
emoji and of Persian."""


def typed(text: str, most: int) -> str:
    """Free text as it is kept: at most ``most`` characters, without control characters, trimmed.

    A stray NUL or escape from a paste has no meaning in a note, and ends a text early elsewhere. A turned
    name would turn the amounts beside it, and one of unseen characters alone is no name.
    """
    seen = _UNSEEN.sub("", text[: 2 * most])
    kept = (" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in seen)
    return "".join(kept).strip()[:most]


def typed_lines(text: str, most: int) -> str:
    """Free text of several lines as it is kept: each as :func:`typed` keeps it."""
    return "\n".join(typed(line, most) for line in text.splitlines()).strip()[:most]
