"""The smallest till's screen, 1366 by 768, has room for every word in both languages."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from pos_app.domain.printer import Printer
from pos_app.domain.shop import Role
from pos_app.persistence import catalog
from pos_app.persistence.database import Database
from pos_app.services import printers, staff
from ui import app, qt
from ui.__main__ import entry
from ui.app import App
from ui.main_window import MainWindow
from ui.settings import tills
from ui.settings.page import SettingsPage
from ui.settings.printers import PrintersSection
from ui.settings.section import Listing
from ui.widgets import Button, ElidedLabel, Tile

PAGES = ("checkout", "clients", "sales", "invoices", "gift_cards", "printing", "outbox")


@pytest.fixture(params=["en", "es"])
def window(
    qapp: QApplication,
    data: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MainWindow]:
    """A till with its owner signed in, in one language or the other, that starts nothing later."""
    monkeypatch.setattr(app, "_LATER_MS", 10**9)
    database = Database(data / "shop.db")
    with database.write() as connection:
        settings = catalog.load_settings(connection)
        catalog.save_settings(connection, replace(settings, language=request.param))
    database.close()
    till = App(qapp, entry(), data)
    till.start()
    assert till.session is not None
    till.session.sign_in(
        next(m for m in staff.members(till.session.desk) if m.role is not Role.FRONT_DESK)
    )
    till.window.resize(1366, 768)
    till.window.show_page("checkout")
    till.window.uncover()
    yield till.window
    till.window.close()
    qt.speak("en")
    entry().speak("en")
    QLocale.setDefault(QLocale("en_US"))


def cut(window: QWidget) -> list[str]:
    """The words that are seen and have too little room."""
    QApplication.processEvents()
    seen = [part for part in window.findChildren(QWidget) if not part.visibleRegion().isEmpty()]
    found = []
    for part in seen:
        if isinstance(part, ElidedLabel):
            is_cut = bool(part.toolTip())
        elif isinstance(part, QLabel):
            is_cut = not part.wordWrap() and part.sizeHint().width() > part.width() + 1
        else:
            is_button = isinstance(part, Button) and not isinstance(part, Tile)
            is_cut = is_button and part.sizeHint().width() > part.width() + 1
        if is_cut:
            found.append(part.accessibleName() or getattr(part, "text", str)())
    return found


def test_a_word_that_is_cut_is_found(window: MainWindow) -> None:
    window.set_heading("checkout", "A title with more words than any page of the till has room for")
    window.resize(900, 768)
    assert cut(window)


def test_no_word_of_a_page_is_cut(window: MainWindow) -> None:
    for name in PAGES:
        window.show_page(name)
        assert (name, cut(window)) == (name, [])


def test_no_word_of_the_settings_is_cut(window: MainWindow) -> None:
    page = window.show_page("settings")
    assert isinstance(page, SettingsPage)
    for row in range(page.names.count()):
        section = page.show_section(row)
        if isinstance(section, Listing):
            section.add_new()
        name = page.names.item(row).text()
        assert (name, cut(window)) == (name, [])


def test_no_word_of_a_saved_printer_s_panel_is_cut(window: MainWindow) -> None:
    page = window.show_page("settings")
    assert isinstance(page, SettingsPage)
    kept = Printer(0, "Front", "tcp://10.0.0.9")
    printers.put_printer(page._session.desk, kept)
    sections = [page.show_section(row) for row in range(page.names.count())]
    at = next(row for row, one in enumerate(sections) if isinstance(one, PrintersSection))
    section = page.show_section(at)
    assert isinstance(section, PrintersSection)
    section.edit(section.key_of(0))
    section.unused.show()
    assert cut(window) == []
    section.ask_removal()
    assert not section.unused.isVisible(), "one thing is asked at a time"
    assert cut(window) == []


@pytest.mark.usefixtures("window")
def test_no_two_papers_go_by_the_same_words() -> None:
    names = list(tills._papers().values())
    assert sorted(set(names)) == sorted(names)
