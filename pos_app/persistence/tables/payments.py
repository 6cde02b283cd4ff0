"""Money and value put against tickets, and money taken outside of them."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    text,
)

from pos_app.persistence.tables.base import key, maybe, required, staff_code, string, table, whole

payments = table(
    "payments",
    key(),
    maybe("ticket_id", "tickets.id"),
    Column("request_id", Text, ForeignKey("requests.id"), nullable=False, unique=True),
    required("kind"),
    Column("type_code", Text, ForeignKey("payment_types.code"), nullable=False),
    required("label"),
    Column("amount", Integer, CheckConstraint("amount >= 0", "amount"), nullable=False),
    whole("tendered"),
    whole("kept"),
    string("reference"),
    string("detail"),
    whole("deducts", 1),
    whole("points"),
    required("at"),
    staff_code(),
    # Money taken outside a ticket: whose account it is on, and the entry that says so.
    maybe("client_id", "clients.id"),
    Column("entry_id", Integer),
    string("received_on"),
    string("note"),
    string("seal"),
    # Written before its entry, like a posting.
    ForeignKeyConstraint(["entry_id"], ["entries.id"], deferrable=True, initially="DEFERRED"),
    CheckConstraint(
        "(ticket_id IS NULL) = (client_id IS NOT NULL)"
        " AND (ticket_id IS NULL) = (entry_id IS NOT NULL)",
        "place",
    ),
    Index("ix_payments_ticket", "ticket_id"),
    Index("ix_payments_entry", "entry_id", sqlite_where=text("entry_id IS NOT NULL")),
)
