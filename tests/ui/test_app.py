"""The whole till, from its folder to its pages: opening, locking, and shops that will not open."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import time
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from pos_app import bootstrap, config
from pos_app.domain.shop import Role
from pos_app.domain.ticket import TicketState
from pos_app.errors import EnvironmentFault
from pos_app.persistence import backup, people
from pos_app.reports import audit_log
from pos_app.services import card_sales, outbox, shop, tickets, voiding
from pos_app.services.card_sales import CardOrder
from pos_app.services.desk import Desk
from tests.conftest import MANAGER
from tests.services.counter import Counter, prepare
from tests.ui.focus import press, typed
from tests.ui.pins import DESK_PIN, MANAGER_PIN, give_pins, hashed
from ui import scanner, theme
from ui.__main__ import entry
from ui.app import App
from ui.authorise import AuthorisePanel
from ui.printing.outbox import OutboxPage
from ui.saving import ask_pdf
from ui.settings.catalog import CatalogSection
from ui.start import opening
from ui.start.fault import Fault
from ui.start.sign_in import SignIn
from ui.start.wizard import FirstStart
from ui.tokens import DARK
from ui.widgets import Chip

Start = Callable[..., App]


@pytest.fixture(autouse=True)
def _person_types(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key here comes from a scanner, however fast the test presses it."""
    monkeypatch.setattr(scanner, "GAP_MS", 0)


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot) -> Iterator[Start]:
    """Start a till on a folder; it is closed at the end."""
    started: list[App] = []

    def begin(
        data: Path, till_id: int | None = None, choose: Callable[[Path], None] | None = None
    ) -> App:
        parts = replace(entry(), start_backup=lambda _desk: None, choose_folder=choose)
        till = App(qapp, parts, data, till_id)
        started.append(till)
        till.start()
        till.window.activateWindow()
        qtbot.waitUntil(till.window.isActiveWindow)
        return till

    yield begin
    for till in started:
        till.window.close()
        till.deleteLater()


@pytest.fixture
def till(start: Start, data: Path, desk: Desk) -> App:
    """A till at its sign-in page."""
    give_pins(desk)
    desk.database.close()
    return start(data)


def sign_in(till: App, qtbot: QtBot, key: Qt.Key, pin: str) -> None:
    press(key)
    typed(pin)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not till.window.is_covered(), timeout=20_000)
    qtbot.waitUntil(lambda: not till.tasks.is_busy(), timeout=20_000)


def sign_in_manager(till: App, qtbot: QtBot) -> None:
    sign_in(till, qtbot, Qt.Key.Key_F2, MANAGER_PIN)


def sign_in_desk(till: App, qtbot: QtBot) -> None:
    sign_in(till, qtbot, Qt.Key.Key_F1, DESK_PIN)


def covers(till: App, kind: type) -> bool:
    return till.window.is_covered() and till.window.findChild(kind) is not None


def fault_text(till: App) -> str:
    page = till.window.findChild(Fault)
    assert isinstance(page, Fault)
    said = page.findChild(QLabel, "fault")
    assert isinstance(said, QLabel)
    return said.text()


def test_a_shop_opens_at_its_sign_in_page_and_a_pin_leads_to_the_checkout(
    till: App, qtbot: QtBot
) -> None:
    assert covers(till, SignIn)
    sign_in_manager(till, qtbot)
    assert till.window.current_page() == "checkout"
    assert till.session is not None
    assert till.session.desk.who == "S1"


