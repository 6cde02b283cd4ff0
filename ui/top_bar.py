"""The bar at the top of every page: its title, a way back, and the states of the till."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.labels import Chip, Dot, ElidedLabel, Role, Tone

HEIGHT_PX = 56
_TITLE_PX = 300
"""So much of the title stays beside any way back, however long the name in that one is."""


class TopBar(QFrame):
    """Title and subtitle at the left, chips at the right, the clock last.

    Signals:
        chip_pressed(str): a person pressed the chip of that name.
    """

    chip_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: dict[str, Chip] = {}
        self._back: Callable[[], object] | None = None
        self.setProperty("bar", "top")
        self.setFixedHeight(HEIGHT_PX)
        self._title = ElidedLabel(role=Role.TITLE)
        self._subtitle = ElidedLabel(tone=Tone.MUTED)
        self._link = Button(
            kind=Kind.QUIET,
            size=Size.SMALL,
            icon="chevron-left",
            clicked=self._go_back,
            key="Alt+Left",
        )
        self._left = QHBoxLayout()
        self._right = QHBoxLayout()
        for side in (self._left, self._right):
            side.setSpacing(12)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(12)
        row.addWidget(self._title)
        row.addWidget(self._subtitle)
        row.addWidget(self._link)
        row.addLayout(self._left)
        row.addStretch(1)
        row.addLayout(self._right)
        self._link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_heading("")

    def set_heading(
        self, title: str, subtitle: str = "", back: Callable[[], object] | None = None
    ) -> None:
        """Say where we are; with ``back``, the subtitle is a link that calls it."""
        self._title.setText(title)
        self._title.setMinimumWidth(min(self._title.sizeHint().width(), _TITLE_PX))
        self._back = back
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle) and back is None)
        self._link.setText(subtitle)
        self._link.setVisible(back is not None)

    def set_chip(self, name: str, text: str, dot: Dot) -> None:
        """Show or change a state."""
        chip = self._chips.get(name)
        if chip is not None:
            chip.set_state(text, dot)
            return
        chip = self._chips[name] = Chip(text, dot)
        chip.pressed.connect(lambda: self.chip_pressed.emit(name))
        if name == "till":
            self._left.addWidget(chip)
        elif name == "clock":
            self._right.addWidget(chip)
        else:
            before_clock = self._right.count() - ("clock" in self._chips)
            self._right.insertWidget(before_clock, chip)

    def drop_chip(self, name: str) -> None:
        """Take a state away."""
        chip = self._chips.pop(name, None)
        if chip is not None:
            chip.setParent(None)
            chip.deleteLater()

    def _go_back(self) -> None:
        if self._back is not None:
            self._back()
