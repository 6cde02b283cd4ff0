"""Models of tables: named columns, figures at the right, rows page by page."""

from collections.abc import Sequence
from typing import Any

import pytest
from PySide6.QtCore import Qt

from pos_app.errors import EnvironmentFault
from ui.widgets import CELL, Cell, Column, PagedModel, Table
from ui.widgets.rows import ROOT

COUNTED = list(range(7))


class Numbers(PagedModel[int]):
    """Numbers, and their squares."""

    def __init__(self) -> None:
        super().__init__((Column("Number"), Column("Square", right=True)))

    def cells(self, row: int) -> tuple[Cell, ...]:
        return Cell(str(row), badge="odd" if row % 2 else ""), Cell(str(row**2), tip="squared")


def test_what_a_row_is_called_is_bold_without_a_detail_too() -> None:
    model = Numbers()
    model.show_rows([5])
    assert [model.cell(0, column).strong for column in (0, 1)] == [True, False]


def by_three(last: int | None) -> Sequence[int]:
    start = 0 if last is None else last + 1
    return COUNTED[start : start + 3]


def read_all(model: Numbers) -> list[int]:
    """How many rows there are after each page."""
    counts = [model.rowCount()]
    while model.canFetchMore():
        model.fetchMore()
        counts.append(model.rowCount())
    return counts


def test_pages_follow_each_other_until_one_is_empty() -> None:
    model = Numbers()
    model.read(by_three)
    assert read_all(model) == [3, 6, 7, 7]
    assert model.rows == COUNTED


def test_another_question_begins_at_its_first_page() -> None:
    model = Numbers()
    model.read(by_three)
    read_all(model)
    model.read(lambda last: [] if last else [5])
    assert (model.rows, read_all(model)) == ([5], [1, 1])


def test_where_the_books_cannot_be_read_what_was_shown_stays() -> None:
    def fails(_last: int | None) -> Sequence[int]:
        raise EnvironmentFault("The disk is gone.")

    model = Numbers()
    model.read(by_three)
    with pytest.raises(EnvironmentFault):
        model.read(fails)
    assert read_all(model)[-1] == 7


def test_nothing_found_has_no_rows_and_no_more() -> None:
    model = Numbers()
    model.read(lambda _last: [])
    assert (model.rowCount(), model.canFetchMore(), model.row(0)) == (0, False, None)


def test_figures_and_their_heads_stand_at_the_right() -> None:
    model = Numbers()
    model.read(by_three)
    heads = [
        model.headerData(at, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        for at in range(2)
    ]
    assert [side is not None for side in heads] == [False, True]
    assert [model.index(0, at).data(CELL).right for at in range(2)] == [False, True]
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Square"
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_the_first_cell_is_spoken_for_its_row_and_tells_the_mouse_nothing() -> None:
    model = Numbers()
    model.read(by_three)
    spoken = [model.index(1, at).data(Qt.ItemDataRole.AccessibleTextRole) for at in range(2)]
    assert spoken == ["1, odd, 1", "1"]
    told = [model.index(1, at).data(Qt.ItemDataRole.ToolTipRole) for at in range(2)]
    assert told == [None, "squared"]


def test_another_row_in_a_place_is_what_that_place_shows() -> None:
    model = Numbers()
    model.read(by_three)
    before = model.index(0, 1).data()
    model.put_row(0, 5)
    assert (before, model.index(0, 1).data()) == ("0", "25")


def test_a_row_is_found_again_by_what_it_is(qtbot: Any) -> None:
    model, table = Numbers(), Table("Numbers")
    qtbot.addWidget(table)
    table.setModel(model)
    model.read(by_three)
    assert model.place_of(lambda number: number == 2) == 2
    assert model.place_of(lambda number: number == 9) == -1
    assert [model.row(at) for at in (-1, 1, 3)] == [None, 1, None]
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(ROOT) == 2


class Watched(Numbers):
    """Numbers that tell which of them had their cells made."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[int] = []

    def cells(self, row: int) -> tuple[Cell, ...]:
        self.made.append(row)
        return super().cells(row)


def shown_in(table: Table) -> list[str]:
    """What stands in the first column."""
    model = table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_rows_that_stay_are_not_made_again_when_others_come_and_go(qtbot: Any) -> None:
    model, table = Watched(), Table("Numbers")
    qtbot.addWidget(table)
    table.setModel(model)
    table.fit()
    model.show_rows([1, 2, 3, 4])
    assert shown_in(table) == ["1", "2", "3", "4"]
    table.selectRow(2)
    model.made.clear()
    model.follow([2, 3, 5, 4, 6])
    assert shown_in(table) == ["2", "3", "5", "4", "6"]
    assert sorted(model.made) == [5, 6]
    assert table.currentIndex().row() == 1, "the chosen one stays chosen"
    model.follow([6, 5, 4, 3, 2])
    assert shown_in(table) == ["6", "5", "4", "3", "2"], "another order is shown all at once"
    model.follow(range(100))
    assert len(shown_in(table)) == 100
    model.follow([])
    assert shown_in(table) == []


def test_a_column_is_as_wide_as_the_first_rows_need_not_as_a_thousand_do(qtbot: Any) -> None:
    model, table = Watched(), Table("Numbers")
    qtbot.addWidget(table)
    table.setModel(model)
    table.fit()
    model.show_rows(range(1_000))
    table.show()
    assert 0 < len(set(model.made)) <= 100
