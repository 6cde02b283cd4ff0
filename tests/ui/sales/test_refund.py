"""Refunding in the ticket's detail: what comes back is seen before it does."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_app.domain.balance_acts import OwnMoney, WriteOff
from pos_app.domain.refund import Back
from pos_app.domain.refund_acts import RefundAll, RefundLines
from pos_app.domain.shop import POINTS_TYPE
from pos_app.services import card_sales, client_accounts, payoffs, tickets
from pos_app.services.card_sales import CardOrder
from tests.conftest import FRONT_DESK
from tests.services.counter import Counter
from tests.services.refunding import WHY, refund
from tests.ui.conftest import Shown
from tests.ui.pins import MANAGER_PIN, give_pins
from ui.authorise import AuthorisePanel
from ui.sales.page import SalesPage
from ui.sales.refund_words import Act
from ui.session import Session, Stopped
from ui.widgets import Button

Key = Qt.Key


@pytest.fixture
def page(counter: Counter, session: Session, shown: Shown) -> SalesPage:
    """200.00 paid by cash 50, credit 30 and pay later 120, picked in the list."""
    client = counter.client("Amara Thompson")
    counter.opening(client, credit=3_000)
    ticket = counter.ticket(client, 12_000, 8_000)
    counter.pay(ticket, "cash", 5_000)
    counter.pay(ticket, "balance", 3_000)
    counter.pay(ticket, "later")
    counter.close(ticket)
    made = SalesPage(session)
    shown(made)
    return made


def test_what_points_paid_goes_back_to_points(
    counter: Counter, session: Session, shown: Shown
) -> None:
    counter = counter.in_a_shop(points_per_unit=1, point_worth=5)
    client = counter.client()
    counter.sell(client, 20_000)
    ticket = counter.ticket(client, 3_000)
    payment = counter.pay(ticket, POINTS_TYPE, 1_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    page = SalesPage(session)
    shown(page)
    page.detail.show_ticket(ticket)
    (paid,) = [p for p in counter.look_closed(ticket).payments if p.id == payment]
    page.detail.ask_refund(Act.PAYMENT, paid)
    assert words(page) == ["Back to Points"]
    said = page.detail.refund_panel.preview.words.text()
    assert said == "Given back: 200 points. Taken back: 7 points that it earned."


def paper(page: SalesPage) -> str:
    sheet = page.detail.paper.widget()
    assert sheet is not None
    return str(sheet.accessibleDescription())


def words(page: SalesPage) -> list[str]:
    return [row._name.text() for row in page.detail.refund_panel.preview._places]


def test_lines_are_refunded_by_keys_alone_as_previewed(
    page: SalesPage, counter: Counter, qtbot: QtBot
) -> None:
    QTest.keyClick(page, Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    panel = page.detail.refund_panel
    assert panel.isVisible()
    QTest.keyClick(panel.lines.count(2), Key.Key_Up)
    assert words(page) == ["Off what is owed"]
    panel.reason.setText("Unhappy")
    with qtbot.waitSignal(page.said) as told:
        QTest.keyClick(panel.reason, Key.Key_Return)
    assert told.args == ["Off what is owed: $80.00."]
    assert page.detail._stack.currentIndex() == 1
    assert "Reason: Unhappy" in paper(page)
    assert counter.rows("SELECT amount, reason FROM refunds") == [(8_000, "Unhappy")]


def test_tab_goes_from_the_lines_on_to_the_tip_and_the_reason(page: SalesPage) -> None:
    page.detail.ask_refund(Act.TICKET, None)
    panel = page.detail.refund_panel
    *_, last = panel.lines.counts()
    last.setFocus()
    QTest.keyClick(last, Key.Key_Tab)
    focused: QWidget | None = QApplication.focusWidget()
    assert focused is not None
    assert panel.isAncestorOf(focused)
    panel.all.setFocus()
    QTest.keyClick(panel.all, Key.Key_Tab)
    assert QApplication.focusWidget() is panel.lines.first()


def test_what_is_wrong_with_an_amount_stands_below_it_in_sight(page: SalesPage) -> None:
    page.detail.ask_refund(Act.TICKET, None)
    panel = page.detail.refund_panel
    panel.by.choose("amount")
    panel.look()
    panel.amount.setText("abc")
    panel.save()
    QApplication.processEvents()
    field = panel.fields["amount"]
    assert field.error()
    assert field.visibleRegion().boundingRect().height() == field.height()
    assert panel.preview.geometry().bottom() < panel.confirm.geometry().top()


def test_a_reason_is_asked_for_in_its_field(page: SalesPage, qtbot: QtBot) -> None:
    panel = page.detail.refund_panel
    page.detail.ask_refund(Act.VOID, None)
    QTest.keyClick(panel.reason, Key.Key_Return)
    qtbot.waitUntil(lambda: panel.fields["reason"].error().startswith("Say why"))
    QTest.keyClick(panel, Key.Key_Escape)
    assert page.detail._stack.currentIndex() == 1


def test_no_manager_is_called_for_a_refund_without_a_reason_or_of_too_much(
    page: SalesPage, session: Session, counter: Counter
) -> None:
    session.desk = session.desk.as_staff(FRONT_DESK)
    asked: list[Stopped] = []

    def ask(stopped: Stopped) -> bool:
        asked.append(stopped)
        return True

    session.ask_authority = ask
    panel = page.detail.refund_panel
    page.detail.ask_refund(Act.TICKET, None)
    panel.by.choose("amount")
    panel.amount.set_amount(1_000)
    panel.save()
    assert panel.fields["reason"].error().startswith("Say why")
    panel.reason.setText("Unhappy")
    panel.amount.set_amount(99_900)
    panel.save()
    assert panel.notice.text().startswith("Only $200.00 is left")
    assert asked == []
    assert counter.rows("SELECT id FROM refunds") == []


def test_each_payment_has_a_menu_that_fits_it(page: SalesPage) -> None:
    menus = list(page.detail.payments.menus.values())
    assert [len(menu.actions()) for menu in menus] == [1, 2, 1]


def test_what_is_paid_later_can_be_taken_off_what_is_owed(
    page: SalesPage, counter: Counter, qtbot: QtBot
) -> None:
    later = list(page.detail.payments.menus.values())[2]
    (refund,) = later.actions()
    assert refund.text() == "Refund: take it off what is owed…"
    refund.trigger()
    panel = page.detail.refund_panel
    assert words(page) == ["Off what is owed"]
    assert panel.preview._total.isHidden()  # No money was paid, so none comes back.
    panel.reason.setText("Billed too much")
    with qtbot.waitSignal(page.said) as told:
        panel.save()
    assert told.args == ["Off what is owed: $120.00."]
    assert counter.standing(1) == (0, 0, 0)


def test_only_what_was_paid_is_said_to_come_back(page: SalesPage, qtbot: QtBot) -> None:
    page.detail.ask_refund(Act.VOID, None)
    panel = page.detail.refund_panel
    assert panel.preview._total._figure.text() == "$80.00"
    assert words(page) == ["Off what is owed", "To Cash", "Back to Client balance"]
    panel.look()  # Once more, as each key does.
    off, cash = panel.preview._places[:2]
    place = panel.preview._column.indexOf
    assert place(off) < place(panel.preview._total) < place(cash)
    panel.reason.setText("Wrong client")
    with qtbot.waitSignal(page.said) as told:
        panel.save()
    assert told.args == [
        "To Cash: $50.00. Back to Client balance: $30.00. Off what is owed: $120.00."
    ]


def test_a_debt_that_was_written_off_is_not_said_to_come_back(
    page: SalesPage, counter: Counter, qtbot: QtBot
) -> None:
    write_off = WriteOff(amount=12_000, reason="Moved away")
    client_accounts.carry_out(counter.desk, 1, "write-off", write_off)
    page.detail.ask_refund(Act.VOID, None)
    panel = page.detail.refund_panel
    assert words(page) == ["Off what was written off", "To Cash", "Back to Client balance"]
    panel.reason.setText("Wrong client")
    with qtbot.waitSignal(page.said) as told:
        panel.save()
    assert told.args == [
        "To Cash: $50.00. Back to Client balance: $30.00. Off what was written off: $120.00."
    ]
    assert "taken off what was written off $120.00" in " ".join(_stories(page))


def test_what_was_paid_off_in_part_is_not_only_taken_off_what_is_owed(
    page: SalesPage, counter: Counter
) -> None:
    paid = counter.ticket(1)
    payoffs.pay_off(counter.desk, paid, 5_000)
    counter.pay(paid, "card")
    counter.close(paid)
    page.reload()
    page.detail.show_ticket(1)
    later = list(page.detail.payments.menus.values())[2]
    assert [act.text() for act in later.actions()] == ["Refund…"]
    later.actions()[0].trigger()
    assert words(page) == ["Off what is owed", "To the account, as an open payment"]


def test_a_payment_of_which_nothing_is_left_says_so(
    counter: Counter, session: Session, shown: Shown
) -> None:
    ticket = counter.sell(None, 1_000)
    refund(counter, ticket, RefundAll(reason=WHY))
    page = SalesPage(session)
    shown(page)
    assert page.detail.payments.menus == {}
    dots = page.detail.payments.findChildren(Button)[0]
    assert not dots.isEnabled()
    assert dots.toolTip() == "Nothing is left of this payment."


def test_where_nothing_is_left_to_refund_the_button_is_off_and_says_so(
    counter: Counter, session: Session, shown: Shown
) -> None:
    ticket = counter.sell(None, 1_000)
    page = SalesPage(session)
    shown(page)
    assert page.detail.refund_button.isEnabled()
    refund(counter, ticket, RefundAll(reason=WHY))
    assert page.detail._back.isHidden()
    page.reload()
    assert page.detail._back.text() == "Refunded"
    assert page.detail._back.isVisible()
    for button in (page.detail.refund_button, page.detail.more_button):
        assert not button.isEnabled()
        assert button.toolTip() == "Nothing is left to refund."


def test_a_refund_can_be_pressed_only_once_something_would_come_back(page: SalesPage) -> None:
    page.detail.ask_refund(Act.TICKET, None)
    panel = page.detail.refund_panel
    assert not panel.confirm.isEnabled()
    assert panel.confirm.toolTip() == panel.preview.words.text() == "Choose what comes back."
    panel.by.choose("amount")
    panel.amount.set_amount(99_900)
    panel.look()
    assert not panel.confirm.isEnabled()
    assert panel.confirm.toolTip().startswith("Only $200.00 is left")
    panel.amount.set_amount(1_000)
    panel.look()
    assert panel.confirm.isEnabled()
    assert panel.confirm.toolTip() == ""


def test_a_visit_that_did_not_take_place_is_said_to_have_made_an_open_payment_for_whom(
    page: SalesPage, qtbot: QtBot
) -> None:
    page.detail.ask_refund(Act.CONVERT, None)
    panel = page.detail.refund_panel
    panel.reason.setText("Was ill")
    with qtbot.waitSignal(page.said) as told:
        panel.save()
    assert told.args == [
        "Open payment of $50.00 made for Amara Thompson."
        " Back to Client balance: $30.00. Off what is owed: $120.00."
    ]


def test_a_fund_line_given_back_says_that_the_ticket_is_owed_again(
    page: SalesPage, qtbot: QtBot
) -> None:
    view = page.detail.view()
    assert view is not None
    page.detail.ask_refund(Act.RETURN, view.ended.ticket.payments[1])
    panel = page.detail.refund_panel
    assert panel.preview.words.text() == "$30.00 is owed again for this ticket."
    panel.reason.setText("Wanted to keep it")
    with qtbot.waitSignal(page.said):
        panel.save()
    assert "refunded $30.00" in " ".join(_stories(page))


def test_what_is_removed_for_good_is_not_said_to_come_back(page: SalesPage, qtbot: QtBot) -> None:
    view = page.detail.view()
    assert view is not None
    page.detail.ask_refund(Act.REMOVE, view.ended.ticket.payments[1])
    panel = page.detail.refund_panel
    assert panel.preview._total.isHidden()
    panel.reason.setText("Granted by mistake")
    with qtbot.waitSignal(page.said) as told:
        panel.save()
    assert told.args == ["Client balance, removed for good: $30.00."]


def _stories(page: SalesPage) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [found.text() for found in page.detail.payments.findChildren(QLabel)]


def test_where_to_stays_in_sight_on_the_smallest_till_and_has_keys(
    counter: Counter, session: Session, shown: Shown
) -> None:
    ticket = counter.ticket(None, *(1_000 + price for price in range(8)))
    tickets.set_tip(counter.desk, ticket, "S1", 1_000)
    counter.pay(ticket, "cash", 5_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    page = SalesPage(session)
    shown(page)
    page.resize(1282, 693)  # What the rail and the top bar leave of 1366 × 768.
    page.detail.show_ticket(ticket)
    page.detail.ask_refund(Act.TICKET, None)
    panel = page.detail.refund_panel
    for part in (panel.tips, panel.back, panel.reason, panel.confirm):
        assert not part.visibleRegion().isEmpty()
        assert part.mapTo(page, part.rect().bottomRight()).y() < 693
    QApplication.processEvents()
    whole = [count.visibleRegion().boundingRect() == count.rect() for count in panel.lines.counts()]
    assert whole.count(True) >= 8
    QTest.keyClick(page, Key.Key_7, Qt.KeyboardModifier.AltModifier)
    assert panel.back.value() is Back.TENDER
    QTest.keyClick(page, Key.Key_T, Qt.KeyboardModifier.AltModifier)
    assert panel.tips.isChecked()
    QTest.keyClick(page, Key.Key_5, Qt.KeyboardModifier.AltModifier)
    assert panel.by.value() == "amount"
    panel.choose_all()
    panel._say("Something of this ticket came back meanwhile. Look at it, then try again.")
    page.repaint()
    assert panel.minimumSizeHint().height() <= panel.height()
    assert panel.preview.geometry().bottom() < panel.notice.geometry().top()


def test_the_lines_that_come_back_have_the_lists_place_until_the_form_is_closed(
    page: SalesPage,
) -> None:
    page.detail.ask_refund(Act.TICKET, None)
    panel = page.detail.refund_panel
    assert page.list_side.isHidden()
    assert panel.lines.count(1).text() == "0 / 1"
    assert panel.accessibleName() == "Refund ticket #1001 · Amara Thompson"
    page.resize(0, 0)
    QApplication.processEvents()
    assert panel.minimumSizeHint().width() <= panel.width()
    QTest.keyClick(panel, Key.Key_Escape)
    assert not page.list_side.isHidden()
    page.detail.ask_refund(Act.VOID, None)
    assert not page.list_side.isHidden()
    QApplication.processEvents()
    assert panel.explanation.geometry().bottom() < panel.height() / 4


def test_what_one_person_began_to_refund_is_not_there_for_the_next(
    page: SalesPage, session: Session
) -> None:
    page.detail.ask_refund(Act.TICKET, None)
    page.detail.refund_panel.choose_all()
    session.handed_over.emit()
    assert not page.detail.is_worked_in()
    assert not page.list_side.isHidden()


def test_nothing_is_wrong_where_all_of_it_was_chosen_and_taken_back_line_by_line(
    page: SalesPage,
) -> None:
    page.detail.ask_refund(Act.TICKET, None)
    panel = page.detail.refund_panel
    panel.choose_all()
    for count in panel.lines.counts():
        count.setValue(0)
    assert panel.preview.words.text() == "Choose what comes back."


def test_the_receipt_of_a_refund_is_looked_at_saved_and_printed_like_the_tickets(
    page: SalesPage, counter: Counter, qtbot: QtBot, tmp_path: Path
) -> None:
    view = page.detail.view()
    assert view is not None
    refund(counter, view.ended.ticket.id, RefundAll(reason=WHY))
    page.reload()
    (button,) = page.detail.payments.receipts.values()
    button.click()
    assert "Of ticket 1001" in paper(page)
    page.reload()  # As where something changed meanwhile.
    assert "Of ticket 1001" in paper(page)
    with qtbot.waitSignal(page.said):
        page.detail.reprint()
    assert counter.rows("SELECT paper FROM print_jobs WHERE copy = 1") == [("refund",)]
    with qtbot.waitSignal(page.said, timeout=20_000):
        page.detail.save_pdf(tmp_path / "refund.pdf")
    assert (tmp_path / "refund.pdf").read_bytes().startswith(b"%PDF")
    (button,) = page.detail.payments.receipts.values()
    button.click()
    assert "Of ticket 1001" not in paper(page)
    assert not button.isChecked()


def test_change_that_was_kept_is_told_apart_from_what_the_goods_came_to(
    counter: Counter, session: Session, shown: Shown
) -> None:
    ticket = counter.ticket(counter.client(), 6_000)
    counter.pay(ticket, "cash", 10_000, keep_change=True)
    counter.close(ticket)
    page = SalesPage(session)
    shown(page)
    page.detail.ask_refund(Act.VOID, None)
    preview = page.detail.refund_panel.preview
    assert preview._total._figure.text() == "$100.00"
    assert preview.words.text() == "$40.00 of it is change that was kept on the account."


def test_what_came_back_at_another_till_meanwhile_is_chosen_anew(
    page: SalesPage, counter: Counter, qtbot: QtBot
) -> None:
    page.detail.ask_refund(Act.TICKET, None)
    panel = page.detail.refund_panel
    panel.all.click()
    panel.reason.setText("Unhappy")
    refund(counter, 1, RefundLines(quantities={1: 1}, reason=WHY))
    panel.save()
    qtbot.waitUntil(panel.notice.isVisible)
    assert "meanwhile" in panel.notice.text()
    assert not panel.lines.count(1).isEnabled()
    assert panel.lines.quantities() == {1: 0, 2: 0}


def test_an_amount_that_cannot_be_read_is_said_at_its_field(page: SalesPage) -> None:
    page.detail.ask_refund(Act.TICKET, None)
    panel = page.detail.refund_panel
    panel.by.parts()[1].click()
    QTest.keyClicks(panel.amount, "ten")
    QTest.keyClick(panel.amount, Key.Key_Return)
    assert panel.fields["amount"].error()
    assert panel.notice.isHidden()
    assert panel.amount.hasFocus()


def test_a_walk_ins_money_cannot_go_to_an_account(
    counter: Counter, session: Session, shown: Shown
) -> None:
    counter.sell(None, 1_000)
    page = SalesPage(session)
    shown(page)
    page.detail.ask_refund(Act.TICKET, None)
    panel = page.detail.refund_panel
    assert not panel.back.parts()[2].isEnabled()
    assert panel.back.value() is Back.AS_PAID


@pytest.mark.parametrize("way", ["cash", "card", "check", "twint"])
def test_each_payment_that_can_come_back_has_a_menu(
    way: str, counter: Counter, session: Session, shown: Shown
) -> None:
    counter.sell(None, 500, way)
    page = SalesPage(session)
    shown(page)
    (menu,) = page.detail.payments.menus.values()
    assert [act.text() for act in menu.actions()] == ["Refund…"]


def test_a_refund_takes_no_tip_along_unless_asked_and_all_of_it_does(
    counter: Counter, session: Session, shown: Shown
) -> None:
    ticket = counter.ticket(None, 5_000)
    tickets.set_tip(counter.desk, ticket, "S1", 1_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    page = SalesPage(session)
    shown(page)
    page.detail.show_ticket(ticket)
    page.detail.ask_refund(Act.TICKET, None)
    panel = page.detail.refund_panel
    panel.lines.count(1).setValue(1)
    assert panel._plan
    assert panel._plan.amount == 5_000
    panel.by.parts()[1].click()
    assert panel.amount.hasFocus()
    panel.amount.set_amount(6_000)
    panel.look()
    assert panel.preview.words.text() == (
        "Without the tip $50.00 is left. Enter $50.00 or less, or take the tip too."
    )
    panel.by.parts()[0].click()
    QTest.keyClick(page, Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert panel._plan is not None
    assert panel._plan.amount == 6_000
    assert panel.reason.hasFocus()


def test_a_payoff_that_comes_back_says_what_is_owed_again(
    counter: Counter, session: Session, shown: Shown
) -> None:
    client = counter.client()
    counter.sell(client, 5_000, "later")
    ticket = counter.ticket(client)
    payoffs.pay_off(counter.desk, ticket, 3_000)
    payment = counter.pay(ticket, "card")
    counter.close(ticket)
    page = SalesPage(session)
    shown(page)
    page.detail.show_ticket(ticket)
    (paid,) = [p for p in counter.look_closed(ticket).payments if p.id == payment]
    page.detail.ask_refund(Act.PAYMENT, paid)
    said = page.detail.refund_panel.preview.words.text()
    assert said == "$30.00 that was paid off is owed again."


def test_all_of_a_part_used_gift_card_is_what_is_left_on_it(
    counter: Counter, session: Session, shown: Shown, qtbot: QtBot
) -> None:
    sold = counter.ticket()
    card_sales.sell(counter.desk, sold, CardOrder(amount=5_000))
    counter.pay(sold, "card")
    counter.close(sold)
    (line,) = counter.look_closed(sold).lines
    assert line.card is not None
    visit = counter.ticket(None, 2_000)
    counter.pay(visit, "gift_card", reference=line.card.code)
    counter.close(visit)
    page = SalesPage(session)
    shown(page)
    page.detail.show_ticket(sold)
    page.detail.ask_refund(Act.TICKET, None)
    panel = page.detail.refund_panel
    panel.all.click()
    assert panel._plan
    assert panel._plan.amount == 3_000
    panel.lines.count(1).setValue(0)
    assert not panel.confirm.isEnabled()
    panel.lines.count(1).setValue(1)  # The one card: what is left on it.
    assert panel._plan.amount == 3_000
    panel.reason.setText("Not wanted")
    with qtbot.waitSignal(page.said):
        panel.save()
    assert page.detail._back.text() == "Part refunded"


def test_a_payment_is_removed_for_good_by_a_managers_pin_under_both_names(
    page: SalesPage, counter: Counter, session: Session, qtbot: QtBot
) -> None:
    give_pins(counter.desk)
    panel = AuthorisePanel(page, session)
    session.ask_authority = panel.ask
    session.sign_in(FRONT_DESK)
    ((ticket,),) = counter.rows("SELECT id FROM tickets")
    (paid,) = [p for p in counter.look_closed(ticket).payments if p.type_code == "balance"]
    page.detail.ask_refund(Act.REMOVE, paid)
    page.detail.refund_panel.reason.setText("Granted by mistake")
    page.detail.refund_panel.save()
    qtbot.waitUntil(panel.isVisible)
    assert (counter.standing(1)[0], counter.rows("SELECT count(*) FROM refunds")) == (
        12_000,
        [(0,)],
    )
    with qtbot.waitSignal(page.said, timeout=20_000):
        QTest.keyClicks(panel.pad, MANAGER_PIN)
        QTest.keyClick(panel.pad, Key.Key_Return)
    assert counter.standing(1) == (15_000, 0, 0)
    acts = counter.rows("SELECT act, staff, authorised_by FROM audit ORDER BY id DESC LIMIT 1")
    assert acts == [("ticket.refund", "S2", "S1")]
    counter.assert_sound()


def test_removing_what_the_client_paid_says_so_and_wants_a_second_word(
    counter: Counter, session: Session, shown: Shown, qtbot: QtBot
) -> None:
    client = counter.client()
    counter.opening(client, credit=1_000, paid=2_000)
    ticket = counter.ticket(client, 3_000)
    payment = counter.pay(ticket, "balance", 3_000)
    counter.close(ticket)
    page = SalesPage(session)
    shown(page)
    page.detail.show_ticket(ticket)
    (paid,) = [p for p in counter.look_closed(ticket).payments if p.id == payment]
    page.detail.ask_refund(Act.REMOVE, paid)
    panel = page.detail.refund_panel
    said = panel.preview.words.text()
    assert said.endswith(" $20.00 of what is removed is the client’s own money.")
    panel.reason.setText("Paid with a stolen card")
    panel.save()
    assert panel.own_money.words.text().startswith("$20.00 of this is the client’s own money")
    assert panel.own_money.answer is OwnMoney.ASK
    with qtbot.waitSignal(page.said):
        QTest.keyClick(panel, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert counter.standing(client) == (3_000, 0, 0)
