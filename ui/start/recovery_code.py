"""The recovery code, shown once and large, to be written down."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from pos_app.domain.words import _
from ui.widgets import Button, Kind, Role, Size, Tone, label, paragraph


class RecoveryCode(QWidget):
    """The code, a way to copy it, and a box that says it was written down.

    Signals:
        written(): a person said so and goes on.
    """

    written = Signal()

    def __init__(self, code: str, go_on: str, parent: QWidget | None = None) -> None:
        """``go_on`` is what the button says."""
        super().__init__(parent)
        self.code = code
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label(_("Write this recovery code down"), Role.TITLE))
        column.addWidget(
            paragraph(
                _(
                    "It is the way back when a manager forgets their PIN. It is shown this once: "
                    "keep it on paper, away from the till."
                ),
                Role.BODY,
                Tone.MUTED,
            )
        )
        column.addSpacing(8)
        shown = label(code, Role.FIGURE)
        shown.setAccessibleName(_("Recovery code {code}").format(code=code))
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # A line of its own: wide letters beside the button were cut off, and this is shown only once.
        column.addWidget(shown)
        row = QHBoxLayout()
        self.copy_button = Button(_("Copy"), self._copy, size=Size.SMALL, icon="file")
        row.addWidget(self.copy_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(8)
        self.box = QCheckBox(_("I have written it down"))
        self.go_on = Button(
            go_on, self.written.emit, kind=Kind.PRIMARY, size=Size.BIG, key="Return"
        )
        self.go_on.setEnabled(False)
        self.box.toggled.connect(self.go_on.setEnabled)
        column.addWidget(self.box)
        foot = QHBoxLayout()
        foot.addWidget(self.go_on)
        foot.addStretch(1)
        column.addLayout(foot)
        self.setFocusProxy(self.box)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.code)
        self.copy_button.setText(_("Copied"))
