"""The print queue as people see it: what waits, and what they do about it.

Jobs are stored with the closing of a ticket and sent by a worker (``print_work``), in order. One that
may already be on paper is never sent again by itself: a person reprints it, and the reprint bears COPY.

What a person does with a job (print, reprint, retry, cancel, move, let go of) is in the audit log under
their name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Text, case, cast, func, insert, select, update

from pos_app.domain.facts import facts
from pos_app.domain.refund import numbered
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import emails, ended_tickets, people
from pos_app.persistence import printers as stored_printers
from pos_app.persistence.tables.gift_cards import gift_cards
from pos_app.persistence.tables.people import clients
from pos_app.persistence.tables.print_jobs import print_jobs
from pos_app.persistence.tables.refunds import refunds
from pos_app.persistence.tables.tickets import tickets
from pos_app.printing.document import Document
from pos_app.services import account_receipts
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.print_routing import ENDED, WAITING, of
from pos_app.services.print_routing import recover as recover
from pos_app.services.print_work import Sent as Sent
from pos_app.services.print_work import send_next as send_next
from pos_app.services.printer_standing import Standing as Standing

_WAITS = ("queued", "sending", "sent")
_FOR_PEOPLE = ("unsure", "failed")


def _known_as(column: Any, link: Any) -> Any:
    """What people call the record that a job's paper is about."""
    return select(cast(column, Text)).where(column.table.c.id == link).scalar_subquery()


_NUMBER = func.coalesce(
    _known_as(tickets.c.number, print_jobs.c.ticket_id),
    _known_as(refunds.c.number, print_jobs.c.refund_id),
    _known_as(gift_cards.c.number, print_jobs.c.gift_card_id),
    _known_as(clients.c.name, print_jobs.c.client_id),
    cast(print_jobs.c.payment_id, Text),
    "",
).label("about")


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the queue. ``number`` is what its paper is about, as people know it.

    ``is_open`` tells one that still waits for the printer or for a person; ``is_going_out`` one that
    is on its way to the printer this moment, which nobody can do anything about.
    """

    id: int
    paper: str
    number: str
    printer: str
    state: str
    is_open: bool
    is_going_out: bool
    is_copy: bool
    attempts: int
    error: str
    at: str
    sent_at: str

    @property
    def may_wait(self) -> bool:
        """Whether nothing of it went out, so that it can be cancelled or moved as it is."""
        return self.state in ("queued", "failed")


@dataclass(frozen=True, slots=True)
class Queue:
    """How many papers wait, how many jobs failed, and what the last failure says.

    ``stuck`` is the oldest job that waits for a person.
    """

    waiting: int = 0
    failed: int = 0
    error: str = ""
    stuck: Job | None = None


def queue(desk: Desk) -> Queue:
    """The till's queue as it is now."""
    papers = func.count(case((print_jobs.c.paper != "drawer", 1)))
    counted = select(print_jobs.c.state, papers, func.count(), func.max(print_jobs.c.error)).where(
        WAITING, of(desk)
    )
    with desk.read() as connection:
        found = connection.execute(counted.group_by(print_jobs.c.state))
        rows = {state: tuple(counts) for state, *counts in found}
        for_people = (WAITING, print_jobs.c.state.in_(_FOR_PEOPLE), of(desk))
        oldest = select(print_jobs, _NUMBER).where(*for_people).order_by(print_jobs.c.id)
        stuck = _first(connection, oldest)
    none = (0, 0, "")
    waiting = sum(rows.get(state, none)[0] for state in _WAITS)
    failed = sum(rows.get(state, none)[1] for state in _FOR_PEOPLE)
    said = (rows[s][2] for s in (*_FOR_PEOPLE, *_WAITS) if s in rows and rows[s][2])
    return Queue(waiting, failed, next(said, ""), stuck)


def receipt_of(desk: Desk, ticket_id: int) -> Job | None:
    """The latest job of a ticket's receipt, if it was ever to be printed; of an original and the copies
    that its route makes of it, the original.

    One that waits behind others has the error of the one that its printer does not take.
    """
    ours = (print_jobs.c.ticket_id == ticket_id, print_jobs.c.paper == "receipt")
    order = (print_jobs.c.at.desc(), print_jobs.c.copy, print_jobs.c.id.desc())
    latest = select(print_jobs, _NUMBER).where(*ours).order_by(*order)
    with desk.read() as connection:
        job = _first(connection, latest)
        if job is None or job.state != "queued" or job.error:
            return job
        return replace(job, error=_held_up_by(connection, job.id))


