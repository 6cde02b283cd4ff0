"""When bills fall due, and how long ago that was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.invoice import Age, Ages, age_of, due_between, due_date, falls_due
from pos_app.errors import UserError

TODAY = "2026-11-22"


@pytest.mark.parametrize(
    ("due_on", "age"),
    [
        ("2026-12-22", Age.CURRENT),
        ("2026-11-22", Age.CURRENT),
        ("2026-11-21", Age.TO_30),
        ("2026-10-23", Age.TO_30),
        ("2026-10-22", Age.TO_60),
        ("2026-09-23", Age.TO_60),
        ("2026-09-22", Age.TO_90),
        ("2026-08-24", Age.TO_90),
        ("2026-08-23", Age.OVER_90),
        ("2019-01-01", Age.OVER_90),
    ],
)
def test_a_charge_ages_from_the_day_it_falls_due(due_on: str, age: Age) -> None:
    assert age_of(due_on, TODAY) is age


@given(st.dates().map(str))
def test_each_due_date_is_within_the_span_of_its_age_and_of_no_other(due_on: str) -> None:
    spans = {age: due_between(age, TODAY) for age in Age}
    within = [age for age, (first, last) in spans.items() if first <= due_on <= last]
    assert within == [age_of(due_on, TODAY)]


def test_ages_add_up_to_all_that_is_owed() -> None:
    ages = Ages.of([("2026-11-30", 100), ("2026-11-01", 20), ("2026-01-01", 3)], TODAY)
    assert (ages.total, ages.overdue) == (123, 23)
    assert ages.amounts[Age.OVER_90] == 3


def test_terms_are_counted_over_the_end_of_a_month() -> None:
    assert falls_due("2026-01-31", 30) == "2026-03-02"
    assert falls_due("2026-01-31", 0) == "2026-01-31"


@pytest.mark.parametrize("typed", ["tomorrow", "", "2026-11-21"])
def test_a_due_date_that_cannot_be_or_has_passed_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        due_date(typed, TODAY)
    assert refused.value.field == "due_on"
