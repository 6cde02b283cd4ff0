"""Staff: signing in by PIN, adding people, and the ways back for a forgotten PIN."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from pos_app.clock import stamp
from pos_app.domain.facts import facts
from pos_app.domain.shop import Role, StaffMember
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import audit, catalog, people
from pos_app.security.pin import LONGEST_WAIT, check_pin, hash_secret, is_right, wait_after
from pos_app.security.roles import NotAllowed, Permission, Rights
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk


class TooManyTries(UserError):
    """A refusal that ends by itself, after ``seconds``."""

    def __init__(self, text: str, seconds: int, field: str) -> None:
        super().__init__(text, field=field)
        self.seconds = seconds


_RANKS = (Role.FRONT_DESK, Role.MANAGER, Role.OWNER)
_RECOVERY_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def members(desk: Desk) -> list[StaffMember]:
    """Everybody who works or worked here, by name."""
    with desk.read() as connection:
        return people.staff_members(connection)


def sign_in(desk: Desk, code: str, pin: str) -> StaffMember:
    """Check a person's PIN. Slow on purpose: not for the GUI thread.

    Raises:
        UserError: a wrong PIN, or too many of them just now; both are in the audit log.
    """
    return _identify(desk, code, pin, "sign_in")


def sign_out(desk: Desk) -> None:
    """Write down that whoever was signed in no longer is: the till was locked or closed."""
    # Whoever was switched off meanwhile leaves too.
    with desk.database.write() as connection:
        _record(desk, connection, desk.who, "sign_out", by=desk.who)


def authorise(desk: Desk, code: str, pin: str, permission: Permission) -> StaffMember:
    """Who may do it gives their PIN, for one act of whoever is signed in (``Desk.authorised_by``).

    Wrong PINs are counted and slowed as at sign-in. Slow on purpose: not for the GUI thread.

    Raises:
        UserError: a wrong PIN, too many of them just now, or this person may not do it either.
    """
    return _identify(desk, code, pin, "authorise", permission)


def shop_rights(desk: Desk) -> Rights:
    """What the roles may, as it is stored now."""
    with desk.read() as connection:
        return catalog.load_settings(connection).rights


def who_may(desk: Desk, permission: Permission) -> list[StaffMember]:
    """Those who can authorise an act with their PIN, by name."""
    rights = shop_rights(desk)
    return [m for m in members(desk) if m.active and m.has_pin and rights.may(m.role, permission)]


def _identify(
    desk: Desk, code: str, pin: str, act: str, permission: Permission | None = None
) -> StaffMember:
    with desk.read() as connection:
        before = _who_signs_in(connection, code)
    wait = _seconds_left(desk, before.locked_until)
    if wait:
        raise _wait_for(wait)
    right = is_right(pin, before.pin_hash)
    with desk.database.write() as connection:
        # Comparing takes its time: meanwhile another till counted a wrong one, or changed this person.
        row = _who_signs_in(connection, code)
        right = right and row.pin_hash == before.pin_hash
        wrong = 0 if right else row.wrong_pins + 1
        until = "" if right else stamp(desk.clock.now() + wait_after(wrong))
        people.put_staff(connection, code, wrong_pins=wrong, locked_until=until)
        rights = catalog.load_settings(connection).rights
        may = permission is None or rights.may(Role(row.role), permission)
        by = desk.who if permission else code
        done = act if right and may else f"{act}.refused"
        _record(desk, connection, code, done, by=by, detail=facts(needs=permission))
    if until and (wait := _seconds_left(desk, until)):
        raise _wait_for(wait)
    if not right:
        raise UserError(_("Wrong PIN."), field="pin")
    if permission and not may:
        raise NotAllowed(permission)
    return StaffMember(row.code, row.name, Role(row.role), True, True)


def _who_signs_in(connection: Connection, code: str) -> Any:
    row = people.staff_row(connection, code)
    if row is None or not row.active or not row.pin_hash:
        raise UserError(_("This person cannot sign in here."), field="pin")
    return row


def _wait_for(seconds: int) -> TooManyTries:
    return TooManyTries(
        _("Too many wrong PINs. Try again in {seconds} seconds.").format(seconds=seconds),
        seconds,
        "pin",
    )


def _seconds_left(desk: Desk, until: str) -> int:
    if not until:
        return 0
    left = datetime.fromisoformat(until) - desk.clock.now()
    if left > LONGEST_WAIT:
        # The clock was ahead when it began: nobody is kept out until that day comes.
        return 0
    return max(0, -(-left // type(left)(seconds=1)))


def _record(
    desk: Desk,
    connection: Connection,
    code: str,
    act: str,
    *,
    by: str | None,
    detail: str = "",
) -> None:
    audit.record(
        connection,
        desk.writer,
        at=desk.at,
        staff=by,
        till=desk.till.name,
        act=act,
        subject=f"staff {code}",
        detail=detail,
    )


def put_member(desk: Desk, member: StaffMember, pin: str = "") -> Changes:
    """Add a person (without a code) or change one; with ``pin``, give them a new PIN.

    Raises:
        UserError: no name, a bad PIN, no owner would be left, or the person is above who does this.
    """
    name = typed(member.name, 80)
    if not name:
        raise UserError(_("Enter a name."), field="name")
    values: dict[str, object] = {
        "name": name,
        "role": str(member.role),
        "active": int(member.active),
    }
    if pin:
        check_pin(pin)
        values |= {"pin_hash": hash_secret(pin), "wrong_pins": 0, "locked_until": ""}
    rights = facts(role=member.role, active=int(member.active), new_pin=1 if pin else None)
    needs = Permission.SETTINGS
    with desk.write("staff.change", lambda: f"staff {code}", rights, needs) as connection:
        code = member.code or people.next_staff_code(connection)
        before = people.staff_row(connection, code)
        _check_rank(desk, connection, member.role)
        if before:
            _check_rank(desk, connection, Role(before.role))
        people.put_staff(connection, code, **values)
        if before and before.role == Role.OWNER and not _owners(connection):
            raise UserError(_("At least one owner with a PIN must stay."))
    return Changes(staff=True)


def change_rights(desk: Desk, rights: Rights) -> Changes:
    """Say what the front desk and managers may do: an owner alone decides that.

    Raises:
        UserError: nobody may, or the discount is no percentage.
    """
    if not 0 <= rights.most_discount_ppm <= 1_000_000:
        raise UserError(_("Enter a percentage from 0 to 100."), field="most_discount")
    with desk.write("rights.change", "settings", _told(rights)) as connection:
        desk.require(connection, Permission.SETTINGS)
        _check_rank(desk, connection, Role.OWNER)
        stored = catalog.load_settings(connection)
        catalog.save_settings(connection, replace(stored, rights=rights))
    return Changes(settings=True)


def _told(rights: Rights) -> str:
    return facts(
        front_desk=" ".join(sorted(rights.front_desk)),
        manager=" ".join(sorted(rights.manager)),
        percent=rights.most_discount_ppm,
    )


def _check_rank(desk: Desk, connection: Connection, role: Role) -> None:
    """Nobody makes or changes somebody above themselves, for they would have a new PIN for that role."""
    codes = {desk.who, desk.authoriser.code if desk.authoriser else desk.who}
    ranks = [_RANKS.index(m.role) for m in people.staff_members(connection) if m.code in codes]
    if max(ranks, default=0) < _RANKS.index(role):
        raise UserError(
            _("Only an owner can do this.")
            if role is Role.OWNER
            else _("Only a manager or an owner can do this.")
        )


def _owners(connection: Connection) -> list[StaffMember]:
    return [
        member
        for member in people.staff_members(connection)
        if member.active and member.role is Role.OWNER and member.has_pin
    ]


def new_recovery_code() -> str:
    """A fresh code, to be written down by the shop, that opens a forgotten manager's PIN."""
    letters = [secrets.choice(_RECOVERY_LETTERS) for _letter in range(16)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, 16, 4))


