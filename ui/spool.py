"""The till's print queue at work: one thread of its own sends jobs, and tries again by itself.

Neither the window nor the writer waits for a printer: a ticket is closed once its job is stored.
"""

import logging
from threading import Condition, Thread

from PySide6.QtCore import QObject, Signal

from pos_app.domain.words import _, plural
from pos_app.errors import EnvironmentFault
from pos_app.services import print_spool
from pos_app.services.changes import Changes
from pos_app.services.print_spool import Queue
from ui.post import Post
from ui.session import Session
from ui.widgets import Dot

log = logging.getLogger(__name__)

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 10.0


class Spool(QObject):
    """Sends what is queued for the session's till, oldest first.

    A printer that cannot be reached is tried again after a growing while, at once when something new
    is queued. A job that may already be on paper is never sent again (see ``print_spool``).

    Signals:
        state(Queue): how the queue stands now.
    """

    state = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._turn = Condition()
        self._woken = False
        self._closed = False
        self._post = Post(self.state.emit, self)
        self._thread = Thread(target=self._run, name="spool", daemon=True)
        session.changed.connect(self._on_changed)

    def start(self) -> None:
        """Take up what an earlier run left, then whatever comes."""
        self._thread.start()

    def wake(self) -> None:
        """Look at the queue now, without waiting for the next try."""
        with self._turn:
            self._woken = True
            self._turn.notify()

    def close(self) -> None:
        """Stop after the job that is being sent, if one is, and wait for that."""
        with self._turn:
            self._closed = True
            self._turn.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _on_changed(self, changes: Changes) -> None:
        if changes.print_jobs or changes.settings:
            self.wake()

    def _run(self) -> None:
        delay = FIRST_DELAY_S
        # False too after a fault in the middle of a job: that job may be on paper, and says so.
        recovered = False
        while not self._closed:
            try:
                if not recovered:
                    print_spool.recover(self._session.desk)
                    recovered = True
                again = self._send_all()
            except EnvironmentFault as fault:
                log.warning("the print queue cannot be used: %s", fault.text)
                again, recovered = True, False
            except Exception:
                log.exception("the spool met a bug")
                again, recovered, delay = True, False, LONGEST_DELAY_S
            if self._wait(delay if again else None):
                delay = FIRST_DELAY_S
            else:
                delay = min(delay * 2, LONGEST_DELAY_S)

    def _send_all(self) -> bool:
        """Send until nothing waits or the printer refuses; whether to try again by ourselves."""
        refused = False
        while not self._closed and not refused:
            self._post.put(print_spool.queue(self._session.desk))
            sent = print_spool.send_next(self._session.desk)
            if sent is None:
                break
            refused = bool(sent.error)
        queue = print_spool.queue(self._session.desk)
        self._post.put(queue)
        return queue.waiting > 0

    def _wait(self, seconds: float | None) -> bool:
        """Sleep until woken, or for so long; whether somebody woke us."""
        with self._turn:
            self._turn.wait_for(lambda: self._woken or self._closed, seconds)
            woken, self._woken = self._woken, False
            return woken


def printer_chip(queue: Queue) -> tuple[str, Dot]:
    """What the printer's chip says, and its dot."""
    if queue.failed:
        return _("Look at the printer"), Dot.BAD
    if queue.error:
        return _("Printer does not answer"), Dot.BAD
    return _("Printer ready"), Dot.GOOD


def queue_chip(queue: Queue) -> tuple[str, Dot] | None:
    """What the queue's chip says, or that there is nothing to say."""
    if not queue.waiting:
        return None
    return plural("{count} receipt queued", "{count} receipts queued", queue.waiting), Dot.WAIT