def _held_up_by(connection: Connection, job_id: int) -> str:
    ahead = print_jobs.alias("ahead")
    same = (ahead.c.printer_id == print_jobs.c.printer_id, ahead.c.till_id == print_jobs.c.till_id)
    refused = select(ahead.c.error).where(
        *same,
        print_jobs.c.id == job_id,
        ahead.c.id < job_id,
        ahead.c.state == "queued",
        ahead.c.error != "",
    )
    return connection.scalar(refused.order_by(ahead.c.id).limit(1)) or ""


def _first(connection: Connection, asked: Any) -> Job | None:
    row = connection.execute(asked.limit(1)).first()
    if row is None:
        return None
    names = {one.id: one.name for one in stored_printers.all_printers(connection)}
    is_open = row.state in ("queued", "sending", *_FOR_PEOPLE) or bool(row.awaited)
    return _job(row, names, is_open=is_open)


def jobs(desk: Desk, most: int = 100) -> list[Job]:
    """The till's jobs: those still open, oldest first, then the latest of the others."""
    kept = select(print_jobs, _NUMBER).where(of(desk))
    with desk.read() as connection:
        names = {one.id: one.name for one in stored_printers.all_printers(connection)}
        still = connection.execute(kept.where(WAITING).order_by(print_jobs.c.id)).all()
        done = kept.where(ENDED).order_by(print_jobs.c.id.desc()).limit(most)
        ended = connection.execute(done).all()
    return [
        *(_job(row, names, is_open=True) for row in still),
        *(_job(row, names, is_open=False) for row in ended),
    ]


def _job(row: Any, names: Mapping[int, str], *, is_open: bool) -> Job:
    return Job(
        id=row.id,
        paper=row.paper,
        number=numbered(int(row.about)) if row.refund_id else row.about,
        printer=names.get(row.printer_id, ""),
        state=row.state,
        is_open=is_open,
        is_going_out=row.state == "sending" and not row.awaited,
        is_copy=bool(row.copy),
        attempts=row.attempts,
        error=row.error,
        at=row.at,
        sent_at=row.sent_at,
    )


def reprint(desk: Desk, ticket_id: int) -> Changes:
    """Print a closed ticket's receipt again; it bears COPY and opens no drawer."""
    with desk.write("receipt.reprint", f"ticket {ticket_id}") as connection:
        ended_tickets.load(connection, ticket_id)
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
    """Print a client's statement over business dates (ISO text), both included, as it is now."""
    from pos_app.printing.kept import as_kept
    from pos_app.reports import statement

    made = statement.document(desk, statement.statement(desk, client_id, since, until))
    about = (f"client {people.code_of(client_id)}", facts(since=since, until=until))
    with desk.write("statement.print", *about) as connection:
        said = {"since": since, "until": until, "document": as_kept(made)}
        _queue(desk, connection, paper="statement", client_id=client_id, copy=False, **said)
    return Changes(print_jobs=True)


def print_extract(desk: Desk, what: str, made: Document) -> Changes:
    """Print an extract of ``what``, the audit log or the journal."""
    from pos_app.printing.kept import as_kept

    with desk.write("extract.print", what) as connection:
        _queue(desk, connection, paper="extract", copy=False, document=as_kept(made))
    return Changes(print_jobs=True)


def print_first(desk: Desk, ticket_id: int) -> Changes:
    """Print the receipt of a ticket that was closed without one: an original, once; then copies."""
    with desk.write("receipt.print", f"ticket {ticket_id}") as connection:
        ended_tickets.load(connection, ticket_id)
        _queue(desk, connection, ticket_id=ticket_id, copy=emails.was_given(connection, ticket_id))
    return Changes(print_jobs=True)


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


