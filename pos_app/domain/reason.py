"""Why something was done to a client's balance: a kind that the shop defines, words of one's own, or both."""

from dataclasses import dataclass

from pos_app.domain.words import _, isolated, typed
from pos_app.errors import UserError

MOST_LETTERS = 500


@dataclass(frozen=True, slots=True)
class ReasonKind:
    """A kind of reason under a permanent code, for example *Goodwill*.

    The shop defined it, so it is a reason (R10) by itself, but where it ``asks_more``: *Error* says
    little without a few words. One that is not active is not offered any more.
    """

    code: str
    name: str
    asks_more: bool = False
    active: bool = True


def check(words: str, kind: ReasonKind | None) -> None:
    """Make sure that a reason is one (R10); blanks are none.

    Raises:
        UserError: it is not; its field is ``reason``.
    """
    if typed(words, MOST_LETTERS) or (kind is not None and not kind.asks_more):
        return
    if kind is not None:
        raise UserError(
            _("“{kind}” needs a few words more.").format(kind=kind.name), field="reason"
        )
    raise UserError(_("Say why: choose a kind, or write a few words."), field="reason")


def in_words(kind: str, words: str) -> str:
    """A kind's name and the words with it, as histories show them."""
    return " · ".join(isolated(part) for part in (kind, words) if part)
