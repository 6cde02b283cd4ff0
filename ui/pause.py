"""What waits for a pause in the work: the database's log is folded in when nobody scans."""

import logging

from PySide6.QtCore import QObject, QTimer

from ui.session import Session

PAUSE_MS = 1_500
"""How long nothing was written until it counts as a pause."""

log = logging.getLogger(__name__)


class Pause(QObject):
    """Watches one session's writes, and folds the log in once they rest."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self.begin)
        session.changed.connect(self._wait)

    def begin(self) -> None:
        """Use the pause."""
        self._session.tasks.write(self._session.desk.database.fold, failed=_log, owner=self)

    def _wait(self, _changes: object) -> None:
        self._timer.start()


def _log(error: Exception) -> None:
    log.warning("the log was not folded into the database: %s", error)
