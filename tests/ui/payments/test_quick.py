import pytest

from pos_app.domain.money import DOLLARS, Currency
from ui.payments.quick import quick_amounts

DOLLAR = DOLLARS.currency
YEN = Currency("JPY", 0)
DINAR = Currency("KWD", 3)


def test_the_quick_amounts_of_the_design() -> None:
    assert quick_amounts(16_548, DOLLAR) == (16_600, 17_000, 18_000, 20_000)


def test_an_amount_that_is_exact_already_is_not_offered_again() -> None:
    assert quick_amounts(2_000, DOLLAR) == (5_000, 10_000)


def test_a_yen_has_no_hundredths() -> None:
    assert quick_amounts(1_230, YEN) == (1_300, 1_500, 2_000, 5_000)


def test_a_dinar_has_thousandths() -> None:
    assert quick_amounts(4_250, DINAR) == (5_000, 10_000, 20_000, 50_000)


@pytest.mark.parametrize("due", [1, 99, 1_234_567_890, 10**12 - 1])
def test_quick_amounts_are_few_more_than_due_and_in_order(due: int) -> None:
    offered = quick_amounts(due, DOLLAR)
    assert 1 <= len(offered) <= 4
    assert all(amount > due for amount in offered)
    assert list(offered) == sorted(set(offered))


def test_nothing_is_offered_when_nothing_is_due() -> None:
    assert quick_amounts(0, DOLLAR) == ()
