"""Merging two cards of one client (R17): every cent, ticket and hold moves; the books stay."""

import pytest

from pos_app.domain.shop import Client, Role, StaffMember
from pos_app.errors import UserError
from pos_app.services import clients, merging, payments, payoffs
from tests.services.counter import Counter

FRONT_DESK = StaffMember("S2", "Leo Park", Role.FRONT_DESK)


@pytest.fixture
def twins(counter: Counter) -> tuple[int, int]:
    """Amy, who is to go, and Amara, who stays: both owe and have."""
    amy, amara = counter.client("Amy T."), counter.client("Amara Thompson")
    counter.opening(amy, owed=4500, credit=3000, paid=2000)
    counter.opening(amara, owed=1000, credit=500)
    return amy, amara


def test_all_that_both_owe_and_have_is_one_clients_after_one_entry(
    counter: Counter, twins: tuple[int, int]
) -> None:
    amy, amara = twins
    before = counter.rows("SELECT count(*) FROM entries")[0][0]
    merging.merge(counter.desk, amy, amara)
    assert counter.standing(amara) == (5500, 2000, 3500)
    assert counter.standing(amy) == (0, 0, 0)
    assert counter.rows("SELECT count(*) FROM entries")[0][0] == before + 1
    counter.assert_sound()


def test_the_merge_is_booked_from_one_client_to_the_other_and_nowhere_else(
    counter: Counter, twins: tuple[int, int]
) -> None:
    amy, amara = twins
    merging.merge(counter.desk, amy, amara)
    booked = counter.rows(
        "SELECT p.client_id, p.account, p.amount FROM postings p JOIN entries e ON e.id = p.entry_id"
        " WHERE e.kind = 'merge' ORDER BY 1, 2"
    )
    assert booked == [
        (amy, "accounts_receivable", -4500),
        (amy, "client_credits", 3000),
        (amy, "open_payments", 2000),
        (amara, "accounts_receivable", 4500),
        (amara, "client_credits", -3000),
        (amara, "open_payments", -2000),
    ]


def test_what_moves_keeps_its_origin_and_names_what_it_was(
    counter: Counter, twins: tuple[int, int]
) -> None:
    amy, amara = twins
    ticket = counter.sell(amy, 2500, "later")
    merging.merge(counter.desk, amy, amara)
    (moved,) = counter.rows(
        'SELECT n.origin, n.ticket_id, n.label, n.amount, o.client_id, o."left" FROM charges n'
        " JOIN charges o ON o.id = n.moved_from WHERE n.client_id = :id AND n.ticket_id = :ticket",
        id=amara,
        ticket=ticket,
    )
    assert moved == ("pay_later", ticket, "Ticket #1001", 2500, amy, 0)
    counter.assert_sound()


def test_open_tickets_move_with_what_they_hold_and_close_as_the_survivors(
    counter: Counter, twins: tuple[int, int]
) -> None:
    amy, amara = twins
    ticket = counter.ticket(amy, 6000)
    counter.pay(ticket, "balance", 3500)
    payoffs.pay_off(counter.desk, ticket, 4500)
    held, count = counter.available(amy), counter.held()
    changes = merging.merge(counter.desk, amy, amara)
    assert changes.tickets == {ticket}
    view = counter.look(ticket)
    assert view.client is not None
    assert view.client.id == amara
    assert "Amy T. was merged into Amara Thompson" in view.ticket.notice
    assert counter.held() == count
    assert counter.available(amara) == held + 500
    assert counter.payable(amara) == 1000
    counter.assert_sound()
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert counter.standing(amara) == (1000, 1500, 500)
    counter.assert_sound()


def test_a_held_ticket_can_still_give_back_what_it_holds(
    counter: Counter, twins: tuple[int, int]
) -> None:
    amy, amara = twins
    ticket = counter.ticket(amy, 6000)
    payment = counter.pay(ticket, "balance", 5000)
    merging.merge(counter.desk, amy, amara)
    payments.remove_payment(counter.desk, ticket, payment)
    assert counter.available(amara) == 5500
    counter.assert_sound()


def test_the_loser_is_archived_and_names_the_survivor_who_gets_what_was_missing(
    counter: Counter,
) -> None:
    amy = counter.client("Amy", email="amy@example.com", note="Likes tea")
    amara = counter.client("Amara", phone="", note="Window seat", pop_up="Allergic to henna")
    merging.merge(counter.desk, amy, amara)
    gone, stays = (clients.client(counter.desk, one) for one in (amy, amara))
    assert gone.archived_at == counter.desk.at
    assert gone.merged_into == amara
    assert (stays.email, stays.phone) == ("amy@example.com", "555-0142")
    assert (stays.note, stays.pop_up) == ("Window seat · Likes tea", "Allergic to henna")


def test_a_merge_without_a_balance_needs_no_entry(counter: Counter) -> None:
    amy, amara = counter.client("Amy"), counter.client("Amara")
    merging.merge(counter.desk, amy, amara)
    assert counter.rows("SELECT * FROM entries") == []
    counter.assert_sound()


def test_who_was_merged_twice_is_merged_all_the_way(
    counter: Counter, twins: tuple[int, int]
) -> None:
    amy, amara = twins
    other = counter.client("A. Thompson")
    merging.merge(counter.desk, amy, amara)
    merging.merge(counter.desk, amara, other)
    assert counter.standing(other) == (5500, 2000, 3500)
    counter.assert_sound()


def test_a_merge_with_oneself_or_nobody_is_refused(
    counter: Counter, twins: tuple[int, int]
) -> None:
    amy, _amara = twins
    with pytest.raises(UserError, match="Choose another client"):
        merging.merge(counter.desk, amy, amy)
    with pytest.raises(UserError, match="does not exist"):
        merging.merge(counter.desk, amy, 4711)


def test_a_second_merge_finds_the_client_archived_and_moves_nothing(
    counter: Counter, twins: tuple[int, int]
) -> None:
    merging.merge(counter.desk, *twins)
    with pytest.raises(UserError, match=r"Amy T\. is archived"):
        merging.merge(counter.desk, *twins)
    assert counter.standing(twins[1]) == (5500, 2000, 3500)
    counter.assert_sound()


def test_only_a_manager_merges(counter: Counter, twins: tuple[int, int]) -> None:
    with pytest.raises(UserError, match="may not do this"):
        merging.merge(counter.desk.as_staff(FRONT_DESK), *twins)


def test_a_merged_client_is_not_brought_back(counter: Counter, twins: tuple[int, int]) -> None:
    amy, amara = twins
    merging.merge(counter.desk, amy, amara)
    with pytest.raises(UserError, match="was merged into Amara Thompson"):
        clients.bring_back(counter.desk, amy)


def test_twins_are_found_by_name_address_or_phone(counter: Counter) -> None:
    amara = counter.client("Amara Okafor", phone="(555) 0142-77")
    same_name = counter.client("amara okafor", phone="")
    same_phone = counter.client("A. O.", phone="5550142-77")
    counter.client("Amara O", phone="12")
    found = clients.twins(counter.desk, clients.client(counter.desk, amara))
    assert {twin.id for twin in found} == {same_name, same_phone}
    assert clients.twins(counter.desk, Client()) == []
