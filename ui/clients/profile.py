"""The profile of one client: who they are, what they bought, and every cent of their balance."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from pos_app.domain.client_account import Standing
from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.services import clients
from pos_app.services.changes import Changes
from ui.clients.balance import BalanceTab
from ui.clients.credit import CreditToApply
from ui.clients.overview import Overview
from ui.clients.visits import VisitsTab
from ui.look_again import LookAgain
from ui.session import Session
from ui.widgets import Notice, NoticeTone, bind_key
from ui.widgets.keys import key_text


class ProfilePage(QWidget):
    """Tabs on one client; each is filled when it is looked at.

    Signals:
        said(str): something was done, for a moment at the foot of the window.
        named(str): the client who is shown, or that client's name, is another one now.
        ticket_opened(int): the ticket with this id is to be looked at.
        client_opened(int): the profile of another client is wanted.
    """

    said = Signal(str)
    named = Signal(str)
    ticket_opened = Signal(int)
    client_opened = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.client: Client | None = None
        self._standing = Standing()
        self._stale: set[QWidget] = set()
        self.overview = Overview(session)
        self.visits = VisitsTab(session)
        self.balance = BalanceTab(session)
        self.credit = CreditToApply(session, self)
        self.credit.said.connect(self.said)
        self.reminder = Notice(
            "", NoticeTone.INFO, action=_("Apply"), act=self.credit.apply, key="F8",
            can_dismiss=False,
        )  # fmt: skip
        self.reminder.hide()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for number, (tab, name) in enumerate(
            (
                (self.overview, _("Overview")),
                (self.visits, _("Tickets & invoices")),
                (self.balance, _("Points & Balance")),
            )
        ):
            self.tabs.addTab(tab, name.replace("&", "&&"))
            bind_key(f"Alt+{number + 1}", self, partial(self.tabs.setCurrentIndex, number))
            self.tabs.setTabToolTip(number, key_text(f"Alt+{number + 1}"))
        self.tabs.currentChanged.connect(lambda _place: self._fill())
        self.setFocusProxy(self.tabs.tabBar())
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.reminder)
        left.addWidget(self.tabs, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 14, 16, 16)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addWidget(self.balance.side)
        self.balance.side.hide()
        self._connect()
        self.again = LookAgain(session, self, self._look_again)

    def show_client(self, client_id: int) -> None:
        """Show one client, on the tab that is in front."""
        try:
            self.client = clients.client(self._session.desk, client_id)
        except (UserError, EnvironmentFault):
            # Said again, in words, by whatever is tried next; what was read stays on the screen.
            return
        self._standing = clients.standing(self._session.desk, client_id)
        self.named.emit(self.client.name)
        self._stale = {self.overview, self.visits, self.balance}
        self._remind()
        self._fill()

    def _look_again(self) -> None:
        """Show what another till did to the balance meanwhile."""
        if self.client is None:
            return
        if clients.standing(self._session.desk, self.client.id) != self._standing:
            self.show_client(self.client.id)

    def show_balance(self) -> BalanceTab:
        """Bring Points & Balance to the front."""
        self.tabs.setCurrentWidget(self.balance)
        self._fill()
        return self.balance

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes an open panel."""
        if event.key() == Qt.Key.Key_Escape:
            self.balance.close_panel()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        self.overview.adjust_wanted.connect(lambda: self.show_balance().adjust())
        self.overview.pay_wanted.connect(lambda: self.show_balance().pay())
        self.overview.view_wanted.connect(self.show_balance)
        self.overview.client_opened.connect(self.client_opened)
        for part in (self.overview, self.balance):
            part.said.connect(self.said)
        for source in (self.visits, self.balance):
            source.ticket_opened.connect(self.ticket_opened)
        self._session.changed.connect(self._heard)

    def _fill(self) -> None:
        """Read what the tab in front shows, where that may be old."""
        tab = self.tabs.currentWidget()
        focused: QWidget | None = QApplication.focusWidget()
        leaves = self.balance.side if tab is not self.balance else self.balance.sheet
        if focused is not None and leaves.isAncestorOf(focused):
            # Hidden with the focus in it, a part would hand that to whatever comes next.
            self.tabs.tabBar().setFocus(Qt.FocusReason.OtherFocusReason)
        self.balance.side.setVisible(tab is self.balance)
        if self.client is None or tab not in self._stale:
            return
        self._stale.discard(tab)
        if isinstance(tab, Overview | VisitsTab | BalanceTab):
            tab.show_client(self.client)

    def _remind(self) -> None:
        """Say so where there is something owed and something to spend, with the way to apply it."""
        self.credit.see(self.client)
        self.reminder.setVisible(bool(self.credit.amount))
        self.reminder.set_text(self.credit.words)
        assert self.reminder.action is not None
        self.reminder.action.setText(self.credit.action())

    def _heard(self, changes: Changes) -> None:
        if self.client is None:
            return
        if self.client.id in changes.clients or changes.settings:
            self.show_client(self.client.id)
