"""The first tab of a profile: the card, its statement, archiving and merging."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pos_app.domain.shop import Role, StaffMember
from pos_app.services import clients
from tests.ui.clients.conftest import Profile
from ui.session import Stopped
from ui.widgets import CELL, Button

Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LEO = StaffMember("S2", "Leo Park", Role.FRONT_DESK)


def test_a_client_who_owes_nothing_has_a_statement_too(profile: Profile) -> None:
    dan = profile.counter.client("Dan Moss")
    profile.page.show_client(dan)
    QTest.keyClick(profile.page, Key.Key_F7)
    panel = profile.page.overview.statement_panel
    profile.settle()
    assert panel.who.text() == "Dan Moss"
    assert panel.pdf_button.isEnabled()
    assert not profile.page.overview.pay_button.isVisible()
    profile.page.show_client(profile.amara)
    assert panel.isHidden()
    assert profile.page.overview.pay_button.isVisible()


def test_the_card_and_the_balance_stand_first(profile: Profile) -> None:
    overview = profile.page.overview
    assert overview._name.text() == "Amara Thompson"
    assert overview._owes._figure.text() == "Owes $45.00"
    assert overview._has._figure.text() == "Has $30.00"


def test_a_card_is_edited_in_place(profile: Profile) -> None:
    QTest.keyClick(profile.page, Key.Key_E, CTRL)
    panel = profile.page.overview.card_panel
    panel.pop_up.setText("Allergic to henna")
    QTest.keyClick(panel, Key.Key_S, CTRL)
    profile.settle()
    assert profile.page.overview._pop_up.text() == "Allergic to henna"


def test_archiving_with_a_balance_says_what_to_do(profile: Profile) -> None:
    profile.page.overview.archive_button.click()
    profile.settle()
    assert profile.page.overview.notice.isVisible()
    assert "have it paid or write it off" in profile.page.overview.notice.text()


def test_a_refusal_to_archive_does_not_follow_to_another_client_nor_stay_when_one_looks_away(
    profile: Profile,
) -> None:
    overview = profile.page.overview
    bea = profile.counter.client("Bea")
    overview.archive_button.click()
    profile.page.show_client(bea)  # The answer comes when somebody else is shown already.
    profile.settle()
    assert not overview.notice.isVisible()
    profile.page.show_client(profile.amara)
    overview.archive_button.click()
    profile.settle()
    assert overview.notice.isVisible()
    profile.page.show_balance()
    profile.page.tabs.setCurrentIndex(0)
    assert not overview.notice.isVisible()


def test_a_refusal_to_archive_goes_once_the_balance_is_another(profile: Profile) -> None:
    overview = profile.page.overview
    overview.archive_button.click()
    profile.settle()
    assert overview.notice.isVisible()
    profile.page.credit.apply()
    profile.settle()
    assert not overview.notice.isVisible()


def test_merging_and_archiving_show_their_keys_and_answer_to_them(profile: Profile) -> None:
    overview = profile.page.overview
    assert (overview.merge_button.key, overview.archive_button.key) == ("Alt+M", "Alt+A")
    QTest.keyClick(profile.page, Key.Key_M, ALT)
    assert overview.merge_panel.isVisible()
    assert overview.merge_panel.merge_button.key == "Ctrl+S"
    QTest.keyClick(profile.page, Key.Key_A, ALT)
    profile.settle()
    assert overview.notice.isVisible()


def test_an_archived_client_is_brought_back(profile: Profile) -> None:
    bea = profile.counter.client("Bea")
    profile.page.show_client(bea)
    overview = profile.page.overview
    overview.archive_button.click()
    profile.settle()
    assert overview._badge.text() == "Archived"
    assert overview.back_button.isVisible()
    overview.back_button.click()
    profile.settle()
    assert clients.client(profile.counter.desk, bea).archived_at == ""


def test_a_twin_is_offered_and_merged_with_what_comes_of_it_beside_the_button(
    profile: Profile, qtbot: QtBot
) -> None:
    twin = profile.counter.client("Amara Thompson", phone="")
    profile.counter.opening(twin, owed=500)
    profile.page.show_client(profile.amara)
    overview = profile.page.overview
    assert "Perhaps the same client" in overview.twin_notice.text()
    overview.twin_notice.findChildren(Button)[0].click()
    assert overview.merge_panel.preview.words.text() == "After this: Owes $50.00 · Has $30.00"
    with qtbot.waitSignal(profile.page.client_opened, timeout=20_000) as opened:
        overview.merge_panel.merge_button.click()
    assert opened.args == [profile.amara]
    profile.settle()
    assert profile.standing() == (5000, 0, 3000)
    card = profile.page.show_balance().history
    assert card.model.index(0, 1).data() == "Merged with another card"
    whats = [card.model.index(row, 1).data() for row in range(card.model.rowCount())]
    assert whats.count("Opening balance") == 2
    details = [card.model.index(row, 1).data(CELL).detail for row in range(card.model.rowCount())]
    assert sum(said.startswith("Card of Amara Thompson (C000002)") for said in details) == 2
    assert card.model.index(0, 3).data() == "Owes $50.00"


def test_enter_pressed_twice_on_the_other_card_merges_nothing(profile: Profile) -> None:
    profile.counter.client("Amara Thompson", phone="")
    overview = profile.page.overview
    overview.merge_button.click()
    panel = overview.merge_panel
    panel.search.setText("amara")
    for _press in range(3):
        QTest.keyClick(profile.page.window().focusWidget(), Key.Key_Return)
    profile.settle()
    assert panel.merge_button.isEnabled()
    assert len(clients.find(profile.counter.desk, "amara")) == 2
    QTest.keyClick(panel.search, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    profile.settle()
    assert len(clients.find(profile.counter.desk, "amara")) == 1


def test_nobody_is_called_to_allow_archiving_that_would_be_refused(profile: Profile) -> None:
    profile.session.sign_in(LEO)
    called: list[Stopped] = []

    def call(stopped: Stopped) -> bool:
        called.append(stopped)
        return True

    profile.session.ask_authority = call
    overview = profile.page.overview
    overview.archive_button.click()
    assert "have it paid or write it off" in overview.notice.text()
    assert called == []
    profile.page.show_client(profile.counter.client("Dan Moss"))
    overview.archive_button.click()
    profile.settle()
    assert len(called) == 1
