"""What is sold, taxed and taken, and why."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, text

from pos_app.persistence.tables.base import key, required, string, table, whole

items = table(
    "items",
    key(),
    required("kind"),
    required("name"),
    string("sku"),
    string("barcode"),
    Column("price", Integer, CheckConstraint("price >= 0", "price"), nullable=False),
    whole("minutes"),
    string("taxes"),
    whole("favorite"),
    whole("active", 1),
    Index("ix_items_sku", "sku", sqlite_where=text("sku <> ''")),
    Index(
        "uq_items_barcode",
        "barcode",
        unique=True,
        sqlite_where=text("barcode <> ''"),
    ),
    Index("ix_items_favorite", "favorite", sqlite_where=text("favorite > 0")),
)

taxes = table(
    "taxes",
    Column("code", Text, primary_key=True),
    required("name"),
    Column("rate_ppm", Integer, CheckConstraint("rate_ppm >= 0", "rate"), nullable=False),
    whole("active", 1),
)

payment_types = table(
    "payment_types",
    Column("code", Text, primary_key=True),
    required("name"),
    required("kind"),
    whole("active", 1),
    whole("position"),
)

reason_kinds = table(
    "reason_kinds",
    Column("code", Text, primary_key=True),
    required("name"),
    whole("asks_more"),
    whole("active", 1),
)
