"""Every sentence of the product is translated, and no translation loses what is filled in."""

import re
import string

import pytest
from babel.messages.catalog import Catalog, Message

from installer.words import extracted, is_full, languages, load

LANGUAGES = dict(languages())


def fields(text: str) -> set[str]:
    """The names that a sentence fills in."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def forms(message: Message) -> list[tuple[str, str]]:
    """Each sentence with its translation; the last of the source's forms stands for all plurals."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[-1], form) for form in message.string or ()]


def is_in(catalog: Catalog, message: Message) -> bool:
    """Whether a catalog has a translation for every form of a sentence."""
    found = catalog.get(message.id)
    return found is not None and is_full(found)


def test_there_is_a_second_language() -> None:
    assert "es" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_source_is_translated(language: str) -> None:
    catalog = load(language, LANGUAGES[language])
    missing = [message.id for message in extracted() if message.id and not is_in(catalog, message)]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_in_the_same_names(language: str) -> None:
    wrong = [
        (source, translated)
        for message in load(language, LANGUAGES[language])
        if message.id
        for source, translated in forms(message)
        if fields(source) != fields(translated)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_end_as_their_sentence_does(language: str) -> None:
    """A question stays a question, and a label does not become a sentence."""
    wrong = [
        (source, translated)
        for message in load(language, LANGUAGES[language])
        if message.id
        for source, translated in forms(message)
        if re.findall(r"[.?!:…]$", source) != re.findall(r"[.?!:…]$", translated)
    ]
    assert wrong == []
