"""What all tables are made of."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text, text
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key() -> Column[int]:
    """The number of a row."""
    return Column("id", Integer, primary_key=True)


def string(name: str, default: str | None = "") -> Column[str]:
    """Text that is never missing; empty where there is none."""
    return Column(name, Text, nullable=False, server_default=default)


def required(name: str, *args: ForeignKey) -> Column[str]:
    """Text that every row is given."""
    return Column(name, Text, *args, nullable=False)


def whole(name: str, default: int = 0) -> Column[int]:
    """A whole number that is never missing."""
    return Column(name, Integer, nullable=False, server_default=text(str(default)))


def link(name: str, target: str) -> Column[int]:
    """The row of another table, ``table.column``, that this one always has."""
    return Column(name, Integer, ForeignKey(target), nullable=False)


def maybe(name: str, target: str) -> Column[int]:
    """The row of another table, ``table.column``, or none."""
    return Column(name, Integer, ForeignKey(target))


def staff_code(name: str = "staff") -> Column[str]:
    """A member of staff, or nobody."""
    return Column(name, Text, ForeignKey("staff.code"))


def table(name: str, *columns: SchemaItem) -> Table:
    """A table of the schema. Its foreign keys are names, found when somebody asks for them."""
    return Table(name, metadata, *columns, sqlite_strict=True)
