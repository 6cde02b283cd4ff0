"""What came back of closed tickets: storing it, and reading what can still come back."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, text

from pos_app.persistence import counters
from pos_app.persistence.ready import Ready
from pos_app.persistence.seals import content_seal, seal_of
from pos_app.persistence.tables.payments import payments
from pos_app.persistence.tables.refunds import refund_lines, refund_payments, refund_tips, refunds
from pos_app.persistence.tables.tickets import tickets

_TICKET = Ready(select(tickets).where(tickets.c.id == bindparam("ticket")))
_OF_TICKET = Ready(
    select(refunds).where(refunds.c.ticket_id == bindparam("ticket")).order_by(refunds.c.id)
)
_ONE = Ready(select(refunds).where(refunds.c.id == bindparam("refund")))
_LINES = Ready(
    select(refund_lines)
    .where(refund_lines.c.ticket_id == bindparam("ticket"))
    .order_by(refund_lines.c.refund_id, refund_lines.c.line_number)
)
_TIPS = Ready(
    select(refund_tips, refunds.c.ticket_id)
    .join(refunds, refunds.c.id == refund_tips.c.refund_id)
    .where(refunds.c.ticket_id == bindparam("ticket"))
    .order_by(refund_tips.c.refund_id, refund_tips.c.staff)
)
_GIVEN = Ready(
    text(
        "SELECT money_id, sum(amount) AS amount, sum(rounding) AS rounding, sum(kept) AS kept"
        " FROM refund_payments WHERE money_id IN (SELECT value FROM json_each(:ids))"
        " GROUP BY money_id"
    )
)
_OF_PAYMENTS = Ready(
    text(
        "SELECT * FROM refund_payments WHERE payment_id IN (SELECT value FROM json_each(:ids))"
        " OR money_id IN (SELECT value FROM json_each(:ids)) ORDER BY refund_id, position"
    )
)
_OF_REFUND = Ready(
    select(refund_payments)
    .where(refund_payments.c.refund_id == bindparam("refund"))
    .order_by(refund_payments.c.position)
)
_PAYMENTS = Ready(
    select(payments).where(payments.c.id.in_(text("SELECT value FROM json_each(:ids)")))
)
_LIVE = (
    "a.amount + coalesce((SELECT sum(r.amount) FROM allocations r WHERE r.reverses_id = a.id), 0)"
)
# What the ticket's closing put of funds against payments, and of payoff lines against charges.
_PUT = Ready(
    text(
        f"SELECT a.id, a.payment_id, a.line_number, a.fund_id, a.charge_id, {_LIVE} AS live,"
        " a.gift_card_id,"
        " coalesce(f.client_id, c.client_id) AS client_id, f.kind, f.label, f.expires_on"
        " FROM allocations a LEFT JOIN funds f ON f.id = a.fund_id"
        " LEFT JOIN charges c ON c.id = a.charge_id"
        " WHERE a.entry_id = :entry AND a.ticket_id = :ticket ORDER BY a.id"
    )
)
_TREE = """
    WITH RECURSIVE tree(id, root) AS (
        SELECT id, id FROM {0} WHERE entry_id IN (SELECT value FROM json_each(:entries))
            AND ticket_id = :ticket AND moved_from IS NULL
        UNION SELECT i.id, tree.root FROM {0} i JOIN tree ON i.moved_from = tree.id)
    SELECT tree.root, i.* FROM tree JOIN {0} i ON i.id = tree.id ORDER BY i.id"""
_CHARGES, _FUNDS = (Ready(text(_TREE.format(table))) for table in ("charges", "funds"))
_SETTLED = Ready(
    text(
        f"SELECT a.id, a.charge_id, a.fund_id, a.ticket_id, a.line_number, e.kind AS entry_kind,"
        f" {_LIVE} AS live, f.kind, f.client_id, f.payment_id, f.label, f.expires_on"
        " FROM allocations a JOIN entries e ON e.id = a.entry_id"
        " LEFT JOIN funds f ON f.id = a.fund_id"
        " WHERE a.charge_id IN (SELECT value FROM json_each(:charges)) AND a.amount > 0"
        " ORDER BY a.id"
    )
)
_ADD, _ADD_LINES, _ADD_TIPS, _ADD_PAYMENTS = (
    Ready(insert(table)) for table in (refunds, refund_lines, refund_tips, refund_payments)
)


def ticket_row(connection: Connection, ticket_id: int) -> Any:
    """The row of a ticket."""
    return _TICKET.first(connection, {"ticket": ticket_id})


def of_ticket(connection: Connection, ticket_id: int) -> list[Any]:
    """The refunds of a ticket, oldest first."""
    return _OF_TICKET.all(connection, {"ticket": ticket_id})


def one(connection: Connection, refund_id: int) -> Any:
    """One refund's row, or ``None``."""
    return _ONE.first(connection, {"refund": refund_id})


