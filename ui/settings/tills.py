"""The shop's tills, and what each prints on which printer."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from pos_app.domain.printer import Route
from pos_app.domain.shop import Till
from pos_app.domain.words import _
from pos_app.services import printers, shop
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from ui.session import Session
from ui.settings.section import Entry, Listing
from ui.widgets import Button, Cell, Choice, Column, Field, NumberEdit, Role, Tone, label

_PANEL_PX = 560
_COPIES_PX = 90
_AS_ALL = -1


class TillsSection(Listing):
    """Each till has its own series in the books, and its papers their printers.

    Signals:
        printers_wanted(): a person wants to see the printers.
    """

    printers_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Tills"),
            _("Each till has its own series in the books, and prints where you say."),
            _("Add a till"),
            (Column(_("Name")),),
        )
        self._till = Till(0, "")
        self.printers_button = Button(
            _("Printers"), self.printers_wanted.emit, icon="printer", key="Ctrl+Q"
        )
        self.tools.addWidget(self.printers_button)
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.printers = {paper: Choice() for paper in _papers()}
        self.copies = {paper: NumberEdit(1, printers.MOST_COPIES) for paper in _papers()}
        self.copies[""].valueChanged.connect(self._allow_copies)
        self.add("name", Field(_("Till’s name"), self.name))
        self.form.addWidget(self._routes())
        self.finish(_PANEL_PX)

    def _routes(self) -> QWidget:
        part = QWidget()
        grid = QGridLayout(part)
        grid.setContentsMargins(0, 8, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        heads = (_("What is printed"), _("Printer"), _("Copies"))
        for column, text in enumerate(heads):
            grid.addWidget(label(text, Role.FIELD), 0, column)
        for row, (paper, name) in enumerate(_papers().items(), 1):
            self.printers[paper].setAccessibleName(_("{paper}: printer").format(paper=name))
            self.copies[paper].setAccessibleName(_("{paper}: copies").format(paper=name))
            self.copies[paper].setFixedWidth(_COPIES_PX)
            grid.addWidget(label(name), row, 0)
            grid.addWidget(self.printers[paper], row, 1)
            if paper != "drawer":
                grid.addWidget(self.copies[paper], row, 2)
            self.printers[paper].currentIndexChanged.connect(self._allow_copies)
        grid.setColumnStretch(1, 1)
        return part

    def load(self) -> None:
        """Show the tills."""
        desk = self.session.desk
        names = {one.id: one.name for one in printers.printers(desk)}
        entries = []
        for till in shop.tills(desk):
            own = printers.routes_of(desk, till.id).get("")
            badge = _("This till") if till.id == desk.till.id else ""
            said = names.get(own.printer_id or 0, "") if own is not None else ""
            shown = Cell(till.name, said or _("No printer"), badge, Tone.MUTED)
            entries.append(Entry(till, (shown,)))
        self.show_entries(entries, str(self._till))

    def add_new(self) -> None:
        """Another till."""
        self._show(Till(0, ""), _("A new till"))

    def edit(self, key: Any) -> None:
        """Change a till."""
        self._show(key, key.name)

    def save(self) -> None:
        """Store the till."""
        till = replace(self._till, name=self.name.text().strip())
        wanted = [
            Route(till.id, paper, box.currentData(), self.copies[paper].value())
            for paper, box in self.printers.items()
            if box.currentData() != _AS_ALL
        ]
        self.write(_put, till, wanted)

    def _show(self, till: Till, title: str) -> None:
        self._till = till
        self.clear_errors()
        self.panel.set_title(title)
        self.name.setText(till.name)
        desk = self.session.desk
        known, routes = printers.printers(desk), printers.routes_of(desk, till.id)
        for paper, box in self.printers.items():
            box.clear()
            if paper:
                box.addItem(_("As everything else"), _AS_ALL)
            box.addItem(_("Not printed"), None)
            for one in known:
                box.addItem(one.name, one.id)
            route = routes.get(paper)
            here = route.printer_id if route is not None else _AS_ALL if paper else None
            box.setCurrentIndex(max(0, box.findData(here)))
            self.copies[paper].setValue(route.copies if route is not None else 1)
        self._allow_copies()
        self.panel.open(self.name)

    def _allow_copies(self, _row: int = 0) -> None:
        for paper, box in self.printers.items():
            self.copies[paper].setEnabled(box.currentData() not in (None, _AS_ALL))
            if box.currentData() == _AS_ALL:
                self.copies[paper].setValue(self.copies[""].value())


def _put(desk: Desk, till: Till, wanted: list[Route]) -> Changes:
    """Store a till and its routes; a new till gets its printers once it is there."""
    changes = shop.put_till(desk, till)
    till_id = till.id or max(known.id for known in shop.tills(desk))
    return changes | printers.put_routes(desk, till_id, wanted)


def _papers() -> dict[str, str]:
    return {
        "": _("Everything"),
        "receipt": _("Receipts"),
        "refund": _("Refund receipts"),
        "account_receipt": _("Payment receipts"),
        "gift_card": _("Gift cards"),
        "statement": _("Statements"),
        "extract": _("Extracts"),
        "drawer": _("Cash drawer"),
    }
