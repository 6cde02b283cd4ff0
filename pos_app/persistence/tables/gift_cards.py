"""Gift cards."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, text

from pos_app.persistence.tables.base import key, link, maybe, required, string, table, whole

gift_cards = table(
    "gift_cards",
    key(),
    Column("number", Integer, nullable=False, unique=True),
    Column("code", Text, nullable=False, unique=True),
    maybe("ticket_id", "tickets.id"),
    Column("line_number", Integer),
    link("entry_id", "entries.id"),
    maybe("moved_from", "gift_cards.id"),
    Column("amount", Integer, CheckConstraint("amount > 0", "amount"), nullable=False),
    required("at"),
    required("seal"),
    # What changes. More than the first amount may be left of a card that was topped up.
    Column("left", Integer, nullable=False),
    whole("held"),
    whole("is_void"),
    string("expires_on"),
    string("recipient"),
    string("message"),
    CheckConstraint('held >= 0 AND held <= "left"', "left"),
    CheckConstraint("(ticket_id IS NULL) = (moved_from IS NOT NULL)", "origin"),
    Index("ix_gift_cards_ticket", "ticket_id"),
    Index("ix_gift_cards_entry", "entry_id"),
    Index("ix_gift_cards_moved", "moved_from", sqlite_where=text("moved_from IS NOT NULL")),
    Index(
        "ix_gift_cards_expiring",
        "expires_on",
        sqlite_where=text("expires_on <> '' AND \"left\" > 0"),
    ),
)
