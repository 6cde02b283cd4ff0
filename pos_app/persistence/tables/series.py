"""The series that each writer numbers by, and the log of who did what."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Text, UniqueConstraint, text

from pos_app.persistence.tables.base import key, link, required, string, table, whole

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
    # The acts that somebody allowed, which are few: a history asks for them around each of its entries.
    Index("ix_audit_authorised", "at", sqlite_where=text("authorised_by IS NOT NULL")),
)
