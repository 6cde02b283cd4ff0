"""The clients page: found as one types, filtered, sorted, walked and opened by keys, added to."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pos_app.domain.client_list import Order, Shown
from pos_app.domain.shop import Role, StaffMember
from pos_app.services import clients
from tests.services.counter import Counter
from tests.ui.conftest import Shown as ShownWidget
from tests.ui.focus import offered_instead, press, said_instead, typed
from ui.clients.page import ClientsPage
from ui.session import Session
from ui.widgets import Notice

Key = Qt.Key


def names(page: ClientsPage) -> list[str]:
    return [str(page.model.index(row, 0).data()) for row in range(page.model.rowCount())]


def in_hand(page: ClientsPage) -> str:
    return str(page.table.currentIndex().siblingAtColumn(0).data())


@pytest.fixture
def page(counter: Counter, session: Session, shown: ShownWidget) -> ClientsPage:
    """Ann owes $45.00, Bea has $30.00, Cleo both, Dan neither."""
    ann, bea, cleo, _dan = (counter.client(name) for name in ("Ann", "Bea", "Cleo", "Dan"))
    counter.opening(ann, owed=4500)
    counter.opening(bea, credit=3000)
    counter.opening(cleo, owed=9000, paid=500)
    made = ClientsPage(session)
    made.resize(1282, 712)
    shown(made)
    made.setFocus()
    return made


def test_everybody_stands_there_with_what_they_owe_and_have_in_words(page: ClientsPage) -> None:
    assert names(page) == ["Ann", "Bea", "Cleo", "Dan"]
    cells = [[page.model.index(row, column).data() for column in (1, 2)] for row in range(4)]
    assert cells == [
        ["Owes $45.00", ""],
        ["", "Has $30.00"],
        ["Owes $90.00", "Has $5.00"],
        ["", ""],
    ]


def test_a_client_is_found_walked_to_and_opened_by_keys_alone(
    page: ClientsPage, qtbot: QtBot
) -> None:
    typed("n")
    assert names(page) == []
    press(Key.Key_Backspace)
    press(Key.Key_Down)
    press(Key.Key_Down)
    assert in_hand(page) == "Cleo"
    with qtbot.waitSignal(page.opened) as opened:
        press(Key.Key_Return)
    assert opened.args == [3]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Key.Key_2, ["Ann", "Cleo"]),
        (Key.Key_3, ["Bea", "Cleo"]),
        (Key.Key_4, ["Cleo"]),
        (Key.Key_5, []),
        (Key.Key_1, ["Ann", "Bea", "Cleo", "Dan"]),
    ],
)
def test_each_filter_has_its_key(page: ClientsPage, key: Qt.Key, expected: list[str]) -> None:
    QTest.keyClick(page, key, Qt.KeyboardModifier.AltModifier)
    assert names(page) == expected


def test_the_list_is_sorted_by_what_is_owed(page: ClientsPage) -> None:
    page.order.parts()[1].click()
    assert page.order.value() is Order.OWED
    assert names(page)[:2] == ["Cleo", "Ann"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Key.Key_6, ["Ann", "Bea", "Cleo", "Dan"]),
        (Key.Key_7, ["Cleo", "Ann", "Dan", "Bea"]),
        (Key.Key_8, ["Bea", "Cleo", "Dan", "Ann"]),
    ],
)
def test_each_order_has_its_key(page: ClientsPage, key: Qt.Key, expected: list[str]) -> None:
    QTest.keyClick(page, key, Qt.KeyboardModifier.AltModifier)
    assert names(page) == expected


def test_the_next_person_finds_the_search_empty_and_everybody_shown(
    page: ClientsPage, session: Session
) -> None:
    first = session.desk.staff
    page.show_clients(Shown.OWING)
    typed("ann")
    session.sign_in(None)
    session.sign_in(first)
    assert names(page) == ["Ann"]
    session.sign_in(None)
    session.sign_in(StaffMember("S2", "Leo Park", Role.FRONT_DESK))
    assert page.search.text() == ""
    assert names(page) == ["Ann", "Bea", "Cleo", "Dan"]


def test_the_search_is_empty_once_one_comes_back_but_not_from_a_profile(page: ClientsPage) -> None:
    page.opened.connect(page.hide)
    typed("ann")
    press(Key.Key_Return)
    page.show()
    assert page.search.text() == "ann"
    QTest.keyClicks(page.search, "bea")
    assert (page.search.text(), names(page)) == ("bea", ["Bea"])
    page.hide()
    page.show()
    assert page.search.text() == ""
    assert names(page) == ["Ann", "Bea", "Cleo", "Dan"]


def test_the_client_in_hand_stays_so_when_the_list_is_read_anew(
    page: ClientsPage, counter: Counter, session: Session
) -> None:
    press(Key.Key_Down)
    session.changed.emit(clients.archive(counter.desk, 4))
    assert names(page) == ["Ann", "Bea", "Cleo"]
    assert in_hand(page) == "Bea"


def test_whoever_owes_and_has_is_settled_from_the_list_by_one_key(
    page: ClientsPage, counter: Counter, qtbot: QtBot
) -> None:
    assert not page.apply_button.isEnabled()
    page.show_clients(Shown.BOTH)
    assert page.apply_button.text() == "Apply $5.00"
    with qtbot.waitSignal(page.said) as said:
        QTest.keyClick(page, Key.Key_F8)
    assert said.args == ["$5.00 applied."]
    assert counter.standing(3) == (8_500, 0, 0)
    qtbot.waitUntil(lambda: names(page) == [])
    assert not page.apply_button.isEnabled()


def test_somebody_new_is_added_from_what_was_typed_and_opened(
    page: ClientsPage, qtbot: QtBot
) -> None:
    typed("Eva")
    QTest.keyClick(page, Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.panel.name.text() == "Eva"
    page.panel.pop_up.setText("Allergic to henna")
    with qtbot.waitSignal(page.opened, timeout=20_000) as opened:
        QTest.keyClick(page, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    (eva,) = opened.args
    made = clients.client(page._session.desk, eva)
    assert (made.name, made.pop_up) == ("Eva", "Allergic to henna")
    assert page.panel.isHidden()


def test_who_is_there_already_is_offered_instead(page: ClientsPage, qtbot: QtBot) -> None:
    typed("Ann")
    QTest.keyClick(page, Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    (notice,) = page.panel.findChildren(Notice)
    assert notice.text() == "Already a client: Ann, 555-0142"
    with qtbot.waitSignal(page.opened) as opened:
        page.panel._take(1)
    assert opened.args == [1]


def test_a_refusal_stands_at_its_field(page: ClientsPage, qtbot: QtBot) -> None:
    page.new_button.click()
    page.panel.email.setText("no address")
    page.panel.name.setText("Eva")
    page.panel.save()
    field = page.panel._fields["email"]
    qtbot.waitUntil(lambda: bool(field.error()), timeout=20_000)
    assert "is not an e-mail address" in field.error()
    assert page.panel.isVisible()


def test_the_front_desk_cannot_set_the_limit_and_reads_why(
    page: ClientsPage, session: Session
) -> None:
    session.sign_in(StaffMember("S2", "Leo Park", Role.FRONT_DESK))
    page.new_button.click()
    assert not page.panel.limit.isEnabled()
    said = [part.text() for part in page.panel.findChildren(QLabel)]
    assert "Managers decide this." in said


def test_nothing_found_is_said(page: ClientsPage) -> None:
    typed("zzzz")
    assert said_instead(page.shown) == "No clients here"
    page.show_clients(Shown.ALL)
    assert page.table.currentIndex().row() == -1


def test_where_there_are_no_clients_yet_the_first_is_added_from_there(
    session: Session, shown: ShownWidget
) -> None:
    page = ClientsPage(session)
    shown(page)
    assert said_instead(page.shown) == "No clients yet"
    offered_instead(page.shown).click()
    assert page.panel.isVisible()


def test_whoever_comes_back_sees_what_another_till_did_and_has_the_same_client_in_hand(
    page: ClientsPage, counter: Counter
) -> None:
    for number in range(90):
        counter.client(f"Eve {number:02}")
    page.ask()
    while page.model.rowCount() < 94:
        page.model.fetchMore()
    page.pick(88)
    page.hide()
    counter.opening(counter.client("Abe"), owed=700)
    page.show()
    assert page.model.index(0, 1).data() == "Owes $7.00"
    assert in_hand(page) == "Eve 84"
