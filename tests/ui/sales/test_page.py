"""Looking tickets up, and having their receipts again."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_app.services import print_spool, sales, voiding
from tests.services.counter import Counter
from tests.ui.conftest import Shown
from tests.ui.focus import offered_instead, press, said_instead, typed
from ui.sales.page import SalesPage
from ui.session import Session
from ui.widgets import Button

Key = Qt.Key


def numbers(page: SalesPage) -> list[str]:
    return [str(page.model.index(row, 0).data()) for row in range(page.model.rowCount())]


def paper(page: SalesPage) -> str:
    sheet = page.detail.paper.widget()
    assert sheet is not None
    return str(sheet.accessibleDescription())


def test_the_newest_ticket_is_shown_first_and_its_receipt_with_it(
    counter: Counter, session: Session, shown: Shown
) -> None:
    counter.sell(None, 2000)
    counter.sell(counter.client("Amara Thompson"), 4500)
    page = SalesPage(session)
    shown(page)
    assert numbers(page) == ["#1002", "#1001"]
    assert "$45.00" in paper(page)
    assert "COPY" not in paper(page)


def test_a_ticket_is_found_and_walked_to_by_the_keyboard_alone(
    counter: Counter, session: Session, shown: Shown
) -> None:
    amara = counter.client("Amara Thompson")
    for price in (1000, 2000, 3000):
        counter.sell(amara, price)
    counter.sell(None, 9900)
    page = SalesPage(session)
    shown(page)
    page.setFocus()
    typed("amara")
    assert numbers(page) == ["#1003", "#1002", "#1001"]
    press(Key.Key_Down)
    assert "$20.00" in paper(page)
    press(Key.Key_Return)
    press(Key.Key_Down)
    assert "$10.00" in paper(page)


def test_a_reprint_bears_copy_and_a_double_press_prints_one(
    counter: Counter, session: Session, shown: Shown, qtbot: QtBot, tmp_path: Path
) -> None:
    counter.sell(None, 2000)
    while print_spool.send_next(counter.desk) is not None:
        pass
    page = SalesPage(session)
    shown(page)
    with qtbot.waitSignal(page.said):
        for _press in range(2):
            QTest.keyClick(page, Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert print_spool.send_next(counter.desk) is not None
    qtbot.waitUntil(lambda: not session.tasks.is_busy())
    assert print_spool.send_next(counter.desk) is None
    last = max((tmp_path / "papers").glob("*.txt"))
    assert "COPY" in last.read_text(encoding="utf-8")


def test_a_receipt_is_saved_as_pdf(
    counter: Counter, session: Session, shown: Shown, qtbot: QtBot, tmp_path: Path
) -> None:
    counter.sell(None, 2000)
    page = SalesPage(session)
    shown(page)
    with qtbot.waitSignal(page.said, timeout=20_000) as told:
        page.detail.save_pdf(tmp_path / "receipt.pdf")
    assert told.args == ["Saved as receipt.pdf."]
    assert (tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF")


def test_a_ticket_is_saved_as_an_invoice(
    counter: Counter, session: Session, shown: Shown, qtbot: QtBot, tmp_path: Path
) -> None:
    counter.sell(counter.client(), 2000, "later")
    page = SalesPage(session)
    shown(page)
    assert page.detail.invoice_button.isEnabled()
    with qtbot.waitSignal(page.said, timeout=20_000) as told:
        page.detail.save_invoice(tmp_path / "invoice.pdf")
    assert told.args == ["Saved as invoice.pdf."]
    assert (tmp_path / "invoice.pdf").read_bytes().startswith(b"%PDF")


def test_a_pdf_that_cannot_be_written_is_said_on_the_page(
    counter: Counter, session: Session, shown: Shown, qtbot: QtBot, tmp_path: Path
) -> None:
    counter.sell(None, 2000)
    page = SalesPage(session)
    shown(page)
    page.detail.save_pdf(tmp_path / "no such folder" / "receipt.pdf")
    qtbot.waitUntil(page.detail._notice.isVisible, timeout=20_000)
    assert "cannot be written" in page.detail._notice.text()


def test_a_double_press_prints_one_copy_however_quick_the_till_is(
    counter: Counter, session: Session, shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 60_000)
    counter.sell(None, 2000)
    page = SalesPage(session)
    shown(page)
    for _press in range(2):
        page.detail.reprint_button.click()
        qtbot.waitUntil(lambda: not session.tasks.is_busy())
        assert page.detail.reprint_button.isEnabled()
    assert counter.rows("SELECT sum(copy) FROM print_jobs") == [(1,)]


def test_a_void_ticket_says_why_and_is_not_reprinted(
    counter: Counter, session: Session, shown: Shown
) -> None:
    ticket = counter.ticket(None, 2000)
    voiding.void(counter.desk, ticket, "Walked out")
    page = SalesPage(session)
    shown(page)
    assert page.detail._reason.text() == "Voided: Walked out"
    assert "VOID" in paper(page)
    assert not page.detail.reprint_button.isEnabled()


def test_older_tickets_come_as_one_scrolls(
    counter: Counter, session: Session, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sales, "PAGE", 2)
    for _visit in range(5):
        counter.sell(None, 1000)
    page = SalesPage(session)
    shown(page)
    while page.model.canFetchMore():
        page.model.fetchMore()
    assert numbers(page) == ["#1005", "#1004", "#1003", "#1002", "#1001"]


def test_nothing_found_is_said(session: Session, shown: Shown) -> None:
    page = SalesPage(session)
    shown(page)
    page.search.setText("zzzz")
    assert said_instead(page.shown) == "No sales here"
    assert page.detail.view() is None


def test_where_nothing_was_sold_yet_the_way_to_the_ticket_is_offered(
    session: Session, shown: Shown, qtbot: QtBot
) -> None:
    page = SalesPage(session)
    shown(page)
    assert said_instead(page.shown) == "Nothing was sold yet"
    with qtbot.waitSignal(page.place_wanted) as wanted:
        offered_instead(page.shown).click()
    assert wanted.args == ["checkout"]


def test_what_is_owed_on_a_ticket_is_said_and_paid_from_the_account_by_one_key(
    counter: Counter, session: Session, shown: Shown, qtbot: QtBot
) -> None:
    amara = counter.client("Amara Thompson")
    counter.opening(amara, credit=3000)
    counter.sell(amara, 4500, "later")
    page = SalesPage(session)
    shown(page)
    owed = page.detail.owed
    assert "Still owed: $45.00, due 12/22/26." in owed.text()
    assert "can pay $30.00" in owed.text()
    with qtbot.waitSignal(page.said) as said:
        QTest.keyClick(page, Key.Key_F8)
    assert said.args == ["$30.00 applied."]
    assert counter.standing(amara) == (1500, 0, 0)
    assert "Still owed: $15.00" in owed.text()
    assert owed.action is not None
    assert owed.action.isHidden()


def test_on_the_smallest_till_the_receipt_has_room_beside_what_is_owed(
    counter: Counter, session: Session, shown: Shown
) -> None:
    amara = counter.client("Maximiliana Featherstonehaugh-Cholmondeley")
    counter.opening(amara, credit=99_999_999_00)
    ticket = counter.ticket(amara, 87_654_321_00)
    counter.pay(ticket, "cash", 5_000)
    counter.pay(ticket, "balance", 3_000)
    counter.pay(ticket, "later")
    counter.close(ticket)
    page = SalesPage(session)
    page.resize(1282, 712)
    shown(page)
    assert page.size().width() == 1282
    assert page.detail.owed.isVisible()
    assert page.detail.paper.height() >= 220
    for button in page.detail.findChildren(Button):
        assert button.width() >= button.sizeHint().width(), button.text()


def test_nothing_is_said_of_a_ticket_that_is_paid(
    counter: Counter, session: Session, shown: Shown
) -> None:
    counter.sell(counter.client(), 4500)
    page = SalesPage(session)
    shown(page)
    assert page.detail.owed.isHidden()
