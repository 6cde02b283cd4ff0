"""The rail at the left: the shop's initial, the pages, the lock, and who is signed in."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from pos_app.domain.words import _
from ui import icons, theme
from ui.widgets.keys import bind_key, key_text
from ui.widgets.labels import initials, paint_avatar
from ui.widgets.texts import tip

WIDTH_PX = 84
_LABEL_PX = 68


class RailItem(QAbstractButton):
    """One entry: an icon over a word, and its key below."""

    def __init__(self, icon: str, text: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._label = text
        self._key_shown = key_text(key)
        self.setAccessibleName(text)
        self.setToolTip(f"{text} ({self._key_shown})")
        self.setFixedSize(QSize(72, 60))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        bind_key(key, self, self.click)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground where it is current, icon, word, key."""
        look = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        if on or self.underMouse() or self.isDown():
            painter.setBrush(QColor(look.rail_on if on else look.rail_hover))
            painter.drawRoundedRect(self.rect(), 10, 10)
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.person), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 9, 9)
        ink = look.rail_on_ink if on else look.rail_ink
        painter.setPen(QColor(ink))
        centred = Qt.AlignmentFlag.AlignCenter
        painter.setFont(theme.font(12))
        if painter.fontMetrics().horizontalAdvance(self._label) <= _LABEL_PX:
            icons.paint(painter, self._icon, ink, QRect(26, 5, 20, 20))
            painter.drawText(QRect(0, 26, 72, 17), centred, self._label)
        else:  # Two short lines, below a smaller icon.
            icons.paint(painter, self._icon, ink, QRect(28, 2, 16, 16))
            painter.setFont(theme.font(11))
            wrapped = centred | Qt.TextFlag.TextWordWrap
            painter.drawText(QRect(2, 18, _LABEL_PX, 27), wrapped, self._label)
        painter.setOpacity(0.75)
        painter.setFont(theme.font(10))
        painter.drawText(QRect(0, 44, 72, 14), centred, self._key_shown)


class Logo(QWidget):
    """The shop's initial on the accent, in place of a mark of its own."""

    def __init__(self, shop: str) -> None:
        super().__init__()
        self.letter = ""
        self.setFixedSize(40, 40)
        self.set_shop(shop)

    def set_shop(self, shop: str) -> None:
        """Show another shop's initial."""
        self.letter = initials(shop)[:1]
        self.setAccessibleName(shop)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded square and the letter."""
        look = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.accent))
        painter.drawRoundedRect(self.rect(), 12, 12)
        painter.setPen(QColor(look.accent_ink))
        painter.setFont(theme.font(15, QFont.Weight.Bold))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.letter)


class _Person(QAbstractButton):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFixedSize(36, 36)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        self._letters = initials(name)
        self.setAccessibleName(name or _("Nobody is signed in"))
        self.setToolTip(tip(self.accessibleName()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.tokens()
        paint_avatar(self, self._letters, look.person, look.person_ink)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(look.rail_on_ink), 2))
            painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))


class Rail(QFrame):
    """The rail.

    Signals:
        picked(str): the name of a page that a person wants.
        lock_pressed(), person_pressed(): Lock, or the initials, were pressed.
    """

    picked = Signal(str)
    lock_pressed = Signal()
    person_pressed = Signal()

    def __init__(self, shop: str, person: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, RailItem] = {}
        self.setProperty("bar", "rail")
        self.setFixedWidth(WIDTH_PX)
        self._logo = Logo(shop)
        self._person = _Person(person)
        self._person.clicked.connect(self.person_pressed)
        self._upper = QVBoxLayout()
        self._lower = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 14, 6, 14)
        for part in (column, self._upper, self._lower):
            part.setSpacing(4)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(self._logo, 0, middle)
        column.addSpacing(14)
        column.addLayout(self._upper)
        column.addStretch(1)
        column.addLayout(self._lower)
        column.addWidget(self._item("lock", _("Lock"), "Ctrl+L", self.lock_pressed.emit))
        column.addWidget(self._person, 0, middle)

    def add(self, name: str, icon: str, text: str, *, at_foot: bool) -> None:
        """Add a page's entry; the nth answers to Ctrl and its number."""
        key = f"Ctrl+{len(self._items) + 1}"
        item = self._item(icon, text, key, lambda: self.picked.emit(name))
        item.setCheckable(True)
        self._items[name] = item
        (self._lower if at_foot else self._upper).addWidget(item)

    def light(self, name: str) -> None:
        """Show which page is in front."""
        for known, item in self._items.items():
            item.setChecked(known == name)

    def set_shop(self, shop: str) -> None:
        """Change the initial at the top."""
        self._logo.set_shop(shop)

    def set_person(self, name: str) -> None:
        """Change the initials at the foot."""
        self._person.set_name(name)

    def _item(self, icon: str, text: str, key: str, act: Callable[[], object]) -> RailItem:
        item = RailItem(icon, text, key)
        item.clicked.connect(lambda _checked: act())
        return item
