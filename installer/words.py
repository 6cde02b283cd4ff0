"""The translation catalogs: every sentence that the source shows, and what other languages make of it.

``python3 installer/dev.py words`` brings the catalogs up to date: new sentences come in empty, gone
ones go. What is translated stays.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from installer.console import ROOT, say

CATALOGS = ROOT / "resources" / "i18n"
_KEYWORDS = {"_": None, "mark": None, "plural": (1, 2)}
_SOURCES = ("pos_app", "ui")


def extracted(root: Path = ROOT) -> Catalog:
    """Every sentence in the source that is meant for a person."""
    catalog = Catalog(domain="pos", project="pos-app", fuzzy=False)
    for folder in _SOURCES:
        found = extract_from_dir(root / folder, [("**.py", "python")], keywords=_KEYWORDS)
        for file, line, message, comments, context in found:
            where = [(f"{folder}/{Path(file).as_posix()}", line)]
            catalog.add(message, None, where, auto_comments=comments, context=context)
    return catalog


def languages() -> Iterator[tuple[str, Path]]:
    """The languages there are, each with its catalog's file."""
    for folder in sorted(CATALOGS.iterdir()):
        yield folder.name, folder / "LC_MESSAGES" / "pos.po"


def load(language: str, file: Path) -> Catalog:
    """One language's catalog."""
    with file.open("rb") as source:
        return read_po(source, locale=language, domain="pos")


def main() -> int:
    """Update every catalog, and say what each still lacks."""
    template = extracted()
    for language, file in languages():
        catalog = load(language, file)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with file.open("wb") as target:
            write_po(target, catalog, sort_output=True, include_lineno=False, width=100)
        empty = sum(not is_full(message) for message in catalog if message.id)
        say(f"{language}: {len(catalog)} sentences, {empty} to translate")
    return 0


def is_full(message: Message) -> bool:
    """Whether every form of a sentence is translated."""
    string = message.string or ""
    return bool(string) and (isinstance(string, str) or all(string))


if __name__ == "__main__":
    sys.exit(main())
