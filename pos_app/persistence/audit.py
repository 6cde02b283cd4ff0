"""Who did what, when and where: one row an act, in the act's own transaction."""

from sqlalchemy import Connection, insert

from pos_app.persistence.ready import Ready
from pos_app.persistence.tables import audit

_RECORD = Ready(insert(audit))


def record(
    connection: Connection,
    *,
    at: str,
    staff: str | None,
    till: str,
    act: str,
    subject: str,
    detail: str,
) -> None:
    """Write one act. Rows are never changed or deleted."""
    _RECORD.run(
        connection,
        {"at": at, "staff": staff, "till": till, "act": act, "subject": subject, "detail": detail},
    )
