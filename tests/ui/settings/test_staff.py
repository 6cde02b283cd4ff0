"""Who works here: what a manager sets in the settings, and what only an owner may."""

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.shop import StaffMember
from pos_app.errors import UserError
from pos_app.persistence import people
from pos_app.security.roles import Permission, Role
from pos_app.services import staff
from tests.conftest import FRONT_DESK, MANAGER
from tests.ui.focus import press, typed
from tests.ui.pins import DESK_PIN
from tests.ui.settings.conftest import AtSettings, become_owner, opened
from ui.session import Stopped
from ui.settings.staff import StaffSection
from ui.widgets import CELL


@pytest.fixture
def section(at_settings: AtSettings) -> StaffSection:
    """The list of who works here, in front of a manager."""
    return opened(at_settings, "Staff", StaffSection)


def person(at: AtSettings, code: str) -> StaffMember:
    """Somebody as they are stored now."""
    return next(m for m in staff.members(at.session.desk) if m.code == code)


def test_a_person_is_added_with_a_pin_and_can_sign_in(
    at_settings: AtSettings, section: StaffSection
) -> None:
    section.add_new()
    section.name.setText("Ana Ruiz")
    section.role.choose(Role.MANAGER)
    section.pin.setText("4711")
    section.again.setText("4711")
    section.save()
    at_settings.wait()
    ana = person(at_settings, "S3")
    assert (ana.name, ana.role) == ("Ana Ruiz", Role.MANAGER)
    assert staff.sign_in(at_settings.session.desk, "S3", "4711") == ana


def test_a_person_is_added_by_keys_alone_and_works_at_the_front_desk(
    at_settings: AtSettings, section: StaffSection
) -> None:
    section.add_new()
    typed("Ana Ruiz")
    press(Qt.Key.Key_Return)
    at_settings.wait()
    assert person(at_settings, "S3").role is Role.FRONT_DESK


def test_whoever_is_added_without_a_pin_is_said_not_to_be_able_to_sign_in(
    at_settings: AtSettings, section: StaffSection
) -> None:
    section.add_new()
    section.name.setText("Ana Ruiz")
    section.save()
    at_settings.wait()
    assert at_settings.told == ["Saved. Without a PIN Ana Ruiz cannot sign in."]


def test_a_person_without_a_name_is_refused_at_the_name(
    at_settings: AtSettings, section: StaffSection
) -> None:
    section.add_new()
    section.name.setText("  ")
    section.save()
    at_settings.wait()
    assert section.fields["name"].error() == "Enter a name."


def test_two_different_pins_are_told_at_the_second(section: StaffSection) -> None:
    section.edit(FRONT_DESK)
    section.pin.setText("4711")
    section.save()
    assert section.fields["again"].error() == "The two PINs are not the same."


def test_a_pin_that_is_easy_to_guess_is_refused_at_its_field(
    at_settings: AtSettings, section: StaffSection
) -> None:
    section.edit(person(at_settings, "S2"))
    section.pin.setText("1234")
    section.again.setText("1234")
    section.save()
    at_settings.wait()
    assert section.fields["pin"].error() == "That PIN is too easy to guess."
    assert staff.sign_in(at_settings.session.desk, "S2", DESK_PIN).code == "S2"


def test_a_pin_left_empty_stays_as_it_is(at_settings: AtSettings, section: StaffSection) -> None:
    section.edit(person(at_settings, "S2"))
    section.name.setText("Leo Parker")
    section.save()
    at_settings.wait()
    assert at_settings.told == ["Saved."]
    assert staff.sign_in(at_settings.session.desk, "S2", DESK_PIN).name == "Leo Parker"


def test_a_pin_typed_for_one_person_is_gone_when_another_is_opened(
    at_settings: AtSettings, section: StaffSection
) -> None:
    section.edit(person(at_settings, "S2"))
    section.pin.setText("4711")
    section.again.setText("4711")
    section.edit(person(at_settings, "S1"))
    assert (section.pin.text(), section.again.text()) == ("", "")


