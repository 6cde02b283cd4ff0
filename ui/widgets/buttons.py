"""Buttons with their key drawn on them."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QWidget

from ui import icons, theme
from ui.widgets.keys import bind_key, draw_key, key_size, key_text
from ui.widgets.texts import in_line, plain, tip

GAP_PX = 8
"""Between the icon, the label and the key of a button."""

_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PAD = Qt.KeyboardModifier.KeypadModifier


class Kind(StrEnum):
    """What a button means. DANGER is an outline with red words, DESTROY the filled last step,
    GHOST a link in the accent, QUIET one in grey."""

    PRIMARY = "primary"
    PLAIN = "plain"
    GHOST = "ghost"
    QUIET = "quiet"
    DANGER = "danger"
    DESTROY = "destroy"
    DUE = "due"
    CHIP = "chip"
    TILE = "tile"
    KEY = "key"
    SEGMENT = "segment"


class Size(StrEnum):
    """Height of a button: SMALL 34, NORMAL 44, BIG 56 pixels.

    A SMALL one looks small; what a finger has to hit is 44 pixels high, and wide, all the same.
    """

    SMALL = "sm"
    NORMAL = "normal"
    BIG = "big"


_TOUCH_PX = 44
_HEIGHTS = {Size.SMALL: 34, Size.NORMAL: 44, Size.BIG: 56}
_PADDINGS = {Size.SMALL: 12, Size.NORMAL: 16, Size.BIG: 20}


class Button(QPushButton):
    """A push button that shows, and answers to, its key.

    It takes the focus from the keyboard only, so that a tap never steals it from an amount or the
    scan field. Enter presses it while it has the focus, whatever else Enter is bound to.

    Args:
        text: the label, which is the accessible name too.
        clicked: called at each press.
        icon: name of an icon drawn before the label; without a label, the button is square.
        key: a key such as ``F12`` or ``Ctrl+N``.
        name: the accessible name, for buttons that only show an icon.
    """

    def __init__(
        self,
        text: str = "",
        clicked: Callable[[], object] | None = None,
        *,
        kind: Kind = Kind.PLAIN,
        size: Size = Size.NORMAL,
        icon: str = "",
        key: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self.size_name = size
        self.icon_name = icon
        self.key = key
        self._label = ""
        self._given_name = name
        self._key_shown = key_text(key) if key else ""
        self.setProperty("kind", kind.value)
        self.setProperty("extent", size.value)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setText(text)
        if name and not text:
            self.setToolTip(f"{name} ({self._key_shown})" if key else name)
        if clicked is not None:
            self.clicked.connect(lambda _checked: clicked())
        if key:
            bind_key(key, self, self.click)

    def text(self) -> str:
        """The label."""
        return plain(self._label)

    def setText(self, text: str) -> None:
        """Change the label; an ampersand in it is an ampersand."""
        self._label = text
        super().setText(text.replace("&", "&&"))
        self.setAccessibleName(self._given_name or plain(text))
        self.updateGeometry()

    def setToolTip(self, text: str) -> None:
        """Change what is said over it; a name in it is no markup."""
        super().setToolTip(tip(text))

    def show_key(self, key: str) -> None:
        """Show a key that whatever the button stands in answers to."""
        self._key_shown = key_text(key)
        self.updateGeometry()

    def set_kind(self, kind: Kind) -> None:
        """Change what the button means."""
        self.kind = kind
        theme.vary(self, kind=kind.value)

    def label_font(self) -> QFont:
        """The font of the label."""
        self.ensurePolished()
        return self.font()

    def sizeHint(self) -> QSize:
        """Label, icon, key and their padding, at the height of its size and never below a finger's."""
        height = max(_HEIGHTS[self.size_name], _TOUCH_PX)
        if not self._label and not self._key_shown:
            return QSize(height, height)
        width = self._content_width() + 2 * _PADDINGS[self.size_name]
        return QSize(max(width, _TOUCH_PX), height)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than what it shows."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Keep Enter for this button while it has the focus."""
        # Every event of every button comes by here: its class is the cheaper question.
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            if event.key() in _ENTER_KEYS and not event.modifiers() & ~_PAD:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, once."""
        if event.key() in _ENTER_KEYS:
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground by the stylesheet, icon, label and key by us."""
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.rect = self.shape()
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_content(painter, QColor(self.ink()))

    def shape(self) -> QRect:
        """The part of it that is drawn: all, but of a SMALL one what its size says, in the middle."""
        area: QRect = self.rect()
        if self.size_name is not Size.SMALL:
            return area
        spare = max(area.height() - _HEIGHTS[Size.SMALL], 0)
        beside = 0 if self._label or self._key_shown else spare
        return area.adjusted(beside // 2, spare // 2, -((beside + 1) // 2), -((spare + 1) // 2))

    def ink(self) -> str:
        """The colour of what is written on it, in its present state."""
        look = theme.tokens()
        if not self.isEnabled():
            return look.disabled_ink
        if self.isChecked() and self.kind is Kind.SEGMENT:
            return look.accent_ink
        if self.isChecked():
            return look.accent_text
        return {
            Kind.PRIMARY: look.accent_ink,
            Kind.DESTROY: "#FFFFFF",
            Kind.GHOST: look.accent_text,
            Kind.DANGER: look.danger,
            Kind.DUE: look.due,
            Kind.CHIP: look.muted,
            Kind.QUIET: look.muted,
        }.get(self.kind, look.ink)

    def paint_content(self, painter: QPainter, color: QColor) -> None:
        """Draw icon, label and key in a row, centred, the label elided where room is short."""
        metrics = QFontMetrics(self.label_font())
        key_width = key_size(self._key_shown)[0] if self._key_shown else 0
        room = self.width() - 2 * (_PADDINGS[self.size_name] if self._label else 0)
        x = (self.width() - min(self._content_width(), room)) // 2
        middle = self.height() // 2
        if self.icon_name:
            side = self._icon_side()
            icons.paint(
                painter, self.icon_name, color.name(), QRect(x, middle - side // 2, side, side)
            )
            x += side + GAP_PX
            room -= side + GAP_PX
        room -= key_width + GAP_PX if key_width else 0
        label = metrics.elidedText(self._label, Qt.TextElideMode.ElideRight, max(room, 0))
        painter.setFont(self.label_font())
        painter.setPen(color)
        width = metrics.horizontalAdvance(label)
        painter.drawText(
            QRect(x, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, in_line(label)
        )
        if key_width:
            right = x + key_width + (width + GAP_PX if label else 0)
            draw_key(painter, self._key_shown, color, right, middle)

    def _icon_side(self) -> int:
        if self.kind is Kind.KEY:
            return 24
        return 20 if self.size_name is Size.BIG or not self._label else 18

    def _label_width(self) -> int:
        # A pixel more than the advance, which is rounded: eliding is not.
        advance = QFontMetrics(self.label_font()).horizontalAdvance(self._label)
        return advance + 1 if advance else 0

    def _content_width(self) -> int:
        label = self._label_width()
        parts = [
            label,
            self._icon_side() if self.icon_name else 0,
            key_size(self._key_shown)[0] if self._key_shown else 0,
        ]
        shown = [part for part in parts if part]
        return sum(shown) + GAP_PX * max(len(shown) - 1, 0)
