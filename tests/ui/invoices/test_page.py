"""The invoices page: what is owed by age, walked, billed, stated and paid from credit by keys alone."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_app.clock import SetClock
from pos_app.domain.printer import Printer, Route
from pos_app.domain.shop import CreditUse, Till
from pos_app.services import outbox, print_spool, printers, shop
from pos_app.services.desk import Desk
from tests.conftest import FRONT_DESK, MANAGER
from tests.services.counter import Counter
from tests.ui.conftest import Shown
from tests.ui.focus import offered_instead, press, said_instead, typed
from ui.email_box import EmailBox, MailRow
from ui.invoices.page import InvoicesPage
from ui.invoices.slow import PATIENCE_MS
from ui.scanner import Scanner
from ui.session import Session, Stopped
from ui.widgets import CELL, AmountEdit

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def names(page: InvoicesPage) -> list[str]:
    return [str(page.model.index(row, 0).data()) for row in range(page.model.rowCount())]


def sums(page: InvoicesPage) -> list[str]:
    return [tile.accessibleDescription() for tile in page._tiles.values()]


@pytest.fixture
def page(counter: Counter, session: Session, shown: Shown, clock: SetClock) -> InvoicesPage:
    """Ann owes $80.00 for 40 days, Bea $20.00 since today; Ann has $30.00, Bea $50.00."""
    ann, bea = counter.client("Ann Lee"), counter.client("Bea Ortiz")
    counter.opening(ann, credit=3_000)
    counter.opening(bea, paid=5_000)
    counter.sell(ann, 8_000, "later")
    clock.at += timedelta(days=70)
    counter.sell(bea, 2_000, "later")
    made = InvoicesPage(session)
    made.resize(1282, 712)
    shown(made)
    made.setFocus()
    return made


def test_what_is_owed_stands_there_by_age_the_longest_overdue_first(page: InvoicesPage) -> None:
    assert names(page) == ["Invoice #1001", "Invoice #1002"]
    assert sums(page) == ["$100.00", "$20.00", "$0.00", "$80.00", "$0.00", "$0.00"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [(Key.Key_2, ["Invoice #1002"]), (Key.Key_4, ["Invoice #1001"]), (Key.Key_6, [])],
)
def test_each_age_has_its_key(page: InvoicesPage, key: Qt.Key, expected: list[str]) -> None:
    QTest.keyClick(page, key, ALT)
    assert names(page) == expected


def test_an_invoice_is_found_by_its_client_and_opened_by_keys_alone(
    page: InvoicesPage, qtbot: QtBot
) -> None:
    typed("bea")
    assert names(page) == ["Invoice #1002"]
    press(Key.Key_Down)
    with qtbot.waitSignal(page.ticket_opened):
        press(Key.Key_Return)


def test_credits_are_offered_only_for_an_invoice_whose_client_has_some(
    page: InvoicesPage, counter: Counter
) -> None:
    counter.sell(counter.client("Cid Moss"), 1_000, "later")
    page.reload()
    typed("cid")
    press(Key.Key_Down)
    assert (page.apply_button.isEnabled(), page.picked()) == (False, [3])
    page.search.setText("bea")
    page.search.setFocus()
    press(Key.Key_Down)
    assert page.apply_button.isEnabled()


def test_credit_is_applied_to_many_with_an_amount_changed_by_keys_alone(
    page: InvoicesPage, counter: Counter, qtbot: QtBot
) -> None:
    QTest.keyClick(page, Key.Key_F7)
    QTest.keyClick(page, Key.Key_F8)
    assert list(page.applying.model.amounts().values()) == [3_000, 2_000]
    assert page.applying.save_button.text() == "Apply $50.00"
    press(Key.Key_F2)
    (edit,) = page.applying.findChildren(AmountEdit)
    edit.setText("12.50")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: page.applying.save_button.text() == "Apply $32.50")
    with qtbot.waitSignal(page.said) as said:
        QTest.keyClick(page.applying, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert said.args == ["$32.50 applied."]
    assert [counter.standing(client) for client in (1, 2)] == [(6_750, 0, 1_750), (0, 3_000, 0)]
    assert names(page) == ["Invoice #1001"]


def test_what_is_typed_counts_before_the_row_is_left(
    page: InvoicesPage, counter: Counter, qtbot: QtBot
) -> None:
    page.pick_payable()
    page.apply()
    panel = page.applying
    typed("1")  # Opens the cell, where the others go.
    typed("2.5")
    assert panel.save_button.text() == "Apply $32.50"
    press(Key.Key_Escape)
    assert panel.save_button.text() == "Apply $50.00"
    assert panel.isVisible()
    typed("7")
    with qtbot.waitSignal(page.said) as said:
        QTest.keyClick(page, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert said.args == ["$27.00 applied."]
    assert counter.standing(1) == (7_300, 0, 2_300)


def test_digits_typed_faster_than_a_scanners_all_reach_the_amount_that_the_first_of_them_opens(
    page: InvoicesPage, qapp: QApplication
) -> None:
    page.pick_payable()
    page.apply()
    scanner = Scanner(qapp, page, typed_ms=lambda _event: 0)
    scanner.start()
    window = page.windowHandle()
    assert window is not None
    for key in (Key.Key_1, Key.Key_2, Key.Key_Period, Key.Key_5, Key.Key_0):
        QTest.keyClick(window, key)  # The system's keys come to the window.
    scanner.stop()
    assert page.applying.save_button.text() == "Apply $32.50"
    assert page.applying.isVisible()


def test_an_amount_that_cannot_be_read_is_nothing(page: InvoicesPage) -> None:
    page.pick_payable()
    page.apply()
    typed("1")
    typed(".2.3")
    assert page.applying.save_button.text() == "Apply $20.00"


def test_more_than_a_client_has_cannot_be_applied_and_is_said(page: InvoicesPage) -> None:
    page.pick_payable()
    page.apply()
    model = page.applying.model
    model.setData(model.index(0, 1), 4_000)
    assert not page.applying.save_button.isEnabled()
    assert "Ann Lee: Only $30.00" in page.applying.notice.text()


def test_nothing_is_applied_where_a_balance_changed_since_it_was_shown(
    page: InvoicesPage, counter: Counter, qtbot: QtBot
) -> None:
    page.pick_payable()
    page.apply()
    counter.opening(1, credit=100)
    page.applying.save()
    qtbot.waitUntil(lambda: "changed meanwhile" in page.applying.notice.text())
    assert counter.standing(1) == (8_000, 0, 3_100)
    assert page.applying.save_button.isEnabled()


def test_a_client_is_billed_by_keys_alone(
    page: InvoicesPage, counter: Counter, qtbot: QtBot
) -> None:
    counter.item(4_500, name="Blow-out")
    QTest.keyClick(page, Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    typed("bea")
    press(Key.Key_Return)
    typed("blow")
    press(Key.Key_Return)
    assert page.billing.save_button.text() == "Bill $45.00"
    assert "Owes $65.00" in page.billing.words.text()
    with qtbot.waitSignal(page.said) as said:
        QTest.keyClick(page.billing, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert said.args == ["Bea Ortiz was billed $45.00: invoice #1003."]
    assert counter.standing(2)[0] == 6_500
    assert page.billing.isHidden()


def test_an_item_is_billed_at_another_price_once_the_reason_is_said(
    page: InvoicesPage, counter: Counter, qtbot: QtBot
) -> None:
    counter.item(4_500, name="Blow-out")
    page.bill()
    panel = page.billing
    panel.choose_client(2)
    typed("blow")
    press(Key.Key_Return)
    assert panel.fields["reason"].isHidden()
    (line,) = panel._lines
    line.price.setFocus()
    typed("40")
    line.quantity.setValue(3)
    assert panel.save_button.text() == "Bill $120.00"
    panel.save()
    qtbot.waitUntil(lambda: bool(panel.fields["reason"].error()))
    panel.reason.setText("Agreed by phone")
    panel.note.setText("October")
    with qtbot.waitSignal(page.said) as said:
        panel.save()
    assert said.args == ["Bea Ortiz was billed $120.00: invoice #1003."]


def test_the_focus_is_back_in_the_search_once_no_invoice_is_made_after_all(
    page: InvoicesPage,
) -> None:
    page.bill()
    page.billing.choose_client(2)
    page.billing.other_button.click()
    assert page.billing.client_search.hasFocus()
    press(Key.Key_Escape)
    assert page.search.hasFocus()


def test_the_focus_is_back_in_the_list_after_an_invoice_that_followed_another(
    page: InvoicesPage, counter: Counter
) -> None:
    counter.item(4_500, name="Blow-out")
    page.table.setFocus()
    page.bill()
    typed("bea")
    press(Key.Key_Return)
    typed("blow")
    press(Key.Key_Return)
    press(Key.Key_Escape)
    page.bill()
    press(Key.Key_Escape)
    assert page.table.hasFocus()


def test_what_cannot_be_found_to_bill_says_where_it_is_added(page: InvoicesPage) -> None:
    page.bill()
    typed("zzz")
    people = page.billing._clients.model()
    assert people.index(0, 0).data(CELL).detail == "New clients are added under Clients."
    press(Key.Key_Return)
    assert page.billing.draft().client_id == 0
    page.billing.choose_client(2)
    typed("zzz")
    items = page.billing._items.model()
    assert items.index(0, 0).data(CELL).detail == "Items are added in Settings, under Catalog."
    press(Key.Key_Return)
    assert page.billing.draft().lines == ()


def test_a_price_that_is_none_is_said_and_bills_nobody(
    page: InvoicesPage, counter: Counter
) -> None:
    counter.item(4_500, name="Blow-out")
    page.bill()
    page.billing.choose_client(2)
    typed("blow")
    press(Key.Key_Return)
    page.billing._lines[0].price.setFocus()
    typed("4,5,")
    assert page.billing.notice.text() == "Enter the price of Blow-out."
    assert not page.billing.save_button.isEnabled()


def test_where_credit_is_always_applied_an_invoice_says_so_and_can_opt_out(
    page: InvoicesPage, session: Session, counter: Counter
) -> None:
    counter.item(4_500, name="Blow-out")
    shop = counter.in_a_shop(credit_use=CreditUse.ALWAYS)
    session.use(shop.desk.settings, session.desk.till)
    page.bill()
    page.billing.choose_client(2)
    typed("blow")
    press(Key.Key_Return)
    assert page.billing.words.text() == (
        "$45.00 is paid at once with what is on their account."
        " Bea Ortiz will owe $0.00 more. After this: Owes $20.00 · Has $5.00"
    )
    page.billing.use_credit.click()
    assert "will owe $45.00 more" in page.billing.words.text()


def test_an_invoice_of_nothing_cannot_be_made(page: InvoicesPage) -> None:
    page.bill()
    assert not page.billing.save_button.isEnabled()
    page.billing.choose_client(1)
    assert not page.billing.save_button.isEnabled()


def test_a_statement_is_looked_at_and_saved(
    page: InvoicesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.table.setFocus()
    page._enter_list()
    QTest.keyClick(page, Key.Key_F6)
    qtbot.waitUntil(page.stating.pdf_button.isEnabled)
    assert page.stating.who.text() == "Ann Lee"
    with qtbot.waitSignal(page.said) as said:
        page.stating.save_pdf(tmp_path / "ann.pdf")
    assert said.args == ["Saved as ann.pdf."]
    assert (tmp_path / "ann.pdf").read_bytes().startswith(b"%PDF")
    press(Key.Key_Escape)
    assert page.stating.isHidden()


def test_a_statement_that_ends_before_it_begins_is_refused_at_its_field(
    page: InvoicesPage, qtbot: QtBot
) -> None:
    page.stating.begin(1)
    page.stating.since.setDate(page.stating.until.date().addDays(1))
    qtbot.waitUntil(lambda: bool(page.stating.fields["until"].error()))
    assert not page.stating.pdf_button.isEnabled()


def test_a_statement_over_days_of_ones_own_is_no_longer_said_to_be_this_months(
    page: InvoicesPage,
) -> None:
    page.stating.begin(1)
    assert page.stating.span.value() == "month"
    page.stating.since.setDate(QDate(2020, 1, 1))
    assert page.stating.span.value() is None
    page.stating.span.parts()[0].click()
    assert page.stating.since.date().day() == 1
    assert page.stating.since.date().year() > 2020


def test_a_till_that_prints_statements_alone_can_print_one(
    page: InvoicesPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    page.stating.begin(1)
    qtbot.waitUntil(page.stating.pdf_button.isEnabled)
    assert not page.stating.print_button.isEnabled()
    office = Printer(0, "Office", f"file:{tmp_path / 'printed'}")
    printers.put_printer(desk, office)
    (made,) = printers.printers(desk)
    printers.put_routes(desk, desk.till.id, [Route(desk.till.id, "statement", made.id)])
    page.stating.read()
    qtbot.waitUntil(page.stating.print_button.isEnabled)


def test_a_statement_goes_to_the_tills_printer(
    page: InvoicesPage, session: Session, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    till = Till(1, "Till 1", f"file:{tmp_path / 'printed'}")
    shop.put_till(desk, till)
    session.use(desk.settings, till)
    page.stating.begin(1)
    qtbot.waitUntil(page.stating.print_button.isEnabled)
    with qtbot.waitSignal(page.said) as said:
        page.stating.print_it()
    assert said.args == ["The statement is on its way to the printer."]
    while print_spool.send_next(session.desk):
        pass
    assert b"Opening balance" in (tmp_path / "printed").read_bytes()


def test_the_clients_stand_there_by_age_with_what_they_owe_in_all(
    page: InvoicesPage, qtbot: QtBot
) -> None:
    page.view.parts()[1].click()
    by_client = page.aging.model
    qtbot.waitUntil(lambda: by_client.rowCount() == 2)
    cells = [[by_client.index(row, c).data() for c in (0, 1, 3, 6)] for row in range(2)]
    assert cells == [["Ann Lee", "", "$80.00", "$80.00"], ["Bea Ortiz", "$20.00", "", "$20.00"]]
    assert page.aging.bar.isHidden()


def test_the_front_desk_is_shown_the_clients_once_by_a_pin(
    page: InvoicesPage, session: Session, qtbot: QtBot
) -> None:
    session.sign_in(FRONT_DESK)
    asked: list[Stopped] = []

    def call(stopped: Stopped) -> bool:
        asked.append(stopped)
        return True

    session.ask_authority = call
    page.view.parts()[1].click()
    assert page.aging.refusal.button.isVisible()
    assert asked == []
    QTest.keyClick(page, Key.Key_F9)
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert page.aging.model.rowCount() == 0
    asked[0].repeat(session.desk.authorised_by(MANAGER))
    qtbot.waitUntil(lambda: page.aging.model.rowCount() == 2)
    page.reload()
    assert page.aging.model.rowCount() == 0
    assert page.aging.refusal.button.isVisible()


def test_what_a_manager_was_shown_is_gone_when_the_front_desk_signs_in(
    page: InvoicesPage, session: Session, qtbot: QtBot
) -> None:
    page.view.parts()[1].click()
    qtbot.waitUntil(lambda: page.aging.model.rowCount() == 2)
    session.sign_in(None)
    session.sign_in(FRONT_DESK)
    assert page.aging.model.rowCount() == 0
    assert page.aging.refusal.button.isVisible()


def test_a_look_that_nobody_allows_says_why(
    page: InvoicesPage, session: Session, qtbot: QtBot
) -> None:
    session.sign_in(FRONT_DESK)
    page.view.parts()[1].click()
    page.aging.refusal.button.click()
    qtbot.waitUntil(page.aging.problem.isVisible)
    assert page.aging.problem.text().startswith("You may not do this")


def test_the_focus_stays_in_the_list_when_another_one_comes_to_the_front(
    page: InvoicesPage, qtbot: QtBot
) -> None:
    press(Key.Key_Down)
    assert page.table.hasFocus()
    page.view.choose("clients")
    page.reload()
    assert page.aging.table.hasFocus()


def test_what_was_owed_on_a_past_day_is_shown_by_client_and_in_the_sums(
    page: InvoicesPage, session: Session, qtbot: QtBot
) -> None:
    page.view.parts()[1].click()
    qtbot.waitUntil(lambda: page.aging.model.rowCount() == 2)
    assert not page.aging.today_button.isEnabled()
    page.aging.day.setDate(page.aging.day.date().addDays(-60))
    qtbot.waitUntil(lambda: page.aging.model.rowCount() == 1)
    assert sums(page) == ["$80.00", "$80.00", "$0.00", "$0.00", "$0.00", "$0.00"]
    QTest.keyClick(page, Key.Key_0, ALT)
    qtbot.waitUntil(lambda: page.aging.model.rowCount() == 2)
    assert sums(page)[0] == "$100.00"


def test_a_day_on_which_nobody_owed_anything_says_so(page: InvoicesPage, qtbot: QtBot) -> None:
    page.view.parts()[1].click()
    qtbot.waitUntil(lambda: page.aging.model.rowCount() == 2)
    page.aging.day.setDate(page.aging.day.date().addDays(-400))
    qtbot.waitUntil(lambda: page.aging.model.rowCount() == 0)
    assert said_instead(page.aging._shown) == "Nobody owed anything"


def test_where_nothing_is_owed_the_first_invoice_is_made_from_there(
    session: Session, shown: Shown
) -> None:
    page = InvoicesPage(session)
    shown(page)
    assert said_instead(page._shown) == "Nothing is owed"
    offered_instead(page._shown).click()
    assert page.billing.isVisible()


def test_a_read_that_takes_long_shows_how_far_it_is(page: InvoicesPage, qtbot: QtBot) -> None:
    page.view.parts()[1].click()
    qtbot.waitUntil(lambda: page.aging.model.rowCount() == 2)
    page.aging.bar.begin()
    assert page.aging.bar.isHidden()
    assert PATIENCE_MS == 300
    qtbot.waitUntil(page.aging.bar.isVisible)
    page.aging.bar.told(3, 20)
    qtbot.waitUntil(lambda: (page.aging.bar.value(), page.aging.bar.maximum()) == (3, 20))
    page.aging.bar.end()
    assert page.aging.bar.isHidden()


def test_the_invoice_in_hand_is_saved_as_pdf(
    page: InvoicesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.table.setCurrentIndex(page.model.index(1, 0))
    assert page.pdf_button.isEnabled()
    with qtbot.waitSignal(page.said, timeout=20_000) as told:
        page.save_pdf(tmp_path / "invoice.pdf")
    assert told.args == ["Saved as invoice.pdf."]
    assert (tmp_path / "invoice.pdf").read_bytes().startswith(b"%PDF")


def test_an_invoice_that_cannot_be_written_is_said(
    page: InvoicesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.table.setCurrentIndex(page.model.index(0, 0))
    with qtbot.waitSignal(page.said, timeout=20_000) as told:
        page.save_pdf(tmp_path / "no such folder" / "invoice.pdf")
    assert told.args is not None
    assert "cannot be written" in told.args[0]


def test_what_is_owed_without_a_ticket_is_no_invoice_to_save(
    page: InvoicesPage, counter: Counter
) -> None:
    counter.opening(counter.client("Cleo"), owed=1_000)
    page.reload()
    row = names(page).index("Charge")
    page.table.setCurrentIndex(page.model.index(row, 0))
    assert not page.pdf_button.isEnabled()


def shown_in(box: EmailBox) -> list[MailRow]:
    """The messages that an e-mail box speaks of."""
    return [row for row in box.findChildren(MailRow) if not row.isHidden()]


def test_a_statement_is_sent_by_e_mail(
    page: InvoicesPage, session: Session, counter: Counter, qtbot: QtBot
) -> None:
    page.stating.begin(1)
    qtbot.waitUntil(page.stating.email_button.isEnabled)
    page.stating.email_button.click()
    box = page.stating.email
    box.address.setText("ann@example.com")
    with qtbot.waitSignal(page.said):
        box.send_button.click()
    sent = "SELECT paper, client_id, address, since < until FROM emails"
    assert counter.rows(sent) == [("statement", 1, "ann@example.com", 1)]
    session.outbox_moved.emit(outbox.outbox(counter.desk))
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE emails SET state = 'failed', error = 'The server: no.'")
    session.outbox_moved.emit(outbox.outbox(counter.desk))
    qtbot.waitUntil(lambda: len(shown_in(box)) == 1)
    room = 675 - 32  # What the frame of a window leaves on the smallest till.
    qtbot.waitUntil(lambda: page.stating.height() >= page.stating.minimumSizeHint().height())
    assert page.stating.minimumSizeHint().height() <= room
    (row,) = shown_in(box)
    assert "ann@example.com" in row.text.text()
    page.stating.begin(2)
    qtbot.waitUntil(page.stating.email_button.isEnabled)
    page.stating.email_button.click()
    assert shown_in(box) == []
