"""Making the demo shop: how far it is, and a way to stop."""

import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Event

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar

from pos_app.domain.words import _
from pos_app.errors import UserError
from ui.failures import text_of
from ui.start.cover import Cover
from ui.tasks import Tasks
from ui.widgets import Button, Card, Role, Tone, label, paragraph, set_tone

Progress = Callable[[int, int], None]


class Stopped(UserError):
    """A person stopped the work."""


class MakingDemo(Cover):
    """Makes a demo shop in the background.

    Signals:
        made(object): the demo shop in this folder (a Path) is ready.
        stopped(): a person stopped it, or turned back after a failure; nothing was left behind.
    """

    made = Signal(object)
    stopped = Signal()
    _moved = Signal(int, int)

    def __init__(
        self, tasks: Tasks, folder: Path, make_demo: Callable[[Path, Progress], None]
    ) -> None:
        super().__init__(_("Demo shop"), 520)
        self._tasks = tasks
        self._folder = folder
        self._make_demo = make_demo
        self._stop = Event()
        self._said = paragraph(
            _("A salon with a team, clients and a month of sales, for you to try out."),
            Role.BODY,
            Tone.MUTED,
        )
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(_("Making the demo shop"))
        self._cancel = Button(_("Cancel"), self.cancel, key="Esc")
        self._moved.connect(self._show_progress)
        card = Card(margin=28)
        card.column.addWidget(label(_("Making the demo shop…"), Role.TITLE))
        card.column.addWidget(self._said)
        card.column.addSpacing(4)
        card.column.addWidget(self._bar)
        card.column.addSpacing(4)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._cancel)
        card.column.addLayout(row)
        self.body.addWidget(card)
        self.setFocusProxy(self._cancel)

    def start(self) -> None:
        """Begin."""
        self._tasks.read(
            self._make_demo, self._folder, self._progress, then=self._done, failed=self._failed
        )

    def cancel(self) -> None:
        """Stop at the next step; pressed again after a failure, turn back."""
        if self._stop.is_set():
            self.stopped.emit()
            return
        self._stop.set()
        self._cancel.setEnabled(False)
        self._said.setText(_("Stopping…"))

    def give_up(self) -> None:
        """Whoever closes the window does not wait for a shop that nobody will see."""
        self._stop.set()
        self.blockSignals(True)

    def _progress(self, done: int, of: int) -> None:
        """Called on the worker's thread."""
        if self._stop.is_set():
            raise Stopped(_("Stopped."))
        self._moved.emit(done, of)

    def _show_progress(self, done: int, of: int) -> None:
        self._bar.setRange(0, of)
        self._bar.setValue(done)

    def _done(self, _nothing: None) -> None:
        self.made.emit(self._folder)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Stopped):
            # The folder was empty or absent before, or the making would have been refused.
            shutil.rmtree(self._folder, ignore_errors=True)
            self.stopped.emit()
            return
        self._said.setText(text_of(error))
        set_tone(self._said, Tone.DANGER)
        self._bar.hide()
        self._stop.set()
        self._cancel.setText(_("Back"))
        self._cancel.setEnabled(True)
