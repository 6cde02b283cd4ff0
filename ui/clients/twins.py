"""Clients who may be the one whose card is being filled in."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.domain.shop import Client
from pos_app.domain.words import _, isolated
from pos_app.services import clients
from ui.session import Session
from ui.widgets import Notice, NoticeTone

_MOST = 2


class Twins(QVBoxLayout):
    """Offers clients who already have this name, e-mail or phone.

    Signals:
        chosen(int): the client with this id is the one.
    """

    chosen = Signal(int)

    def __init__(self, session: Session, action: str) -> None:
        super().__init__()
        self._session = session
        self._action = action
        self._notices: list[QWidget] = []

    def look_for(self, card: Client) -> None:
        """Look again for what stands on the card now; a card of a known client has none."""
        for notice in self._notices:
            notice.hide()
            notice.deleteLater()
        found = [] if card.id else clients.twins(self._session.desk, card)[:_MOST]
        self._notices = [self._notice(twin) for twin in found]
        for notice in self._notices:
            self.addWidget(notice)

    def _notice(self, twin: Client) -> Notice:
        known = ", ".join(filter(None, (isolated(twin.name), twin.email, twin.phone)))
        return Notice(
            _("Already a client: {client}").format(client=known),
            NoticeTone.WARN,
            action=self._action,
            act=lambda: self.chosen.emit(twin.id),
            can_dismiss=False,
        )
