"""The till's print queue at work: a thread for each printer sends its jobs, and tries again by itself.

Neither the window nor the writer waits for a printer: a ticket is closed once its job is stored. A
printer that hangs keeps no other from printing.
"""

import logging
from collections.abc import Iterable
from threading import Condition, Thread

from PySide6.QtCore import QObject, Signal

from pos_app.domain.words import _, plural
from pos_app.errors import EnvironmentFault, UserError
from pos_app.services import print_routing, print_spool
from pos_app.services.changes import Changes
from pos_app.services.print_spool import Job, Queue, Standing
from pos_app.services.print_work import Worker
from ui.post import Latest, Post
from ui.session import Session
from ui.widgets import Dot

log = logging.getLogger(__name__)

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 2.0
AFTER_BUG_S = 10.0
LOOK_S = 1.5
"""How often a printer that answers is asked how it stands while it has nothing to print.

What changes must be shown within 2 s, and a near printer answers in well under the half second that is
left. The line is not kept open in between: most network printers take one line at a time, and a till that
held it would lock out the other tills and whatever else prints there.
"""


class _Turn:
    """Where a thread sleeps until it is woken, its time has come, or all is over."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._woken = False
        self.is_over = False

    def wake(self) -> None:
        with self._condition:
            self._woken = True
            self._condition.notify_all()

    def end(self) -> None:
        with self._condition:
            self.is_over = True
            self._condition.notify_all()

    def wait(self, seconds: float | None) -> bool:
        """Sleep until woken, or for so long; whether somebody woke us."""
        with self._condition:
            self._condition.wait_for(lambda: self._woken or self.is_over, seconds)
            woken, self._woken = self._woken, False
            return woken


class Spool(QObject):
    """Sends what is queued for the session's till, in order for each printer.

    A printer that cannot be reached is tried again after a growing while, at once when something new
    is queued. A job that may already be on paper is never sent again (see ``print_work``).

    Signals:
        state(Queue): how the queue stands now.
        printers(tuple): how each printer that says so stands now, a ``Standing`` each.
    """

    state = Signal(object)
    printers = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._turn = _Turn()
        self._lines: dict[int, _Line] = {}
        self._standings: dict[int, Standing] = {}
        self._post = Latest(self.state.emit, self)
        self._heard = Post(self._hear, self)
        self._gone = Post(self._forget, self)
        self._thread = Thread(target=self._run, name="spool", daemon=True)
        session.changed.connect(self._on_changed)

    def start(self) -> None:
        """Take up what an earlier run left, then whatever comes."""
        self._thread.start()

    def wake(self) -> None:
        """Look at the queue now, without waiting for the next try."""
        self._turn.wake()

    def close(self) -> None:
        """Stop after the job that is being sent, if one is, and wait for that."""
        self._turn.end()
        if self._thread.is_alive():
            self._thread.join()
        for line in self._lines.values():
            line.close()

    def tell(self) -> None:
        """Say how the queue stands. From any thread."""
        self._post.put(print_spool.queue(self._session.desk))

    def hear(self, standing: Standing) -> None:
        """A printer said how it stands. From any thread."""
        self._heard.put(standing)

    def _hear(self, standing: Standing) -> None:
        if self._standings.get(standing.printer_id) != standing:
            self._standings[standing.printer_id] = standing
            self._tell_standings()

    def _forget(self, printer_id: int) -> None:
        """The till prints there no more: how that printer stood says nothing."""
        if self._standings.pop(printer_id, None) is not None:
            self._tell_standings()

    def _tell_standings(self) -> None:
        known = self._lines
        self.printers.emit(tuple(s for key, s in self._standings.items() if key in known))

    def _on_changed(self, changes: Changes) -> None:
        if changes.print_jobs or changes.settings:
            self.wake()

    def _run(self) -> None:
        """Give each new job its printer, and each printer its thread."""
        recovered = False
        while not self._turn.is_over:
            delay = None
            try:
                if not recovered:
                    print_spool.recover(self._session.desk)
                    recovered = True
                print_routing.route(self._session.desk)
                self._wake_lines(one.id for one in print_routing.at_work(self._session.desk))
                self.tell()
            except EnvironmentFault as fault:
                log.warning("the print queue cannot be used: %s", fault.text)
                delay = FIRST_DELAY_S
            except Exception:
                log.exception("the spool met a bug")
                delay = AFTER_BUG_S
            self._turn.wait(delay)

    def _wake_lines(self, printers: Iterable[int]) -> None:
        wanted = set(printers)
        for gone in self._lines.keys() - wanted:
            self._lines.pop(gone).close()
            self._gone.put(gone)
        for printer_id in wanted:
            if printer_id not in self._lines:
                self._lines[printer_id] = _Line(self, self._session, printer_id)
                self._lines[printer_id].start()
            self._lines[printer_id].wake()


class _Line:
    """One printer's thread: sends, waits, and asks how the printer stands."""

    def __init__(self, spool: Spool, session: Session, printer_id: int) -> None:
        self._spool = spool
        self._session = session
        self._printer_id = printer_id
        self._turn = _Turn()
        self._worker = Worker(
            lambda: session.desk, printer_id, spool.hear, lambda: self._turn.is_over
        )
        self._thread = Thread(target=self._run, name=f"printer {printer_id}", daemon=True)

    def start(self) -> None:
        """Begin. The spool knows the line by now: what an unknown one says is not passed on."""
        self._thread.start()

    def wake(self) -> None:
        """Something may be to do."""
        self._turn.wake()

    def close(self) -> None:
        """Stop as soon as the printer can be left, and wait for that."""
        self._turn.end()
        self._thread.join()

    def _run(self) -> None:
        delay = FIRST_DELAY_S
        # True after a fault in the middle of a job: that job may be on paper, and says so.
        broken = False
        while not self._turn.is_over:
            wait: float | None = delay
            try:
                if broken:
                    print_spool.recover(self._session.desk, self._printer_id)
                    broken = False
                if not self._send_all():
                    wait = LOOK_S if self._worker.look() is not None else None
            except EnvironmentFault as fault:
                log.warning("the print queue cannot be used: %s", fault.text)
                broken = True
            except UserError as fault:
                log.warning("printer %s cannot be used: %s", self._printer_id, fault.text)
            except Exception:
                log.exception("a printer's thread met a bug")
                broken, wait = True, AFTER_BUG_S
            woken = self._turn.wait(wait)
            settled = woken or wait is None
            delay = FIRST_DELAY_S if settled else min(delay * 2, LONGEST_DELAY_S)

    def _send_all(self) -> bool:
        """Send until nothing waits or the printer refuses; whether it refused."""
        while not self._turn.is_over:
            sent = self._worker.send_next()
            if sent is None:
                return False
            self._spool.tell()
            if sent.moved:
                self._spool.wake()
            if sent.error:
                return True
        return False


