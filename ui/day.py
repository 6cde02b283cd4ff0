"""What a new day asks of a till: credits and gift cards past their last day are taken back."""

from PySide6.QtCore import QObject, QTimer

from pos_app.services import client_accounts, gift_cards
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from ui.session import Session

LOOK_MS = 60_000
"""How often the date is looked at: a till may stand open over midnight, or wake from sleep."""


class Day(QObject):
    """Begins each day once, as soon as somebody is signed in."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._begun = ""
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        session.signed_in.connect(self.look)
        self.look()

    def look(self) -> None:
        """Begin the day, if it is another one than that begun last."""
        desk = self._session.desk
        if desk.staff is not None and desk.today != self._begun:
            self._begun = desk.today
            self._session.write(_take_back, owner=self)


def _take_back(desk: Desk) -> Changes:
    """What nobody spent in time, of both kinds."""
    return client_accounts.expire_due(desk) | gift_cards.expire_due(desk)
