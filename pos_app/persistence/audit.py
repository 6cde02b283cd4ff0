"""Who did what, when and where: one row an act, in the act's own transaction.

Each writer's rows are numbered and chained in its series, as its journal is, with the head kept
apart: a changed, lost or cut-off row shows.
"""

from sqlalchemy import Connection, bindparam, insert, select, update

from pos_app.domain.journal import chain, header
from pos_app.persistence.ready import Ready
from pos_app.persistence.tables.series import SERIES_SPAN, audit, series, series_heads

_HEAD = Ready(
    select(series.c.id, series.c.code, series_heads.c.audit_number, series_heads.c.audit_hash)
    .join(series_heads)
    .where(series.c.writer == bindparam("writer"), series.c.current == 1)
)
_RECORD = Ready(insert(audit))
_MOVE_HEAD = Ready(
    update(series_heads)
    .where(series_heads.c.series_id == bindparam("series"))
    .values(audit_number=bindparam("to_number"), audit_hash=bindparam("to_hash"))
)


def record(
    connection: Connection,
    writer: str,
    *,
    at: str,
    staff: str | None,
    till: str,
    act: str,
    subject: str,
    detail: str = "",
    authorised_by: str | None = None,
) -> None:
    """Write one act into the writer's series. Rows are never changed or deleted.

    ``authorised_by`` is the code of who allowed it, where ``staff`` may not do it alone.
    """
    head = _HEAD.first(connection, {"writer": writer})
    number = head.audit_number + 1
    values = {
        "at": at,
        "staff": staff,
        "authorised_by": authorised_by,
        "till": till,
        "act": act,
        "subject": subject,
    }
    # What is typed freely goes in by its digest, as in the journal.
    line = header(head.code, number, tuple(values.values()), detail)
    row = {
        "id": head.id * SERIES_SPAN + number,
        "series_id": head.id,
        "number": number,
        **values,
        "detail": detail,
        "previous_hash": head.audit_hash,
        "hash": chain(head.audit_hash, [line]),
    }
    _RECORD.run(connection, row)
    _MOVE_HEAD.run(connection, {"series": head.id, "to_number": number, "to_hash": row["hash"]})


def last_subjects(connection: Connection, writer: str, most: int) -> list[str]:
    """What the last acts of a writer were about, the latest first."""
    head = _HEAD.first(connection, {"writer": writer})
    of_series = audit.c.series_id == head.id, audit.c.number > head.audit_number - most
    query = select(audit.c.subject).where(*of_series).order_by(audit.c.number.desc())
    return list(connection.scalars(query))
