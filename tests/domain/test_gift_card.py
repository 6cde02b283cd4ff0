"""Codes of gift cards, and how long cards last."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import gift_card
from pos_app.domain.gift_card import LETTERS, CardState, GiftCard, new_code, read_code
from pos_app.errors import UserError

CODES = st.builds(lambda _turn: new_code(), st.integers())


def a_card(**values: object) -> GiftCard:
    given: dict[str, object] = {
        "id": 1,
        "number": 1001,
        "code": new_code(),
        "amount": 5_000,
        "left": 5_000,
        "held": 0,
        "at": "2026-11-22T12:00:00Z",
    }
    return GiftCard(**{**given, **values})  # type: ignore[arg-type]


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    assert read_code(code) == code
    assert read_code(gift_card.shown(code).lower()) == code
    assert read_code(f" {' '.join(code)}\n") == code
    assert len(code) == 12
    assert not set(code) & set("01OIL")


@given(CODES, st.integers(0, 11), st.integers(1, 30))
def test_one_wrong_character_is_refused(code: str, place: int, shift: int) -> None:
    wrong = LETTERS[(LETTERS.index(code[place]) + shift) % len(LETTERS)]
    changed = code[:place] + wrong + code[place + 1 :]
    if changed.isdigit():
        return
    with pytest.raises(UserError, match="A character of this code is wrong") as refused:
        read_code(changed)
    assert refused.value.field == "code"


@given(CODES, st.integers(0, 11), st.integers(0, 11))
def test_two_characters_that_changed_places_are_refused(code: str, one: int, other: int) -> None:
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    assert gift_card.is_code("".join(letters)) == (code[one] == code[other])


@pytest.mark.parametrize("code", ["4006381333931", "036000291452", "4539578763621486"])
def test_the_code_of_a_pre_printed_card_has_its_own_check_digit(code: str) -> None:
    assert read_code(code) == code
    for place in range(len(code)):
        for digit in "0123456789":
            changed = code[:place] + digit + code[place + 1 :]
            assert gift_card.is_code(changed) == (digit == code[place])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Scan or type the card’s code."),
        (" - ", "Scan or type the card’s code."),
        ("ABCD-EFGH", "A gift card’s code has 12 characters; this has 8."),
        ("12345678", "A gift card’s code has 12 characters; this has 8."),
        ("ABCD-EFGO-2345", "No gift card’s code has “O” in it. Compare it with the card."),
        ("ÄBCD", "No gift card’s code has “Ä” in it. Compare it with the card."),
        ("4006381333932", "A character of this code is wrong. Compare it with the card."),
    ],
)
def test_what_is_no_code_is_refused_in_words(typed: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        read_code(typed)
    assert (refused.value.text, refused.value.field) == (said, "code")


def test_a_card_can_be_used_on_its_last_day_and_not_after() -> None:
    card = a_card(expires_on="2031-11-22")
    assert card.state_on("2031-11-22") is CardState.ACTIVE
    assert card.state_on("2031-11-23") is CardState.EXPIRED
    assert a_card().state_on("9998-12-31") is CardState.ACTIVE
    assert a_card(is_void=True).state_on("2026-11-22") is CardState.VOID
    with pytest.raises(UserError, match="has expired"):
        card.check_usable("2031-11-23")
    with pytest.raises(UserError, match="is void"):
        a_card(is_void=True).check_usable("2026-11-22")


def test_what_open_tickets_claim_is_not_available() -> None:
    assert a_card(left=3_000, held=1_000).available == 2_000


def test_the_last_day_of_a_longer_month_becomes_that_of_a_shorter_one() -> None:
    assert gift_card.add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert gift_card.add_months(date(2024, 2, 29), 60) == date(2029, 2, 28)
    assert gift_card.add_months(date(2026, 12, 31), 1) == date(2027, 1, 31)


def test_a_card_never_expires_by_default_nor_ever_before_the_legal_floor() -> None:
    assert gift_card.usual_expiry("2026-11-22", 0, 60) == ""
    assert gift_card.usual_expiry("2026-11-22", 24, 60) == "2031-11-22"
    assert gift_card.usual_expiry("2026-11-22", 72, 60) == "2032-11-22"
    gift_card.check_expiry("", "2026-11-22", 60)
    gift_card.check_expiry("2031-11-22", "2026-11-22", 60)
    for early in ("2031-11-21", "2026-11-23", "soon"):
        with pytest.raises(UserError) as refused:
            gift_card.check_expiry(early, "2026-11-22", 60)
        assert refused.value.field == "expires_on"
