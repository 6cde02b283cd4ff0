"""The order in which text that runs both ways stands on paper, and the shapes of joined letters.

Printers, PDF and pictures write from left to right, each character where it is put. This is the part of
the Unicode Bidirectional Algorithm (UAX #9) that one line needs whose only formatting characters are
isolates; others are let go before (:func:`pos_app.printing.text.clean`).
"""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby

from pos_app.domain.words import END_ISOLATE, ISOLATE, runs_leftwards

_NEUTRAL = ("B", "S", "WS", "ON")
_MIRRORED = str.maketrans("()[]{}<>«»‹›≤≥", ")(][}{><»«›‹≥≤")
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_LAM = "\u0644"
_OBJECT = "\ufffc"
"""Stands for an isolate among what is around it: it is neither (rule X5c)."""


def in_sight(text: str) -> tuple[tuple[str, bool], ...]:
    """The text in runs as they stand from left to right, each with whether it itself runs leftwards.

    The characters of a run stay in the order in which they are read; signs alone, which only stand among
    such text, are turned already. Spaces before the text stay before it: they are its place on the line.
    """
    if runs_leftwards(text):
        return _turned(text)
    return ((text.replace(ISOLATE, "").replace(END_ISOLATE, ""), False),)


@lru_cache(maxsize=256)
def _turned(text: str) -> tuple[tuple[str, bool], ...]:
    words, apart = _set_apart(text.lstrip(" "))
    levels = _levels(words)
    runs: list[tuple[str, int, bool]] = []
    for (level, isolate), places in groupby(
        range(len(words)), key=lambda at: (levels[at], at if at in apart else None)
    ):
        run = "".join(words[at] for at in places) if isolate is None else apart[isolate]
        runs.append((run, level, isolate is not None))
    for lowest in range(max(levels, default=0), 0, -1):  # Rule L2.
        runs = [
            run
            for above, some in groupby(runs, key=lambda run: run[1] >= lowest)
            for run in (reversed(list(some)) if above else some)
        ]
    margin = len(text) - len(text.lstrip(" "))
    turned = [(" " * margin, False)] if margin else []
    for run, level, is_isolate in runs:
        turned += in_sight(run) if is_isolate else _directed(run, level)
    return tuple(turned)


def _set_apart(text: str) -> tuple[str, dict[int, str]]:
    """The text with a sign in place of each isolate, and the isolates by their places (rule BD9)."""
    words, apart, depth, inside = "", dict[int, str](), 0, ""
    for char in text + END_ISOLATE * text.count(ISOLATE):
        depth += (char == ISOLATE) - (char == END_ISOLATE and depth > 0)
        if depth and (depth, char) != (1, ISOLATE):
            inside += char
        elif inside:
            apart[len(words)] = inside
            words, inside = words + _OBJECT, ""
        elif char not in (ISOLATE, END_ISOLATE):
            words += char
    return words, apart


def _directed(run: str, level: int) -> list[tuple[str, bool]]:
    if level % 2 == 0:
        return [(run, False)]
    if not runs_leftwards(run):
        # Whoever draws a bracket by itself no longer sees which way it was meant.
        return [(shaped(run), False)]
    # Spaces at the ends keep their room, which a picture of the letters may not have.
    words = run.strip(" ")
    after, _words, before = run.partition(words)
    parts = ((before, False), (words, True), (after, False))
    return [(part, leftwards) for part, leftwards in parts if part]


def shaped(run: str) -> str:
    """A run that runs leftwards as it is written from left to right: Arabic letters in the forms that
    they take beside each other, brackets mirrored, the last character first."""
    clusters: list[str] = []
    for char in _joined(run):
        if clusters and unicodedata.category(char) == "Mn":
            clusters[-1] += char
        else:
            clusters.append(char.translate(_MIRRORED))
    return "".join(reversed(clusters))


def _levels(text: str) -> list[int]:
    """The embedding level of each character: odd ones run leftwards (rules P2 to I2)."""
    kinds = [unicodedata.bidirectional(char) or "L" for char in text]
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    base = int(first in ("R", "AL"))
    around = "R" if base else "L"
    _resolve_weak(kinds, around)
    _resolve_brackets(text, kinds, around)
    _resolve_neutral(kinds, around)
    steps = {0: {"L": 0, "R": 1}, 1: {"L": 1, "R": 0}}[base]
    return [base + steps.get(kind, 2 - base) for kind in kinds]


