"""The pages of one window and the ways between them: from ticket to payments, from list to profile."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from pos_app.domain.ticket import TicketState
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import selling, tickets
from ui.main_window import MainWindow, Place
from ui.session import Session, Stopped

if TYPE_CHECKING:
    from ui.authorise import AuthorisePanel
    from ui.spool import Spool

_READING = ("sales", "invoices", "gift_cards", "settings")
"""The pages that know what to do with some codes."""


class Pages(QObject):
    """Makes each page when it is first shown. ``spool`` starts the printer's queue, or gives it."""

    def __init__(
        self, window: MainWindow, session: Session, spool: "Callable[[], Spool | None]"
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._spool = spool
        self._profile_from = "clients"
        self._settings_row: int | None = None
        self._authority: AuthorisePanel | None = None
        session.ask_authority = self._ask_authority
        window.chip_pressed.connect(self._show_more_of)
        window.page_shown.connect(self._forget_way_back)
        self._add_pages()

    def _ask_authority(self, stopped: Stopped) -> bool:
        if self._authority is None:
            from ui.authorise import AuthorisePanel

            self._authority = AuthorisePanel(self._window, self._session)
        return self._authority.ask(stopped)

    def _add_pages(self) -> None:
        add = self._window.add_page
        add("checkout", "cart", _("Checkout"), self._checkout)
        add(
            "payments", "cash", _("Payments"), self._payments,
            place=Place.NOWHERE, under="checkout",
        )  # fmt: skip
        add("clients", "users", _("Clients"), self._clients)
        add(
            "profile", "user", _("Client"), self._profile,
            place=Place.NOWHERE, under="clients",
        )  # fmt: skip
        add("sales", "sales", _("Sales"), self._sales)
        add("invoices", "file", _("Invoices"), self._invoices)
        add("gift_cards", "gift", _("Gift cards"), self._gift_cards)
        add("settings", "gear", _("Settings"), self._settings, place=Place.FOOT)
        add("printing", "printer", _("Print queue"), self._printing, place=Place.NOWHERE)
        add("outbox", "mail", _("E-mails"), self._outbox, place=Place.NOWHERE)

    def _checkout(self) -> QWidget:
        from ui.checkout.page import CheckoutPage

        page = CheckoutPage(self._session)
        page.proceed.connect(self._to_payments)
        page.profile_wanted.connect(self.open_profile)
        page.card_given.connect(self._pay_by_card)
        page.catalog_wanted.connect(self._open_catalog)
        return page

    def _payments(self) -> QWidget:
        from ui.payments.page import PaymentsPage

        page = PaymentsPage(self._session)
        page.back.connect(lambda: self._window.show_page("checkout"))
        page.ended.connect(lambda: self._window.set_heading("payments", _("Payments")))
        page.next_ticket.connect(lambda: self._window.show_page("checkout"))
        spool = self._spool()
        if spool is not None:
            spool.state.connect(page.show_queue)
        return page

    def _clients(self) -> QWidget:
        from ui.clients.page import ClientsPage

        page = ClientsPage(self._session)
        page.said.connect(self._toast)
        page.opened.connect(self.open_profile)
        return page

    def _profile(self) -> QWidget:
        from ui.clients.profile import ProfilePage

        page = ProfilePage(self._session)
        page.said.connect(self._toast)
        page.client_opened.connect(self.open_profile)
        page.ticket_opened.connect(self._open_ticket)
        page.named.connect(self._name_profile)
        return page

    def open_profile(self, client_id: int) -> None:
        """Show one client's profile; it leads back to where it was opened from."""
        before = self._window.current_page()
        if before in ("checkout", "clients"):
            self._profile_from = before
        page: Any = self._window.show_page("profile")
        page.show_client(client_id)

    def _name_profile(self, name: str) -> None:
        back = self._profile_from
        said = _("back to the ticket") if back == "checkout" else _("back to clients")
        self._window.set_heading("profile", name, said, back=lambda: self._window.show_page(back))

    def _open_ticket(self, ticket_id: int) -> None:
        ticket = tickets.view(self._session.desk, ticket_id).ticket
        if ticket.state in (TicketState.OPEN, TicketState.HELD):
            self._session.pick_ticket(ticket_id)
            self._window.show_page("checkout")
        else:
            before = self._window.current_page()
            page: Any = self._window.show_page("sales")
            page.show_ticket(ticket.number)
            self._window.set_heading(
                "sales", _("Sales"), _("back"), back=lambda: self._window.show_page(before)
            )

    def _forget_way_back(self, shown: str) -> None:
        """Sales lead back to whoever opened a ticket there, until something else is looked at."""
        if shown != "sales":
            self._window.set_heading("sales", _("Sales"))

    def _sales(self) -> QWidget:
        from ui.sales.page import SalesPage

        page = SalesPage(self._session)
        page.said.connect(self._toast)
        page.place_wanted.connect(self._window.show_page)
        return page

    def _gift_cards(self) -> QWidget:
        from ui.gift_cards.page import GiftCardsPage

        page = GiftCardsPage(self._session)
        page.said.connect(self._toast)
        page.place_wanted.connect(self._window.show_page)
        page.ticket_opened.connect(self._open_ticket)
        return page

    def _invoices(self) -> QWidget:
        from ui.invoices.page import InvoicesPage

        page = InvoicesPage(self._session)
        page.said.connect(self._toast)
        page.ticket_opened.connect(self._open_ticket)
        page.client_opened.connect(self.open_profile)
        return page

    def _printing(self) -> QWidget:
        from ui.printing.page import PrintQueuePage

        page = PrintQueuePage(self._session)
        page.said.connect(self._toast)
        page.mail_wanted.connect(self.open_outbox)
        spool = self._spool()
        if spool is not None:
            spool.state.connect(page.show_queue)
        return page

    def _outbox(self) -> QWidget:
        from ui.printing.outbox import OutboxPage

        page = OutboxPage(self._session)
        page.said.connect(self._toast)
        return page

    def open_outbox(self) -> None:
        """Show the e-mails that wait; it leads back to where it was opened from."""
        before = self._window.current_page()
        self._window.show_page("outbox")
        if before != "outbox":
            back = before or "checkout"
            self._window.set_heading(
                "outbox", _("E-mails"), _("back"), back=lambda: self._window.show_page(back)
            )

    def _show_more_of(self, chip: str) -> None:
        if chip in ("printer", "queue"):
            self.open_print_queue()
        if chip == "email":
            self.open_outbox()

    def open_print_queue(self) -> None:
        """Show the print queue; it leads back to where it was opened from."""
        before = self._window.current_page()
        self._window.show_page("printing")
        if before != "printing":
            back, said = (before or "checkout"), _("back")
            self._window.set_heading(
                "printing", _("Print queue"), said, back=lambda: self._window.show_page(back)
            )

    def _settings(self) -> QWidget:
        from ui.settings.page import SettingsPage

        page = SettingsPage(self._session)
        page.saved.connect(self._toast)
        page.queue_wanted.connect(self.open_print_queue)
        page.outbox_wanted.connect(self.open_outbox)
        if self._settings_row is not None:
            page.show_section(self._settings_row)
        page.names.currentRowChanged.connect(self._keep_settings_row)
        return page

    def _keep_settings_row(self, row: int) -> None:
        self._settings_row = row

    def open_as(self, before: "Pages") -> None:
        """Let the settings open where they stood in the pages that these take the place of."""
        self._settings_row = before._settings_row

    def _toast(self, text: str) -> None:
        self._window.toast.say(text)

    def _to_payments(self) -> None:
        if self._session.ticket_id is None:
            return
        view = tickets.view(self._session.desk, self._session.ticket_id)
        said = _("back to ticket #{number}").format(number=view.ticket.number)
        if view.client is not None:
            said = f"{said} · {view.client.name}"
        self._window.set_heading(
            "payments", _("Payments"), said, back=lambda: self._window.show_page("checkout")
        )
        self._window.show_page("payments")

    def scanned(self, code: str) -> None:
        """A code goes to the page in front where that wants it, else onto the ticket."""
        if self._window.is_covered():
            return
        if self._authority is not None and self._authority.isVisible():
            # Who gives their PIN allows what they see, and its digits go on where they are typed.
            said = _("A permission is just being asked for. Scan it again after that.")
            self._window.toast.warn(said)
            return
        front = self._window.current_page()
        if front == "payments" and self._session.ticket_id is not None:
            self._scan_at_payments(code)
            return
        if front in _READING and self._is_taken(front, code):
            return
        if front != "checkout" and self._is_unknown(code):
            return
        page: Any = self._window.show_page("checkout")
        page.scan(code)

    def _is_taken(self, front: str, code: str) -> bool:
        page: Any = self._window.show_page(front)
        taken: bool = page.takes_code(code)
        return taken

    def _is_unknown(self, code: str) -> bool:
        """Whether a code is nothing's; that is said where the person is, in the midst of other work."""
        from pos_app.services import gift_cards

        if gift_cards.is_card(self._session.desk, code):
            return False
        try:
            selling.item_with(self._session.desk, code)
        except UserError as error:
            self._window.toast.warn(error.text)
            return True
        return False

    def _scan_at_payments(self, code: str) -> None:
        """A gift card pays; an item goes on the ticket, whose payments stay, or on the next ticket."""
        paying: Any = self._window.show_page("payments")
        if paying.scan(code):
            return
        if paying.is_working():
            self._window.toast.warn(_("A payment is just being taken. Scan it again after that."))
            return
        if paying.is_addressing():
            said = _("Send the receipt first, or clear its address. Scan it again after that.")
            self._window.toast.warn(said)
            return
        try:
            item = selling.item_with(self._session.desk, code)
        except UserError as error:
            self._window.toast.warn(error.text)
            return
        if paying.is_over():
            self._session.pick_ticket(None)
        else:
            said = _("{item} goes on the ticket. Nothing of the payments is lost.")
            self._window.toast.say(said.format(item=item.name))
        page: Any = self._window.show_page("checkout")
        page.scan(code)

    def _pay_by_card(self, code: str) -> None:
        paying: Any = self._window.show_page("payments")
        paying.scan(code)

    def _open_catalog(self) -> None:
        page: Any = self._window.show_page("settings")
        page.show_catalog()
