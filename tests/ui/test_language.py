"""The window speaks the shop's language, whatever the computer's is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QLocale
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pos_app.domain.shop import Role
from pos_app.persistence import catalog
from pos_app.persistence.database import Database
from pos_app.services import staff
from ui import app, qt
from ui.__main__ import entry
from ui.app import App
from ui.settings import section
from ui.settings.page import SettingsPage
from ui.widgets import Chip


@pytest.fixture(autouse=True)
def _english_computer() -> Iterator[None]:
    QLocale.setDefault(QLocale("en_US"))
    yield
    qt.speak("en")
    QLocale.setDefault(QLocale("en_US"))


def speak(data: Path, language: str) -> None:
    """Give the shop a language, as its settings would."""
    database = Database(data / "shop.db")
    with database.write() as connection:
        settings = catalog.load_settings(connection)
        catalog.save_settings(connection, replace(settings, language=language))
    database.close()


def test_days_and_months_are_in_the_shop_s_language(qapp: QApplication, data: Path) -> None:
    speak(data, "es")
    till = App(qapp, entry(), data)
    till.start()
    days = [QLocale("es").dayName(day, QLocale.FormatType.ShortFormat) for day in range(1, 8)]
    states = [chip.text() for chip in till.window.findChildren(Chip)]
    till.window.close()
    assert any(state.startswith(day) for state in states for day in days)


def test_qt_s_own_words_are_in_the_shop_s_language(
    qapp: QApplication, qtbot: QtBot, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "_LATER_MS", 0)
    speak(data, "es")
    till = App(qapp, entry(), data)
    till.start()
    qtbot.waitUntil(lambda: till.settled)
    box = QLineEdit("Amara", till.window)
    said = [act.text() for act in box.createStandardContextMenu().actions()]
    till.window.close()
    assert any("Copiar" in text for text in said)
    qt.speak("en")
    said = [act.text() for act in box.createStandardContextMenu().actions()]
    assert any("Copy" in text for text in said)


def test_whoever_changes_the_language_stays_in_the_section_they_are_in(
    qapp: QApplication, qtbot: QtBot, data: Path
) -> None:
    till = App(qapp, entry(), data)
    till.start()
    session = till.session
    assert session is not None
    session.sign_in(next(m for m in staff.members(session.desk) if m.role is not Role.FRONT_DESK))
    before = till.window
    page = before.show_page("settings")
    assert isinstance(page, SettingsPage)
    row = next(r for r in range(page.names.count()) if page.names.item(r).text() == "Appearance")
    page.show_section(row)
    session.write(section.change_some, {"language": "es"})
    qtbot.waitUntil(lambda: till.window is not before, timeout=20_000)
    page = till.window.show_page("settings")
    assert isinstance(page, SettingsPage)
    assert page.names.currentItem().text() == "Apariencia"
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # The pages of before are gone and hear nothing more.
    session.sign_in(session.desk.staff)
    till.window.close()


def test_the_shop_can_be_left_before_its_printer_was_heard(qapp: QApplication, data: Path) -> None:
    till = App(qapp, entry(), data)
    till.start()
    till.window.close()
    qapp.processEvents()
    assert till.session is None
