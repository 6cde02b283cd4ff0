"""The balance history and the open items of a client: every cent, and where it came from (R14, R18)."""

from dataclasses import replace
from datetime import timedelta
from gettext import translation
from uuid import uuid4

import pytest

from pos_app.clock import SetClock
from pos_app.config import TRANSLATIONS
from pos_app.domain import words
from pos_app.domain.balance_acts import (
    AddCredit,
    ApplyFunds,
    BalanceAct,
    ChargeAmount,
    OwnMoney,
    Pays,
    Received,
    RemoveCredit,
    TakePayment,
    WriteOff,
)
from pos_app.domain.journal import EntryKind
from pos_app.domain.shop import Role
from pos_app.persistence import people
from pos_app.services import client_accounts, history, merging, payoffs, selling
from pos_app.services.event_names import EventPart
from pos_app.services.open_items import open_items
from pos_app.services.voiding import KeepMoney
from tests.conftest import FRONT_DESK, MANAGER
from tests.services.counter import Counter

CARD = Received(type_code="card", reference="1234")


def do(counter: Counter, client: int, act: BalanceAct) -> None:
    client_accounts.carry_out(counter.desk, client, uuid4().hex, act)


@pytest.fixture
def lived(counter: Counter, clock: SetClock) -> int:
    """A client to whom everything happened, an act a minute."""
    client = counter.client()

    def tick() -> None:
        clock.at += timedelta(minutes=1)

    ticket = counter.ticket(client, 4_500)
    counter.pay(ticket, "later")
    counter.close(ticket)
    for act in (
        ChargeAmount(amount=2_000, reason="Lost it", reason_kind="key"),
        AddCredit(amount=1_000, reason="Late by 50% of an hour", reason_kind="goodwill"),
        TakePayment(amount=3_000, money=CARD),
        TakePayment(amount=500, money=CARD, pays=Pays.OLDEST),
        ApplyFunds(),
        WriteOff(amount=1_000, reason="Old friend"),
        AddCredit(amount=1_500, reason="Paid at the fair", money=CARD),
        RemoveCredit(amount=100, reason="Typo", own_money=OwnMoney.REMOVE),
        AddCredit(amount=300, reason="Voucher", expires_on="2026-11-22"),
    ):
        tick()
        do(counter, client, act)
    clock.at += timedelta(days=1)
    client_accounts.expire_due(counter.desk)
    return client


def test_r18_every_event_is_there_with_its_amount_reason_person_and_adds_up(
    counter: Counter, lived: int
) -> None:
    events = history.page(counter.desk, lived)
    assert [event.number for event in events] == list(range(11, 0, -1))
    running = 0
    for event in reversed(events):
        running += event.amount
        assert running == event.owed - event.has
    assert [event.by for event in events] == ["By itself", *["Maya Chen"] * 10]
    named = history.page(counter.desk, lived, text="maya")
    assert named == events[1:]
    assert (events[0].owed, events[0].has) == (counter.standing(lived)[0], counter.available(lived))
    said = [(event.what, event.amount, event.reason) for event in events]
    assert said == [
        ("Credit expired", 300, ""),
        ("Credit added", -300, "Voucher"),
        ("Credit removed", 100, "Typo"),
        ("Payment on account", -1_500, "Paid at the fair"),
        ("Debt written off", -1_000, "Old friend"),
        ("Balance applied", 0, ""),
        ("Payment on account", -500, ""),
        ("Payment on account", -3_000, ""),
        ("Credit added", -1_000, "Goodwill · Late by 50% of an hour"),
        ("Amount charged", 2_000, "Locker key · Lost it"),
        ("Pay later on ticket #1001", 4_500, ""),
    ]


def test_r18_an_event_names_the_funds_and_charges_that_it_made_and_moved(
    counter: Counter, lived: int
) -> None:
    events = {event.number: event for event in history.page(counter.desk, lived)}
    assert events[1].parts == (EventPart(4_500, "", "Ticket #1001", made=True),)
    assert events[3].parts == (
        EventPart(1_000, "Goodwill", "", made=True),
        EventPart(1_000, "Goodwill", "Ticket #1001", made=False),
    )
    assert events[6].parts == (EventPart(3_000, "Open payment", "Ticket #1001", made=False),)
    assert events[11].parts == (EventPart(300, "Credit", "", made=False),)


def test_money_on_account_says_how_it_came_and_when_and_what_was_noted(counter: Counter) -> None:
    client = counter.client()
    check = Received(type_code="check", received_on="2026-11-20", reference="1044", note="By post")
    do(counter, client, TakePayment(amount=3_000, money=check))
    do(counter, client, TakePayment(amount=500, money=CARD))
    today, earlier = history.page(counter.desk, client)
    assert (earlier.paid_by, earlier.received_on, earlier.note) == (
        "Check 1044", "2026-11-20", "By post",
    )  # fmt: skip
    assert (today.paid_by, today.received_on, today.note) == ("Card 1234", "", "")
    assert history.page(counter.desk, client, text="by post") == (earlier,)


