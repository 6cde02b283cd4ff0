"""What the balance history says on screen."""

from pos_app.domain.balance_acts import Pays, Received, TakePayment
from pos_app.services import client_accounts
from tests.ui.clients.conftest import Profile
from ui.widgets import CELL


def test_money_on_account_says_how_it_came_and_what_became_of_it(profile: Profile) -> None:
    desk = profile.counter.desk
    check = Received(type_code="check", received_on="2026-11-20", reference="1044", note="By post")
    for request, act in {
        "pays": TakePayment(amount=4_500, money=Received(type_code="cash"), pays=Pays.OLDEST),
        "stays": TakePayment(amount=3_000, money=check),
    }.items():
        client_accounts.carry_out(desk, profile.amara, request, act)
    model = profile.page.show_balance().history.model
    assert [model.index(row, 1).data(CELL).detail for row in (0, 1)] == [
        "Check 1044 · received 11/20/26 · By post · Open payment $30.00",
        "Cash · Open payment → Ticket #1001 $45.00",
    ]


def test_a_ticket_that_did_several_things_says_each_and_not_its_own_name_again(
    profile: Profile,
) -> None:
    counter = profile.counter
    ticket = counter.ticket(profile.amara, 9_000)
    counter.pay(ticket, "balance", 3_000)
    counter.pay(ticket, "later")
    counter.close(ticket)
    newest = profile.page.show_balance().history.model.index(0, 1).data(CELL)
    assert newest.text == "Ticket #1002"
    assert newest.detail == "Pay later $60.00 · $30.00"
