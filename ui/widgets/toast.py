"""A short confirmation in the bar at the top that goes away by itself."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.widgets.labels import ElidedLabel, Icon

SHOWN_MS = 4000
_BAR_PX, _EDGE_PX = 56, 20
"""The height of the bar at the top, and how far its last chip stands from the window's edge."""


class Toast(QFrame):
    """One line over ``window``, never taking focus or clicks. The newest replaces the one before.

    It stands over the states at the right of the bar, where nobody presses anything; at the foot it
    would hide the quick buttons or the one action that moves the ticket forward.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._text = ElidedLabel()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.setProperty("toast", True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 9, 18, 9)
        row.setSpacing(10)
        self._done = Icon("done", "dot_good")
        self._alert = Icon("alert", "dot_wait")
        row.addWidget(self._done)
        row.addWidget(self._alert)
        row.addWidget(self._text)
        # As wide as the clock, which would look cut otherwise.
        self.setMinimumWidth(148)
        window.installEventFilter(self)
        self.hide()

    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def say(self, text: str) -> None:
        """Show ``text``, that something was done, for a few seconds."""
        self._show(text, self._done)

    def warn(self, text: str) -> None:
        """Show ``text``, that something was not done, for a few seconds."""
        self._show(text, self._alert)

    def _show(self, text: str, icon: Icon) -> None:
        for known in (self._done, self._alert):
            known.setVisible(known is icon)
        self._text.setText(text)
        self.setAccessibleName(text)
        self._settle()
        self.show()
        self.raise_()
        self._timer.start(SHOWN_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the right when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._settle()
        return False

    def _settle(self) -> None:
        across = self._window.width()
        # The left half is the page's title, with the way back.
        self.setMaximumWidth(across // 2)
        self.adjustSize()
        self.move(across - self.width() - _EDGE_PX, (_BAR_PX - self.height()) // 2)