def test_a_tickets_event_opens_its_ticket(counter: Counter, lived: int) -> None:
    first = history.page(counter.desk, lived)[-1]
    assert (first.ticket_id, first.ticket_number) == (1, 1001)


def test_history_comes_page_by_page(counter: Counter, lived: int) -> None:
    whole = history.page(counter.desk, lived)
    pages = [history.page(counter.desk, lived, most=4)]
    while len(pages[-1]) == 4:
        pages.append(history.page(counter.desk, lived, before=pages[-1][-1].number, most=4))
    assert sum(pages, ()) == whole


@pytest.mark.parametrize(
    ("kinds", "text", "numbers"),
    [
        ([EntryKind.CREDIT], "", [10, 3]),
        ([EntryKind.ON_ACCOUNT, EntryKind.WRITE_OFF], "", [8, 7, 5, 4]),
        ([], "friend", [7]),
        ([EntryKind.CREDIT], "friend", []),
        ([], "  #1001 ", [6, 5, 3, 1]),
        ([], "LOCKER", [8, 7, 2]),
        ([], "50%", [3]),
        ([], "5_%", []),
        ([], "maya", list(range(10, 0, -1))),
        ([], "card", [8, 5, 4]),
        ([], "1234", [8, 5, 4]),
        ([], "By ITSELF", [11]),
        ([], "itself", [11]),
        ([EntryKind.CREDIT], "itself", []),
    ],
)
def test_history_is_found_by_kind_and_by_any_word_in_it(
    counter: Counter, lived: int, kinds: list[EntryKind], text: str, numbers: list[int]
) -> None:
    found = history.page(counter.desk, lived, kinds=kinds, text=text)
    assert [event.number for event in found] == numbers


def test_what_happened_by_itself_is_found_by_the_words_of_the_shops_language(
    counter: Counter, lived: int
) -> None:
    words.use(translation("pos", TRANSLATIONS, ["es"]))
    (expired,) = history.page(counter.desk, lived, text="POR SÍ solo")
    assert (expired.number, expired.by) == (11, "Por sí solo")
    assert history.page(counter.desk, lived, text="itself") == ()


def test_what_was_found_comes_page_by_page_too(counter: Counter, lived: int) -> None:
    found = history.page(counter.desk, lived, before=8, kinds=[EntryKind.ON_ACCOUNT], most=1)
    assert [event.number for event in found] == [5]


def test_a_balance_over_time_is_what_each_day_ended_with(counter: Counter, lived: int) -> None:
    days = history.over_time(counter.desk, lived)
    assert [(day.date, day.owed, day.has) for day in days] == [
        ("2026-11-22", 0, 700), ("2026-11-23", 0, 400),
    ]  # fmt: skip


def test_r14_every_open_item_says_where_it_came_from(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, owed=100, credit=100)
    ticket = counter.ticket(client, 4_500)
    selling.top_up(counter.desk, ticket, 1_000)
    counter.pay(ticket, "later", 4_500)
    counter.pay(ticket, "cash", 2_000, keep_change=True)
    counter.close(ticket)
    void = counter.ticket(client, 4_500)
    counter.pay(void, "card", 600, reference="88")
    counter.void(void, KeepMoney.ON_ACCOUNT)
    for act in (
        TakePayment(amount=3_000, money=CARD),
        RemoveCredit(amount=6_700, reason="Chargeback", own_money=OwnMoney.REMOVE),
        ChargeAmount(amount=2_000, reason="Lost key"),
    ):
        do(counter, client, act)
    owed = [(item.item.left, item.origin.text) for item in open_items(counter.desk, client).charges]
    assert owed == [
        (100, "Opening balance"),
        (4_500, "Pay later on ticket #1001"),
        (1_000, "Credit removed beyond what there was"),
        (2_000, "Amount charged"),
    ]


def test_r14_every_fund_says_where_it_came_from(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, credit=100)
    ticket = counter.ticket(client, 4_500)
    selling.top_up(counter.desk, ticket, 1_000)
    counter.pay(ticket, "cash", 7_000, keep_change=True)
    counter.close(ticket)
    void = counter.ticket(client, 4_500)
    counter.pay(void, "card", 600, reference="88")
    counter.void(void, KeepMoney.ON_ACCOUNT)
    do(counter, client, TakePayment(amount=3_000, money=CARD))
    do(counter, client, AddCredit(amount=50, reason="Goodwill"))
    origins = [item.origin for item in open_items(counter.desk, client).funds]
    assert [origin.text for origin in origins] == [
        "Opening balance",
        "Change kept from ticket #1001",
        "Account credit bought on ticket #1001",
        "Card 88 on voided ticket #1002, kept",
        "Card 1234 received on account",
        "Credit granted",
    ]
    assert origins[-1].reason == "Goodwill"
    assert origins[-1].by == "Maya Chen"
    assert origins[1].ticket_id == ticket
    assert origins[4].payment_id is not None


