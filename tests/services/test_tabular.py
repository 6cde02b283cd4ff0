"""Tables from other software are read as they were meant, or refused with their line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app import locales
from pos_app.domain.money import DOLLARS, MAX_AMOUNT, format_number
from pos_app.errors import UserError
from pos_app.services.tabular import AmountReader, Row, Table, read_table

NAMES = {"name": "name|nombre", "phone": "phone|teléfono|telefono", "balance": "balance|saldo"}


def _read(folder: Path, content: str | bytes) -> Table:
    file = folder / "table.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(file, NAMES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_usual_encodings_and_separators_are_read(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    text = f"Nombre{separator}Teléfono\r\nBegoña Núñez{separator}600 123 456\r\n"
    table = _read(tmp_path, text.encode(encoding))
    assert table.rows == [Row(2, {"name": "Begoña Núñez", "phone": "600 123 456"})]
    assert table.problems == []


def test_lines_are_counted_as_an_editor_does(tmp_path: Path) -> None:
    table = _read(tmp_path, 'name,phone\n"two\nlines",1\n\n,\nAda,2\n')
    assert [row.line for row in table.rows] == [2, 6]


def test_columns_that_are_not_known_are_named(tmp_path: Path) -> None:
    assert _read(tmp_path, "Name,Shoe size,\nAda,38,\n").unused == ("Shoe size",)


def test_a_comma_inside_an_unquoted_amount_is_a_problem_of_that_line(tmp_path: Path) -> None:
    table = _read(tmp_path, "name,balance\nAda,1.50\nBob,1,234.50\n")
    assert [(p.line, p.text) for p in table.problems] == [
        (3, "This line has 3, the first line 2 cells.")
    ]


def test_an_open_quotation_mark_is_a_problem_of_its_line(tmp_path: Path) -> None:
    table = _read(tmp_path, 'name,phone\nAda,1\n"Bob,2\nCy,3\n')
    assert [p.line for p in table.problems] == [3]


@pytest.mark.parametrize("length", [5_001, 10_000, 300_000])
def test_a_cell_of_endless_length_is_a_problem_of_its_line(tmp_path: Path, length: int) -> None:
    table = _read(tmp_path, f"name,phone\nAda,1\n{'B' * length},2\n")
    said = "A cell of this line has more than 5000 characters."
    assert [(p.line, p.text) for p in table.problems] == [(3, said)]


def test_control_characters_are_a_problem_of_their_line(tmp_path: Path) -> None:
    table = _read(tmp_path, "name,phone\nA\x1bda,1\n")
    assert [p.line for p in table.problems] == [2]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a table"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a table"),
        (b"PK\3\4\0\0\0\0", "not a table"),
        (b"colour,size\nred,3\n", "names no column that the till knows"),
        (b"name,nombre\nAda,Ada\n", "twice"),
    ],
)
def test_files_that_are_no_such_table_are_refused(
    tmp_path: Path, content: bytes, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        _read(tmp_path, content)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no file"):
        read_table(tmp_path / "missing.csv", NAMES)


def _amounts(*texts: str, decimal: str = "") -> list[int]:
    found, problems = AmountReader(DOLLARS, decimal).read(enumerate(texts, 2))
    assert problems == []
    return list(found.values())


@pytest.mark.parametrize(
    ("texts", "minor"),
    [
        (["1,234.50", "1,000"], [123450, 100000]),
        (["1.234,50", "1.000"], [123450, 100000]),
        (["1 234,50", "1\u202f000"], [123450, 100000]),
        (["1'234.50", "1’000"], [123450, 100000]),
        (["12,34,567.89"], [123456789]),
        (["45", "0", "7"], [4500, 0, 700]),
        (
            ["$5.00", "-$5", "$-5", "−5", "(5.00)", "5.00-", "USD 5", "5 USD"],
            [500] + [-500] * 5 + [500] * 2,
        ),
        ([".50", "5."], [50, 500]),
        (["1.500", "1.234.567"], [150000, 123456700]),
        (["1.005", "12,5"], [100500, 1250]),
        (["1,005", "12.5"], [100500, 1250]),
        (["-1.005", "2.000,00"], [-100500, 200000]),
    ],
)
def test_amounts_are_read_in_the_way_that_the_whole_file_is_written(
    texts: list[str], minor: list[int]
) -> None:
    assert _amounts(*texts) == minor


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "1.2.3",
        "1,23,4",
        "12.345.6",
        "1.005,001",
        "--5",
        "١٢",
        "€5",
        "1e5",
        ".",
        "-",
        "5%",
        "1" * 10_000,
    ],
)
def test_what_is_no_amount_is_a_problem_of_its_line(text: str) -> None:
    found, problems = AmountReader(DOLLARS).read([(7, text)])
    assert (found, [p.line for p in problems]) == ({}, [7])


def test_amounts_written_in_two_ways_in_one_file_are_refused_with_both_lines() -> None:
    found, problems = AmountReader(DOLLARS).read([(2, "1,234.50"), (3, "7"), (9, "1.234,50")])
    assert found == {2: 123450, 3: 700}
    assert [(p.line, p.text) for p in problems] == [
        (9, "“1.234,50” and, on line 2, “1,234.50” write amounts in two ways.")
    ]


def test_three_decimals_among_two_are_refused_and_not_taken_for_thousands() -> None:
    found, problems = AmountReader(DOLLARS).read([(2, "12.50"), (3, "1.005")])
    assert (found, [p.line for p in problems]) == ({2: 1250}, [3])


@pytest.mark.parametrize("text", ["1.005", "1,005", "$1.005", "(1,005)", "12.000", "123,456"])
def test_a_mark_before_three_digits_is_refused_where_the_file_does_not_settle_it(text: str) -> None:
    found, problems = AmountReader(DOLLARS).read([(2, "45"), (3, text), (4, text)])
    assert (found, [p.line for p in problems]) == ({2: 4500}, [3, 4])


def test_the_refusal_of_an_unclear_amount_says_what_to_do() -> None:
    _found, problems = AmountReader(DOLLARS).read([(3, "1.005")])
    assert problems[0].text == (
        "“1.005” can be read in two ways. Write 1005.00 if that is meant, or say with --decimal"
        " which sign parts the decimals."
    )


def test_an_unclear_amount_is_read_as_the_person_said() -> None:
    assert AmountReader(DOLLARS, ",").read([(3, "1.005")]) == ({3: 100500}, [])
    _found, problems = AmountReader(DOLLARS, ".").read([(3, "1.005")])
    assert [p.text for p in problems] == ["“1.005” is not an amount."]


def test_nothing_is_unclear_in_a_currency_without_decimals() -> None:
    yen = locales.money_format("JPY", "ja_JP")
    assert AmountReader(yen).read([(2, "1.005"), (3, "7")]) == ({2: 1005, 3: 7}, [])


def test_a_group_of_thousands_begins_with_no_zero() -> None:
    found, problems = AmountReader(DOLLARS).read([(2, "0.005"), (3, "12,50")])
    assert (found, [p.line for p in problems]) == ({3: 1250}, [2])


def test_three_decimals_are_asked_about_where_they_are_the_currencys_own() -> None:
    dinars = locales.money_format("KWD", "en_US")
    _found, problems = AmountReader(dinars).read([(2, "1.234")])
    assert "two ways" in problems[0].text
    assert AmountReader(dinars, ".").read([(2, "1.234")]) == ({2: 1234}, [])
    assert AmountReader(dinars, ",").read([(2, "1.234")]) == ({2: 1234000}, [])


@given(
    minors=st.lists(st.integers(0, MAX_AMOUNT), min_size=1, max_size=20),
    place=st.sampled_from(["en_US", "de_DE", "fr_FR", "hi_IN", "de_CH", "es_ES"]),
)
def test_whatever_a_place_writes_is_read_back(minors: list[int], place: str) -> None:
    fmt = locales.money_format("USD", place)
    written = [(n, format_number(minor, fmt)) for n, minor in enumerate(minors)]
    found, problems = AmountReader(fmt).read(written)
    assert (list(found.values()), problems) == (minors, [])
