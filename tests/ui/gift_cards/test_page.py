"""Looking gift cards up, and what can be done with one."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_app.services import gift_cards, tickets
from tests.services.counter import Counter
from tests.ui.conftest import Shown
from tests.ui.focus import said_instead
from tests.ui.gift_cards.conftest import sold
from ui.gift_cards.page import GiftCardsPage
from ui.session import Session

Key = Qt.Key


def opened(session: Session, shown: Shown) -> GiftCardsPage:
    page = GiftCardsPage(session)
    page.resize(1280, 712)
    shown(page)
    return page


def type_(text: str, key: Key = Key.Key_Return) -> None:
    focused = QApplication.focusWidget()
    assert isinstance(focused, QWidget)
    QTest.keyClicks(focused, text)
    QTest.keyClick(focused, key)


def names(page: GiftCardsPage) -> list[str]:
    return [str(page.model.index(row, 0).data()) for row in range(page.model.rowCount())]


def happened(page: GiftCardsPage) -> list[tuple[str, str]]:
    model = page.detail.events
    return [
        (str(model.index(row, 0).data()), str(model.index(row, 1).data()))
        for row in range(model.rowCount())
    ]


def wait(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: not session.tasks.is_busy())


def test_a_scan_shows_the_card_and_what_happened_to_it(
    counter: Counter, session: Session, shown: Shown
) -> None:
    code = sold(counter, recipient="Noor Haddad")
    sold(counter, 2_000)
    ticket = counter.ticket(None, 1_500)
    counter.pay(ticket, "gift_card", reference=code)
    counter.close(ticket)
    page = opened(session, shown)
    assert len(names(page)) == 2
    assert page.takes_code(code)
    assert names(page) == [f"Gift card •{code[-4:]}"]
    assert happened(page) == [
        ("Used on ticket #1003", "−$15.00"),
        ("Put on it on ticket #1001", "$50.00"),
    ]


def test_a_card_with_eight_digits_left_has_room_on_the_smallest_till(
    counter: Counter, session: Session, shown: Shown
) -> None:
    sold(counter, 87_654_321_00, recipient="Maximiliana Featherstonehaugh-Cholmondeley")
    page = opened(session, shown)
    page.resize(1282, 712)
    page.detail.layout()
    assert page.detail._whole.minimumSizeHint().width() <= page.detail._scroll.viewport().width()


def test_a_wrong_code_is_said_below_the_search(
    counter: Counter, session: Session, shown: Shown
) -> None:
    sold(counter)
    page = opened(session, shown)
    assert page.takes_code("4006381333931")
    assert page._problem.text() == "No gift card with this code was sold here."
    assert page.detail.view() is None
    page.search.clear()
    assert page._problem.isHidden()
    assert page.detail.view() is not None


def test_a_lost_card_is_reissued_by_keys(
    counter: Counter, session: Session, shown: Shown, qtbot: QtBot
) -> None:
    code = sold(counter, recipient="Noor Haddad")
    page = opened(session, shown)
    type_("haddad", Key.Key_Down)
    page.detail.reissue_button.click()
    assert page.detail.reissue.reason.hasFocus()
    type_("")
    wait(qtbot, session)
    assert page.detail.reissue.fields["reason"].error() == "Say why."
    with qtbot.waitSignal(page.said):
        type_("Lost on the bus")
    lost = gift_cards.look_up(counter.desk, code)
    assert lost.moved_to is not None
    assert len(names(page)) == 2
    assert page.takes_code(code)
    page.detail._follow.click()
    assert names(page) == [lost.moved_to.name]


def test_a_card_scanned_while_one_is_reissued_is_the_new_one(
    counter: Counter, session: Session, shown: Shown, qtbot: QtBot
) -> None:
    sold(counter, recipient="Noor Haddad")
    page = opened(session, shown)
    type_("haddad", Key.Key_Down)
    page.detail.reissue_button.click()
    assert page.takes_code("4006381333932")
    assert "A character of this code is wrong" in page.detail.reissue.fields["code"].error()
    assert page.takes_code("4006381333931")
    assert not page.detail.reissue.fields["code"].error()
    assert page.search.text() == "haddad"
    with qtbot.waitSignal(page.said) as said:
        type_("Lost on the bus")
    assert said.args == ["The old card is void; its value is on the new one."]
    assert gift_cards.look_up(counter.desk, "4006381333931").card.left == 5_000


def test_a_card_is_loaded_onto_the_account_of_a_client_that_is_searched(
    counter: Counter, session: Session, shown: Shown, qtbot: QtBot
) -> None:
    sold(counter)
    amara = counter.client("Amara Thompson")
    page = opened(session, shown)
    page.detail.load_button.click()
    type_("ama")
    act = page.detail.load
    assert act.amount.hasFocus()
    assert "will be left on the card; the client will have $50.00" in act.preview.text()
    act.amount.selectAll()
    QTest.keyClicks(act.amount, "99")
    assert "Only $50.00 is left on" in act.preview.text()
    act.amount.selectAll()
    with qtbot.waitSignal(page.said):
        type_("20")
    assert counter.standing(amara) == (0, 2_000, 0)
    page.detail.load_button.click()
    type_("ama")
    act.finder.field.setFocus()
    QTest.keyClicks(act.finder.field, "x")
    act.confirm.click()
    assert act.fields["client"].error() == "Choose a client first."
    assert happened(page)[0] == ("Loaded onto a client’s account", "−$20.00")


def test_a_top_up_goes_on_the_ticket_in_work_or_a_new_one(
    counter: Counter, session: Session, shown: Shown, qtbot: QtBot
) -> None:
    sold(counter)
    page = opened(session, shown)
    page.detail.top_up_button.click()
    with qtbot.waitSignal(page.ticket_opened) as opened_ticket:
        type_("25")
    (ticket,) = opened_ticket.args
    (line,) = tickets.view(counter.desk, ticket).ticket.lines
    assert line.amount == 2_500
    counter.pay(ticket, "cash")
    counter.close(ticket)


def test_a_card_is_saved_as_pdf(
    counter: Counter, session: Session, shown: Shown, qtbot: QtBot, tmp_path: Path
) -> None:
    sold(counter)
    page = opened(session, shown)
    with qtbot.waitSignal(page.said):
        page.detail.save_pdf(tmp_path / "card.pdf")
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")


def test_what_a_ticket_holds_is_released_for_a_reason(
    counter: Counter, session: Session, shown: Shown, qtbot: QtBot
) -> None:
    code = sold(counter)
    counter.pay(counter.ticket(None, 1_500), "gift_card", reference=code)
    page = opened(session, shown)
    page.detail._follow.click()
    assert page.detail.release.preview.text() == (
        "$15.00 comes off ticket #1002, which will say so."
    )
    with qtbot.waitSignal(page.said):
        type_("Left without paying")
    card = gift_cards.look_up(counter.desk, code).card
    assert card.held == 0
    assert page.detail._follow.isHidden()


def test_where_no_card_was_sold_yet_it_says_how_and_where_none_is_found_what_to_try(
    session: Session, shown: Shown
) -> None:
    page = opened(session, shown)
    assert said_instead(page.shown) == "No gift cards yet"
    page.search.setText("Bea")
    assert said_instead(page.shown) == "No gift card found"
