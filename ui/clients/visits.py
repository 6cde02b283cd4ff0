"""Tickets & invoices: a client's tickets, what was paid, and what of them is still owed."""

from functools import partial

from PySide6.QtCore import QModelIndex, QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from pos_app.domain.client_account import in_words
from pos_app.domain.money import money
from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.services import visits
from pos_app.services.visits import RefundState, Visit
from ui.session import Session
from ui.when import moment_of
from ui.widgets import Card, Cell, Column, EmptyState, PagedModel, Table, Tone


class VisitsTab(QWidget):
    """The list; a row opens its ticket.

    Signals:
        ticket_opened(int): the ticket with this id is to be looked at.
    """

    ticket_opened = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.model = VisitsModel(session, self)
        self.table = Table(_("Tickets & invoices"))
        self.table.setModel(self.model)
        self.table.fit(0, {1: 200, 2: 190, 3: 210})
        self.table.clicked.connect(self._open)
        self.table.activated.connect(self._open)
        self._none = QStackedWidget()
        self._none.addWidget(self.table)
        self._none.addWidget(
            EmptyState("sales", _("No tickets yet"), _("What this client buys stands here."))
        )
        card = Card(margin=1)
        card.column.addWidget(self._none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.addWidget(card)
        self.setFocusProxy(self.table)

    def show_client(self, client: Client) -> None:
        """Show one client's tickets."""
        self.model.show_client(client.id)
        self._none.setCurrentIndex(0 if self.model.rowCount() else 1)

    def _open(self, index: QModelIndex) -> None:
        visit = self.model.row(index.row())
        if visit is not None:
            self.ticket_opened.emit(visit.ticket_id)


class VisitsModel(PagedModel[Visit]):
    """One client's tickets, open ones first."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        amounts = (Column(_("Total"), right=True), Column(_("Still owed"), right=True))
        super().__init__((Column(_("Ticket")), Column(_("State")), *amounts), parent)
        self._session = session

    def show_client(self, client_id: int) -> None:
        """Read one client's tickets."""
        self.read(partial(visits.of_client, self._session.desk, client_id))

    def cells(self, row: Visit) -> tuple[Cell, ...]:
        """Ticket, state, total, owed."""
        void = row.state == "void"
        tone = Tone.MUTED if void else Tone.PLAIN
        detail = " · ".join(filter(None, (moment_of(self._session, row.at), row.by)))
        badge, badge_tone = _state(row)
        return (
            Cell(f"#{row.number}", detail, tone=tone),
            Cell(badge=badge, badge_tone=badge_tone),
            Cell(money(row.total), tone=tone, strong=not void),
            Cell(in_words(row.owed, 0) if row.owed else "", tone=Tone.DUE),
        )


def _state(visit: Visit) -> tuple[str, Tone]:
    """In one word, whether a ticket is open, paid, owed, refunded or void; and its colour."""
    if visit.owed:
        return _("Open invoice"), Tone.DUE
    if visit.refund is not RefundState.NONE:
        part = visit.refund is RefundState.PART
        return _("Part refunded") if part else _("Refunded"), Tone.MUTED
    return {
        "open": (_("Open ticket"), Tone.INFO),
        "held": (_("On hold"), Tone.INFO),
        "void": (_("Voided"), Tone.DANGER),
    }.get(visit.state, (_("Paid"), Tone.CREDIT))
