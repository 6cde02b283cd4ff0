"""Giving money on account back from the balance sheet of the profile (R13)."""

import os
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from pos_app.domain.balance_acts import Received, TakePayment
from pos_app.domain.money_back import GiveBack
from pos_app.services import client_accounts, money_back, open_items, shop
from tests.services.counter import Counter
from tests.ui.conftest import Shown
from ui.clients.act_panels import AdjustPanel, GiveBackPanel, MoneyPanel
from ui.clients.profile import ProfilePage
from ui.mailer import said_of_sending
from ui.session import Session
from ui.widgets import Button


def test_money_on_account_is_given_back_from_its_row(
    session: Session, counter: Counter, shown: Shown, qtbot: QtBot
) -> None:
    client = counter.client()
    act = TakePayment(amount=5_000, money=Received(type_code="card"))
    client_accounts.carry_out(counter.desk, client, uuid4().hex, act)
    page = ProfilePage(session)
    page.resize(1366, 700)
    shown(page)
    page.show_client(client)
    balance = page.show_balance()
    row = next(b for b in balance.sheet.findChildren(Button) if b.text() == "Give back to Card")
    qtbot.waitUntil(row.isVisible)
    QTest.keyClick(page, Qt.Key.Key_F10)
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


def test_a_long_reference_pushes_no_amount_out_of_the_balance_sheet(
    session: Session, counter: Counter, shown: Shown, qtbot: QtBot
) -> None:
    client = counter.client()
    long = Received(type_code="card", reference="1234567890 " * 6)
    act = TakePayment(amount=98_765_432_10, money=long)
    client_accounts.carry_out(counter.desk, client, uuid4().hex, act)
    page = ProfilePage(session)
    page.resize(1282, 712)
    shown(page)
    page.show_client(client)
    sheet = page.show_balance().sheet
    words = "Give back to Card"
    row = next(b for b in sheet.findChildren(Button) if b.text().startswith(words))
    qtbot.waitUntil(row.isVisible)
    (area,) = sheet.findChildren(QScrollArea)
    inside = area.widget()
    assert inside is not None
    assert inside.minimumSizeHint().width() <= area.viewport().width()


def test_the_receipt_of_money_given_back_is_printed_again_from_its_row(
    session: Session,
    counter: Counter,
    shown: Shown,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A person is slower from one row to the next than in a double press.
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 0)
    counter.use_printer(f"virtual:{tmp_path / 'papers'}")
    client = counter.client()
    act = TakePayment(amount=5_000, money=Received(type_code="card"))
    client_accounts.carry_out(counter.desk, client, uuid4().hex, act)
    fund = open_items.open_items(counter.desk, client).funds[0].item.id
    back = GiveBack(fund_id=fund, amount=2_000, reason="Moved away")
    money_back.give_back(counter.desk, client, uuid4().hex, back)
    counter.opening(client, credit=500)
    page = ProfilePage(session)
    page.resize(1282, 712)
    shown(page)
    page.show_client(client)
    history = page.show_balance().history
    for row, expected in ((0, False), (1, True), (2, True)):
        history.table.setCurrentIndex(history.model.index(row, 0))
        assert history.reprint_button.isEnabled() is expected
    before = copies(counter)
    for row, paper in ((1, "refund"), (2, "account_receipt")):
        history.table.setCurrentIndex(history.model.index(row, 0))
        with qtbot.waitSignal(page.said) as said:
            QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        assert said.args == ["A copy is on its way to the printer."]
        before = [*before, paper]
        assert copies(counter) == before


def copies(counter: Counter) -> list[str]:
    found = counter.rows("SELECT paper FROM print_jobs WHERE copy = 1 ORDER BY id")
    return [paper for (paper,) in found]


def test_the_receipt_of_money_on_account_is_sent_from_its_row_and_the_address_kept(
    session: Session, counter: Counter, shown: Shown, qtbot: QtBot
) -> None:
    client = counter.client()
    act = TakePayment(amount=5_000, money=Received(type_code="card"))
    client_accounts.carry_out(counter.desk, client, uuid4().hex, act)
    counter.opening(client, credit=500)
    page = ProfilePage(session)
    page.resize(1282, 712)
    shown(page)
    page.show_client(client)
    history = page.show_balance().history
    history.table.setCurrentIndex(history.model.index(0, 0))
    assert not history.email_button.isEnabled(), "what was granted has no receipt"
    history.table.setCurrentIndex(history.model.index(1, 0))
    QTest.keyClick(page, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert history.email.address.hasFocus()
    QTest.keyClicks(history.email.address, "amara@example.com")
    if os.environ.get("POS_SHOT"):
        page.grab().save(os.environ["POS_SHOT"])
    with qtbot.waitSignal(page.said) as said:
        QTest.keyClick(history.email.address, Qt.Key.Key_Return)
    assert said.args == [said_of_sending(counter.desk)]
    assert not history.email.isVisible()
    assert counter.rows("SELECT paper, copy, address FROM emails") == [
        ("account_receipt", 1, "amara@example.com")
    ]
    kept = [("amara@example.com",)]
    qtbot.waitUntil(lambda: counter.rows("SELECT email FROM clients") == kept)


def test_the_receipt_of_money_on_account_is_offered_by_email_right_after_it(
    session: Session, counter: Counter, shown: Shown, qtbot: QtBot
) -> None:
    settings = replace(
        counter.desk.settings, mail_server="smtp.example.com", mail_from="till@luma.example"
    )
    shop.change_settings(counter.desk, settings)
    session.use(settings, counter.desk.till)
    client = counter.client("Amara Thompson", email="amara@example.com")
    counter.opening(client, owed=3_000)
    page = ProfilePage(session)
    page.resize(1282, 712)
    shown(page)
    page.show_client(client)
    balance = page.show_balance()
    balance.create_open_payment()
    (panel,) = balance.side.findChildren(MoneyPanel)
    panel.amount.set_amount(5_000)
    panel.look()
    panel.save()
    qtbot.waitUntil(balance.history.email.isVisible)
    assert not balance.history.email.address.hasFocus(), "a second Enter sends nothing"
    assert balance.history.email.address.text() == "amara@example.com"
    balance.history.email.send_button.click()
    qtbot.waitUntil(lambda: bool(counter.rows("SELECT 1 FROM emails")))
    assert counter.rows("SELECT paper, address FROM emails") == [
        ("account_receipt", "amara@example.com")
    ]
    qtbot.waitUntil(lambda: not balance.history.email.isVisible())
    balance.adjust()
    (grants,) = balance.side.findChildren(AdjustPanel)
    grants.amount.set_amount(700)
    grants.reason.setText("Long wait")
    grants.look()
    grants.save()
    qtbot.waitUntil(lambda: not grants.isVisible())
    assert not balance.history.email.isVisible(), "what is granted has no receipt"
