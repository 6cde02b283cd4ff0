"""The shop will not open: why, and the ways on."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from pos_app import locales
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from ui.start.cover import Cover
from ui.widgets import (
    Button,
    Card,
    ElidedLabel,
    Icon,
    Kind,
    Notice,
    NoticeTone,
    Panel,
    Role,
    Tile,
    Tone,
    label,
    paragraph,
)

_SHOWN_BACKUPS = 5


class Fault(Cover):
    """Says what is wrong with the shop's data in a folder, and offers to try again, or another way.

    Signals:
        retry(): try the same folder again.
        other_folder(object): open the shop in this folder (a Path).
        restore(object): put this backup (a Path) in the place of the shop's data.
        leave(): close the till.
    """

    retry = Signal()
    other_folder = Signal(object)
    restore = Signal(object)
    leave = Signal()

    def __init__(
        self, data: Path, error: UserError | EnvironmentFault, backups: list[Path], *, kept: bool
    ) -> None:
        """``backups`` are the automatic ones in that folder, newest first.

        ``kept`` tells whether another folder that is chosen here is opened at the next start too.
        """
        super().__init__("", 680)
        self._data = data
        self._kept = kept
        self._busy = Notice(_("One moment…"), can_dismiss=False)
        self._busy.hide()
        self._confirm = Panel(_("Restore this backup?"))
        self._confirm.hide()
        self._main = self._card(data, error, backups)
        self.body.addWidget(self._main)
        self.body.addWidget(self._confirm)
        self.body.addWidget(self._busy)
        self._confirm.closed.connect(self._main.show)

    def show_waiting(self) -> None:
        """Something is being tried: take no more orders."""
        self._main.setEnabled(False)
        self._confirm.setEnabled(False)
        self._busy.show()

    def _card(self, data: Path, error: UserError | EnvironmentFault, backups: list[Path]) -> Card:
        card = Card(margin=28)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(Icon("alert", "due", 32), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(label(_("The shop cannot be opened"), Role.TITLE))
        said = paragraph(error.text, Role.BODY)
        said.setObjectName("fault")
        words.addWidget(said)
        words.addWidget(ElidedLabel(str(data), Role.DETAIL))
        head.addLayout(words, 1)
        card.column.addLayout(head)
        again = Button(_("Try again"), self.retry.emit, kind=Kind.PRIMARY, icon="refresh", key="F5")
        row = QHBoxLayout()
        row.addWidget(again)
        row.addWidget(Button(_("Choose another folder…"), self._choose_folder, key="Ctrl+O"))
        row.addStretch(1)
        row.addWidget(Button(_("Close"), self.leave.emit, kind=Kind.QUIET, key="Ctrl+Q"))
        card.column.addSpacing(8)
        card.column.addLayout(row)
        kept = _("Another folder is opened at the next start too, once its shop did open.")
        for_now = _("Another folder holds for now: the till was started with --data for this one.")
        card.column.addWidget(paragraph(kept if self._kept else for_now))
        card.column.addSpacing(8)
        card.column.addWidget(self._restoring(backups))
        self.setFocusProxy(again)
        return card

    def _restoring(self, backups: list[Path]) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(_("Or restore a backup"), Role.HEADING))
        column.addWidget(
            paragraph(
                _(
                    "The backup takes the place of the shop’s data, which is kept beside it. What "
                    "was done after the backup is not in it."
                ),
                Role.BODY,
                Tone.MUTED,
            )
        )
        for file in backups[:_SHOWN_BACKUPS]:
            made = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
            tile = Tile(locales.format_when(made), detail=file.name)
            tile.clicked.connect(lambda _checked, file=file: self._ask(file))
            column.addWidget(tile)
        row = QHBoxLayout()
        row.addWidget(Button(_("Choose a backup file…"), self._choose_backup, icon="file"))
        row.addStretch(1)
        column.addLayout(row)
        return part

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("The shop’s folder"), str(self._data))
        if folder:
            self.other_folder.emit(Path(folder))

    def _choose_backup(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(
            self, _("A backup of the shop"), str(self._data), _("Backups (*.db);;All files (*)")
        )
        if chosen:
            self._ask(Path(chosen))

    def _ask(self, file: Path) -> None:
        """A second, plain confirmation: nothing that takes the books' place goes by one tap."""
        while (item := self._confirm.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        said = _("{file} takes the place of the shop’s data in {folder}. That data is kept.")
        self._confirm.body.addWidget(
            paragraph(said.format(file=file.name, folder=self._data), Role.BODY)
        )
        sure = Button(_("Restore"), lambda: self.restore.emit(file), kind=Kind.PRIMARY)
        self._confirm.body.addWidget(sure)
        self._main.hide()
        self._confirm.open(sure)


def refusal(text: str) -> Notice:
    """What was wrong with the last try, above the card."""
    return Notice(text, NoticeTone.ERROR)
