"""The first tables: ``tables.py`` as it stood then, frozen, with the full-text indexes beside them."""

from alembic import op
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import SchemaItem

revision = "0001"
down_revision: str | None = None

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _key() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _text(name: str, default: str | None = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _required(name: str, *args: ForeignKey) -> Column[str]:
    return Column(name, Text, *args, nullable=False)


def _whole(name: str, default: int = 0) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text(str(default)))


def _link(name: str, target: str) -> Column[int]:
    return Column(name, Integer, ForeignKey(target), nullable=False)


def _maybe(name: str, target: str) -> Column[int]:
    return Column(name, Integer, ForeignKey(target))


def _staff(name: str = "staff") -> Column[str]:
    return Column(name, Text, ForeignKey("staff.code"))


def _table(name: str, *columns: SchemaItem) -> Table:
    return Table(name, metadata, *columns, sqlite_strict=True)


settings = _table("settings", Column("name", Text, primary_key=True), _required("value"))

counters = _table("counters", Column("name", Text, primary_key=True), _whole("last"))

tills = _table(
    "tills",
    _key(),
    Column("name", Text, nullable=False, unique=True),
)

# ``answers``: what the printer was found to say back ('' not known yet, none, status, process_id, memory).
printers = _table(
    "printers",
    _key(),
    Column("name", Text, nullable=False, unique=True),
    Column("address", Text, nullable=False, unique=True),
    _text("profile", "generic-80"),
    _text("answers"),
    _maybe("fallback_id", "printers.id"),
    _whole("drawer_pin"),
    _whole("pulse_ms", 100),
    # The level of pin 3 of the drawer's plug while the drawer is open: high, low, or not connected.
    _text("drawer_open"),
)

# Which paper of a till comes out where; ``paper`` is empty for all that have no route of their own.
routes = _table(
    "routes",
    Column("till_id", Integer, ForeignKey("tills.id"), primary_key=True),
    Column("paper", Text, primary_key=True),
    _maybe("printer_id", "printers.id"),
    Column("copies", Integer, CheckConstraint("copies > 0", "copies"), nullable=False),
)

staff = _table(
    "staff",
    Column("code", Text, primary_key=True),
    _required("name"),
    _required("role"),
    _text("pin_hash"),
    _whole("active", 1),
    _whole("wrong_pins"),
    _text("locked_until"),
)

taxes = _table(
    "taxes",
    Column("code", Text, primary_key=True),
    _required("name"),
    Column("rate_ppm", Integer, CheckConstraint("rate_ppm >= 0", "rate"), nullable=False),
    _whole("active", 1),
)

payment_types = _table(
    "payment_types",
    Column("code", Text, primary_key=True),
    _required("name"),
    _required("kind"),
    _whole("active", 1),
    _whole("position"),
)

reason_kinds = _table(
    "reason_kinds",
    Column("code", Text, primary_key=True),
    _required("name"),
    _whole("asks_more"),
    _whole("active", 1),
)

items = _table(
    "items",
    _key(),
    _required("kind"),
    _required("name"),
    _text("sku"),
    _text("barcode"),
    Column("price", Integer, CheckConstraint("price >= 0", "price"), nullable=False),
    _whole("minutes"),
    _text("taxes"),
    _whole("favorite"),
    _whole("active", 1),
    Index("ix_items_sku", "sku", sqlite_where=text("sku <> ''")),
    Index(
        "uq_items_barcode",
        "barcode",
        unique=True,
        sqlite_where=text("barcode <> ''"),
    ),
    Index("ix_items_favorite", "favorite", sqlite_where=text("favorite > 0")),
)

clients = _table(
    "clients",
    _key(),
    Column("code", Text, nullable=False, unique=True),
    _required("name"),
    _text("email"),
    _text("phone"),
    _text("phone_digits"),
    _text("note"),
    _text("pop_up"),
    Column("pay_later_limit", Integer),
    _text("archived_at"),
    _maybe("merged_into", "clients.id"),
    _whole("version"),
    _text("created_at"),
    # What the list is sorted and filtered by: the name folded, the balances after the last event.
    _text("name_key"),
    _whole("owed"),
    _whole("has"),
    _whole("points"),
    _whole("points_held"),
    CheckConstraint("points_held >= 0", "points_held"),
    Index("ix_clients_named", "name_key", sqlite_where=text("archived_at = ''")),
    Index("ix_clients_owed", "owed", "name_key", sqlite_where=text("archived_at = ''")),
    Index("ix_clients_has", "has", "name_key", sqlite_where=text("archived_at = ''")),
    Index("ix_clients_owing", "name_key", sqlite_where=text("archived_at = '' AND owed > 0")),
    Index("ix_clients_having", "name_key", sqlite_where=text("archived_at = '' AND has > 0")),
    Index(
        "ix_clients_both",
        "name_key",
        sqlite_where=text("archived_at = '' AND owed > 0 AND has > 0"),
    ),
    Index("ix_clients_archived", "name_key", sqlite_where=text("archived_at <> ''")),
    Index("ix_clients_merged", "merged_into", sqlite_where=text("merged_into IS NOT NULL")),
)

