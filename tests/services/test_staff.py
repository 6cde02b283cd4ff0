"""Signing in, and the ways back for a forgotten PIN."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from pos_app.clock import SetClock
from pos_app.domain.shop import Role, StaffMember
from pos_app.errors import UserError
from pos_app.persistence import catalog, people
from pos_app.persistence.tables.series import audit
from pos_app.security.pin import hash_secret, is_right
from pos_app.security.roles import Rights
from pos_app.services import staff
from pos_app.services.desk import Desk

FRONT_DESK = StaffMember("S2", "Leo Park", Role.FRONT_DESK)


def acts(desk: Desk) -> list[tuple[str, str | None]]:
    """What the audit log says was done, and by whom."""
    with desk.read() as connection:
        return [tuple(row) for row in connection.execute(select(audit.c.act, audit.c.staff))]


@pytest.fixture
def with_pins(desk: Desk) -> Desk:
    """The manager's PIN is 2580."""
    staff.reset_pin(desk, "S1", "2580")
    return desk


def test_the_right_pin_signs_in(with_pins: Desk) -> None:
    member = staff.sign_in(with_pins.as_staff(None), "S1", "2580")
    assert (member.code, member.role) == ("S1", Role.MANAGER)
    assert acts(with_pins)[-1] == ("sign_in", "S1")


def test_a_wrong_pin_is_refused_and_written_down(with_pins: Desk) -> None:
    with pytest.raises(UserError, match="Wrong PIN"):
        staff.sign_in(with_pins.as_staff(None), "S1", "2581")
    assert acts(with_pins)[-1] == ("sign_in.refused", "S1")


def test_after_three_wrong_pins_even_the_right_one_waits(with_pins: Desk, clock: SetClock) -> None:
    for _try in range(3):
        with pytest.raises(UserError):
            staff.sign_in(with_pins, "S1", "0000")
    with pytest.raises(staff.TooManyTries) as refusal:
        staff.sign_in(with_pins, "S1", "2580")
    assert 0 < refusal.value.seconds <= 5
    clock.at += timedelta(seconds=refusal.value.seconds)
    assert staff.sign_in(with_pins, "S1", "2580").code == "S1"


def test_every_wrong_pin_after_the_third_makes_the_wait_longer(
    with_pins: Desk, clock: SetClock
) -> None:
    waits = []
    for turn in range(5):
        with pytest.raises(UserError, match="rong PIN"):
            staff.sign_in(with_pins, "S1", "0000")
        if turn >= 2:
            with pytest.raises(staff.TooManyTries) as refusal:
                staff.sign_in(with_pins, "S1", "2580")
            waits.append(refusal.value.seconds)
            clock.at += timedelta(seconds=refusal.value.seconds)
    assert waits[0] < waits[1] < waits[2]
    assert acts(with_pins).count(("sign_in.refused", "S1")) >= 5
    assert staff.sign_in(with_pins, "S1", "2580").code == "S1"


def test_who_guesses_hundreds_of_pins_waits_as_long_after_each(
    with_pins: Desk, clock: SetClock
) -> None:
    with with_pins.database.write() as connection:
        people.put_staff(connection, "S1", wrong_pins=500)
    for _try in range(2):
        with pytest.raises(staff.TooManyTries) as refusal:
            staff.sign_in(with_pins, "S1", "0000")
        assert refusal.value.seconds == 900
        clock.at += timedelta(minutes=15)


def test_a_wait_ends_where_the_clock_was_wrong_when_it_began(
    with_pins: Desk, clock: SetClock
) -> None:
    right, clock.at = clock.at, clock.at + timedelta(days=365)
    for _try in range(3):
        with pytest.raises(UserError):
            staff.sign_in(with_pins, "S1", "0000")
    clock.at = right
    assert staff.sign_in(with_pins, "S1", "2580").code == "S1"


