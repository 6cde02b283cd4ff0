"""Keys pressed wherever the focus is, and what stands where there is nothing."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QStackedWidget, QWidget

from ui.widgets import Button


def focused() -> QWidget:
    """The widget that keys go to."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def typed(text: str) -> None:
    """Type where the focus is."""
    QTest.keyClicks(focused(), text)


def press(key: Qt.Key) -> None:
    """Press a key where the focus is."""
    QTest.keyClick(focused(), key)


def said_instead(shown: QStackedWidget) -> str:
    """The title of what stands in the place of the rows."""
    return next(part.text() for part in _instead(shown).findChildren(QLabel) if part.text())


def offered_instead(shown: QStackedWidget) -> Button:
    """The button of what stands in the place of the rows."""
    (button,) = _instead(shown).findChildren(Button)
    return button


def _instead(shown: QStackedWidget) -> QWidget:
    widget = shown.currentWidget()
    assert widget is not None
    return widget