def _resolve_weak(kinds: list[str], around: str) -> None:
    """Rules W1 to W7: marks, figures, and what stands in and beside figures."""
    strong = before = around
    for at, kind in enumerate(kinds):
        if kind in ("NSM", "BN"):
            kinds[at] = kind = before
        if kind in ("L", "R", "AL"):
            strong = kind
        if kind == "EN" and strong == "AL":
            kinds[at] = "AN"
        before = kinds[at]
    for at in range(1, len(kinds) - 1):
        left, kind, right = kinds[at - 1 : at + 2]
        if left == right and (
            (kind in ("ES", "CS") and left == "EN") or (kind, left) == ("CS", "AN")
        ):
            kinds[at] = left
    _signs_of_figures(kinds)
    strong = around
    for at, kind in enumerate(kinds):
        if kind in ("ES", "CS", "ET"):
            kinds[at] = "ON"
        elif kind == "AL":
            kinds[at] = strong = "R"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"


def _signs_of_figures(kinds: list[str]) -> None:
    """Rule W5: currency and percent signs go with the figures that they touch."""
    for places in (range(len(kinds)), range(len(kinds) - 1, -1, -1)):
        before = ""
        for at in places:
            if kinds[at] == "ET" and before == "EN":
                kinds[at] = "EN"
            before = kinds[at]


def _resolve_brackets(text: str, kinds: list[str], around: str) -> None:
    """Rule N0: both brackets of a pair go the same way."""
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for at, char in enumerate(text):
        if char in _BRACKETS.values():
            opened.append((char, at))
        elif char in _BRACKETS and _BRACKETS[char] in (bracket for bracket, _at in opened):
            while opened:
                bracket, start = opened.pop()
                if bracket == _BRACKETS[char]:
                    pairs.append((start, at))
                    break
    for start, end in sorted(pairs):
        inside = {_side(kind) for kind in kinds[start + 1 : end] if kind not in _NEUTRAL}
        before = next(
            (_side(kind) for kind in reversed(kinds[:start]) if kind not in _NEUTRAL), around
        )
        if inside:
            kinds[start] = kinds[end] = around if around in inside else before


def _resolve_neutral(kinds: list[str], around: str) -> None:
    """Rules N1 and N2: what is neither goes with both sides where they agree, else with the line."""
    at = 0
    for neutral, same in groupby(list(kinds), key=lambda kind: kind in _NEUTRAL):
        length = len(list(same))
        if neutral:
            left = _side(kinds[at - 1]) if at else around
            right = _side(kinds[at + length]) if at + length < len(kinds) else around
            kinds[at : at + length] = [left if left == right else around] * length
        at += length


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _joined(run: str) -> Iterator[str]:
    """The run's Arabic letters in the forms of their places, lam and alef in one."""
    letters = list(run)
    at = 0
    while at < len(letters):
        char = letters[at]
        forms = _forms().get(char, {})
        joins_before = "final" in forms and _joins_onwards(_neighbour(letters, at, -1))
        pair = letters[at : at + 2]
        if char == _LAM and "".join(pair) in _forms():
            yield _forms()["".join(pair)]["final" if joins_before else "isolated"]
            at += 2
            continue
        joins_after = "initial" in forms and "final" in _forms().get(_neighbour(letters, at, 1), {})
        name = {
            (True, True): "medial",
            (True, False): "final",
            (False, True): "initial",
            (False, False): "isolated",
        }[joins_before, joins_after]
        yield forms.get(name, char)
        at += 1


def _joins_onwards(char: str) -> bool:
    return "initial" in _forms().get(char, {})


def _neighbour(letters: list[str], at: int, step: int) -> str:
    """The nearest letter on that side; marks do not stand between letters."""
    at += step
    while 0 <= at < len(letters) and unicodedata.category(letters[at]) == "Mn":
        at += step
    return letters[at] if 0 <= at < len(letters) else ""


@cache
def _forms() -> dict[str, dict[str, str]]:
    """Each Arabic letter's forms, and those of lam with alef, as Unicode's own table has them."""
    forms: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        name, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        letter = "".join(chr(int(part, 16)) for part in letters)
        if len(letter) == 1 or (letter[:1] == _LAM and letter[1:] in "\u0622\u0623\u0625\u0627"):
            forms.setdefault(letter, {}).setdefault(name.strip("<>"), chr(code))
    return forms