def normal_code(code: str) -> str:
    """A recovery code as it is hashed, however it was typed."""
    return "".join(char for char in code.upper() if char.isalnum())


def recover(desk: Desk, code: str, recovery_code: str, new_pin: str) -> str:
    """Give a manager a new PIN by the shop's recovery code; returns the code that replaces it.

    Raises:
        UserError: the code is wrong, or the person is not a manager.
    """
    check_pin(new_pin)
    with desk.read() as connection:
        row = people.staff_row(connection, code)
        settings = catalog.load_settings(connection)
    if row is None or not row.active or row.role == Role.FRONT_DESK:
        raise UserError(
            _("The recovery code is for managers. A manager can give others a new PIN.")
        )
    wait = _seconds_left(desk, row.locked_until)
    if wait:
        raise TooManyTries(
            _("Too many wrong codes. Try again in {seconds} seconds.").format(seconds=wait),
            wait,
            "code",
        )
    if not is_right(normal_code(recovery_code), settings.recovery_hash):
        _count_wrong_code(desk, code)
        raise _wrong_code()
    return _store_recovered(desk, code, new_pin, settings.recovery_hash)


def _wrong_code() -> UserError:
    return UserError(_("That is not the shop’s recovery code."), field="code")


def _count_wrong_code(desk: Desk, code: str) -> None:
    with desk.database.write() as connection:
        wrong = people.staff_row(connection, code).wrong_pins + 1
        until = stamp(desk.clock.now() + wait_after(wrong))
        people.put_staff(connection, code, wrong_pins=wrong, locked_until=until)
        _record(desk, connection, code, "recover.refused", by=code)


def _store_recovered(desk: Desk, code: str, new_pin: str, used: str) -> str:
    fresh = new_recovery_code()
    pin_hash, fresh_hash = hash_secret(new_pin), hash_secret(normal_code(fresh))
    with desk.database.write() as connection:
        # Hashing takes its time: meanwhile another till used the code, or changed other settings.
        settings = catalog.load_settings(connection)
        if settings.recovery_hash != used:
            raise _wrong_code()
        people.put_staff(connection, code, pin_hash=pin_hash, wrong_pins=0, locked_until="")
        catalog.save_settings(connection, replace(settings, recovery_hash=fresh_hash))
        _record(desk, connection, code, "recover", by=code)
    return fresh


def reset_pin(desk: Desk, code: str, new_pin: str) -> None:
    """Give a person a new PIN from the command line: whoever has the shop's files may.

    Raises:
        UserError: there is no such person, or the PIN is none.
    """
    check_pin(new_pin)
    pin_hash = hash_secret(new_pin)
    with desk.database.write() as connection:
        if people.staff_row(connection, code) is None:
            names = ", ".join(f"{m.code} {m.name}" for m in people.staff_members(connection))
            raise UserError(
                _("There is nobody with the code {code}. There are: {names}.").format(
                    code=code, names=names
                )
            )
        people.put_staff(connection, code, pin_hash=pin_hash, wrong_pins=0, locked_until="")
        _record(desk, connection, code, "reset_pin", by=None)
