"""A database comes to the tables of this program, or is refused in plain words, and is never lost."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from pos_app.errors import EnvironmentFault
from pos_app.persistence import files, guards, migrate
from pos_app.persistence.tables.schema import metadata

_AN_ACT = (
    "INSERT INTO series (id, code, writer, opened_at) VALUES (1, 'T1', 'T1', '2026-11-22')",
    "INSERT INTO audit (series_id, number, at, act, previous_hash, hash)"
    " VALUES (1, 1, '2026-11-22', 'open', '', '')",
)


def _schema(file: Path) -> dict[str, str]:
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT type || ' ' || name, sql FROM sqlite_master").fetchall()
    return {name: sql for name, sql in rows if "alembic" not in name}


def _execute(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def shop(empty_shop: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(empty_shop, tmp_path / "shop.db"))


def test_migrations_make_exactly_the_tables_that_the_program_uses(
    empty_shop: Path, tmp_path: Path
) -> None:
    direct = tmp_path / "direct.db"
    engine = create_engine(f"sqlite:///{direct}")
    metadata.create_all(engine)
    engine.dispose()
    with closing(sqlite3.connect(direct)) as connection:
        for statement in guards.search_tables():
            connection.execute(statement)
        guards.install(connection)
    assert _schema(empty_shop) == _schema(direct)


def test_every_table_of_ours_is_strict(empty_shop: Path) -> None:
    with closing(sqlite3.connect(empty_shop)) as connection:
        strict = dict(connection.execute("SELECT name, strict FROM pragma_table_list").fetchall())
    assert all(strict[table] for table in metadata.tables)


def test_one_import_loads_the_whole_schema(empty_shop: Path) -> None:
    code = "from pos_app.persistence.tables.schema import metadata; print(*metadata.tables)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    with closing(sqlite3.connect(empty_shop)) as connection:
        strict = connection.execute("SELECT name FROM pragma_table_list WHERE strict").fetchall()
    assert set(said.stdout.split()) == {name for (name,) in strict}


def test_the_newest_migration_is_the_one_a_start_compares_with() -> None:
    assert ScriptDirectory.from_config(migrate._config()).get_current_head() == migrate.HEAD


def test_a_new_database_has_every_guard_and_is_current(empty_shop: Path) -> None:
    triggers = {name.removeprefix("trigger ") for name in _schema(empty_shop)}
    assert guards.names() <= triggers
    assert migrate.version_of(empty_shop) == migrate.HEAD


def test_a_current_database_is_left_alone_without_alembic(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shop.read_bytes()
    monkeypatch.setattr(migrate, "migrate", lambda _path: pytest.fail("migrated"))
    monkeypatch.setattr(migrate, "is_known", lambda _version: pytest.fail("asked Alembic"))
    migrate.prepare(shop, tmp_path / "backups")
    assert shop.read_bytes() == before
    assert not (tmp_path / "backups").exists()


@pytest.fixture
def next_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Path:
    """A program with one more migration, which rebuilds a guarded table; returns its file."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate._MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    file = folder / "versions" / "v0002_rebuild.py"
    file.write_text(
        "from alembic import op\n"
        "import sqlalchemy as sa\n"
        'revision = "0002"\n'
        'down_revision = "0001"\n'
        "def upgrade():\n"
        '    with op.batch_alter_table("audit", recreate="always") as batch:\n'
        '        batch.add_column(sa.Column("place", sa.Text()))\n'
    )
    monkeypatch.setattr(migrate, "_MIGRATIONS", folder)
    monkeypatch.setattr(migrate, "HEAD", "0002")
    return file


def test_an_older_database_is_kept_and_then_migrated(
    shop: Path, tmp_path: Path, next_version: Path
) -> None:
    _execute(shop, *_AN_ACT)
    migrate.prepare(shop, tmp_path / "backups")
    assert migrate.version_of(shop) == "0002"
    (kept,) = (tmp_path / "backups").iterdir()
    assert migrate.version_of(kept) == "0001"
    with closing(sqlite3.connect(shop)) as connection:
        assert connection.execute("SELECT act, place FROM audit").fetchall() == [("open", None)]


def test_guards_that_a_rebuilt_table_lost_are_made_again(
    shop: Path, tmp_path: Path, next_version: Path
) -> None:
    migrate.prepare(shop, tmp_path / "backups")
    _execute(shop, *_AN_ACT)
    with pytest.raises(sqlite3.IntegrityError, match="audit are never changed"):
        _execute(shop, "DELETE FROM audit")


