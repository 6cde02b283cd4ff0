"""What came back of tickets and of money on account."""

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

from pos_app.persistence.tables.base import key, link, maybe, required, string, table, whole

refunds = table(
    "refunds",
    key(),
    Column("number", Integer, nullable=False, unique=True),
    # What came back is of a ticket, or money that a client has on account.
    maybe("ticket_id", "tickets.id"),
    maybe("client_id", "clients.id"),
    Column("request_id", Text, ForeignKey("requests.id"), nullable=False, unique=True),
    required("kind"),
    whole("amount"),
    whole("rounding"),
    string("reason"),
    required("at"),
    required("business_date"),
    required("staff", ForeignKey("staff.code")),
    string("till"),
    Column("entry_id", Integer, nullable=False),
    required("seal"),
    # Written before its entry, like a posting.
    ForeignKeyConstraint(["entry_id"], ["entries.id"], deferrable=True, initially="DEFERRED"),
    CheckConstraint("(ticket_id IS NULL) = (client_id IS NOT NULL)", "place"),
    Index("ix_refunds_ticket", "ticket_id"),
    Index("ix_refunds_entry", "entry_id"),
)

refund_lines = table(
    "refund_lines",
    Column("refund_id", Integer, ForeignKey("refunds.id"), primary_key=True),
    Column("ticket_id", Integer, primary_key=True),
    Column("line_number", Integer, primary_key=True),
    whole("quantity"),
    whole("value"),
    whole("given"),
    whole("discount"),
    whole("net"),
    string("tax_shares"),
    required("seal"),
    Index("ix_refund_lines_ticket", "ticket_id"),
)

refund_tips = table(
    "refund_tips",
    Column("refund_id", Integer, ForeignKey("refunds.id"), primary_key=True),
    Column("staff", Text, ForeignKey("staff.code"), primary_key=True),
    Column("amount", Integer, CheckConstraint("amount > 0", "amount"), nullable=False),
)

refund_payments = table(
    "refund_payments",
    Column("refund_id", Integer, ForeignKey("refunds.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    link("payment_id", "payments.id"),
    # Whose money it is: that of the payment itself, or of one that paid it off later; none of a fund.
    maybe("money_id", "payments.id"),
    required("goes_to"),
    whole("amount"),
    whole("rounding"),
    whole("kept"),
    # The last day of value that came back after its own last day.
    string("lasts_until"),
    required("seal"),
    Index("ix_refund_payments_payment", "payment_id"),
    Index("ix_refund_payments_money", "money_id", sqlite_where=text("money_id IS NOT NULL")),
)
