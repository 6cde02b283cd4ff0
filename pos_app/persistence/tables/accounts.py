"""What clients owe and can spend, and what became of it."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, text
from sqlalchemy.schema import SchemaItem

from pos_app.persistence.tables.base import key, link, maybe, required, string, table, whole

# What each entry changed of what a client owes and has, and what that was after it.
client_events = table(
    "client_events",
    Column("client_id", Integer, ForeignKey("clients.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    link("entry_id", "entries.id"),
    whole("owed_change"),
    whole("open_payments_change"),
    whole("credits_change"),
    whole("owed"),
    whole("open_payments"),
    whole("credits"),
    Index("ix_client_events_entry", "entry_id"),
)


def _account_item(name: str, *columns: SchemaItem) -> Table:
    """A charge or a fund: an amount of a client's that is used up bit by bit."""
    live = text('"left" > 0')
    return table(
        name,
        key(),
        link("client_id", "clients.id"),
        *columns,
        required("origin"),
        maybe("ticket_id", "tickets.id"),
        maybe("payment_id", "payments.id"),
        link("entry_id", "entries.id"),
        maybe("moved_from", f"{name}.id"),
        string("label"),
        string("reason"),
        Column("amount", Integer, CheckConstraint("amount > 0", "amount"), nullable=False),
        Column("left", Integer, nullable=False),
        whole("held"),
        required("at"),
        required("seal"),
        CheckConstraint('held >= 0 AND held <= "left" AND "left" <= amount', "left"),
        Index(f"ix_{name}_live", "client_id", sqlite_where=live),
        Index(f"ix_{name}_entry", "entry_id"),
        Index(f"ix_{name}_moved", "moved_from", sqlite_where=text("moved_from IS NOT NULL")),
    )


charges = _account_item("charges", required("due_on"))
# By date, and by client and date, with all that a sum needs: aging reads no row of the table.
for _name, _of in (("due", ("due_on", "id")), ("aging", ("client_id", "due_on"))):
    Index(
        f"ix_charges_{_name}",
        *(charges.c[column] for column in (*_of, "left")),
        sqlite_where=text('"left" > 0'),
    )

funds = _account_item(
    "funds",
    required("kind"),
    string("expires_on"),
    Index(
        "ix_funds_expiring", "expires_on", sqlite_where=text("expires_on <> '' AND \"left\" > 0")
    ),
)

holds = table(
    "holds",
    key(),
    link("ticket_id", "tickets.id"),
    Column("payment_id", Integer, ForeignKey("payments.id")),
    Column("line_number", Integer),
    maybe("fund_id", "funds.id"),
    maybe("charge_id", "charges.id"),
    Column("amount", Integer, CheckConstraint("amount > 0", "amount"), nullable=False),
    maybe("gift_card_id", "gift_cards.id"),
    CheckConstraint(
        "(fund_id IS NOT NULL) + (charge_id IS NOT NULL) + (gift_card_id IS NOT NULL) = 1",
        "one_item",
    ),
    Index("ix_holds_ticket", "ticket_id"),
    Index("ix_holds_fund", "fund_id", sqlite_where=text("fund_id IS NOT NULL")),
    Index("ix_holds_charge", "charge_id", sqlite_where=text("charge_id IS NOT NULL")),
    Index("ix_holds_gift_card", "gift_card_id", sqlite_where=text("gift_card_id IS NOT NULL")),
)

allocations = table(
    "allocations",
    key(),
    link("entry_id", "entries.id"),
    maybe("ticket_id", "tickets.id"),
    Column("payment_id", Integer, ForeignKey("payments.id")),
    Column("line_number", Integer),
    maybe("fund_id", "funds.id"),
    maybe("charge_id", "charges.id"),
    Column("amount", Integer, nullable=False),
    maybe("reverses_id", "allocations.id"),
    required("seal"),
    # Below zero where value came back to a gift card, or was put on it.
    maybe("gift_card_id", "gift_cards.id"),
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
