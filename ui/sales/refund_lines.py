"""Which lines of a closed ticket come back, and how many of each."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.domain.money import money
from pos_app.domain.refund import LineLeft
from ui.widgets import ElidedLabel, NumberEdit, Role, Tone, figure, set_tone

_COUNT_PX = 104


class LinesBack(QWidget):
    """The lines of one ticket, each with what is left of it and how many of it come back.

    Signals:
        changed(): a person changed how many.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[int, _LineRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setSpacing(4)
        self._column.setContentsMargins(0, 4, 0, 4)

    def fill(self, lines: Iterable[LineLeft]) -> None:
        """Show these, none of them chosen."""
        for row in self._rows.values():
            row.hide()
            row.deleteLater()
        self._rows = {}
        for left in lines:
            made = _LineRow(left)
            made.count.valueChanged.connect(lambda _count: self.changed.emit())
            self._column.addWidget(made)
            self._rows[left.line.number] = made

    def choose_all(self) -> None:
        """All that is left of every line."""
        for row in self._rows.values():
            row.count.setValue(row.count.maximum())

    def quantities(self) -> dict[int, int]:
        """How many of each line come back, by its number."""
        return {number: row.count.value() for number, row in self._rows.items()}

    def count(self, number: int) -> NumberEdit:
        """Where it is said how many of the line of that number come back."""
        return self._rows[number].count

    def counts(self) -> list[NumberEdit]:
        """Where it is said how many come back, line by line."""
        return [row.count for row in self._rows.values()]

    def first(self) -> QWidget | None:
        """Where to begin: the first line of which something is left."""
        some = (row.count for row in self._rows.values() if row.count.isEnabled())
        return next(some, None)


class _LineRow(QWidget):
    def __init__(self, left: LineLeft) -> None:
        super().__init__()
        most = left.left.quantity if left.most or not left.whole.value else 0
        self.count = NumberEdit(0, most, suffix=f" / {most}")
        self.count.setAccessibleName(left.line.description)
        self.count.setFixedWidth(_COUNT_PX)
        self.count.setEnabled(self.count.maximum() > 0)
        name = ElidedLabel(left.line.description, Role.BODY)
        amount = figure(money(left.most))
        if not left.most:
            set_tone(amount, Tone.MUTED)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(name, 1)
        row.addWidget(amount)
        row.addWidget(self.count)
