"""What is filled into a message keeps its own direction."""

import pytest

from pos_app.domain.words import (
    END_ISOLATE,
    ISOLATE,
    _,
    first_name,
    isolated,
    runs_leftwards,
    typed,
)

ARABIC = "3 نجوم"


def test_a_name_from_right_to_left_stands_apart_in_a_sentence() -> None:
    said = _("{name} owes {amount}").format(name=ARABIC, amount="$45.00")
    assert said == f"{ISOLATE}{ARABIC}{END_ISOLATE} owes $45.00"


def test_other_names_and_figures_are_filled_in_as_they_are() -> None:
    said = _("{name}: {count:,} of {{}}").format(name="Zoë <b>%s</b> {x}", count=1000)
    assert said == "Zoë <b>%s</b> {x}: 1,000 of {}"


def test_what_runs_one_way_only_needs_no_isolate() -> None:
    assert not runs_leftwards("Zoë 👩‍👧 東京")
    assert isolated("Zoë") == "Zoë"
    assert isolated("שלום") == f"{ISOLATE}שלום{END_ISOLATE}"


@pytest.mark.parametrize(
    ("name", "spoken_of"),
    [
        ("Amara Thompson", "Amara"),
        ("Zoë", "Zoë"),
        ("3 Stars Salon", "3 Stars Salon"),
        ("3 نجوم الشرق", "3 نجوم الشرق"),
        ("👩‍👧 Familie Weiß", "👩‍👧 Familie Weiß"),
        ("", ""),
    ],
)
def test_people_are_spoken_of_by_a_first_name_that_is_a_word(name: str, spoken_of: str) -> None:
    assert first_name(name) == spoken_of


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("\u202eAmara\u202c", "Amara"),
        ("\u2066Amara\u2069 \u200e(503)", "Amara (503)"),
        ("\u200b\ufeff \u200f", ""),
        ("co\u00adop", "coop"),
        ("👩\u200d👧 می\u200cخواهم", "👩\u200d👧 می\u200cخواهم"),
        ("two\nlines\x00", "two lines"),
    ],
)
def test_what_nobody_sees_is_not_kept(pasted: str, kept: str) -> None:
    assert typed(pasted, 80) == kept
