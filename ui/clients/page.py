"""The clients page: everybody, found as one types, filtered by what they owe and have."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app.domain.client_list import Order, Shown
from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault
from pos_app.services.changes import Changes
from ui.clients.card_panel import CardPanel
from ui.clients.model import ClientsModel
from ui.session import Session
from ui.widgets import (
    Button,
    Card,
    ChoiceGroup,
    EmptyState,
    Kind,
    Role,
    SearchEdit,
    Segmented,
    Size,
    Table,
    Tone,
    label,
)

_PANEL_PX = 380
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -8,
    Qt.Key.Key_PageDown: 8,
}


class ClientsPage(QWidget):
    """Finds clients, opens their profiles, and adds new ones.

    Signals:
        said(str): something was done, for a moment at the foot of the window.
        opened(int): the profile of the client with this id is wanted.
    """

    said = Signal(str)
    opened = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._stale = True
        self.model = ClientsModel(session, self)
        self.search = SearchEdit(_("Name, e-mail or phone"), key="Ctrl+F")
        self.search.textChanged.connect(lambda _text: self._ask())
        self.search.returnPressed.connect(self._open_in_hand)
        self.filters = ChoiceGroup(self)
        self.filters.chosen.connect(lambda _shown: self._ask())
        self.order = Segmented(
            [(Order.NAME, _("Name")), (Order.OWED, _("Owed")), (Order.HAS, _("Credit"))],
            name=_("Sort by"),
        )
        self.order.chosen.connect(lambda _order: self._ask())
        self.table = Table(_("Clients"))
        self.table.setModel(self.model)
        self.table.fit(0, {1: 230, 2: 230})
        self.table.clicked.connect(self._open)
        self.table.activated.connect(self._open)
        self.new_button = Button(
            _("New client"), self._add, kind=Kind.PRIMARY, icon="user-plus", key="Ctrl+N"
        )
        self.panel = CardPanel(session)
        self.panel.setFixedWidth(_PANEL_PX)
        self.panel.saved.connect(self._created)
        self.panel.twin_chosen.connect(self.opened)
        self._sorting = QWidget()
        self.panel.closed.connect(self._sorting.show)
        self.panel.hide()
        self._none = QStackedWidget()
        self.setFocusProxy(self.search)
        self._lay_out()
        session.changed.connect(self._heard)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed meanwhile."""
        super().showEvent(event)
        if self._stale:
            self.reload()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows walk the list from the search field too."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step and self.search.hasFocus() and self.model.rowCount():
            self._walk(self.table.currentIndex().row() + step)
            return
        super().keyPressEvent(event)

    def reload(self) -> None:
        """Read the list anew; the client in hand stays in hand where they are still found."""
        line = self.model.line(self.table.currentIndex().row())
        if self._ask() and line is not None:
            self._walk(self.model.row_of(line.client.id))

    def _ask(self) -> bool:
        """Read what is asked for now, from its first page; whether that could be done."""
        shown, order = Shown(str(self.filters.value())), Order(str(self.order.value()))
        try:
            self.model.find(self.search.text(), shown, order)
        except EnvironmentFault:
            # Said again, in words, by whatever is tried next; what was read stays on the screen.
            return False
        self._stale = False
        self._none.setCurrentIndex(0 if self.model.rowCount() else 1)
        self._walk(0)
        return True

    def show_clients(self, shown: Shown) -> None:
        """Show only these."""
        self.filters.choose(shown)
        self._ask()

    def _walk(self, row: int) -> None:
        row = max(0, min(row, self.model.rowCount() - 1))
        self.table.setCurrentIndex(self.model.index(row, 0))

    def _open(self, index: QModelIndex) -> None:
        line = self.model.line(index.row())
        if line is not None:
            self.opened.emit(line.client.id)

    def _open_in_hand(self) -> None:
        self._open(self.table.currentIndex())

    def _add(self) -> None:
        self._sorting.hide()
        self.panel.begin(Client(name=self.search.text().strip()))

    def _created(self, client_id: int) -> None:
        self.said.emit(_("The client was added."))
        self.opened.emit(client_id)

    def _heard(self, changes: Changes) -> None:
        if changes.clients or changes.settings:
            self._stale = True
            if self.isVisible():
                self.reload()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.search, 1)
        head.addWidget(self.new_button)
        self._none.addWidget(self.table)
        self._none.addWidget(
            EmptyState(
                "users",
                _("No clients here"),
                _("Try another name or filter, or add a new client (Ctrl N)."),
            )
        )
        card = Card(margin=1)
        card.column.addWidget(self._none)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addLayout(head)
        left.addLayout(self._choices())
        left.addWidget(card, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addWidget(self.panel)

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for number, (shown, text) in enumerate(
            {
                Shown.ALL: _("All"),
                Shown.OWING: _("Owes"),
                Shown.HAVING: _("Has credit"),
                Shown.BOTH: _("Open payment and open invoice"),
                Shown.ARCHIVED: _("Archived"),
            }.items(),
            1,
        ):
            chip = Button(text, kind=Kind.CHIP, size=Size.SMALL, key=f"Alt+{number}")
            self.filters.add(shown, chip)
            row.addWidget(chip)
        self.filters.choose(Shown.ALL)
        row.addStretch(1)
        sorting = QHBoxLayout(self._sorting)
        sorting.setContentsMargins(0, 0, 0, 0)
        sorting.addWidget(label(_("Sort by"), Role.BODY, Tone.MUTED))
        sorting.addWidget(self.order)
        row.addWidget(self._sorting)
        return row
