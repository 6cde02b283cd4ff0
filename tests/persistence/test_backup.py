"""Backups are whole, made while the till runs, and put back without losing or repeating anything."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_app.clock import SetClock
from pos_app.domain.shop import Role, StaffMember, Till
from pos_app.errors import EnvironmentFault, UserError
from pos_app.persistence import backup, books, files, migrate, people
from pos_app.persistence.database import Database
from pos_app.persistence.tables.series import SERIES_SPAN
from pos_app.services import clients, staff
from pos_app.services import shop as shop_service
from pos_app.services.desk import Desk
from tests.builders import a_client


def _rows(file: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def _execute(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def _add_client(database: Database, name: str) -> None:
    with database.write() as connection:
        people.add_clients(connection, [a_client(name=name)], "2026-11-22T12:00:00.000Z")


@pytest.fixture
def shop(data: Path) -> Path:
    return data / "shop.db"


@pytest.fixture
def made(shop: Path, tmp_path: Path) -> Path:
    """A backup of the shop."""
    backup.backup(shop, tmp_path / "backup.db")
    return tmp_path / "backup.db"


def test_a_backup_is_one_whole_file(made: Path) -> None:
    assert migrate.version_of(made) == migrate.HEAD
    assert [file.name for file in made.parent.glob("backup*")] == ["backup.db"]
    assert _rows(made, "PRAGMA journal_mode") == [("delete",)]


def test_a_backup_holds_what_was_written_before_it_and_nothing_half_done(
    database: Database, shop: Path, tmp_path: Path
) -> None:
    _add_client(database, "Before")
    with database.write() as connection:
        people.add_clients(connection, [a_client(name="Half done")], "")
        backup.backup(shop, tmp_path / "backup.db")
    assert _rows(tmp_path / "backup.db", "SELECT name FROM clients") == [("Before",)]


def test_the_till_writes_while_a_backup_is_made(
    database: Database, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_PAGES_AT_ONCE", 10)
    steps: list[tuple[int, int]] = []

    def write_meanwhile(done: int, of: int) -> None:
        steps.append((done, of))
        _add_client(database, f"Client {len(steps)}")

    backup.backup(shop, tmp_path / "backup.db", write_meanwhile)
    assert len(steps) > 3
    assert steps[-1][0] == steps[-1][1]
    assert _rows(tmp_path / "backup.db", "SELECT count(*) FROM clients") == [(0,)]
    assert _rows(shop, "SELECT count(*) FROM clients") == [(len(steps),)]


def test_a_backup_into_a_missing_folder_is_refused(shop: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no folder"):
        backup.backup(shop, tmp_path / "missing" / "backup.db")


def test_a_backup_over_the_shop_itself_is_refused(shop: Path) -> None:
    with pytest.raises(UserError, match="own data"):
        backup.backup(shop, shop)


def _damage(file: Path) -> None:
    """Overwrite the middle of the file, as a failing disk might."""
    with file.open("r+b") as stream:
        stream.seek(file.stat().st_size // 2)
        stream.write(b"\xaa" * 20_000)


def test_a_backup_of_a_damaged_shop_does_not_replace_a_good_one(shop: Path, made: Path) -> None:
    good = made.read_bytes()
    _execute(shop, "PRAGMA journal_mode = DELETE")
    _damage(shop)
    with pytest.raises(EnvironmentFault, match="damaged"):
        backup.backup(shop, made)
    assert made.read_bytes() == good
    assert not made.with_name("backup.db.new").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root makes a small disk")
def test_a_backup_onto_a_full_disk_says_so_and_leaves_nothing(shop: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", disk], check=False
    )
    if mounted.returncode != 0:
        pytest.skip("no disk may be mounted here")
    try:
        with pytest.raises(EnvironmentFault, match="disk is full"):
            backup.backup(shop, disk / "backup.db")
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)


def test_automatic_backups_are_rotated(
    database: Database, shop: Path, tmp_path: Path, clock: SetClock
) -> None:
    for _day in range(13):
        clock.at += timedelta(days=1)
        _execute(shop, "UPDATE series_heads SET audit_number = audit_number + 1")
        backup.keep_automatic(shop, tmp_path / "backups", clock.now())
    kept = sorted(file.name for file in (tmp_path / "backups").iterdir())
    assert len(kept) == 10
    assert (kept[0], kept[-1]) == ("auto-20261126T120000Z.db", "auto-20261205T120000Z.db")


def test_no_automatic_backup_is_made_where_nothing_changed(
    shop: Path, tmp_path: Path, clock: SetClock
) -> None:
    assert backup.keep_automatic(shop, tmp_path / "backups", clock.now())
    clock.at += timedelta(days=1)
    assert backup.keep_automatic(shop, tmp_path / "backups", clock.now()) is None


def test_other_files_among_the_backups_are_left_alone(
    shop: Path, tmp_path: Path, clock: SetClock
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "before-0002-from-0001.db").write_text("kept by a migration")
    for _day in range(12):
        clock.at += timedelta(days=1)
        _execute(shop, "UPDATE series_heads SET audit_number = audit_number + 1")
        backup.keep_automatic(shop, folder, clock.now())
    assert (folder / "before-0002-from-0001.db").exists()


def test_restoring_brings_the_backup_back_and_keeps_what_it_replaced(
    shop: Path, made: Path, clock: SetClock
) -> None:
    _execute(shop, "INSERT INTO clients (code, name) VALUES ('C1', 'After the backup')")
    kept = backup.restore(made, shop, clock.now())
    assert kept is not None
    assert kept.name == "shop-replaced-20261122T120000Z.db"
    assert _rows(shop, "SELECT name FROM clients") == []
    assert _rows(kept, "SELECT name FROM clients") == [("After the backup",)]
    assert _rows(shop, "SELECT act, subject FROM audit") == [("restore", "backup.db")]


def test_restoring_into_an_empty_folder_makes_the_shop(
    made: Path, tmp_path: Path, clock: SetClock
) -> None:
    shop = tmp_path / "another machine" / "shop.db"
    assert backup.restore(made, shop, clock.now()) is None
    assert migrate.version_of(shop) == migrate.HEAD


def test_a_restored_shop_writes_in_new_series_beyond_those_it_replaced(
    shop: Path, made: Path, clock: SetClock
) -> None:
    _execute(shop, "INSERT INTO counters VALUES ('ticket', 1050)")
    _execute(made, "INSERT INTO counters VALUES ('ticket', 1001)")
    for seconds in (1, 2):
        backup.restore(made, shop, clock.now() + timedelta(seconds=seconds))
    current = _rows(shop, "SELECT code FROM series WHERE current = 1 ORDER BY code")
    assert current == [("OFFICE.3",), ("T1.3",)]
    assert _rows(shop, "SELECT last FROM counters WHERE name = 'ticket'") == [(1050,)]


def test_a_backup_restored_again_and_again_reuses_no_series(
    shop: Path, made: Path, tmp_path: Path, clock: SetClock
) -> None:
    later = tmp_path / "later.db"
    codes: list[str] = []
    for seconds, file in enumerate((made, made, made, later, made), start=1):
        if file == later:
            backup.backup(shop, later)
        backup.restore(file, shop, clock.now() + timedelta(seconds=seconds))
        codes += [row[0] for row in _rows(shop, "SELECT code FROM series WHERE current = 1")]
    assert len(set(codes)) == len(codes) == 10


def test_a_restored_shop_gives_out_no_permanent_code_a_second_time(
    desk: Desk, made: Path, clock: SetClock
) -> None:
    """Codes are in what the books are hashed with: the same code for another client would fit there."""

    def give_out() -> list[str]:
        clients.create(desk, a_client(email=""))
        staff.put_member(desk, StaffMember("", "Ada", Role.MANAGER), "2580")
        shop_service.put_till(desk, Till(0, "Till of Ada"))
        codes = (
            "SELECT max(code) FROM clients UNION ALL SELECT max(code) FROM staff"
            " UNION ALL SELECT max(writer) FROM series"
        )
        return [code for (code,) in _rows(desk.database.path, codes)]

    assert give_out() == ["C000001", "S3", "T2"]
    desk.database.close()
    backup.restore(made, desk.database.path, clock.now())
    assert give_out() == ["C000002", "S4", "T3"]


def test_what_waited_in_a_backup_is_printed_and_sent_again_by_a_person_only(
    database: Database, shop: Path, tmp_path: Path, clock: SetClock
) -> None:
    made = tmp_path / "backup.db"
    _add_client(database, "Amara")
    database.close()
    backup.backup(shop, made)
    states = ("queued", "sending", "failed", "sent")
    for number, state in enumerate(states):
        _execute(
            made,
            "INSERT INTO emails (paper, client_id, address, message_id, state, at)"
            f" VALUES ('statement', 1, 'a@example.com', '<{number}@x>', '{state}', '')",
            "INSERT INTO print_jobs (paper, client_id, state, at, kick_drawer)"
            f" VALUES ('statement', 1, '{state}', '', 1)",
        )
    _execute(
        made,
        "INSERT INTO print_jobs (paper, state, at, kick_drawer) VALUES ('drawer', 'queued', '', 1)",
        "INSERT INTO print_jobs (paper, client_id, state, at, awaited)"
        " VALUES ('statement', 1, 'sent', '', 1)",
    )
    backup.restore(made, shop, clock.now())
    then = ["unsure", "unsure", "failed", "sent"]
    assert [state for (state,) in _rows(shop, "SELECT state FROM emails ORDER BY id")] == then
    jobs = _rows(shop, "SELECT state, awaited, kick_drawer FROM print_jobs ORDER BY id")
    assert [state for state, _awaited, _kick in jobs] == [*then, "skipped", "unsure"]
    assert not any(awaited for _state, awaited, _kick in jobs)
    assert [kick for _state, _awaited, kick in jobs] == [0, 0, 1, 1, 0, 0]
    errors = _rows(shop, "SELECT error FROM emails WHERE state = 'unsure'")
    assert all("may have been sent since" in error for (error,) in errors)


def test_a_restored_shop_takes_entries(shop: Path, made: Path, clock: SetClock) -> None:
    backup.restore(made, shop, clock.now())
    database = Database(shop)
    with database.read() as connection:
        assert books.next_entry_id(connection, "T1") % SERIES_SPAN == 1
    database.close()


def test_a_shop_that_cannot_be_read_any_more_is_replaced_and_kept(
    shop: Path, made: Path, clock: SetClock
) -> None:
    _execute(made, "INSERT INTO counters VALUES ('ticket', 1001)")
    shop.write_bytes(b"\xaa" * 50_000)
    shop.with_name("shop.db-wal").write_bytes(b"left behind")
    kept = backup.restore(made, shop, clock.now())
    assert kept is not None
    assert kept.read_bytes() == b"\xaa" * 50_000
    assert not shop.with_name("shop.db-wal").exists()
    assert _rows(shop, "PRAGMA integrity_check") == [("ok",)]
    assert _rows(shop, "SELECT last FROM counters WHERE name = 'ticket'") == [(2001,)]


def test_restoring_is_refused_while_a_till_is_open(
    database: Database, shop: Path, made: Path, clock: SetClock
) -> None:
    with database.read() as connection:
        people.staff_members(connection)
    # In a process of its own: locks do not hold between two openings in one.
    code = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from pos_app.persistence import backup, files; files.BUSY_SECONDS = 0\n"
        "from pos_app.errors import EnvironmentFault\n"
        "try: backup.restore(Path(sys.argv[1]), Path(sys.argv[2]), datetime.now(UTC))\n"
        "except EnvironmentFault as fault: print(fault.text)"
    )
    command = [sys.executable, "-c", code, str(made), str(shop)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout.startswith("A till has this shop open.")
    assert not shop.with_name("shop.db.restored").exists()
    with database.write() as connection:
        people.add_clients(connection, [a_client()], "")


@pytest.mark.parametrize("content", [b"Dear diary", b"SQLite format 3\0" + b"\7" * 5000, b""])
def test_a_file_that_is_no_backup_replaces_nothing(
    shop: Path, tmp_path: Path, clock: SetClock, content: bytes
) -> None:
    before = shop.read_bytes()
    (tmp_path / "odd.db").write_bytes(content)
    with pytest.raises(EnvironmentFault, match="not a shop’s database"):
        backup.restore(tmp_path / "odd.db", shop, clock.now())
    assert shop.read_bytes() == before


def test_a_damaged_backup_replaces_nothing(shop: Path, made: Path, clock: SetClock) -> None:
    before = shop.read_bytes()
    _damage(made)
    with pytest.raises(EnvironmentFault, match="damaged"):
        backup.restore(made, shop, clock.now())
    assert shop.read_bytes() == before


def test_of_a_backup_that_was_cut_off_the_backup_is_said_to_be_damaged(
    shop: Path, made: Path, clock: SetClock
) -> None:
    made.write_bytes(made.read_bytes()[:100_000])
    with pytest.raises(EnvironmentFault, match=r"^“backup\.db” is damaged"):
        backup.restore(made, shop, clock.now())


def test_a_backup_from_a_newer_version_replaces_nothing(
    shop: Path, made: Path, clock: SetClock
) -> None:
    _execute(made, "UPDATE alembic_version SET version_num = '9999'")
    before = shop.read_bytes()
    with pytest.raises(EnvironmentFault, match="newer version"):
        backup.restore(made, shop, clock.now())
    assert shop.read_bytes() == before


def test_a_missing_backup_is_refused(shop: Path, tmp_path: Path, clock: SetClock) -> None:
    with pytest.raises(UserError, match="no file"):
        backup.restore(tmp_path / "missing.db", shop, clock.now())


def test_a_restore_that_breaks_off_leaves_the_shop_and_no_litter(
    shop: Path, made: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _rows(shop, "SELECT * FROM series")
    monkeypatch.setattr(
        backup, "_set_aside", lambda *_: (_ for _ in ()).throw(OSError(28, "No space"))
    )
    with pytest.raises(EnvironmentFault, match="disk is full"):
        backup.restore(made, shop, clock.now())
    assert _rows(shop, "SELECT * FROM series") == before
    assert sorted(file.name for file in shop.parent.iterdir()) == ["shop.db"]


def test_a_backup_on_a_read_only_medium_is_restored(
    shop: Path, made: Path, clock: SetClock
) -> None:
    made.chmod(0o444)
    assert backup.restore(made, shop, clock.now())
