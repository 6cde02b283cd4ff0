"""The print queue's worker: one printer's jobs, in order, each of which comes out once.

A job walks queued → sending → sent → printed. Each step is stored before it is taken, so that a till
that dies anywhere knows at its next start what may be on paper: *sending* is, *queued* is not. What
the printer has and has yet to confirm (``awaited``) is asked for again, and nothing is sent behind it
before that is settled. What stays open is *unsure* and waits for a person.

What the worker does is nobody's act: the job itself records its state, tries, last error and time.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, text, update

from pos_app.clock import stamp
from pos_app.domain.printer import Answers, Printer
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.persistence import printers as stored
from pos_app.persistence.tables.print_jobs import print_jobs
from pos_app.printing import drivers
from pos_app.printing.answers import Status, pulse_now
from pos_app.printing.conversation import Conversation, NotReady, Outcome, OutcomeUnknown, said_of
from pos_app.printing.profiles import profile_of
from pos_app.services.desk import Desk
from pos_app.services.print_papers import bytes_of, document_of
from pos_app.services.print_parting import parting, rest_of
from pos_app.services.print_routing import WAITING, of, route
from pos_app.services.printer_standing import Standing, standing_of

FALLBACK_AFTER_S = 15.0
"""So long may a printer keep its jobs while it cannot print, where there is another for them."""
_KICK_LASTS = timedelta(minutes=2)
"""Nobody stands before the drawer any longer."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one job; ``error`` is empty when the printer has or had it.

    ``moved`` is whether another printer has it now, and all that waited behind it.
    """

    job_id: int
    error: str = ""
    moved: bool = False


class _Taken(Exception):
    """The job was cancelled or moved just before it went out."""


class _NotStored(Exception):
    """What becomes of a job could not be written down, which is not its printer's fault."""


@dataclass
class Worker:
    """Prints one printer's jobs of one till. For one thread.

    Attributes:
        desk: gives the desk as it is now.
        hears: told whenever the printer said how it stands.
        is_stopping: whether the till is being closed.
    """

    desk: Callable[[], Desk]
    printer_id: int
    hears: Callable[[Standing], object] = lambda _standing: None
    is_stopping: Callable[[], bool] = lambda: False
    _away_since: dict[int, float] = field(default_factory=dict)
    _refused_since: float | None = None
    _is_away: bool = False

    def send_next(self) -> Sent | None:
        """Send the printer's oldest waiting job, or ask what became of it; nothing when none waits.

        A printer that cannot print now leaves the job queued, to be tried again.

        Raises:
            EnvironmentFault: the database cannot be used.
        """
        try:
            return self._send_next()
        except _NotStored as fault:
            raise EnvironmentFault(str(fault)) from fault

    def _send_next(self) -> Sent | None:
        desk = self.desk()
        printer, job = self._oldest(desk)
        if job is None or printer is None:
            return None
        step = _Step(self, desk, printer, job)
        try:
            step.take()
        except _Taken:
            return Sent(job.id)
        except OutcomeUnknown as fault:
            return step.finish("unsure", fault.text)
        except UserError as fault:
            return step.finish("failed", fault.text)
        except EnvironmentFault as fault:
            return step.broke(fault.text) if step.is_out else self._wait(step, fault)
        self._refused_since = None
        if self._is_away:  # One that says nothing is back when it takes a job.
            self._tell(printer, None)
        return Sent(job.id)

    def look(self) -> Standing | None:
        """Ask how the printer stands, and tell; nothing for what cannot be asked."""
        desk = self.desk()
        with desk.read() as connection:
            printer = _printer(connection, self.printer_id)
        if printer is None or printer.answers is Answers.NONE:
            return None
        driver = drivers.open_driver(printer.address)
        if not isinstance(driver, drivers.TalkingPrinter):
            return None
        try:
            with driver.place.open() as link:
                status = Conversation(link, printer.answers).ask_status()
        except (EnvironmentFault, UserError) as fault:
            return self._tell(printer, None, fault.text)
        return self._tell(printer, status)

    def _tell(self, printer: Printer, status: Status | None, trouble: str = "") -> Standing:
        standing = standing_of(printer, status, trouble)
        self._is_away = bool(trouble)
        self.hears(standing)
        return standing

    def _oldest(self, desk: Desk) -> tuple[Printer | None, Any]:
        mine = select(print_jobs).where(
            WAITING,
            text("(state = 'queued' OR awaited = 1)"),
            print_jobs.c.printer_id == self.printer_id,
            of(desk),
        )
        with desk.read() as connection:
            first = mine.order_by(print_jobs.c.awaited.desc(), print_jobs.c.id).limit(1)
            return _printer(connection, self.printer_id), connection.execute(first).first()

    def _wait(self, step: "_Step", fault: EnvironmentFault) -> Sent:
        """The printer cannot now: its job waits, or after a while goes to the printer beside it."""
        now = time.monotonic()
        self._refused_since = self._refused_since or now
        if not isinstance(fault, NotReady):
            self._tell(step.printer, None, fault.text)
        if step.job.awaited:
            self._away_since.setdefault(step.job.id, now)
            return step.note(fault.text)
        other = step.printer.fallback_id
        if other is not None and now - self._refused_since >= FALLBACK_AFTER_S:
            step.hand_on(other)
            return Sent(step.job.id, fault.text, moved=True)
        return step.note(fault.text)


