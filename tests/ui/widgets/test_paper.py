"""A receipt on screen stands as the printer would put it."""

import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from pos_app.printing.document import Align, Document, Text
from pos_app.printing.text import as_text
from ui import theme
from ui.widgets import PaperView
from ui.widgets.paper import _Sheet

INK = 100


def ends(view: PaperView, line: int) -> int:
    return max(inked(view, line))


def inked(view: PaperView, line: int) -> list[int]:
    """Where the ink of a line is, in pixels from the left."""
    sheet = view.widget()
    assert isinstance(sheet, _Sheet)
    picture = sheet.grab().toImage()
    top = round(18 + line * sheet._step() * picture.devicePixelRatio())
    return [
        x
        for x in range(4, picture.width() - 4)
        for y in range(top, top + 12)
        if picture.pixelColor(x, y).lightness() < INK
    ]


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


@pytest.mark.parametrize("name", ["صالون الجمال", "सौन्दर्य सैलून", "Łódź Salon"])
def test_a_name_in_the_middle_stands_there_whatever_it_is_written_in(
    qtbot: QtBot, name: str
) -> None:
    view = PaperView(32)
    qtbot.addWidget(view)
    view.show_lines(as_text(Document("", (Text(name, align=Align.CENTRE),)), 32).splitlines())
    view.resize(400, 200)
    view.show()
    ink = inked(view, 0)
    middle = 18 + QFontMetricsF(theme.mono_font(12)).horizontalAdvance("0" * 32) / 2
    assert (min(ink) + max(ink)) / 2 == pytest.approx(middle, abs=4)
