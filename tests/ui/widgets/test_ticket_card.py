"""The card of an open ticket, in little room."""

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tests.ui.conftest import Shown
from ui import theme
from ui.widgets import TicketCard, scrolled
from ui.widgets.ticket_card import cut_detail


@pytest.mark.parametrize(
    ("as_wide_as", "shown"),
    [
        ("#1205 · Maria · ready", "#1205 · Maria · ready"),
        ("#1205 · Mari…", "#1205 · Mari…"),
        ("#1205 ", "#1205"),
    ],
)
def test_a_detail_in_little_room_never_halves_the_number(as_wide_as: str, shown: str) -> None:
    room = theme.metrics(12).horizontalAdvance(as_wide_as) + 1
    assert cut_detail("#1205 · Maria · ready", room) == shown


def test_a_name_that_needs_a_second_line_beside_the_scroll_bar_gets_it(shown: Shown) -> None:
    inside = QWidget()
    column = QVBoxLayout(inside)
    cards = [TicketCard("Cliente de paso", "$45.00", f"#{n} · Maria · listo") for n in range(20)]
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    area = scrolled(inside)
    area.setFixedSize(213, 300)
    shown(area)
    assert all(card.height() == card.heightForWidth(card.width()) for card in cards)
