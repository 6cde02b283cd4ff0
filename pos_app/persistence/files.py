"""A database as a file on a disk: opening, checking and copying it whole."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Literal

from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.persistence.database import FULL, connect_to_read, faults

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""

BUSY_SECONDS = 5
"""How long another program's write is waited for."""

_PAGES_AT_ONCE = 2_048


def connect(path: Path, mode: Literal["rw", "ro"] = "rw") -> sqlite3.Connection:
    """Open a file that must be there already, outside any transaction."""
    if mode == "ro":
        return connect_to_read(path, BUSY_SECONDS)
    address = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def copy(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Copy a database that may be in use; ``target`` appears only once it is whole, checked and safe.

    The copy is of one moment, needs no other file beside it, and holds up nobody's writes.

    Raises:
        EnvironmentFault: the disk is full or cannot be written, or the database is damaged.
    """
    half = target.with_name(target.name + ".new")

    def told(_status: int, remaining: int, total: int) -> None:
        if progress:
            progress(total - remaining, total)

    try:
        check_folder(target.parent)
        with disk(), faults():
            remove(half)
            with closing(connect(source, "ro")) as old, closing(sqlite3.connect(half)) as new:
                # One steady view: without it the copy starts anew with every write of the till.
                old.execute("BEGIN")
                old.execute("SELECT count(*) FROM sqlite_master").fetchone()
                old.backup(new, pages=_PAGES_AT_ONCE, progress=told, sleep=0)
                new.execute("PRAGMA journal_mode = DELETE")
                check_sound(new)
            _flush(half)
            os.replace(half, target)
            _flush(target.parent)
    finally:
        with suppress(OSError):
            remove(half)


def check_sound(connection: sqlite3.Connection) -> None:
    """Look through every page, index and reference.

    Raises:
        EnvironmentFault: something is damaged.
    """
    pages = connection.execute("PRAGMA integrity_check(1)").fetchall()
    if pages != [("ok",)] or connection.execute("PRAGMA foreign_key_check").fetchone():
        raise EnvironmentFault(_("The database is damaged. Restore an earlier backup."))


def check_target(file: Path) -> None:
    """Know before any work that ``file`` can be the name of a new file.

    Raises:
        UserError: its folder does not exist, or it is a folder itself, or a device, whose name
            would be taken by a file.
    """
    if not file.parent.is_dir():
        raise UserError(_("There is no folder “{folder}”.").format(folder=file.parent))
    if file.is_dir():
        raise UserError(_("“{file}” is a folder. Name a file in it.").format(file=file))
    if file.exists() and not file.is_file():
        raise UserError(_("“{file}” is no ordinary file. Choose another name.").format(file=file))


def remove(path: Path) -> None:
    """Delete a database with what SQLite may have left beside it."""
    for file in parts(path):
        file.unlink(missing_ok=True)


def parts(path: Path) -> list[Path]:
    """The files that a database may consist of, the main one first."""
    return [path.with_name(path.name + end) for end in ("", "-wal", "-shm", "-journal")]


def check_writable(path: Path) -> None:
    """Know that a database may be written, and its folder, where SQLite keeps its log.

    Raises:
        EnvironmentFault: one of them cannot be written.
    """
    with disk(), path.open("r+b"):
        check_folder(path.parent)


def check_folder(folder: Path) -> None:
    """Make a file there rather than ask: rights and file systems have too many ways to say no.

    Raises:
        EnvironmentFault: the folder cannot be written.
    """
    probe = folder / f".{os.getpid()}.probe"
    with disk():
        try:
            probe.touch()
            probe.unlink(missing_ok=True)
        except OSError as error:
            error.filename = str(folder)
            raise


def may_write(path: Path) -> bool:
    """Whether :func:`check_writable` finds nothing against a database."""
    with suppress(EnvironmentFault):
        check_writable(path)
        return True
    return False


@contextmanager
def disk() -> Iterator[None]:
    """What the file system refuses, as a fault that says why."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            # Where a write fails, and not an opening, the error names no file.
            raise EnvironmentFault(_(FULL)) from error
        raise EnvironmentFault(
            _("“{file}” cannot be written: {reason}.").format(
                file=error.filename or "", reason=error.strerror or error
            )
        ) from error


def _flush(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder."""
    if path.is_dir() and os.name == "nt":
        return  # Windows keeps names by itself, and opens no folders.
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