_SHORT = {
    "paper_out": lambda: _("Out of paper"),
    "cover_open": lambda: _("Printer’s cover is open"),
    "overheated": lambda: _("Printer is too hot"),
    "cutter": lambda: _("Printer’s cutter is stuck"),
    "error": lambda: _("Printer reports an error"),
    "offline": lambda: _("Printer is offline"),
    "away": lambda: _("Printer does not answer"),
}


def printer_chip(queue: Queue, standings: Iterable[Standing] = ()) -> tuple[str, Dot]:
    """What the printer's chip says, and its dot: of several printers, the one that is worst off."""
    known = list(standings)
    troubled = next((one for one in known if one.kind), None)
    if troubled is not None:
        return _named(_SHORT[troubled.kind](), troubled, known), Dot.BAD
    if queue.failed:
        return _("Look at the printer"), Dot.BAD
    # A printer that says how it stands is believed: what the job says is of its last try.
    if queue.error and not known:
        return _("Printer does not answer"), Dot.BAD
    ending = next((one for one in known if one.near_end), None)
    if ending is not None:
        return _named(_("Paper is nearly out"), ending, known), Dot.WAIT
    return _("Printer ready"), Dot.GOOD


def _named(said: str, one: Standing, known: list[Standing]) -> str:
    return f"{said} · {one.name}" if len(known) > 1 else said


def drawer_chip(standings: Iterable[Standing]) -> tuple[str, Dot] | None:
    """What the drawer's chip says, or that there is nothing to say."""
    if any(one.drawer_open for one in standings):
        return _("Drawer is open"), Dot.WAIT
    return None


def queue_chip(queue: Queue) -> tuple[str, Dot] | None:
    """What the queue's chip says, or that there is nothing to say."""
    if not queue.waiting:
        return None
    return plural("{count} paper queued", "{count} papers queued", queue.waiting), Dot.WAIT


def paper_name(job: Job) -> str:
    """What a job prints, with the number people know it by."""
    name = {
        "receipt": _("Receipt {number}"),
        "refund": _("Refund receipt {number}"),
        "account_receipt": _("Payment receipt {number}"),
        "gift_card": _("Gift card {number}"),
        "statement": _("Statement of {number}"),
        "extract": _("Extract"),
        "drawer": _("Drawer, ticket {number}") if job.number else _("Drawer, no sale"),
    }.get(job.paper, "{number}")
    return name.format(number=job.number).strip(" ,")


def stuck_text(job: Job) -> str:
    """What a person has to look at, and which paper it is about."""
    return f"{paper_name(job)}: {job.error}"


def receipt_text(job: Job | None) -> str:
    """What became of a closed ticket's receipt, for whoever waits for it."""
    if job is None:
        return ""
    match job.state:
        case "printed":
            if job.is_copy and job.printer:
                return _("A copy is printed. It came out on {printer}.").format(printer=job.printer)
            if not job.printer:  # It was removed since.
                return _("The receipt is printed.")
            return _("The receipt is printed. It came out on {printer}.").format(
                printer=job.printer
            )
        case "sent" if not job.is_open:
            return _("The receipt went to the printer, which cannot say whether it came out.")
        case "queued" if job.error:
            return _("The receipt is kept and prints by itself later. {why}").format(why=job.error)
        case "queued" | "sending" | "sent" if not job.error:
            return _("The receipt is being printed.")
        case "dismissed" | "cancelled":
            return _("The receipt was taken out of the print queue.")
    return job.error
