"""Triggers: what the database itself refuses, raw SQL included; and the full-text indexes.

They are made again after every migration, since rebuilding a table drops them without a word.
"""

import sqlite3

# Posted for good: no change, no deletion.
_IMMUTABLE = (
    "entries", "postings", "client_events", "point_events", "allocations", "audit", "series",
    "refunds", "refund_lines", "refund_tips", "refund_payments",
)  # fmt: skip
# Guarded as soon as their ticket is closed or void.
_OF_A_TICKET = ("ticket_lines", "ticket_tips", "ticket_taxes", "payments")
# A fund or a charge keeps its client, origin and first amount; only what is left and held moves.
_ORIGIN = "client_id, amount, origin, ticket_id, payment_id, entry_id, moved_from, label, reason, at, seal"
# So does a gift card; a top-up may give it a later last day.
_CARD = "number, code, ticket_id, line_number, entry_id, moved_from, amount, at, seal"
_ENDED = "('closed', 'void')"
# Which stored row a new one would replace. REPLACE deletes without asking the delete guards where a
# program leaves recursive_triggers off, as all but this one do.
_SAME = {
    "entries": "id = NEW.id OR (series_id = NEW.series_id AND number = NEW.number)",
    "client_events": "client_id = NEW.client_id AND number = NEW.number",
    "point_events": "client_id = NEW.client_id AND number = NEW.number",
    "allocations": "id = NEW.id",
    "audit": "id = NEW.id OR (series_id = NEW.series_id AND number = NEW.number)",
    "series": "id = NEW.id OR code = NEW.code",
    "funds": "id = NEW.id",
    "charges": "id = NEW.id",
    "gift_cards": "id = NEW.id OR number = NEW.number OR code = NEW.code",
    "tickets": "id = NEW.id OR number = NEW.number",
    "refunds": "id = NEW.id OR number = NEW.number OR request_id = NEW.request_id",
    "payments": "id = NEW.id OR request_id = NEW.request_id",
}

# Without rank, position or size data, and with an index for each length of what is typed: without
# one, all rows that match are gathered before the first comes out (0.3 s for a common word among
# 400,000 clients, 0.3 ms with it).
_WORDS = (
    "detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 2',"
    " prefix='1 2 3 4 5 6 7 8 9 10'"
)
# A phone is found by any digits in a row: each of its ends (E.164: of at most 15 digits) is a word.
_DIGITS = "detail=none, columnsize=0, tokenize='ascii', prefix='3 4 5 6'"
_SEARCHED = {
    "clients_words": ("clients", ("name", "email"), f"content='clients', {_WORDS}"),
    "clients_digits": ("clients", ("phone_digits",), f"content='', {_DIGITS}"),
    "items_words": ("items", ("name", "sku", "barcode"), f"content='items', {_WORDS}"),
}


def search_tables() -> list[str]:
    """The full-text indexes of a new database."""
    return [
        f"CREATE VIRTUAL TABLE {name} USING fts5({', '.join(columns)}, {options})"
        for name, (_table, columns, options) in _SEARCHED.items()
    ]


def statements() -> list[str]:
    """Every guard, each dropped and made again, so that running them twice is safe."""
    made: list[str] = []
    for name, body in _triggers().items():
        made += [f"DROP TRIGGER IF EXISTS {name}", f"CREATE TRIGGER {name} {body}"]
    return made


def names() -> set[str]:
    """The names of all guards, to be asserted after a migration."""
    return set(_triggers())


def install(connection: sqlite3.Connection) -> None:
    """Make the guards anew."""
    for statement in statements():
        connection.execute(statement)


def _refuse(when: str, what: str, condition: str = "") -> str:
    where = f" WHEN {condition}" if condition else ""
    return f"{when}{where} BEGIN SELECT RAISE(ABORT, '{what}'); END"


