"""The column of open tickets at the left of the checkout page."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from PySide6.QtCore import QCoreApplication, QEvent, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from pos_app.domain.money import money
from pos_app.domain.ticket import TicketState
from pos_app.domain.words import _
from pos_app.locales import format_time
from pos_app.services.tickets import TicketView
from ui.checkout.no_sale import NoSale
from ui.session import Session
from ui.widgets import Button, Role, TicketCard, Tone, bind_key, label, paragraph, scrolled
from ui.widgets.keys import key_text

WIDTH_PX = 224
_AROUND_PX = 12


class OpenTickets(QFrame):
    """Every open and held ticket: who, how much, who serves, and what state it is in.

    Signals:
        picked(int): work on that ticket.
        new_requested(): start a ticket.
    """

    picked = Signal(int)
    new_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.no_sale = NoSale(session)
        self.setProperty("bar", "side")
        self.setFixedWidth(WIDTH_PX)
        self._cards: dict[int, TicketCard] = {}
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(12)
        self._empty = paragraph(
            _("None. A scan, a tap on an item or New ticket starts one."), Role.BODY, Tone.MUTED
        )
        self._lay_out()

    def show_views(
        self,
        views: list[TicketView],
        chosen: int | None,
        names: Mapping[str, str],
        zone: tzinfo | None,
    ) -> None:
        """Show these tickets, in this order; cards that stay are only written anew."""
        wanted = {view.ticket.id: view for view in views}
        for gone in [ticket_id for ticket_id in self._cards if ticket_id not in wanted]:
            card = self._cards.pop(gone)
            card.hide()
            card.deleteLater()
        for view in views:
            self.show_view(view, chosen, names, zone)
        self._empty.setVisible(not views)

    def show_view(
        self, view: TicketView, chosen: int | None, names: Mapping[str, str], zone: tzinfo | None
    ) -> None:
        """Show one ticket, new or changed."""
        ticket_id = view.ticket.id
        who = view.client.name if view.client else _("Walk-in")
        texts = who, money(view.bill.total), detail_of(view, names, zone)
        card = self._cards.get(ticket_id)
        if card is None:
            card = TicketCard(*texts)
            card.clicked.connect(lambda: self.picked.emit(ticket_id))
            card.toggled.connect(lambda on: self._bring_into_view(ticket_id) if on else None)
            self._cards[ticket_id] = card
            self._list.addWidget(card)
            self._empty.hide()
        else:
            card.set_texts(*texts)
        card.setChecked(ticket_id == chosen)

    def choose(self, ticket_id: int | None) -> None:
        """Show which ticket is in work."""
        for known, card in self._cards.items():
            # Cards exclude one another, so that none could be unchecked otherwise.
            card.setAutoExclusive(False)
            card.setChecked(known == ticket_id)
            card.setAutoExclusive(True)

    def _bring_into_view(self, ticket_id: int) -> None:
        """Scroll to the card in work once it has its place: a new one stands below the others."""
        card = self._cards[ticket_id]

        def scroll() -> None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            self._area.ensureWidgetVisible(card, 0, _AROUND_PX)

        QTimer.singleShot(0, card, scroll)

    def _step(self, by: int) -> None:
        """Work on the ticket below or above, around the ends; on the first where none is in work."""
        ids = list(self._cards)
        chosen = [place for place, known in enumerate(ids) if self._cards[known].isChecked()]
        if ids:
            self.picked.emit(ids[(chosen[0] + by) % len(ids) if chosen else 0])

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 0, 16, 0)
        column.setSpacing(0)
        column.addWidget(self._empty)
        column.addLayout(self._list)
        column.addStretch(1)
        self._area = scrolled(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 16, 0, 16)
        outer.setSpacing(12)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.addWidget(label(_("Open tickets"), Role.HEADING), 1)
        head.addWidget(label(f"{key_text('Ctrl+Up')} ↓", tone=Tone.MUTED))
        bind_key("Ctrl+Up", self, lambda: self._step(-1))
        bind_key("Ctrl+Down", self, lambda: self._step(1))
        outer.addLayout(head)
        outer.addWidget(self._area, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 0, 16, 0)
        foot.setSpacing(8)
        foot.addWidget(self.no_sale)
        foot.addWidget(Button(_("New ticket"), self.new_requested.emit, icon="plus", key="Ctrl+N"))
        outer.addLayout(foot)


def detail_of(view: TicketView, names: Mapping[str, str], zone: tzinfo | None) -> str:
    """The small line of a card: number, who serves (nobody, while it is set aside), state."""
    ticket = view.ticket
    if ticket.state is TicketState.HELD:
        at = datetime.fromisoformat(ticket.held_at).astimezone(zone)
        state = _("held {time}").format(time=format_time(at))
    elif ticket.lines:
        state = _paid(view)
    else:
        state = _("empty")
    serves = "" if ticket.state is TicketState.HELD else serving(view)
    parts = [f"#{ticket.number}", names.get(serves, serves), state]
    return " · ".join(part for part in parts if part)


def _paid(view: TicketView) -> str:
    """How far a ticket with lines is."""
    if view.settlement.excess:
        return _("paid too much")
    if view.settlement.due == view.bill.total:
        return _("ready")
    return _("partly paid") if view.settlement.due > 0 else _("paid")


def serving(view: TicketView) -> str:
    """The code of who serves: the first line's person, else the ticket's."""
    on_lines = [line.staff for line in view.ticket.lines if line.staff]
    return next(iter(on_lines), view.ticket.staff or "")