def test_locking_hides_the_ticket_and_unlocking_by_another_brings_it_back_as_it_was(
    till: App, qtbot: QtBot
) -> None:
    sign_in_manager(till, qtbot)
    session = till.session
    assert session is not None
    (ticket,) = tickets.open_ticket(session.desk, None).tickets
    session.pick_ticket(ticket)
    page = till.window.show_page("checkout")
    QTest.keyClick(till.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert covers(till, SignIn)
    assert not page.isVisible()
    assert session.desk.staff is None
    sign_in_desk(till, qtbot)
    assert page.isVisible()
    assert session.ticket_id == ticket
    assert session.desk.who == "S2"


def test_signing_in_and_out_are_in_the_audit_log_once_each(
    till: App, desk: Desk, qtbot: QtBot
) -> None:
    sign_in_desk(till, qtbot)
    till.lock()
    till.lock()
    qtbot.waitUntil(lambda: not till.tasks.is_busy(), timeout=20_000)
    manager = desk.as_staff(MANAGER)
    acts = [act.act for act in audit_log.find(manager, audit_log.Wanted(person="S2"))]
    assert acts == ["sign_out", "sign_in"]


def test_the_front_desk_voids_by_a_managers_pin_and_stays_signed_in(
    till: App, desk: Desk, qtbot: QtBot
) -> None:
    sign_in_desk(till, qtbot)
    assert till.session is not None
    ticket = Counter(desk).ticket(None, 4500)
    till.session.write(voiding.void, ticket, "Left")
    qtbot.waitUntil(lambda: till.window.findChild(AuthorisePanel) is not None, timeout=20_000)
    panel = till.window.findChild(AuthorisePanel)
    assert isinstance(panel, AuthorisePanel)
    QTest.keyClicks(panel.pad, MANAGER_PIN)
    QTest.keyClick(panel.pad, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: Counter(desk).look(ticket).ticket.state is TicketState.VOID, timeout=20_000
    )
    assert till.session.desk.staff is not None
    assert till.session.desk.staff.code == "S2"


def test_the_wait_after_wrong_pins_goes_on_in_a_till_started_again(
    till: App, start: Start, data: Path, qtbot: QtBot
) -> None:
    press(Qt.Key.Key_F2)
    for _try in range(3):
        typed("9182")
        press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not till.tasks.is_busy(), timeout=20_000)
    till.window.close()
    again = start(data)
    press(Qt.Key.Key_F2)
    typed(MANAGER_PIN)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not again.tasks.is_busy(), timeout=20_000)
    door = again.window.findChild(SignIn)
    assert isinstance(door, SignIn)
    assert door.pad().is_held_off()
    assert again.window.is_covered()


def test_whoever_was_added_at_another_till_while_this_one_is_locked_can_sign_in(
    till: App, desk: Desk, qtbot: QtBot
) -> None:
    with desk.database.write() as connection:
        people.put_staff(
            connection, "S3", name="Ana Ruiz", role=str(Role.MANAGER), pin_hash=hashed("4711")
        )
    door = till.window.findChild(SignIn)
    assert isinstance(door, SignIn)
    door.pad().setFocus()
    typed("1")
    door.again.look()
    assert till.window.findChild(SignIn) is door, "a PIN half typed would be lost"
    press(Qt.Key.Key_Backspace)
    door.again.look()
    sign_in(till, qtbot, Qt.Key.Key_F1, "4711")
    assert till.session is not None
    assert till.session.desk.who == "S3"


def test_a_till_that_nobody_touches_locks_itself(till: App, qtbot: QtBot) -> None:
    sign_in_manager(till, qtbot)
    till._idle.wait(30)
    qtbot.waitUntil(till.window.is_covered)


def test_a_touched_till_waits_anew(till: App, qtbot: QtBot) -> None:
    sign_in_manager(till, qtbot)
    till._idle.wait(60_000)
    qtbot.waitUntil(lambda: till._idle._timer.remainingTime() < 59_000)
    before = till._idle._timer.remainingTime()
    QTest.mouseClick(till.window.windowHandle(), Qt.MouseButton.LeftButton)
    assert till._idle._timer.remainingTime() > before


