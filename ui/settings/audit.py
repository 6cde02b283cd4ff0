"""The audit log: who did what and when, searched by person, words and days; written to a file."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget

from pos_app import locales
from pos_app.domain.words import _, plural
from pos_app.errors import UserError
from pos_app.reports import audit_log, extracts
from pos_app.reports.audit_log import Act, Wanted
from pos_app.security.roles import Permission, name_of
from pos_app.services import staff
from pos_app.services.changes import Changes
from ui.saving import ask_file, ask_pdf, save_file
from ui.session import Session
from ui.settings.extract import offer_print, print_extract
from ui.settings.section import Section
from ui.show_by_pin import ShowByPin
from ui.widgets import (
    Button,
    Card,
    Cell,
    Choice,
    Column,
    EmptyState,
    Field,
    RowsModel,
    SearchEdit,
    Table,
    once,
)

_TYPING_MS = 200


_FOUND, _NOTHING, _ASK = range(3)


class AuditSection(Section):
    """Rows come a page at a time; nothing here changes any.

    Who may not see it looks for one thing by the PIN of somebody who may.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Audit log"),
            _("Every act on money, sign-in, refusal and setting. Nobody can change or delete it."),
        )
        self.search = SearchEdit(_("Any word or amount, a ticket, a client"), key="Ctrl+F")
        self.person = Choice()
        self.since, self.until = QLineEdit(), QLineEdit()
        self.model = _ActsModel(session, self)
        self.table = Table(_("Audit log"))
        self.table.setModel(self.model)
        self.table.fit(1, {0: 200, 2: 290, 3: 180})
        self.more_button = Button(_("Older acts"), self._show_more, key="Ctrl+M")
        self.export_button = Button(_("Export as CSV…"), self._export, key="Ctrl+E")
        self.print_button = Button(_("Print it"), once(self.print_it), icon="printer", key="Ctrl+P")
        self.pdf_button = Button(_("Save PDF…"), self._ask_pdf, icon="download", key="Ctrl+I")
        self._asked = 0
        self.refusal = ShowByPin(name_of(Permission.REPORTS), self._find)
        self._shown = QStackedWidget()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPING_MS)
        self._soon.timeout.connect(self._look)
        for box in (self.search, self.since, self.until):
            box.textChanged.connect(lambda _text: self._ask_anew())
        self.person.activated.connect(lambda _row: self._look())
        self.setFocusProxy(self.search)
        self._lay_out()

    def load(self) -> None:
        """The newest acts."""
        chosen = self.person.currentData()
        self.person.clear()
        self.person.addItem(_("Everybody"), "")
        for member in staff.members(self.session.desk):
            self.person.addItem(member.name, member.code)
        self.person.setCurrentIndex(max(0, self.person.findData(chosen)))
        offer_print(self.session, self.print_button)
        self._look()

    def save(self) -> None:
        """There is nothing to store."""

    def is_concerned(self, changes: Changes) -> bool:
        """Whatever was done is a row here; who reads further down is left where they are."""
        is_at_top = self.table.verticalScrollBar().value() == 0
        return is_at_top and self._may_see() and len(self.model.rows) <= audit_log.PAGE

    def wanted(self) -> Wanted:
        """What to look for.

        Raises:
            UserError: a day cannot be read, or the last comes before the first.
        """
        since, until = self._day("since"), self._day("until")
        if since and until and until < since:
            raise UserError(_("This day is before the first."), field="until")
        return Wanted(
            words=self.search.text(),
            person=self.person.currentData() or "",
            since=since,
            until=until,
        )

    def write_to(self, file: Path) -> None:
        """Write what is looked for to a file."""
        try:
            wanted = self.wanted()
        except UserError as error:
            self.show_error(error)
            return
        self.session.read(
            audit_log.export_csv,
            wanted,
            file,
            then=self._exported,
            failed=self.show_error,
            owner=self,
        )

    def save_pdf(self, file: Path) -> None:
        """Write what is looked for on office paper."""
        try:
            wanted = self.wanted()
        except UserError as error:
            self.show_error(error)
            return
        save_file(
            self.session,
            file,
            lambda desk: extracts.pdf(desk, extracts.audit(desk, wanted)),
            saved=self.saved.emit,
            failed=self.show_error,
            owner=self,
        )

    def print_it(self) -> None:
        """Print what is looked for on the till's printer."""
        try:
            wanted = self.wanted()
        except UserError as error:
            self.show_error(error)
            return
        print_extract(self, self.print_button, extracts.print_audit, wanted)

    def _ask_pdf(self) -> None:
        if file := ask_pdf(self, _("Save the audit log"), _("Audit log")):
            self.save_pdf(file)

    def _exported(self, count: int) -> None:
        said = plural("{count} act is in the file.", "{count} acts are in the file.", count)
        self.saved.emit(said)

    def _day(self, name: str) -> date | None:
        text = {"since": self.since, "until": self.until}[name].text().strip()
        day = locales.read_date(text, self.session.desk.clock.now().date()) if text else None
        if text and day is None:
            raise UserError(_("This is no date."), field=name)
        return day

    def _may_see(self) -> bool:
        return self.session.desk.may(Permission.REPORTS)

    def _ask_anew(self) -> None:
        """Look for it once the typing pauses; what is shown until then answers another question."""
        self._soon.start()
        self.more_button.setEnabled(False)

    def _look(self) -> None:
        """Find it, for whoever may see it; others are asked for a PIN only when they say so."""
        if self._may_see():
            self._find()
            return
        self._soon.stop()
        self._asked += 1
        self._show_none()
        self._shown.setCurrentIndex(_ASK)

    def _find(self) -> None:
        """Look for it on a worker: in a log of years, a rare word takes a moment."""
        self._soon.stop()
        self.clear_errors()
        self._read(None, self._show)

    def _read(self, after: Act | None, then: Callable[[list[Act]], None]) -> None:
        self._asked += 1
        asked = self._asked
        try:
            wanted = self.wanted()
        except UserError as error:
            self._failed(asked, after, error)
            return
        self.more_button.setEnabled(False)
        self.session.read(
            audit_log.find,
            wanted,
            after,
            # What was asked for since is what is wanted now.
            then=lambda found: then(found) if asked == self._asked else None,
            failed=lambda error: self._failed(asked, after, error),
            owner=self,
        )

    def _failed(self, asked: int, after: Act | None, error: Exception) -> None:
        if asked != self._asked:
            return
        self.show_error(error)
        if after is None:
            self._show_none()
        else:
            # What is there already can still be read on from.
            self._offer_more(self.model.rows[-audit_log.PAGE :])

    def _show_none(self) -> None:
        """Rows that answer another question than the one in the fields would be taken for its answer."""
        self.model.show_rows(())
        self._offer_more(())
        if self._shown.currentIndex() == _NOTHING:
            # That there is nothing is not known either.
            self._shown.setCurrentIndex(_FOUND)

    def _show(self, found: list[Act]) -> None:
        self.model.show_rows(found)
        self._offer_more(found)
        self._shown.setCurrentIndex(_FOUND if found else _NOTHING)

    def _show_more(self) -> None:
        self._read(self.model.rows[-1], self._add)

    def _add(self, found: list[Act]) -> None:
        self.model.add_rows(found)
        self._offer_more(found)

    def _offer_more(self, found: Sequence[Act]) -> None:
        self.more_button.setEnabled(len(found) == audit_log.PAGE)

    def _export(self) -> None:
        if file := ask_file(self, _("Export as CSV…"), "audit.csv", "CSV (*.csv)"):
            self.write_to(file)

    def _lay_out(self) -> None:
        self.fields = {
            "words": Field(_("Search"), self.search),
            "person": Field(_("Person"), self.person),
            "since": Field(_("From day"), self.since),
            "until": Field(_("To day"), self.until),
        }
        tools = QHBoxLayout()
        tools.setSpacing(12)
        for name, stretch in (("words", 3), ("person", 2), ("since", 1), ("until", 1)):
            tools.addWidget(self.fields[name], stretch)
        self.column.addLayout(tools)
        self._shown.addWidget(self.table)
        self._shown.addWidget(
            EmptyState("search", _("Nothing found"), _("Try other words, or a longer time."))
        )
        self._shown.addWidget(self.refusal)
        card = Card(margin=1)
        card.column.addWidget(self._shown)
        self.column.addWidget(card, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.more_button)
        foot.addStretch(1)
        foot.addWidget(self.print_button)
        foot.addWidget(self.pdf_button)
        foot.addWidget(self.export_button)
        self.column.addLayout(foot)


class _ActsModel(RowsModel[Act]):
    def __init__(self, session: Session, parent: QObject) -> None:
        names = (_("When"), _("Act"), _("About"), _("By"))
        super().__init__([Column(name) for name in names], parent)
        self._session = session

    def cells(self, row: Act) -> tuple[Cell, ...]:
        zone = self._session.desk.clock.zone
        when = locales.format_when(datetime.fromisoformat(row.at).astimezone(zone))
        by, allowed = row.by or "–", ""
        if row.authorised_by:
            allowed = _("Authorised by {name}").format(name=row.authorised_by)
        return (
            Cell(when, row.till),
            Cell(row.said, row.told, tip="\n".join(row.told.split(" · "))),
            Cell(row.about, row.number),
            Cell(by, allowed, tip="\n".join(filter(None, (by, allowed)))),
        )