def test_a_migration_that_breaks_half_way_leaves_the_old_database_usable(
    shop: Path, tmp_path: Path, next_version: Path
) -> None:
    next_version.write_text(next_version.read_text() + '    raise OSError("power cut")\n')
    before = _schema(shop)
    with pytest.raises(OSError, match="power cut"):
        migrate.prepare(shop, tmp_path / "backups")
    assert migrate.version_of(shop) == "0001"
    assert _schema(shop) == before


def test_a_migration_that_orphans_rows_is_not_kept(
    shop: Path, tmp_path: Path, next_version: Path
) -> None:
    next_version.write_text(
        next_version.read_text()
        + "    op.execute(\"INSERT INTO ticket_tips VALUES (99, 'nobody', 5)\")\n"
    )
    with pytest.raises(RuntimeError, match="refer to nothing"):
        migrate.prepare(shop, tmp_path / "backups")
    assert migrate.version_of(shop) == "0001"


def test_a_newer_database_is_refused_and_not_touched(shop: Path, tmp_path: Path) -> None:
    _execute(shop, "UPDATE alembic_version SET version_num = '9999'")
    before = shop.read_bytes()
    with pytest.raises(EnvironmentFault, match="newer version of the till"):
        migrate.prepare(shop, tmp_path / "backups")
    assert shop.read_bytes() == before


def test_a_creation_that_breaks_leaves_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(_connection: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(guards, "install", break_off)
    with pytest.raises(KeyboardInterrupt):
        migrate.prepare(tmp_path / "shop.db", tmp_path / "backups")
    assert not (tmp_path / "shop.db").exists()
    monkeypatch.undo()
    migrate.prepare(tmp_path / "shop.db", tmp_path / "backups")
    assert migrate.version_of(tmp_path / "shop.db") == migrate.HEAD


@pytest.mark.parametrize("content", [b"Dear diary, " * 500, b"SQLite format 3\0" + b"\7" * 5000])
def test_a_file_that_is_no_database_is_refused_and_not_touched(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "shop.db"
    file.write_bytes(content)
    with pytest.raises(EnvironmentFault, match="not a shop’s database"):
        migrate.prepare(file, tmp_path / "backups")
    assert file.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    _execute(file, "CREATE TABLE alembic_version (version_num TEXT)", "CREATE TABLE entries (id)")
    with pytest.raises(EnvironmentFault, match="not a shop’s database"):
        migrate.prepare(file, tmp_path / "backups")


def test_a_locked_database_is_a_fault_that_can_be_tried_again(
    shop: Path, tmp_path: Path, next_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BUSY_SECONDS", 0)
    with closing(sqlite3.connect(shop)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(EnvironmentFault, match="Another program"):
            migrate.prepare(shop, tmp_path / "backups")
    migrate.prepare(shop, tmp_path / "backups")
    assert migrate.version_of(shop) == "0002"


@contextmanager
def _somebody_without_rights() -> Iterator[None]:
    """Not root for a moment, whom no file mode stops."""
    if os.name == "nt" or os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_read_only_database_is_refused_in_plain_words(
    empty_shop: Path, open_folder: Path
) -> None:
    file = Path(shutil.copy(empty_shop, open_folder / "shop.db"))
    file.chmod(0o444)
    with _somebody_without_rights(), pytest.raises(EnvironmentFault, match="cannot be written"):
        migrate.prepare(file, open_folder / "backups")


def test_a_folder_that_cannot_be_written_gets_no_shop(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    with _somebody_without_rights(), pytest.raises(EnvironmentFault, match="cannot be written"):
        migrate.prepare(open_folder / "deep" / "shop.db", open_folder / "backups")
    open_folder.chmod(0o755)


def test_a_program_killed_in_the_middle_of_a_migration_leaves_the_old_database(
    shop: Path, tmp_path: Path, next_version: Path
) -> None:
    script = next_version.read_text() + "    import os, signal\n    os.kill(os.getpid(), 9)\n"
    next_version.write_text(script)
    _execute(shop, *_AN_ACT)
    before = _schema(shop)
    code = (
        "import sys; from pathlib import Path; from pos_app.persistence import migrate\n"
        "migrate._MIGRATIONS, migrate.HEAD = Path(sys.argv[1]), '0002'\n"
        "migrate.prepare(Path(sys.argv[2]), Path(sys.argv[3]))"
    )
    arguments = [str(next_version.parent.parent), str(shop), str(tmp_path / "backups")]
    ended = subprocess.run([sys.executable, "-c", code, *arguments], check=False)
    assert ended.returncode != 0
    assert migrate.version_of(shop) == "0001"
    assert _schema(shop) == before
    assert migrate.version_of(next((tmp_path / "backups").iterdir())) == "0001"
    next_version.write_text(script.partition("    import os")[0])
    migrate.prepare(shop, tmp_path / "backups")
    assert migrate.version_of(shop) == "0002"
