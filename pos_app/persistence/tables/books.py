"""The journal, what it changed of each client, and the log of who did what: all numbered by series."""

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    text,
)

from pos_app.persistence.tables.base import key, link, maybe, required, string, table, whole

series = table(
    "series",
    key(),
    Column("code", Text, nullable=False, unique=True),
    required("writer"),
    whole("current", 1),
    required("opened_at"),
)

SERIES_SPAN = 10**12
"""The id of an entry or audit row is its series times this, plus its number: no two writers can meet."""

series_heads = table(
    "series_heads",
    Column("series_id", Integer, ForeignKey("series.id"), primary_key=True),
    whole("number"),
    required("hash"),
    whole("audit_number"),
    required("audit_hash"),
)

entries = table(
    "entries",
    key(),
    link("series_id", "series.id"),
    Column("number", Integer, nullable=False),
    required("kind"),
    required("at"),
    required("business_date"),
    required("staff", ForeignKey("staff.code")),
    Column("ticket_number", Integer),
    string("reason"),
    string("content_seal"),
    Column("reason_kind", Text, ForeignKey("reason_kinds.code")),
    required("previous_hash"),
    required("hash"),
    UniqueConstraint("series_id", "number"),
    Index("ix_entries_ticket", "ticket_number", sqlite_where=text("ticket_number IS NOT NULL")),
    Index("ix_entries_business_date", "business_date"),
)

postings = table(
    "postings",
    Column("entry_id", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    required("account"),
    string("sub"),
    Column("amount", Integer, nullable=False),
    maybe("client_id", "clients.id"),
    # Postings are written before their entry, whose trigger checks their sum.
    ForeignKeyConstraint(["entry_id"], ["entries.id"], deferrable=True, initially="DEFERRED"),
    Index("ix_postings_client", "client_id", sqlite_where=text("client_id IS NOT NULL")),
    Index("ix_postings_gift_card", "sub", sqlite_where=text("account = 'gift_cards'")),
)

client_events = table(
    "client_events",
    Column("client_id", Integer, ForeignKey("clients.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    link("entry_id", "entries.id"),
    whole("owed_change"),
    whole("open_payments_change"),
    whole("credits_change"),
    whole("owed"),
    whole("open_payments"),
    whole("credits"),
    Index("ix_client_events_entry", "entry_id"),
)

audit = table(
    "audit",
    key(),
    link("series_id", "series.id"),
    Column("number", Integer, nullable=False),
    required("at"),
    Column("staff", Text),
    Column("authorised_by", Text),
    string("till"),
    required("act"),
    string("subject"),
    string("detail"),
    required("previous_hash"),
    required("hash"),
    UniqueConstraint("series_id", "number"),
    Index("ix_audit_at", "at", "id"),
)
