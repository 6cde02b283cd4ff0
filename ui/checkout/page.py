"""The checkout page: the ticket in work from the first line to *Proceed to payments*."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app.domain.gift_card import is_code
from pos_app.domain.payment import Payment, PaymentKind
from pos_app.domain.ticket import LineKind, TicketState
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import payments, selling, shop, tickets
from pos_app.services.changes import Changes
from pos_app.services.last_work import to_go_on_with
from pos_app.services.tickets import TicketView
from ui.checkout import opening
from ui.checkout.actions import TicketActions
from ui.checkout.client_header import ClientHeader
from ui.checkout.item_finder import ItemFinder
from ui.checkout.lines import LinesTable
from ui.checkout.number_pad import NumberPad
from ui.checkout.open_tickets import OpenTickets
from ui.checkout.panel_place import PanelKind, PanelPlace
from ui.checkout.panels import NotePanel
from ui.checkout.summary import OrderSummary
from ui.checkout.ticket_notices import TicketNotices
from ui.checkout.work import TicketWork
from ui.look_again import LookAgain
from ui.session import Session
from ui.widgets import Card, EmptyState

_LINES_PX = 60
"""At least so much of the lines stays: a high panel below a notice needs the rest on the smallest till."""


class CheckoutPage(QWidget):
    """Open tickets, the ticket in work, its order summary.

    Signals:
        proceed(): the ticket in work is ready, and its payments are to be taken.
        profile_wanted(int): the profile of the client with this id is wanted.
        card_given(str): after ``proceed``, the gift card with this code is to pay.
        catalog_wanted(): items are to be made.
    """

    proceed = Signal()
    profile_wanted = Signal(int)
    card_given = Signal(str)
    catalog_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._work = TicketWork(session, self)
        self._versions: dict[int, int] = {}
        self._panels = PanelPlace(self._work)
        self._pad = NumberPad(self._panels)
        self._shown_id: int | None = None
        self._begun = False
        self._returning = False
        self._card = ""
        self._paid: tuple[Payment, ...] = ()
        self._parts: dict[int, str] = {}
        self._side = OpenTickets(session)
        self._header = ClientHeader(session)
        self._notices = TicketNotices(session, self._work)
        self._table = LinesTable()
        self._lines = QStackedWidget()
        self._finder = ItemFinder(session)
        self.summary = OrderSummary()
        self._actions = TicketActions(self)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self._finder)
        self.again = LookAgain(session, self, self._look_again)

    def scan(self, code: str) -> None:
        """Put the item with a scanned code on the ticket in work, or on a new one.

        A code that no item has starts no ticket; a gift card's says what is on it, or is the one that
        an open panel waits for.
        """
        if self._panels.takes_code(code):
            return
        if self._is_gift_card(code):
            self._notices.show_card(code, can_proceed=self._actions.can_proceed())
            return
        if self._session.ticket_id is None and not self._work.is_working():
            try:
                selling.item_with(self._session.desk, code)
            except UserError as error:
                self._notices.refuse(error)
                return
        self._work.do(selling.scan, code)

    def is_working(self) -> bool:
        """Whether something that was asked for is not done yet."""
        return self._work.is_working()

    def showEvent(self, event: QShowEvent) -> None:
        """Whatever happened meanwhile is shown; the first time, work goes on where it stood."""
        super().showEvent(event)
        if self._begun:
            self._finder.field.selectAll()
            self._returning = True
            self._reload()
            self._returning = False
        else:
            self._begun = True
            self._begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes an open panel and takes away what was refused, wherever the focus is."""
        if event.key() == Qt.Key.Key_Escape:
            self._panels.close_all()
            self._notices.forget_all()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 16, 0)
        row.setSpacing(16)
        row.addWidget(self._side)
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 16, 0, 16)
        middle.setSpacing(12)
        middle.addWidget(self._header)
        middle.addWidget(self._notices)
        card = Card(margin=1)
        card.column.addWidget(self._lines)
        self._lines.addWidget(self._table)
        self._lines.setMinimumHeight(_LINES_PX)
        self._lines.addWidget(
            EmptyState(
                "store",
                _("No ticket in work"),
                _("Scan or tap an item, or find a client, to start one."),
            )
        )
        middle.addWidget(card, 1)
        middle.addWidget(self._panels)
        self._actions.stand_in(self._finder.row, self.summary, self._pad)
        middle.addWidget(self._finder)
        row.addLayout(middle, 1)
        right = QVBoxLayout()
        right.setContentsMargins(0, 16, 0, 16)
        right.addWidget(self.summary)
        row.addLayout(right)

    def _connect(self) -> None:
        work, table, finder, actions = self._work, self._table, self._finder, self._actions
        notices = self._notices
        work.shown.connect(self._show)
        work.refused.connect(notices.refuse)
        work.done.connect(self._act_done)
        self._session.changed.connect(self._hear)
        notices.resume_requested.connect(self._hold_or_resume)
        notices.note_requested.connect(self._opener(NotePanel))
        notices.card_chosen.connect(self._pay_with)
        self._panels.taken.connect(self._make_room)
        self._panels.taken.connect(self._pad.follow)
        self._side.picked.connect(self._pick)
        self._side.new_requested.connect(self._new_ticket)
        actions.panel_requested.connect(self._panels.open)
        actions.hold_requested.connect(self._hold_or_resume)
        actions.undo_requested.connect(work.undo)
        actions.use_credit_set.connect(lambda on: work.do(tickets.set_use_credit, on))
        actions.proceed_requested.connect(self._go_on)
        self._header.client_chosen.connect(lambda client: work.do(tickets.set_client, client))
        self._header.left.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
        self._header.pay_off_requested.connect(self._opener(opening.pay_off))
        self._header.profile_requested.connect(self.profile_wanted)
        for by_hand in (finder.item_picked, finder.code_entered):
            by_hand.connect(notices.forget_all)
        finder.item_picked.connect(lambda item_id: work.do(selling.add_item, item_id))
        finder.code_entered.connect(self.scan)
        finder.field.cleared.connect(notices.forget_all)
        finder.top_up_requested.connect(lambda: self._open(opening.top_up))
        finder.catalog_wanted.connect(self.catalog_wanted)
        finder.gift_card_requested.connect(lambda: self._open(opening.gift_card))
        finder.left_up.connect(self._enter_lines)
        table.opened.connect(self._open_line)
        table.counted.connect(lambda line, count: work.do(selling.set_quantity, line, count))
        table.typed.connect(finder.type_on)
        table.removed.connect(lambda line: work.do(selling.remove_line, line))
        self.summary.remove_requested.connect(
            lambda payment_id: work.do(payments.remove_payment, payment_id)
        )

    def _begin(self) -> None:
        """Go on with the ticket that was in work here last: above all with one that money is on."""
        views = self._load_list()
        if self._session.ticket_id is None:
            going_on = to_go_on_with(self._session.desk, [view.ticket for view in views])
            if going_on is not None:
                self._session.pick_ticket(going_on)
                return
        self._work.reload()

    def _reload(self) -> None:
        self._load_list()
        self._work.reload()

    def _load_list(self) -> list[TicketView]:
        desk = self._session.desk
        views = tickets.open_tickets(desk)
        self._versions = {view.ticket.id: view.ticket.version for view in views}
        zone = desk.clock.zone
        self._side.show_views(views, self._session.ticket_id, self._work.names, zone)
        return views

    def _look_again(self) -> None:
        """Another till may have changed something."""
        if self._work.is_working():
            return
        desk = self._session.desk
        if shop.settings(desk) != desk.settings:
            self._session.changed.emit(Changes(settings=True))
        if tickets.open_versions(desk) != self._versions or self._work.is_behind():
            self._reload()

    def _hear(self, changes: Changes) -> None:
        if changes.catalog:
            self._finder.reload()
        if changes.tickets - {self._session.ticket_id} or changes.clients or changes.settings:
            self._load_list()

    def _show(self, view: TicketView | None) -> None:
        """Show the ticket in work, or that there is none."""
        if view is not None and not view.ticket.is_open:
            self._leave(view)
            return
        if (view.ticket.id if view else None) != self._shown_id:
            self._panels.close_all()
            if (
                self._shown_id is not None
            ):  # What was scanned before the first item is still to be read.
                self._notices.clear()
            self._shown_id = view.ticket.id if view else None
        names = self._work.names
        self._header.show_view(view)
        self._table.show_view(view, names)
        self._lines.setCurrentIndex(int(view is None))
        self.summary.show_view(view, names, self._spent(view))
        self._side.choose(self._shown_id)
        if view is not None:
            self._versions[view.ticket.id] = view.ticket.version
            zone = self._session.desk.clock.zone
            self._side.show_view(view, view.ticket.id, names, zone)
        self._notices.show_view(view)
        self._actions.show_view(view)
        if not self._work.is_working():  # Whether an act can be undone is known once it is done.
            self._actions.show_undo(possible=self._work.can_undo())
        self._panels.refresh(view)

    def _spent(self, view: TicketView | None) -> dict[int, str]:
        """What each redeemed balance spends, by its payment's id; most tickets have none."""
        paid = view.ticket.payments if view else ()
        if view is None or all(p.kind is not PaymentKind.CLIENT_BALANCE for p in paid):
            return {}
        if paid != self._paid:  # Not read again at each scan.
            from pos_app.services.redeeming import redeemable
            from ui.payments.sentences import fund_parts

            self._paid = paid
            self._parts = fund_parts(redeemable(self._session.desk, view).applied)
        return self._parts

    def _make_room(self, taken: bool) -> None:
        """Panels take the place of the favourites; without a ticket keys go to the scan field."""
        self._finder.make_room(roomy=not taken)
        if not taken and self._work.view is None and self.isVisible():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self, view: TicketView) -> None:
        """The ticket was closed or voided; on the payments page it stays in work until it is left."""
        if not self.isVisible():
            return
        # Whoever comes from the payments closed it there, and knows.
        elsewhere = not (self._returning or self._work.is_working())
        elsewhere = elsewhere and self._shown_id == view.ticket.id
        self._session.pick_ticket(None)
        self._load_list()
        if elsewhere:
            text = _("Ticket #{number} was finished at another till.")
            self._notices.refuse(UserError(text.format(number=view.ticket.number)))

    def _act_done(self) -> None:
        self._notices.forget_refusal()
        self._actions.show_undo(possible=self._work.can_undo())

    def _is_gift_card(self, code: str) -> bool:
        if not is_code(code):
            return False
        from ui.checkout.card_scanned import is_card_only

        return is_card_only(self._session.desk, code)

    def _pay_with(self, code: str) -> None:
        if self._is_free():
            self._card = code
            self._go_on()

    def _pick(self, ticket_id: int) -> None:
        """Work on another ticket, unless that would drop what is typed here."""
        if ticket_id != self._shown_id and self._is_free():
            self._session.pick_ticket(ticket_id)
        else:
            self._side.choose(self._shown_id)

    def _new_ticket(self) -> None:
        """Start another ticket; while nothing at all is on this one, it is the new one already.

        Whoever double-clicks wants one ticket, not two.
        """
        if not self._is_free():
            return
        if self._work.view is None or not self._work.view.ticket.is_blank:
            self._work.new_ticket()
        # Wherever the key was pressed: what comes next is scanned, and Enter must not press a tile.
        self._panels.close_all()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_free(self) -> bool:
        """Whether nothing that was typed would be lost; what would be says so where it stands."""
        return self._panels.is_free() and self._header.is_free()

    def _hold_or_resume(self) -> None:
        view = self._work.view
        if view is None or not self._is_free():
            return
        if view.ticket.state is TicketState.HELD:
            self._work.do(tickets.resume)
        else:
            self._work.ask(tickets.hold, lambda: self._session.pick_ticket(None))

    def _open(self, panel: PanelKind) -> None:
        """Open a panel, on a new ticket where there is none."""
        if self._work.view is None:
            self._work.settle(self._opener(panel))
        else:
            self._panels.open(panel)

    def _go_on(self) -> None:
        """On to the payments, once everything that was scanned is on the ticket.

        What is typed in a panel is money as well: it is never left behind.
        """
        view = self._work.view
        if view is None or not self._is_free():
            return
        if view.ticket.state is TicketState.HELD:
            self._work.ask(tickets.resume, self._arrive)
        elif self._work.is_working():
            self._work.settle(self._arrive)
        else:
            self._arrive()

    def _arrive(self) -> None:
        card, self._card = self._card, ""
        if self._actions.can_proceed() and self._is_free():
            self._panels.close_all()
            self._finder.field.clear()
            self._notices.drop("card")
            self.proceed.emit()
            if card:
                self.card_given.emit(card)

    def _enter_lines(self) -> None:
        if self._work.view and self._work.view.ticket.lines:
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_line(self, number: int, focus: bool) -> None:
        view = self._work.view
        if view is None:
            return
        if view.ticket.line(number).kind is LineKind.PAYOFF:
            self._panels.open(opening.pay_off)
            return
        self._panels.open_line(view, number, focus=focus)

    def _opener(self, kind: PanelKind) -> Callable[[], None]:
        return lambda: self._panels.open(kind)
