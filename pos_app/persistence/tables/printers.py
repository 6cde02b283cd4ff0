"""Printers, and which paper comes out where."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Text

from pos_app.persistence.tables.base import key, maybe, string, table, whole

# ``answers``: what the printer was found to say back ('' not known yet, none, status, process_id, memory).
printers = table(
    "printers",
    key(),
    Column("name", Text, nullable=False, unique=True),
    Column("address", Text, nullable=False, unique=True),
    string("profile", "generic-80"),
    string("answers"),
    maybe("fallback_id", "printers.id"),
    whole("drawer_pin"),
    whole("pulse_ms", 100),
    # The level of pin 3 of the drawer's plug while the drawer is open: high, low, or not connected.
    string("drawer_open"),
)

# Which paper of a till comes out where; ``paper`` is empty for all that have no route of their own.
routes = table(
    "routes",
    Column("till_id", Integer, ForeignKey("tills.id"), primary_key=True),
    Column("paper", Text, primary_key=True),
    maybe("printer_id", "printers.id"),
    Column("copies", Integer, CheckConstraint("copies > 0", "copies"), nullable=False),
)
