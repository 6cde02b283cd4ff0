"""Cells of tables that people open in a spreadsheet."""

from pos_app.domain.words import harmless

# The wide forms begin one where a spreadsheet is set up for Japanese.
_FORMULA_STARTS = (*"=+-@＝＋－＠", "\t", "\r", "\n")


def cell(words: str) -> str:
    """Text that no spreadsheet takes for a formula (OWASP, "CSV Injection")."""
    words = harmless(words)
    return "'" + words if words.startswith(_FORMULA_STARTS) else words
