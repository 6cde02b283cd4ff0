"""What the print queue and the outbox have in common: what goes out of the shop, and waits or fails."""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QElapsedTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from ui.failures import text_of
from ui.session import Session
from ui.widgets import (
    Button,
    Card,
    EmptyState,
    Notice,
    NoticeTone,
    Role,
    RowsModel,
    Table,
    Tone,
    paragraph,
)


class Waits(Protocol):
    """Something that goes out, known by its id."""

    @property
    def id(self) -> int:
        """The same for as long as it is in the books."""


Out = TypeVar("Out", bound=Waits)


class WaitingPage(QWidget, Generic[Out]):
    """The rows, why the chosen one waits or failed, and in ``acts`` what can be done about it.

    Signals:
        said(str): something was done; what to say about it.
    """

    said = Signal(str)

    def __init__(
        self, session: Session, name: str, model: RowsModel[Out], nothing_yet: EmptyState
    ) -> None:
        super().__init__()
        self.session = session
        self.model = model
        model.setParent(self)
        self.table = Table(name)
        self.table.setModel(model)
        self.table.fit()
        self.table.selectionModel().currentRowChanged.connect(self._turned)
        self.why = paragraph("", Role.BODY, Tone.MUTED)
        self.notice = Notice("", NoticeTone.ERROR)
        self.notice.hide()
        self._moved_on = QElapsedTimer()
        self.table.pressed.connect(lambda _row: self._moved_on.invalidate())
        self.acts = QHBoxLayout()
        self.acts.setSpacing(12)
        self._whole = QStackedWidget()
        self._whole.addWidget(self._laid_out())
        self._whole.addWidget(nothing_yet)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self._whole)
        self.setFocusProxy(self.table)
        session.changed.connect(self._heard)

    def _laid_out(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.notice)
        card = Card(margin=1)
        card.column.addWidget(self.table)
        column.addWidget(card, 1)
        column.addWidget(self.why)
        column.addLayout(self.acts)
        return part

    # What each page answers for itself.

    def read(self) -> list[Out]:
        """Read what there is now, the open ones first."""
        raise NotImplementedError

    def concerns(self, changes: Changes) -> bool:
        """Whether what changed may stand here."""
        raise NotImplementedError

    def is_open(self, row: Out) -> bool:
        """Whether it still waits for something."""
        raise NotImplementedError

    def offer(self, chosen: Out | None) -> None:
        """Offer what can be done about the chosen one, and say why it stands so."""
        raise NotImplementedError

    # What both do.

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is stored now."""
        super().showEvent(event)
        self.load()

    def load(self) -> None:
        """Show what is stored now; the chosen one stays chosen, or, once it ended, the one behind it."""
        before, place = self.chosen(), self.table.currentIndex().row()
        found = self.read()
        self.model.follow(found)
        self._whole.setCurrentIndex(0 if found else 1)
        if found:
            at = self.model.place_of(lambda one: before is not None and one.id == before.id)
            ended = at < 0 or not self.is_open(found[at])
            if before is not None and self.is_open(before) and ended:
                at = min(place, len(found) - 1)
                self._moved_on.start()
            self.table.selectRow(max(0, at))
        self.offer(self.chosen())

    def renew(self) -> None:
        """Show what is stored now, if anybody looks."""
        if self.isVisible():
            self.load()

    def chosen(self) -> Out | None:
        """The chosen one."""
        return self.model.row(self.table.currentIndex().row())

    def act(self, button: Button, act: Callable[[Desk, int], Changes], said: str) -> None:
        """Do to the chosen one what its button says, and tell ``said``; a refusal stands above."""
        chosen = self.chosen()
        if chosen is None or not button.isEnabled():
            return
        moved = self._moved_on
        if moved.isValid() and not moved.hasExpired(QApplication.doubleClickInterval()):
            # Whoever presses a second time, or just as another row came up, means the one before.
            return
        self.notice.hide()
        button.setEnabled(False)
        self.session.write(
            act, chosen.id, then=lambda _changes: self.said.emit(said), failed=self._complain,
            owner=self,
        )  # fmt: skip

    def _complain(self, error: Exception) -> None:
        self.notice.set_text(text_of(error))
        self.notice.show()
        self.load()

    def _turned(self, *_rows: object) -> None:
        self.offer(self.chosen())

    def _heard(self, changes: Changes) -> None:
        if self.concerns(changes):
            self.renew()
