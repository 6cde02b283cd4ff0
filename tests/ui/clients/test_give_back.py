"""Giving money on account back from the balance sheet of the profile (R13)."""

from uuid import uuid4

from pytestqt.qtbot import QtBot

from pos_app.domain.balance_acts import Received, TakePayment
from pos_app.services import client_accounts
from tests.services.counter import Counter
from ui.clients.act_panels import GiveBackPanel
from ui.clients.profile import ProfilePage
from ui.session import Session
from ui.widgets import Button


def test_money_on_account_is_given_back_from_its_row(
    session: Session, counter: Counter, qtbot: QtBot
) -> None:
    client = counter.client()
    act = TakePayment(amount=5_000, money=Received(type_code="card"))
    client_accounts.carry_out(counter.desk, client, uuid4().hex, act)
    page = ProfilePage(session)
    qtbot.addWidget(page)
    page.resize(1366, 700)
    page.show()
    page.show_client(client)
    balance = page.show_balance()
    row = next(b for b in balance.sheet.findChildren(Button) if b.text() == "Give back to Card")
    row.click()
    (panel,) = balance.side.findChildren(GiveBackPanel)
    assert panel.isVisible()
    assert panel.amount.value() == 5_000
    panel.amount.set_amount(2_000)
    panel.look()
    assert panel.preview.words.text() == "After this: Has $30.00"
    panel.reason.setText("Moved away")
    panel.save()
    qtbot.waitUntil(lambda: not panel.isVisible())
    assert counter.standing(client) == (0, 3_000, 0)
