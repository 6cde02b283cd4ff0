"""One ended ticket: its receipt as it was given, how it was paid, and ways to have it again."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app import locales
from pos_app.domain.money import money
from pos_app.domain.payment import Payment
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.services import print_spool, receipts, sales
from pos_app.services.changes import Changes
from pos_app.services.receipts import Issue
from pos_app.services.sales import SaleView
from ui.failures import text_of
from ui.session import Session
from ui.widgets import (
    Badge,
    Button,
    Card,
    ElidedLabel,
    EmptyState,
    Kind,
    Notice,
    NoticeTone,
    PaperView,
    Role,
    SummaryRow,
    Tone,
    figure,
    label,
    line,
    paragraph,
)

COLUMNS = 48


class SaleDetail(Card):
    """The ticket that was picked, or a word about picking one.

    Signals:
        said(str): something was done.
    """

    said = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._view: SaleView | None = None
        self._title = ElidedLabel("", Role.NAME)
        self._when = label("", Role.DETAIL)
        self._void = Badge(_("Voided"), Tone.DANGER)
        self._total = figure("", Role.FIGURE)
        self.paper = PaperView(COLUMNS)
        self.paper.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.paper.setAccessibleName(_("Receipt"))
        self._reason = paragraph("", Role.BODY, Tone.MUTED)
        self._payments = QVBoxLayout()
        self._payments.setSpacing(0)
        self._notice = Notice("", NoticeTone.ERROR)
        self._notice.hide()
        self.reprint_button = Button(
            _("Reprint"), self.reprint, kind=Kind.PRIMARY, icon="printer", key="Ctrl+P"
        )
        self.pdf_button = Button(_("Save PDF…"), self._ask_pdf, icon="download", key="Ctrl+S")
        self._no_printer = paragraph(_("This till has no printer."))
        self._stack = QStackedWidget()
        self._stack.addWidget(
            EmptyState("sales", _("No ticket chosen"), _("Choose one to see its receipt."))
        )
        self._stack.addWidget(self._ticket_view())
        self.column.addWidget(self._stack)

    def view(self) -> SaleView | None:
        """The ticket that is shown."""
        return self._view

    def show_ticket(self, ticket_id: int | None) -> None:
        """Show an ended ticket, or none."""
        self._notice.hide()
        try:
            self._view = sales.view(self._session.desk, ticket_id) if ticket_id else None
        except (UserError, EnvironmentFault) as error:
            self._view = None
            self._complain(error)
        self._stack.setCurrentIndex(0 if self._view is None else 1)
        if self._view is not None:
            self._fill(self._view)

    def reprint(self) -> None:
        """Print the receipt once more; it bears COPY. A second press at once is the same wish."""
        if self._view is None or not self.reprint_button.isEnabled():
            return
        self.reprint_button.setEnabled(False)
        self._session.write(
            print_spool.reprint,
            self._view.ended.ticket.id,
            then=self._reprinted,
            failed=self._complain,
            owner=self,
        )

    def save_pdf(self, file: Path) -> None:
        """Write the receipt, a copy, as PDF."""
        if self._view is None:
            return
        desk, ticket_id = self._session.desk, self._view.ended.ticket.id

        def work() -> None:
            made = receipts.pdf(desk, ticket_id, Issue.COPY)
            try:
                file.write_bytes(made)
            except OSError as error:
                raise EnvironmentFault(
                    _("“{file}” cannot be written: {reason}.").format(
                        file=file, reason=error.strerror or error
                    )
                ) from error

        self._session.tasks.read(
            work,
            then=lambda _nothing: self.said.emit(_("Saved as {file}.").format(file=file.name)),
            failed=self._complain,
            owner=self,
        )

    def _ticket_view(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._title)
        names.addWidget(self._when)
        head.addLayout(names, 1)
        head.addWidget(self._void)
        head.addWidget(self._total)
        column.addLayout(head)
        column.addWidget(self._notice)
        column.addWidget(self._reason)
        column.addWidget(self.paper, 1)
        column.addWidget(line())
        column.addLayout(self._payments)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.reprint_button, 1)
        foot.addWidget(self.pdf_button, 1)
        column.addWidget(self._no_printer)
        column.addLayout(foot)
        return part

    def _fill(self, view: SaleView) -> None:
        ended = view.ended
        void = bool(ended.void_reason)
        zone = self._session.desk.clock.now().tzinfo
        when = locales.format_when(datetime.fromisoformat(ended.ended_at).astimezone(zone))
        who = view.client.name if view.client else _("Walk-in")
        self._title.setText(f"#{ended.ticket.number} · {who}")
        self._when.setText(f"{when} · {ended.till} · {view.by}")
        self._total.setText(money(ended.total))
        self._void.setVisible(void)
        self._reason.setText(_("Voided: {reason}").format(reason=ended.void_reason))
        self._reason.setVisible(void)
        issue = Issue.VOID if void else Issue.ORIGINAL
        text = receipts.text(self._session.desk, ended.ticket.id, issue, COLUMNS)
        self.paper.show_lines(text.splitlines())
        self.paper.verticalScrollBar().setValue(0)
        self._fill_payments(ended.ticket.payments)
        self._allow_reprint()

    def _fill_payments(self, payments: tuple[Payment, ...]) -> None:
        while (item := self._payments.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for payment in payments:
            said = " · ".join(p for p in (payment.label, payment.detail, payment.reference) if p)
            self._payments.addWidget(SummaryRow(said, money(payment.amount)))

    def _ask_pdf(self) -> None:
        if self._view is None:
            return
        name = _("Receipt {number}").format(number=self._view.ended.ticket.number)
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Save the receipt"), f"{name}.pdf", _("PDF (*.pdf)")
        )
        if chosen:
            self.save_pdf(Path(chosen))

    def _reprinted(self, _changes: Changes) -> None:
        self._allow_reprint()
        self.said.emit(_("A copy is on its way to the printer."))

    def _allow_reprint(self) -> None:
        """A ticket that was sold can be printed where there is a printer."""
        printer = self._session.desk.till.printer not in ("", "none:")
        void = self._view is None or bool(self._view.ended.void_reason)
        self.reprint_button.setEnabled(printer and not void)
        self.pdf_button.setEnabled(not void)
        self._no_printer.setVisible(not printer)

    def _complain(self, error: Exception) -> None:
        self._allow_reprint()
        self._notice.set_text(text_of(error))
        self._notice.show()
