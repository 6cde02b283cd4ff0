"""Numbers that are given out once, for all tills: tickets, payments, clients, staff and tills.

They are permanent, as are the codes made of them, which the books are hashed with. So a restored backup
is put beyond those of the books that it replaces.
"""

from sqlalchemy import Connection, text

from pos_app.persistence.ready import Ready

_TAKE = Ready(
    text(
        "INSERT INTO counters (name, last) VALUES (:name, :beyond + :many)"
        " ON CONFLICT (name) DO UPDATE SET last = :many"
        " + CASE WHEN counters.last > :beyond THEN counters.last ELSE :beyond END RETURNING last"
    )
)


def take(connection: Connection, name: str, *, many: int = 1, beyond: int = 0) -> int:
    """The first of so many new numbers, all above ``beyond``."""
    values = {"name": name, "many": many, "beyond": beyond}
    return int(_TAKE.first(connection, values).last) - many + 1


def pass_over(connection: Connection, name: str, last: int) -> None:
    """Give out none up to ``last`` any more."""
    take(connection, name, many=0, beyond=last)
