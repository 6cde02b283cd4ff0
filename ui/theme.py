"""The look: palette tokens for light and dark, and the one place that applies them.

Widgets that paint themselves ask :func:`tokens` while painting, so that switching the scheme at run
time reaches them too. The platform's own colour scheme is only listened to, never relied on: offscreen
it does nothing, so palette and stylesheet carry the whole look.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cache

from PySide6.QtCore import QDir, QObject, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ui import icons
from ui.stylesheet import stylesheet
from ui.tokens import DARK, LIGHT, Tokens

FAMILIES = ["Inter", "Segoe UI", "Noto Sans", "sans-serif"]
MONO_FAMILIES = ["JetBrains Mono", "DejaVu Sans Mono", "Consolas", "Menlo", "monospace"]
BODY_PX = 14
TABULAR = QFont.Tag("tnum")


class Scheme(Enum):
    """Which palette a person chose."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


@dataclass(slots=True)
class _State:
    tokens: Tokens = LIGHT
    scheme: Scheme = Scheme.LIGHT
    listener: QObject | None = None


_state = _State()


def tokens() -> Tokens:
    """The palette in force. Ask while painting, never keep it."""
    return _state.tokens


def scheme() -> Scheme:
    """The scheme that was chosen last."""
    return _state.scheme


@cache
def font(px: int = BODY_PX, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The product's font, with figures of one width. Made once; not to be changed."""
    made = QFont(FAMILIES)
    made.setPixelSize(px)
    made.setWeight(weight)
    made.setFeature(TABULAR, 1)
    return made


@cache
def metrics(px: int = BODY_PX, weight: QFont.Weight = QFont.Weight.Normal) -> QFontMetrics:
    """The measures of :func:`font`. Made once: whatever is drawn asks for them each time."""
    return QFontMetrics(font(px, weight))


@cache
def color(written: str) -> QColor:
    """A colour of the palette, written ``#RRGGBB``. Made once; not to be changed."""
    return QColor(written)


def mono_font(px: int) -> QFont:
    """A font of one width, for paper."""
    made = QFont(MONO_FAMILIES)
    made.setStyleHint(QFont.StyleHint.Monospace)
    made.setPixelSize(px)
    return made


def apply(app: QApplication, chosen: Tokens) -> None:
    """Dress the whole application in ``chosen``; works at start and at any time after."""
    _state.tokens = chosen
    if app.style().objectName().lower() != "fusion":
        app.setStyle("fusion")
    QDir.setSearchPaths("icons", [str(icons.FOLDER)])
    app.setFont(font())
    app.setPalette(_palette(chosen))
    app.setStyleSheet(stylesheet(chosen))


def use_scheme(app: QApplication, chosen: Scheme) -> None:
    """Use light, dark, or whatever the system says now and later.

    Dressing every widget there is takes a second or two: it is done only where it changes something.
    """
    _state.scheme = chosen
    if chosen is Scheme.SYSTEM and _state.listener is None:
        _state.listener = app.styleHints()
        app.styleHints().colorSchemeChanged.connect(_follow_system)
    look = _tokens_for(chosen)
    if look is not _state.tokens or not app.styleSheet():
        apply(app, look)


def vary(widget: QWidget, **properties: object) -> None:
    """Set properties that the stylesheet selects by, and make them show."""
    changed = [name for name, value in properties.items() if widget.property(name) != value]
    for name in changed:
        widget.setProperty(name, properties[name])
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def _follow_system() -> None:
    app = QApplication.instance()
    if _state.scheme is Scheme.SYSTEM and isinstance(app, QApplication):
        apply(app, _tokens_for(Scheme.SYSTEM))


def _tokens_for(chosen: Scheme) -> Tokens:
    if chosen is Scheme.SYSTEM:
        system = QGuiApplication.styleHints().colorScheme()
        return DARK if system is Qt.ColorScheme.Dark else LIGHT
    return DARK if chosen is Scheme.DARK else LIGHT


def _palette(look: Tokens) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, color in {
        roles.Window: look.paper,
        roles.WindowText: look.ink,
        roles.Base: look.surface,
        roles.AlternateBase: look.raised,
        roles.Text: look.ink,
        roles.PlaceholderText: look.muted,
        roles.Button: look.surface,
        roles.ButtonText: look.ink,
        roles.BrightText: look.danger,
        roles.Highlight: look.accent,
        roles.HighlightedText: look.accent_ink,
        roles.Accent: look.accent,
        roles.Link: look.accent_text,
        roles.LinkVisited: look.accent_text,
        roles.ToolTipBase: look.rail,
        roles.ToolTipText: look.rail_on_ink,
        roles.Light: look.surface,
        roles.Midlight: look.raised,
        roles.Mid: look.line,
        roles.Dark: look.line,
        roles.Shadow: look.line,
    }.items():
        palette.setColor(role, QColor(color))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(look.disabled_ink))
    return palette
