"""The print queue: what waits, what came out, and what a person does about the rest."""

from PySide6.QtCore import Signal

from pos_app.domain.printer import Printer
from pos_app.domain.words import _
from pos_app.services import print_spool, printers
from pos_app.services.changes import Changes
from pos_app.services.print_spool import Job, Queue
from ui.printing.waiting import WaitingPage
from ui.session import Session
from ui.spool import paper_name
from ui.when import moment_of
from ui.widgets import Button, Cell, Choice, Column, EmptyState, Role, RowsModel, Tone, label, once

_PRINTER_PX = 220


class PrintQueuePage(WaitingPage[Job]):
    """This till's jobs: the open ones first, each with what can be done about it.

    Signals:
        mail_wanted(): a person wants to see the e-mails.
    """

    mail_wanted = Signal()

    def __init__(self, session: Session) -> None:
        nothing_yet = EmptyState(
            "printer", _("Nothing was printed here yet"), _("Receipts show up as they print.")
        )
        super().__init__(session, _("Print queue"), _JobsModel(session), nothing_yet)
        self.again_button = Button(
            _("Print again"), once(self.print_again), icon="printer", key="Ctrl+P"
        )
        self.mail_button = Button(_("E-mails"), self.mail_wanted.emit, icon="mail", key="Ctrl+E")
        self.move_button = Button(_("Print it there"), once(self.move_job), key="Ctrl+M")
        self.cancel_button = Button(_("Take it out"), once(self.cancel), key="Ctrl+D")
        self._printers: list[Printer] = []
        self.printer = Choice()
        self.printer.setAccessibleName(_("Another printer"))
        self.printer.setMinimumWidth(_PRINTER_PX)
        self.acts.addWidget(self.again_button)
        self.acts.addWidget(self.mail_button)
        self.acts.addStretch(1)
        self.acts.addWidget(label(_("Another printer"), Role.BODY, Tone.MUTED))
        self.acts.addWidget(self.printer)
        self.acts.addWidget(self.move_button)
        self.acts.addSpacing(24)
        self.acts.addWidget(self.cancel_button)

    def read(self) -> list[Job]:
        """The jobs of this till."""
        return print_spool.jobs(self.session.desk)

    def concerns(self, changes: Changes) -> bool:
        """Jobs, and the printers they may go to."""
        return changes.print_jobs or changes.settings

    def load(self) -> None:
        """Show the jobs, with the printers there are; the chosen ones stay chosen."""
        self._printers = printers.printers(self.session.desk)
        super().load()

    def show_queue(self, _queue: Queue) -> None:
        """The spool did something."""
        self.renew()

    def print_again(self) -> None:
        """Print the chosen job, which did not come out."""
        self.act(self.again_button, print_spool.print_again, _("It is printed again."))

    def move_job(self) -> None:
        """Let the chosen job come out on the other printer."""
        printer_id = self.printer.currentData()
        self.act(
            self.move_button,
            lambda desk, job_id: print_spool.move(desk, job_id, printer_id),
            _("It goes to the other printer."),
        )

    def cancel(self) -> None:
        """Take the chosen job out of the queue."""
        self.act(self.cancel_button, print_spool.cancel, _("It is out of the queue."))

    def is_open(self, row: Job) -> bool:
        """Whether it waits for its printer or for a person."""
        return row.is_open

    def offer(self, chosen: Job | None) -> None:
        """An open job is printed again, moved or taken out, in words that fit how it stands."""
        self._offer_printers(chosen)
        is_open = chosen is not None and chosen.is_open and not chosen.is_going_out
        waits = chosen is not None and chosen.may_wait
        self.again_button.setEnabled(is_open and (chosen is None or chosen.state != "queued"))
        self.move_button.setEnabled(is_open and self.printer.count() > 0)
        self.cancel_button.setEnabled(is_open)
        self.cancel_button.setText(_("Take it out") if waits or not is_open else _("It came out"))
        self.again_button.setText(
            _("Print again") if waits or not is_open else _("Print a COPY: it did not come out")
        )
        self.why.setText(_why(chosen) if chosen is not None else "")

    def _offer_printers(self, job: Job | None) -> None:
        """The printers that a job may go to: every one but its own."""
        others = [(p.name, p.id) for p in self._printers if job is None or p.name != job.printer]
        choice = self.printer
        offered = [(choice.itemText(row), choice.itemData(row)) for row in range(choice.count())]
        if others != offered:
            picked = choice.currentData()
            choice.clear()
            for name, printer_id in others:
                choice.addItem(name, printer_id)
            choice.setCurrentIndex(max(0, choice.findData(picked)))
        choice.setEnabled(bool(others))


class _JobsModel(RowsModel[Job]):
    def __init__(self, session: Session) -> None:
        names = (_("Paper"), _("State"), _("Printer"), _("When"))
        super().__init__([Column(name) for name in names])
        self._session = session

    def cells(self, row: Job) -> tuple[Cell, ...]:
        badge = _("COPY") if row.is_copy else ""
        when = moment_of(self._session, row.sent_at or row.at)
        return (
            Cell(paper_name(row), row.error, badge, Tone.MUTED),
            Cell(state_name(row), tone=Tone.PLAIN if row.is_open else Tone.MUTED),
            Cell(row.printer, tone=Tone.MUTED),
            Cell(when, tone=Tone.MUTED),
        )


def state_name(job: Job) -> str:
    """A job's state in words."""
    if job.paper == "drawer" and job.state in ("sent", "printed", "skipped"):
        return _("Not opened") if job.state == "skipped" else _("Told to open")
    return {
        "queued": _("Waits"),
        "sending": _("Is being sent"),
        "sent": _("Printing") if job.is_open else _("Sent: this printer cannot confirm"),
        "printed": _("Printed"),
        "failed": _("Failed"),
        "unsure": _("Look whether it came out"),
        "dismissed": _("A person has looked"),
        "cancelled": _("Taken out"),
        "skipped": _("No printer"),
    }[job.state]


def _why(job: Job) -> str:
    if job.error:
        return job.error
    if job.state == "sent" and not job.is_open and job.paper != "drawer":
        return _("The printer has it. Whether it is on paper this printer cannot say.")
    return ""
