"""The print queue: jobs stored with the closing of a ticket, sent by a worker, in order.

A job walks queued → sending → sent, or failed. One that may already be on paper is never sent again
by itself: a person reprints it, and the reprint bears COPY.

What a person does with a job (print, reprint, let go of) is in the audit log under their name. What
the worker does with it is nobody's act: the job itself records its state, tries, last error and time.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update

from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.persistence import catalog, people
from pos_app.persistence import tickets as stored
from pos_app.persistence.tables import print_jobs
from pos_app.printing import drivers
from pos_app.printing.layouts import Issue
from pos_app.printing.profiles import profile_of
from pos_app.services import account_receipts, card_papers, receipts, refund_receipts
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk

# As the index on waiting jobs says it: SQLite uses that only for the same words.
_WAITING = text("state IN ('queued', 'sending', 'failed')")


@dataclass(frozen=True, slots=True)
class Queue:
    """How many jobs wait, how many failed, and what the last failure says."""

    waiting: int = 0
    failed: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one job; ``error`` is empty when it was handed to the printer."""

    job_id: int
    error: str = ""


def queue(desk: Desk) -> Queue:
    """The till's queue as it is now."""
    counted = select(print_jobs.c.state, func.count(), func.max(print_jobs.c.error)).where(
        _WAITING, _of(desk)
    )
    with desk.read() as connection:
        rows = {state: (n, error) for state, n, error in connection.execute(
            counted.group_by(print_jobs.c.state))}  # fmt: skip
    waiting = sum(rows.get(state, (0, ""))[0] for state in ("queued", "sending"))
    error = next((rows[s][1] for s in ("queued", "failed") if s in rows and rows[s][1]), "")
    return Queue(waiting, rows.get("failed", (0, ""))[0], error)


def _of(desk: Desk) -> Any:
    return print_jobs.c.till_id == desk.till.id


def recover(desk: Desk) -> None:
    """At start: a job that was being sent when the till stopped may be on paper, so it is not resent."""
    with desk.database.write() as connection:
        connection.execute(
            update(print_jobs)
            .where(_WAITING, print_jobs.c.state == "sending", _of(desk))
            .values(state="failed", error=_unsure())
        )


def _unsure() -> str:
    return _("The till stopped while this was printing. If it did not come out, print it again.")


def send_next(desk: Desk) -> Sent | None:
    """Send the oldest waiting job; nothing when none waits. For the spool's thread only.

    A printer that cannot be reached leaves the job queued, to be tried again.
    """
    with desk.database.write() as connection:
        job = _claim(desk, connection)
    if job is None:
        return None
    try:
        _send(desk, job)
    except drivers.OutcomeUnknown as fault:
        return _finish(desk, job, "failed", fault.text)
    except EnvironmentFault as fault:
        return _finish(desk, job, "queued", fault.text)
    except UserError as fault:
        return _finish(desk, job, "failed", fault.text)
    return _finish(desk, job, "sent", "")


def _claim(desk: Desk, connection: Connection) -> Any:
    waiting = select(print_jobs).where(_WAITING, print_jobs.c.state == "queued", _of(desk))
    job = connection.execute(waiting.order_by(print_jobs.c.id).limit(1)).first()
    if job is not None:
        connection.execute(
            update(print_jobs)
            .where(print_jobs.c.id == job.id)
            .values(state="sending", attempts=job.attempts + 1)
        )
    return job


def _send(desk: Desk, job: Any) -> None:
    till = next(till for till in _tills(desk) if till.id == job.till_id)
    driver = drivers.open_driver(till.printer or "none:")
    if job.kick_drawer and not isinstance(driver, drivers.VirtualPrinter | drivers.NoPrinter):
        from pos_app.printing.escpos import kick_drawer

        driver.send(kick_drawer())
    issue = Issue.COPY if job.copy else Issue.ORIGINAL
    if job.paper == "receipt":
        document = receipts.document(desk, job.ticket_id, issue)
    if job.paper == "refund":
        document = refund_receipts.document(desk, job.refund_id, issue)
    if job.paper == "account_receipt":
        document = account_receipts.document(desk, job.payment_id, issue)
    if job.paper == "gift_card":
        document = card_papers.document(desk, job.gift_card_id, issue)
    if job.paper == "statement":
        from pos_app.reports import statement

        made = statement.statement(desk, job.client_id, job.since, job.until)
        document = statement.document(desk, made)
    if job.paper != "drawer":
        drivers.print_document(document, profile_of(till.profile), driver)


