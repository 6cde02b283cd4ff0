"""The connection to the shop's database: durable, with foreign keys, one writer at a time."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Self, cast

from sqlalchemy import Connection, CursorResult, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from pos_app.domain.words import _, mark
from pos_app.errors import EnvironmentFault

BUSY_TIMEOUT_MS = 5_000
"""How long a write waits for another program's write to end."""
LOG_PAGES = 4_000
"""How long the write-ahead log gets (16 MB) before a write itself has to fold it into the database. A till
at rest does that sooner (:meth:`Database.fold`), for it takes longer than a scan may."""


class Database:
    """One shop's SQLite file. Every write is one ``BEGIN IMMEDIATE`` transaction."""

    def __init__(self, path: Path, *, synchronous: str = "FULL", busy_ms: int = BUSY_TIMEOUT_MS):
        """Open ``path``. ``synchronous`` is FULL wherever money is real (see ``demo``)."""
        self.path = path
        self.engine = _engine(path, synchronous, busy_ms)
        self._busy_s = busy_ms / 1000
        self._turn = Lock()

    @classmethod
    def only_read(cls, path: Path) -> Self:
        """A shop that may not be written, as on a copy put away: what writes it is refused."""
        database = cls(path)
        database.engine = create_engine(
            "sqlite://",
            creator=lambda: connect_to_read(path, BUSY_TIMEOUT_MS / 1000),
            poolclass=NullPool,
        )
        return database

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A steady view of the books: what others write meanwhile is not seen.

        Raises:
            EnvironmentFault: the file cannot be read.
        """
        with faults(), self.engine.connect() as connection:
            driver(connection).execute("BEGIN")
            # Closing the connection ends the transaction.
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or, on any failure, none of it.

        Raises:
            EnvironmentFault: locked by another program, read-only, or the disk is full.
        """
        with faults(), self._in_turn(), self.engine.connect() as connection:
            raw = driver(connection)
            raw.execute("BEGIN IMMEDIATE")
            yield connection
            raw.commit()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Wait for this program's other threads: they are told at once, where SQLite would sleep and look."""
        if not self._turn.acquire(timeout=self._busy_s):
            raise EnvironmentFault(_(_BUSY))
        try:
            yield
        finally:
            self._turn.release()

    def fold(self) -> None:
        """Put what the write-ahead log holds into the database, as far as nobody is reading it.

        Raises:
            EnvironmentFault: the disk is full or fails. What was written stays in the log.
        """
        with faults(), self.engine.connect() as connection:
            driver(connection).execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


def connect_to_read(path: Path, busy_s: float) -> sqlite3.Connection:
    """Open a file that must be there already, to read it, outside any transaction.

    Beside a database with a write-ahead log SQLite wants to write. Where it may not, and no log is left,
    nobody has the database open: it is read as it lies.
    """
    address = f"{path.absolute().as_uri()}?mode=ro"
    connection = _connect(address, busy_s)
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        refused = error.sqlite_errorcode & 0xFF in (
            sqlite3.SQLITE_CANTOPEN,
            sqlite3.SQLITE_READONLY,
        )
        if not refused or _has_log(path):
            return connection
        connection.close()
        connection = _connect(f"{address}&immutable=1", busy_s)
    return connection


def _connect(address: str, busy_s: float) -> sqlite3.Connection:
    return sqlite3.connect(address, uri=True, timeout=busy_s, isolation_level=None)


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _engine(path: Path, synchronous: str, busy_ms: int) -> Engine:
    # The connection used last is used next: of what another one wrote it would have to read all anew.
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"timeout": busy_ms / 1000}, pool_use_lifo=True
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        # Transactions are begun in read() and write(), not guessed at by the driver.
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            f"synchronous = {synchronous}",
            f"wal_autocheckpoint = {LOG_PAGES}",
            "foreign_keys = ON",
            "recursive_triggers = ON",
            "cell_size_check = ON",
            "trusted_schema = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine


_BUSY = mark("Another program is using the shop’s data. Nothing was changed; try again.")
FULL = mark("The disk is full. Nothing was changed; free some space and try again.")
_FAULTS = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: mark(
        "The shop’s data cannot be written: the file is read-only. Nothing was changed."
    ),
    sqlite3.SQLITE_FULL: FULL,
    # The file beside the database that its users share; even a reader makes it.
    sqlite3.SQLITE_IOERR_SHMSIZE: FULL,
    sqlite3.SQLITE_IOERR: mark(
        "The disk did not answer as it should. Nothing was changed; try again."
    ),
    sqlite3.SQLITE_CANTOPEN: mark(
        "The shop’s data cannot be opened. Check that its folder exists and can be written."
    ),
    sqlite3.SQLITE_NOTADB: mark(
        "This file is not a shop’s database. Choose another folder, or restore a backup."
    ),
    sqlite3.SQLITE_CORRUPT: mark("The shop’s data is damaged. Restore a backup (pos-app restore)."),
}


@contextmanager
def faults() -> Iterator[None]:
    """Tell what the machine did to us from our own mistakes."""
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        raise fault_of(error) or error from error


def driver(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection under one of the engine's."""
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def new_id(result: CursorResult[Any]) -> int:
    """The id that the database gave a row just inserted."""
    key = result.inserted_primary_key
    if key is None:
        raise RuntimeError("the statement inserted no row")
    return int(key[0])


def fault_of(error: BaseException) -> EnvironmentFault | None:
    """The fault that a driver's error means, or nothing where it is a bug."""
    cause = error.orig if isinstance(error, DatabaseError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    said = _FAULTS.get(code, _FAULTS.get(code & 0xFF)) if isinstance(code, int) else None
    return EnvironmentFault(_(said)) if said else None
