"""One of a few: side by side in one control, or buttons anywhere on a page."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from ui.widgets.buttons import Button, Kind


class Segmented(QWidget):
    """A choice of a few, side by side; one is chosen, until something else takes its place.

    Signals:
        chosen(object): the value of the part that a person chose.
    """

    chosen = Signal(object)

    def __init__(
        self,
        choices: Sequence[tuple[object, str]],
        *,
        name: str = "",
        keys: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        """``keys``, where there are any, one for each choice."""
        super().__init__(parent)
        self._values = [value for value, _text in choices]
        self._group = QButtonGroup(self)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for place, (_value, text) in enumerate(choices):
            part = Button(text, kind=Kind.SEGMENT, key=keys[place] if keys else "")
            part.setCheckable(True)
            part.setProperty("segment", _segment(place, len(choices)))
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._group.addButton(part, place)
            row.addWidget(part, 1)
        self._group.idToggled.connect(self._lead_tab)
        self._group.buttons()[0].setChecked(True)
        self._group.idClicked.connect(lambda place: self.chosen.emit(self._values[place]))

    def value(self) -> object:
        """The value chosen, or ``None``."""
        place = self._group.checkedId()
        return self._values[place] if place >= 0 else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter goes to the next part that begins with it, as in any other list of choices."""
        parts, here = self.parts(), self._group.checkedId()
        letter = event.text().casefold()
        for part in (parts[here + 1 :] + parts[: here + 1]) if letter.strip() else []:
            if part.text().casefold().startswith(letter):
                part.setFocus(Qt.FocusReason.TabFocusReason)
                part.click()
                return
        super().keyPressEvent(event)

    def choose(self, value: object) -> None:
        """Choose a value without telling."""
        self._group.button(self._values.index(value)).setChecked(True)

    def choose_none(self) -> None:
        """None of them is so any more, without telling."""
        self._group.setExclusive(False)
        for part in self.parts():
            part.setChecked(False)
        self._group.setExclusive(True)

    def _lead_tab(self, place: int, chosen: bool) -> None:
        """Tab comes to the part that is chosen; arrows and letters go on from there."""
        policy = Qt.FocusPolicy.TabFocus if chosen else Qt.FocusPolicy.NoFocus
        self._group.button(place).setFocusPolicy(policy)

    def parts(self) -> list[QAbstractButton]:
        """The buttons, first to last."""
        return self._group.buttons()


def _segment(place: int, count: int) -> str:
    if count == 1:
        return "only"
    return {0: "first", count - 1: "last"}.get(place, "middle")


class ChoiceGroup(QObject):
    """Checkable buttons anywhere on a page, of which one is chosen (payment tiles, ticket cards).

    Signals:
        chosen(object): the value of the button that a person chose.
    """

    chosen = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._values: dict[int, object] = {}
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._values[number]))

    def add(self, value: object, button: QAbstractButton) -> None:
        """Let ``button`` stand for ``value``."""
        button.setCheckable(True)
        number = max(self._values, default=0) + 1
        self._values[number] = value
        self._group.addButton(button, number)

    def choose(self, value: object) -> None:
        """Choose a value without telling."""
        for number, known in self._values.items():
            if known == value:
                self._group.button(number).setChecked(True)

    def value(self) -> object:
        """The value chosen, None before any was."""
        return self._values.get(self._group.checkedId())
