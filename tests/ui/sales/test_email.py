"""Sending a ticket's papers by e-mail from Sales, and seeing what became of them."""

from dataclasses import replace
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from pos_app.domain.refund_acts import RefundAll
from pos_app.services import outbox, refunds, voiding
from pos_app.services.outbox import Outbox
from tests.services.counter import Counter
from tests.ui.conftest import Shown
from tests.ui.focus import focused
from ui.email_box import EmailBox, MailRow
from ui.sales.page import SalesPage
from ui.session import Session

AMARA = "amara.t@example.com"


@pytest.fixture
def page(counter: Counter, session: Session, shown: Shown) -> SalesPage:
    """The page with Amara's refunded ticket picked."""
    settings = replace(session.desk.settings, mail_server="smtp.x.com", mail_from="till@x.com")
    session.use(settings, session.desk.till)
    ticket = counter.sell(counter.client("Amara Thompson", email=AMARA), 4_500)
    refunds.refund(counter.desk, ticket, uuid4().hex, RefundAll(reason="Wrong shade"))
    made = SalesPage(session)
    shown(made)
    return made


def mails(counter: Counter) -> list[tuple[object, ...]]:
    """What is to be sent, and to whom."""
    return counter.rows("SELECT paper, address FROM emails ORDER BY id")


@pytest.mark.parametrize(("row", "paper"), [(0, "receipt"), (1, "invoice"), (2, "refund")])
def test_every_paper_of_a_ticket_can_be_sent(
    page: SalesPage, counter: Counter, qtbot: QtBot, row: int, paper: str
) -> None:
    page.detail.email_button.click()
    box = page.detail.email_panel.box
    assert box.address.text() == AMARA
    assert box.address.hasFocus()
    box.paper.setCurrentIndex(row)
    box.send_button.click()
    qtbot.waitUntil(lambda: mails(counter) == [(paper, AMARA)])


@pytest.mark.parametrize("key", [False, True])
def test_a_double_press_sends_one_message(
    page: SalesPage, counter: Counter, qtbot: QtBot, key: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 60_000)
    page.detail.email_button.click()
    box = page.detail.email_panel.box
    for _half in range(2):
        if key:
            QTest.keyClick(box.address, Qt.Key.Key_Return)
        else:
            box.send_button.click()
        qtbot.waitUntil(lambda: bool(mails(counter)) and box.send_button.isEnabled())
    assert mails(counter) == [("receipt", AMARA)]


def test_a_double_press_lets_one_message_of_a_ticket_go(
    page: SalesPage, counter: Counter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 60_000)
    for _message in range(2):
        outbox.email_receipt(counter.desk, 1, AMARA)
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE emails SET state = 'unsure', error = 'Cut.'")
    page.detail.email_button.click()
    box = page.detail.email_panel.box
    states = "SELECT state FROM emails ORDER BY id DESC"
    box.findChildren(MailRow)[0].let_go.click()
    qtbot.waitUntil(lambda: counter.rows(states) == [("cancelled",), ("unsure",)])
    qtbot.waitUntil(lambda: [row.let_go.isVisible() for row in shown_rows(box)] == [True, False])
    first = shown_rows(box)[0]
    first.let_go.click()
    assert first.let_go.isEnabled(), "nothing was asked for by the second half"


def shown_rows(box: EmailBox) -> list[MailRow]:
    """The rows that stand there now."""
    return [row for row in box.findChildren(MailRow) if not row.isHidden()]


def test_the_ticket_says_where_its_last_message_stands(
    page: SalesPage, counter: Counter, session: Session, qtbot: QtBot
) -> None:
    session.write(outbox.email_receipt, 1, "other@example.com")
    qtbot.waitUntil(lambda: bool(mails(counter)))
    session.outbox_moved.emit(Outbox(waiting=1))
    assert page.detail.mailed.text() == "Will be sent to other@example.com."
    page.detail.email_button.click()
    assert page.detail.email_panel.box.address.text() == "other@example.com"


def test_an_unsure_message_is_sent_again_by_a_person_only(
    page: SalesPage, counter: Counter, qtbot: QtBot
) -> None:
    outbox.email_receipt(counter.desk, 1, AMARA)
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE emails SET state = 'unsure', error = 'Cut.'")
    page.detail.email_button.click()
    (row,) = page.detail.email_panel.box.findChildren(MailRow)
    assert "Perhaps sent" in row.text.text()
    row.again.click()
    qtbot.waitUntil(lambda: counter.rows("SELECT state FROM emails") == [("queued",)])


def test_a_message_that_waits_for_a_person_stands_before_newer_ones(
    page: SalesPage, counter: Counter, qtbot: QtBot
) -> None:
    for _message in range(4):
        outbox.email_receipt(counter.desk, 1, AMARA)
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE emails SET state = 'sent' WHERE id > 1")
        connection.exec_driver_sql("UPDATE emails SET state = 'failed', error = 'x' WHERE id = 1")
    page.detail.show_ticket(1)
    assert page.detail.mailed.text().startswith("Not sent")
    page.detail.email_button.click()
    first, *others = page.detail.email_panel.box.findChildren(MailRow)
    assert "Not sent" in first.text.text()
    assert len(others) == 2
    first.again.click()
    qtbot.waitUntil(lambda: counter.rows("SELECT state FROM emails")[0] == ("queued",))


def test_a_voided_ticket_is_not_sent(
    counter: Counter, session: Session, shown: Shown, page: SalesPage
) -> None:
    ticket = counter.ticket(None, 1_000)
    voiding.void(counter.desk, ticket, "Left")
    page.detail.show_ticket(ticket)
    assert not page.detail.email_button.isEnabled()
    page.detail.ask_email()
    assert not page.detail.email_panel.isVisible()


def test_esc_leads_back_to_where_the_message_was_asked_for(page: SalesPage) -> None:
    page.search.setFocus()
    QTest.keyClick(page.search, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert page.detail.email_panel.isVisible()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not page.detail.email_panel.isVisible()
    assert page.search.hasFocus()


def test_a_panel_left_open_hears_that_e_mail_was_set_up(
    page: SalesPage, session: Session, qtbot: QtBot
) -> None:
    settings = session.desk.settings
    session.use(replace(settings, mail_server=""), session.desk.till)
    page.detail.email_button.click()
    lines = page.detail.email_panel.box.field.findChildren(QLabel)
    assert any("not set up yet" in line.text() for line in lines)
    page.hide()
    session.use(settings, session.desk.till)
    page.show()
    assert not any("not set up yet" in line.text() for line in lines)


def test_a_message_that_waits_for_the_set_up_is_not_said_to_be_on_its_way(
    page: SalesPage, counter: Counter, session: Session, qtbot: QtBot
) -> None:
    session.use(replace(session.desk.settings, mail_server=""), session.desk.till)
    page.detail.email_button.click()
    with qtbot.waitSignal(page.detail.email_panel.done) as said:
        page.detail.email_panel.box.send_button.click()
    assert said.args == ["The e-mail is kept. It is sent once e-mail is set up: Settings → E-mail."]


def test_what_was_sent_while_another_page_was_looked_at_is_shown_on_coming_back(
    page: SalesPage, counter: Counter, session: Session, qtbot: QtBot
) -> None:
    page.detail.email_button.click()
    panel = page.detail.email_panel
    page.hide()
    session.write(outbox.email_receipt, 1, "other@example.com")
    qtbot.waitUntil(lambda: bool(mails(counter)))
    session.outbox_moved.emit(Outbox(waiting=1))
    page.show()
    rows = panel.findChildren(MailRow)
    assert [row.text.text() for row in rows] == ["Will be sent to other@example.com."]