def test_r14_what_a_merge_moved_still_says_where_it_came_from(counter: Counter) -> None:
    names = ("Ada", "Ada L.", "Ada Lovelace")
    first, second, third = (counter.client(name) for name in names)
    do(counter, first, AddCredit(amount=50, reason="Goodwill"))
    promoted = replace(FRONT_DESK, role=Role.MANAGER)
    with counter.desk.database.write() as connection:
        people.put_staff(connection, promoted.code, role=str(promoted.role))
    leo = counter.desk.as_staff(promoted)
    merging.merge(leo, first, second)
    merging.merge(leo, second, third)
    (credit,) = open_items(counter.desk, third).funds
    assert (credit.origin.text, credit.origin.reason) == ("Credit granted", "Goodwill")
    assert credit.origin.by == "Maya Chen"


def test_an_open_item_that_a_ticket_holds_says_how_much(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara)
    payoffs.pay_off(counter.desk, ticket, 700)
    (charge,) = open_items(counter.desk, amara).charges
    assert (charge.item.left, charge.item.held) == (4_500, 700)


@pytest.fixture
def merged(counter: Counter) -> int:
    """Who is two cards made one: both had a history before, and have had one since."""
    amy, amara = counter.client("Amy T."), counter.client("Amara Thompson")
    counter.opening(amy, owed=4_500, credit=3_000)
    counter.opening(amara, owed=1_000, paid=500)
    do(counter, amy, AddCredit(amount=200, reason="Goodwill"))
    merging.merge(counter.desk, amy, amara)
    do(counter, amara, ChargeAmount(amount=700, reason="Lost key"))
    return amara


def test_r18_after_a_merge_one_list_shows_both_histories_and_adds_up(
    counter: Counter, merged: int
) -> None:
    events = history.page(counter.desk, merged)
    running = 0
    for event in reversed(events):
        running += event.amount
        assert running == event.owed - event.has
    assert (events[0].owed, events[0].has) == (6_000, 3_500)
    assert [(event.number, event.what, event.amount) for event in events] == [
        (6, "Amount charged", 700),
        (5, "Merged with another card", 0),
        (4, "Credit added", -200),
        (3, "Opening balance", -500),
        (2, "Opening balance", 1_000),
        (1, "Opening balance", 1_500),
    ]
    assert events[2].parts[0] == EventPart(200, "Credit", "", made=True)
    amy = "Amy T. (C000001)"
    assert [event.card for event in events] == ["", amy, amy, "", "", amy]


def test_both_histories_come_page_by_page_and_are_searched(counter: Counter, merged: int) -> None:
    whole = history.page(counter.desk, merged)
    pages = [history.page(counter.desk, merged, most=4)]
    pages.append(history.page(counter.desk, merged, before=pages[-1][-1].number, most=4))
    assert pages[0] + pages[1] == whole
    found = history.page(counter.desk, merged, text="goodwill")
    assert [(event.number, event.owed, event.has) for event in found] == [(4, 5_300, 3_500)]
    found = history.page(counter.desk, merged, kinds=[EntryKind.CHARGE])
    assert [event.number for event in found] == [6]


def test_a_balance_over_time_counts_what_both_cards_owed_and_had(
    counter: Counter, merged: int
) -> None:
    days = history.over_time(counter.desk, merged)
    assert [(day.owed, day.has) for day in days] == [(6_000, 3_500)]
    assert history.account(counter.desk, merged).events == history.page(counter.desk, merged)


def test_r18_who_allowed_an_act_stands_beside_who_did_it(counter: Counter) -> None:
    client = counter.client()
    desk = counter.desk.as_staff(FRONT_DESK)
    counter.grant(client, 1_000)
    for who in (desk.authorised_by(MANAGER), desk.authorised_by(MANAGER)):
        act = AddCredit(amount=500, reason="Late")
        client_accounts.carry_out(who, client, uuid4().hex, act)
    counter.grant(client, 1_000)
    told = [(event.by, event.allowed_by) for event in history.page(counter.desk, client)]
    leo, maya = FRONT_DESK.name, MANAGER.name
    assert told == [(maya, ""), (leo, maya), (leo, maya), (maya, "")]
    counter.assert_sound()
