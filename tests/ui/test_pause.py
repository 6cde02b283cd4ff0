"""In a pause of the work the database's log is folded in: no scan waits for it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_app.persistence.database import Database
from pos_app.services import tickets
from pos_app.services.desk import Desk
from tests.services.counter import prepare
from ui.pause import PAUSE_MS, Pause
from ui.session import Session
from ui.tasks import Tasks


@pytest.fixture
def session(desk: Desk, data: Path) -> Iterator[Session]:
    """A session on a database of its own."""
    prepare(desk)
    database, tasks = Database(data / "shop.db"), Tasks()
    yield Session(replace(desk, database=database), tasks)
    tasks.close()
    database.close()


def test_once_the_writes_rest_the_log_is_folded_in(
    session: Session, data: Path, qtbot: QtBot
) -> None:
    Pause(session)
    with qtbot.waitSignal(session.changed):
        session.write(tickets.open_ticket)
    before = (data / "shop.db").read_bytes()
    with qtbot.waitSignal(session.tasks.busy, timeout=10 * PAUSE_MS):
        assert (data / "shop.db").read_bytes() == before
    qtbot.waitUntil(lambda: not session.tasks.is_busy())
    assert (data / "shop.db").read_bytes() != before


def test_a_disk_that_fails_in_a_pause_disturbs_nobody(
    session: Session, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    pause = Pause(session)
    told: list[object] = []
    session.tasks.failure.connect(told.append)
    session.desk.database.close()
    session.desk.database.path.unlink()
    session.desk.database.path.mkdir()
    pause.begin()
    qtbot.waitUntil(lambda: not session.tasks.is_busy())
    assert not told
    assert "not folded" in caplog.text
