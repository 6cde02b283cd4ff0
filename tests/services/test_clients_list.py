"""The list of clients: found, filtered, sorted, page by page; and who is taken off it."""

from datetime import timedelta

import pytest

from pos_app.clock import SetClock
from pos_app.domain.balance_acts import AddCredit
from pos_app.domain.client_list import Listed, Order, Shown
from pos_app.domain.shop import Role, StaffMember
from pos_app.errors import UserError
from pos_app.persistence import client_list
from pos_app.services import client_accounts, clients, invoices
from pos_app.services.invoices import Wanted
from tests.services.counter import Counter

FRONT_DESK = StaffMember("S2", "Leo Park", Role.FRONT_DESK)


def names(found: list[Listed]) -> list[str]:
    return [line.client.name for line in found]


def listed(counter: Counter, *asked: object) -> list[str]:
    return names(clients.listed(counter.desk, *asked))  # type: ignore[arg-type]


@pytest.fixture
def four(counter: Counter) -> dict[str, int]:
    """Ann owes, Élodie owes and has, Zed has, bob neither."""
    ids = {name: counter.client(name) for name in ("Zed", "Ann", "bob", "Élodie")}
    counter.opening(ids["Ann"], owed=4500)
    counter.opening(ids["Élodie"], owed=9000, credit=1000)
    counter.opening(ids["Zed"], credit=500, paid=3000)
    return ids


def test_names_stand_in_order_whatever_their_capitals_and_accents(
    counter: Counter, four: dict[str, int]
) -> None:
    assert listed(counter) == ["Ann", "bob", "Élodie", "Zed"]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (Shown.OWING, ["Ann", "Élodie"]),
        (Shown.HAVING, ["Élodie", "Zed"]),
        (Shown.BOTH, ["Élodie"]),
        (Shown.ARCHIVED, []),
    ],
)
def test_the_list_shows_who_owes_has_or_both(
    counter: Counter, four: dict[str, int], shown: Shown, expected: list[str]
) -> None:
    assert listed(counter, "", shown) == expected


def test_the_largest_amount_stands_first(counter: Counter, four: dict[str, int]) -> None:
    assert listed(counter, "", Shown.OWING, Order.OWED) == ["Élodie", "Ann"]
    assert listed(counter, "", Shown.HAVING, Order.HAS) == ["Zed", "Élodie"]
    assert listed(counter, "", Shown.ALL, Order.OWED)[:2] == ["Élodie", "Ann"]


def test_the_list_says_what_each_owes_and_has_now(counter: Counter, four: dict[str, int]) -> None:
    ticket = counter.ticket(four["Ann"], 2000)
    counter.pay(ticket, "later")
    counter.close(ticket)
    (ann,) = clients.listed(counter.desk, "ann")
    assert (ann.owed, ann.has) == (6500, 0)
    (zed,) = clients.listed(counter.desk, "zed")
    assert (zed.owed, zed.has) == (0, 3500)
    counter.assert_sound()


