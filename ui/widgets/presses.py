"""The second half of a double click, or of a double Enter: it is the same press."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QApplication


class Presses:
    """Tells a press from the second half of a double one.

    A button that is off until its work is done cannot: the till or a quick printer may be done before.
    """

    def __init__(self) -> None:
        self._last = QElapsedTimer()

    def is_again(self) -> bool:
        """Whether this press is the one before it."""
        last = self._last
        again = last.isValid() and last.elapsed() < QApplication.doubleClickInterval()
        last.start()
        return again


def once(act: Callable[[], object]) -> Callable[[], None]:
    """``act`` for a button of which a double press is one press, such as one that puts paper out."""
    presses = Presses()

    def press() -> None:
        if not presses.is_again():
            act()

    return press