def lines_of(connection: Connection, ticket_id: int) -> list[Any]:
    """What came back of each of a ticket's lines, with payoffs undone by another ticket's refund."""
    return _LINES.all(connection, {"ticket": ticket_id})


def tips_of(connection: Connection, ticket_id: int) -> list[Any]:
    """What came back of each tip of a ticket."""
    return _TIPS.all(connection, {"ticket": ticket_id})


def given(connection: Connection, payment_ids: Collection[int]) -> dict[int, Any]:
    """What came back of the money of these payments, by payment."""
    rows = _GIVEN.all(connection, {"ids": json.dumps(sorted(payment_ids))})
    return {row.money_id: row for row in rows}


def parts_of(connection: Connection, payment_ids: Collection[int]) -> list[Any]:
    """Every part of these payments that came back, and where it went."""
    return _OF_PAYMENTS.all(connection, {"ids": json.dumps(sorted(payment_ids))})


def parts_of_refund(connection: Connection, refund_id: int) -> list[Any]:
    """Every part of payments that came back by one refund."""
    return _OF_REFUND.all(connection, {"refund": refund_id})


def payment_rows(connection: Connection, ids: Collection[int]) -> list[Any]:
    """Payments, on tickets or on account, by id."""
    return _PAYMENTS.all(connection, {"ids": json.dumps(sorted(ids))})


def put_at_closing(connection: Connection, ticket_id: int, entry_id: int) -> list[Any]:
    """The allocations of a ticket's closing; ``live`` is what was not reversed since."""
    return _PUT.all(connection, {"ticket": ticket_id, "entry": entry_id})


def made_by(
    connection: Connection, table: str, ticket_id: int, entry_ids: Sequence[int]
) -> list[Any]:
    """The charges or funds that entries made for a ticket, and what merges made of them since.

    ``root`` is the one that stood there first.
    """
    query = {"charges": _CHARGES, "funds": _FUNDS}[table]
    return query.all(connection, {"ticket": ticket_id, "entries": json.dumps(list(entry_ids))})


def settlements(connection: Connection, charge_ids: Collection[int]) -> list[Any]:
    """What was put against these charges, each with what is ``live`` of it."""
    return _SETTLED.all(connection, {"charges": json.dumps(sorted(charge_ids))})


def store(
    connection: Connection,
    row: dict[str, Any],
    lines: Sequence[dict[str, Any]],
    tips: Sequence[tuple[str, int]],
    paid: Sequence[dict[str, Any]],
    points: Sequence[str] = (),
) -> tuple[int, str]:
    """Write a refund under its own number, before its entry; returns its id and the entry's seal.

    ``points`` are the seals of the events that it makes of the client's points.
    """
    number = counters.take(connection, "refund")
    whole = _sealed("refunds", {"id": number, "number": number, **row})
    _ADD.run(connection, whole)
    of = {"refund_id": number}
    sealed_lines = [_sealed("refund_lines", {**of, **line}) for line in lines]
    sealed_paid = [_sealed("refund_payments", {**of, **part}) for part in paid]
    for statement, rows in ((_ADD_LINES, sealed_lines), (_ADD_PAYMENTS, sealed_paid)):
        if rows:
            statement.run_many(connection, rows)
    if tips:
        _ADD_TIPS.run_many(connection, [{**of, "staff": s, "amount": n} for s, n in tips])
    seals = [*(r["seal"] for r in (whole, *sealed_lines, *sealed_paid)), *points]
    return number, content_seal(seals, tips)


def _sealed(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "seal": seal_of(table, row)}
