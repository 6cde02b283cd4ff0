"""A receipt on screen stands as the printer would put it."""

import pytest
from pytestqt.qtbot import QtBot

from ui.widgets import PaperView
from ui.widgets.paper import _Sheet

INK = 100


def ends(view: PaperView, line: int) -> int:
    """Where the ink of a line ends, in pixels from the left."""
    sheet = view.widget()
    assert isinstance(sheet, _Sheet)
    picture = sheet.grab().toImage()
    top = round(18 + line * sheet._step() * picture.devicePixelRatio())
    columns = [
        x
        for x in range(4, picture.width() - 4)
        for y in range(top, top + 12)
        if picture.pixelColor(x, y).lightness() < INK
    ]
    return max(columns)


@pytest.mark.parametrize("name", ["洗剪吹", "شامبو 250 مل", "שלום Oil", "🐶 Zoë"])
def test_an_amount_ends_at_the_edge_whatever_the_name_is_written_in(
    qtbot: QtBot, name: str
) -> None:
    wide = sum(2 if char in "洗剪吹🐶" else 1 for char in name)
    view = PaperView(32)
    qtbot.addWidget(view)
    view.show_lines(["Haircut" + " " * 19 + "$12.00", name + " " * (26 - wide) + "$12.00"])
    view.resize(400, 200)
    view.show()
    assert ends(view, 1) == pytest.approx(ends(view, 0), abs=1)
