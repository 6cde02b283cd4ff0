"""The profile: the tickets, and a manager's acts with what they would do beside them."""

from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from pos_app.domain.balance_acts import AddCredit, ChargeAmount, Pays
from pos_app.domain.shop import Role, StaffMember
from pos_app.services import client_accounts, clients
from tests.ui.clients.conftest import Profile
from tests.ui.focus import focused, press
from ui.clients.act_panels import AdjustPanel, IssuePanel, MoneyPanel, WriteOffPanel
from ui.clients.acts import ChangeRow
from ui.session import Stopped
from ui.widgets import CELL, WholeArea

Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LEO = StaffMember("S2", "Leo Park", Role.FRONT_DESK)


def test_the_cards_say_since_when_until_when_and_what_of_it_is_held(profile: Profile) -> None:
    balance = profile.page.show_balance()
    details = (balance.owed, balance.open_payments, balance.credits)
    assert [card._detail.text() for card in details] == [
        "since 11/22/26 · Ticket #1001", "money received", "granted"
    ]  # fmt: skip
    act = AddCredit(amount=6_000, reason="Birthday", expires_on="2026-12-24")
    client_accounts.carry_out(profile.counter.desk, profile.amara, "birthday", act)
    profile.page.again.look()
    assert balance.credits._detail.text() == "granted, $15.00 until 12/24/26"
    ticket = profile.counter.ticket(profile.amara, 2_000)
    profile.counter.pay(ticket, "balance", 2_000)
    profile.page.again.look()
    assert [card._detail.text() for card in details] == [
        "Nothing owed", "money received", "$20.00 held by open tickets"
    ]  # fmt: skip


def test_what_another_till_moves_is_seen_below_the_hands_of_who_types(profile: Profile) -> None:
    balance = profile.page.show_balance()
    balance.adjust()
    panel = profile.panel(AdjustPanel)
    profile.fill(panel, "10", "Late")
    profile.counter.grant(profile.amara, 500)
    profile.page.again.look()
    assert panel.preview.words.text() == "After this: Owes $30.00 · Has $30.00"
    assert focused() is panel.amount
    with profile.qtbot.waitSignal(profile.page.said) as said:
        profile.save(panel)
    assert said.args == ["Amara Thompson: Owes $30.00 · Has $30.00"]
    assert profile.standing() == (3_000, 0, 3_000)


def test_one_press_pays_what_is_owed_with_what_there_is(profile: Profile) -> None:
    assert "Owes $45.00 · Has $30.00" in profile.page.reminder.text()
    assert profile.page.reminder.action is not None
    assert profile.page.reminder.action.text() == "Apply $30.00"
    QTest.keyClick(profile.page, Key.Key_F8)
    profile.settle()
    assert profile.standing() == (1500, 0, 0)
    assert profile.page.reminder.isHidden()


def test_tickets_say_whether_they_are_paid_and_open_from_their_row(
    profile: Profile, qtbot: QtBot
) -> None:
    QTest.keyClick(profile.page, Key.Key_2, ALT)
    model = profile.page.visits.model
    cells = [model.index(0, column).data() for column in range(4)]
    assert cells == ["#1001", "", "$45.00", "Owes $45.00"]
    with qtbot.waitSignal(profile.page.ticket_opened) as opened:
        profile.page.visits.table.activated.emit(model.index(0, 0))
    assert opened.args == [1]


def test_adding_credit_shows_before_and_after_and_asks_for_a_reason(profile: Profile) -> None:
    profile.page.show_balance()
    QTest.keyClick(profile.page, Key.Key_F2)
    panel = profile.panel(AdjustPanel)
    profile.fill(panel, "60")
    assert panel.preview.words.text() == "After this: Has $45.00"
    profile.save(panel)
    assert panel.fields["reason"].error() == "Say why: choose a kind, or write a few words."
    assert profile.standing() == (4500, 0, 3000)
    profile.fill(panel, "60", "Service recovery")
    profile.save(panel)
    assert profile.standing() == (0, 0, 4500)
    assert panel.isHidden()
    profile.counter.assert_sound()


def test_money_received_for_credit_is_an_open_payment(profile: Profile) -> None:
    profile.page.show_balance().adjust()
    panel = profile.panel(AdjustPanel)
    assert isinstance(panel, AdjustPanel)
    panel.received.parts()[1].click()
    profile.fill(panel, "60", "Prepaid at the fair")
    profile.save(panel)
    assert profile.standing() == (0, 1500, 3000)


