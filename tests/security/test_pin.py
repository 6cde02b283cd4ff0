"""PINs: which are refused, how they are kept, and how long one waits after wrong ones."""

from datetime import timedelta

import pytest

from pos_app.errors import UserError
from pos_app.security.pin import check_pin, hash_secret, is_right, wait_after


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "١٢٣٤", "1111", "1234", "4567"])
def test_a_pin_that_is_none_or_easy_to_guess_is_refused(pin: str) -> None:
    with pytest.raises(UserError) as refusal:
        check_pin(pin)
    assert refusal.value.field == "pin"


@pytest.mark.parametrize("pin", ["2580", "90210", "73914628"])
def test_a_pin_of_four_to_eight_digits_is_taken(pin: str) -> None:
    check_pin(pin)


def test_a_hash_tells_nothing_and_knows_its_pin() -> None:
    hashed = hash_secret("2580")
    assert "2580" not in hashed
    assert hashed.startswith("$argon2id$")
    assert is_right("2580", hashed)
    assert not is_right("2581", hashed)


def test_no_pin_at_all_is_never_right() -> None:
    assert not is_right("", "")


def test_the_wait_after_wrong_pins_grows_to_a_quarter_of_an_hour() -> None:
    waits = [wait_after(wrong) for wrong in range(30)]
    assert waits[2] == timedelta()
    assert waits[3] == timedelta(seconds=5)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=15)


def test_the_wait_never_ends_however_many_pins_are_guessed() -> None:
    assert {wait_after(wrong) for wrong in (47, 60, 5_000)} == {timedelta(minutes=15)}
