"""The look: readable in both palettes, switched at run time, icons in any colour."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Shown
from ui import icons, theme
from ui.tokens import DARK, LIGHT, Tokens
from ui.widgets import AmountEdit, Button, Choice, DateEdit, Kind, NumberEdit, Size

TEXT_ON_GROUND = [
    *[
        (text, ground)
        for text in ("ink", "muted", "accent_text", "credit", "due", "danger", "info")
        for ground in ("surface", "paper", "raised")
    ],
    ("accent_ink", "accent"),
    ("accent_ink", "accent_hover"),
    ("accent_text", "accent_soft"),
    ("ink", "accent_soft"),
    ("ink", "select"),
    ("credit", "credit_soft"),
    ("muted", "accent_soft"),
    ("due", "accent_soft"),
    ("credit", "accent_soft"),
    ("muted", "mute_soft"),
    ("muted", "credit_soft"),
    ("muted", "due_soft"),
    ("muted", "info_soft"),
    ("due", "due_soft"),
    ("ink", "due_soft"),
    ("danger", "danger_soft"),
    ("info", "info_soft"),
    ("rail_ink", "rail"),
    ("rail_on_ink", "rail_on"),
    ("rail_on_ink", "rail"),
    ("accent_ink", "danger_fill"),
    ("person_ink", "person"),
]


def luminance(color: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = (QColor(color).redF(), QColor(color).greenF(), QColor(color).blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read_on_every_ground_it_stands_on(
    look: Tokens, text: str, ground: str
) -> None:
    assert contrast(getattr(look, text), getattr(look, ground)) >= 4.5


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
@pytest.mark.parametrize("ground", ["surface", "raised", "paper"])
def test_outlines_and_big_empty_figures_can_be_made_out(look: Tokens, ground: str) -> None:
    assert contrast(look.faint, getattr(look, ground)) >= 3


@pytest.mark.parametrize(
    "make",
    [
        QLineEdit,
        AmountEdit,
        Choice,
        NumberEdit,
        DateEdit,
        lambda: Button("Save"),
        lambda: Button("Save", size=Size.SMALL),
        lambda: Button("Save", size=Size.BIG),
    ],
    ids=["text", "amount", "choice", "number", "date", "button", "small button", "big button"],
)
def test_the_focus_makes_nothing_higher(shown: Shown, make: Callable[[], QWidget]) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    other, one = QLineEdit(), make()
    column.addWidget(other)
    column.addWidget(one)
    shown(page)
    other.setFocus()
    before = one.sizeHint().height()
    one.setFocus()
    assert one.hasFocus()
    assert one.sizeHint().height() == before


def test_fields_that_stand_side_by_side_are_equally_high(shown: Shown) -> None:
    page = QWidget()
    row = QHBoxLayout(page)
    made = [QWidget(), QLineEdit(), Choice(), NumberEdit(), DateEdit(), Button("Apply")]
    for part in made:
        row.addWidget(part)
    shown(page)
    assert {part.height() for part in made[1:]} == {44}


@pytest.mark.parametrize("height", [50, 900])
def test_a_scroll_bar_shows_only_where_there_is_something_to_scroll(
    shown: Shown, height: int
) -> None:
    area, inside = QScrollArea(), QWidget()
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    area.resize(200, 200)
    inside.setFixedSize(50, height)
    area.setWidget(inside)
    shown(area)
    drawn = area.verticalScrollBar().grab().toImage().pixelColor(6, 12).name().upper()
    assert (drawn == LIGHT.scroll) is (height > area.height())


def test_switching_the_scheme_at_run_time_reaches_widgets_that_are_there(
    qtbot: QtBot, qapp: QApplication
) -> None:
    button = Button("Save", kind=Kind.PLAIN)
    qtbot.addWidget(button)
    light = button.grab().toImage().pixelColor(20, 6)
    theme.use_scheme(qapp, theme.Scheme.DARK)
    dark = button.grab().toImage().pixelColor(20, 6)
    theme.use_scheme(qapp, theme.Scheme.LIGHT)
    assert light.name().upper() == LIGHT.surface
    assert dark.name().upper() == DARK.surface


def test_a_look_that_is_worn_already_is_not_put_on_again(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on: list[Tokens] = []
    wear = theme.apply

    def counted(app: QApplication, chosen: Tokens) -> None:
        put_on.append(chosen)
        wear(app, chosen)

    monkeypatch.setattr(theme, "apply", counted)
    for scheme in (theme.Scheme.LIGHT, theme.Scheme.DARK, theme.Scheme.DARK, theme.Scheme.LIGHT):
        theme.use_scheme(qapp, scheme)
    assert put_on == [DARK, LIGHT]


def test_figures_have_one_width(qapp: QApplication) -> None:
    assert qapp.font().featureValue(theme.TABULAR) == 1


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_is_drawn_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    picture = icons.icon(name, "#FF0000").pixmap(24, 24).toImage()
    seen = {
        picture.pixelColor(x, y).name()
        for x in range(24)
        for y in range(24)
        if picture.pixelColor(x, y).alpha() > 200
    }
    assert "#ff0000" in seen


def test_an_icon_is_crisp_at_twice_the_pixels(qapp: QApplication) -> None:
    picture: QPixmap = icons.icon("cart", "#000000").pixmap(QSize(24, 24), 2.0)
    assert picture.width() == 48


def test_an_icon_that_does_not_exist_is_a_bug(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("unicorn", "#000000")
