"""The kinds of reason that people choose from when they change a client's balance."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit

from pos_app.domain.reason import ReasonKind
from pos_app.domain.words import _
from pos_app.services import reason_kinds
from ui.session import Session
from ui.settings.section import Entry, Listing, faint, named
from ui.widgets import Column, Field


class ReasonKindsSection(Listing):
    """Names and use. A kind is never deleted: what was done for that reason keeps it."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Reasons"),
            _(
                "Why credit is given or removed, an amount is charged, refunded or written off."
                " A kind is a reason by itself, and histories can be filtered by it."
            ),
            _("Add a kind of reason"),
            (Column(_("Name")), Column(_("Asks for"))),
        )
        self._kind = ReasonKind("", "")
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.asks_more = QCheckBox(_("Ask for a few words as well"))
        self.active = QCheckBox(_("Offered"))
        self.add("name", Field(_("Name"), self.name))
        self.form.addWidget(self.asks_more)
        self.form.addWidget(self.active)
        self.finish()

    def load(self) -> None:
        """Show them by name."""
        more = _("A few words")
        entries = [
            Entry(
                kind,
                (named(kind.name, in_use=kind.active), faint(more if kind.asks_more else "")),
            )
            for kind in reason_kinds.reason_kinds(self.session.desk)
        ]
        self.show_entries(entries, str(self._kind))

    def add_new(self) -> None:
        """A new kind."""
        self._show(ReasonKind("", ""), _("A new kind of reason"))

    def edit(self, key: Any) -> None:
        """Change one."""
        self._show(key, key.name)

    def save(self) -> None:
        """Store it."""
        kind = replace(
            self._kind,
            name=self.name.text().strip(),
            asks_more=self.asks_more.isChecked(),
            active=self.active.isChecked(),
        )
        self.write(reason_kinds.put, kind)

    def _show(self, kind: ReasonKind, title: str) -> None:
        self._kind = kind
        self.clear_errors()
        self.panel.set_title(title)
        self.name.setText(kind.name)
        self.asks_more.setChecked(kind.asks_more)
        self.active.setChecked(kind.active)
        self.panel.open(self.name)
