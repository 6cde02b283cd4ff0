"""Who may do what: three roles, a permission for each act on money, and a table that the owner edits."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.words import _, mark
from pos_app.errors import UserError


class Role(StrEnum):
    """What a person is in the shop; an owner may do everything, always."""

    FRONT_DESK = "front_desk"
    MANAGER = "manager"
    OWNER = "owner"


class Permission(StrEnum):
    """An act that not everybody may do."""

    REDEEM = "redeem"
    PAY_LATER = "pay_later"
    DISCOUNT = "discount"
    PRICE = "price"
    TAX_EXEMPT = "tax_exempt"
    VOID = "void"
    REFUND = "refund"
    REMOVE = "remove"
    ADJUST_BALANCE = "adjust_balance"
    OPEN_DRAWER = "open_drawer"
    RELEASE_HOLDS = "release_holds"
    CLIENTS = "clients"
    REPORTS = "reports"
    SETTINGS = "settings"


_NAMES: Mapping[Permission, str] = {
    Permission.REDEEM: mark("Redeem client balances and gift cards"),
    Permission.PAY_LATER: mark("Let a client pay later"),
    Permission.DISCOUNT: mark("Discount above the limit"),
    Permission.PRICE: mark("Change a price"),
    Permission.TAX_EXEMPT: mark("Charge no tax"),
    Permission.VOID: mark("Void a ticket"),
    Permission.REFUND: mark("Refund a payment or a line"),
    Permission.REMOVE: mark("Remove redeemed value for good"),
    Permission.ADJUST_BALANCE: mark("Change balances, invoices and gift cards"),
    Permission.OPEN_DRAWER: mark("Open the drawer without a sale"),
    Permission.RELEASE_HOLDS: mark("Release what another ticket holds"),
    Permission.CLIENTS: mark("Archive and merge clients"),
    Permission.REPORTS: mark("Reports and the audit log"),
    Permission.SETTINGS: mark("Settings, staff and imports"),
}

FRONT_DESK_MAY = frozenset({Permission.REDEEM, Permission.PAY_LATER})
MANAGERS_MAY = frozenset(Permission)


@dataclass(frozen=True, slots=True)
class Rights:
    """What the roles may, as the owner chose.

    ``most_discount_ppm`` is how much of a line's price anybody may take off, in parts per million.
    """

    front_desk: frozenset[Permission] = FRONT_DESK_MAY
    manager: frozenset[Permission] = MANAGERS_MAY
    most_discount_ppm: int = 200_000

    def may(self, role: Role, permission: Permission) -> bool:
        """Whether people of this role may do it without asking."""
        granted = {Role.FRONT_DESK: self.front_desk, Role.MANAGER: self.manager}
        return role is Role.OWNER or permission in granted[role]


RIGHTS = Rights()
"""What the roles may until an owner says otherwise."""


class NotAllowed(UserError):
    """A refusal for want of a permission: somebody who has it can allow the one act by their PIN."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(
            _("You may not do this: {act}. Somebody who may can allow it with their PIN.").format(
                act=name_of(permission)
            )
        )
        self.permission = permission


def name_of(permission: Permission) -> str:
    """The act in words."""
    return _(_NAMES[permission])


def role_name(role: Role) -> str:
    """A role in words."""
    names = {
        Role.FRONT_DESK: _("Front desk"),
        Role.MANAGER: _("Manager"),
        Role.OWNER: _("Owner"),
    }
    return names[role]
