"""The sales page: ended tickets at the left, the one that was picked at the right."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault
from pos_app.services.changes import Changes
from ui.sales.detail import SaleDetail
from ui.sales.model import SalesModel
from ui.session import Session
from ui.widgets import Card, EmptyState, SearchEdit, Table

_DETAIL_PX = 460


class SalesPage(QWidget):
    """Finds tickets that ended, shows and reprints them.

    Signals:
        said(str): something was done, for a moment at the foot of the window.
    """

    said = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._stale = True
        self.model = SalesModel(session, self)
        self.search = SearchEdit(_("Ticket number, client, amount or date"), key="Ctrl+F")
        self.search.textChanged.connect(lambda _text: self.reload())
        self.search.returnPressed.connect(self._enter_list)
        self.table = Table(_("Sales"))
        self.table.setModel(self.model)
        self.table.fit(1, {0: 190, 2: 170})
        self.table.selectionModel().currentRowChanged.connect(self._picked)
        self.detail = SaleDetail(session)
        self.detail.setFixedWidth(_DETAIL_PX)
        self.detail.said.connect(self.said)
        self._none = QStackedWidget()
        self.setFocusProxy(self.search)
        self._lay_out()
        session.changed.connect(self._heard)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what ended meanwhile."""
        super().showEvent(event)
        if self._stale:
            self.reload()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk the list from the search field too."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.search.hasFocus():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            row = self.table.currentIndex().row() + step
            self._pick(max(0, min(row, self.model.rowCount() - 1)))
            return
        super().keyPressEvent(event)

    def scan(self, code: str) -> None:
        """Find the ticket whose receipt was scanned."""
        self.search.setText(code)

    def show_ticket(self, number: int) -> None:
        """Show the ended ticket with this number."""
        self.search.setText(f"#{number}")

    def reload(self) -> None:
        """Read the list anew; the ticket that is shown stays where it is still found."""
        view = self.detail.view()
        try:
            self.model.find(self.search.text())
        except EnvironmentFault:
            # Said again, in words, by whatever is tried next; what was read stays on the screen.
            return
        self._stale = False
        row = self.model.row_of(view.ended.ticket.id) if view else -1
        self._none.setCurrentIndex(0 if self.model.rowCount() else 1)
        self._pick(max(row, 0))

    def _pick(self, row: int) -> None:
        index = self.model.index(row, 0)
        self.table.setCurrentIndex(index)
        if not index.isValid():
            self.detail.show_ticket(None)

    def _picked(self, now: QModelIndex, before: QModelIndex) -> None:
        sale = self.model.sale(now.row()) if now.isValid() else None
        self.detail.show_ticket(sale.ticket_id if sale else None)

    def _enter_list(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _heard(self, changes: Changes) -> None:
        if changes.tickets or changes.clients or changes.settings:
            self._stale = True
            if self.isVisible():
                self.reload()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.search)
        self._none.addWidget(self.table)
        self._none.addWidget(
            EmptyState(
                "sales",
                _("No sales here"),
                _("Closed tickets stand here; try another number, name, amount or date."),
            )
        )
        card = Card(margin=1)
        card.column.addWidget(self._none)
        left.addWidget(card, 1)
        row.addLayout(left, 1)
        row.addWidget(self.detail)
