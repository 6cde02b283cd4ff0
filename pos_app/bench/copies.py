"""Large, sound books: what a shop's services wrote, copied with new ids, seals and hashes.

A million postings made by the services would take an hour. Copies are written straight into the
tables, guards off; ``verify`` then finds nothing wrong with them, which the figures make sure of.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from pos_app.bench.result import Told
from pos_app.domain.journal import chain, header, posting_line
from pos_app.persistence import guards
from pos_app.persistence.seals import SEALED, content_seal, seal_of

Row = dict[str, Any]
_AT_ONCE = 20

# Which ids each table holds, by the table that gives them. Sealed parts come before the tickets whose
# seal goes into the entries, and these last.
_IDS: dict[str, dict[str, str]] = {
    "clients": {"id": "clients"},
    "requests": {"ticket_id": "tickets"},
    "tickets": {"id": "tickets", "number": "tickets", "client_id": "clients", "entry_id": "entries"},
    "ticket_lines": {"ticket_id": "tickets"},
    "ticket_tips": {"ticket_id": "tickets"},
    "ticket_taxes": {"ticket_id": "tickets"},
    "payments": {"id": "payments", "ticket_id": "tickets"},
    "postings": {"entry_id": "entries", "client_id": "clients"},
    "client_events": {"client_id": "clients", "entry_id": "entries"},
    "charges": {"id": "charges", "client_id": "clients", "ticket_id": "tickets",
                "payment_id": "payments", "entry_id": "entries", "moved_from": "charges"},
    "funds": {"id": "funds", "client_id": "clients", "ticket_id": "tickets",
              "payment_id": "payments", "entry_id": "entries", "moved_from": "funds"},
    "allocations": {"id": "allocations", "entry_id": "entries", "ticket_id": "tickets",
                    "payment_id": "payments", "fund_id": "funds", "charge_id": "charges"},
    "entries": {"id": "entries", "number": "entries", "ticket_number": "tickets"},
}  # fmt: skip


class Copier:
    """Copies all that is in one series of a shop's books.

    With ``same_clients`` the copies are further history of the same clients, whose balances must be
    back where they began after the first; otherwise each copy has clients of its own.
    """

    def __init__(self, file: Path, *, same_clients: bool = False) -> None:
        self._raw = sqlite3.connect(file, isolation_level=None)
        self._raw.row_factory = sqlite3.Row
        self._same_clients = same_clients
        self._rows = {table: self._all(f"SELECT * FROM {table} ORDER BY 1, 2") for table in _IDS}
        self._series = self._all(
            "SELECT s.id, s.code, h.number, h.hash FROM series s JOIN series_heads h"
            " ON h.series_id = s.id WHERE h.number > 0"
        )
        if len(self._series) != 1:
            raise ValueError("only the books of one series can be copied")
        self._hash: str = self._series[0]["hash"]
        self._step = {
            table: max((row["id"] for row in self._rows[table]), default=0)
            for table in ("tickets", "payments", "charges", "funds", "allocations", "clients")
        }
        self._step["entries"] = len(self._rows["entries"])
        self._step["clients"] *= not same_clients
        self._codes = {row["id"]: row["code"] for row in self._rows["clients"]}
        self._events = len(self._rows["client_events"])

    def _all(self, query: str) -> list[Row]:
        return [dict(row) for row in self._raw.execute(query)]

    def write(self, times: int, told: Told) -> None:
        """Make the books so many times as large as they were."""
        with closing(self._raw):
            for pragma in ("foreign_keys = OFF", "synchronous = OFF", "journal_mode = OFF"):
                self._raw.execute(f"PRAGMA {pragma}")
            for name in guards.names():
                if name.startswith("guard_"):
                    self._raw.execute(f"DROP TRIGGER {name}")
            for start in range(1, times, _AT_ONCE):
                told("copying books", start, times)
                self._write_some(range(start, min(start + _AT_ONCE, times)))
            self._finish(times)

    def _write_some(self, copies: range) -> None:
        made: dict[str, list[Row]] = {table: [] for table in _IDS}
        for copy in copies:
            for table, rows in self._copy(copy).items():
                made[table] += rows
        self._raw.execute("BEGIN")
        for table, rows in made.items():
            if rows and not (table == "clients" and self._same_clients):
                columns = ", ".join(f'"{column}"' for column in rows[0])
                marks = ", ".join("?" * len(rows[0]))
                self._raw.executemany(
                    f"INSERT INTO {table} ({columns}) VALUES ({marks})",
                    [tuple(row.values()) for row in rows],
                )
        self._raw.execute("COMMIT")

    def _copy(self, copy: int) -> dict[str, list[Row]]:
        made = {
            table: [self._shift(table, row, copy) for row in self._rows[table]] for table in _IDS
        }
        seals: dict[int, list[str]] = {}
        for table in ("tickets", "ticket_lines", "ticket_taxes", "payments"):
            for row in made[table]:
                ticket_id = row["id"] if table == "tickets" else row["ticket_id"]
                seals.setdefault(ticket_id, []).append(row["seal"])
        tips: dict[int, list[tuple[str, int]]] = {}
        for row in made["ticket_tips"]:
            tips.setdefault(row["ticket_id"], []).append((row["staff"], row["amount"]))
        for row in made["tickets"]:
            if row["state"] == "void" and row["entry_id"] is None:
                row["seal"] = content_seal(seals[row["id"]], tips.get(row["id"], ()))
        postings: dict[int, list[Row]] = {}
        for row in made["postings"]:
            postings.setdefault(row["entry_id"], []).append(row)
        of_entry = {row["entry_id"]: row["id"] for row in made["tickets"]}
        for entry in sorted(made["entries"], key=lambda row: row["number"]):
            ticket = of_entry.get(entry["id"])
            if ticket is not None:
                entry["content_seal"] = content_seal(seals[ticket], tips.get(ticket, ()))
            self._chain(entry, postings[entry["id"]])
        return made

    def _shift(self, table: str, row: Row, copy: int) -> Row:
        made = dict(row)
        for column, source in _IDS[table].items():
            if made[column] is not None:
                made[column] += copy * self._step[source]
        if table == "clients":
            made["code"] = f"C{made['id']:06d}"
        if table == "requests":
            made["id"] = f"{made['id']}.{copy}"
        if table == "payments":
            made["request_id"] = f"{made['request_id']}.{copy}"
        if table == "client_events" and self._same_clients:
            made["number"] += copy * self._events
        if table in SEALED and made["seal"]:
            made["seal"] = seal_of(table, made)
        return made

    def _chain(self, entry: Row, parts: list[Row]) -> None:
        entry["previous_hash"] = self._hash
        kept = (
            "kind", "at", "business_date", "staff", "ticket_number", "content_seal", "reason_kind",
        )  # fmt: skip
        first = header(
            self._series[0]["code"], entry["number"], [entry[c] for c in kept], entry["reason"]
        )
        lines = [
            posting_line(p["account"], p["sub"], self._code(p["client_id"]), p["amount"])
            for p in sorted(parts, key=lambda p: int(p["position"]))
        ]
        self._hash = entry["hash"] = chain(self._hash, [first, *lines])

    def _code(self, client_id: int | None) -> str | None:
        if client_id is None:
            return None
        return self._codes.get(client_id) or f"C{client_id:06d}"

    def _finish(self, times: int) -> None:
        last = times * self._step["entries"]
        self._raw.execute(
            "UPDATE series_heads SET number = ?, hash = ? WHERE series_id = ?",
            (last, self._hash, self._series[0]["id"]),
        )
        for name in ("tickets", "payments"):
            self._raw.execute(
                "UPDATE counters SET last = last + ? WHERE name = ?",
                ((times - 1) * self._step[name], name.removesuffix("s")),
            )
        guards.install(self._raw)
        self._raw.execute("ANALYZE")
