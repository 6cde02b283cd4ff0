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
def font_files() -> tuple[Path, ...]:
    """Every font file of this machine: the preferred ones first, in their order, then by name."""
    found = [
        path
        for folder in _folders()
        if folder.is_dir()
        for path in folder.rglob("*")
        if path.suffix.lower() in _SUFFIXES
    ]
    rank = {stem: position for position, stem in enumerate(_PREFERRED)}
    return tuple(sorted(found, key=lambda path: (rank.get(path.stem, len(rank)), path.name)))


def font_named(*stems: str) -> Path | None:
    """The first of these fonts (file names without suffix) that this machine has."""
    by_stem = {path.stem: path for path in reversed(font_files())}
    return next((by_stem[stem] for stem in stems if stem in by_stem), None)
