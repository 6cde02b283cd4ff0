"""Clients' cards: found as one types, added in place, changed by those who may."""

from dataclasses import replace

import pytest

from pos_app.domain.shop import Client, Role, StaffMember
from pos_app.errors import UserError
from pos_app.services import clients
from pos_app.services.desk import Desk
from tests.builders import a_client
from tests.services.counter import Counter

FRONT_DESK = StaffMember("S2", "Leo Park", Role.FRONT_DESK)


def create(desk: Desk, **values: object) -> Client:
    """A client who is stored."""
    (made,) = clients.create(desk, a_client(**values)).clients
    return clients.client(desk, made)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " \x00\t\n"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"email": "amara"}, "email"),
        ({"email": "a@b"}, "email"),
        ({"email": "a@b.com, c@d.com"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "5" * 10_000}, "phone"),
    ],
)
def test_a_card_that_is_not_sound_is_refused_at_its_box(
    desk: Desk, values: dict[str, str], field: str
) -> None:
    with pytest.raises(UserError) as refused:
        create(desk, **values)
    assert refused.value.field == field
    assert clients.find(desk, "") == []


def test_control_characters_are_not_kept_in_a_card(desk: Desk) -> None:
    made = create(desk, name=" Ama\x00ra\nOkafor ", note="\nline one\r\n\n line two\x1b")
    assert (made.name, made.note) == ("Ama ra Okafor", "line one\n\nline two")


def test_an_e_mail_address_is_had_once_however_it_is_capitalised(desk: Desk) -> None:
    create(desk, name="Ann", email="Ann.Lee@example.com")
    with pytest.raises(UserError, match="Ann already has this") as refused:
        create(desk, email="ann.lee@EXAMPLE.com")
    assert refused.value.field == "email"
    create(desk, email="lee.ann@example.com")


@pytest.mark.parametrize("email", ["ann@example.com", "123@456.78", "ann_@example.com"])
def test_an_e_mail_address_is_recognised_among_many_that_begin_alike(
    desk: Desk, counter: Counter, email: str
) -> None:
    for number in range(50):
        counter.client(email=f"{number}.{email}")
        counter.client(email=f"{email}{number}")
    create(desk, name="Ann", email=email)
    with pytest.raises(UserError, match="Ann already has this"):
        create(desk, email=email)


def test_a_clients_own_address_is_no_obstacle_to_changing_their_card(desk: Desk) -> None:
    made = create(desk)
    clients.change(desk, replace(made, phone="555-0199"))
    assert clients.client(desk, made.id).phone == "555-0199"
    other = create(desk, email="other@example.com")
    with pytest.raises(UserError, match="already has this"):
        clients.change(desk, replace(other, email=made.email))


def test_r4_only_a_manager_limits_what_a_client_may_pay_later(desk: Desk) -> None:
    made, at_front = create(desk), desk.as_staff(FRONT_DESK)
    with pytest.raises(UserError, match="may not do this"):
        clients.change(at_front, replace(made, pay_later_limit=10**9))
    with pytest.raises(UserError, match="may not do this"):
        create(at_front, email="", pay_later_limit=10**9)
    clients.change(desk, replace(made, pay_later_limit=5_000))
    clients.change(at_front, replace(made, pay_later_limit=5_000, note="Allergic to henna"))
    assert clients.client(desk, made.id).pay_later_limit == 5_000


def test_changing_a_card_neither_archives_nor_restores_the_client(
    desk: Desk, counter: Counter
) -> None:
    made = create(desk)
    clients.change(desk, replace(made, archived_at=desk.at))
    assert clients.client(desk, made.id).archived_at == ""
    counter.archive(made.id)
    clients.change(desk, made)
    assert clients.client(desk, made.id).archived_at == desk.at


def test_a_card_of_nobody_is_not_changed(desk: Desk) -> None:
    with pytest.raises(UserError, match="does not exist"):
        clients.change(desk, a_client(id=4711))


@pytest.mark.parametrize(
    "name",
    [
        "Wilhelmin" + " Ashworth" * 7 + " Finches",
        "نور الهدى حداد",
        "Zoë 👩🏽‍🦱 Ng",
        "=cmd|' /C calc'!A0",
    ],
)
def test_names_of_any_length_script_and_sign_are_kept_and_found(desk: Desk, name: str) -> None:
    made = create(desk, name=name)
    assert made.name == name
    assert [found.name for found in clients.find(desk, name.split()[0])] == [name]
