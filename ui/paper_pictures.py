"""The shop's logo above a receipt on screen, and the code below it, as its printer would print them."""

from PySide6.QtCore import QObject

from pos_app.services import logo
from pos_app.services.changes import Changes
from ui.session import Session
from ui.widgets import PaperView


class PaperPictures(QObject):
    """Keeps the pictures of what ``paper`` shows; they are read and drawn in the background."""

    def __init__(self, session: Session, paper: PaperView) -> None:
        super().__init__(paper)
        self._session = session
        self._paper = paper
        session.changed.connect(self._hear)
        paper.code_wanted.connect(self._draw_code)
        self._read()

    def _hear(self, changes: Changes) -> None:
        if changes.settings:
            self._read()

    def _read(self) -> None:
        self._session.tasks.read(
            logo.on_paper, self._session.desk, self._paper.columns, then=self._show
        )

    def _draw_code(self, content: str) -> None:
        self._session.tasks.read(
            logo.code_on_paper,
            content,
            self._paper.columns,
            then=lambda drawn: self._paper.show_code(content, *drawn),
        )

    def _show(self, found: tuple[bytes, float]) -> None:
        self._paper.show_logo(*found)