def test_a_till_that_slept_too_long_locks_at_the_first_touch(
    till: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_manager(till, qtbot)
    till._idle.wait(60_000)
    later = time() + 61
    monkeypatch.setattr("ui.start.idle.time", lambda: later)
    QTest.mouseClick(till.window.windowHandle(), Qt.MouseButton.LeftButton)
    assert covers(till, SignIn)


def test_a_till_locked_before_its_new_language_is_spoken_stays_locked(
    till: App, qtbot: QtBot
) -> None:
    sign_in_manager(till, qtbot)
    session, old = till.session, till.window
    assert session is not None
    till.window.show_page("sales")
    session.write(shop.change_settings, replace(session.desk.settings, locale="de_DE"))
    till.lock()
    qtbot.waitUntil(lambda: till.window is not old, timeout=20_000)
    assert covers(till, SignIn)
    assert session.desk.staff is None
    qtbot.waitUntil(lambda: not till.tasks.is_busy(), timeout=20_000)
    sign_in_desk(till, qtbot)
    assert till.window.current_page() == "sales"


def test_no_menu_stays_over_the_lock(till: App, qtbot: QtBot) -> None:
    sign_in_manager(till, qtbot)
    box = QComboBox(till.window)
    box.addItem("Amara Diallo")
    box.show()
    box.showPopup()
    menu = QMenu(till.window)
    menu.addAction("Void…")
    menu.popup(QPoint())
    till.lock()
    assert not menu.isVisible()
    assert not box.view().isVisible()
    assert QApplication.activePopupWidget() is None
    till.window.activateWindow()
    qtbot.waitUntil(till.window.isActiveWindow)
    sign_in_manager(till, qtbot)


def test_a_file_that_is_being_chosen_as_the_till_locks_is_not_written(
    till: App, qtbot: QtBot
) -> None:
    sign_in_manager(till, qtbot)
    QTimer.singleShot(0, till.lock)
    assert ask_pdf(till.window, "Save", "statement") is None
    assert covers(till, SignIn)


def test_an_empty_folder_begins_with_the_first_start(start: Start, tmp_path: Path) -> None:
    assert covers(start(tmp_path / "new"), FirstStart)


def test_a_file_that_is_no_database_is_said_and_nothing_is_lost(
    start: Start, tmp_path: Path
) -> None:
    file = tmp_path / config.SHOP_FILE
    file.write_text("nothing of ours " * 500)
    till = start(tmp_path)
    assert "not a shop’s database" in fault_text(till)
    assert file.read_text() == "nothing of ours " * 500


def test_a_newer_database_is_said(start: Start, data: Path) -> None:
    with closing(sqlite3.connect(data / config.SHOP_FILE)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert "newer version" in fault_text(start(data))


def test_a_till_that_does_not_exist_is_said(start: Start, data: Path) -> None:
    assert "no till number 7" in fault_text(start(data, 7))


def test_trying_again_opens_the_shop_once_the_fault_is_gone(
    qapp: QApplication, start: Start, data: Path, desk: Desk, qtbot: QtBot
) -> None:
    give_pins(desk)
    desk.database.close()
    till = start(data, 7)
    till._till_id = None
    QTest.keyClick(till.window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: covers(till, SignIn), timeout=20_000)


def test_a_folder_chosen_for_one_that_fails_is_remembered_once_it_opens(
    start: Start, tmp_path: Path, data: Path, desk: Desk, qtbot: QtBot
) -> None:
    give_pins(desk)
    desk.database.close()
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / config.SHOP_FILE).write_text("nothing of ours " * 500)
    remembered: list[Path] = []
    till = start(broken, choose=remembered.append)
    page = till.window.findChild(Fault)
    assert isinstance(page, Fault)
    page.other_folder.emit(data)
    assert remembered == []
    qtbot.waitUntil(lambda: covers(till, SignIn), timeout=20_000)
    assert remembered == [data]


def test_a_database_that_another_program_locks_is_said(
    qapp: QApplication, data: Path, qtbot: QtBot
) -> None:
    def locked(_data: Path, _till_id: int | None) -> Desk:
        raise EnvironmentFault("Another program is using the shop’s data.")

    till = App(qapp, replace(entry(), open_shop=locked), data)
    till.start()
    qtbot.addWidget(till.window)
    assert "Another program" in fault_text(till)
    till.window.close()


def test_a_start_that_has_to_wait_for_the_data_says_so_and_goes_on_by_itself(
    qapp: QApplication, data: Path, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_pins(desk)
    monkeypatch.setattr(opening, "PATIENCE_S", 0.01)
    free, parts = Event(), entry()

    def in_use(folder: Path, till_id: int | None) -> Desk:
        free.wait()
        return parts.open_shop(folder, till_id)

    till = App(qapp, replace(parts, open_shop=in_use), data)
    till.start()
    (waiting,) = till.window.findChildren(opening.Waiting)
    assert waiting.isVisible()
    free.set()
    qtbot.waitUntil(lambda: covers(till, SignIn), timeout=20_000)
    qtbot.addWidget(till.window)
    till.window.close()


def test_a_backup_is_restored_from_the_fault_page(
    start: Start, data: Path, desk: Desk, qtbot: QtBot
) -> None:
    give_pins(desk)
    kept = config.backup_folder(data)
    kept.mkdir()
    backup.backup(data / config.SHOP_FILE, kept / "auto-1.db")
    desk.database.close()
    for file in data.glob("shop.db*"):
        file.unlink()
    (data / config.SHOP_FILE).write_text("nothing of ours " * 500)
    till = start(data)
    page = till.window.findChild(Fault)
    assert isinstance(page, Fault)
    page._ask(kept / "auto-1.db")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: covers(till, SignIn), timeout=20_000)


def test_settings_take_effect_at_once(till: App, qtbot: QtBot) -> None:
    sign_in_manager(till, qtbot)
    session = till.session
    assert session is not None
    till.window.show_page("settings")
    fresh = replace(session.desk.settings, appearance="dark", shop_name="Luma & Sons")
    session.write(shop.change_settings, fresh)
    qtbot.waitUntil(lambda: theme.tokens() is DARK)
    assert till.window.windowTitle() == "Luma & Sons"


def test_another_place_writes_money_its_own_way_in_a_window_made_anew(
    till: App, qtbot: QtBot
) -> None:
    from pos_app.domain.money import money

    sign_in_manager(till, qtbot)
    session, old = till.session, till.window
    assert session is not None
    till.window.show_page("sales")
    session.write(shop.change_settings, replace(session.desk.settings, locale="de_DE"))
    qtbot.waitUntil(lambda: till.window is not old, timeout=20_000)
    assert money(123450) == "1.234,50\u00a0$"
    assert till.window.current_page() == "sales"
    assert not till.window.is_covered()
    assert session.desk.staff is not None


def test_settings_are_refused_for_the_front_desk(till: App, qtbot: QtBot) -> None:
    from ui.settings.page import SettingsPage

    sign_in_desk(till, qtbot)
    page = till.window.show_page("settings")
    assert isinstance(page, SettingsPage)
    assert page.is_refused()
    till.lock()
    sign_in_manager(till, qtbot)
    assert till.session is not None
    assert till.session.desk.staff is not None
    assert till.session.desk.staff.role is Role.MANAGER
    assert not page.is_refused()


def test_a_bug_is_told_and_the_shop_goes_on(
    till: App, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in_manager(till, qtbot)
    till.bugs.report(ValueError("never meant"))
    assert "never meant" in caplog.text
    assert till.window.current_page() == "checkout"
    assert till.window._banners["bug"].isVisible()


def test_a_scan_on_the_sales_page_finds_the_receipt(till: App, qtbot: QtBot) -> None:
    from ui.sales.page import SalesPage

    sign_in_manager(till, qtbot)
    page = till.window.show_page("sales")
    till._scanned("1052")
    assert isinstance(page, SalesPage)
    assert page.search.text() == "1052"


def test_a_scan_leaves_the_focus_where_a_person_types(till: App, qtbot: QtBot) -> None:
    sign_in_manager(till, qtbot)
    QTest.keyClick(till.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: till.session is not None and bool(till.session.ticket_id))
    scan_field = till.window.focusWidget()
    press(Qt.Key.Key_F2)
    typing = till.window.focusWidget()
    assert typing is not scan_field
    till._scanned("850012")
    assert till.window.focusWidget() is typing


def test_an_item_scanned_while_an_invoice_is_made_goes_on_it_and_on_no_ticket(
    till: App, qtbot: QtBot, desk: Desk
) -> None:
    Counter(desk).item(2400, sku="850012", name="Shampoo")
    sign_in_manager(till, qtbot)
    page: Any = till.window.show_page("invoices")
    page.bill()
    till._scanned("850012")
    till._scanned("999999")
    assert till.window.current_page() == "invoices"
    assert [line.quantity for line in page.billing.draft().lines] == [1]
    assert not page.billing.notice.isHidden()
    page.billing.dismiss()
    till._scanned("850012")
    assert till.window.current_page() == "checkout"


def test_a_code_that_is_nothings_leaves_whoever_fills_in_a_form_there(
    till: App, qtbot: QtBot
) -> None:
    sign_in_manager(till, qtbot)
    for name in ("clients", "invoices", "settings"):
        till.window.show_page(name)
        till._scanned("999999")
        assert till.window.current_page() == name
        assert till.window.toast.text() == "No item has the code “999999”."


def test_a_code_scanned_in_the_catalog_is_looked_for_there_and_not_sold(
    till: App, qtbot: QtBot, desk: Desk
) -> None:
    Counter(desk).item(2400, barcode="4006381333931", name="Shampoo")
    sign_in_manager(till, qtbot)
    page: Any = till.window.show_page("settings")
    page.show_catalog()
    section = page.findChild(CatalogSection)
    till._scanned("4006381333931")
    assert till.window.current_page() == "settings"
    assert [entry.key.name for entry in section.model.rows] == ["Shampoo"]
    section.add_new()
    till._scanned("2000008500128")
    assert section.barcode.text() == "2000008500128"
    assert section.name.hasFocus()
    assert till.session is not None
    assert till.session.ticket_id is None


def test_an_item_scanned_among_sales_or_gift_cards_goes_on_the_ticket(
    till: App, qtbot: QtBot, desk: Desk
) -> None:
    Counter(desk).item(2400, barcode="4006381333931", name="Shampoo")
    sign_in_manager(till, qtbot)
    for count, name in enumerate(("sales", "gift_cards"), start=1):
        page: Any = till.window.show_page(name)
        till._scanned("4006381333931")
        assert till.window.current_page() == "checkout"
        assert page.search.text() == ""
        qtbot.waitUntil(lambda: not till.tasks.is_busy(), timeout=20_000)
        assert till.session is not None
        assert till.session.ticket_id is not None
        lines = Counter(desk).look(till.session.ticket_id).ticket.lines
        assert [line.description for line in lines] == ["Shampoo"] * count


def test_a_code_scanned_amid_a_refund_leaves_what_was_entered(
    till: App, qtbot: QtBot, desk: Desk
) -> None:
    counter = Counter(desk)
    prepare(desk)
    ticket = counter.ticket(None, 1000)
    counter.pay(ticket, "card", 1000)
    counter.close(ticket)
    sign_in_manager(till, qtbot)
    page: Any = till.window.show_page("sales")
    page.detail.refund_button.click()
    till._scanned("999999")
    assert page.detail.refund_panel.isVisible()
    assert till.window.toast.text() == "No item has the code “999999”."
    till._scanned(str(counter.look_closed(ticket).number))
    assert page.detail.refund_panel.isVisible()
    assert till.window.toast.text().startswith("Finish this first")


def test_what_is_scanned_while_a_pin_is_asked_for_is_refused_and_the_pin_goes_on(
    till: App, qtbot: QtBot, desk: Desk
) -> None:
    counter = Counter(desk)
    counter.item(2400, barcode="4006381333931", name="Shampoo")
    ticket = counter.ticket(None, 1000)
    sign_in(till, qtbot, Qt.Key.Key_F1, DESK_PIN)
    session = till.session
    assert session is not None
    session.pick_ticket(ticket)
    session.write(voiding.void, ticket, "Left", failed=lambda _error: None, owner=till.window)
    qtbot.waitUntil(lambda: till.window.findChild(AuthorisePanel) is not None)
    panel = till.window.findChild(AuthorisePanel)
    assert isinstance(panel, AuthorisePanel)
    qtbot.waitUntil(panel.pad.hasFocus)
    till._scanned("4006381333931")
    assert panel.pad.hasFocus()
    assert "Scan it again after that" in till.window.toast.text()
    qtbot.waitUntil(lambda: not till.tasks.is_busy(), timeout=20_000)
    assert len(counter.look(ticket).ticket.lines) == 1


def test_a_locked_till_takes_no_scans(till: App, qtbot: QtBot) -> None:
    sign_in_manager(till, qtbot)
    till.lock()
    till._scanned("850012")
    assert till.window.is_covered()
    assert till.session is not None
    assert till.session.ticket_id is None


def test_restoring_goes_by_the_entry_point(data: Path, desk: Desk, tmp_path: Path) -> None:
    backup.backup(data / config.SHOP_FILE, tmp_path / "kept.db")
    desk.database.close()
    kept = bootstrap.restore(data, tmp_path / "kept.db")
    assert kept is not None
    assert kept.exists()


def test_settings_that_another_till_changed_are_taken_over(
    till: App, qtbot: QtBot, desk: Desk
) -> None:
    sign_in_manager(till, qtbot)
    assert till.session is not None
    shop.change_settings(desk, replace(desk.settings, cash_step=5))
    session = till.session
    qtbot.waitUntil(lambda: session.desk.settings.cash_step == 5, timeout=20_000)


def _at_payments(till: App, qtbot: QtBot, desk: Desk) -> int:
    """A till with a ticket at its payments page; the ticket's id."""
    prepare(desk)
    counter = Counter(desk)
    counter.item(2400, sku="850012", name="Shampoo")
    ticket = counter.ticket(None, 1000)
    sign_in_manager(till, qtbot)
    assert till.session is not None
    till.session.pick_ticket(ticket)
    till._pages._to_payments()
    qtbot.waitUntil(lambda: till.window.current_page() == "payments")
    return ticket


def test_an_item_scanned_at_the_payments_goes_on_the_ticket_and_loses_no_payment(
    till: App, qtbot: QtBot, desk: Desk
) -> None:
    ticket = _at_payments(till, qtbot, desk)
    Counter(desk).pay(ticket, "card", 400)
    till._scanned("850012")
    assert till.window.current_page() == "checkout"
    qtbot.waitUntil(lambda: not till.tasks.is_busy(), timeout=20_000)
    now = Counter(desk).look(ticket)
    assert [line.description for line in now.ticket.lines][1:] == ["Shampoo"]
    assert now.settlement.due == 3000


def test_a_code_that_no_item_has_leaves_whoever_takes_money_where_they_are(
    till: App, qtbot: QtBot, desk: Desk
) -> None:
    _at_payments(till, qtbot, desk)
    till._scanned("999999")
    assert till.window.current_page() == "payments"
    assert till.window.toast.text() == "No item has the code “999999”."


def test_an_item_scanned_when_the_change_is_shown_starts_the_next_ticket(
    till: App, qtbot: QtBot, desk: Desk
) -> None:
    ticket = _at_payments(till, qtbot, desk)
    Counter(desk).pay(ticket, "card", 1000)
    Counter(desk).close(ticket)
    page: Any = till.window.show_page("payments")
    page.enter()
    till._scanned("850012")
    assert till.window.current_page() == "checkout"
    qtbot.waitUntil(lambda: not till.tasks.is_busy(), timeout=20_000)
    assert till.session is not None
    assert till.session.ticket_id not in (None, ticket)


def test_an_item_scanned_while_the_address_of_the_receipt_is_typed_takes_nothing_of_it(
    till: App, qtbot: QtBot, desk: Desk
) -> None:
    ticket = _at_payments(till, qtbot, desk)
    Counter(desk).pay(ticket, "card", 1000)
    Counter(desk).close(ticket)
    page: Any = till.window.show_page("payments")
    page.enter()
    page.closed.ask_address()
    address = page.closed.email.address
    QTest.keyClicks(address, "ann@exam")
    qtbot.waitUntil(lambda: address.text() == "ann@exam")
    till._scanned("850012")
    assert till.window.current_page() == "payments"
    assert "clear its address" in till.window.toast.text()
    assert address.text() == "ann@exam"
    QTest.keyClick(address, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(address, Qt.Key.Key_Delete)
    till._scanned("850012")
    assert till.window.current_page() == "checkout"


def test_a_gift_card_scanned_at_the_ticket_fills_in_its_payment(
    till: App, qtbot: QtBot, desk: Desk
) -> None:
    _at_payments(till, qtbot, desk)
    counter = Counter(desk)
    sale = counter.ticket(None)
    card_sales.sell(desk, sale, CardOrder(amount=5000))
    card = counter.look(sale).ticket.lines[0].card
    assert card is not None
    counter.pay(sale, "card")
    counter.close(sale)
    checkout: Any = till.window.show_page("checkout")
    checkout.scan(card.code)
    checkout._pay_with(card.code)
    page: Any = till.window.show_page("payments")
    assert page.pane.tiles.value() == "gift_card"
    assert page.pane.forms["gift_card"].amount.value() == 1000


def test_an_empty_catalog_leads_to_where_items_are_made(
    till: App, qtbot: QtBot, desk: Desk
) -> None:
    sign_in_manager(till, qtbot)
    button = next(
        button
        for button in till.window.findChildren(QPushButton)
        if button.accessibleName() == "Open the catalog"
    )
    button.click()
    assert till.window.current_page() == "settings"
    page: Any = till.window.show_page("settings")
    assert page.names.currentItem().text() == "Catalog"


def test_a_message_that_waits_shows_at_the_top_and_leads_to_the_outbox(
    till: App, qtbot: QtBot
) -> None:
    sign_in_manager(till, qtbot)
    assert till.session is not None
    prepare(till.session.desk)
    ticket = Counter(till.session.desk).sell(None, 1_000)
    till.session.write(outbox.email_receipt, ticket, "amara@example.com")

    def chips() -> list[Chip]:
        return [c for c in till.window.findChildren(Chip) if c.text() == "1 e-mail waits"]

    qtbot.waitUntil(lambda: bool(chips()), timeout=20_000)
    chips()[0].pressed.emit()
    assert till.window.current_page() == "outbox"
    page = till.window.show_page("outbox")
    assert isinstance(page, OutboxPage)
    assert "E-mail is not set up" in page.why.text()


def test_a_till_that_ends_at_once_watches_no_keys_afterwards(till: App) -> None:
    assert till._soon.isActive()
    till.window.close()
    assert not till._soon.isActive()


def test_nothing_that_waits_for_its_time_begins_once_the_till_ended(
    till: App, qtbot: QtBot
) -> None:
    sign_in_manager(till, qtbot)
    session = till.session
    assert session is not None
    qtbot.waitUntil(lambda: till.settled)
    session.write(tickets.open_ticket)
    till.window.close()
    timers = session.findChildren(QTimer)
    assert timers
    assert not any(timer.isActive() for timer in timers)
