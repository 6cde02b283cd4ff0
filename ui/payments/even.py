"""Splitting what is due evenly between people. Pure: which part is next follows from what was paid."""

from dataclasses import dataclass
from itertools import accumulate

from pos_app.domain.money import split

FEWEST, MOST = 2, 9


def even_parts(due: int, people: int, cash_step: int = 0) -> tuple[int, ...]:
    """What each of ``people`` pays, in minor units; the parts add up to ``due``.

    Where the shop rounds cash, every part but the last is a sum that cash can pay; the last takes
    what is left over, for only the payment that settles the ticket is rounded (R15).
    """
    step = max(cash_step, 1)
    parts = [part * step for part in split(due // step, [1] * people)]
    parts[-1] += due % step
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class EvenSplit:
    """Parts that people pay one after another, of what was due when it was made."""

    parts: tuple[int, ...]

    def part(self, due: int) -> tuple[int, int] | None:
        """The number of the part that is next, and what of it is still to pay, with ``due`` due.

        Nothing when all is paid, or when more is due than was split.
        """
        whole = sum(self.parts)
        paid = whole - due
        if paid < 0 or due <= 0:
            return None
        for number, reached in enumerate(accumulate(self.parts), start=1):
            if reached > paid:
                return number, reached - paid
        return None
