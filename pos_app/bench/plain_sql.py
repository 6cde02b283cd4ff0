"""What a service writes, recorded as the driver gets it and written again bare: the floor of its figure."""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import event

from pos_app.persistence.database import Database

Statement = tuple[str, Any, bool]
"""SQL, its parameters, and whether they are many rows."""


class _Recorder(sqlite3.Cursor):
    """A cursor that notes what is written through it."""

    written: ClassVar[list[Statement]] = []

    def execute(self, sql: str, values: Any = (), /) -> "_Recorder":
        """Run a statement."""
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.written.append((sql, values, False))
        return super().execute(sql, values)

    def executemany(self, sql: str, rows: Any, /) -> "_Recorder":
        """Run a statement for many rows."""
        self.written.append((sql, rows, True))
        return super().executemany(sql, rows)


class _Recorded(sqlite3.Connection):
    """A connection whose cursors note what they write."""

    def cursor(self, _factory: object = None) -> _Recorder:  # type: ignore[override]
        """A new cursor."""
        return super().cursor(_Recorder)

    def execute(self, sql: str, values: Any = (), /) -> _Recorder:
        """Run a statement."""
        return self.cursor().execute(sql, values)

    def executemany(self, sql: str, rows: Any, /) -> _Recorder:
        """Run a statement for many rows."""
        return self.cursor().executemany(sql, rows)


@contextlib.contextmanager
def recorded(database: Database) -> Iterator[list[Statement]]:
    """The statements that are written inside, once it is left."""
    options = {"factory": _Recorded}

    def with_recorder(_dialect: object, _record: object, _args: object, given: Any) -> None:
        given.update(options)

    event.listen(database.engine, "do_connect", with_recorder)
    database.engine.dispose()  # What is open already does not note anything.
    _Recorder.written.clear()
    made: list[Statement] = []
    yield made
    made += _Recorder.written
    event.remove(database.engine, "do_connect", with_recorder)
    database.engine.dispose()


def write(raw: sqlite3.Connection, statements: Sequence[Statement]) -> None:
    """Write them in one transaction."""
    raw.execute("BEGIN IMMEDIATE")
    for sql, values, many in statements:
        if many:
            raw.executemany(sql, values)
        else:
            raw.execute(sql, values)
    raw.execute("COMMIT")


def check_same(figure: str, real: Path, bare: Path) -> None:
    """Make sure that both wrote the same: otherwise the ratio says nothing."""
    with (
        contextlib.closing(sqlite3.connect(real)) as one,
        contextlib.closing(sqlite3.connect(bare)) as other,
    ):
        for (table,) in one.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%STRICT%'"):
            query = f"SELECT * FROM {table} ORDER BY 1, 2"
            if one.execute(query).fetchall() != other.execute(query).fetchall():
                raise RuntimeError(f"{figure}: the copies differ in {table}")
