"""Finds, among the fonts this machine has, one that holds a character."""

import os
import sys
from functools import cache
from pathlib import Path

# Fixed-width first, so that drawn characters look like the printer's own; then the broad ones.
_PREFERRED = (
    "DejaVuSansMono",
    "NotoSansMono-Regular",
    "consola",
    "Menlo",
    "DejaVuSans",
    "NotoSans-Regular",
    "arial",
    "NotoSansCJK-Regular",
    "wqy-microhei",
    "wqy-zenhei",
    "msyh",
    "msgothic",
    "malgun",
    "PingFang",
    "Hiragino Sans GB",
    "AppleSDGothicNeo",
    "NotoSansArabic-Regular",
    "NotoSansHebrew-Regular",
    "NotoSansDevanagari-Regular",
    "NotoSansThai-Regular",
    "Symbola_hint",
    "Symbola",
    "NotoEmoji-Regular",
    "seguisym",
    "seguiemj",
    "Apple Symbols",
)
_SUFFIXES = {".ttf", ".otf", ".ttc"}
_OTHER_FACES = ("Bold", "Italic", "Oblique", "Light", "Thin", "Medium", "Black", "Condensed")


def _folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home))
        windows = Path(os.environ.get("WINDIR", "C:/Windows"))
        return [windows / "Fonts", local / "Microsoft/Windows/Fonts"]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    shared = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    return [*shared, home / ".local/share/fonts", home / ".fonts"]


@cache
def _all_files() -> tuple[Path, ...]:
    return tuple(
        path
        for folder in _folders()
        if folder.is_dir()
        for path in folder.rglob("*")
        if path.suffix.lower() in _SUFFIXES
    )


@cache
def font_files() -> tuple[Path, ...]:
    """The font files of this machine: the preferred ones first, in their order, then by name.

    Of those not named here only the upright, regular ones: the others hold the same characters.
    """
    rank = {stem: position for position, stem in enumerate(_PREFERRED)}
    regular = [
        path
        for path in _all_files()
        if path.stem in rank or not any(face in path.stem for face in _OTHER_FACES)
    ]
    return tuple(sorted(regular, key=lambda path: (rank.get(path.stem, len(rank)), path.name)))


def font_named(*stems: str) -> Path | None:
    """The first of these fonts (file names without suffix) that this machine has."""
    by_stem = {path.stem: path for path in _all_files()}
    return next((by_stem[stem] for stem in stems if stem in by_stem), None)
