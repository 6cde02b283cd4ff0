"""The shop's tills and their printers."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLineEdit

from pos_app.domain.shop import Till
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import print_spool, shop
from ui.session import Session
from ui.settings.printer import PrinterFields
from ui.settings.section import Listing, cell
from ui.widgets import Button, Field, Notice, NoticeTone

_PANEL_PX = 560


class TillsSection(Listing):
    """Each till has its own printer, and its own series in the books."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Tills & printer"),
            _("Each till has its own printer, and its own series in the books."),
            _("Add a till"),
        )
        self._till = Till(0, "")
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.printer = PrinterFields(session.desk.database.path.parent)
        self.test_button = Button(_("Test print"), self.print_test, icon="printer", key="Ctrl+T")
        self.tested = Notice("", NoticeTone.GOOD)
        self.tested.hide()
        self.add("name", Field(_("Till’s name"), self.name))
        self.form.addWidget(self.printer)
        self.finish(_PANEL_PX)
        self.panel.body.insertWidget(1, self.tested)
        self.panel.body.insertWidget(2, self.test_button)

    def load(self) -> None:
        """Show the tills."""
        here = self.session.desk.till.id
        rows = [
            [
                cell(till.name, key=till, badge=_("This till") if till.id == here else ""),
                cell(_said_of(till.printer), faint=True),
            ]
            for till in shop.tills(self.session.desk)
        ]
        self.show_rows([_("Name"), _("Printer")], rows, str(self._till))

    def add_new(self) -> None:
        """Another till."""
        self._show(Till(0, ""), _("A new till"))

    def edit(self, key: Any) -> None:
        """Change a till."""
        self._show(key, key.name)

    def save(self) -> None:
        """Store the till."""
        self.printer.show_error("")
        till = replace(
            self._till,
            name=self.name.text().strip(),
            printer=self.printer.address(),
            profile=self.printer.profile(),
        )
        self.write(shop.put_till, till)

    def print_test(self) -> None:
        """Print a page on this till's printer, as it was saved."""
        self.tested.hide()
        self.notice.hide()
        self.test_button.setEnabled(False)
        self.session.tasks.read(
            print_spool.print_test, self.session.desk, then=self._printed, failed=self._not_printed
        )

    def show_error(self, error: Exception) -> None:
        """The printer's address has its place inside the printer's fields."""
        if isinstance(error, UserError) and error.field == "address":
            self.printer.show_error(error.text)
        else:
            super().show_error(error)

    def _printed(self, folder: Path | None) -> None:
        self.test_button.setEnabled(True)
        said = _("The test page was sent.")
        if folder is not None:
            said = _("The test page is in {folder}.").format(folder=folder)
        self.tested.set_text(said)
        self.tested.show()

    def _not_printed(self, error: Exception) -> None:
        self.test_button.setEnabled(True)
        self.show_error(error)

    def _show(self, till: Till, title: str) -> None:
        self._till = till
        self.clear_errors()
        self.tested.hide()
        self.panel.set_title(title)
        self.name.setText(till.name)
        self.printer.show_printer(till.printer or "none:", till.profile)
        is_here = till.id == self.session.desk.till.id and bool(till.id)
        self.test_button.setVisible(is_here and till.printer not in ("", "none:"))
        self.panel.open(self.name)


def _said_of(printer: str) -> str:
    kind, _colon, rest = printer.partition(":")
    match kind:
        case "tcp":
            return rest.removeprefix("//")
        case "file":
            return rest
        case "virtual":
            return _("On screen")
        case _:
            return _("None")
