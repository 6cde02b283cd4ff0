"""Messages to clients."""

from sqlalchemy import CheckConstraint, Column, Index, Text, text

from pos_app.persistence.tables.base import key, maybe, required, string, table, whole

# Messages to clients, and what became of them. Like print jobs they are work to do, not books: rows
# change as the work goes on, so they bear no seal and ``verify`` has nothing to hold them against.
emails = table(
    "emails",
    key(),
    required("paper"),
    # Of a refund's receipt its ticket too.
    maybe("ticket_id", "tickets.id"),
    maybe("refund_id", "refunds.id"),
    maybe("payment_id", "payments.id"),
    maybe("client_id", "clients.id"),
    # Of a statement: its first and last day.
    string("since"),
    string("until"),
    # What it says, where the books alone would say another thing by the time it is sent.
    string("document"),
    required("address"),
    Column("message_id", Text, nullable=False, unique=True),
    whole("copy"),
    maybe("till_id", "tills.id"),
    required("state"),
    whole("attempts"),
    string("error"),
    required("at"),
    string("due_at"),
    string("sent_at"),
    CheckConstraint(
        "(ticket_id IS NOT NULL) + (payment_id IS NOT NULL) + (client_id IS NOT NULL) = 1",
        "subject",
    ),
    Index(
        "ix_emails_waiting",
        "till_id",
        "id",
        sqlite_where=text("state IN ('queued', 'sending', 'failed', 'unsure')"),
    ),
    Index("ix_emails_ticket", "ticket_id", sqlite_where=text("ticket_id IS NOT NULL")),
    Index("ix_emails_refund", "refund_id", sqlite_where=text("refund_id IS NOT NULL")),
    Index("ix_emails_payment", "payment_id", sqlite_where=text("payment_id IS NOT NULL")),
    Index("ix_emails_client", "client_id", sqlite_where=text("client_id IS NOT NULL")),
)