requests = _table(
    "requests",
    Column("id", Text, primary_key=True),
    _required("act"),
    Column("ticket_id", Integer),
    _required("at"),
)

tickets = _table(
    "tickets",
    _key(),
    Column("number", Integer, nullable=False, unique=True),
    _required("state"),
    _whole("version"),
    _maybe("client_id", "clients.id"),
    _staff(),
    _text("note"),
    _text("discount_label"),
    _whole("discount_ppm"),
    _whole("discount_amount"),
    _text("tax_exempt_reason"),
    _whole("use_credit", 1),
    _whole("next_line", 1),
    _required("opened_at"),
    _text("held_at"),
    _text("till"),
    _text("notice"),
    _text("parts"),
    # What follows is written once, when the ticket is closed or voided.
    _text("ended_at"),
    _text("business_date"),
    _staff("ended_by"),
    _text("void_reason"),
    _whole("total"),
    _whole("rounding"),
    _whole("tax_included"),
    _maybe("entry_id", "entries.id"),
    _text("seal"),
    Index("ix_tickets_open", "id", sqlite_where=text("state IN ('open', 'held')")),
    Index("ix_tickets_ended", "ended_at", sqlite_where=text("ended_at <> ''")),
    Index("ix_tickets_total", "total", "ended_at", sqlite_where=text("ended_at <> ''")),
    Index("ix_tickets_client", "client_id"),
)

