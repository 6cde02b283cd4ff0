"""Which printer a till's job comes out on, and what an earlier run of the till left half done."""

from typing import Any

from sqlalchemy import Connection, insert, select, text, update

from pos_app.domain.printer import Answers, Printer, Route
from pos_app.domain.words import _
from pos_app.persistence import printers as stored
from pos_app.persistence.tables.print_jobs import print_jobs
from pos_app.services.desk import Desk

# As the index on waiting jobs says it: SQLite uses that only for the same words.
_WAITING = "(state IN ('queued', 'sending', 'failed', 'unsure') OR awaited = 1)"
WAITING, ENDED = text(_WAITING), text(f"NOT {_WAITING}")


def of(desk: Desk) -> Any:
    """The condition that a job is this till's."""
    return print_jobs.c.till_id == desk.till.id


def recover(desk: Desk, printer_id: int | None = None) -> None:
    """At start: a job that was being sent when the till stopped may be on paper, so it is not resent.

    With ``printer_id`` only what was being sent to that one, whose worker met a fault.

    Where the printer keeps a mark of what it printed it is asked; otherwise a person looks.
    """
    with desk.database.write() as connection:
        remembering = [
            printer.id
            for printer in stored.all_printers(connection)
            if printer.answers is Answers.MEMORY
        ]
        broken_off = update(print_jobs).where(
            WAITING, print_jobs.c.state == "sending", print_jobs.c.awaited == 0, of(desk)
        )
        if printer_id is not None:
            broken_off = broken_off.where(print_jobs.c.printer_id == printer_id)
        asked = print_jobs.c.printer_id.in_(remembering)
        connection.execute(broken_off.where(asked).values(awaited=1, error=_stopped()))
        connection.execute(broken_off.values(state="unsure", error=_unsure()))


def _stopped() -> str:
    return _("The till stopped while this was printing. The printer is asked what became of it.")


def _unsure() -> str:
    return _("The till stopped while this was printing. If it did not come out, print it again.")


def route(desk: Desk) -> None:
    """Give the till's new jobs their printers, and the copies that the shop wants.

    A drawer on another printer than the paper gets a job of its own.
    """
    new = select(print_jobs).where(
        WAITING, print_jobs.c.state == "queued", print_jobs.c.printer_id.is_(None), of(desk)
    )
    with desk.read() as connection:
        if connection.execute(new.limit(1)).first() is None:
            return
    with desk.database.write() as connection:
        routes = stored.routes_of(connection, desk.till.id)
        for job in connection.execute(new.order_by(print_jobs.c.id)).all():
            _route(connection, job, routes)


def _route(connection: Connection, job: Any, routes: dict[str, Route]) -> None:
    nowhere = Route(job.till_id, "", None)
    own = routes.get("", nowhere)
    paper, drawer = routes.get(job.paper, own), routes.get("drawer", own)
    values: dict[str, Any] = {"printer_id": paper.printer_id}
    if paper.printer_id is None:
        values |= {"state": "skipped", "error": _("This till has no printer for it.")}
    if job.kick_drawer and drawer.printer_id not in (None, paper.printer_id):
        values["kick_drawer"] = 0
        _insert_like(connection, job, paper="drawer", printer_id=drawer.printer_id, kick_drawer=1)
    connection.execute(update(print_jobs).where(print_jobs.c.id == job.id).values(**values))
    if paper.printer_id is not None and not job.copy and job.paper != "drawer":
        for _copy in range(1, paper.copies):
            _insert_like(connection, job, printer_id=paper.printer_id, copy=1, kick_drawer=0)


def _insert_like(connection: Connection, job: Any, **values: Any) -> None:
    same = {name: value for name, value in job._mapping.items() if name != "id"}
    connection.execute(insert(print_jobs), same | values)


def at_work(desk: Desk) -> list[Printer]:
    """The printers that this till prints on, or has jobs for."""
    jobs = select(print_jobs.c.printer_id).where(WAITING, of(desk)).distinct()
    with desk.read() as connection:
        routed = {r.printer_id for r in stored.routes_of(connection, desk.till.id).values()}
        wanted = routed | set(connection.scalars(jobs))
        return [one for one in stored.all_printers(connection) if one.id in wanted]