def test_wrong_pins_at_two_tills_at_once_are_both_counted(
    with_pins: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare, others = is_right, [False]

    def meanwhile(pin: str, hashed: str) -> bool:
        if others:
            others.pop()
            for _try in range(2):
                with pytest.raises(UserError):
                    staff.sign_in(with_pins, "S1", "0000")
        return compare(pin, hashed)

    monkeypatch.setattr(staff, "is_right", meanwhile)
    with pytest.raises(staff.TooManyTries):
        staff.sign_in(with_pins, "S1", "0000")


def test_whoever_is_switched_off_while_their_pin_is_compared_is_not_let_in(
    with_pins: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare = is_right

    def meanwhile(pin: str, hashed: str) -> bool:
        with with_pins.database.write() as connection:
            people.put_staff(connection, "S1", active=0)
        return compare(pin, hashed)

    monkeypatch.setattr(staff, "is_right", meanwhile)
    with pytest.raises(UserError, match="cannot sign in"):
        staff.sign_in(with_pins, "S1", "2580")


def test_somebody_without_a_pin_cannot_sign_in(desk: Desk) -> None:
    with pytest.raises(UserError, match="cannot sign in"):
        staff.sign_in(desk, "S2", "")


def test_somebody_who_left_cannot_sign_in(with_pins: Desk) -> None:
    staff.put_member(with_pins, replace(FRONT_DESK, active=False), "9753")
    with pytest.raises(UserError, match="cannot sign in"):
        staff.sign_in(with_pins, "S2", "9753")


def test_front_desk_staff_cannot_change_staff(with_pins: Desk) -> None:
    with pytest.raises(UserError, match="may not do this"):
        staff.put_member(with_pins.as_staff(FRONT_DESK), replace(FRONT_DESK, role=Role.MANAGER))


@pytest.fixture
def owned(with_pins: Desk) -> Desk:
    """The same shop, of which she is the owner."""
    owner = StaffMember("S1", "Maya Chen", Role.OWNER)
    with with_pins.database.write() as connection:
        people.put_staff(connection, "S1", role=str(Role.OWNER))
    return with_pins.as_staff(owner)


def test_the_last_owner_with_a_pin_stays_one(owned: Desk) -> None:
    with pytest.raises(UserError, match="At least one owner"):
        staff.put_member(owned, StaffMember("S1", "Maya Chen", Role.MANAGER))
    assert staff.sign_in(owned, "S1", "2580").role is Role.OWNER


def test_a_manager_neither_makes_nor_changes_an_owner(owned: Desk) -> None:
    staff.put_member(owned, StaffMember("", "Priya", Role.MANAGER), "8642")
    priya = owned.as_staff(StaffMember("S3", "Priya", Role.MANAGER, has_pin=True))
    for member in (StaffMember("S3", "Priya", Role.OWNER), StaffMember("S1", "Maya", Role.MANAGER)):
        with pytest.raises(UserError, match="Only an owner"):
            staff.put_member(priya, member, "9753")


def test_a_new_person_gets_a_code_of_their_own(with_pins: Desk) -> None:
    staff.put_member(with_pins, StaffMember("", " Priya ", Role.FRONT_DESK), "8642")
    assert staff.sign_in(with_pins, "S3", "8642").name == "Priya"


def _with_code(desk: Desk) -> str:
    code = staff.new_recovery_code()
    with desk.database.write() as connection:
        hashed = hash_secret(staff.normal_code(code))
        stored = replace(catalog.load_settings(connection), recovery_hash=hashed)
        catalog.save_settings(connection, stored)
    return code


def test_the_recovery_code_gives_a_manager_a_new_pin_and_is_used_up(with_pins: Desk) -> None:
    code = _with_code(with_pins)
    fresh = staff.recover(with_pins, "S1", code.lower().replace("-", " "), "7531")
    assert staff.sign_in(with_pins, "S1", "7531").code == "S1"
    with pytest.raises(UserError, match="recovery code"):
        staff.recover(with_pins, "S1", code, "9513")
    assert staff.recover(with_pins, "S1", fresh, "9513") != fresh


def test_a_recovery_undoes_nothing_that_another_till_set_meanwhile(
    with_pins: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, slow = _with_code(with_pins), hash_secret

    def meanwhile(secret: str) -> str:
        with with_pins.database.write() as connection:
            stored = catalog.load_settings(connection)
            fewer = Rights(front_desk=frozenset())
            catalog.save_settings(connection, replace(stored, rights=fewer, phone="1"))
        return slow(secret)

    monkeypatch.setattr(staff, "hash_secret", meanwhile)
    staff.recover(with_pins, "S1", code, "7531")
    assert staff.shop_rights(with_pins).front_desk == frozenset()


def test_a_recovery_code_is_used_once_also_at_two_tills_at_once(
    with_pins: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, slow, others = _with_code(with_pins), hash_secret, [True]

    def meanwhile(secret: str) -> str:
        if others:
            others.pop()
            staff.recover(with_pins, "S1", code, "9513")
        return slow(secret)

    monkeypatch.setattr(staff, "hash_secret", meanwhile)
    with pytest.raises(UserError, match="recovery code"):
        staff.recover(with_pins, "S1", code, "7531")
    assert staff.sign_in(with_pins, "S1", "9513").code == "S1"


def test_the_recovery_code_is_for_managers_only(with_pins: Desk) -> None:
    with pytest.raises(UserError, match="for managers"):
        staff.recover(with_pins, "S2", "AAAA-BBBB", "7531")


def test_a_manager_who_left_gets_no_new_pin_by_the_recovery_code(with_pins: Desk) -> None:
    code = _with_code(with_pins)
    with with_pins.database.write() as connection:
        people.put_staff(connection, "S1", active=0)
    with pytest.raises(UserError, match="for managers"):
        staff.recover(with_pins, "S1", code, "7531")


def test_a_pin_reset_from_the_command_line_is_nobodys_act_in_the_log(with_pins: Desk) -> None:
    """Whoever has the shop's files may do it; that it was this person would be an invention."""
    assert acts(with_pins) == [("reset_pin", None)]


def test_resetting_the_pin_of_nobody_says_who_there_is(desk: Desk) -> None:
    with pytest.raises(UserError, match="S2 Leo Park, S1 Maya Chen"):
        staff.reset_pin(desk, "S9", "2580")
