"""Tickets, and what is on them but for the payments."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text, text

from pos_app.persistence.tables.base import key, maybe, required, staff_code, string, table, whole

tickets = table(
    "tickets",
    key(),
    Column("number", Integer, nullable=False, unique=True),
    required("state"),
    whole("version"),
    maybe("client_id", "clients.id"),
    staff_code(),
    string("note"),
    string("discount_label"),
    whole("discount_ppm"),
    whole("discount_amount"),
    string("tax_exempt_reason"),
    whole("use_credit", 1),
    whole("next_line", 1),
    required("opened_at"),
    string("held_at"),
    string("till"),
    string("notice"),
    string("parts"),
    # What follows is written once, when the ticket is closed or voided.
    string("ended_at"),
    string("business_date"),
    staff_code("ended_by"),
    string("void_reason"),
    whole("total"),
    whole("rounding"),
    whole("tax_included"),
    maybe("entry_id", "entries.id"),
    string("seal"),
    Index("ix_tickets_open", "id", sqlite_where=text("state IN ('open', 'held')")),
    Index("ix_tickets_ended", "ended_at", sqlite_where=text("ended_at <> ''")),
    Index("ix_tickets_total", "total", "ended_at", sqlite_where=text("ended_at <> ''")),
    Index("ix_tickets_client", "client_id"),
)

ticket_lines = table(
    "ticket_lines",
    Column("ticket_id", Integer, ForeignKey("tickets.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    required("kind"),
    maybe("item_id", "items.id"),
    required("description"),
    string("sku"),
    Column("quantity", Integer, CheckConstraint("quantity > 0", "quantity"), nullable=False),
    Column("unit_price", Integer, CheckConstraint("unit_price >= 0", "price"), nullable=False),
    whole("list_price"),
    string("price_reason"),
    staff_code(),
    string("note"),
    string("discount_label"),
    whole("discount_ppm"),
    whole("discount_amount"),
    string("taxes"),
    whole("first_payment"),
    # What a gift card's line sells or tops up; without a code, the card was sold before.
    whole("card_number"),
    string("card_code"),
    string("card_recipient"),
    string("card_message"),
    string("card_expires_on"),
    # What follows is written once, when the ticket is closed.
    whole("line_discount"),
    whole("ticket_discount"),
    whole("net_before"),
    whole("net"),
    string("tax_shares"),
    whole("total"),
    string("seal"),
    Index("ix_ticket_lines_item", "item_id", sqlite_where=text("first_payment = 1")),
    Index("ix_ticket_lines_card", "card_number", sqlite_where=text("card_number > 0")),
    Index("ix_ticket_lines_code", "card_code", sqlite_where=text("card_code <> ''")),
)

ticket_tips = table(
    "ticket_tips",
    Column("ticket_id", Integer, ForeignKey("tickets.id"), primary_key=True),
    Column("staff", Text, ForeignKey("staff.code"), primary_key=True),
    Column("amount", Integer, CheckConstraint("amount > 0", "amount"), nullable=False),
)

ticket_taxes = table(
    "ticket_taxes",
    Column("ticket_id", Integer, ForeignKey("tickets.id"), primary_key=True),
    Column("code", Text, ForeignKey("taxes.code"), primary_key=True),
    required("name"),
    whole("rate_ppm"),
    whole("taxable"),
    whole("amount"),
    required("seal"),
)
