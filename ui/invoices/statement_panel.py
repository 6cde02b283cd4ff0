"""A client's statement: over which days, a look at it, and as PDF, printed or by e-mail."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from pos_app.domain.words import _
from pos_app.reports import statement
from pos_app.reports.statement import Statement
from pos_app.services import outbox, print_spool, printers
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from ui.email_box import EmailBox, Sendable
from ui.failures import text_of
from ui.invoices.slow import SlowBar
from ui.paper_pictures import PaperPictures
from ui.saving import ask_pdf, save_file
from ui.session import Session
from ui.widgets import (
    Button,
    DateEdit,
    Field,
    Kind,
    Notice,
    NoticeTone,
    Panel,
    PaperView,
    Role,
    Segmented,
    once,
    paragraph,
)

COLUMNS = 42
"""As on most narrow paper: 48 have no room beside a scroll bar on the smallest till."""


class StatementPanel(Panel):
    """A statement of one client's account.

    Signals:
        done(str): it was saved, printed or sent; what to say about it.
    """

    done = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(_("Statement"))
        self._session = session
        self._client_id = 0
        self._asked = 0
        self._made: Statement | None = None
        self.who = paragraph("", Role.STRONG)
        self.span = Segmented(
            [("month", _("This month")), ("last", _("Last month")), ("year", _("This year"))],
            name=_("Days"),
        )
        self.span.chosen.connect(lambda _span: self._take_span())
        self.since, self.until = DateEdit(), DateEdit()
        self.fields = {
            "since": Field(_("From"), self.since),
            "until": Field(_("To"), self.until),
        }
        for edit in (self.since, self.until):
            edit.dateChanged.connect(lambda _day: self._on_own_days())
        self.bar = SlowBar(_("Reading the statement"))
        self.paper = PaperView(COLUMNS)
        self.paper.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.paper.setAccessibleName(_("Statement"))
        # It gives way to the e-mail and what became of it; what is sent was looked at before.
        self.paper.setMinimumHeight(1)
        PaperPictures(session, self.paper)
        self.notice = Notice("", NoticeTone.ERROR, can_dismiss=False)
        self.pdf_button = Button(
            _("Save PDF…"), self._ask_pdf, kind=Kind.PRIMARY, icon="download", key="Ctrl+S"
        )
        self.print_button = Button(_("Print it"), once(self.print_it), icon="printer", key="Ctrl+P")
        self.email_button = Button(_("E-mail…"), self.ask_email, icon="mail", key="Ctrl+E")
        self.email = EmailBox(session)
        self.email.said.connect(self.done)
        self._no_printer = paragraph(
            _("This till has no printer. Choose one under Settings, Tills.")
        )
        self._lay_out()

    def begin(self, client_id: int) -> None:
        """Show this month's statement of a client."""
        self._client_id = client_id
        self.email.hide()
        self.span.choose("month")
        self._take_span()
        self.open(self.since)

    def read(self) -> None:
        """Read the statement over the days chosen."""
        for field in self.fields.values():
            field.show_error("")
        self.notice.hide()
        self._made = None
        self.email.hide()
        self._allow()
        self._asked += 1
        asked, desk, client_id = self._asked, self._session.desk, self._client_id
        since, until = (
            edit.date().toString(Qt.DateFormat.ISODate) for edit in (self.since, self.until)
        )
        self.bar.begin()

        def work() -> tuple[Statement, list[str]]:
            made = statement.statement(desk, client_id, since, until, self.bar.told)
            return made, statement.lines_on_screen(desk, made, COLUMNS)

        self._session.tasks.read(
            work,
            then=lambda made: self._show(asked, *made),
            failed=lambda error: self._refused(asked, error),
            owner=self,
        )

    def save_pdf(self, file: Path) -> None:
        """Write it as PDF."""
        made = self._made
        if made is None:
            return
        save_file(
            self._session,
            file,
            lambda desk: statement.pdf(desk, made),
            saved=self.done.emit,
            failed=self._complain,
            owner=self,
        )

    def print_it(self) -> None:
        """Put it into the till's print queue. A second press at once is the same wish."""
        made = self._made
        if made is None or not self.print_button.isEnabled():
            return
        self.print_button.setEnabled(False)
        self._session.write(
            print_spool.print_statement,
            made.client.id,
            made.since,
            made.until,
            then=lambda _changes: self._printed(),
            failed=self._complain,
            owner=self,
        )

    def ask_email(self) -> None:
        """Ask where it is to be sent."""
        made = self._made
        if made is None:
            return
        send = partial(_send, made)
        sent_of = partial(outbox.of_statements, client_id=made.client.id)
        self.email.begin(made.client, [Sendable(_("Statement"), send)], sent_of)
        self.email.show()
        self.email.take_focus()

    def _printed(self) -> None:
        self._allow()
        self.done.emit(_("The statement is on its way to the printer."))

    def _on_own_days(self) -> None:
        self.span.choose_none()
        self.read()

    def _take_span(self) -> None:
        today = self._session.desk.clock.now().date()
        first = today.replace(day=1)
        spans = {
            "month": (first, today),
            "last": ((first - timedelta(days=1)).replace(day=1), first - timedelta(days=1)),
            "year": (today.replace(month=1, day=1), today),
        }
        days = spans[str(self.span.value())]
        for edit, day in zip((self.since, self.until), days, strict=True):
            edit.blockSignals(True)
            edit.setDate(_as_qt(day))
            edit.blockSignals(False)
        self.read()

    def _show(self, asked: int, made: Statement, lines: list[str]) -> None:
        if asked != self._asked:
            return
        self.bar.end()
        self._made = made
        self.who.setText(made.client.name)
        self.paper.show_lines(lines)
        self.paper.verticalScrollBar().setValue(0)
        self._allow()

    def _refused(self, asked: int, error: Exception) -> None:
        if asked != self._asked:
            return
        self.bar.end()
        field = self.fields.get(getattr(error, "field", None) or "")
        if field is None:
            self._complain(error)
        else:
            field.show_error(text_of(error))

    def _complain(self, error: Exception) -> None:
        self._allow()
        self.notice.set_text(text_of(error))
        self.notice.show()

    def _allow(self) -> None:
        printer = printers.prints(self._session.desk, "statement")
        self.pdf_button.setEnabled(self._made is not None)
        self.print_button.setEnabled(self._made is not None and printer)
        self.email_button.setEnabled(self._made is not None)
        self._no_printer.setVisible(not printer)

    def _ask_pdf(self) -> None:
        if self._made is None:
            return
        name = _("Statement {code}").format(code=self._made.client.code)
        if file := ask_pdf(self, _("Save the statement"), name):
            self.save_pdf(file)

    def _lay_out(self) -> None:
        days = QHBoxLayout()
        days.setSpacing(10)
        for field in self.fields.values():
            days.addWidget(field, 1)
        self.notice.hide()
        self.body.setSpacing(6)
        self.body.addWidget(self.who)
        self.body.addWidget(self.span)
        self.body.addLayout(days)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.paper, 1)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.email)
        self.body.addWidget(self._no_printer)
        self.body.addWidget(self.pdf_button)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.print_button, 1)
        foot.addWidget(self.email_button, 1)
        self.body.addLayout(foot)


def _as_qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _send(made: Statement, desk: Desk, address: str) -> Changes:
    return outbox.email_statement(desk, made.client.id, made.since, made.until, address)
