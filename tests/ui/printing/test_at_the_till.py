"""What keeps a printer from printing, as people at the till see it."""

import os
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pos_app.bench.printer import LoopbackPrinter
from pos_app.domain.printer import DrawerSwitch
from pos_app.persistence import catalog
from pos_app.persistence import printers as stored
from pos_app.services import printers
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from tests.services.counter import Counter, prepare
from tests.ui.test_app import _person_types as _person_types
from tests.ui.test_app import sign_in_manager
from tests.ui.test_app import start as start
from tests.ui.test_app import till as till
from ui.app import App
from ui.printing.page import PrintQueuePage
from ui.widgets import Chip, Notice


def chips(till: App) -> dict[str, Chip]:
    """The states at the top that can be seen, by what they say."""
    return {chip.text(): chip for chip in till.window.findChildren(Chip) if chip.isVisible()}


def test_a_printer_out_of_paper_is_shown_within_two_seconds_and_leads_to_the_queue(
    till: App, desk: Desk, qtbot: QtBot
) -> None:
    prepare(desk)
    with LoopbackPrinter() as printer:
        with desk.database.write() as connection:
            catalog.put_till(connection, replace(desk.till, printer=printer.address))
            (own,) = stored.all_printers(connection)
            stored.put_printer(connection, replace(own, drawer_open=DrawerSwitch.HIGH))
        sign_in_manager(till, qtbot)
        qtbot.waitUntil(lambda: "Printer ready" in chips(till), timeout=20_000)
        printer.change(paper_out=True, drawer_high=True)
        qtbot.waitUntil(lambda: "Out of paper" in chips(till), timeout=2_000)
        qtbot.waitUntil(lambda: "Drawer is open" in chips(till))
        Counter(desk).sell(None, 4_500)
        if os.environ.get("POS_SHOT"):
            till.window.grab().save(os.environ["POS_SHOT"])
        chip = chips(till)["Out of paper"]
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
        page = till.window.show_page("printing")
        assert isinstance(page, PrintQueuePage)
        assert till.window.current_page() == "printing"
        printer.change(paper_out=False, drawer_high=False)
        qtbot.waitUntil(lambda: "Printer ready" in chips(till), timeout=2_000)
        till.window.close()


def test_the_printers_chip_leads_to_the_queue_and_on_to_the_e_mails(
    till: App, desk: Desk, qtbot: QtBot
) -> None:
    prepare(desk)
    sign_in_manager(till, qtbot)
    qtbot.waitUntil(lambda: any("rinter" in text for text in chips(till)), timeout=20_000)
    chip = next(chip for text, chip in chips(till).items() if "rinter" in text)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    page = till.window.show_page("printing")
    assert isinstance(page, PrintQueuePage)
    page.mail_wanted.emit()
    assert till.window.current_page() == "outbox"


def test_the_queue_needs_no_banner_that_leads_to_it(till: App, desk: Desk, qtbot: QtBot) -> None:
    def banner_says() -> bool:
        said = (one for one in till.window.findChildren(Notice) if one.isVisible())
        return any("Receipt 1001: Look whether" in one.text() for one in said)

    prepare(desk)
    with LoopbackPrinter() as printer:
        with desk.database.write() as connection:
            catalog.put_till(connection, replace(desk.till, printer=printer.address))
        sign_in_manager(till, qtbot)
        qtbot.waitUntil(lambda: "Printer ready" in chips(till), timeout=20_000)
        Counter(desk).sell(None, 4_500)
        with desk.database.write() as connection:
            connection.exec_driver_sql(
                "UPDATE print_jobs SET state = 'unsure', error = 'Look whether it came out.'"
            )
        till.window.show_page("checkout")
        assert till.session is not None
        till.session.changed.emit(Changes(print_jobs=True))
        qtbot.waitUntil(lambda: "Look at the printer" in chips(till))
        assert not banner_says(), "it would move the page below it under a finger"
        till.window.show_page("clients")
        assert banner_says()
        till.window.show_page("printing")
        assert not banner_says()
        till.window.show_page("checkout")
        assert banner_says()
        till.window.close()


def test_a_paper_whose_printer_was_taken_away_is_told_in_red_and_reached_by_a_key(
    till: App, desk: Desk, qtbot: QtBot
) -> None:
    prepare(desk)
    with LoopbackPrinter() as printer:
        printer.change(paper_out=True)
        with desk.database.write() as connection:
            catalog.put_till(connection, replace(desk.till, printer=printer.address))
        sign_in_manager(till, qtbot)
        Counter(desk).sell(None, 4_500)
        assert till.session is not None
        till.session.changed.emit(Changes(print_jobs=True))
        qtbot.waitUntil(lambda: "Out of paper" in chips(till), timeout=20_000)
        till.session.write(printers.remove_printer, printers.printers(desk)[0].id)
        qtbot.waitUntil(lambda: "Look at the printer" in chips(till), timeout=20_000)
        till.window.show_page("clients")
        (banner,) = [b for b in till.window.findChildren(Notice) if "taken away" in b.text()]
        assert "another one" in banner.text()
        assert banner.action is not None
        assert banner.action.key
        banner.action.click()
        assert till.window.current_page() == "printing"
        till.window.close()
