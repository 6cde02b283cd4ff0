"""The journal."""

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

from pos_app.persistence.tables.base import key, link, maybe, required, string, table

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
