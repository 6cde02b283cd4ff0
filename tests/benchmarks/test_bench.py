"""Every figure can be taken, on little data: what it comes to says nothing here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app import bench
from pos_app.bench.copies import Copier
from pos_app.bench.result import Result, percentile
from pos_app.errors import UserError

ON_DATA = (
    "close_ticket", "find_client", "filter_owing", "client_balance", "aging", "bulk_apply", "verify", "crash",
    "race_fund", "race_gift_card", "receipt_bytes", "close_with_dead_printer", "spool_soak",
)  # fmt: skip
IN_WINDOWS = ("start", "find_item", "memory", "open_balance_page")


def test_all_figures_of_the_release_are_there() -> None:
    assert set(bench.FIGURES) == {*ON_DATA, *IN_WINDOWS}


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What was said to be under way."""
    heard: list[str] = []
    yield heard
    assert heard


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", [*ON_DATA, *IN_WINDOWS])
def test_a_figure_is_taken_with_little_data(name: str, told: list[str]) -> None:
    results = bench.run([name], lambda what, _done, _of: told.append(what), bench.SMALL)
    assert results[0].name == name
    for result in results:
        assert result.p50 <= result.p99
        assert result.data
        assert list(result.as_json()) == [
            "name", "unit", "p50", "p99", "floor", "ratio", "limit", "holds"
        ]  # fmt: skip
    assert all(what.startswith(f"{name}: ") for what in told)


def test_a_figure_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(UserError, match="close_ticket, find_client"):
        bench.run(["speed"])


def test_a_limit_is_for_the_ratio_where_there_is_one_and_else_for_the_99th_percentile() -> None:
    assert Result("a", "ms", 1, 9, limit=5, floor=1, ratio=4.9).holds
    assert not Result("a", "ms", 1, 1, limit=5, floor=1, ratio=5.1).holds
    assert not Result("a", "ms", 1, 9, limit=5).holds


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([3, 1, 2], 50) == 2
    assert percentile([3, 1, 2], 99) == 3
    assert percentile([7], 50) == 7


def test_a_book_of_several_series_is_not_copied(data: Path) -> None:
    with pytest.raises(ValueError, match="one series"):
        Copier(data / "shop.db")
