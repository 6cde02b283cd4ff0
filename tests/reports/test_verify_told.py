"""Rows without a seal, changed behind the till's back: the audit log tells how they were made."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos_app.clock import SetClock
from pos_app.domain.shop import StaffMember
from pos_app.reports.verify import verify
from pos_app.security.roles import Role
from pos_app.services import merging, print_spool, staff
from pos_app.services.desk import Desk
from tests.reports.test_verify import damage
from tests.services.counter import Counter, prepare


@pytest.fixture
def worked(desk: Desk, clock: SetClock) -> Desk:
    """Two members of staff, merged clients, receipts at three times, and an open ticket."""
    prepare(desk)
    at = Counter(desk)
    staff.put_member(desk, StaffMember("", "Noé", Role.FRONT_DESK, True, False), pin="4711")
    staff.put_member(desk, StaffMember("", "Ines", Role.MANAGER, True, False), pin="4712")
    client, gone = at.client(), at.client("Dana")
    at.client("Ivy")
    merging.merge(desk, gone, client)
    at.sell(client, 1_000)
    clock.at += timedelta(hours=1)
    second = at.sell(client, 1_200)
    clock.at += timedelta(hours=1)
    print_spool.reprint(desk, second)
    at.grant(client, 500)
    at.pay(at.ticket(client, 700), "balance", 300)
    assert verify(desk.database) == []
    return desk


def named(desk: Desk, *statements: str) -> list[str]:
    """What verify names after raw changes."""
    desk.database.close()
    damage(desk.database.path, *statements)
    return [found.record for found in verify(desk.database)]


def codes(path: Path) -> dict[str, str]:
    """The codes of the staff by their names."""
    raw = sqlite3.connect(path)
    found = dict(raw.execute("SELECT name, code FROM staff").fetchall())
    raw.close()
    return found


def test_swapped_staff_codes_are_named(worked: Desk) -> None:
    of = codes(worked.database.path)
    noe, ines = of["Noé"], of["Ines"]
    assert named(
        worked,
        f"UPDATE staff SET code = 'x' WHERE code = '{noe}'",
        f"UPDATE staff SET code = '{noe}' WHERE code = '{ines}'",
        f"UPDATE staff SET code = '{ines}' WHERE code = 'x'",
    ) == [f"staff {noe}", f"staff {ines}"]


def test_a_role_that_nobody_gave_is_named(worked: Desk) -> None:
    noe = codes(worked.database.path)["Noé"]
    assert named(worked, f"UPDATE staff SET role = 'owner' WHERE code = '{noe}'") == [
        f"staff {noe}"
    ]


def test_a_role_that_was_taken_away_again_is_named(worked: Desk) -> None:
    noe = codes(worked.database.path)["Noé"]
    member = next(one for one in staff.members(worked) if one.code == noe)
    staff.put_member(worked, replace(member, role=Role.MANAGER))
    staff.put_member(worked, member)
    assert verify(worked.database) == []
    assert named(worked, f"UPDATE staff SET role = 'manager' WHERE code = '{noe}'") == [
        f"staff {noe}"
    ]


def test_a_person_shut_out_by_nobody_is_named(worked: Desk) -> None:
    noe = codes(worked.database.path)["Noé"]
    assert named(worked, f"UPDATE staff SET active = 0 WHERE code = '{noe}'") == [f"staff {noe}"]


@pytest.mark.parametrize(
    ("change", "record"),
    [
        ("UPDATE clients SET merged_into = NULL WHERE id = 2", "client C000002"),
        ("UPDATE clients SET merged_into = 3 WHERE id = 2", "client C000002"),
        (
            "UPDATE clients SET merged_into = 1, archived_at = created_at WHERE id = 3",
            "client C000003",
        ),
        ("UPDATE print_jobs SET ticket_id = 2 WHERE id = 1", "print job 1"),
        ("UPDATE print_jobs SET ticket_id = 1 WHERE id = 2", "print job 2"),
        ("UPDATE print_jobs SET ticket_id = 1 WHERE id = 3", "print job 3"),
        ("UPDATE print_jobs SET ticket_id = 99 WHERE id = 3", "print job 3"),
        (
            "INSERT INTO emails (paper, ticket_id, address, message_id, state, at)"
            " VALUES ('receipt', 99, 'a@example.com', 'm', 'queued', '2026-11-22T12:00:00.000Z')",
            "e-mail 1",
        ),
        ("UPDATE series_heads SET number = -1 WHERE series_id = 1", "head of series T1"),
    ],
)
def test_what_no_act_made_so_is_named_and_only_it(worked: Desk, change: str, record: str) -> None:
    assert named(worked, change) == [record]


def test_a_payment_whose_hold_is_gone_from_everywhere_is_named(worked: Desk) -> None:
    found = named(worked, "DELETE FROM holds", "UPDATE funds SET held = 0")
    assert found == ["payment 3 of ticket #1003"]