ticket_lines = _table(
    "ticket_lines",
    Column("ticket_id", Integer, ForeignKey("tickets.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    _required("kind"),
    _maybe("item_id", "items.id"),
    _required("description"),
    _text("sku"),
    Column("quantity", Integer, CheckConstraint("quantity > 0", "quantity"), nullable=False),
    Column("unit_price", Integer, CheckConstraint("unit_price >= 0", "price"), nullable=False),
    _whole("list_price"),
    _text("price_reason"),
    _staff(),
    _text("note"),
    _text("discount_label"),
    _whole("discount_ppm"),
    _whole("discount_amount"),
    _text("taxes"),
    _whole("first_payment"),
    # What a gift card's line sells or tops up; without a code, the card was sold before.
    _whole("card_number"),
    _text("card_code"),
    _text("card_recipient"),
    _text("card_message"),
    _text("card_expires_on"),
    # What follows is written once, when the ticket is closed.
    _whole("line_discount"),
    _whole("ticket_discount"),
    _whole("net_before"),
    _whole("net"),
    _text("tax_shares"),
    _whole("total"),
    _text("seal"),
    Index("ix_ticket_lines_item", "item_id", sqlite_where=text("first_payment = 1")),
    Index("ix_ticket_lines_card", "card_number", sqlite_where=text("card_number > 0")),
    Index("ix_ticket_lines_code", "card_code", sqlite_where=text("card_code <> ''")),
)

ticket_tips = _table(
    "ticket_tips",
    Column("ticket_id", Integer, ForeignKey("tickets.id"), primary_key=True),
    Column("staff", Text, ForeignKey("staff.code"), primary_key=True),
    Column("amount", Integer, CheckConstraint("amount > 0", "amount"), nullable=False),
)

ticket_taxes = _table(
    "ticket_taxes",
    Column("ticket_id", Integer, ForeignKey("tickets.id"), primary_key=True),
    Column("code", Text, ForeignKey("taxes.code"), primary_key=True),
    _required("name"),
    _whole("rate_ppm"),
    _whole("taxable"),
    _whole("amount"),
    _required("seal"),
)

payments = _table(
    "payments",
    _key(),
    _maybe("ticket_id", "tickets.id"),
    Column("request_id", Text, ForeignKey("requests.id"), nullable=False, unique=True),
    _required("kind"),
    Column("type_code", Text, ForeignKey("payment_types.code"), nullable=False),
    _required("label"),
    Column("amount", Integer, CheckConstraint("amount >= 0", "amount"), nullable=False),
    _whole("tendered"),
    _whole("kept"),
    _text("reference"),
    _text("detail"),
    _whole("deducts", 1),
    _whole("points"),
    _required("at"),
    _staff(),
    _maybe("client_id", "clients.id"),
    Column("entry_id", Integer),
    _text("received_on"),
    _text("note"),
    _text("seal"),
    ForeignKeyConstraint(["entry_id"], ["entries.id"], deferrable=True, initially="DEFERRED"),
    CheckConstraint(
        "(ticket_id IS NULL) = (client_id IS NOT NULL)"
        " AND (ticket_id IS NULL) = (entry_id IS NOT NULL)",
        "place",
    ),
    Index("ix_payments_ticket", "ticket_id"),
    Index("ix_payments_entry", "entry_id", sqlite_where=text("entry_id IS NOT NULL")),
)

series = _table(
    "series",
    _key(),
    Column("code", Text, nullable=False, unique=True),
    _required("writer"),
    _whole("current", 1),
    _required("opened_at"),
)

series_heads = _table(
    "series_heads",
    Column("series_id", Integer, ForeignKey("series.id"), primary_key=True),
    _whole("number"),
    _required("hash"),
    _whole("audit_number"),
    _required("audit_hash"),
)

entries = _table(
    "entries",
    _key(),
    _link("series_id", "series.id"),
    Column("number", Integer, nullable=False),
    _required("kind"),
    _required("at"),
    _required("business_date"),
    _required("staff", ForeignKey("staff.code")),
    Column("ticket_number", Integer),
    _text("reason"),
    _text("content_seal"),
    Column("reason_kind", Text, ForeignKey("reason_kinds.code")),
    _required("previous_hash"),
    _required("hash"),
    UniqueConstraint("series_id", "number"),
    Index("ix_entries_ticket", "ticket_number", sqlite_where=text("ticket_number IS NOT NULL")),
    Index("ix_entries_business_date", "business_date"),
)

postings = _table(
    "postings",
    Column("entry_id", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    _required("account"),
    _text("sub"),
    Column("amount", Integer, nullable=False),
    _maybe("client_id", "clients.id"),
    # Postings are written before their entry, whose trigger checks their sum.
    ForeignKeyConstraint(["entry_id"], ["entries.id"], deferrable=True, initially="DEFERRED"),
    Index("ix_postings_client", "client_id", sqlite_where=text("client_id IS NOT NULL")),
    Index("ix_postings_gift_card", "sub", sqlite_where=text("account = 'gift_cards'")),
)

client_events = _table(
    "client_events",
    Column("client_id", Integer, ForeignKey("clients.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    _link("entry_id", "entries.id"),
    _whole("owed_change"),
    _whole("open_payments_change"),
    _whole("credits_change"),
    _whole("owed"),
    _whole("open_payments"),
    _whole("credits"),
    Index("ix_client_events_entry", "entry_id"),
)

# What each entry changed of a client's points, and how many there were after it. Written before its
# entry, like a posting.
point_events = _table(
    "point_events",
    Column("client_id", Integer, ForeignKey("clients.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("entry_id", Integer, nullable=False),
    _required("kind"),
    _maybe("ticket_id", "tickets.id"),
    _maybe("payment_id", "payments.id"),
    Column("change", Integer, CheckConstraint("change <> 0", "change"), nullable=False),
    Column("points", Integer, nullable=False),
    _required("seal"),
    ForeignKeyConstraint(["entry_id"], ["entries.id"], deferrable=True, initially="DEFERRED"),
    Index("ix_point_events_entry", "entry_id"),
    Index("ix_point_events_ticket", "ticket_id", sqlite_where=text("ticket_id IS NOT NULL")),
)


def _account_item(name: str, *columns: SchemaItem) -> Table:
    """A charge or a fund: an amount of a client's that is used up bit by bit."""
    live = text('"left" > 0')
    return _table(
        name,
        _key(),
        _link("client_id", "clients.id"),
        *columns,
        _required("origin"),
        _maybe("ticket_id", "tickets.id"),
        _maybe("payment_id", "payments.id"),
        _link("entry_id", "entries.id"),
        _maybe("moved_from", f"{name}.id"),
        _text("label"),
        _text("reason"),
        Column("amount", Integer, CheckConstraint("amount > 0", "amount"), nullable=False),
        Column("left", Integer, nullable=False),
        _whole("held"),
        _required("at"),
        _required("seal"),
        CheckConstraint('held >= 0 AND held <= "left" AND "left" <= amount', "left"),
        Index(f"ix_{name}_live", "client_id", sqlite_where=live),
        Index(f"ix_{name}_entry", "entry_id"),
        Index(f"ix_{name}_moved", "moved_from", sqlite_where=text("moved_from IS NOT NULL")),
    )


charges = _account_item("charges", _required("due_on"))
# By date, and by client and date, with all that a sum needs: aging reads no row of the table.
for _name, _of in (("due", ("due_on", "id")), ("aging", ("client_id", "due_on"))):
    Index(
        f"ix_charges_{_name}",
        *(charges.c[column] for column in (*_of, "left")),
        sqlite_where=text('"left" > 0'),
    )
funds = _account_item(
    "funds",
    _required("kind"),
    _text("expires_on"),
    Index(
        "ix_funds_expiring", "expires_on", sqlite_where=text("expires_on <> '' AND \"left\" > 0")
    ),
)

gift_cards = _table(
    "gift_cards",
    _key(),
    Column("number", Integer, nullable=False, unique=True),
    Column("code", Text, nullable=False, unique=True),
    _maybe("ticket_id", "tickets.id"),
    Column("line_number", Integer),
    _link("entry_id", "entries.id"),
    _maybe("moved_from", "gift_cards.id"),
    Column("amount", Integer, CheckConstraint("amount > 0", "amount"), nullable=False),
    _required("at"),
    _required("seal"),
    # What changes. More than the first amount may be left of a card that was topped up.
    Column("left", Integer, nullable=False),
    _whole("held"),
    _whole("is_void"),
    _text("expires_on"),
    _text("recipient"),
    _text("message"),
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

holds = _table(
    "holds",
    _key(),
    _link("ticket_id", "tickets.id"),
    Column("payment_id", Integer, ForeignKey("payments.id")),
    Column("line_number", Integer),
    _maybe("fund_id", "funds.id"),
    _maybe("charge_id", "charges.id"),
    Column("amount", Integer, CheckConstraint("amount > 0", "amount"), nullable=False),
    _maybe("gift_card_id", "gift_cards.id"),
    CheckConstraint(
        "(fund_id IS NOT NULL) + (charge_id IS NOT NULL) + (gift_card_id IS NOT NULL) = 1",
        "one_item",
    ),
    Index("ix_holds_ticket", "ticket_id"),
    Index("ix_holds_fund", "fund_id", sqlite_where=text("fund_id IS NOT NULL")),
    Index("ix_holds_charge", "charge_id", sqlite_where=text("charge_id IS NOT NULL")),
    Index("ix_holds_gift_card", "gift_card_id", sqlite_where=text("gift_card_id IS NOT NULL")),
)

allocations = _table(
    "allocations",
    _key(),
    _link("entry_id", "entries.id"),
    _maybe("ticket_id", "tickets.id"),
    Column("payment_id", Integer, ForeignKey("payments.id")),
    Column("line_number", Integer),
    _maybe("fund_id", "funds.id"),
    _maybe("charge_id", "charges.id"),
    Column("amount", Integer, nullable=False),
    _maybe("reverses_id", "allocations.id"),
    _required("seal"),
    # Below zero where value came back to a gift card, or was put on it.
    _maybe("gift_card_id", "gift_cards.id"),
    CheckConstraint(
        "fund_id IS NOT NULL OR charge_id IS NOT NULL OR gift_card_id IS NOT NULL", "item"
    ),
    Index("ix_allocations_entry", "entry_id"),
    Index("ix_allocations_fund", "fund_id", sqlite_where=text("fund_id IS NOT NULL")),
    Index("ix_allocations_charge", "charge_id", sqlite_where=text("charge_id IS NOT NULL")),
    Index(
        "ix_allocations_gift_card", "gift_card_id", sqlite_where=text("gift_card_id IS NOT NULL")
    ),
    Index("ix_allocations_ticket", "ticket_id"),
    Index("ix_allocations_reversed", "reverses_id", sqlite_where=text("reverses_id IS NOT NULL")),
)

refunds = _table(
    "refunds",
    _key(),
    Column("number", Integer, nullable=False, unique=True),
    # What came back is of a ticket, or money that a client has on account.
    _maybe("ticket_id", "tickets.id"),
    _maybe("client_id", "clients.id"),
    Column("request_id", Text, ForeignKey("requests.id"), nullable=False, unique=True),
    _required("kind"),
    _whole("amount"),
    _whole("rounding"),
    _text("reason"),
    _required("at"),
    _required("business_date"),
    _required("staff", ForeignKey("staff.code")),
    _text("till"),
    Column("entry_id", Integer, nullable=False),
    _required("seal"),
    # Written before its entry, like a posting.
    ForeignKeyConstraint(["entry_id"], ["entries.id"], deferrable=True, initially="DEFERRED"),
    CheckConstraint("(ticket_id IS NULL) = (client_id IS NOT NULL)", "place"),
    Index("ix_refunds_ticket", "ticket_id"),
    Index("ix_refunds_entry", "entry_id"),
)

refund_lines = _table(
    "refund_lines",
    Column("refund_id", Integer, ForeignKey("refunds.id"), primary_key=True),
    Column("ticket_id", Integer, primary_key=True),
    Column("line_number", Integer, primary_key=True),
    _whole("quantity"),
    _whole("value"),
    _whole("given"),
    _whole("discount"),
    _whole("net"),
    _text("tax_shares"),
    _required("seal"),
    Index("ix_refund_lines_ticket", "ticket_id"),
)

refund_tips = _table(
    "refund_tips",
    Column("refund_id", Integer, ForeignKey("refunds.id"), primary_key=True),
    Column("staff", Text, ForeignKey("staff.code"), primary_key=True),
    Column("amount", Integer, CheckConstraint("amount > 0", "amount"), nullable=False),
)

refund_payments = _table(
    "refund_payments",
    Column("refund_id", Integer, ForeignKey("refunds.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    _link("payment_id", "payments.id"),
    # Whose money it is: that of the payment itself, or of one that paid it off later; none of a fund.
    _maybe("money_id", "payments.id"),
    _required("goes_to"),
    _whole("amount"),
    _whole("rounding"),
    _whole("kept"),
    # The last day of value that came back after its own last day.
    _text("lasts_until"),
    _required("seal"),
    Index("ix_refund_payments_payment", "payment_id"),
    Index("ix_refund_payments_money", "money_id", sqlite_where=text("money_id IS NOT NULL")),
)

print_jobs = _table(
    "print_jobs",
    _key(),
    _required("paper"),
    _maybe("ticket_id", "tickets.id"),
    _maybe("payment_id", "payments.id"),
    _maybe("refund_id", "refunds.id"),
    _maybe("gift_card_id", "gift_cards.id"),
    _maybe("client_id", "clients.id"),
    _text("since"),
    _text("until"),
    # What it says, where the books alone would say another thing by the time it is printed.
    _text("document"),
    _maybe("till_id", "tills.id"),
    # Known once the till's spool has looked up where the paper comes out.
    _maybe("printer_id", "printers.id"),
    _whole("copy"),
    _whole("kick_drawer"),
    _required("state"),
    # 1 while the printer has the whole paper and has yet to say that it printed it.
    _whole("awaited"),
    _whole("attempts"),
    _text("error"),
    _required("at"),
    _text("sent_at"),
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

emails = _table(
    "emails",
    _key(),
    _required("paper"),
    _maybe("ticket_id", "tickets.id"),
    _maybe("refund_id", "refunds.id"),
    _maybe("payment_id", "payments.id"),
    _maybe("client_id", "clients.id"),
    _text("since"),
    _text("until"),
    # What it says, where the books alone would say another thing by the time it is sent.
    _text("document"),
    _required("address"),
    Column("message_id", Text, nullable=False, unique=True),
    _whole("copy"),
    _maybe("till_id", "tills.id"),
    _required("state"),
    _whole("attempts"),
    _text("error"),
    _required("at"),
    _text("due_at"),
    _text("sent_at"),
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

audit = _table(
    "audit",
    _key(),
    _link("series_id", "series.id"),
    Column("number", Integer, nullable=False),
    _required("at"),
    Column("staff", Text),
    Column("authorised_by", Text),
    _text("till"),
    _required("act"),
    _text("subject"),
    _text("detail"),
    _required("previous_hash"),
    _required("hash"),
    UniqueConstraint("series_id", "number"),
    Index("ix_audit_at", "at", "id"),
    # The acts that somebody allowed, which are few: a history asks for them around each of its entries.
    Index("ix_audit_authorised", "at", sqlite_where=text("authorised_by IS NOT NULL")),
)

files = _table("files", Column("name", Text, primary_key=True), Column("data", LargeBinary))


# Full-text indexes as they were made first.
_SEARCH = (
    "CREATE VIRTUAL TABLE clients_words USING fts5(name, email, content='clients', detail=none,"
    " columnsize=0, tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4 5 6 7 8 9 10')",
    "CREATE VIRTUAL TABLE clients_digits USING fts5(phone_digits, content='', detail=none,"
    " columnsize=0, tokenize='ascii', prefix='3 4 5 6')",
    "CREATE VIRTUAL TABLE items_words USING fts5(name, sku, barcode, content='items', detail=none,"
    " columnsize=0, tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4 5 6 7 8 9 10')",
)


def upgrade() -> None:
    """Make every table of an empty database."""
    metadata.create_all(op.get_bind())
    for statement in _SEARCH:
        op.execute(statement)
