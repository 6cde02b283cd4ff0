"""The layout: nothing is wider than the paper, every amount ends at its right edge."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.words import END_ISOLATE, ISOLATE, _
from pos_app.printing.document import (
    Align,
    Columns,
    Document,
    Gap,
    Notice,
    Row,
    Rule,
    Size,
    Style,
    Text,
)
from pos_app.printing.text import (
    LAST_COLUMN,
    Line,
    as_text,
    cells,
    clean,
    lay_out,
    measured_in_cells,
)

LARGE = Style(bold=True, size=Size.LARGE)

typed = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("洗剪吹ﾊﾝ🐶👩\u200d🦰ßéשלוםمرحبا\x1b\x1d@!\u202e\u200f\u0301 -\t\n"),
    ),
    max_size=120,
)
amounts = st.integers(-(10**12), 10**12).map(lambda minor: f"${minor / 100:,.2f}")
styles = st.builds(Style, st.booleans(), st.sampled_from(Size))
widths = st.sampled_from((48, 42, 32))


def a_document(*parts: Text | Row | Columns | Rule | Gap | Notice) -> Document:
    return Document("A paper", parts)


def laid_out(part: Text | Row | Notice, columns: int) -> list[Line]:
    placed = lay_out(a_document(part), columns, measured_in_cells)
    return [line for line in placed if isinstance(line, Line)]


@given(typed, amounts, styles, widths, st.sampled_from((0, 2)))
def test_a_row_never_exceeds_the_columns_and_its_amount_ends_at_the_right_edge(
    name: str, amount: str, style: Style, columns: int, indent: int
) -> None:
    lines = laid_out(Row(name, amount, style, indent), columns)
    with_amount = [line for line in lines if line.right]
    assert [line.right for line in with_amount] == [amount]
    for line in lines:
        between = " " if line.left and line.right else ""
        assert measured_in_cells(line.left + between + line.right, line.style) <= columns
    text = as_text(a_document(Row(name, amount, style, indent)), columns)
    (printed,) = (line for line in text.splitlines() if line.endswith(amount))
    assert cells(printed) == columns


@given(typed, styles, widths, st.sampled_from(Align))
def test_a_text_never_exceeds_the_columns_and_loses_no_character(
    typed_text: str, style: Style, columns: int, align: Align
) -> None:
    lines = laid_out(Text(typed_text, style, align), columns)
    assert all(measured_in_cells(line.left, line.style) <= columns for line in lines)
    printed = "".join(line.left for line in lines).replace(" ", "")
    assert printed == clean(typed_text).replace(" ", "")


@given(typed)
def test_what_people_type_holds_no_control_characters_once_it_is_laid_out(name: str) -> None:
    text = as_text(a_document(Text(name), Row(name, name), Notice(name)), 48)
    assert not any(
        unicodedata.category(char) in ("Cc", "Cf", "Cs") and char not in "\n\u200c\u200d"
        for char in text
    )


def test_a_long_name_wraps_beside_its_amount_at_words() -> None:
    row = Row("Cut and style with extended consultation", "$85.00")
    assert (
        as_text(a_document(row), 32) == "Cut and style with        $85.00\nextended consultation\n"
    )


@pytest.mark.parametrize("columns", [48, 42, 32, 24])
@pytest.mark.parametrize(
    "amount", ["9\u202f999\u202f999,99\u00a0€", "CHF\u00a01’000.00", "1\u00a0000"]
)
def test_an_amount_within_words_is_never_broken_over_two_lines(amount: str, columns: int) -> None:
    written = amount.replace("\u202f", " ").replace("\u00a0", " ")
    for label in (
        "VAT on",
        "Includes VAT of some region on",
        "Includes VAT of the whole region on",
    ):
        for part in (Text(f"{label} {amount}"), Row(f"{label} {amount}", "−1,00\u00a0€")):
            lines = laid_out(part, columns)
            assert any(written in line.left for line in lines), lines
            assert not any(set(line.left + line.right) & set("\u00a0\u202f") for line in lines)


def test_a_word_wider_than_the_paper_is_broken_inside() -> None:
    assert as_text(a_document(Text("a" * 40)), 32) == "a" * 32 + "\n" + "a" * 8 + "\n"


@pytest.mark.parametrize("label", ["Cash", "Accounts receivable of clients", "Bartholomäusstraße"])
@pytest.mark.parametrize("columns", [48, 42, 32])
def test_an_amount_alone_in_its_row_keeps_to_its_column_however_wide_it_is(
    label: str, columns: int
) -> None:
    amount = "$999,954.99"
    first, last = (
        next(line for line in as_text(a_document(part), columns).splitlines() if amount in line)
        for part in (Columns(label, amount, ""), Columns(label, "", amount))
    )
    assert len(first) == columns - int(columns * LAST_COLUMN), "or a debit reads as a credit"
    assert len(last) == columns
    assert "" not in as_text(a_document(Columns(label, amount, "")), columns).splitlines()


@pytest.mark.parametrize("columns", [48, 42, 32])
def test_two_wide_amounts_each_end_where_their_column_does(columns: int) -> None:
    said = as_text(a_document(Columns("Total", "$1,999,954.97", "Owes $999,954.99")), columns)
    first, second = said.splitlines()
    assert first.endswith("$1,999,954.97")
    assert len(first) == columns - int(columns * LAST_COLUMN)
    assert second == "Owes $999,954.99".rjust(columns)


@pytest.mark.parametrize("columns", [48, 42, 32])
def test_a_large_label_is_written_smaller_before_a_word_of_it_is_broken(columns: int) -> None:
    for line in laid_out(Row("Reembolsado", "999.949,99 €", LARGE), columns):
        assert line.left in ("Reembolsado", "")


def test_east_asian_characters_take_two_columns() -> None:
    assert as_text(a_document(Row("洗剪吹", "$1.00")), 32) == "洗剪吹" + " " * 21 + "$1.00\n"


def test_marks_stay_with_their_letters_and_take_no_column() -> None:
    assert cells(clean("e\u0301")) == 1
    assert cells("क्षि") < len("क्षि")


@pytest.mark.parametrize(
    ("amount", "size"),
    [
        ("$12,345.00", Size.LARGE),
        ("$1,234,567.89", Size.TALL),
        ("$9,999,999,999.99", Size.TALL),
        ("−9.999.999.999.999,99 CHF", Size.TALL),
        ("x" * 29, Size.NORMAL),
    ],
)
def test_a_total_too_long_for_large_figures_is_written_smaller_never_cut(
    amount: str, size: Size
) -> None:
    (line,) = (line for line in laid_out(Row("Total", amount, LARGE), 32) if line.right)
    assert (line.right, line.style.size) == (amount, size)


def test_an_amount_as_wide_as_the_paper_gets_its_own_line() -> None:
    assert as_text(a_document(Row("Deposit", "9" * 32)), 32) == "Deposit\n" + "9" * 32 + "\n"


def test_an_amount_wider_than_the_paper_goes_on_below() -> None:
    assert as_text(a_document(Row("x", "9" * 33)), 32).splitlines()[1:] == [
        "9" * 32,
        " " * 31 + "9",
    ]


def test_a_rule_a_gap_and_a_notice_take_their_lines() -> None:
    text = as_text(a_document(Rule(), Gap(), Notice("COPY")), 32)
    assert text == "-" * 32 + "\n\n" + " " * 10 + "*** COPY ***\n"


def test_a_name_that_runs_leftwards_is_apart_on_each_line_that_it_takes() -> None:
    name = "محمد عبد الله بن عبد العزيز 12"
    lines = as_text(a_document(Text(_("Client: {name}").format(name=name))), 20).splitlines()
    assert [line.count(ISOLATE) - line.count(END_ISOLATE) for line in lines] == [0, 0, 0]
    assert lines[-1] == f"{ISOLATE}12{END_ISOLATE}"
