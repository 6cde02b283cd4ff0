"""The profile of one client: who they are, what they bought, and every cent of their balance."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.services import clients
from pos_app.services.changes import Changes
from ui.clients.overview import Overview
from ui.session import Session


class ProfilePage(QWidget):
    """Tabs on one client.

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
        self.overview = Overview(session)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.overview, _("Overview"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 16)
        column.addWidget(self.tabs)
        session.changed.connect(self._heard)

    def show_client(self, client_id: int) -> None:
        """Show one client, on the tab that is in front."""
        try:
            self.client = clients.client(self._session.desk, client_id)
        except (UserError, EnvironmentFault):
            return
        self.named.emit(self.client.name)
        self.overview.show_client(self.client)

    def _heard(self, changes: Changes) -> None:
        if self.client is not None and self.client.id in changes.clients:
            self.show_client(self.client.id)
