"""Who may do what until an owner says otherwise, and what a grant changes.

That each act asks for its permission is in ``tests/services/test_permissions.py``.
"""

from dataclasses import replace
from gettext import translation

import pytest

from pos_app.config import TRANSLATIONS
from pos_app.domain import words
from pos_app.security.roles import (
    RIGHTS,
    NotAllowed,
    Permission,
    Rights,
    Role,
    name_of,
    role_name,
)

ALONE = (Permission.REDEEM, Permission.PAY_LATER)
BY_A_MANAGERS_PIN = (
    Permission.DISCOUNT,
    Permission.PRICE,
    Permission.TAX_EXEMPT,
    Permission.VOID,
    Permission.REFUND,
    Permission.REMOVE,
    Permission.ADJUST_BALANCE,
    Permission.OPEN_DRAWER,
    Permission.RELEASE_HOLDS,
    Permission.CLIENTS,
    Permission.REPORTS,
    Permission.SETTINGS,
)
NOTHING = Rights(frozenset(), frozenset(), 0)


def test_every_permission_is_somebodys_from_the_start() -> None:
    assert {*ALONE, *BY_A_MANAGERS_PIN} == set(Permission)


@pytest.mark.parametrize("permission", ALONE)
def test_the_front_desk_takes_a_clients_balance_and_lets_them_pay_later_alone(
    permission: Permission,
) -> None:
    assert RIGHTS.may(Role.FRONT_DESK, permission)


@pytest.mark.parametrize("permission", BY_A_MANAGERS_PIN)
def test_the_front_desk_does_everything_else_by_a_managers_pin(permission: Permission) -> None:
    assert not RIGHTS.may(Role.FRONT_DESK, permission)
    assert RIGHTS.may(Role.MANAGER, permission)


def test_anybody_takes_a_fifth_off_a_line_and_no_more() -> None:
    assert RIGHTS.most_discount_ppm == 200_000


@pytest.mark.parametrize("permission", Permission)
def test_an_owner_may_do_everything_whatever_the_others_may(permission: Permission) -> None:
    assert NOTHING.may(Role.OWNER, permission)


@pytest.mark.parametrize("permission", Permission)
def test_where_nothing_is_granted_neither_the_front_desk_nor_managers_may(
    permission: Permission,
) -> None:
    assert not NOTHING.may(Role.FRONT_DESK, permission)
    assert not NOTHING.may(Role.MANAGER, permission)


def test_a_grant_is_for_one_act_of_one_role() -> None:
    granted = replace(NOTHING, front_desk=frozenset({Permission.VOID}))
    allowed = {(role, act) for role in Role for act in Permission if granted.may(role, act)}
    assert allowed == {(Role.FRONT_DESK, Permission.VOID)} | {
        (Role.OWNER, permission) for permission in Permission
    }


def test_a_right_withdrawn_is_gone_for_its_role_alone() -> None:
    fewer = replace(RIGHTS, manager=RIGHTS.manager - {Permission.REMOVE})
    assert not fewer.may(Role.MANAGER, Permission.REMOVE)
    assert fewer.may(Role.MANAGER, Permission.REFUND)
    assert fewer.front_desk == RIGHTS.front_desk


@pytest.mark.parametrize("permission", Permission)
def test_a_refusal_names_the_act_and_the_way_to_it(permission: Permission) -> None:
    refusal = NotAllowed(permission)
    assert refusal.permission is permission
    assert refusal.text == (
        f"You may not do this: {name_of(permission)}. Somebody who may can allow it with their PIN."
    )


def test_acts_and_roles_have_names_of_their_own_in_the_shops_language() -> None:
    english = [*map(name_of, Permission), *map(role_name, Role)]
    words.use(translation("pos", TRANSLATIONS, ["es"]))
    spanish = [*map(name_of, Permission), *map(role_name, Role)]
    assert len(set(english)) == len(set(spanish)) == len(Permission) + len(Role)
    assert not set(english) & set(spanish)
