"""Looking whether another till changed what a page shows: the question is cheap, the answer rarely yes."""

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from pos_app.errors import EnvironmentFault
from ui.session import Session

LOOK_AGAIN_MS = 3_000


class LookAgain(QTimer):
    """Calls ``look`` every few seconds while the page is seen and nothing of its own is under way."""

    def __init__(self, session: Session, page: QWidget, look: Callable[[], object]) -> None:
        super().__init__(page, interval=LOOK_AGAIN_MS)
        self._session = session
        self._page = page
        self._look = look
        self.timeout.connect(self.look)
        self.start()

    def look(self) -> None:
        """Look now."""
        if self._page.isVisible() and not self._session.tasks.is_busy():
            # Where the books cannot be read, whoever asks for something next is told.
            with suppress(EnvironmentFault):
                self._look()
