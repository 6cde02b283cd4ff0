"""Cells of tables: what people typed is text there, and never a formula or a command."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.reports.cells import cell


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x1b=1", "\u202e=1", "\uff1d1+1", "\uff201"],
)
def test_no_cell_begins_a_formula(typed: str) -> None:
    assert cell(typed).startswith("'")


@given(st.text())
def test_no_control_character_reaches_a_table(typed: str) -> None:
    kept = cell(typed)
    assert not any(
        unicodedata.category(char) in ("Cc", "Cf", "Cs") and char not in "\n\t\u200c\u200d"
        for char in kept
    )
    assert kept.removeprefix("'") == typed or not typed.isprintable() or typed.startswith("'")
