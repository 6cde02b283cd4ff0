"""Clients’ points."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    text,
)

from pos_app.persistence.tables.base import maybe, required, table

# What each entry changed of a client's points, and how many there were after it. Written before its
# entry, like a posting.
point_events = table(
    "point_events",
    Column("client_id", Integer, ForeignKey("clients.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("entry_id", Integer, nullable=False),
    required("kind"),
    maybe("ticket_id", "tickets.id"),
    maybe("payment_id", "payments.id"),
    Column("change", Integer, CheckConstraint("change <> 0", "change"), nullable=False),
    Column("points", Integer, nullable=False),
    required("seal"),
    ForeignKeyConstraint(["entry_id"], ["entries.id"], deferrable=True, initially="DEFERRED"),
    Index("ix_point_events_entry", "entry_id"),
    Index("ix_point_events_ticket", "ticket_id", sqlite_where=text("ticket_id IS NOT NULL")),
)
