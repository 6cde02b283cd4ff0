"""Text that runs both ways, in the order of the Unicode Bidirectional Algorithm (UAX #9)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.words import ISOLATE, isolated
from pos_app.printing.bidi import in_sight, shaped

ARABIC, HEBREW = "شامبو", "שלום"


def seen(text: str) -> list[str]:
    return [run for run, _leftwards in in_sight(text)]


@pytest.mark.parametrize(
    ("typed", "from_left_to_right"),
    [
        ("Haircut", ["Haircut"]),
        (f"{HEBREW} Moroccan Oil", ["Moroccan Oil", " ", HEBREW]),
        (f"{ARABIC} 250 مل", ["مل", " ", "250", " ", ARABIC]),
        (f"Client: {ARABIC} 12", ["Client: ", "12", " ", ARABIC]),
        (f"abc ({HEBREW}) 12.50", ["abc (", HEBREW, ") ", "12.50"]),
        (f"({HEBREW}) abc", ["abc", " ", f"({HEBREW})"]),
        (f"{HEBREW} 12.50$", ["12.50$", " ", HEBREW]),
        (f"{ARABIC} ١٢٣", ["١٢٣", " ", ARABIC]),
        (f"  {HEBREW} x", ["  ", "x", " ", HEBREW]),
        (f"{HEBREW} (C12)", ["(", "C12", f"{HEBREW} ("]),
        (f"3 {ARABIC}", [ARABIC, " ", "3"]),
        (f"11/2/26 {isolated(ARABIC)}", ["11/2/26 ", ARABIC]),
        (f"{isolated(f'{ARABIC} 12')} 8.25%", ["12", " ", ARABIC, " 8.25%"]),
        (f"Client: {isolated(f'3 {ARABIC}')}", ["Client: ", ARABIC, " ", "3"]),
        (f"{isolated(ARABIC)} · {isolated(HEBREW)} x", [ARABIC, " · ", HEBREW, " x"]),
        (
            f"Refused: {isolated(f'Sold {isolated(ARABIC)} 3')}",
            ["Refused: ", "Sold ", ARABIC, " 3"],
        ),
        (f"Client: {ISOLATE}3 {ARABIC}", ["Client: ", ARABIC, " ", "3"]),
        (isolated("Zoë"), ["Zoë"]),
        (f"{ISOLATE}Zoë", ["Zoë"]),
    ],
)
def test_each_run_stands_where_a_reader_looks_for_it(
    typed: str, from_left_to_right: list[str]
) -> None:
    assert seen(typed) == from_left_to_right


@given(st.text(st.one_of(st.characters(max_codepoint=0x6FF), st.sampled_from("()[]שלום مرحبا12 "))))
def test_no_character_is_lost_or_doubled(typed: str) -> None:
    signs = str.maketrans(")]}>»›≥", "([{<«‹≤")
    shown = "".join(seen(typed)).translate(signs)
    assert sorted(shown) == sorted(typed.translate(signs))


def test_arabic_letters_take_the_forms_of_their_places() -> None:
    initial, medial, final = "\ufe91", "\ufe92", "\ufe90"
    assert shaped("ببب") == final + medial + initial
    assert shaped("ب") == "ب" or shaped("ب") == "\ufe8f"


def test_letters_that_join_only_to_the_right_end_a_joined_piece() -> None:
    assert shaped("باب") == "\ufe8f\ufe8e\ufe91"


def test_lam_and_alef_are_one_letter() -> None:
    assert shaped("لا") == "\ufefb"
    assert shaped("بلا") == "\ufefc\ufe91"


def test_marks_do_not_part_letters_and_stay_on_their_own() -> None:
    assert shaped("بَب") == "\ufe90\ufe91\u064e"


def test_brackets_are_turned_with_the_text() -> None:
    assert shaped(f"({HEBREW})") == "(" + HEBREW[::-1] + ")"
