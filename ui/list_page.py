"""What the pages that list what is typed for have in common: clients, sales, gift cards."""

from contextlib import suppress
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app.errors import EnvironmentFault
from pos_app.services.changes import Changes
from ui.session import Session
from ui.widgets import Card, EmptyState, RowsModel, SearchEdit, Table
from ui.widgets.rows import ROOT

_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -8,
    Qt.Key.Key_PageDown: 8,
}
_ROWS, _NOT_FOUND, _NOTHING_YET = range(3)


class ListPage(QWidget):
    """A search field, the rows it finds, and beside them what belongs to the row in hand.

    The arrows walk the rows from the search field too. What changed meanwhile is read again once
    the page is seen.

    Signals:
        said(str): something was done, for a moment at the foot of the window.
        place_wanted(str): the page of this name is the way on.
    """

    said = Signal(str)
    place_wanted = Signal(str)

    def __init__(
        self, session: Session, search: SearchEdit, table: Table, model: RowsModel[Any]
    ) -> None:
        super().__init__()
        self._session = session
        self._rows = model
        self.search = search
        self.search.textChanged.connect(lambda _text: self.ask())
        self.table = table
        self.table.setModel(model)
        self.table.selectionModel().currentRowChanged.connect(self._turned)
        self.shown = QStackedWidget()
        self.shown.addWidget(table)
        self.list_side = QWidget()
        self.left = QVBoxLayout(self.list_side)
        self.left.setContentsMargins(0, 0, 0, 0)
        self.left.setSpacing(12)
        self.setFocusProxy(search)
        session.changed.connect(self._heard)
        session.handed_over.connect(self.start_afresh)

    # What each page answers for itself.

    def look_up(self) -> None:
        """Read what is asked for now into the model.

        Raises:
            EnvironmentFault: the books cannot be read.
        """
        raise NotImplementedError

    def key(self, row: Any) -> int:
        """What a row is known by when it is read again."""
        raise NotImplementedError

    def concerns(self, changes: Changes) -> bool:
        """Whether what changed may stand here."""
        raise NotImplementedError

    def asks_for_all(self) -> bool:
        """Whether nothing narrows the list: where it is empty then, there is nothing yet."""
        return not self.search.text().strip()

    def has_nothing_yet(self) -> bool:
        """Whether the list is empty though nothing narrows it."""
        return self.shown.currentIndex() == _NOTHING_YET

    def take(self, row: Any) -> None:
        """Show what belongs to the row in hand, ``None`` where there is none."""

    # What all do.

    def start_afresh(self) -> None:
        """Ask for all again: what one person typed is nothing to the next."""
        self.search.clear()

    def ask(self) -> None:
        """Read what is asked for now; the first row of it is in hand."""
        if self._read():
            self.pick(0)

    def _read(self) -> bool:
        try:
            self.look_up()
        except EnvironmentFault:
            # Said again, in words, by whatever is tried next; what was read stays on the screen.
            return False
        nothing = _NOTHING_YET if self.asks_for_all() else _NOT_FOUND
        self.shown.setCurrentIndex(_ROWS if self._rows.rows else nothing)
        return True

    def reload(self) -> None:
        """Read the list anew, as far down as it was; what is in hand stays there if it is still found."""
        before, read = self._rows.row(self.table.currentIndex().row()), len(self._rows.rows)
        if not self._read():
            return
        with suppress(EnvironmentFault):
            while len(self._rows.rows) < read and self._rows.canFetchMore(ROOT):
                self._rows.fetchMore(ROOT)
        known = None if before is None else self.key(before)
        self.pick(self._rows.place_of(lambda row: self.key(row) == known))

    def pick(self, place: int) -> None:
        """Take the row at this place in hand, or the nearest there is."""
        place = max(0, min(place, len(self._rows.rows) - 1))
        self.table.setCurrentIndex(self._rows.index(place, 0))
        if not self._rows.rows:
            self.take(None)

    def enter_list(self) -> None:
        """Go from the search field to the rows."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed meanwhile, at other tills too; what was searched for stays until
        something else is typed.
        """
        super().showEvent(event)
        self.search.selectAll()
        self.reload()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows walk the list from the search field too."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step and self.search.hasFocus():
            self.pick(self.table.currentIndex().row() + step)
            return
        super().keyPressEvent(event)

    def _turned(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.take(self._rows.row(now.row()))

    def _heard(self, changes: Changes) -> None:
        if self.concerns(changes) and self.isVisible():
            self.reload()

    def lay_out(self, not_found: EmptyState, nothing_yet: EmptyState, right: QWidget) -> None:
        """Stand the rows, or what to do where there are none, below what was put into ``left``;
        ``right`` beside them.
        """
        self.shown.addWidget(not_found)
        self.shown.addWidget(nothing_yet)
        card = Card(margin=1)
        card.column.addWidget(self.shown)
        self.left.addWidget(card, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addWidget(self.list_side, 1)
        row.addWidget(right)