def test_removing_the_clients_own_money_wants_a_second_word(profile: Profile) -> None:
    profile.counter.opening(profile.amara, paid=2000)
    profile.page.show_balance().adjust()
    panel = profile.panel(AdjustPanel)
    assert isinstance(panel, AdjustPanel)
    panel.way.parts()[1].click()
    profile.fill(panel, "40", "Given twice")
    profile.save(panel)
    assert panel.own_money.isVisible()
    assert "$10.00" in panel.own_money.words.text()
    assert profile.standing() == (4500, 2000, 3000)
    QTest.keyClick(panel, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    profile.settle()
    assert profile.standing() == (4500, 1000, 0)
    profile.counter.assert_sound()


def test_charging_an_amount_touches_no_credit_and_reminds_of_it(profile: Profile) -> None:
    profile.page.show_balance().issue()
    panel = profile.panel(IssuePanel)
    assert isinstance(panel, IssuePanel)
    panel.way.parts()[1].click()
    profile.fill(panel, "10", "Missed appointment")
    profile.save(panel)
    assert profile.standing() == (5500, 0, 3000)
    assert profile.page.reminder.isVisible()


def test_a_credit_is_issued_until_a_date(profile: Profile) -> None:
    profile.page.show_balance().issue()
    panel = profile.panel(IssuePanel)
    assert isinstance(panel, IssuePanel)
    assert not panel.expires_on.isVisible()
    panel.expiry.parts()[1].click()
    assert panel.expires_on.isVisible()
    panel.expires_on.setDate(QDate(2027, 6, 30))
    profile.fill(panel, "50", "Referred a friend")
    profile.save(panel)
    expiring = profile.counter.rows("SELECT amount FROM funds WHERE expires_on = '2027-06-30'")
    assert expiring == [(5000,)]
    assert profile.standing() == (0, 0, 3500)
    texts = [part.text() for part in profile.page.balance.sheet.findChildren(QLabel)]
    assert any("until 6/30/27" in text for text in texts)


def test_the_keys_of_the_sheet_answer_while_a_panel_stands_in_its_place(profile: Profile) -> None:
    profile.page.show_balance()
    QTest.keyClick(profile.page, Key.Key_F6)
    panel = profile.panel(MoneyPanel)
    profile.page.setFocus()
    QTest.keyClick(profile.page, Key.Key_F6)
    assert focused() is panel.amount
    QTest.keyClick(profile.page, Key.Key_F9)
    assert profile.panel(WriteOffPanel).isVisible()


def test_paying_the_balance_starts_with_what_is_owed(profile: Profile) -> None:
    profile.page.show_balance()
    QTest.keyClick(profile.page, Key.Key_F6)
    panel = profile.panel(MoneyPanel)
    assert panel.amount.value() == 4500
    profile.save(panel)
    assert profile.standing() == (0, 0, 3000)


def test_an_open_payment_is_kept_but_paying_what_is_owed_is_offered_first(
    profile: Profile,
) -> None:
    profile.page.show_balance()
    QTest.keyClick(profile.page, Key.Key_F4)
    panel = profile.panel(MoneyPanel)
    assert isinstance(panel, MoneyPanel)
    assert panel.pays.isVisible()
    assert panel.pays.value() is Pays.NOTHING
    assert "owes $45.00" in panel.explanation.text()
    profile.fill(panel, "20")
    profile.save(panel)
    assert profile.standing() == (4500, 2000, 3000)


def test_a_debt_is_written_off(profile: Profile) -> None:
    profile.page.show_balance().write_off()
    panel = profile.panel(WriteOffPanel)
    profile.fill(panel, "5", "Moved away")
    profile.save(panel)
    assert profile.standing() == (4000, 0, 3000)


def test_nothing_is_saved_when_the_balance_changed_since_it_was_shown(profile: Profile) -> None:
    profile.page.show_balance().adjust()
    panel = profile.panel(AdjustPanel)
    profile.fill(panel, "60", "Service recovery")
    profile.counter.opening(profile.amara, credit=100)
    profile.save(panel)
    assert panel.notice.isVisible()
    assert "changed meanwhile" in panel.notice.text()
    assert profile.standing() == (4500, 0, 3100)


def test_the_history_adds_up_and_opens_tickets(profile: Profile, qtbot: QtBot) -> None:
    balance = profile.page.show_balance()
    model = balance.history.model
    rows = [[model.index(row, column).data() for column in (1, 2, 3)] for row in range(2)]
    assert rows == [
        ["Opening balance", "−$30.00", "Owes $45.00"],
        ["Pay later on ticket #1001", "+$45.00", "Owes $45.00"],
    ]
    with qtbot.waitSignal(profile.page.ticket_opened) as opened:
        balance.history.table.activated.emit(model.index(1, 0))
    assert opened.args == [1]


def test_the_history_is_searched_and_filtered(profile: Profile) -> None:
    balance = profile.page.show_balance()
    balance.history.search.setText("1001")
    assert balance.history.model.rowCount() == 1
    balance.history.search.clear()
    balance.history.kinds.setCurrentText("Opening balance")
    assert balance.history.model.rowCount() == 1
    balance.history.search.setText("nowhere")
    assert balance.history.model.rowCount() == 0


def test_the_front_desk_reads_that_somebody_has_to_allow_a_balance_act(profile: Profile) -> None:
    profile.session.sign_in(LEO)
    balance = profile.page.show_balance()
    assert balance.why_not.isVisible()
    assert "somebody who may do it gives their PIN" in balance.why_not.text()
    balance.adjust()
    panel = profile.panel(AdjustPanel)
    profile.fill(panel, "60", "Service recovery")
    assert panel.preview.words.text() == "After this: Has $45.00"
    profile.save(panel)
    assert panel.notice.isVisible()
    assert "You may not do this" in panel.notice.text()
    assert profile.standing() == (4500, 0, 3000)


def test_the_last_day_of_a_credit_comes_into_sight_when_it_is_wanted(
    profile: Profile, qtbot: QtBot
) -> None:
    profile.page.resize(1282, 690)
    profile.page.show_balance().issue()
    panel = profile.panel(IssuePanel)
    assert isinstance(panel, IssuePanel)
    panel.expiry.parts()[1].click()
    day = panel.expires_on
    qtbot.waitUntil(lambda: day.visibleRegion().boundingRect() == day.rect())


def test_nobody_is_called_to_allow_a_balance_act_that_would_be_refused(profile: Profile) -> None:
    profile.session.sign_in(LEO)
    called: list[Stopped] = []

    def call(stopped: Stopped) -> bool:
        called.append(stopped)
        return True

    profile.session.ask_authority = call
    profile.page.show_balance().adjust()
    panel = profile.panel(AdjustPanel)
    profile.fill(panel, "60", "   ")
    profile.save(panel)
    assert panel.fields["reason"].error().startswith("Say why")
    assert called == []
    profile.fill(panel, "60", "Service recovery")
    profile.save(panel)
    assert len(called) == 1


def test_an_archived_clients_balance_is_left_alone(profile: Profile) -> None:
    bea = profile.counter.client("Bea")
    clients.archive(profile.counter.desk, bea)
    profile.page.show_client(bea)
    balance = profile.page.show_balance()
    assert balance.why_not.text() == "An archived client’s balance does not change."
    assert not any(button.isEnabled() for button in balance._acts)


def test_creating_an_open_payment_and_writing_off_show_their_keys_and_answer_to_them(
    profile: Profile,
) -> None:
    balance = profile.page.show_balance()
    assert balance.create_button.key == "F4"
    QTest.keyClick(profile.page, Key.Key_F9)
    assert profile.panel(WriteOffPanel).isVisible()
    QTest.keyClick(profile.page, Key.Key_F4)
    assert profile.panel(MoneyPanel).isVisible()
    assert profile.panel(WriteOffPanel).isHidden()


def test_tab_goes_from_the_amount_to_the_kind_of_reason_and_then_to_its_words(
    profile: Profile,
) -> None:
    profile.page.show_balance().adjust()
    panel = profile.panel(AdjustPanel)
    panel.reason.setFocus()
    press(Key.Key_Backtab)
    assert focused() is panel.why.kind
    press(Key.Key_Tab)
    assert focused() is panel.reason


def test_a_kind_of_reason_is_enough_and_the_history_is_filtered_by_it(profile: Profile) -> None:
    profile.page.show_balance().adjust()
    panel = profile.panel(AdjustPanel)
    profile.fill(panel, "60")
    panel.why.choose("error")
    profile.save(panel)
    assert panel.why.error() == "“Error” needs a few words more."
    panel.why.choose("goodwill")
    profile.save(panel)
    assert profile.standing() == (0, 0, 4500)
    history = profile.page.balance.history
    history.kinds.setCurrentIndex(history.kinds.findText("Reason: Goodwill"))
    assert history.model.rowCount() == 1
    assert (
        history.model.index(0, 1).data(CELL).detail.startswith("Goodwill · Goodwill → Ticket #1001")
    )


def test_millions_before_and_after_stand_below_each_other_and_cut_no_word(profile: Profile) -> None:
    counter = profile.counter
    charge = ChargeAmount(amount=423_456_700, reason="Wedding")
    client_accounts.carry_out(counter.desk, profile.amara, "wedding", charge)
    profile.page.show_balance().adjust()
    panel = profile.panel(AdjustPanel)
    profile.fill(panel, "2345678.90")
    QApplication.processEvents()
    owed = panel.preview.findChildren(ChangeRow)[0]
    name, amounts = owed.findChildren(QLabel)
    assert name.width() >= name.sizeHint().width()
    assert name.text() == "Balance due"
    assert amounts.text() == "$4,234,612.00 →\u00a0$1,888,933.10"
    assert amounts.heightForWidth(amounts.width()) <= amounts.height()


def test_an_open_act_shows_all_of_its_form_above_the_sheet_where_there_is_room(
    profile: Profile,
) -> None:
    profile.page.resize(1836, 1024)
    balance = profile.page.show_balance()
    balance.adjust()
    QApplication.processEvents()
    assert balance.sheet.isVisible()
    area = profile.panel(AdjustPanel).findChildren(WholeArea)[0]
    assert area.verticalScrollBar().maximum() == 0
