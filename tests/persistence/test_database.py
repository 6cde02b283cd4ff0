"""What the machine does to the database is told in plain words, and nothing is ever half written."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from pos_app.errors import EnvironmentFault
from pos_app.persistence import files, people
from pos_app.persistence.database import Database, driver
from tests.builders import a_client


def _add(database: Database, *names: str) -> None:
    with database.write() as connection:
        for name in names:
            people.add_clients(connection, [a_client(name=name)], "")


def _names(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.scalars(text("SELECT name FROM clients ORDER BY id")))


def test_a_write_is_durable_and_checks_references(database: Database) -> None:
    with database.read() as connection:
        pragmas = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
    }


def test_a_failure_in_a_write_keeps_nothing_of_it(database: Database) -> None:
    def fail_half_way() -> None:
        with database.write() as connection:
            people.add_clients(connection, [a_client()], "")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert _names(database) == []


def test_a_read_is_steady_while_others_write(database: Database) -> None:
    with database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM clients")) == 0
        _add(database, "Ada")
        assert connection.scalar(text("SELECT count(*) FROM clients")) == 0
    assert _names(database) == ["Ada"]


def test_what_was_written_is_read_by_the_connection_that_still_holds_it(database: Database) -> None:
    with database.read() as one, database.read() as other:
        assert driver(one) is not driver(other)
    with database.write() as connection:
        wrote = driver(connection)
    with database.read() as connection:
        assert driver(connection) is wrote


def test_a_locked_database_is_said_to_be_and_works_again_afterwards(database: Database) -> None:
    with closing(sqlite3.connect(database.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(EnvironmentFault, match="Another program is using"):
            _add(database, "Ada")
        assert _names(database) == []
    _add(database, "Ada")
    assert _names(database) == ["Ada"]


def test_a_full_disk_is_said_to_be_and_keeps_nothing_half_done(database: Database) -> None:
    _add(database, "Before")
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(EnvironmentFault, match="The disk is full"):
        _add(database, *(f"Client {'x' * 500} {number}" for number in range(100)))
    assert _names(database) == ["Before"]
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    _add(database, "After")
    assert _names(database) == ["Before", "After"]


@contextmanager
def _small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of its own; skips where nobody may mount one."""
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("only root makes a small disk")
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder],
        check=False,
        capture_output=True,
    )
    if mounted.returncode != 0:
        pytest.skip("no disk may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_disk_that_really_is_full_loses_nothing_that_was_written(
    shop_template: Path, tmp_path: Path
) -> None:
    with _small_disk(tmp_path / "disk", "2m") as disk:
        database = Database(Path(copy(shop_template, disk / "shop.db")))
        written: list[str] = []

        def fill() -> None:
            while True:
                names = [f"Client {'x' * 500} {len(written) + n}" for n in range(50)]
                _add(database, *names)
                written.extend(names)

        with pytest.raises(EnvironmentFault, match="disk"):
            fill()
        assert _names(database) == written
        database.close()
        with closing(sqlite3.connect(disk / "shop.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_disk_without_room_for_a_reader_is_said_to_be_full(
    shop_template: Path, tmp_path: Path
) -> None:
    with _small_disk(tmp_path / "disk", "2m") as disk:
        database = Database(Path(copy(shop_template, disk / "shop.db")))
        with suppress(OSError), (disk / "filled").open("wb", buffering=0) as filled:
            while True:
                filled.write(bytes(4096))
        with pytest.raises(EnvironmentFault, match="The disk is full"):
            _names(database)
        database.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_file_written_onto_a_full_disk_is_a_fault_that_says_so() -> None:
    with pytest.raises(EnvironmentFault, match="disk is full"), files.disk():
        Path("/dev/full").write_bytes(b"journal")


def test_a_read_only_database_is_said_to_be(shop_template: Path, open_folder: Path) -> None:
    file = Path(copy(shop_template, open_folder / "shop.db"))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    file.chmod(0o444)
    open_folder.chmod(0o555)
    code = (
        "import sys; from pathlib import Path\n"
        "from pos_app.errors import EnvironmentFault\n"
        "from pos_app.persistence.database import Database\n"
        "from sqlalchemy import text\n"
        "from tests.file_modes import mind_them\n"
        "mind_them()\n"
        "try:\n"
        "    with Database(Path(sys.argv[1])).write() as connection:\n"
        "        connection.execute(text(\"UPDATE clients SET name = 'x'\"))\n"
        "except EnvironmentFault as fault: print(fault.text)"
    )
    command = [sys.executable, "-c", code, str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "read-only" in said.stdout
    open_folder.chmod(0o755)


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "shop.db").write_bytes(b"Dear diary, " * 500)
    database = Database(tmp_path / "shop.db")
    with pytest.raises(EnvironmentFault, match="not a shop’s database"):
        _names(database)
    database.close()


def test_a_damaged_database_is_said_to_be(data: Path) -> None:
    with closing(sqlite3.connect(data / "shop.db")) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    with (data / "shop.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xaa" * (data / "shop.db").stat().st_size)
    database = Database(data / "shop.db")
    with pytest.raises(EnvironmentFault, match="damaged"):
        _names(database)
    database.close()


def test_a_missing_folder_is_said_to_be(tmp_path: Path) -> None:
    database = Database(tmp_path / "missing" / "shop.db")
    with pytest.raises(EnvironmentFault, match="folder exists"):
        _names(database)
    database.close()


def test_a_mistake_of_ours_is_not_taken_for_a_fault(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(text("INSERT INTO clients (code) VALUES (NULL)"))
