"""The whole schema: importing this loads every table."""

from pos_app.persistence.tables import (  # noqa: F401
    accounts,
    books,
    catalog,
    gift_cards,
    mail,
    payments,
    people,
    points,
    print_jobs,
    printers,
    refunds,
    series,
    shop,
    tickets,
)
from pos_app.persistence.tables.base import metadata as metadata
