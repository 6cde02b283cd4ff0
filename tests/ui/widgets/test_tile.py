"""Cards to tap."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QFontMetrics

from tests.ui.conftest import Shown
from ui.widgets import Tile, tile

InLines = Callable[[QFontMetrics, str, int, int], list[str]]


@pytest.mark.parametrize("height", [84, 72])
def test_a_long_way_to_pay_is_never_cut_among_nine_tiles(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, height: int
) -> None:
    drawn: list[str] = []
    in_lines: InLines = tile._in_lines

    def kept(metrics: QFontMetrics, text: str, room: int, most: int) -> list[str]:
        drawn[:] = in_lines(metrics, text, room, most)
        return drawn

    monkeypatch.setattr(tile, "_in_lines", kept)
    way = Tile("Client credit / discount", icon="percent", key="F4")
    way.setFixedSize(172, height)
    shown(way)
    way.grab()
    assert " ".join(drawn) == "Client credit / discount"
