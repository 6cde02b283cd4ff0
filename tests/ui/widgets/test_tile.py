"""Cards to tap."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QFontMetrics

from tests.ui.conftest import Shown
from ui.widgets import Tile, tile

InLines = Callable[[QFontMetrics, str, int, int], list[str]]


def names_drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines of the name that was drawn last."""
    drawn: list[str] = []
    in_lines: InLines = tile._in_lines

    def kept(metrics: QFontMetrics, text: str, room: int, most: int) -> list[str]:
        drawn[:] = in_lines(metrics, text, room, most)
        return drawn

    monkeypatch.setattr(tile, "_in_lines", kept)
    return drawn


@pytest.mark.parametrize("height", [84, 72])
def test_a_long_way_to_pay_is_never_cut_among_nine_tiles(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, height: int
) -> None:
    drawn = names_drawn(monkeypatch)
    way = Tile("Client credit / discount", icon="percent", key="F4")
    way.setFixedSize(172, height)
    shown(way)
    way.grab()
    assert " ".join(drawn) == "Client credit / discount"


@pytest.mark.parametrize(("height", "lines"), [(64, 2), (46, 1)])
def test_a_low_tile_keeps_its_detail_in_sight(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, height: int, lines: int
) -> None:
    drawn = names_drawn(monkeypatch)
    item = Tile("Mascarilla reparadora", detail="$29.00")
    item.setMinimumHeight(height)
    item.setFixedSize(120, height)
    shown(item)
    item.grab()
    assert len(drawn) == lines


def test_a_key_breaks_no_name_that_has_room_without_it(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = names_drawn(monkeypatch)
    item = Tile("Account credit", detail="prepay", key="Alt+A")
    item.setFixedSize(166, 64)
    shown(item)
    item.grab()
    assert drawn == ["Account credit"]