def print_again(desk: Desk, job_id: int) -> Changes:
    """Print a job that did not come out: as it is where nothing went out, otherwise as a COPY.

    Raises:
        UserError: it waits for its printer, or came out, or the till has no printer for it.
    """
    with desk.write("print.again", f"print job {job_id}") as connection:
        job = _open_job(desk, connection, job_id)
        if job.state == "failed":
            printer_id = job.printer_id or _printer_now(connection, job)
            _change(connection, job, state="queued", printer_id=printer_id, error="")
        elif job.state == "unsure" or job.awaited:
            _as_copy(desk, connection, job, job.printer_id)
        else:
            raise UserError(_("This is already waiting for its printer."))
    return Changes(print_jobs=True)


def _printer_now(connection: Connection, job: Any) -> int:
    """Where its paper comes out since its own printer was taken away.

    The job is not routed anew: that would make its copies again, which were made when it first was.
    """
    routes = stored_printers.routes_of(connection, job.till_id)
    route = routes.get(job.paper) or routes.get("")
    if route is None or route.printer_id is None:
        text = _(
            "This till has no printer for it. Choose one beside “Another printer”, or under Tills."
        )
        raise UserError(text)
    return route.printer_id


def move(desk: Desk, job_id: int, printer_id: int) -> Changes:
    """Let a job come out on another printer; what may already be on paper becomes a COPY there.

    Raises:
        UserError: it is being printed, or came out.
    """
    about = (f"print job {job_id}", facts(printer=printer_id))
    with desk.write("print.move", *about) as connection:
        job = _open_job(desk, connection, job_id)
        if job.state in ("queued", "failed"):
            stays = job.paper == "drawer" or job.printer_id == printer_id
            # The drawer that hangs on the other printer is another till's.
            kick = {} if stays else {"kick_drawer": 0}
            _change(connection, job, state="queued", printer_id=printer_id, error="", **kick)
        elif job.state == "unsure" or job.awaited:
            _as_copy(desk, connection, job, printer_id)
        else:
            raise _being_printed()
    return Changes(print_jobs=True)


def cancel(desk: Desk, job_id: int) -> Changes:
    """Take a job out of the queue. One that may be on paper is let go of: a person has looked.

    Raises:
        UserError: it is being printed, or came out.
    """
    with desk.write("print.cancel", f"print job {job_id}") as connection:
        job = _open_job(desk, connection, job_id)
        if job.state == "sending" and not job.awaited:
            raise _being_printed()
        gone = "cancelled" if job.state in ("queued", "failed") else "dismissed"
        # What keeps its printer from printing now says nothing of a job that no longer waits for it.
        error = "" if job.state == "queued" else job.error
        _change(connection, job, state=gone, awaited=0, error=error)
    return Changes(print_jobs=True)


def _open_job(desk: Desk, connection: Connection, job_id: int) -> Any:
    found = select(print_jobs).where(WAITING, print_jobs.c.id == job_id, of(desk))
    job = connection.execute(found).first()
    if job is None:
        raise UserError(_("This is done with: nothing waits to be printed."))
    return job


def _change(connection: Connection, job: Any, **values: Any) -> None:
    changed = update(print_jobs).where(print_jobs.c.id == job.id)
    connection.execute(changed.values(**values))


def _as_copy(desk: Desk, connection: Connection, job: Any, printer_id: int | None) -> None:
    _change(connection, job, state="dismissed", awaited=0)
    same = {name: value for name, value in job._mapping.items() if name != "id"}
    again = {"state": "queued", "copy": 1, "kick_drawer": 0, "awaited": 0, "attempts": 0}
    again |= {"error": "", "sent_at": "", "at": desk.at, "printer_id": printer_id}
    connection.execute(insert(print_jobs), same | again)


def _being_printed() -> UserError:
    return UserError(_("This is being printed just now."))


def dismiss_failed(desk: Desk) -> Changes:
    """Let go of all jobs that wait for a person, who has looked at what came out."""
    with desk.write("print.dismiss", lambda: "print jobs " + " ".join(ids)) as connection:
        failed = update(print_jobs).where(WAITING, print_jobs.c.state.in_(_FOR_PEOPLE), of(desk))
        gone = failed.values(state="dismissed").returning(print_jobs.c.id)
        ids = [str(job_id) for job_id in sorted(connection.scalars(gone))]
    return Changes(print_jobs=True)
