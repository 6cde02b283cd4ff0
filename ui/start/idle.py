"""Noticing that nobody has touched the till for a while."""

from time import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        # Presses may be held back by the scanner's watch; their releases come through.
        QEvent.Type.KeyRelease,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.Wheel,
    }
)


class IdleWatch(QObject):
    """Watches the input of a window, where every key, scan and touch arrives first.

    Signals:
        idle(): no input came for as long as was asked.
    """

    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        self._watched: QWindow | None = None
        self._touched = 0.0

    def watch(self, window: QWindow | None) -> None:
        """Watch this window from now on, or none."""
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        self._watched = window
        if window is not None:
            window.installEventFilter(self)

    def wait(self, idle_ms: int) -> None:
        """Tell after so many milliseconds without input; 0 never does."""
        self._timer.stop()
        if idle_ms > 0:
            self._begin(idle_ms)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin to wait anew at each input."""
        if event.type() in _INPUT and self._timer.isActive():
            if time() - self._touched > self._timer.interval() / 1000:
                # The timer stood while the computer slept; who wakes it may be anybody.
                self._timer.stop()
                self.idle.emit()
            else:
                self._begin(self._timer.interval())
        return False

    def _begin(self, idle_ms: int) -> None:
        self._touched = time()
        self._timer.start(idle_ms)
