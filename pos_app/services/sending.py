"""The outbox's worker: sends what is due, and stores what became of it before it takes up the next.

See ``outbox`` for the states. A message is *sending* from right before its text goes out until the
server's answer is stored: whatever dies in between leaves it there, and :func:`recover` finds it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from pos_app.clock import stamp
from pos_app.domain.mail import MailServer, MailState
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.persistence import emails, mail_password
from pos_app.services.desk import Desk
from pos_app.services.mail_setup import envelope, server_of

if TYPE_CHECKING:
    from email.message import EmailMessage

    from pos_app.printing.smtp import Delivery

log = logging.getLogger(__name__)

FIRST_DELAY_S = 30
LONGEST_DELAY_S = 3_600
GIVE_UP_AFTER = timedelta(days=4)
"""RFC 5321, 4.5.4.1: give up after four or five days. Nobody expects a receipt after that."""


class Line(Protocol):
    """A conversation with a mail server that another thread can end."""

    def abort(self) -> None:
        """Hang up."""


class Tried(Enum):
    """What became of a try: sent, not sent for the message's own reason, or the server was at fault."""

    SENT = "sent"
    NOT_SENT = "not sent"
    SERVER_FAULT = "server fault"


class TakenBackError(Exception):
    """Somebody took the message back, or another worker took it up, before it went out."""


def recover(desk: Desk) -> None:
    """At start: what was being sent when the till stopped may have arrived, so it is not sent again.

    What waits is tried at once: a clock that was wrong may have put it off for years.
    """
    error = _(
        "The till stopped while this was being sent: it may have arrived. Ask the client, then send "
        "it again or let it go."
    )
    with desk.database.write() as connection:
        emails.interrupted(connection, desk.till.id, error)
        emails.release(connection, desk.till.id)


def try_now(desk: Desk) -> None:
    """Try what waits at once: the settings may be right now, or the server is back."""
    with desk.database.write() as connection:
        emails.release(connection, desk.till.id)


def next_try_s(desk: Desk) -> float | None:
    """In how many seconds something is due; None where nothing waits."""
    with desk.read() as connection:
        moment = emails.next_moment(connection, desk.till.id)
    if moment is None:
        return None
    if not moment:
        return 0.0
    return max(0.0, (datetime.fromisoformat(moment) - desk.clock.now()).total_seconds())


def send_next(desk: Desk, on_line: Callable[["Delivery"], object]) -> Tried | None:
    """Send the oldest message that is due; None where there is none. For the worker's thread only.

    ``on_line`` gets the delivery before it begins, so that another thread can hang up.

    Raises:
        EnvironmentFault: the outbox itself cannot be read or written.
    """
    with desk.read() as connection:
        job = emails.next_due(connection, desk.till.id, desk.at)
    if job is None:
        return None
    claim = _Claim(desk, job.id)
    error = _outcome(desk, job, claim, on_line)
    _finish(desk, job, claim.state, error)
    return _tried(error)


def _tried(error: Exception | None) -> Tried:
    from pos_app.printing.smtp import ServerFault

    if error is None:
        return Tried.SENT
    return Tried.SERVER_FAULT if isinstance(error, ServerFault) else Tried.NOT_SENT


def _outcome(
    desk: Desk, job: Any, claim: "_Claim", on_line: Callable[["Delivery"], object]
) -> Exception | None:
    """What kept a message from being sent, if anything did."""
    from pos_app.printing.smtp import Delivery

    try:
        _check_age(desk, job)
        server, password = _server(desk)
        message = _composed(desk, job)
        delivery = Delivery(server, password, message, claim.take)
        on_line(delivery)
        delivery.run()
    except (UserError, EnvironmentFault, TakenBackError) as error:
        return error
    except Exception:
        log.exception("message %s could not be made", job.id)
        return UserError(_("The message could not be made. The details are in the log."))
    return None


def _check_age(desk: Desk, job: Any) -> None:
    if desk.clock.now() - datetime.fromisoformat(job.at) > GIVE_UP_AFTER:
        raise UserError(
            _("It could not be sent for {days} days. {reason}")
            .format(days=GIVE_UP_AFTER.days, reason=job.error)
            .strip()
        )


def _server(desk: Desk) -> tuple[MailServer, str]:
    from pos_app.printing.smtp import ServerFault

    settings = desk.settings
    if not settings.sends_mail:
        raise ServerFault(
            _("E-mail is not set up. It is sent once it is: Settings → E-mail."), LONGEST_DELAY_S
        )
    server = server_of(settings)
    password = mail_password.of(desk.database.path, server)
    if server.user and not password:
        raise ServerFault(
            _("This till does not know the mail server’s password: Settings → E-mail."),
            LONGEST_DELAY_S,
        )
    return server, password


def _composed(desk: Desk, job: Any) -> "EmailMessage":
    from pos_app.printing.mail import compose
    from pos_app.services.outbox_papers import paper_of

    paper = paper_of(desk, job)
    shop = desk.settings.shop_name
    subject = f"{paper.title} · {shop}"
    intro = _("{shop} sends you this paper; it is attached as a PDF too.").format(shop=shop)
    meant = envelope(
        desk, desk.settings, job.address, job.message_id, datetime.fromisoformat(job.at)
    )
    return compose(meant, subject, intro, paper)


@dataclass(slots=True)
class _Claim:
    """Whose a message is: in ``state`` it stands as far as this worker brought it."""

    desk: Desk
    email_id: int
    state: MailState = MailState.QUEUED

    def take(self) -> None:
        """From now on it may have been sent: stored before a byte goes out, and by one worker only."""
        with self.desk.database.write() as connection:
            if not emails.move(connection, self.email_id, (self.state,), state="sending"):
                raise TakenBackError
        self.state = MailState.SENDING


def _finish(desk: Desk, job: Any, state: MailState, error: Exception | None) -> None:
    from pos_app.printing.smtp import OutcomeUnsure, ServerFault

    said = getattr(error, "text", "")
    done = {"error": said, "attempts": job.attempts + 1}
    if error is None:
        done |= {"state": "sent", "sent_at": desk.at, "document": ""}
    elif isinstance(error, TakenBackError):
        return
    elif isinstance(error, OutcomeUnsure):
        done |= {"state": "unsure"}
    elif isinstance(error, EnvironmentFault):
        wait = getattr(error, "wait_s", 0) or delay_s(job.attempts + 1)
        due = stamp(desk.clock.now() + timedelta(seconds=wait))
        done |= {"state": "queued", "due_at": due}
    else:
        done |= {"state": "failed"}
    with desk.database.write() as connection:
        # Another till may have taken up meanwhile what this one could not send.
        emails.move(connection, job.id, (state,), **done)
        if isinstance(error, ServerFault):
            emails.hold(connection, desk.till.id, due, said)


def delay_s(attempts: int) -> int:
    """How long to wait after so many tries, in seconds."""
    return int(min(FIRST_DELAY_S * 2 ** min(attempts - 1, 20), LONGEST_DELAY_S))
