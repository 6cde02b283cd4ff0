"""The sales page: ended tickets at the left, the one that was picked at the right."""

from pos_app.domain.words import _
from pos_app.services import sales
from pos_app.services.changes import Changes
from pos_app.services.sales import Sale
from ui.checkout.card_scanned import is_no_item
from ui.list_page import ListPage
from ui.sales.detail import SaleDetail
from ui.sales.model import SalesModel
from ui.session import Session
from ui.widgets import Button, EmptyState, SearchEdit, Table

_DETAIL_PX = 540
_ANY_PX = (1 << 24) - 1
"""No most: Qt's own name for it is not in Python."""


class SalesPage(ListPage):
    """Finds tickets that ended, shows and reprints them."""

    def __init__(self, session: Session) -> None:
        search = SearchEdit(_("Ticket or refund number, client, amount or date"), key="Ctrl+F")
        model = SalesModel(session)
        super().__init__(session, search, Table(_("Sales")), model)
        self.model = model
        search.returnPressed.connect(self.enter_list)
        self.table.fit(1, {0: 190, 2: 170})
        self.detail = SaleDetail(session)
        self.detail.setFixedWidth(_DETAIL_PX)
        self.detail.said.connect(self.said)
        self.detail.spread.connect(self._spread)
        self.left.addWidget(search)
        self.lay_out(
            EmptyState(
                "sales",
                _("No sales here"),
                _("Closed tickets stand here; try another number, name, amount or date."),
            ),
            EmptyState(
                "sales",
                _("Nothing was sold yet"),
                _("A ticket stands here once it is closed or voided, with its receipt."),
                action=Button(_("Go to the ticket"), lambda: self.place_wanted.emit("checkout")),
            ),
            self.detail,
        )

    def _spread(self, wide: bool) -> None:
        """Give the lines that come back the list's place: beside it three of them were in sight."""
        self.list_side.setHidden(wide)
        self.detail.setMinimumWidth(0 if wide else _DETAIL_PX)  # Wide, it is what the form needs.
        self.detail.setMaximumWidth(_ANY_PX if wide else _DETAIL_PX)
        self.setFocusProxy(self.detail.refund_panel.reason if wide else self.search)

    def start_afresh(self) -> None:
        """Ask for all again; what one person began to refund or to send is nothing to the next."""
        self.detail.show_paper()
        super().start_afresh()

    def takes_code(self, code: str) -> bool:
        """Find the ticket whose receipt was scanned; an item's code is none.

        Amid a refund no code is wanted, and a receipt's takes nobody away from what was entered.
        """
        desk, is_busy = self._session.desk, self.detail.is_worked_in()
        is_mine = bool(sales.find(desk, code)) or (is_no_item(desk, code) and not is_busy)
        if is_mine and is_busy:
            self.said.emit(_("Finish this first, or close it. Scan it again after that."))
        elif is_mine:
            self.search.setText(code)
        return is_mine

    def show_ticket(self, number: int) -> None:
        """Show the ended ticket with this number."""
        self.search.setText(f"#{number}")

    def look_up(self) -> None:
        """The newest, or what matches what is typed."""
        self.model.find(self.search.text())

    def key(self, row: Sale) -> int:
        """The ticket's id."""
        return row.ticket_id

    def take(self, row: Sale | None) -> None:
        """Show the ticket."""
        self.detail.setHidden(self.has_nothing_yet())
        self.detail.show_ticket(row.ticket_id if row else None)

    def concerns(self, changes: Changes) -> bool:
        """Tickets, names, and how things are written."""
        return bool(changes.tickets or changes.clients or changes.settings)
