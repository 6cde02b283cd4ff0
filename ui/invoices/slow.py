"""A progress bar for reads that may take long: it shows only once they did."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar

PATIENCE_MS = 300
"""So long a person waits without wondering."""


class SlowBar(QProgressBar):
    """Shows how far a read is, from 0.3 s on. ``told`` may be called on any thread.

    Its room is kept while it is hidden, so nothing jumps.
    """

    _moved = Signal(int, int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTextVisible(False)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self.show)
        self._moved.connect(self._move)

    def begin(self) -> None:
        """A read began."""
        self.setRange(0, 0)
        self._patience.start()

    def end(self) -> None:
        """It ended, well or not."""
        self._patience.stop()
        self.hide()

    def told(self, done: int, of: int) -> None:
        """How far it is."""
        self._moved.emit(done, of)

    def _move(self, done: int, of: int) -> None:
        self.setRange(0, of)
        self.setValue(done)