def test_what_is_typed_and_the_filter_both_hold(counter: Counter, four: dict[str, int]) -> None:
    assert listed(counter, "e", Shown.OWING) == ["Élodie"]
    assert listed(counter, "zed", Shown.OWING) == []


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("typed", ["", "an"])
@pytest.mark.parametrize("many", [0, 20_000])
def test_pages_show_everybody_once(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, order: Order, typed: str, many: int
) -> None:
    monkeypatch.setattr(client_list, "PAGE", 3)
    monkeypatch.setattr(client_list, "MANY", many)
    monkeypatch.setattr(client_list, "_ready", client_list._ready.__wrapped__)
    for number in range(8):
        one = counter.client(f"An {number // 2}")
        if number % 3:
            counter.opening(one, owed=100 * (number // 3), credit=100)
    found: list[Listed] = []
    while page := clients.listed(
        counter.desk, typed, Shown.ALL, order, found[-1] if found else None
    ):
        found += page
    assert sorted(line.client.id for line in found) == list(range(1, 9))


def test_archiving_takes_a_client_off_the_list_and_bringing_back_puts_them_on_it(
    counter: Counter,
) -> None:
    ann = counter.client("Ann")
    clients.archive(counter.desk, ann)
    assert listed(counter) == []
    assert listed(counter, "an", Shown.ARCHIVED) == ["Ann"]
    clients.bring_back(counter.desk, ann)
    assert listed(counter) == ["Ann"]


@pytest.mark.parametrize(
    ("balance", "words"),
    [
        ({"owed": 4500}, r"Owes \$45\.00\. First have it paid or write it off\."),
        ({"credit": 3000}, r"Has \$30\.00\. First let them spend it or remove it\."),
        (
            {"owed": 4500, "paid": 3000},
            r"First have it paid or write it off and let them spend it or remove it\.",
        ),
    ],
)
def test_r17_archiving_a_client_with_a_balance_is_refused_with_what_to_do(
    counter: Counter, balance: dict[str, int], words: str
) -> None:
    ann = counter.client("Ann")
    counter.opening(ann, **balance)
    with pytest.raises(UserError, match=words):
        clients.archive(counter.desk, ann)
    assert listed(counter) == ["Ann"]


def test_archiving_a_client_on_an_open_ticket_is_refused(counter: Counter) -> None:
    ann = counter.client("Ann")
    counter.ticket(ann, 2000)
    with pytest.raises(UserError, match=r"\(#1001\)\. First close or void those"):
        clients.archive(counter.desk, ann)


def test_an_archived_client_whose_address_another_has_now_is_not_brought_back(
    counter: Counter,
) -> None:
    ann = counter.client("Ann", email="ann@example.com")
    clients.archive(counter.desk, ann)
    counter.client("Anna", email="ann@example.com")
    with pytest.raises(UserError, match="Anna already has this"):
        clients.bring_back(counter.desk, ann)


def test_only_a_manager_archives_and_brings_back(counter: Counter) -> None:
    ann = counter.client("Ann")
    at_front = counter.desk.as_staff(FRONT_DESK)
    for act in (clients.archive, clients.bring_back):
        with pytest.raises(UserError, match="may not do this"):
            act(at_front, ann)


def test_what_has_expired_is_nothing_to_spend_before_the_days_expiry_ran(
    counter: Counter, clock: SetClock
) -> None:
    ann, bob = counter.client("Ann"), counter.client("Bob")
    day = (clock.at + timedelta(days=1)).date().isoformat()
    for client in (ann, bob):
        act = AddCredit(amount=900, reason="Voucher", expires_on=day)
        client_accounts.carry_out(counter.desk, client, f"credit {client}", act)
        counter.opening(client, owed=50)
    counter.opening(bob, paid=100)
    assert listed(counter, "", Shown.BOTH) == ["Ann", "Bob"]
    clock.at += timedelta(days=2)
    for shown in (Shown.BOTH, Shown.HAVING):
        (line,) = clients.listed(counter.desk, "", shown, Order.HAS)
        assert (line.client.name, line.has) == ("Bob", 100)
    assert [line.has for line in clients.find_listed(counter.desk, "ann")] == [0]
    now = clients.standing(counter.desk, ann)
    assert (now.has, now.credits, now.available) == (0, 0, 0)
    assert [row.has for row in invoices.listed(counter.desk, Wanted())] == [0, 100]


def test_the_largest_come_page_by_page_though_some_of_it_has_expired(
    counter: Counter, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_list, "PAGE", 2)
    day = clock.at.date().isoformat()
    for number in range(5):
        client = counter.client(f"Client {number}")
        counter.opening(client, paid=100 + number)
        act = AddCredit(amount=900 - number, reason="Voucher", expires_on=day)
        client_accounts.carry_out(counter.desk, client, f"credit {number}", act)
    clock.at += timedelta(days=1)
    found: list[Listed] = []
    while page := clients.listed(
        counter.desk, "", Shown.HAVING, Order.HAS, found[-1] if found else None
    ):
        found += page
    assert sorted(line.has for line in found) == [100, 101, 102, 103, 104]
