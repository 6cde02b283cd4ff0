"""The print queue: what waits, what came out, and what a person does about the rest."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app.domain.words import _
from pos_app.services import print_spool, printers
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.print_spool import Job, Queue
from ui.failures import text_of
from ui.session import Session
from ui.settings.section import cell
from ui.when import moment_of
from ui.widgets import (
    Button,
    Card,
    EmptyState,
    Notice,
    NoticeTone,
    Role,
    Table,
    Tone,
    label,
    paragraph,
)

_PRINTER_PX = 220


class PrintQueuePage(QWidget):
    """This till's jobs: the open ones first, each with what can be done about it.

    Signals:
        said(str): something was done; what to say about it.
    """

    said = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._jobs: dict[int, Job] = {}
        self.model = QStandardItemModel(self)
        self.table = Table(_("Print queue"))
        self.table.setModel(self.model)
        self.again_button = Button(_("Print again"), self.print_again, icon="printer", key="Ctrl+P")
        self.move_button = Button(_("Print it there"), self.move_job, key="Ctrl+M")
        self.cancel_button = Button(_("Take it out"), self.cancel, key="Ctrl+D")
        self.printer = QComboBox()
        self.printer.setAccessibleName(_("Another printer"))
        self.printer.setMinimumWidth(_PRINTER_PX)
        self.why = paragraph("", Role.BODY, Tone.MUTED)
        self.notice = Notice("", NoticeTone.ERROR)
        self.notice.hide()
        self._whole = QStackedWidget()
        self._whole.addWidget(self._laid_out())
        self._whole.addWidget(
            EmptyState(
                "printer", _("Nothing was printed here yet"), _("Receipts show up as they print.")
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(self._whole)
        self.setFocusProxy(self.table)
        session.changed.connect(self._heard)

    def _laid_out(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.notice)
        card = Card(margin=1)
        card.column.addWidget(self.table)
        column.addWidget(card, 1)
        column.addWidget(self.why)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.again_button)
        row.addStretch(1)
        row.addWidget(label(_("Another printer"), Role.BODY, Tone.MUTED))
        row.addWidget(self.printer)
        row.addWidget(self.move_button)
        row.addSpacing(24)
        row.addWidget(self.cancel_button)
        column.addLayout(row)
        return part

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is stored now."""
        super().showEvent(event)
        self.load()

    def show_queue(self, _queue: Queue) -> None:
        """The spool did something."""
        if self.isVisible():
            self.load()

    def load(self) -> None:
        """Show the jobs; the chosen one stays chosen."""
        desk, chosen = self._session.desk, self.job()
        found = print_spool.jobs(desk)
        self._jobs = {job.id: job for job in found}
        self._whole.setCurrentIndex(0 if found else 1)
        self._fill(found)
        places = [job.id for job in found]
        if found:
            row = places.index(chosen.id) if chosen is not None and chosen.id in places else 0
            self.table.selectRow(row)
        picked = self.printer.currentData()
        self.printer.clear()
        for one in printers.printers(desk):
            self.printer.addItem(one.name, one.id)
        self.printer.setCurrentIndex(max(0, self.printer.findData(picked)))
        self._offer()

    def _fill(self, found: list[Job]) -> None:
        self.model.clear()
        heads = [_("Paper"), _("State"), _("Printer"), _("When")]
        self.model.setHorizontalHeaderLabels(heads)
        for job in found:
            badge = _("COPY") if job.is_copy else ""
            self.model.appendRow(
                [
                    cell(paper_name(job), job.error, key=job.id, badge=badge),
                    cell(state_name(job), faint=not job.is_open),
                    cell(job.printer, faint=True),
                    cell(moment_of(self._session, job.sent_at or job.at), faint=True),
                ]
            )
        self.table.fit(0)
        self.table.selectionModel().currentRowChanged.connect(self._offer)

    def job(self) -> Job | None:
        """The chosen job."""
        row = self.table.currentIndex().row()
        item = self.model.item(row, 0) if row >= 0 else None
        return None if item is None else self._jobs.get(item.data(Qt.ItemDataRole.UserRole))

    def print_again(self) -> None:
        """Print the chosen job, which did not come out."""
        self._act(self.again_button, print_spool.print_again, _("It is printed again."))

    def move_job(self) -> None:
        """Let the chosen job come out on the other printer."""
        printer_id = self.printer.currentData()
        self._act(
            self.move_button,
            lambda desk, job_id: print_spool.move(desk, job_id, printer_id),
            _("It goes to the other printer."),
        )

    def cancel(self) -> None:
        """Take the chosen job out of the queue."""
        self._act(self.cancel_button, print_spool.cancel, _("It is out of the queue."))

    def _act(self, button: Button, act: Callable[[Desk, int], Changes], said: str) -> None:
        job = self.job()
        if job is None or not button.isEnabled():
            return
        self.notice.hide()
        button.setEnabled(False)
        self._session.write(
            act, job.id, then=lambda _changes: self.said.emit(said), failed=self._complain,
            owner=self,
        )  # fmt: skip

    def _complain(self, error: Exception) -> None:
        self.notice.set_text(text_of(error))
        self.notice.show()
        self.load()

    def _offer(self, *_rows: Any) -> None:
        job = self.job()
        is_open = job is not None and job.is_open
        waits = job is not None and job.may_wait
        self.again_button.setEnabled(is_open and (job is None or job.state != "queued"))
        self.move_button.setEnabled(is_open and self.printer.count() > 0)
        self.cancel_button.setEnabled(is_open)
        self.cancel_button.setText(_("Take it out") if waits or not is_open else _("It came out"))
        self.again_button.setText(
            _("Print again") if waits or not is_open else _("Print a COPY: it did not come out")
        )
        self.why.setText(_why(job) if job is not None else "")

    def _heard(self, changes: Changes) -> None:
        if self.isVisible() and (changes.print_jobs or changes.settings):
            self.load()


def paper_name(job: Job) -> str:
    """What a job prints, with the number people know it by."""
    name = {
        "receipt": _("Receipt {number}"),
        "refund": _("Refund receipt {number}"),
        "account_receipt": _("Payment receipt {number}"),
        "gift_card": _("Gift card {number}"),
        "statement": _("Statement of {number}"),
        "drawer": _("Drawer, ticket {number}") if job.number else _("Drawer, no sale"),
    }.get(job.paper, "{number}")
    return name.format(number=job.number).strip(" ,")


def state_name(job: Job) -> str:
    """A job's state in words."""
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
    if job.state == "sent" and not job.is_open:
        return _("The printer has it. Whether it is on paper this printer cannot say.")
    return ""
