"""The mailer against a server that works, one that is dead, and the end of the till."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from pos_app.errors import EnvironmentFault
from pos_app.persistence.database import Database
from pos_app.services import mail_setup, outbox, sending
from pos_app.services.desk import Desk
from pos_app.services.outbox import Outbox
from tests.mail_server import AUTHORITY, PASSWORD, USER, Behaviour, MailServer
from tests.services.counter import Counter, prepare
from ui import mailer as mailer_module
from ui.mailer import Mailer, outbox_chip, said_of
from ui.session import Session
from ui.tasks import Tasks
from ui.widgets import Dot

WHO = "amara@example.com"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server that works and is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    made = MailServer(Behaviour())
    yield made
    made.stop()


@pytest.fixture
def session(desk: Desk, data: Path, server: MailServer) -> Iterator[Session]:
    """A session in a shop that sends by that server; its threads wait for one another's writes."""
    patient = Database(data / "shop.db")
    tasks = Tasks()
    counter = Counter(replace(desk, database=patient)).in_a_shop(
        mail_server="localhost", mail_port=server.port, mail_user=USER, mail_from="a@luma.example"
    )
    mail_setup.keep_password(counter.desk, counter.desk.settings, PASSWORD)
    prepare(counter.desk)
    yield Session(counter.desk, tasks)
    tasks.close()
    patient.close()


@pytest.fixture
def counter(session: Session) -> Counter:
    """A person at the session's till."""
    return Counter(session.desk)


@pytest.fixture
def mailer(session: Session) -> Iterator[Mailer]:
    """The till's mailer."""
    made = Mailer(session)
    yield made
    made.close()


def states(counter: Counter) -> list[str]:
    """How the messages stand, oldest first."""
    return [str(row[0]) for row in counter.rows("SELECT state FROM emails ORDER BY id")]


def asked(counter: Counter) -> int:
    """A closed ticket whose receipt is to be sent."""
    ticket = counter.sell(None, 4_500)
    outbox.email_receipt(counter.desk, ticket, WHO)
    return ticket


def test_what_waited_is_sent_at_the_start(mailer: Mailer, counter: Counter, qtbot: QtBot) -> None:
    asked(counter)
    mailer.start()
    qtbot.waitUntil(lambda: states(counter) == ["sent"])


