"""Shares of what comes back: parts add up to the whole, whatever the parts (R1, R13)."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.refund import Shares

AMOUNTS = st.integers(0, 10_000)


@st.composite
def whole_lines(draw: st.DrawFn) -> Shares:
    net, state, city = draw(AMOUNTS), draw(AMOUNTS), draw(AMOUNTS)
    gross = net + state + city
    given_off = draw(st.integers(0, gross))
    return Shares(
        gross - given_off, given_off, draw(AMOUNTS), net, {"state": state, "city": city}, 3
    )


@given(whole_lines(), st.lists(st.fractions(0, 1), max_size=6))
def test_any_parts_add_up_to_the_whole_and_none_is_below_zero(
    whole: Shares, cuts: list[Fraction]
) -> None:
    left, parts = whole, []
    for cut in cuts:
        part = left.part(int(left.value * cut))
        parts.append(part)
        left = left.minus(part)
    parts.append(left.part(left.value, left.quantity))
    for part in parts:
        assert part.value + part.given == part.net + sum(part.taxes.values())
        assert min(part.value, part.given, part.discount, part.net, *part.taxes.values()) >= 0
    assert sum(part.value for part in parts) == whole.value
    assert sum(part.given for part in parts) == whole.given
    assert sum(part.discount for part in parts) == whole.discount
    assert sum(part.net for part in parts) == whole.net
    for code, tax in whole.taxes.items():
        assert sum(part.taxes.get(code, 0) for part in parts) == tax


def test_half_of_a_line_takes_half_of_its_discount_and_not_all_of_it() -> None:
    line = Shares(9_743, 0, 1_000, 9_000, {"sales": 743}, 2)
    half = line.part(4_872, 1)
    assert (half.discount, half.net, half.taxes) == (500, 4_500, {"sales": 372})
