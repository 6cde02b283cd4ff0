"""The shop's logo above a receipt on screen, as its printer would print it."""

from PySide6.QtCore import QObject

from pos_app.services import logo
from pos_app.services.changes import Changes
from ui.session import Session
from ui.widgets import PaperView


class PaperLogo(QObject):
    """Keeps the logo above what ``paper`` shows; it is read and drawn in the background."""

    def __init__(self, session: Session, paper: PaperView) -> None:
        super().__init__(paper)
        self._session = session
        self._paper = paper
        session.changed.connect(self._hear)
        self._read()

    def _hear(self, changes: Changes) -> None:
        if changes.settings:
            self._read()

    def _read(self) -> None:
        self._session.tasks.read(
            logo.on_paper, self._session.desk, self._paper.columns, then=self._show
        )

    def _show(self, found: tuple[bytes, float]) -> None:
        self._paper.show_logo(*found)
