from hypothesis import given
from hypothesis import strategies as st

from ui.payments.even import EvenSplit, even_parts


@given(st.integers(9, 10**12), st.integers(2, 9), st.sampled_from([0, 1, 5, 10, 100]))
def test_the_parts_add_up_to_what_is_due(due: int, people: int, step: int) -> None:
    assert sum(even_parts(due, people, step)) == due


def test_a_cent_that_cannot_be_split_goes_to_the_first() -> None:
    assert even_parts(10_000, 3) == (3_334, 3_333, 3_333)


def test_where_cash_is_rounded_every_part_but_the_last_can_be_paid_in_cash() -> None:
    assert even_parts(10_002, 3, 5) == (3_335, 3_335, 3_332)


def test_whose_part_is_next_follows_from_what_was_paid() -> None:
    split = EvenSplit((3_334, 3_333, 3_333))
    assert split.part(10_000) == (1, 3_334)
    assert split.part(9_000) == (1, 2_334)
    assert split.part(6_666) == (2, 3_333)
    assert split.part(3_333) == (3, 3_333)


def test_a_split_ends_when_all_is_paid_or_more_is_due_than_was_split() -> None:
    split = EvenSplit((5_000, 5_000))
    assert split.part(0) is None
    assert split.part(10_001) is None
