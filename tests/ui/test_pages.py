"""The ways between the pages of the window."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.services.counter import Counter
from tests.ui.conftest import Shown
from ui.main_window import MainWindow
from ui.pages import Pages
from ui.session import Session


def test_a_ticket_opened_from_a_profile_leads_back_there_until_one_looks_elsewhere(
    counter: Counter, session: Session, shown: Shown
) -> None:
    amara = counter.client("Amara Thompson")
    ticket = counter.ticket(amara, 4_500)
    counter.pay(ticket, "later")
    counter.close(ticket)
    window = MainWindow("Fern & Fable")
    pages = Pages(window, session, lambda: None)
    shown(window)
    window.show_page("clients")

    pages.open_profile(amara)
    profile = window.show_page("profile")
    profile.ticket_opened.emit(ticket)  # type: ignore[attr-defined]
    assert window.current_page() == "sales"
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.current_page() == "profile"

    profile.ticket_opened.emit(ticket)  # type: ignore[attr-defined]
    window.show_page("clients")
    window.show_page("sales")
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.current_page() == "sales"
