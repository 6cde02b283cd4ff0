"""Balance over time, as steps and in words."""

from datetime import date

from PySide6.QtGui import QColor

from pos_app.services.history import DayBalance
from tests.ui.conftest import Shown
from ui import theme
from ui.clients.chart import BalanceChart

FIRST, LAST = date(2025, 11, 22), date(2026, 11, 22)


def made(*days: DayBalance) -> BalanceChart:
    chart = BalanceChart()
    chart.resize(600, 110)
    chart.show_days(days, FIRST, LAST)
    return chart


def test_what_was_so_before_the_first_day_is_what_the_line_begins_with() -> None:
    chart = made(
        DayBalance("2024-01-01", 9900, 0),
        DayBalance("2025-05-05", 4500, 0),
        DayBalance("2026-03-03", 0, 3000),
    )
    assert chart._steps() == [(FIRST, 4500), (date(2026, 3, 3), -3000)]


def test_a_client_without_a_history_owes_nothing_all_along() -> None:
    assert made()._steps() == [(FIRST, 0)]


def test_the_balance_now_is_said_too() -> None:
    chart = made(DayBalance("2026-03-03", 4500, 3000))
    assert chart.accessibleName() == "Balance over time. Now: Owes $45.00 · Has $30.00"


def test_the_line_is_drawn_in_the_accent_of_the_palette(shown: Shown) -> None:
    chart = made(DayBalance("2026-03-03", 4500, 0))
    shown(chart)
    picture = chart.grab().toImage()
    accent = QColor(theme.tokens().accent_text).rgb()
    found = sum(
        picture.pixel(x, y) == accent
        for x in range(picture.width())
        for y in range(picture.height())
    )
    assert found > 100


def inks(chart: BalanceChart) -> set[str]:
    """The colours of the words beside the line."""
    picture = chart.grab().toImage()
    return {
        picture.pixelColor(x, y).name().upper()
        for x in range(chart.width() - 140, chart.width())
        for y in range(chart.height())
    }


def test_beside_the_end_of_the_line_stands_what_is_so_now_and_not_what_was(shown: Shown) -> None:
    look = theme.tokens()
    chart = made(DayBalance("2026-03-03", 0, 8000), DayBalance("2026-11-22", 2000, 0))
    shown(chart)
    assert look.due in inks(chart)
    assert look.credit not in inks(chart)


def test_nothing_is_drawn_until_it_is_known_what_is_so(shown: Shown) -> None:
    chart = made(DayBalance("2026-03-03", 4500, 0))
    chart.clear()
    shown(chart)
    picture = chart.grab().toImage()
    assert len({picture.pixel(x, 50) for x in range(picture.width())}) == 1