def _triggers() -> dict[str, str]:
    made: dict[str, str] = {}
    for table in _IMMUTABLE:
        said = f"{table} are never changed"
        if table != "series":
            made[f"guard_{table}_update"] = _refuse(f"BEFORE UPDATE ON {table}", said)
        made[f"guard_{table}_delete"] = _refuse(f"BEFORE DELETE ON {table}", said)
    made["guard_postings_insert"] = _refuse(
        "BEFORE INSERT ON postings",
        "a posted entry takes no more postings",
        "EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id)",
    )
    made["guard_entries_balance"] = _refuse(
        "BEFORE INSERT ON entries",
        "an entry must balance",
        "(SELECT coalesce(sum(amount), 0) FROM postings WHERE entry_id = NEW.id) <> 0",
    )
    for table in ("refund_lines", "refund_tips", "refund_payments"):
        made[f"guard_{table}_insert"] = _refuse(
            f"BEFORE INSERT ON {table}",
            "a posted refund takes nothing more",
            "EXISTS (SELECT 1 FROM entries e JOIN refunds r ON r.entry_id = e.id"
            " WHERE r.id = NEW.refund_id)",
        )
    made["guard_refunds_insert"] = _refuse(
        "BEFORE INSERT ON refunds",
        "a posted entry takes no refund",
        "EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id)",
    )
    made["guard_point_events_insert"] = _refuse(
        "BEFORE INSERT ON point_events",
        "a posted entry takes no more points",
        "EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id)",
    )
    for table, same in _SAME.items():
        made[f"guard_{table}_replace"] = _refuse(
            f"BEFORE INSERT ON {table}",
            f"{table} are never replaced",
            f"EXISTS (SELECT 1 FROM {table} WHERE {same})",
        )
    for table in _OF_A_TICKET:
        for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
            ended = (
                f"(SELECT state FROM tickets WHERE id = {row}.ticket_id) IN {_ENDED}"
                for row in rows
            )
            made[f"guard_{table}_{verb.lower()}"] = _refuse(
                f"BEFORE {verb} ON {table}",
                "a closed ticket is never changed",
                " OR ".join(ended),
            )
    for verb, rows in (("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        made[f"guard_payments_on_account_{verb.lower()}"] = _refuse(
            f"BEFORE {verb} ON payments",
            "money on account is never changed",
            " OR ".join(f"{row}.ticket_id IS NULL" for row in rows),
        )
    made["guard_payments_on_account_insert"] = _refuse(
        "BEFORE INSERT ON payments",
        "a posted entry takes no more payments",
        "EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id)",
    )
    made["guard_tickets_update"] = _refuse(
        "BEFORE UPDATE ON tickets", "a closed ticket is never changed", f"OLD.state IN {_ENDED}"
    )
    made["guard_tickets_delete"] = _refuse("BEFORE DELETE ON tickets", "tickets are never deleted")
    origins = {
        "funds": f"{_ORIGIN}, kind, expires_on",
        "charges": f"{_ORIGIN}, due_on",
        "gift_cards": _CARD,
    }
    for table, origin in origins.items():
        made[f"guard_{table}_update"] = _refuse(
            f"BEFORE UPDATE OF {origin} ON {table}", f"{table} keep their origin"
        )
        made[f"guard_{table}_delete"] = _refuse(
            f"BEFORE DELETE ON {table}", f"{table} are never deleted"
        )
    made["guard_clients_delete"] = _refuse(
        "BEFORE DELETE ON clients",
        "a client with history is archived, not deleted",
        "EXISTS (SELECT 1 FROM client_events WHERE client_id = OLD.id)",
    )
    made |= _search_triggers()
    # A client's last event says what they owe and have; the list of clients is sorted by it.
    made["standing_client_events_insert"] = (
        "AFTER INSERT ON client_events BEGIN UPDATE clients SET owed = NEW.owed,"
        " has = NEW.open_payments + NEW.credits WHERE id = NEW.client_id; END"
    )
    made["standing_point_events_insert"] = (
        "AFTER INSERT ON point_events BEGIN UPDATE clients SET points = NEW.points"
        " WHERE id = NEW.client_id; END"
    )
    return made


def _indexed(row: str, column: str) -> str:
    """What the full-text index is given of a column."""
    if column != "phone_digits":
        return f"{row}.{column}"
    return " || ' ' || ".join(f"substr({row}.{column}, {start})" for start in range(1, 14))


def _search_triggers() -> dict[str, str]:
    """Keep each full-text index in step with its table."""
    made: dict[str, str] = {}
    for name, (table, columns, _) in _SEARCHED.items():
        listed = ", ".join(columns)
        old, new = (", ".join(_indexed(row, c) for c in columns) for row in ("OLD", "NEW"))
        forget = f"INSERT INTO {name}({name}, rowid, {listed}) VALUES('delete', OLD.id, {old});"
        learn = f"INSERT INTO {name}(rowid, {listed}) VALUES(NEW.id, {new});"
        made[f"search_{name}_insert"] = f"AFTER INSERT ON {table} BEGIN {learn} END"
        made[f"search_{name}_delete"] = f"AFTER DELETE ON {table} BEGIN {forget} END"
        made[f"search_{name}_update"] = (
            f"AFTER UPDATE OF {listed} ON {table} BEGIN {forget} {learn} END"
        )
    return made
