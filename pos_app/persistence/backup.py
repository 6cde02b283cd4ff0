"""Backups: made while the till runs, checked before they count, and put back without losing anything."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select, text, update

from pos_app.clock import stamp
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.persistence import audit, books, counters, files, migrate
from pos_app.persistence.database import Database, faults
from pos_app.persistence.files import Progress
from pos_app.persistence.tables.mail import emails
from pos_app.persistence.tables.print_jobs import print_jobs
from pos_app.persistence.tables.series import series

KEPT = 10
"""How many automatic backups are kept."""

_UNKNOWN = 1_000
"""Numbers passed over where the replaced books cannot say how far they had come."""

_OFFICE = "OFFICE"
_AUTOMATIC = "auto-"
# Everything that is written leaves an audit row or an entry; a restored copy has other series.
_STATE = """
SELECT (SELECT version_num FROM alembic_version),
       (SELECT count(*) FROM series),
       (SELECT coalesce(sum(number + audit_number), 0) FROM series_heads),
       (SELECT count(*) FROM settings)
"""


def backup(shop: Path, file: Path, progress: Progress | None = None) -> None:
    """Write a checked copy of the shop's database to ``file``; the till may go on meanwhile.

    Raises:
        UserError: the file is the shop's own or a folder, or its folder does not exist.
        EnvironmentFault: the disk is full or cannot be written, or the database is damaged.
    """
    files.check_target(file)
    if file.exists() and file.samefile(shop):
        raise UserError(_("A backup cannot be written over the shop’s own data."))
    files.copy(shop, file, progress)


def keep_automatic(shop: Path, folder: Path, at: datetime) -> Path | None:
    """Back the shop up into ``folder`` and drop the oldest automatic backups there.

    Returns the new backup, or nothing where nothing was written since the last one.

    Raises:
        EnvironmentFault: the disk is full or cannot be written, or the database is damaged.
    """
    with files.disk():
        folder.mkdir(parents=True, exist_ok=True)
    kept = sorted(folder.glob(f"{_AUTOMATIC}*.db"))
    if kept and _state(kept[-1]) == _state(shop):
        return None
    made = folder / f"{_AUTOMATIC}{_for_a_name(at)}.db"
    files.copy(shop, made)
    with files.disk():
        for old in sorted(folder.glob(f"{_AUTOMATIC}*.db"))[:-KEPT]:
            files.remove(old)
    return made


def restore(file: Path, shop: Path, at: datetime, progress: Progress | None = None) -> Path | None:
    """Put a backup in the place of the shop's database; returns where the replaced one is kept.

    The backup is copied, checked and migrated first; only then is it put in place, in one step. Every
    writer goes on in a new series, beyond those of the replaced books, so that no number is used twice.

    Raises:
        UserError: there is no such file.
        EnvironmentFault: it is not a shop's database, damaged, or from a newer version; or a till is
            still open; or the disk failed. Nothing was changed.
    """
    if not file.is_file():
        raise UserError(_("There is no file “{file}”.").format(file=file))
    with _about(file):
        version = migrate.version_of(file)
    if version != migrate.HEAD and not migrate.is_known(version):
        raise migrate.newer()
    with files.disk():
        shop.parent.mkdir(parents=True, exist_ok=True)
    made = shop.with_name(shop.name + ".restored")
    try:
        with _about(file):
            files.copy(file, made, progress)
        if version != migrate.HEAD:
            with faults():
                migrate.migrate(made)
        return _put_in_place(made, shop, file, at)
    finally:
        with suppress(OSError):
            files.remove(made)


@contextmanager
def _about(file: Path) -> Iterator[None]:
    """What is wrong with the backup is said of it, and not of the shop, which is to be restored."""
    try:
        yield
    except EnvironmentFault as fault:
        code = getattr(fault.__cause__, "sqlite_errorcode", 0) & 0xFF
        if code not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        raise EnvironmentFault(
            _("“{file}” is damaged, or not a shop’s database. Choose another backup.").format(
                file=file.name
            )
        ) from fault


def _put_in_place(made: Path, shop: Path, file: Path, at: datetime) -> Path | None:
    with _alone(shop) as current:
        if shop.exists():
            used = _numbers_used(current) or _at_most_used(made, shop)
        else:
            used = _Used({}, {})
        _begin_anew(made, used, file, at)
        if not shop.exists():
            with files.disk():
                os.replace(made, shop)
            return None
        kept = shop.with_name(f"{shop.stem}-replaced-{_for_a_name(at)}{shop.suffix}")
        if kept.exists():
            raise EnvironmentFault(_("“{file}” is in the way.").format(file=kept))
        if os.name == "nt" and current is not None:
            current.close()  # Windows moves no open file; a till that opens it now stops us.
        with files.disk():
            _set_aside(shop, kept)
            os.replace(made, shop)
        return kept


def _set_aside(shop: Path, kept: Path) -> None:
    """Keep the replaced database under a second name, so that there is one at every moment."""
    os.link(shop, kept)
    for left, aside in list(zip(files.parts(shop), files.parts(kept), strict=True))[1:]:
        # Left by a damaged database: beside the restored one they would damage it as well.
        if left.exists():
            os.replace(left, aside)


@contextmanager
def _alone(shop: Path) -> Iterator[sqlite3.Connection | None]:
    """Nobody else has the database open, nor can open it meanwhile; ``None`` where it is unreadable."""
    if not shop.exists():
        yield None
        return
    with closing(files.connect(shop)) as connection:
        try:
            # Leaving WAL mode needs the file for oneself, so an open till refuses it even when idle.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            readable: sqlite3.Connection | None = connection
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise EnvironmentFault(
                    _("A till has this shop open. Close it everywhere, then restore.")
                ) from error
            readable = None
        yield readable


# What was given out without a counter: a first start's own, and what a test or a bench wrote straight.
_GIVEN_OUT = """
SELECT name, last FROM counters
UNION ALL SELECT 'client', max(id) FROM clients
UNION ALL SELECT 'till', max(id) FROM tills
UNION ALL SELECT 'staff', max(CAST(substr(code, 2) AS INTEGER)) FROM staff
"""
# A writer's last series by its code, as ``books.open_series`` names them.
_OPENED = """
SELECT writer, max(CASE WHEN code = writer THEN 1
    ELSE CAST(substr(code, length(writer) + 2) AS INTEGER) END) FROM series GROUP BY writer