def _tills(desk: Desk) -> list[Any]:
    with desk.read() as connection:
        return list(catalog.all_tills(connection))


def _finish(desk: Desk, job: Any, state: str, error: str) -> Sent:
    with desk.database.write() as connection:
        connection.execute(
            update(print_jobs)
            .where(print_jobs.c.id == job.id)
            .values(state=state, error=error, sent_at=desk.at if state == "sent" else "")
        )
    return Sent(job.id, error)


def reprint(desk: Desk, ticket_id: int) -> Changes:
    """Print a closed ticket's receipt again; it bears COPY and opens no drawer."""
    with desk.write("receipt.reprint", f"ticket {ticket_id}") as connection:
        stored.ended(connection, ticket_id)
        _queue(desk, connection, ticket_id=ticket_id)
    return Changes(print_jobs=True)


def reprint_payment(desk: Desk, payment_id: int) -> Changes:
    """Print the receipt of money on account again; it bears COPY and opens no drawer."""
    with desk.write("account_receipt.reprint", f"payment {payment_id}") as connection:
        account_receipts.on_account(connection, payment_id)
        _queue(desk, connection, paper="account_receipt", payment_id=payment_id)
    return Changes(print_jobs=True)


def reprint_refund(desk: Desk, refund_id: int) -> Changes:
    """Print a refund's receipt again; it bears COPY and opens no drawer."""
    with desk.write("refund.reprint", f"refund {refund_id}") as connection:
        _queue(desk, connection, paper="refund", refund_id=refund_id)
    return Changes(print_jobs=True)


def print_statement(desk: Desk, client_id: int, since: str, until: str) -> Changes:
    """Print a client's statement over business dates (ISO text), both included."""
    about = (f"client {people.code_of(client_id)}", f"{since} to {until}")
    with desk.write("statement.print", *about) as connection:
        days = {"since": since, "until": until}
        _queue(desk, connection, paper="statement", client_id=client_id, copy=False, **days)
    return Changes(print_jobs=True)


def print_first(desk: Desk, ticket_id: int) -> Changes:
    """Print the receipt of a ticket that was closed without one: an original, once; then copies."""
    with desk.write("receipt.print", f"ticket {ticket_id}") as connection:
        stored.ended(connection, ticket_id)
        _queue(desk, connection, ticket_id=ticket_id, copy=_was_printed(connection, ticket_id))
    return Changes(print_jobs=True)


def _was_printed(connection: Connection, ticket_id: int) -> bool:
    printed = select(print_jobs.c.id).where(
        print_jobs.c.ticket_id == ticket_id, print_jobs.c.paper == "receipt"
    )
    return connection.execute(printed.limit(1)).first() is not None


def _queue(
    desk: Desk,
    connection: Connection,
    *,
    paper: str = "receipt",
    copy: bool = True,
    **subject: int | str,
) -> None:
    connection.execute(
        insert(print_jobs),
        {
            "paper": paper,
            **subject,
            "till_id": desk.till.id or None,
            "copy": int(copy),
            "kick_drawer": 0,
            "state": "queued",
            "at": desk.at,
        },
    )


def dismiss_failed(desk: Desk) -> Changes:
    """Let go of failed jobs: a person has looked at what came out."""
    with desk.write("print.dismiss", lambda: "print jobs " + " ".join(ids)) as connection:
        failed = update(print_jobs).where(_WAITING, print_jobs.c.state == "failed", _of(desk))
        gone = failed.values(state="dismissed").returning(print_jobs.c.id)
        ids = [str(job_id) for job_id in sorted(connection.scalars(gone))]
    return Changes(print_jobs=True)


def print_test(desk: Desk) -> Path | None:
    """Print a test page on the till's printer, at once. Not for the GUI thread.

    Returns the folder of a printer on screen.

    Raises:
        EnvironmentFault: the printer could not be reached.
    """
    from pos_app.printing.layouts import test_page

    till = next((till for till in _tills(desk) if till.id == desk.till.id), desk.till)
    profile = profile_of(till.profile)
    driver = drivers.open_driver(till.printer or "none:")
    drivers.print_document(test_page(profile), profile, driver)
    return driver.folder if isinstance(driver, drivers.VirtualPrinter) else None
