"""The rows of the ticket's lines, to the card's edge."""

from PySide6.QtGui import QColor

from tests.ui.checkout.conftest import Hands
from ui import theme
from ui.widgets.table import ROW_PX


def at_the_edge(hands: Hands, row: int, *, down: int = ROW_PX // 2) -> QColor:
    """The colour of a row where the place of the scroll bar is, so many pixels below its top."""
    table = hands.table
    left = table.viewport().mapTo(table, table.viewport().rect().topRight()).x()
    top = table.viewport().y() + table.rowViewportPosition(row)
    return table.grab().toImage().pixelColor(left + 6, top + down)


def test_the_frame_of_the_line_that_keys_go_to_goes_on_to_the_cards_edge(hands: Hands) -> None:
    hands.press("Haircut")
    hands.table.setFocus()
    assert at_the_edge(hands, 0, down=1) == theme.color(theme.tokens().accent_text)
    hands.search().setFocus()
    assert at_the_edge(hands, 0, down=1) == theme.color(theme.tokens().accent_soft)


def test_the_line_that_the_mouse_is_over_is_lit_to_the_cards_edge(hands: Hands) -> None:
    hands.press("Haircut")
    hands.press("Haircut")
    hands.table.light(0)
    assert at_the_edge(hands, 0) == theme.color(theme.tokens().hover)
    assert at_the_edge(hands, 1) == theme.color(theme.tokens().accent_soft)
