"""Who carries a command out: named by their code, proved by their PIN."""

import sys
from typing import TYPE_CHECKING

from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.security.roles import Permission, name_of

if TYPE_CHECKING:
    from pos_app.domain.shop import StaffMember
    from pos_app.services.desk import Desk


def signed_in(desk: "Desk", code: str | None, permission: Permission) -> "Desk":
    """The desk with the person named, or the only one who may do this, signed in by their PIN.

    Raises:
        UserError: several may, and none is named; or the PIN is wrong.
    """
    from pos_app.services import staff

    member = one_who_may(desk, code, permission)
    return desk.as_staff(staff.sign_in(desk, member.code, _pin(member.name)))


def one_who_may(desk: "Desk", code: str | None, permission: Permission) -> "StaffMember":
    """The person whose act this is: the one named, or the only one who may do it.

    Raises:
        UserError: several may, and none is named; or the one named may not.
    """
    from pos_app.services import staff

    rights = staff.shop_rights(desk)
    members = [m for m in staff.members(desk) if m.active]
    able = [m for m in members if rights.may(m.role, permission)]
    chosen = [m for m in able if code in (None, m.code)]
    if len(chosen) != 1:
        # A name may end in a full stop, as its sentence does.
        names = ", ".join(f"{m.code} ({m.name})" for m in able)
        for named in members:
            if named.code == code:
                said = _("{name} may not do this: {act}. These may: {names}.")
                act = name_of(permission)
                raise UserError(said.format(name=named.name, act=act, names=names))
        raise UserError(_("Say with --by who does this: {names}.").format(names=names))
    return chosen[0]


def _pin(name: str) -> str:
    """A PIN typed without being shown, or, from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    from getpass import getpass

    return getpass(_("PIN of {name}: ").format(name=name))
