"""The invoices page: what is still owed, by age, client and due date; billing, statements, credit."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pos_app.domain.invoice import Age, Ages, OpenInvoice, age_names
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault
from pos_app.services import invoice_papers, invoices
from pos_app.services.changes import Changes
from pos_app.services.invoices import Wanted
from ui.failures import text_of
from ui.invoices.aging_view import AgingView
from ui.invoices.apply_panel import ApplyPanel
from ui.invoices.bill_panel import BillPanel
from ui.invoices.model import InvoicesModel
from ui.invoices.statement_panel import StatementPanel
from ui.saving import ask_pdf, save_file
from ui.session import Session
from ui.widgets import (
    Button,
    Card,
    ChoiceGroup,
    EmptyState,
    Kind,
    Panel,
    SearchEdit,
    Segmented,
    Table,
    Tile,
)

_PANEL_PX = 424
_LIST, _CLIENTS, _NOT_FOUND, _NOTHING_OWED = range(4)
# In days. With the word beside them the tiles have no room for their keys once a panel is open.
_SHORT = {Age.TO_30: "1–30", Age.TO_60: "31–60", Age.TO_90: "61–90", Age.OVER_90: "90+"}


class InvoicesPage(QWidget):
    """Lists open invoices and who owes them, bills clients, and applies what they have.

    Signals:
        said(str): something was done, for a moment at the foot of the window.
        ticket_opened(int): the ticket with this id is to be looked at.
        client_opened(int): the profile of the client with this id is wanted.
    """

    said = Signal(str)
    ticket_opened = Signal(int)
    client_opened = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._stale = True
        self.model = InvoicesModel(session, self)
        self.aging = AgingView(session)
        self.aging.opened.connect(self.client_opened)
        self.aging.turned.connect(self._allow)
        self.aging.added_up.connect(lambda made: self._show_ages(made.shop))
        self.search = SearchEdit(_("Client or ticket number"), key="Ctrl+F")
        self.search.textChanged.connect(lambda _text: self._list())
        self.search.returnPressed.connect(self._enter_list)
        self.view = Segmented(
            [("invoices", _("Invoices")), ("clients", _("By client"))],
            name=_("Show"),
            keys=("Alt+7", "Alt+8"),
        )
        self.view.chosen.connect(lambda _view: self.reload())
        self.ages = ChoiceGroup(self)
        self.ages.chosen.connect(lambda _age: self._list())
        self._tiles: dict[Age | None, Tile] = {}
        self.table = Table(_("Open invoices"))
        self._shown = QStackedWidget()
        self.new_button = Button(
            _("New invoice"), self.bill, kind=Kind.PRIMARY, icon="plus", key="Ctrl+N"
        )
        self.pick_button = Button(_("Pick with credit"), self.pick_payable, key="F7")
        self.apply_button = Button(_("Apply credits"), self.apply, icon="wallet", key="F8")
        self.statement_button = Button(_("Statement…"), self.statement, icon="file", key="F6")
        self.pdf_button = Button(_("Invoice PDF…"), self._ask_pdf, icon="download", key="Ctrl+I")
        self.applying = ApplyPanel(session)
        self.billing = BillPanel(session)
        self.stating = StatementPanel(session)
        self._panels: tuple[Panel, ...] = (self.applying, self.billing, self.stating)
        self.setFocusProxy(self.search)
        self._dress_tables()
        self._lay_out()
        session.changed.connect(self._heard)
        session.signed_in.connect(self._see_who)
        session.handed_over.connect(self.search.clear)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed meanwhile, at other tills too; what was picked stays picked, and what was
        searched for until something else is typed.

        The clients' sums are read again only when something changed here: they may want a PIN.
        """
        super().showEvent(event)
        self.search.selectAll()
        if self._stale or self.view.value() == "invoices":
            rows = self.table.selectionModel().selectedRows()
            picked = {self.model.rows[index.row()].charge_id for index in rows}
            self.reload()
            self._pick(
                place for place, one in enumerate(self.model.rows) if one.charge_id in picked
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows lead from the search field into the list; Esc closes a panel from anywhere."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self._enter_list()
        elif event.key() == Qt.Key.Key_Escape and self._panel() is not None:
            self._close_panels()
        else:
            super().keyPressEvent(event)

    def reload(self) -> None:
        """Read the sums and the list, or the clients, anew."""
        wanted = self._wanted()
        try:
            self._show_ages(invoices.ages(self._session.desk, wanted))
            self.model.find(wanted)
        except EnvironmentFault:
            # Said again, in words, by whatever is tried next; what was read stays on the screen.
            return
        self._stale = False
        self._turn()
        self._allow()

    def _list(self) -> None:
        """What is typed and the ages are about invoices: show those."""
        self.view.choose("invoices")
        self.reload()

    def pick_payable(self) -> None:
        """Pick every invoice on the list whose client has something to spend (R12)."""
        self.table.clearSelection()
        self._pick(self.model.payable())

    def _pick(self, places: Iterable[int]) -> None:
        chosen = self.table.selectionModel()
        whole = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in places:
            chosen.select(self.model.index(row, 0), whole)

    def picked(self) -> list[int]:
        """The ids of the charges that were picked, or of the one in hand."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        found = [self.model.row(row) for row in rows or [self.table.currentIndex().row()]]
        return [invoice.charge_id for invoice in found if invoice is not None]

    def apply(self) -> None:
        """Pay the picked invoices with what their clients have."""
        if picked := self.picked():
            self._close_panels()
            self.applying.begin(picked)

    def bill(self) -> None:
        """Make an invoice without a visit."""
        self._close_panels()
        self.billing.begin()

    def takes_code(self, code: str) -> bool:
        """Whether an invoice is just made, so that a scanned item goes on it and on no ticket."""
        if self.billing.isVisible():
            self.billing.scan(code)
            return True
        return False

    def statement(self) -> None:
        """Show the statement of the client in hand."""
        if client_id := self._client_in_hand():
            self._close_panels()
            self.stating.begin(client_id)

    def _wanted(self) -> Wanted:
        age = self.ages.value()
        return Wanted(self.search.text(), age if isinstance(age, Age) else None)

    def save_pdf(self, file: Path) -> None:
        """Write the invoice in hand on office paper."""
        invoice = self._in_hand()
        ticket_id = invoice.ticket_id if invoice else None
        if ticket_id is None:
            return
        save_file(
            self._session,
            file,
            lambda desk: invoice_papers.pdf(desk, ticket_id),
            saved=self.said.emit,
            failed=lambda error: self.said.emit(text_of(error)),
            owner=self,
        )

    def _ask_pdf(self) -> None:
        invoice = self._in_hand()
        if invoice is None:
            return
        name = _("Invoice {number}").format(number=invoice.ticket_number)
        if file := ask_pdf(self, _("Save the invoice"), name):
            self.save_pdf(file)

    def _client_in_hand(self) -> int:
        if self.view.value() == "clients":
            return self.aging.client_in_hand()
        invoice = self._in_hand()
        return invoice.client_id if invoice else 0

    def _in_hand(self) -> OpenInvoice | None:
        """The invoice that was picked, or, of several, the one with the cursor."""
        rows = self.table.selectionModel().selectedRows()
        index = self.table.currentIndex() if len(rows) != 1 else rows[0]
        return self.model.row(index.row())

    def _turn(self) -> None:
        """Bring the list that was chosen to the front, and fill it; the focus stays in a list."""
        focus: QWidget | None = QApplication.focusWidget()
        was_in_list = focus is not None and self._shown.isAncestorOf(focus)
        if self.view.value() == "clients":
            self._shown.setCurrentIndex(_CLIENTS)
            self.aging.reload()
        else:
            nothing = _NOTHING_OWED if self._wanted() == Wanted() else _NOT_FOUND
            self._shown.setCurrentIndex(_LIST if self.model.rowCount() else nothing)
        if was_in_list and focus is not None and not focus.isVisible():
            self._enter_list()
        self._allow()

    def _show_ages(self, found: Ages) -> None:
        for age, tile in self._tiles.items():
            tile.set_detail(money(found.total if age is None else found.amounts[age]))

    def _enter_list(self) -> None:
        table = self.aging.table if self.view.value() == "clients" else self.table
        table.setFocus(Qt.FocusReason.OtherFocusReason)
        if not table.currentIndex().isValid():
            first = table.model().index(0, 0)
            table.selectionModel().setCurrentIndex(
                first, QItemSelectionModel.SelectionFlag.NoUpdate
            )

    def _open(self, index: QModelIndex) -> None:
        invoice = self.model.row(index.row())
        if invoice is None:
            return
        if invoice.ticket_id is None:
            self.client_opened.emit(invoice.client_id)
        else:
            self.ticket_opened.emit(invoice.ticket_id)

    def _allow(self) -> None:
        listed = self.view.value() == "invoices" and self.model.rowCount() > 0
        rows = {index.row() for index in self.table.selectionModel().selectedRows()}
        picked = len(rows)
        payable = set(self.model.payable())
        in_hand = rows or {self.table.currentIndex().row()}
        self.apply_button.setEnabled(listed and not payable.isdisjoint(in_hand))
        self.apply_button.setText(
            _("Apply credits ({count})").format(count=picked) if picked else _("Apply credits")
        )
        self.pick_button.setEnabled(listed and bool(payable))
        self.statement_button.setEnabled(bool(self._client_in_hand()))
        invoice = self._in_hand() if listed else None
        self.pdf_button.setEnabled(invoice is not None and invoice.ticket_id is not None)

    def _panel(self) -> Panel | None:
        return next((panel for panel in self._panels if not panel.isHidden()), None)

    def _close_panels(self) -> None:
        while (panel := self._panel()) is not None:
            panel.dismiss()

    def _heard(self, changes: Changes) -> None:
        if changes.clients or changes.settings:
            self._stale = True
            if self.isVisible():
                self.reload()

    def _see_who(self, member: object) -> None:
        """What one person was shown is not for the next."""
        if member is not None:
            self._stale = True
            if self.isVisible():
                self.reload()

    def _dress_tables(self) -> None:
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.table.fit(1, {0: 150, 2: 120, 3: 190})
        self.table.doubleClicked.connect(self._open)
        self.table.activated.connect(self._open)
        self.table.selectionModel().selectionChanged.connect(lambda _now, _before: self._allow())
        self.table.selectionModel().currentRowChanged.connect(self._light)

    def _light(self, index: QModelIndex, _before: QModelIndex) -> None:
        """With several picked, the row in hand is the one that is lit."""
        self.table.light(index.row())
        self._allow()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.search, 1)
        head.addWidget(self.view)
        head.addWidget(self.new_button)
        tiles = QHBoxLayout()
        tiles.setSpacing(8)
        names: dict[Age | None, str] = {None: _("All")}
        names.update({age: _SHORT.get(age, name) for age, name in age_names().items()})
        for number, (age, name) in enumerate(names.items(), 1):
            tile = self._tiles[age] = Tile(name, key=f"Alt+{number}")
            self.ages.add(age, tile)
            tiles.addWidget(tile, 1)
        self.ages.choose(None)
        not_found = EmptyState("done", _("Nothing is owed here"), _("Try another age or client."))
        nothing_owed = EmptyState(
            "done",
            _("Nothing is owed"),
            _("What is paid later or billed stands here until it is paid."),
            action=Button(_("New invoice"), self.bill, icon="plus"),
        )
        for part in (self.table, self.aging, not_found, nothing_owed):
            self._shown.addWidget(part)
        card = Card(margin=1)
        card.column.addWidget(self._shown)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        for button in (
            self.pick_button, self.apply_button, self.statement_button, self.pdf_button,
        ):  # fmt: skip
            foot.addWidget(button)
        foot.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addLayout(head)
        left.addLayout(tiles)
        left.addWidget(card, 1)
        left.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addLayout(left, 1)
        for panel in self._panels:
            panel.setFixedWidth(_PANEL_PX)
            panel.hide()
            panel.done.connect(self.said)  # type: ignore[attr-defined]
            row.addWidget(panel)
