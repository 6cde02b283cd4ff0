"""Cells of tables that people open in a spreadsheet."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(words: str) -> str:
    """Text that no spreadsheet takes for a formula (OWASP, "CSV Injection")."""
    return "'" + words if words.startswith(_FORMULA_STARTS) else words
