"""The journal: its entries over days on paper, or all of them in a file for other programs."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QHBoxLayout

from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.reports import export, extracts
from pos_app.reports.export import Exported, JournalFormat
from pos_app.services.changes import Changes
from ui.invoices.slow import SlowBar
from ui.saving import ask_file, ask_pdf, save_file
from ui.session import Session
from ui.settings.extract import offer_print, print_extract
from ui.settings.section import FORM_PX, Section
from ui.widgets import Button, Card, DateEdit, Field, Segmented, once, paragraph

_ENDINGS = {
    JournalFormat.CSV: "csv",
    JournalFormat.HLEDGER: "journal",
    JournalFormat.BEANCOUNT: "beancount",
}


class JournalSection(Section):
    """Writes entries out; nothing here changes any. Clients are named by their codes."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Journal"),
            _("Every entry of the books. Clients stand in it by their codes, not by name."),
        )
        self.since, self.until = DateEdit(), DateEdit()
        self.print_button = Button(_("Print it"), once(self.print_it), icon="printer", key="Ctrl+P")
        self.pdf_button = Button(_("Save PDF…"), self._ask_pdf, icon="download", key="Ctrl+I")
        self.form = Segmented(
            [
                (JournalFormat.CSV, _("Table (CSV)")),
                (JournalFormat.HLEDGER, "hledger"),
                (JournalFormat.BEANCOUNT, "Beancount"),
            ],
            name=_("Written for"),
        )
        self.form.choose(JournalFormat.CSV)
        self.export_button = Button(_("Save file…"), self._ask_file, icon="download", key="Ctrl+E")
        self.bar = SlowBar(_("Exporting"))
        self.setFocusProxy(self.since)
        self._begin_month()
        self._lay_out()

    def load(self) -> None:
        """What can be printed now."""
        offer_print(self.session, self.print_button)

    def save(self) -> None:
        """There is nothing to store."""

    def is_concerned(self, changes: Changes) -> bool:
        """Only the printers count."""
        return changes.settings

    def print_it(self) -> None:
        """Print the entries of the days chosen on the till's printer."""
        if days := self._days():
            print_extract(self, self.print_button, extracts.print_journal, *days)

    def save_pdf(self, file: Path) -> None:
        """Write the entries of the days chosen on office paper."""
        if days := self._days():
            save_file(
                self.session,
                file,
                lambda desk: extracts.pdf(desk, extracts.journal(desk, *days)),
                saved=self.saved.emit,
                failed=self.show_error,
                owner=self,
            )

    def write_to(self, file: Path) -> None:
        """Write all entries to a file."""
        self.clear_errors()
        self.export_button.setEnabled(False)
        form = JournalFormat(str(self.form.value()))
        self.session.read(
            lambda desk: export.export_journal(desk, form, file, self.bar.told),
            then=lambda done: self._exported(file, done),
            failed=self._failed,
            owner=self,
        )

    def _days(self) -> tuple[date, date] | None:
        """The days chosen; none where the last comes before the first, which is said there."""
        self.clear_errors()
        since, until = (_as_date(edit.date()) for edit in (self.since, self.until))
        if until < since:
            self.show_error(UserError(_("This day is before the first."), field="until"))
            return None
        return since, until

    def _exported(self, file: Path, done: Exported) -> None:
        self._over()
        said = _("{entries} entries with {postings} postings are in {file}.")
        self.saved.emit(said.format(entries=done.entries, postings=done.postings, file=file.name))

    def _failed(self, error: Exception) -> None:
        self._over()
        self.show_error(error)

    def _over(self) -> None:
        self.bar.end()
        self.export_button.setEnabled(True)

    def _begin_month(self) -> None:
        today = self.session.desk.clock.now().date()
        for edit, day in ((self.since, today.replace(day=1)), (self.until, today)):
            edit.setDate(QDate(day.year, day.month, day.day))

    def _ask_pdf(self) -> None:
        if file := ask_pdf(self, _("Save the journal"), _("Journal")):
            self.save_pdf(file)

    def _ask_file(self) -> None:
        ending = _ENDINGS[JournalFormat(str(self.form.value()))]
        name = f"journal.{ending}"
        if file := ask_file(self, _("Save the journal"), name, f"*.{ending}"):
            self.write_to(file)

    def _lay_out(self) -> None:
        self.fields = {
            "since": Field(_("From day"), self.since),
            "until": Field(_("To day"), self.until),
        }
        paper = Card(_("On paper"))
        paper.column.addLayout(_row(*self.fields.values()))
        paper.column.addLayout(_row(self.print_button, self.pdf_button))
        file = Card(_("For other programs"))
        file.column.addWidget(paragraph(_("The file holds every entry since the shop began.")))
        file.column.addWidget(self.form)
        file.column.addLayout(_row(self.export_button))
        file.column.addWidget(self.bar)
        for card in (paper, file):
            card.setMaximumWidth(FORM_PX)
            self.column.addWidget(card)
            self.column.addSpacing(10)
        self.column.addStretch(1)


def _row(*parts: Field | Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for part in parts:
        row.addWidget(part, int(isinstance(part, Field)))
    if isinstance(parts[0], Button):
        row.addStretch(1)
    return row


def _as_date(day: QDate) -> date:
    return date.fromisoformat(day.toString(Qt.DateFormat.ISODate))
