"""The client of a ticket: found, created, changed; what they owe and have."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from pos_app.domain.shop import BALANCE_TYPE, Role, StaffMember
from pos_app.domain.ticket import LineKind
from pos_app.persistence.tables.people import clients as clients_table
from pos_app.services import clients, payments, payoffs, selling, tickets
from pos_app.services.payments import PaymentRequest
from tests.ui.checkout.conftest import PAGE_PX, Hands, Shop, hands_at, opened
from tests.ui.conftest import Shown
from ui.checkout.client_finder import ClientFinder
from ui.checkout.client_header import ClientHeader
from ui.checkout.picklist import PickList
from ui.session import Session
from ui.widgets import CELL, ElidedLabel, TicketCard, Tone

CTRL = Qt.KeyboardModifier.ControlModifier


def found(hands: Hands) -> list[str]:
    model = hands.page.findChildren(ClientFinder)[0].findChildren(PickList)[0].model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def client_name(hands: Hands) -> str | None:
    client = tickets.view(hands.session.desk, hands.ticket().id).client
    return client.name if client else None


def begin(hands: Hands) -> None:
    hands.key(Qt.Key.Key_N, CTRL)
    hands.key(Qt.Key.Key_F2)


def test_a_client_is_found_as_one_types_and_taken_with_enter(hands: Hands) -> None:
    begin(hands)
    hands.type("dan")
    assert found(hands) == ["Dana Ortiz", "Create client “dan”"]
    hands.key(Qt.Key.Key_Return)
    assert client_name(hands) == "Dana Ortiz"
    assert hands.says("dana@example.com")


def test_the_search_for_a_client_is_empty_once_one_comes_back_to_the_ticket(hands: Hands) -> None:
    begin(hands)
    hands.type("dan")
    hands.page.hide()
    hands.page.show()
    field = hands.page.findChildren(ClientFinder)[0].field
    assert field.text() == ""
    assert found(hands) == []


def test_the_next_person_finds_no_client_half_typed_in(hands: Hands) -> None:
    begin(hands)
    hands.type("Zoe")
    hands.key(Qt.Key.Key_Return)
    finder = hands.page.findChildren(ClientFinder)[0]
    assert finder.is_adding()
    hands.page.hide()
    hands.page.show()
    assert finder.is_adding()
    hands.session.sign_in(StaffMember("S9", "Noa", Role.FRONT_DESK))
    assert not finder.is_adding()
    assert finder.field.text() == ""


def test_a_client_is_found_by_phone_and_by_email(hands: Hands) -> None:
    begin(hands)
    for typed in ("0199", "dana@ex"):
        hands.fill("Find or create client", typed)
        assert found(hands)[0] == "Dana Ortiz", typed


def test_what_they_owe_and_have_stands_beside_the_clients_found(hands: Hands, shop: Shop) -> None:
    shop.owe(shop.amara, 4500)
    shop.have(shop.amara, 8000)
    begin(hands)
    hands.type("amara")
    model = hands.page.findChildren(ClientFinder)[0].findChildren(PickList)[0].model()
    beside = model.index(0, 1).data(CELL)
    assert (beside.text, beside.detail) == ("Owes $45.00", "Has $80.00")


def test_a_large_balance_cuts_no_other_name_among_the_clients_found(
    hands: Hands, shop: Shop
) -> None:
    shop.owe(shop.amara, 23_456_789_01)
    begin(hands)
    hands.type("a")
    (found_list,) = hands.page.findChildren(ClientFinder)[0].findChildren(PickList)
    model = found_list.model()
    places = {model.index(row, 1).data(): row for row in range(model.rowCount())}
    beside, without = places["Owes $23,456,789.01"], places[""]
    assert found_list.visualRect(model.index(without, 0)).width() > found_list.columnWidth(0)
    assert found_list.visualRect(model.index(beside, 0)).width() == found_list.columnWidth(0)


def test_clients_without_a_balance_are_written_like_any_other_name(hands: Hands) -> None:
    begin(hands)
    hands.type("dan")
    model = hands.page.findChildren(ClientFinder)[0].findChildren(PickList)[0].model()
    assert model.index(0, 0).data(CELL).tone == Tone.PLAIN


def test_arrows_move_among_the_clients_and_around_the_ends(hands: Hands) -> None:
    begin(hands)
    hands.type("example")
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Return)
    assert client_name(hands) in {"Amara Okafor", "Dana Ortiz"}


def test_a_client_is_created_without_leaving_the_ticket(hands: Hands) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_F2)
    hands.type("Lena Fischer")
    hands.key(Qt.Key.Key_Up)
    hands.key(Qt.Key.Key_Return)
    hands.fill("E-mail", "lena@example.com")
    hands.fill("Phone", "555-0177")
    hands.key(Qt.Key.Key_Return)
    assert client_name(hands) == "Lena Fischer"
    assert hands.lines() == [("Haircut", 1)]


def test_a_bad_address_or_name_is_refused_at_its_box(hands: Hands) -> None:
    begin(hands)
    hands.enter("Lena")
    hands.fill("E-mail", "lena at home")
    hands.press("Create client")
    assert hands.errors() == ["“lena at home” is not an e-mail address."]
    hands.fill("E-mail", "")
    hands.fill("Name", "  ")
    hands.press("Create client")
    assert hands.errors() == ["Enter a name."]
    assert client_name(hands) is None


def test_whoever_is_a_client_already_is_told_and_offered(hands: Hands, shop: Shop) -> None:
    begin(hands)
    hands.type("Zoe")
    hands.key(Qt.Key.Key_Return)
    hands.fill("E-mail", "DANA@example.com")
    hands.settle()
    assert hands.says("Already a client: Dana Ortiz, dana@example.com, 555-0199")
    hands.press("Create client")
    assert hands.errors() == ["Dana Ortiz already has this e-mail address. Choose them instead?"]
    hands.press("Take this one")
    assert client_name(hands) == "Dana Ortiz"


def test_escape_leaves_the_search_and_the_client_stays(hands: Hands, shop: Shop) -> None:
    hands.session.pick_ticket(opened(shop.desk, shop.dana))
    hands.key(Qt.Key.Key_F2)
    hands.type("ama")
    hands.key(Qt.Key.Key_Escape)
    assert client_name(hands) == "Dana Ortiz"
    assert hands.button("Change").isVisible()


def test_a_client_is_taken_off_for_a_walk_in(hands: Hands, shop: Shop) -> None:
    hands.session.pick_ticket(opened(shop.desk, shop.dana))
    hands.key(Qt.Key.Key_F2)
    assert found(hands) == ["Walk-in"]
    hands.key(Qt.Key.Key_Return)
    assert client_name(hands) is None


def test_changing_the_client_says_what_came_off_until_it_is_dismissed(
    hands: Hands, shop: Shop
) -> None:
    shop.have(shop.amara, 3000)
    ticket = opened(shop.desk, shop.amara)
    selling.add_item(shop.desk, ticket, shop.haircut)
    redeemed = PaymentRequest(id="r", type_code="client_balance", amount=3000)
    payments.add_payment(shop.desk, ticket, redeemed)
    hands.session.pick_ticket(ticket)
    hands.key(Qt.Key.Key_F2)
    hands.enter("dana")
    said = "Because the client changed, this came off the ticket: Client balance"
    assert [text.startswith(said) for text in hands.notices()] == [True]
    hands.press("Dismiss")
    assert hands.notices() == []
    assert hands.ticket().notice == ""
    assert clients.standing(shop.desk, shop.amara).available == 3000


def test_a_client_archived_meanwhile_is_refused_in_words(hands: Hands, shop: Shop) -> None:
    begin(hands)
    hands.type("dan")
    with shop.desk.database.write() as connection:
        archived = clients_table.update().where(clients_table.c.id == shop.dana)
        connection.execute(archived.values(archived_at="2026-11-22T12:00:00.000Z"))
    hands.key(Qt.Key.Key_Return)
    assert [text.startswith("Dana Ortiz is archived.") for text in hands.notices()] == [True]
    assert client_name(hands) is None


def test_paying_off_shows_what_will_be_owed_and_adds_a_line_once(hands: Hands, shop: Shop) -> None:
    shop.owe(shop.amara, 2000, "a")
    shop.owe(shop.amara, 2500, "b")
    hands.session.pick_ticket(opened(shop.desk, shop.amara))
    hands.key(Qt.Key.Key_F6)
    assert hands.says("Amara will owe $0.00 after this.")
    hands.type("30")
    assert hands.says("Amara will owe $15.00 after this.")
    hands.key(Qt.Key.Key_Return)
    assert hands.rows()[0][0] == "Paid towards balance due"
    hands.key(Qt.Key.Key_F6)
    hands.type("45")
    hands.key(Qt.Key.Key_Return)
    assert [(line.kind, line.amount) for line in hands.ticket().lines] == [(LineKind.PAYOFF, 4500)]


def test_paying_off_more_than_is_owed_is_refused_at_the_amount(hands: Hands, shop: Shop) -> None:
    shop.owe(shop.amara, 2000)
    hands.session.pick_ticket(opened(shop.desk, shop.amara))
    hands.key(Qt.Key.Key_F6)
    hands.type("20.01")
    hands.key(Qt.Key.Key_Return)
    assert hands.errors() == ["Only $20.00 can be paid off here. Enter $20.00 or less."]
    assert hands.lines() == []


def test_a_picked_charge_is_paid_off_alone(hands: Hands, shop: Shop) -> None:
    shop.owe(shop.amara, 2000, "a")
    shop.owe(shop.amara, 2500, "b")
    hands.session.pick_ticket(opened(shop.desk, shop.amara))
    hands.key(Qt.Key.Key_F6)
    boxes = [b for b in hands.page.findChildren(QCheckBox) if "$25.00" in b.accessibleName()]
    QTest.mouseClick(boxes[0], Qt.MouseButton.LeftButton)
    hands.press("Add to order")
    charges = payoffs.owed_charges(shop.desk, shop.amara)
    assert [(charge.amount, charge.held) for charge in charges] == [(2000, 0), (2500, 2500)]


def test_opening_a_payoff_line_opens_pay_off(hands: Hands, shop: Shop) -> None:
    shop.owe(shop.amara, 2000)
    ticket = opened(shop.desk, shop.amara)
    payoffs.pay_off(shop.desk, ticket, 2000)
    hands.session.pick_ticket(ticket)
    hands.key(Qt.Key.Key_Up)
    hands.key(Qt.Key.Key_Return)
    hands.press("Take off the order")
    assert hands.lines() == []


def test_a_balance_that_another_till_changes_is_shown(hands: Hands, shop: Shop) -> None:
    shop.owe(shop.amara, 4500)
    hands.session.pick_ticket(opened(shop.desk, shop.amara))
    hands.settle()
    assert hands.notices() == []
    shop.have(shop.amara, 3000)
    hands.page.again.look()
    assert hands.notices() == ["Amara owes $45.00 and has $30.00 to spend."]


def test_a_client_who_owes_and_has_is_told_so_and_one_action_settles_it(
    hands: Hands, shop: Shop
) -> None:
    shop.owe(shop.amara, 4500)
    shop.have(shop.amara, 3000)
    hands.session.pick_ticket(opened(shop.desk, shop.amara))
    hands.settle()
    assert hands.notices() == ["Amara owes $45.00 and has $30.00 to spend."]
    hands.press("Pay $30.00 with it")
    assert hands.notices() == []
    view = tickets.view(shop.desk, hands.ticket().id)
    assert view.payoff == 3000
    assert [payment.amount for payment in view.ticket.payments] == [3000]
    assert view.settlement.due == 0


def test_the_box_for_credit_opts_the_ticket_out_and_the_hint_goes(hands: Hands, shop: Shop) -> None:
    shop.owe(shop.amara, 4500)
    shop.have(shop.amara, 3000)
    hands.session.pick_ticket(opened(shop.desk, shop.amara))
    hands.key(Qt.Key.Key_F10)
    assert not hands.ticket().use_credit
    assert hands.notices() == []


def test_a_ticket_that_took_all_of_the_credit_can_still_opt_out(hands: Hands, shop: Shop) -> None:
    shop.have(shop.amara, 3000)
    ticket = opened(shop.desk, shop.amara)
    selling.add_item(shop.desk, ticket, shop.haircut)
    all_of_it = PaymentRequest(id="all of it", type_code=BALANCE_TYPE, amount=3000)
    payments.add_payment(shop.desk, ticket, all_of_it)
    hands.session.pick_ticket(ticket)
    hands.settle()
    box = next(b for b in hands.page.findChildren(QCheckBox) if "available credit" in b.text())
    assert box.isVisible()
    assert box.isChecked()
    hands.key(Qt.Key.Key_F10)
    assert not hands.ticket().use_credit
    assert not hands.ticket().payments
    assert box.isVisible()
    assert not box.isChecked()


def test_balances_are_told_in_words_beside_their_amounts(hands: Hands, shop: Shop) -> None:
    shop.owe(shop.amara, 4500)
    shop.have(shop.amara, 8000)
    hands.session.pick_ticket(opened(shop.desk, shop.amara))
    texts = [part.text() for part in hands.page.findChildren(QLabel) if part.isVisible()]
    for text in ("Balance due", "$45.00", "Credit to redeem", "$80.00"):
        assert text in texts


def test_a_name_keeps_room_beside_two_balances_of_eight_digits(hands: Hands, shop: Shop) -> None:
    shop.owe(shop.amara, 1_234_567_890)
    shop.have(shop.amara, 9_876_543_210)
    hands.session.pick_ticket(opened(shop.desk, shop.amara))
    hands.settle()
    header = hands.page.findChildren(ClientHeader)[0]
    name = next(p for p in header.findChildren(ElidedLabel) if p.text() == "Amara Okafor")
    assert name.width() >= 120
    assert hands.page.width() == PAGE_PX


def test_without_a_ticket_a_client_starts_one(hands: Hands, shop: Shop) -> None:
    assert hands.session.ticket_id is None
    hands.key(Qt.Key.Key_F2)
    hands.enter("dana")
    assert hands.ticket().client_id == shop.dana
    hands.enter("hair")
    assert hands.lines() == [("Haircut", 1)]


def test_a_half_typed_client_is_kept_when_another_ticket_is_tapped(
    qtbot: QtBot, shown: Shown, shop: Shop, session: Session
) -> None:
    opened(shop.desk, shop.dana)
    first = opened(shop.desk)
    hands = hands_at(qtbot, shown, session)
    hands.key(Qt.Key.Key_F2)
    hands.enter("Zora")
    hands.type("zora@example.com")
    card = next(c for c in hands.side.findChildren(TicketCard) if "Dana" in c.accessibleName())
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert hands.session.ticket_id == first
    assert hands.says("This is no client yet: create the client, or cancel (Esc).")
    hands.press("Create client")
    assert hands.ticket().client_id not in (None, shop.amara, shop.dana)


def test_one_key_pays_what_a_client_owes_with_what_they_have(hands: Hands, shop: Shop) -> None:
    shop.owe(shop.amara, 4500)
    shop.have(shop.amara, 8000)
    hands.session.pick_ticket(opened(shop.desk, shop.amara))
    hands.key(Qt.Key.Key_B, CTRL)
    ticket = hands.ticket()
    assert [line.unit_price for line in ticket.lines] == [4500]
    assert [payment.amount for payment in ticket.payments] == [4500]


def test_esc_in_the_search_for_a_client_and_choosing_one_lead_back_to_the_scan_field(
    hands: Hands, shop: Shop
) -> None:
    hands.enter("hair")
    hands.key(Qt.Key.Key_F2)
    hands.enter("dana")
    assert hands.search().hasFocus()
    hands.key(Qt.Key.Key_F2)
    hands.type("am")
    hands.key(Qt.Key.Key_Escape)
    assert hands.search().hasFocus()
    assert hands.ticket().client_id == shop.dana


def test_a_payoff_and_a_change_of_client_can_be_undone(hands: Hands, shop: Shop) -> None:
    shop.owe(shop.amara, 4500)
    hands.enter("hair")
    hands.key(Qt.Key.Key_F2)
    hands.enter("amara")
    hands.key(Qt.Key.Key_F6)
    hands.key(Qt.Key.Key_Return)
    assert [name for name, _count in hands.lines()] == ["Haircut", "Paid towards balance due"]
    hands.press("Undo")
    assert hands.lines() == [("Haircut", 1)]
    assert hands.ticket().client_id == shop.amara
    hands.press("Undo")
    assert hands.ticket().client_id is None
    hands.press("Undo")
    assert hands.lines() == []


def test_a_list_that_shows_all_its_choices_scrolls_nowhere(hands: Hands) -> None:
    hands.key(Qt.Key.Key_F2)
    hands.type("zoe katz")
    (found,) = [one for one in hands.page.findChildren(PickList) if one.isVisible()]
    assert found.verticalScrollBar().maximum() == 0
