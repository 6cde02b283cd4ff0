"""The papers to print, and those that were."""

from sqlalchemy import CheckConstraint, Index, text

from pos_app.persistence.tables.base import key, maybe, required, string, table, whole

print_jobs = table(
    "print_jobs",
    key(),
    required("paper"),
    maybe("ticket_id", "tickets.id"),
    maybe("payment_id", "payments.id"),
    maybe("refund_id", "refunds.id"),
    maybe("gift_card_id", "gift_cards.id"),
    maybe("client_id", "clients.id"),
    # Of a statement: its first and last day.
    string("since"),
    string("until"),
    # What it says, where the books alone would say another thing by the time it is printed.
    string("document"),
    maybe("till_id", "tills.id"),
    # Known once the till's spool has looked up where the paper comes out.
    maybe("printer_id", "printers.id"),
    whole("copy"),
    whole("kick_drawer"),
    required("state"),
    # 1 while the printer has the whole paper and has yet to say that it printed it.
    whole("awaited"),
    whole("attempts"),
    string("error"),
    required("at"),
    string("sent_at"),
    CheckConstraint(
        "(ticket_id IS NOT NULL) + (payment_id IS NOT NULL) + (gift_card_id IS NOT NULL)"
        " + (refund_id IS NOT NULL) + (client_id IS NOT NULL) = 1"
        # A drawer that is opened without a sale is about nothing, an extract about no one record.
        " OR paper IN ('drawer', 'extract') AND ticket_id IS NULL",
        "subject",
    ),
    Index(
        "ix_print_jobs_waiting",
        "till_id",
        "id",
        sqlite_where=text("state IN ('queued', 'sending', 'failed', 'unsure') OR awaited = 1"),
    ),
)
