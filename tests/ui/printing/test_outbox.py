"""The outbox as people use it."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_app.services import outbox
from pos_app.services.desk import Desk
from pos_app.services.outbox import Outbox
from tests.services.counter import Counter, prepare
from tests.ui.conftest import Shown
from ui.printing.outbox import OutboxPage
from ui.session import Session
from ui.tasks import Tasks

WHO = "amara@example.com"


@pytest.fixture
def session(desk: Desk) -> Iterator[Session]:
    """A session in a shop that sent nothing yet."""
    prepare(desk)
    tasks = Tasks()
    yield Session(desk, tasks)
    tasks.close()


@pytest.fixture
def counter(session: Session) -> Counter:
    """A person at the session's till."""
    return Counter(session.desk)


def put(counter: Counter, *states: str) -> None:
    """A message in each of these states."""
    for number, state in enumerate(states, 1):
        outbox.email_receipt(counter.desk, counter.sell(None, 1_000), WHO)
        with counter.desk.database.write() as connection:
            connection.exec_driver_sql(
                "UPDATE emails SET state = ?, error = ? WHERE id = ?",
                (state, "" if state == "sent" else "550 no", number),
            )


def cells(page: OutboxPage, column: int) -> list[str]:
    """What stands in a column."""
    return [page.model.index(row, column).data() for row in range(page.model.rowCount())]


def test_an_outbox_without_messages_says_so(session: Session, shown: Shown) -> None:
    page = OutboxPage(session)
    shown(page)
    assert page.chosen() is None
    assert page.model.rowCount() == 0


def test_open_messages_come_before_those_that_ended(
    session: Session, counter: Counter, shown: Shown
) -> None:
    put(counter, "sent", "cancelled", "unsure", "failed", "queued", "sending")
    page = OutboxPage(session)
    shown(page)
    assert cells(page, 2) == [
        "Perhaps sent", "Not sent", "Waits", "Is being sent", "Taken back", "Sent",
    ]  # fmt: skip
    assert cells(page, 1)[0] == "Receipt 1003"
    assert page.why.text() == "550 no"


@pytest.mark.parametrize(
    ("state", "open_", "words"),
    [
        ("queued", True, ("Send now", "Take back")),
        ("failed", True, ("Send again", "Let it go")),
        ("unsure", True, ("Send again", "Let it go")),
        ("sending", False, ("Send again", "Let it go")),
        ("sent", False, ("Send again", "Let it go")),
    ],
)
def test_each_state_offers_what_can_be_done(
    session: Session,
    counter: Counter,
    shown: Shown,
    state: str,
    open_: bool,
    words: tuple[str, str],
) -> None:
    put(counter, state)
    page = OutboxPage(session)
    shown(page)
    assert page.again_button.isEnabled() is open_
    assert page.let_go_button.isEnabled() is open_
    assert (page.again_button.text(), page.let_go_button.text()) == words


def test_a_failed_message_is_sent_again_or_let_go(
    session: Session, counter: Counter, shown: Shown, qtbot: QtBot
) -> None:
    put(counter, "failed", "failed")
    page = OutboxPage(session)
    shown(page)
    page.again_button.click()
    qtbot.waitUntil(lambda: cells(page, 2) == ["Waits", "Not sent"])
    page.table.selectRow(1)
    page.let_go_button.click()
    qtbot.waitUntil(lambda: cells(page, 2) == ["Waits", "Taken back"])


def test_a_row_that_comes_up_in_anothers_place_is_not_dealt_with_by_the_same_press(
    session: Session,
    counter: Counter,
    shown: Shown,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 60_000)
    put(counter, "unsure", "failed", "failed")
    page = OutboxPage(session)
    shown(page)
    second, third = page.model.row(1), page.model.row(2)
    page.let_go()
    qtbot.waitUntil(lambda: page.chosen() == second and page.let_go_button.isEnabled())
    page.let_go()
    assert page.let_go_button.isEnabled(), "nothing was asked for"
    page._moved_on.invalidate()
    page.let_go()
    qtbot.waitUntil(lambda: page.chosen() == third)
    assert cells(page, 2)[1:] == ["Taken back", "Taken back"]


def test_what_the_mailer_did_shows_at_once(
    session: Session, counter: Counter, shown: Shown
) -> None:
    put(counter, "sending")
    page = OutboxPage(session)
    shown(page)
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE emails SET state = 'sent', error = ''")
    session.outbox_moved.emit(Outbox())
    assert cells(page, 2) == ["Sent"]


def test_what_was_sent_meanwhile_is_not_let_go(
    session: Session, counter: Counter, shown: Shown, qtbot: QtBot
) -> None:
    put(counter, "queued")
    page = OutboxPage(session)
    shown(page)
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE emails SET state = 'sent'")
    page.let_go_button.click()
    qtbot.waitUntil(page.notice.isVisible)
    assert "meanwhile" in page.notice.text()
