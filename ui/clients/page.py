"""The clients page: everybody, found as one types, filtered by what they owe and have."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_app.domain.client_list import Listed, Order, Shown
from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.services.changes import Changes
from ui.clients.card_panel import CardPanel
from ui.clients.credit import CreditToApply
from ui.clients.model import ClientsModel
from ui.list_page import ListPage
from ui.session import Session
from ui.widgets import (
    Button,
    ChoiceGroup,
    ElidedLabel,
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


class ClientsPage(ListPage):
    """Finds clients, opens their profiles, and adds new ones.

    Signals:
        opened(int): the profile of the client with this id is wanted.
    """

    opened = Signal(int)

    def __init__(self, session: Session) -> None:
        search = SearchEdit(_("Name, e-mail or phone"), key="Ctrl+F")
        model = ClientsModel(session)
        super().__init__(session, search, Table(_("Clients")), model)
        self.model = model
        search.returnPressed.connect(lambda: self._open(self.table.currentIndex()))
        self.filters = ChoiceGroup(self)
        self.filters.chosen.connect(lambda _shown: self.ask())
        self.order = Segmented(
            [(Order.NAME, _("Name")), (Order.OWED, _("Owed")), (Order.HAS, _("Credit"))],
            name=_("Sort by"),
            keys=("Alt+6", "Alt+7", "Alt+8"),
        )
        self.order.chosen.connect(lambda _order: self.ask())
        self.table.fit(0, {1: 230, 2: 230})
        self.table.clicked.connect(self._open)
        self.table.activated.connect(self._open)
        self.new_button = Button(
            _("New client"), self._add, kind=Kind.PRIMARY, icon="user-plus", key="Ctrl+N"
        )
        self.credit = CreditToApply(session, self)
        self.credit.said.connect(self.said)
        self.apply_button = Button(_("Apply credit"), self.credit.apply, icon="wallet", key="F8")
        self._words = ElidedLabel("", Role.BODY, Tone.MUTED)
        self.panel = CardPanel(session)
        self.panel.setFixedWidth(_PANEL_PX)
        self.panel.saved.connect(self._created)
        self.panel.twin_chosen.connect(self.opened)
        self._opening = False
        self._sorting = QWidget()
        self.panel.closed.connect(self._sorting.show)
        self.panel.hide()
        self._stand_up()

    def look_up(self) -> None:
        """Who is asked for by what is typed and filtered, in the order wished for."""
        shown, order = Shown(str(self.filters.value())), Order(str(self.order.value()))
        self.model.find(self.search.text(), shown, order)

    def key(self, row: Listed) -> int:
        """The client's id."""
        return row.client.id

    def concerns(self, changes: Changes) -> bool:
        """Cards and balances, and how they are written."""
        return bool(changes.clients or changes.settings)

    def take(self, row: Listed | None) -> None:
        """Say whether the client in hand has something to apply (R12)."""
        self.credit.see(row.client if row and row.owed and row.has else None)
        self.apply_button.setEnabled(bool(self.credit.amount))
        self.apply_button.setText(self.credit.action() if self.credit.amount else _("Apply credit"))
        self._words.setText(self.credit.words)

    def asks_for_all(self) -> bool:
        """Nothing is typed, and everybody is shown."""
        return super().asks_for_all() and self.filters.value() is Shown.ALL

    def start_afresh(self) -> None:
        """Everybody again."""
        self.filters.choose(Shown.ALL)
        self.search.clear()
        self.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever comes back from a profile goes on in the list; from elsewhere one begins anew.

        Covered by the lock, the page itself is not hidden: then all stays.
        """
        super().hideEvent(event)
        if self.isHidden() and not self._opening and self.search.text():
            self.search.clear()

    def show_clients(self, shown: Shown) -> None:
        """Show only these."""
        self.filters.choose(shown)
        self.ask()

    def _open(self, index: QModelIndex) -> None:
        line = self.model.row(index.row())
        if line is not None:
            self._opening = True
            self.opened.emit(line.client.id)
            self._opening = False

    def _add(self) -> None:
        self._sorting.hide()
        self.panel.begin(Client(name=self.search.text().strip()))

    def _created(self, client_id: int) -> None:
        self.said.emit(_("The client was added."))
        self.opened.emit(client_id)

    def _stand_up(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.search, 1)
        head.addWidget(self.new_button)
        self.left.setSpacing(10)
        self.left.addLayout(head)
        self.left.addLayout(self._choices())
        self.lay_out(
            EmptyState(
                "users",
                _("No clients here"),
                _("Try another name or filter, or add a new client (Ctrl N)."),
            ),
            EmptyState(
                "users",
                _("No clients yet"),
                _("Add the first one here, or from a ticket when they pay."),
                action=Button(_("New client"), self._add, icon="user-plus"),
            ),
            self.panel,
        )
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.apply_button)
        foot.addWidget(self._words, 1)
        self.left.addLayout(foot)

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