"""


@dataclass(frozen=True, slots=True)
class _Used:
    """What the replaced books gave out: each writer's last series, and the last number of each kind."""

    opened: dict[str, int]
    numbers: dict[str, int]


def _numbers_used(current: sqlite3.Connection | None) -> _Used | None:
    """What the replaced books gave out; ``None`` where they can no longer be read."""
    if current is not None:
        with suppress(sqlite3.DatabaseError):
            opened, numbers = dict(current.execute(_OPENED).fetchall()), dict[str, int]()
            for name, last in current.execute(_GIVEN_OUT):
                numbers[name] = max(numbers.get(name, 0), last or 0)
            return _Used(opened, numbers)
    return None


def _begin_anew(made: Path, used: _Used, file: Path, at: datetime) -> None:
    database = Database(made)
    try:
        with database.write() as connection:
            _ask_of_what_waited(connection)
            if _go_beyond(connection, used, stamp(at)):
                audit.record(
                    connection,
                    _OFFICE,
                    at=stamp(at),
                    staff=None,
                    till="Office",
                    act="restore",
                    subject=file.name,
                )
    finally:
        database.close()
    with faults(), closing(files.connect(made)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _ask_of_what_waited(connection: Connection) -> None:
    """What waited when the backup was made has been printed and sent since, or not: a person says.

    A drawer is opened for nobody.
    """
    waited = update(emails).where(text("emails.state IN ('queued', 'sending')"))
    said = _(
        "This comes from a backup and may have been sent since. Ask the client, then send it again or "
        "let it go."
    )
    connection.execute(waited.values(state="unsure", error=said))
    waiting = update(print_jobs).where(text("(state IN ('queued', 'sending') OR awaited = 1)"))
    said = _(
        "This comes from a backup and may have been printed since. If it did not come out, print it "
        "again."
    )
    gone = waiting.where(print_jobs.c.paper == "drawer")
    connection.execute(gone.values(state="skipped", awaited=0, kick_drawer=0))
    connection.execute(waiting.values(state="unsure", awaited=0, kick_drawer=0, error=said))


def _at_most_used(made: Path, shop: Path) -> _Used:
    """What books that cannot be read gave out at most, going by the backup and the restores since."""
    restores = len(list(shop.parent.glob(f"{shop.stem}-replaced-*{shop.suffix}")))
    with faults(), closing(files.connect(made)) as connection:
        here = _numbers_used(connection)
    assert here is not None
    opened = {writer: last + restores for writer, last in here.opened.items()}
    return _Used(opened, {name: last + _UNKNOWN for name, last in here.numbers.items()})


def _go_beyond(connection: Connection, used: _Used, at: str) -> bool:
    """Leave what was used behind; whether there is an office yet, which a first start makes."""
    writers = connection.scalars(select(series.c.writer).where(series.c.current == 1)).all()
    for writer in writers:
        books.open_series(connection, writer, at, beyond=used.opened.get(writer, 0))
    for name, last in used.numbers.items():
        counters.pass_over(connection, name, last)
    return _OFFICE in writers


def _state(file: Path) -> object:
    """What tells a database from an earlier copy of it; ``None`` where it cannot be read."""
    with suppress(sqlite3.DatabaseError), closing(files.connect(file, "ro")) as connection:
        return connection.execute(_STATE).fetchone()
    return None


def _for_a_name(at: datetime) -> str:
    return stamp(at).replace(":", "").replace("-", "").partition(".")[0] + "Z"
