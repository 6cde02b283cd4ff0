"""The amounts of cash that people are likely to hand over. Pure."""

from pos_app.domain.money import Currency

MOST = 4
"""How many quick amounts are offered beside the exact one."""

_NOTES = (1, 5, 10, 20, 50, 100)

# What is in purses where one unit of the currency is next to nothing, in major units.
_NOTES_OF = {
    "CLP": (1_000, 2_000, 5_000, 10_000, 20_000),
    "COP": (2_000, 5_000, 10_000, 20_000, 50_000, 100_000),
    "CZK": (10, 50, 100, 200, 500, 1_000, 2_000),
    "DKK": (5, 20, 50, 100, 200, 500, 1_000),
    "HUF": (100, 500, 1_000, 2_000, 5_000, 10_000, 20_000),
    "IDR": (1_000, 5_000, 10_000, 20_000, 50_000, 100_000),
    "INR": (10, 20, 50, 100, 200, 500),
    "ISK": (100, 500, 1_000, 5_000, 10_000),
    "JPY": (100, 500, 1_000, 5_000, 10_000),
    "KRW": (500, 1_000, 5_000, 10_000, 50_000),
    "MXN": (10, 20, 50, 100, 200, 500),
    "NOK": (10, 50, 100, 200, 500, 1_000),
    "PHP": (10, 20, 50, 100, 500, 1_000),
    "SEK": (10, 20, 50, 100, 200, 500),
    "THB": (10, 20, 50, 100, 500, 1_000),
    "VND": (10_000, 20_000, 50_000, 100_000, 200_000, 500_000),
}


def quick_amounts(due: int, currency: Currency) -> tuple[int, ...]:
    """The next round amounts above ``due``, in minor units, smallest first and at most four.

    Each is the least that a heap of one kind of note or coin comes to: for $165.48 that is $166,
    $170 (fives or tens), $180 (twenties) and $200.
    """
    if due <= 0:
        return ()
    notes = [note * currency.unit for note in _NOTES_OF.get(currency.code, _NOTES)]
    heaps = {-(-due // note) * note for note in notes}
    return tuple(sorted(heap for heap in heaps if heap > due))[:MOST]
