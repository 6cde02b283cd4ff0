"""Checks on rows that bear no seal, against what the audit log tells of them.

The log is chained by hashes, so what it tells of is evidence: who may do what, which card was merged into
which, and whose receipt was asked for. It tells of no names, which the law may want erased.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from pos_app.reports.verify.findings import Check, Told

_A_MOMENT = timedelta(minutes=1)
"""An act is written at its end; what it made says the time a little before that."""

_MERGED = """
    SELECT 'client ' || code, CASE WHEN merged_into > 0 THEN printf('C%06d', merged_into) END
    FROM clients"""
# The first receipt is asked for by the act that closes its ticket, and says the same time.
_RECEIPTS = """
    SELECT j.id, j.ticket_id, j.at FROM print_jobs j JOIN tickets t ON t.id = j.ticket_id
    WHERE j.paper = 'receipt' AND j.at <> t.ended_at"""
# What a message or a paper is about and what never was: a record that is lost is named itself.
_ABOUT_NOTHING = " UNION ALL ".join(
    f"SELECT '{name} ' || w.id FROM {table} w WHERE w.{whose}_id"
    f" > (SELECT coalesce(max(id), 0) FROM {whose}s)"
    for name, table, kinds in (
        ("print job", "print_jobs", ("ticket", "payment", "refund", "gift_card", "client")),
        ("e-mail", "emails", ("ticket", "payment", "refund", "client")),
    )
    for whose in kinds
)


def check_told(check: Check) -> None:
    """Roles, merged cards and receipts are as an act made them. Comes last: it blames no named record.

    Of a log that is not whole nobody knows what else it told.
    """
    if check.log_is_whole:
        _check_staff(check)
        _check_merged(check)
        _check_receipts(check)
    if not check.findings:
        for (record,) in check.rows(_ABOUT_NOTHING):
            check.name(record, "what it is about never was")


def _check_staff(check: Check) -> None:
    """The last act of any till on a member of staff gave them the role that they have."""
    last: dict[str, dict[int, tuple[str | None, str | None]]] = defaultdict(dict)
    for told in _acts(check, "staff.change"):
        last[told.subject][told.series_id] = (told.fact("role"), told.fact("active"))
    for code, role, active in check.rows("SELECT code, role, active FROM staff ORDER BY code"):
        record = f"staff {code}"
        if record in last and (role, str(active)) not in last[record].values():
            check.name(record, "no act gave them this role, or let them in or out")


def _check_merged(check: Check) -> None:
    into = {told.subject: told.fact("into") for told in _acts(check, "client.merge")}
    for record, merged in check.rows(_MERGED):
        if into.get(record, merged) != merged or (merged and record not in into):
            check.name(record, "it is not merged with the card that an act merged it with")


def _check_receipts(check: Check) -> None:
    asked: dict[str, list[str]] = defaultdict(list)
    again: list[str] = []
    for told in check.told:
        if told.act in ("receipt.print", "receipt.reprint"):
            asked[told.subject].append(told.at)
        elif told.act in ("print.again", "print.move"):
            again.append(told.at)  # Where the paper may be out, they make a job of their own.
    for job_id, ticket_id, at in check.rows(_RECEIPTS):
        until = _later(at)
        if ticket_id not in check.tickets and not any(
            at <= act <= until for act in (*asked[f"ticket {ticket_id}"], *again)
        ):
            check.name(f"print job {job_id}", "nobody asked for a receipt of its ticket then")


def _later(at: str) -> str:
    try:
        moment = datetime.fromisoformat(at) + _A_MOMENT
    except ValueError:
        return at
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _acts(check: Check, act: str) -> Iterator[Told]:
    return (told for told in check.told if told.act == act)
