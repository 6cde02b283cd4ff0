"""Texts that are only read: which way they run, and what becomes of long ones."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pos_app.domain.words import END_ISOLATE, ISOLATE, isolated
from ui.widgets import Chip, ElidedLabel, label, paragraph
from ui.widgets.texts import breakable, in_line, plain, tip

ARABIC = "3 نجوم"
APART = f"{ISOLATE}{ARABIC}{END_ISOLATE}"
MARK = "\N{LEFT-TO-RIGHT MARK}"
LONG = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswesse"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{isolated(ARABIC)} owes $45.00.", f"{MARK}{APART} owes $45.00."),
        (ARABIC, f"{MARK}{APART}"),
        (f"#1001 · {ARABIC}", f"{MARK}#1001 · {APART}"),
        (f"{ARABIC} · {ARABIC} · $5.00", f"{MARK}{APART} · {APART} · $5.00"),
        ("Zoë Müller owes $45.00.", "Zoë Müller owes $45.00."),
        ("", ""),
    ],
)
def test_a_line_runs_as_the_screen_does_and_each_name_in_it_as_it_does_alone(
    qtbot: QtBot, text: str, shown: str
) -> None:
    assert in_line(text) == shown
    for made in (label(text), ElidedLabel(text)):
        qtbot.addWidget(made)
        made.resize(600, 20)
        assert made.text() == plain(text)
        assert QLabel.text(made) == shown


def test_each_line_of_a_text_runs_as_it_does_alone() -> None:
    assert in_line(f"Paid\n{ARABIC}") == f"{MARK}Paid\n{APART}"


def test_a_name_from_right_to_left_is_cut_at_its_end(qtbot: QtBot) -> None:
    made = ElidedLabel()
    qtbot.addWidget(made)
    made.resize(60, 20)
    made.setText("محمد عبد الله بن عبد العزيز")
    shown = QLabel.text(made)
    assert shown.startswith(MARK + ISOLATE)
    assert "…" in shown.partition(END_ISOLATE)[0]


@pytest.mark.parametrize("word", [LONG, "ש" * 80, "محمدعبداللهبنعبدالعزيزبنعبدالرحمنآلسعودالتميمي"])
def test_a_word_wider_than_a_paragraph_is_broken(qtbot: QtBot, word: str) -> None:
    made = paragraph(f"For {word}")
    qtbot.addWidget(made)
    assert made.minimumSizeHint().width() < 200
    assert made.text() == f"For {word}"


def test_words_of_usual_lengths_are_not_broken() -> None:
    said = "Konstantinopoulou administrativamente amara.thompson@example.com"
    assert breakable(said) == said


def test_letters_that_join_are_not_parted() -> None:
    assert breakable("ب" * 40) == "ب" * 40


def test_a_chip_with_a_long_name_is_cut_and_told_in_whole(qtbot: QtBot) -> None:
    chip = Chip(LONG)
    qtbot.addWidget(chip)
    assert chip.minimumSizeHint().width() == 200
    chip.resize(QSize(200, 27))
    chip.grab()
    assert chip.toolTip() == LONG
    chip.resize(chip.sizeHint())
    chip.grab()
    assert chip.toolTip() == ""


def test_a_name_that_looks_like_markup_is_told_as_it_was_typed() -> None:
    assert tip("<b>x</b>\n&lt;") == "<p>&lt;b&gt;x&lt;/b&gt;<br>\n&amp;lt;</p>"
    assert tip("a < b & c") == "a < b & c"