def _printer(connection: Connection, printer_id: int) -> Printer | None:
    return next((p for p in stored.all_printers(connection) if p.id == printer_id), None)


@dataclass
class _Step:
    """One job on its way, and what is stored of it."""

    worker: Worker
    desk: Desk
    printer: Printer
    job: Any
    is_out: bool = False

    def take(self) -> None:
        """Send the job, or ask what became of it, and store that."""
        if self.job.paper == "drawer" and not self.job.awaited and not self._wants_kick():
            self.finish("skipped", _not_opened())
            return
        driver = drivers.open_driver(self.printer.address)
        if isinstance(driver, drivers.TalkingPrinter):
            with driver.place.open() as link:
                self._talk(Conversation(link, self.printer.answers))
            return
        paper = document_of(self.desk, self.job)
        profile = profile_of(self.printer.profile)
        if isinstance(driver, drivers.VirtualPrinter):
            self.begins()
            if paper is not None:
                self._undone(lambda: drivers.print_document(paper, profile, driver))
            self.finish("printed")
        else:
            kick = self._kick_bytes() if self._wants_kick() else b""
            data = parting(self.desk, self.printer, self.job.id) + kick + bytes_of(paper, profile)
            self.begins()
            self._undone(lambda: driver.send(data))
            if kick:
                self._open_for_all()
            self.finish("sent")

    def _undone(self, send: Callable[[], None]) -> None:
        """Send; where nothing went out the job is as it was."""
        try:
            send()
        except OutcomeUnknown:
            raise
        except EnvironmentFault:
            self._store(state="queued", kick_drawer=self.job.kick_drawer)
            self.is_out = False
            raise

    # -- Talking --------------------------------------------------------------------------------

    def _talk(self, talk: Conversation) -> None:
        if self.job.awaited:
            self._kick_for_all(talk)
            away = self.worker._away_since.get(self.job.id)
            away_s = time.monotonic() - away if away is not None else float("inf")
            rest = rest_of(self.printer) if self.job.state == "sending" else b""
            self._conclude(talk.ask_again(self.job.id, away_s, self, rest))
            return
        status = talk.ask_status()
        if status is not None:
            self.hears(status)
        if status is not None and status.trouble is not None:
            self._kick_for_all(talk)
            if self.job.paper == "drawer":
                self.finish("sent")
                return
            raise NotReady(said_of(status.trouble), status)
        # Before the drawer: its pulse would become a part of the picture that broke off.
        talk.part(parting(self.desk, self.printer, self.job.id))
        if self._wants_kick():
            self._open_for_all()
            talk.kick(self._kick_bytes())
        # Only now: for a dead printer it would be made in vain, again and again, beside the till's work.
        data = self._data()
        talk.find_out()
        if talk.answers is not self.printer.answers:
            with self.desk.database.write() as connection:
                stored.note_answers(connection, self.printer, talk.answers)
        self._conclude(talk.send(data, self.job.id, self))

    def _data(self) -> bytes:
        """The job's bytes."""
        paper = document_of(self.desk, self.job)
        return bytes_of(paper, profile_of(self.printer.profile))

    def _conclude(self, outcome: Outcome) -> None:
        if outcome is Outcome.HANDED_OVER:
            self.worker._away_since[self.job.id] = time.monotonic()
            self._store(
                awaited=1, error=_("The line broke. The printer is asked what became of it.")
            )
        else:
            self.worker._away_since.pop(self.job.id, None)
            self.finish("printed" if outcome is Outcome.PRINTED else "sent")

    def _wants_kick(self) -> bool:
        return self.job.kick_drawer == 1 and self._is_fresh()

    def _is_fresh(self) -> bool:
        made = datetime.fromisoformat(self.job.at)
        # Either way: a clock that was put back makes what is long past come yet.
        return abs(self.desk.clock.now() - made) < _KICK_LASTS

    def _kick_for_all(self, talk: Conversation) -> None:
        """Open the drawer at once: papers may wait, but whoever stands before it needs the change now."""
        if self._open_for_all():
            talk.kick(pulse_now(self.printer.drawer_pin, self.printer.pulse_ms))

    def _open_for_all(self) -> bool:
        """Write down that the drawer opens now, once for this job and all behind it: what was tried is not
        tried again, and a printer that comes back does not open it for each. Whether any wants that."""
        kicks = (
            WAITING,
            of(self.desk),
            print_jobs.c.state == "queued",
            print_jobs.c.printer_id == self.printer.id,
            print_jobs.c.kick_drawer == 1,
            print_jobs.c.at > stamp(self.desk.clock.now() - _KICK_LASTS),
            print_jobs.c.at < stamp(self.desk.clock.now() + _KICK_LASTS),
        )
        with self.desk.read() as connection:
            if connection.execute(select(print_jobs.c.id).where(*kicks).limit(1)).first() is None:
                return False
        tried, opened = update(print_jobs).where(*kicks), {"state": "sent", "sent_at": self.desk.at}
        others = (print_jobs.c.paper == "drawer", print_jobs.c.id != self.job.id)
        self._write(
            tried.where(*others).values(kick_drawer=2, **opened), tried.values(kick_drawer=2)
        )
        return True

    def _kick_bytes(self) -> bytes:
        from pos_app.printing.escpos import DrawerPin, kick_drawer

        return kick_drawer(DrawerPin(self.printer.drawer_pin), self.printer.pulse_ms)

    # -- What is stored -------------------------------------------------------------------------

    def begins(self) -> None:
        """From here on it may be on paper. See ``Witness``."""
        begun = (
            update(print_jobs)
            .where(
                print_jobs.c.id == self.job.id,
                print_jobs.c.state == "queued",
                print_jobs.c.printer_id == self.printer.id,
            )
            .values(
                state="sending",
                attempts=self.job.attempts + 1,
                kick_drawer=2 if self.job.kick_drawer else 0,
                error="",
            )
        )
        if not self._write(begun):
            raise _Taken
        self.is_out = True

    def is_handed_over(self) -> None:
        """The printer has all of it. See ``Witness``."""
        if self.printer.answers is not Answers.STATUS:
            self._store(state="sent", awaited=1, sent_at=self.desk.at)

    def hears(self, status: Status) -> None:
        """The printer said how it stands. See ``Witness``."""
        self.worker._tell(self.printer, status)

    def is_stopping(self) -> bool:
        """Whether the till is being closed. See ``Witness``."""
        return self.worker.is_stopping()

    def finish(self, state: str, error: str = "") -> Sent:
        """Store what became of the job."""
        ended = {"sent_at": self.desk.at, "document": ""} if state in ("sent", "printed") else {}
        self._store(state=state, awaited=0, error=error, **ended)
        return Sent(self.job.id, error)

    def broke(self, error: str) -> Sent:
        """Something failed while the job was out."""
        if self.printer.answers is Answers.MEMORY:
            return self._ask_later(error)
        return self.finish("unsure", error)

    def _ask_later(self, error: str) -> Sent:
        self.worker._away_since[self.job.id] = time.monotonic()
        self._store(awaited=1, error=error)
        return Sent(self.job.id, error)

    def note(self, error: str) -> Sent:
        """Store why it waits."""
        if error != self.job.error:
            self._store(error=error)
        return Sent(self.job.id, error)

    def hand_on(self, printer_id: int) -> None:
        """Let all that waits for this printer come out on another; nothing of it went out."""
        waiting = update(print_jobs).where(
            WAITING,
            print_jobs.c.state == "queued",
            print_jobs.c.printer_id == self.printer.id,
            of(self.desk),
        )
        # The drawer that hangs on the other printer is another till's.
        kicks = waiting.where(print_jobs.c.kick_drawer == 1)
        drawers = kicks.where(print_jobs.c.paper == "drawer")
        self._write(
            drawers.values(state="skipped", error=_not_opened()),
            kicks.values(kick_drawer=0),
            waiting.values(printer_id=printer_id),
        )

    def _store(self, **values: Any) -> None:
        """Write it down, unless people took the job away meanwhile; that it came out is true all the same."""
        ours = [print_jobs.c.id == self.job.id]
        if values.get("awaited") != 0 or values.get("state") not in ("printed", "sent"):
            ours.append(print_jobs.c.printer_id == self.printer.id)
            ours.append(
                print_jobs.c.state != "dismissed"
                if self.is_out or self.job.awaited
                else print_jobs.c.state == "queued"
            )
        self._write(update(print_jobs).where(*ours).values(**values))

    def _write(self, *changes: Any) -> int:
        """Make the changes; how many rows the last was true of."""
        try:
            with self.desk.database.write() as connection:
                return [connection.execute(change).rowcount for change in changes][-1]
        except EnvironmentFault as fault:
            raise _NotStored(fault.text) from fault


def _not_opened() -> str:
    return _("The drawer was not opened: its printer was away.")


def send_next(desk: Desk) -> Sent | None:
    """Send the till's oldest waiting job, whichever printer it is for; nothing when none waits."""
    route(desk)
    oldest = (
        select(print_jobs.c.printer_id)
        .where(WAITING, text("(state = 'queued' OR awaited = 1)"), of(desk))
        .order_by(print_jobs.c.awaited.desc(), print_jobs.c.id)
        .limit(1)
    )
    with desk.read() as connection:
        printer_id = connection.scalar(oldest)
    return Worker(lambda: desk, printer_id).send_next() if printer_id is not None else None
