"""The till's outbox at work: one thread of its own sends what is due, and tries again by itself.

Neither the window nor the writer waits for a mail server. What a message went through is stored with it
(see ``services.outbox``); this only keeps the time.
"""

import logging
from threading import Condition, Thread

from PySide6.QtCore import QObject, Signal

from pos_app.domain.words import _, plural
from pos_app.errors import EnvironmentFault
from pos_app.services import outbox, sending
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.outbox import Outbox
from ui.post import Post
from ui.session import Session
from ui.widgets import Dot

log = logging.getLogger(__name__)

FAULT_DELAY_S = 10.0
CLOSING_S = 3.0
"""How long the end of the till waits for a mail server that is in the middle of a message."""


class Mailer(QObject):
    """Sends what the session's till has to send, oldest first.

    Signals:
        state(Outbox): how the outbox stands now.
    """

    state = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._turn = Condition()
        self._woken = False
        self._settings_changed = False
        self._server_failed = False
        self._closed = False
        self._line: sending.Line | None = None
        self._post = Post(self.state.emit, self)
        self._thread = Thread(target=self._run, name="mailer", daemon=True)
        session.changed.connect(self._on_changed)

    def start(self) -> None:
        """Take up what an earlier run left, then whatever comes."""
        self._thread.start()

    def wake(self) -> None:
        """Look at the outbox now."""
        with self._turn:
            self._woken = True
            self._turn.notify()

    def close(self) -> None:
        """Hang up and stop.

        A message that was on its way goes back to the queue or, where it may have arrived, becomes
        unsure. A server that cannot be left even so is left to the thread, which ends by itself.
        """
        with self._turn:
            self._closed = True
            self._turn.notify()
        line = self._line
        if line is not None:
            line.abort()
        if self._thread.is_alive():
            self._thread.join(CLOSING_S)

    def _on_changed(self, changes: Changes) -> None:
        if changes.settings:
            self._settings_changed = True
        if changes.emails or changes.settings:
            self.wake()

    def _run(self) -> None:
        # False too after a fault in the middle of a message: that may have arrived, and says so.
        recovered = False
        while not self._closed:
            wait: float | None = FAULT_DELAY_S
            try:
                if not recovered:
                    sending.recover(self._session.desk)
                    recovered = True
                self._send_all()
                wait = sending.next_try_s(self._session.desk)
            except EnvironmentFault as fault:
                log.warning("the outbox cannot be used: %s", fault.text)
                recovered = False
            except Exception:
                log.exception("the mailer met a bug")
                recovered = False
            self._wait(wait)

    def _send_all(self) -> None:
        desk = self._session.desk
        if self._settings_changed:
            self._settings_changed = False
            sending.try_now(desk)
        self._tell()
        while not self._closed and (tried := sending.send_next(desk, self._take_line)):
            self._line = None
            if tried is sending.Tried.SENT and self._server_failed:
                # What was put off while the server was away need not wait any longer.
                sending.try_now(desk)
            if tried is not sending.Tried.NOT_SENT:
                self._server_failed = tried is sending.Tried.SERVER_FAULT
            self._tell()

    def _take_line(self, line: "sending.Line") -> None:
        self._line = line
        if self._closed:
            # The till ended while the message was being made.
            line.abort()

    def _tell(self) -> None:
        if not self._closed:
            self._post.put(outbox.outbox(self._session.desk))

    def _wait(self, seconds: float | None) -> None:
        with self._turn:
            self._turn.wait_for(lambda: self._woken or self._closed, seconds)
            self._woken = False


def outbox_chip(now: Outbox) -> tuple[str, Dot] | None:
    """What the e-mail's chip says, or that there is nothing to say."""
    stuck = now.failed + now.unsure
    if stuck:
        return plural("{count} e-mail to look at", "{count} e-mails to look at", stuck), Dot.BAD
    if now.waiting and now.error:
        return plural("{count} e-mail waits", "{count} e-mails wait", now.waiting), Dot.WAIT
    return None


def said_of_sending(desk: Desk) -> str:
    """What is said once a message was asked for."""
    if desk.settings.sends_mail:
        return _("The e-mail is on its way.")
    return _("The e-mail is kept. It is sent once e-mail is set up: Settings → E-mail.")


def said_of(mail: outbox.Mail) -> str:
    """Where a message stands, in a sentence."""
    from pos_app import locales
    from pos_app.domain.mail import MailState

    when = locales.format_when(mail.sent_at or mail.at)
    who = mail.address
    match mail.state:
        case MailState.SENT:
            return _("Sent to {who}, {when}.").format(who=who, when=when)
        case MailState.SENDING:
            return _("On its way to {who}.").format(who=who)
        case MailState.QUEUED if mail.error:
            return _("Waits for {who} and is tried again by itself: {why}").format(
                who=who, why=mail.error
            )
        case MailState.QUEUED:
            return _("Will be sent to {who}.").format(who=who)
        case MailState.FAILED:
            return _("Not sent to {who}: {why}").format(who=who, why=mail.error)
        case MailState.UNSURE:
            return _("Perhaps sent to {who}: {why}").format(who=who, why=mail.error)
    return _("Taken back: {who}").format(who=who)
