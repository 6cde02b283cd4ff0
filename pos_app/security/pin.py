"""PINs: kept as argon2 hashes only, with a growing wait after wrong ones."""

from datetime import timedelta

from pos_app.domain.words import _
from pos_app.errors import UserError

MIN_DIGITS, MAX_DIGITS = 4, 8
LONGEST_WAIT = timedelta(minutes=15)
_FREE_TRIES = 3
_LONGEST_AFTER = 20


def check_pin(pin: str) -> None:
    """Make sure that a new PIN is one.

    Raises:
        UserError: not four to eight digits, or one that everybody tries first.
    """
    if not (pin.isascii() and pin.isdigit() and MIN_DIGITS <= len(pin) <= MAX_DIGITS):
        raise UserError(
            _("A PIN has {least} to {most} digits.").format(least=MIN_DIGITS, most=MAX_DIGITS),
            field="pin",
        )
    if len(set(pin)) == 1 or pin in "0123456789012":
        raise UserError(_("That PIN is too easy to guess."), field="pin")


def hash_secret(secret: str) -> str:
    """The argon2id hash of a PIN or recovery code. Slow on purpose: not for the GUI thread."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(secret)


def is_right(secret: str, hashed: str) -> bool:
    """Whether the secret is the one that was hashed. Slow on purpose: not for the GUI thread."""
    from argon2 import PasswordHasher
    from argon2.exceptions import VerificationError

    if not hashed:
        return False
    try:
        return PasswordHasher().verify(hashed, secret)
    except VerificationError:
        return False


def wait_after(wrong: int) -> timedelta:
    """How long a person waits after that many wrong PINs in a row: from 5 s, doubling, to 15 min."""
    if wrong < _FREE_TRIES:
        return timedelta()
    # No time is as long as what doubles for every PIN that somebody guesses.
    doubled = 2 ** (min(wrong, _LONGEST_AFTER) - _FREE_TRIES)
    return min(timedelta(seconds=5 * doubled), LONGEST_WAIT)
