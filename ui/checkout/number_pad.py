"""The number pad beside the panels: an amount is typed without a keyboard too."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.widgets import Keypad

_HIGH_PX = 200


class NumberPad(QWidget):
    """Stands over the summary's small buttons while a box for numbers of ``panels`` has the focus.

    They answer to their keys all the same; beside them the rows of the ticket would have no room on
    the smallest till. The keys of the pad are made for the first box, for the page must come fast.
    """

    def __init__(self, panels: QWidget) -> None:
        super().__init__()
        self._panels = panels
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._is_following = False
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.hide()

    def follow(self, taken: bool) -> None:
        """Look where the focus goes from the first panel on."""
        if taken and not self._is_following:
            self._is_following = True
            QApplication.instance().focusChanged.connect(self._focus_went)  # type: ignore[union-attr]

    def _focus_went(self, _before: QWidget | None, now: QWidget | None) -> None:
        wanted = Keypad.can_write(now) and self._panels.isAncestorOf(now)
        if wanted and self._column.isEmpty():
            pad = Keypad()
            pad.setFixedHeight(_HIGH_PX)
            self._column.addWidget(pad)
        self.setVisible(wanted)
