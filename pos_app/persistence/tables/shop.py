"""What the shop keeps of itself: settings, tills, files, the last numbers, and which writes were done."""

from sqlalchemy import Column, Integer, LargeBinary, Text

from pos_app.persistence.tables.base import key, required, table, whole

settings = table("settings", Column("name", Text, primary_key=True), required("value"))

counters = table("counters", Column("name", Text, primary_key=True), whole("last"))

tills = table(
    "tills",
    key(),
    Column("name", Text, nullable=False, unique=True),
)

files = table("files", Column("name", Text, primary_key=True), Column("data", LargeBinary))

requests = table(
    "requests",
    Column("id", Text, primary_key=True),
    required("act"),
    Column("ticket_id", Integer),
    required("at"),
)
