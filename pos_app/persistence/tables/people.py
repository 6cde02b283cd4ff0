"""Staff and clients."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, text

from pos_app.persistence.tables.base import key, maybe, required, string, table, whole

staff = table(
    "staff",
    Column("code", Text, primary_key=True),
    required("name"),
    required("role"),
    string("pin_hash"),
    whole("active", 1),
    whole("wrong_pins"),
    string("locked_until"),
)

clients = table(
    "clients",
    key(),
    Column("code", Text, nullable=False, unique=True),
    required("name"),
    string("email"),
    string("phone"),
    string("phone_digits"),
    string("note"),
    string("pop_up"),
    Column("pay_later_limit", Integer),
    string("archived_at"),
    maybe("merged_into", "clients.id"),
    whole("version"),
    string("created_at"),
    # What the list is sorted and filtered by: the name folded, the balances after the last event.
    string("name_key"),
    whole("owed"),
    whole("has"),
    whole("points"),
    whole("points_held"),
    CheckConstraint("points_held >= 0", "points_held"),
    Index("ix_clients_named", "name_key", sqlite_where=text("archived_at = ''")),
    Index("ix_clients_owed", "owed", "name_key", sqlite_where=text("archived_at = ''")),
    Index("ix_clients_has", "has", "name_key", sqlite_where=text("archived_at = ''")),
    Index("ix_clients_owing", "name_key", sqlite_where=text("archived_at = '' AND owed > 0")),
    Index("ix_clients_having", "name_key", sqlite_where=text("archived_at = '' AND has > 0")),
    Index(
        "ix_clients_both",
        "name_key",
        sqlite_where=text("archived_at = '' AND owed > 0 AND has > 0"),
    ),
    Index("ix_clients_archived", "name_key", sqlite_where=text("archived_at <> ''")),
    Index("ix_clients_merged", "merged_into", sqlite_where=text("merged_into IS NOT NULL")),
)
