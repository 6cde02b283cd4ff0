"""Statements made ready once, for what happens while a client waits.

Core works out again, for each run, what it worked out the run before: some 70 µs a statement, which is
more than SQLite needs for its work, and a closing has thirty of them. A ``Ready`` statement is written
in Core, too, but compiled once and then handed straight to the driver.
"""

import re
import sqlite3
from collections import namedtuple
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Select, TextClause, Update
from sqlalchemy.dialects import sqlite

from pos_app.persistence.database import driver

Statement = Select[Any] | Insert | Update | Delete | TextClause
Values = dict[str, Any]
_MANY = 500
_DIALECT = sqlite.dialect(paramstyle="named")


class Ready:
    """One statement without lists of values in it (``expanding``). Its rows are named tuples."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._compiled: dict[tuple[str, ...], tuple[str, Values]] = {}
        self._row: Any = None

    def run(self, connection: Connection, values: Values) -> int:
        """Run a writing statement; returns how many rows it changed."""
        return self._cursor(connection, values).rowcount

    def run_many(self, connection: Connection, rows: Sequence[Values]) -> int:
        """Run a writing statement once for each of the rows, which all have the same columns.

        Returns how many rows it changed in all.
        """
        if isinstance(self._statement, Insert) and len(rows) >= _MANY:
            return self._insert_many(connection, rows)
        sql, fixed = self._sql(rows[0])
        many = [fixed | row for row in rows] if fixed else rows
        return driver(connection).executemany(sql, many).rowcount

    def _insert_many(self, connection: Connection, rows: Sequence[Values]) -> int:
        """Insert some hundreds of rows with each statement.

        A statement that sets off triggers has a cost of its own, and the full-text index writes itself
        out at the end of each: ten thousand clients take 2.2 s one by one, and 0.5 s so.
        """
        sql, fixed = self._sql(rows[0])
        head, _values, marks = sql.partition(" VALUES ")
        names = re.findall(r":(\w+)", marks)
        one = f"({', '.join('?' * len(names))})"
        for start in range(0, len(rows), _MANY):
            some = rows[start : start + _MANY]
            many = f"{head} VALUES {', '.join([one] * len(some))}"
            whole = (fixed | row if fixed else row for row in some)
            values = [row[name] for row in whole for name in names]
            driver(connection).execute(many, values)
        return len(rows)

    def all(self, connection: Connection, values: Values) -> list[Any]:
        """All rows of a reading statement."""
        cursor = self._cursor(connection, values)
        if self._row is None:
            self._row = namedtuple("Row", [column[0] for column in cursor.description])  # type: ignore[misc]
        return list(map(self._row._make, cursor))

    def tuples(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """All rows without the names, where there may be a hundred thousand of them."""
        return self._cursor(connection, values).fetchall()

    def first(self, connection: Connection, values: Values) -> Any:
        """The first row, or ``None``."""
        rows = self.all(connection, values)
        return rows[0] if rows else None

    def _cursor(self, connection: Connection, values: Values) -> sqlite3.Cursor:
        sql, fixed = self._sql(values)
        return driver(connection).execute(sql, fixed | values if fixed else values)

    def _sql(self, values: Values) -> tuple[str, Values]:
        """The SQL for these columns, and the values that are written in the statement itself."""
        columns = tuple(values)
        made = self._compiled.get(columns)
        if made is None:
            compiled = self._statement.compile(dialect=_DIALECT, column_keys=list(columns))
            fixed = {name: v for name, v in compiled.params.items() if name not in values}
            made = self._compiled[columns] = (str(compiled), fixed)
        return made
