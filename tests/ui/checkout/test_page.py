"""Working a ticket on the checkout page: by keyboard alone, by touch, and by doing it wrong."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from pos_app.domain.shop import BALANCE_TYPE
from pos_app.domain.ticket import TicketState
from pos_app.services import closing, payments, selling, tickets, voiding
from pos_app.services.payments import PaymentRequest
from tests.ui.checkout.conftest import PATIENCE_MS, Hands, Shop, at_other_till, hands_at, opened
from tests.ui.conftest import Shown
from ui.checkout.lines import LinesTable
from ui.checkout.number_pad import NumberPad
from ui.session import Session
from ui.widgets import AmountEdit, TicketCard

CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_walk_in_is_served_by_keyboard_alone(qtbot: QtBot, hands: Hands) -> None:
    hands.enter("hair")
    assert hands.lines() == [("Haircut", 1)]
    hands.enter("850012")
    hands.key(Qt.Key.Key_Up)
    hands.key(Qt.Key.Key_Plus)
    assert hands.lines() == [("Haircut", 1), ("Shampoo", 2)]
    with qtbot.waitSignal(hands.page.proceed):
        hands.key(Qt.Key.Key_F12)


def test_tapping_favorites_adds_them_and_a_tap_opens_the_line(hands: Hands) -> None:
    hands.press("Haircut")
    hands.press("Haircut")
    assert hands.lines() == [("Haircut", 1), ("Haircut", 1)]
    area = hands.table.visualRect(hands.table.model().index(1, 0))
    QTest.mouseClick(hands.table.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    hands.press("One more")
    hands.press("Save line")
    assert hands.lines() == [("Haircut", 1), ("Haircut", 2)]


def test_delete_takes_a_line_off_and_undo_brings_it_back(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_Up)
    hands.key(Qt.Key.Key_Delete)
    assert hands.lines() == []
    hands.search().setFocus()
    hands.key(Qt.Key.Key_Z, CTRL)
    assert hands.lines() == [("Haircut", 1)]
    hands.key(Qt.Key.Key_Z, CTRL)
    assert hands.lines() == []


def test_with_nothing_to_undo_no_search_of_before_comes_back(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_Z, CTRL)
    hands.type("shampoo")
    hands.search().clear()
    assert not hands.button("Undo").isEnabled()
    hands.key(Qt.Key.Key_Z, CTRL)
    assert hands.search().text() == ""


def test_undo_pressed_while_a_change_is_under_way_takes_back_that_change(hands: Hands) -> None:
    hands.enter("hair")
    hands.button("Haircut").click()
    hands.button("Undo").click()
    hands.settle()
    assert hands.lines() == [("Haircut", 1)]


def test_undo_never_takes_back_what_another_till_did(
    qtbot: QtBot, hands: Hands, shop: Shop
) -> None:
    hands.enter("hair")
    selling.add_item(at_other_till(shop.desk), hands.ticket().id, shop.shampoo)
    qtbot.waitUntil(lambda: len(hands.rows()) == 2, timeout=PATIENCE_MS)
    assert not hands.button("Undo").isEnabled()


def test_a_line_gets_another_price_only_with_a_reason(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_Up)
    hands.key(Qt.Key.Key_Return)
    hands.fill("Price", "40.00")
    hands.key(Qt.Key.Key_Return)
    assert hands.errors() == ["Say why the price is different."]
    hands.fill("Reason for another price", "regular")
    hands.key(Qt.Key.Key_Return)
    assert hands.ticket().lines[0].unit_price == 4000
    assert hands.rows()[0][3] == "$40.00"


def test_bad_amounts_are_refused_at_their_box_and_change_nothing(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_Up)
    hands.key(Qt.Key.Key_Return)
    for typed in ("", "-5", "1.005", "1.000,00", "١٢", "10000000000000"):
        hands.fill("Price", typed)
        hands.key(Qt.Key.Key_Return)
        assert len(hands.errors()) == 1, typed
    hands.fill("Price", "45.00")
    for typed in ("", "0", "-1", "10000", "x", "1.5"):
        hands.fill("Quantity", typed)
        hands.key(Qt.Key.Key_Return)
        assert len(hands.errors()) == 1, typed
    assert hands.ticket().lines[0].unit_price == 4500
    assert hands.lines() == [("Haircut", 1)]


def test_a_line_is_discounted_in_percent_and_the_summary_names_it(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_Up)
    hands.key(Qt.Key.Key_Return)
    hands.fill("Discount in percent", "10")
    hands.fill("Name of the discount", "Member")
    hands.key(Qt.Key.Key_Return)
    assert hands.rows()[0][4] == "$40.50"
    assert hands.says("Member")
    assert hands.says("−$4.50")


def test_an_amount_of_a_lines_discount_shows_whole_beside_its_unit_and_its_name_alone_is_none(
    hands: Hands,
) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_Up)
    hands.key(Qt.Key.Key_Return)
    hands.press("$")
    hands.fill("Discount as an amount", "10,000.00")
    box = hands.editor("Discount as an amount")
    assert isinstance(box, AmountEdit)
    margins = box.textMargins()
    room = box.contentsRect().width() - margins.left() - margins.right() - 2 * 12
    assert box.fontMetrics().horizontalAdvance(box.text()) <= room
    hands.fill("Discount as an amount", "")
    hands.fill("Name of the discount", "Member")
    hands.press("Save line")
    assert hands.errors() == ["Enter a discount above zero."]


def test_the_ticket_is_discounted_by_an_amount_and_a_discount_above_the_price_is_refused(
    hands: Hands,
) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_F3)
    hands.press("$")
    hands.fill("Discount as an amount", "50")
    hands.press("Apply discount")
    assert hands.errors() == ["The discount is more than the price."]
    hands.fill("Discount as an amount", "5")
    hands.press("Apply discount")
    assert hands.ticket().discount is not None
    assert hands.says("$40.00")


def test_tab_goes_from_the_quantity_to_the_price_and_an_error_there_moves_nothing(
    hands: Hands,
) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_Up)
    hands.key(Qt.Key.Key_Return)
    hands.key(Qt.Key.Key_Tab)
    reason = hands.editor("Reason for another price")
    before = reason.mapTo(hands.page, QPoint()).y()
    price = hands.editor("Price")
    hands.type("as always, or so they say")
    hands.key(Qt.Key.Key_Return)
    beside = price.mapTo(hands.page, QPoint()).y()
    assert len(hands.errors()) == 1
    assert reason.mapTo(hands.page, QPoint()).y() == beside <= before


def test_tab_comes_to_what_saves_a_line_before_what_removes_it(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_Up)
    hands.key(Qt.Key.Key_Return)
    hands.editor("Note on this line").setFocus()
    hands.key(Qt.Key.Key_Tab)
    assert hands.button("Save line").hasFocus()
    hands.key(Qt.Key.Key_Tab)
    assert hands.button("Remove line").hasFocus()


def test_the_ticket_is_discounted_by_an_amount_with_the_keyboard_alone(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_F3)
    hands.key(Qt.Key.Key_Backtab)
    hands.key(Qt.Key.Key_Right)
    hands.type("7")
    hands.type(".50")
    hands.key(Qt.Key.Key_Return)
    discount = hands.ticket().discount
    assert discount is not None
    assert discount.amount == 750


def test_a_line_is_discounted_by_an_amount_with_the_mouse_alone(hands: Hands) -> None:
    hands.press("Haircut")
    area = hands.table.visualRect(hands.table.model().index(0, 0))
    QTest.mouseClick(hands.table.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    pad = hands.page.findChild(NumberPad)
    assert pad is not None
    assert not pad.isVisible()
    hands.press("$")
    assert pad.isVisible()
    for key in "12.5":
        hands.press(key)
    hands.press("Save line")
    assert hands.rows()[0][4] == "$32.50"
    assert not pad.isVisible()


def test_percent_and_quantity_are_tapped_and_words_have_no_number_pad(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_F3)
    hands.press("5")
    assert hands.editor("Discount in percent").property("text") == "5"
    hands.key(Qt.Key.Key_Escape)
    hands.key(Qt.Key.Key_F4)
    pad = hands.page.findChild(NumberPad)
    assert pad is not None
    assert not pad.isVisible()


def test_a_tip_goes_to_the_person_chosen(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_F5)
    who = hands.editor("For")
    assert isinstance(who, QComboBox)
    who.setCurrentIndex(who.findData("S2"))
    hands.fill("Amount", "9")
    hands.key(Qt.Key.Key_Return)
    assert [(tip.staff, tip.amount) for tip in hands.ticket().tips] == [("S2", 900)]
    assert hands.says("Tip · Leo")


def test_an_amount_entered_before_the_person_is_chosen_stays(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_F5)
    hands.fill("Amount", "9")
    who = hands.editor("For")
    assert isinstance(who, QComboBox)
    who.setCurrentIndex(who.findData("S2"))
    hands.press("Add tip")
    assert [(tip.staff, tip.amount) for tip in hands.ticket().tips] == [("S2", 900)]


def test_a_quick_tip_is_a_percentage_of_the_sales(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_F5)
    hands.press("20% · $9.00")
    hands.key(Qt.Key.Key_Return)
    assert [tip.amount for tip in hands.ticket().tips] == [900]


def test_a_tax_exempt_ticket_needs_a_reason(hands: Hands) -> None:
    hands.enter("850012")
    assert hands.says("$0.83")
    hands.key(Qt.Key.Key_F9)
    hands.fill("Reason", "   ")
    hands.press("Charge no tax")
    assert hands.errors() == ["Say why no tax is charged."]
    hands.fill("Reason", "school")
    hands.press("Charge no tax")
    assert hands.ticket().tax_exempt_reason == "school"
    assert not hands.says("$0.83")


def test_a_note_is_kept_and_escape_leaves_it_as_it_was(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_F4)
    hands.fill("Note", "allergic to lavender")
    hands.key(Qt.Key.Key_Return)
    hands.key(Qt.Key.Key_F4)
    hands.fill("Note", "nothing")
    hands.key(Qt.Key.Key_Escape)
    assert hands.ticket().note == "allergic to lavender"
    assert hands.notices() == ["Note: allergic to lavender"]
    assert hands.search().hasFocus()


def test_escape_closes_a_line_opened_by_a_tap(hands: Hands) -> None:
    hands.enter("hair")
    area = hands.table.visualRect(hands.table.model().index(0, 0))
    QTest.mouseClick(hands.table.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert hands.button("Save line").isVisible()
    assert hands.table.hasFocus()
    hands.key(Qt.Key.Key_Escape)
    assert hands.button("Haircut").isVisible()


def test_a_ticket_opened_at_another_till_shows_up_at_the_left(
    qtbot: QtBot, hands: Hands, shop: Shop
) -> None:
    opened(at_other_till(shop.desk), shop.dana)
    qtbot.waitUntil(lambda: bool(hands.side.findChildren(TicketCard)), timeout=PATIENCE_MS)
    assert "Dana Ortiz" in hands.side.findChildren(TicketCard)[0].accessibleName()


def test_a_panel_is_told_of_a_fault_of_the_machine_and_can_ask_again(
    hands: Hands, shop: Shop
) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_F4)
    hands.type("late")
    with shop.desk.database.write():
        hands.press("Save note")
        assert hands.says("Another program is using the shop’s data.")
    hands.press("Save note")
    assert hands.ticket().note == "late"


def test_a_held_ticket_waits_at_the_left_and_is_resumed(hands: Hands) -> None:
    hands.enter("hair")
    number = hands.ticket().number
    hands.key(Qt.Key.Key_F7)
    assert hands.session.ticket_id is None
    assert hands.says("No ticket in work")
    card = next(iter(hands.side.findChildren(TicketCard)))
    assert f"#{number} · held 12:00 PM" in card.accessibleName()
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    hands.settle()
    assert hands.notices() == ["Set aside at 12:00 PM."]
    hands.key(Qt.Key.Key_F7)
    assert hands.ticket().state is TicketState.OPEN
    assert hands.notices() == []


def test_proceeding_with_a_held_ticket_resumes_it_first(qtbot: QtBot, hands: Hands) -> None:
    hands.enter("hair")
    ticket = hands.ticket().id
    hands.key(Qt.Key.Key_F7)
    hands.session.pick_ticket(ticket)
    with qtbot.waitSignal(hands.page.proceed):
        hands.press("Proceed to payments")
    assert hands.ticket().state is TicketState.OPEN


def test_an_empty_ticket_cannot_proceed_and_says_why(qtbot: QtBot, hands: Hands) -> None:
    hands.key(Qt.Key.Key_N, CTRL)
    proceed = hands.button("Proceed to payments")
    assert not proceed.isEnabled()
    assert proceed.accessibleDescription() == "Add a service or product first."
    assert hands.says("Scan, search or tap an item below.")
    with qtbot.assertNotEmitted(hands.page.proceed):
        hands.key(Qt.Key.Key_F12)


def test_what_is_typed_while_a_line_is_in_hand_is_searched_for(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_Up)
    assert hands.table.hasFocus()
    hands.enter("shamp")
    assert hands.lines() == [("Haircut", 1), ("Shampoo", 1)]


def test_a_redeemed_balance_says_what_it_spends(hands: Hands, shop: Shop) -> None:
    shop.have(shop.amara, 2000)
    hands.enter("hair")
    tickets.set_client(shop.desk, hands.ticket().id, shop.amara)
    paid = PaymentRequest(id="p", type_code=BALANCE_TYPE, amount=2000)
    payments.add_payment(shop.desk, hands.ticket().id, paid)
    hands.leave_and_return()
    assert hands.says("open payment $20")


def test_a_payment_is_taken_off_at_the_summary(hands: Hands, shop: Shop) -> None:
    hands.enter("hair")
    paid = PaymentRequest(id="p", type_code="cash", amount=1000)
    payments.add_payment(shop.desk, hands.ticket().id, paid)
    hands.leave_and_return()
    assert hands.says("$35.00")
    hands.press("Take off Cash $10.00")
    assert hands.ticket().payments == ()


def test_a_double_press_of_a_panels_button_acts_once(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_F3)
    hands.fill("Discount in percent", "10")
    button = hands.button("Apply discount")
    button.click()
    button.click()
    hands.settle()
    assert hands.rows()[0][4] == "$45.00"
    assert hands.ticket().version == 2


def test_the_tickets_of_before_are_there_at_start_and_the_last_is_in_work(
    qtbot: QtBot, shown: Shown, shop: Shop, session: Session
) -> None:
    opened(shop.desk, shop.amara)
    last = opened(shop.desk)
    hands = hands_at(qtbot, shown, session)
    assert session.ticket_id == last
    names = [card.accessibleName() for card in hands.side.findChildren(TicketCard)]
    assert [name.split(",")[0] for name in names] == ["Amara Okafor", "Walk-in"]


def test_a_ticket_finished_at_another_till_leaves_and_is_told(
    qtbot: QtBot, hands: Hands, shop: Shop
) -> None:
    hands.enter("hair")
    number = hands.ticket().number
    voiding.void(at_other_till(shop.desk), hands.ticket().id, "left")
    qtbot.waitUntil(lambda: hands.session.ticket_id is None, timeout=PATIENCE_MS)
    assert hands.notices() == [f"Ticket #{number} was finished at another till."]


def test_whoever_comes_back_from_closing_a_ticket_is_told_nothing_about_it(
    hands: Hands, shop: Shop
) -> None:
    hands.enter("hair")
    ticket = hands.ticket()
    hands.page.hide()
    payments.add_payment(
        shop.desk, ticket.id, PaymentRequest(id="all", type_code="cash", amount=4500)
    )
    closing.close(shop.desk, ticket.id, hands.ticket().version, "close")
    hands.page.show()
    hands.settle()
    assert hands.session.ticket_id is None
    assert hands.notices() == []


def test_a_change_to_a_ticket_that_was_just_finished_elsewhere_is_refused_in_words(
    hands: Hands, shop: Shop
) -> None:
    hands.enter("hair")
    number = hands.ticket().number
    voiding.void(at_other_till(shop.desk), hands.ticket().id, "left")
    hands.press("Haircut")
    assert hands.notices() == [f"Ticket #{number} is void."]


def test_searching_shows_what_is_found_and_says_when_nothing_is(hands: Hands) -> None:
    hands.type("gold")
    assert hands.editor("Items found").isVisible()
    hands.search().clear()
    hands.type("zebra")
    assert hands.says("Nothing is called “zebra”.")
    hands.key(Qt.Key.Key_Return)
    assert hands.notices() == ["No item has the code “zebra”."]
    assert not hands.says("Nothing is called “zebra”.")
    hands.key(Qt.Key.Key_Escape)
    assert hands.search().text() == ""
    assert hands.button("Haircut").isVisible()


def test_the_line_in_hand_stays_in_sight_beside_a_high_panel(hands: Hands) -> None:
    for _line in range(4):
        hands.press("Haircut")
    table = hands.page.findChild(LinesTable)
    assert table is not None
    table.resize(table.width(), 170)
    place = table.visualRect(table.currentIndex())
    assert table.viewport().rect().contains(place.center())


def test_the_line_that_needs_a_scroll_bar_moves_no_figure(hands: Hands) -> None:
    hands.press("Haircut")
    table = hands.table
    bar, before = table.verticalScrollBar(), table.visualRect(table.model().index(0, 4)).right()
    assert not bar.maximum()
    while not bar.maximum():
        hands.press("Haircut")
    assert table.visualRect(table.model().index(0, 4)).right() == before


def test_what_was_searched_for_is_typed_over_by_whoever_comes_back(hands: Hands) -> None:
    hands.enter("zebra")
    hands.search().deselect()
    hands.leave_and_return()
    QTest.keyClicks(hands.search(), "hair")
    assert hands.search().text() == "hair"


def test_arrows_choose_among_the_items_found(hands: Hands) -> None:
    hands.type("a")
    hands.search().clear()
    hands.type("s")
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Return)
    assert len(hands.lines()) == 1


def test_a_first_plan_payment_is_marked(hands: Hands) -> None:
    hands.enter("gold")
    from ui.widgets import CELL

    assert hands.table.model().index(0, 0).data(CELL).badge == "First payment"
    assert hands.says("Choose a client first: this ticket has lines that need one.")


def test_the_total_due_is_the_biggest_figure_and_every_control_has_a_name(hands: Hands) -> None:
    hands.enter("hair")
    nameless = [
        part
        for kind in (QPushButton, AmountEdit, QCheckBox)
        for part in hands.page.findChildren(kind)
        if part.isVisible() and not (part.accessibleName() or part.property("text"))
    ]
    assert nameless == []


def test_what_is_typed_in_a_panel_is_not_left_behind_on_the_way_to_payments(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_F5)
    hands.type("5.00")
    with_nothing_lost: list[bool] = []
    hands.page.proceed.connect(lambda: with_nothing_lost.append(bool(hands.ticket().tips)))
    hands.key(Qt.Key.Key_F12)
    hands.key(Qt.Key.Key_F3)
    assert with_nothing_lost == []
    assert hands.says("This is not on the ticket yet")
    hands.key(Qt.Key.Key_Return)
    hands.key(Qt.Key.Key_F12)
    assert with_nothing_lost == [True]


def test_an_open_panel_that_nobody_touched_is_no_hindrance(qtbot: QtBot, hands: Hands) -> None:
    hands.enter("hair")
    for opens in (Qt.Key.Key_F5, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F8, Qt.Key.Key_F9):
        hands.key(opens)
    with qtbot.waitSignal(hands.page.proceed):
        hands.key(Qt.Key.Key_F12)


def test_a_code_that_no_item_has_starts_no_ticket(hands: Hands) -> None:
    hands.enter("123456")
    assert hands.session.ticket_id is None
    assert hands.notices() == ["No item has the code “123456”."]


def test_what_was_searched_for_one_ticket_is_gone_at_the_next(hands: Hands) -> None:
    hands.enter("hair")
    hands.type("xyz")
    hands.key(Qt.Key.Key_F12)
    assert hands.search().text() == ""


def test_keys_go_to_the_scan_field_once_a_ticket_is_voided(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_Up)
    hands.key(Qt.Key.Key_F8)
    hands.enter("rung up twice")
    assert hands.session.ticket_id is None
    assert hands.search().hasFocus()


def test_who_serves_the_whole_ticket_is_changed_beside_its_note(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_F4)
    who = hands.editor("Served by")
    assert isinstance(who, QComboBox)
    who.setCurrentText("Nobody")
    hands.enter("Allergic to nuts")
    assert (hands.ticket().staff, hands.ticket().note) == (None, "Allergic to nuts")


def test_every_button_and_box_is_as_large_as_a_finger(hands: Hands, shop: Shop) -> None:
    shop.owe(shop.amara, 4500)
    shop.have(shop.amara, 8000)
    hands.session.pick_ticket(opened(shop.desk, shop.amara))
    hands.enter("hair")
    for opens in (None, Qt.Key.Key_F5, Qt.Key.Key_F3, Qt.Key.Key_F6, Qt.Key.Key_F2):
        if opens is not None:
            hands.key(opens)
        parts = [p for p in hands.page.findChildren(QAbstractButton) if p.isVisible()]
        small = [p.accessibleName() for p in parts if min(p.width(), p.height()) < 44]
        assert small == []


def test_a_tip_is_nobodys_until_somebody_is_chosen_where_nobody_serves(
    hands: Hands, shop: Shop
) -> None:
    ticket = opened(shop.desk)
    tickets.describe(shop.desk, ticket, "", None)
    hands.session.pick_ticket(ticket)
    hands.enter("850012")
    hands.key(Qt.Key.Key_F5)
    hands.enter("5.00")
    assert hands.errors() == ["Say who the tip is for."]
    assert hands.ticket().tips == ()


def test_a_shop_without_favorites_says_where_items_come_from(
    qtbot: QtBot, shown: Shown, session: Session
) -> None:
    hands = hands_at(qtbot, shown, session)
    assert hands.says("Nothing to sell yet: add services and products first.")


def test_what_is_typed_in_a_panel_is_kept_when_another_ticket_is_tapped(
    qtbot: QtBot, shown: Shown, shop: Shop, session: Session
) -> None:
    other, first = opened(shop.desk, shop.dana), opened(shop.desk)
    hands = hands_at(qtbot, shown, session)
    hands.enter("hair")
    hands.key(Qt.Key.Key_F4)
    hands.type("allergic to ammonia")
    card = next(c for c in hands.side.findChildren(TicketCard) if "Dana" in c.accessibleName())
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    hands.key(Qt.Key.Key_N, CTRL)
    assert hands.session.ticket_id == first
    assert not card.isChecked()
    assert hands.says("This is not on the ticket yet: confirm it, or close it (Esc).")
    hands.press("Save note")
    assert hands.ticket().note == "allergic to ammonia"
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert hands.session.ticket_id == other


def test_a_double_press_on_new_ticket_starts_one(hands: Hands, shop: Shop) -> None:
    hands.enter("hair")
    first = hands.session.ticket_id
    for _press in range(2):
        hands.press("New ticket")
    assert hands.session.ticket_id != first
    assert len(tickets.open_tickets(shop.desk)) == 2


def test_after_the_key_of_a_new_ticket_keys_go_to_the_scan_field(hands: Hands) -> None:
    hands.enter("hair")
    hands.button("Haircut").setFocus()
    hands.key(Qt.Key.Key_N, CTRL)
    assert hands.search().hasFocus()
    hands.enter("shampoo")
    assert hands.lines() == [("Shampoo", 1)]


def test_keys_go_from_one_open_ticket_to_the_next(
    qtbot: QtBot, shown: Shown, shop: Shop, session: Session
) -> None:
    first, second, third = (opened(shop.desk) for _each in range(3))
    hands = hands_at(qtbot, shown, session)
    worked_on = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        hands.key(key, CTRL)
        worked_on.append(session.ticket_id)
    assert worked_on == [second, first, third, first]


def test_a_ticket_that_is_paid_too_much_says_so_among_the_open_ones(hands: Hands) -> None:
    hands.enter("hair")
    hands.enter("hair")
    ticket = hands.ticket()
    paid = PaymentRequest(id="all", type_code="card", amount=9_000)
    payments.add_payment(hands.session.desk, ticket.id, paid)
    selling.remove_line(hands.session.desk, ticket.id, ticket.lines[0].number)
    hands.leave_and_return()
    (card,) = hands.side.findChildren(TicketCard)
    assert "paid too much" in card.accessibleName()


def test_the_ticket_in_work_is_brought_into_sight_among_many(qtbot: QtBot, hands: Hands) -> None:
    hands.page.resize(1366, 712)
    for _ticket in range(14):
        hands.key(Qt.Key.Key_N, CTRL)
        hands.press("Haircut")

    def in_work_is_seen() -> bool:
        chosen = next(card for card in hands.page.findChildren(TicketCard) if card.isChecked())
        return chosen.visibleRegion().boundingRect().size() == chosen.size()

    qtbot.waitUntil(in_work_is_seen, timeout=PATIENCE_MS)
    hands.key(Qt.Key.Key_Down, CTRL)
    qtbot.waitUntil(in_work_is_seen, timeout=PATIENCE_MS)