def test_a_new_pin_ends_the_wait_after_wrong_ones(
    at_settings: AtSettings, section: StaffSection
) -> None:
    desk = at_settings.session.desk
    for _try in range(3):
        with pytest.raises(UserError):
            staff.sign_in(desk, "S2", "9182")
    section.edit(person(at_settings, "S2"))
    section.pin.setText("4711")
    section.again.setText("4711")
    section.save()
    at_settings.wait()
    assert staff.sign_in(desk, "S2", "4711").code == "S2"


def test_somebody_who_left_is_shown_as_off_and_cannot_sign_in_until_they_are_back(
    at_settings: AtSettings, section: StaffSection
) -> None:
    for works_here in (False, True):
        section.edit(person(at_settings, "S2"))
        section.active.setChecked(works_here)
        section.save()
        at_settings.wait()
        row = section.model.place_of(lambda entry: entry.key.code == "S2")
        assert section.model.index(row, 0).data(CELL).badge == ("" if works_here else "Off")
        if not works_here:
            with pytest.raises(UserError, match="cannot sign in"):
                staff.sign_in(at_settings.session.desk, "S2", DESK_PIN)
    assert staff.sign_in(at_settings.session.desk, "S2", DESK_PIN).active


def test_what_another_till_changed_of_a_person_meanwhile_stays_changed(
    at_settings: AtSettings, section: StaffSection
) -> None:
    desk = at_settings.session.desk
    with desk.database.write() as connection:
        people.put_staff(connection, "S2", role=str(Role.MANAGER))
    section.edit(person(at_settings, "S2"))
    with desk.database.write() as connection:
        people.put_staff(connection, "S2", role=str(Role.FRONT_DESK), active=0)
    section.name.setText("Leo Parker")
    section.save()
    at_settings.wait()
    leo = person(at_settings, "S2")
    assert (leo.name, leo.role, leo.active) == ("Leo Parker", Role.FRONT_DESK, False)


def test_the_last_owner_cannot_be_switched_off(
    at_settings: AtSettings, section: StaffSection
) -> None:
    become_owner(at_settings)
    section.edit(person(at_settings, "S1"))
    section.active.setChecked(False)
    section.save()
    at_settings.wait()
    assert section.notice.text() == "At least one owner with a PIN must stay."
    assert section.notice.isVisible()


def test_a_manager_makes_nobody_an_owner(at_settings: AtSettings, section: StaffSection) -> None:
    section.edit(person(at_settings, "S2"))
    section.role.choose(Role.OWNER)
    section.save()
    at_settings.wait()
    assert section.notice.text() == "Only an owner can do this."
    assert person(at_settings, "S2").role is Role.FRONT_DESK


def test_a_manager_gives_no_owner_another_pin(
    at_settings: AtSettings, section: StaffSection
) -> None:
    with at_settings.session.desk.database.write() as connection:
        people.put_staff(connection, "S2", role=str(Role.OWNER))
    section.edit(person(at_settings, "S2"))
    section.pin.setText("4711")
    section.again.setText("4711")
    section.save()
    at_settings.wait()
    assert section.notice.text() == "Only an owner can do this."
    assert staff.sign_in(at_settings.session.desk, "S2", DESK_PIN).code == "S2"


def test_the_front_desk_gives_a_new_pin_by_a_managers_and_both_names_are_written_down(
    at_settings: AtSettings, section: StaffSection
) -> None:
    session = at_settings.session
    asked: list[Stopped] = []

    def ask(stopped: Stopped) -> bool:
        asked.append(stopped)
        return True

    session.ask_authority = ask
    section.edit(person(at_settings, "S2"))
    session.sign_in(FRONT_DESK)
    section.pin.setText("4711")
    section.again.setText("4711")
    section.save()
    at_settings.wait()
    (stopped,) = asked
    assert stopped.permission is Permission.SETTINGS
    stopped.repeat(stopped.desk.authorised_by(MANAGER))
    at_settings.wait()
    with session.desk.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT staff, authorised_by FROM audit WHERE act = 'staff.change'"
        )
        assert rows.fetchall() == [("S2", "S1")]
    assert staff.sign_in(session.desk, "S2", "4711").code == "S2"
