"""What people typed, as the screen shows it: in any script, of any length, and never as markup."""

import re

from PySide6.QtGui import Qt

from pos_app.domain.words import END_ISOLATE, ISOLATE, isolated, runs_leftwards

_MARK, _BREAK = "\N{LEFT-TO-RIGHT MARK}", "\N{ZERO WIDTH SPACE}"
_UNSEEN = str.maketrans("", "", _MARK + _BREAK + ISOLATE + END_ISOLATE)
_PARTS = re.compile(r"( · |\n)")
"""Between the parts of a line, each of which may be a name."""
_LONG_WORD = re.compile(r"\S{30,}")
_WITHIN = re.compile(r"(?<=[0-9A-Za-z_\u00c0-\u052f\u05d0-\u05eaآأؤإاةدذرزوى])(?=\w)")
"""After letters that do not reach the one behind them: parted, joined ones would change their shapes."""


def in_line(text: str) -> str:
    """A line that runs from left to right, as the screen does, whatever script it begins with.

    Qt would turn round the whole of one that begins with a name in Arabic. A part that is no sentence
    whose names are apart already is such a name.
    """
    if not runs_leftwards(text):
        return text
    parts = (part if ISOLATE in part else isolated(part) for part in _PARTS.split(text))
    return _MARK + "".join(parts)


def breakable(text: str) -> str:
    """A text for more lines than one, also where a word of it is wider than they are."""
    return _LONG_WORD.sub(lambda word: _WITHIN.sub(_BREAK, word[0]), text)


def plain(text: str) -> str:
    """A text without what only says how it is shown."""
    return text if text.isascii() else text.translate(_UNSEEN)


def tip(text: str) -> str:
    """A text for a tooltip, which Qt would take for markup where it looks like that."""
    shown = in_line(text)
    return Qt.convertFromPlainText(shown) if Qt.mightBeRichText(shown) else shown