def test_a_message_asked_for_later_wakes_the_mailer(
    mailer: Mailer, session: Session, counter: Counter, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(mailer.state):
        mailer.start()
    ticket = counter.sell(None, 4_500)
    session.write(outbox.email_receipt, ticket, WHO)
    qtbot.waitUntil(lambda: states(counter) == ["sent"])


def test_settings_put_right_send_what_waited(
    mailer: Mailer, session: Session, counter: Counter, server: MailServer, qtbot: QtBot
) -> None:
    server.does = Behaviour(replies={"AUTH": "535 no"})
    asked(counter)
    heard: list[Outbox] = []
    mailer.state.connect(heard.append)
    mailer.start()
    qtbot.waitUntil(lambda: any(now.error for now in heard))
    server.does = Behaviour()
    session.write(mail_setup.keep_password, session.desk.settings, PASSWORD)
    qtbot.waitUntil(lambda: states(counter) == ["sent"])


def test_what_a_dead_server_put_off_goes_with_the_first_message_that_is_taken(
    mailer: Mailer, session: Session, counter: Counter, server: MailServer, qtbot: QtBot
) -> None:
    server.does = Behaviour(banner=b"421 too busy\r\n")
    asked(counter)
    asked(counter)
    heard: list[Outbox] = []
    mailer.state.connect(heard.append)
    mailer.start()
    qtbot.waitUntil(lambda: any(now.error for now in heard))
    server.does = Behaviour()
    session.write(outbox.send_again, 2)
    qtbot.waitUntil(lambda: states(counter) == ["sent", "sent"])


def test_a_message_that_the_server_put_off_by_itself_keeps_its_pause(
    mailer: Mailer, session: Session, counter: Counter, server: MailServer, qtbot: QtBot
) -> None:
    server.does = Behaviour(replies={"RCPT": "450 greylisted"})
    asked(counter)
    heard: list[Outbox] = []
    mailer.state.connect(heard.append)
    mailer.start()
    qtbot.waitUntil(lambda: any(now.error for now in heard))
    server.does = Behaviour()
    asked(counter)
    mailer.wake()
    qtbot.waitUntil(lambda: states(counter) == ["queued", "sent"])
    assert (sending.next_try_s(counter.desk) or 0) > sending.FIRST_DELAY_S - 10


def test_the_end_of_the_till_hangs_up_on_a_server_that_says_nothing(
    mailer: Mailer, counter: Counter, server: MailServer, qtbot: QtBot
) -> None:
    server.does = Behaviour(cuts_at="hang")
    asked(counter)
    mailer.start()
    qtbot.waitUntil(server.in_text.is_set)
    began = time.monotonic()
    mailer.close()
    assert time.monotonic() - began < mailer_module.CLOSING_S
    assert states(counter) == ["unsure"]


def test_a_message_that_was_being_made_at_the_end_of_the_till_stays_in_the_queue(
    mailer: Mailer,
    counter: Counter,
    server: MailServer,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mailer_module, "CLOSING_S", 0.0)
    composing, go_on = Event(), Event()
    compose = sending._composed

    def composed_meanwhile(*args: Any) -> Any:
        composing.set()
        go_on.wait(60)
        return compose(*args)

    monkeypatch.setattr(sending, "_composed", composed_meanwhile)
    asked(counter)
    mailer.start()
    qtbot.waitUntil(composing.is_set)
    mailer.close()
    go_on.set()
    mailer._thread.join()
    assert states(counter) == ["queued"]
    assert server.taken == []


def test_a_locked_outbox_is_tried_again(
    mailer: Mailer, counter: Counter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailer_module, "FAULT_DELAY_S", 0.01)
    faults = iter([EnvironmentFault("locked"), RuntimeError("bug")])
    work = sending.recover

    def failing(desk: Desk) -> None:
        fault = next(faults, None)
        if fault is not None:
            raise fault
        work(desk)

    monkeypatch.setattr(sending, "recover", failing)
    asked(counter)
    mailer.start()
    qtbot.waitUntil(lambda: states(counter) == ["sent"])


@pytest.mark.parametrize(
    ("now", "chip"),
    [
        (Outbox(), None),
        (Outbox(waiting=2), None),
        (Outbox(waiting=2, error="down"), ("2 e-mails wait", Dot.WAIT)),
        (Outbox(waiting=1, unsure=1, error="cut"), ("1 e-mail to look at", Dot.BAD)),
    ],
)
def test_the_chip_speaks_up_only_when_something_is_kept_back(
    now: Outbox, chip: tuple[str, Dot] | None
) -> None:
    assert outbox_chip(now) == chip


@pytest.mark.parametrize(
    ("state", "error", "said"),
    [
        ("queued", "", "Will be sent to amara@example.com."),
        (
            "queued",
            "No answer.",
            "Waits for amara@example.com and is tried again by itself: No answer.",
        ),
        ("sending", "", "On its way to amara@example.com."),
        ("sent", "", "Sent to amara@example.com,"),
        ("failed", "550 no", "Not sent to amara@example.com: 550 no"),
        ("unsure", "Cut.", "Perhaps sent to amara@example.com: Cut."),
        ("cancelled", "", "Taken back: amara@example.com"),
    ],
)
def test_each_state_is_a_sentence(counter: Counter, state: str, error: str, said: str) -> None:
    ticket = asked(counter)
    with counter.desk.database.write() as connection:
        connection.execute(
            text("UPDATE emails SET state = :state, error = :error"),
            {"state": state, "error": error},
        )
    (mail,) = outbox.of_ticket(counter.desk, ticket)
    assert said_of(mail).startswith(said)
