"""Each day that a till sees begins once: what is past its last day is taken back (R6)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_app.clock import SetClock
from pos_app.domain.balance_acts import AddCredit
from pos_app.persistence.database import Database
from pos_app.services import card_sales, client_accounts
from pos_app.services.card_sales import CardOrder
from pos_app.services.desk import Desk
from tests.conftest import MANAGER
from tests.services.counter import Counter, prepare
from ui.day import Day
from ui.session import Session
from ui.tasks import Tasks


@pytest.fixture
def session(desk: Desk, data: Path) -> Iterator[Session]:
    """A session whose writes wait for the test's own."""
    patient = Database(data / "shop.db")
    tasks = Tasks()
    yield Session(replace(desk, database=patient), tasks)
    tasks.close()
    patient.close()


@pytest.fixture
def client(session: Session) -> int:
    """Somebody with a credit for today and one for tomorrow."""
    prepare(session.desk)
    counter = Counter(session.desk)
    made = counter.client()
    for days in range(2):
        day = (session.desk.clock.now() + timedelta(days=days)).date().isoformat()
        act = AddCredit(amount=1_000, reason="Voucher", expires_on=day)
        client_accounts.carry_out(session.desk, made, f"add {days}", act)
    return made


def has(session: Session, client: int) -> int:
    """What the books say that the client has in credits."""
    return Counter(session.desk).standing(client)[2]


def test_a_credit_expires_when_the_date_changes_under_an_open_till(
    session: Session, client: int, clock: SetClock, qtbot: QtBot
) -> None:
    day = Day(session)
    clock.at += timedelta(days=1)
    with qtbot.waitSignal(session.changed, check_params_cb=lambda c: client in c.clients):
        day.look()
    assert has(session, client) == 1_000


def test_a_till_that_starts_later_begins_its_day_once_somebody_signs_in(
    session: Session, client: int, clock: SetClock, qtbot: QtBot
) -> None:
    session.sign_in(None)
    clock.at += timedelta(days=5)
    Day(session)
    assert has(session, client) == 2_000
    with qtbot.waitSignal(session.changed, check_params_cb=lambda c: client in c.clients):
        session.sign_in(MANAGER)
    assert has(session, client) == 0


def test_a_day_begins_once(session: Session, client: int, qtbot: QtBot) -> None:
    written: list[object] = []
    session.changed.connect(written.append)
    with qtbot.waitSignal(session.changed):
        day = Day(session)
    day.look()
    session.sign_in(MANAGER)
    with qtbot.waitSignal(session.changed):
        session.write(client_accounts.expire_due)
    assert len(written) == 2


def test_a_gift_card_expires_when_the_date_changes_under_an_open_till(
    session: Session, client: int, clock: SetClock, qtbot: QtBot
) -> None:
    at = Counter(session.desk).in_a_shop(gift_card_floor_months=0)
    ticket = at.ticket()
    card_sales.sell(at.desk, ticket, CardOrder(amount=5_000, expires_on=at.desk.today))
    at.pay(ticket, "cash")
    at.close(ticket)
    day = Day(session)
    clock.at += timedelta(days=1)
    with qtbot.waitSignal(session.changed, check_params_cb=lambda c: client in c.clients):
        day.look()
    assert at.rows('SELECT "left" FROM gift_cards') == [(0,)]
