"""Texts that are only read: which way they run."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.widgets import ElidedLabel, label

ARABIC = "ليلى عبد الرحمن"


@pytest.mark.parametrize(
    ("text", "is_marked"),
    [
        (f"{ARABIC} owes $45.00.", True),
        (f"#1001 · {ARABIC}", True),
        (f"Ticket #1001 · {ARABIC}", False),
        ("Zoë Müller owes $45.00.", False),
        ("", False),
    ],
)
def test_a_sentence_runs_as_the_screen_does_whatever_name_it_begins_with(
    qtbot: QtBot, text: str, is_marked: bool
) -> None:
    for made in (label(text), ElidedLabel(text)):
        qtbot.addWidget(made)
        made.resize(600, 20)
        assert made.text() == text
        assert QLabel.text(made).startswith("\N{LEFT-TO-RIGHT MARK}") == is_marked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Known: {ARABIC}, 555-0142", f"Known: {ARABIC}\N{LEFT-TO-RIGHT MARK}, 555-0142"),
        (f"Known: {ARABIC} 2", f"Known: {ARABIC} 2"),
    ],
    ids=["listed after the name", "of the name"],
)
def test_figures_listed_after_a_name_from_right_to_left_are_not_turned_round(
    qtbot: QtBot, text: str, shown: str
) -> None:
    made = label(text)
    qtbot.addWidget(made)
    assert made.text() == text
    assert QLabel.text(made) == shown
