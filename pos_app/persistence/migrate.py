"""Bringing a shop's database to the tables of this program, without ever losing the old one.

Alembic is imported only where there is something to do: at a normal start the database is current,
and one plain read says so.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault
from pos_app.persistence import files, guards
from pos_app.persistence.database import faults

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0001"
"""The newest migration of this program."""

APPLICATION_ID = 0x504F5331
"""Written into the header of the file, so that a shop's database is known as one ("POS1")."""

_MIGRATIONS = Path(__file__).with_name("migrations")


def prepare(path: Path, backups: Path) -> None:
    """Make ``path`` a database of this version: new, migrated, or left alone where it is current.

    A copy of an older database is kept in ``backups`` before it is touched. A crash half way leaves
    either no database or the old one, whole.

    Raises:
        EnvironmentFault: it cannot be read or written, is no shop's database, or is a newer one.
    """
    if not path.exists() or path.stat().st_size == 0:
        _create(path)
        return
    files.check_writable(path)
    version = version_of(path)
    if version == HEAD:
        return
    if not is_known(version):
        raise newer()
    _keep(path, backups, version)
    with faults():
        migrate(path)


def check_current(path: Path) -> None:
    """Know that a database that may only be read is of this version.

    Raises:
        EnvironmentFault: it is not, cannot be read, or is no shop's database.
    """
    version = version_of(path)
    if version != HEAD and not is_known(version):
        raise newer()
    if version != HEAD:
        files.check_writable(path)


def version_of(path: Path) -> str:
    """The migration that the database at ``path`` stands at.

    Raises:
        EnvironmentFault: it cannot be read, or is no shop's database.
    """
    with faults(), closing(files.connect(path, "ro")) as connection:
        tables = "SELECT count(*) FROM sqlite_master WHERE name IN ('alembic_version', 'entries')"
        mark = connection.execute("PRAGMA application_id").fetchone()[0]
        if mark != APPLICATION_ID or connection.execute(tables).fetchone()[0] != 2:
            raise EnvironmentFault(
                _(
                    "{name} is not a shop’s database. Choose another folder, or restore a backup."
                ).format(name=path.name)
            )
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def is_known(version: str) -> bool:
    """Whether this program has that migration; where it has not, a newer program made the file."""
    from alembic.script import ScriptDirectory

    known = ScriptDirectory.from_config(_config()).walk_revisions()
    return any(script.revision == version for script in known)


def newer() -> EnvironmentFault:
    """The refusal of a database that a newer program made."""
    return EnvironmentFault(
        _("This shop’s data was made by a newer version of the till. Update this one to open it.")
    )


def migrate(path: Path) -> None:
    """Run the missing migrations and make the guards anew, all in one transaction.

    Raises:
        RuntimeError: a migration left rows without what they refer to, or a guard missing (a bug).
    """
    from alembic import command
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    engine = create_engine(
        f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": files.BUSY_SECONDS}
    )
    with engine.connect() as connection:
        driver = cast(sqlite3.Connection, connection.connection.dbapi_connection)
        driver.isolation_level = None
        # A rebuilt table must not take its referring rows along; they are all checked below.
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("PRAGMA journal_mode = WAL")
        driver.execute("PRAGMA synchronous = FULL")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        guards.install(driver)
        driver.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        _check(driver)
        connection.commit()
    engine.dispose()


def _check(driver: sqlite3.Connection) -> None:
    found = {
        name for (name,) in driver.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
    }
    if missing := guards.names() - found:
        raise RuntimeError(f"guards missing after a migration: {sorted(missing)}")
    if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
        raise RuntimeError(f"rows that refer to nothing after a migration: {broken[:5]}")


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _create(path: Path) -> None:
    """A new database, under its own name only once it is whole."""
    made = path.with_name(path.name + ".new")
    with files.disk(), faults():
        path.parent.mkdir(parents=True, exist_ok=True)
        files.remove(made)
        migrate(made)
        os.replace(made, path)


def _keep(path: Path, backups: Path, version: str) -> None:
    with files.disk():
        backups.mkdir(parents=True, exist_ok=True)
    files.copy(path, backups / f"before-{HEAD}-from-{version}.db")
