"""Who works here: names, roles and PINs."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit

from pos_app.domain.shop import Role, StaffMember
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.security.roles import role_name
from pos_app.services import staff
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from ui.session import Session
from ui.settings.section import Entry, Listing, faint, named
from ui.widgets import Cell, Column, Field, PinEdit, Segmented


class StaffSection(Listing):
    """People are never deleted: what they did stays theirs."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Staff"),
            _("Who may sign in. Somebody who left is switched off: what they did stays theirs."),
            _("Add a person"),
            (Column(_("Name")), Column(_("Role")), Column(_("PIN"))),
        )
        self._member = StaffMember("", "", Role.FRONT_DESK)
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.role = Segmented([(role, role_name(role)) for role in Role])
        self.pin, self.again = PinEdit(), PinEdit()
        self.active = QCheckBox(_("Works here"))
        self.add("name", Field(_("Name"), self.name))
        self.add("role", Field(_("Role"), self.role))
        self.add("pin", Field(_("New PIN"), self.pin))
        self.add("again", Field(_("New PIN once more"), self.again))
        self.form.addWidget(self.active)
        self.finish()

    def load(self) -> None:
        """Show everybody."""
        entries = [Entry(member, _cells(member)) for member in staff.members(self.session.desk)]
        self.show_entries(entries, str(self._member))

    def add_new(self) -> None:
        """A new person at the front desk."""
        self._show(StaffMember("", "", Role.FRONT_DESK), _("A new person"))

    def edit(self, key: Any) -> None:
        """Change somebody."""
        self._show(key, key.name)

    def save(self) -> None:
        """Store the person; an empty PIN leaves the one there is."""
        self.clear_errors()
        if self.pin.text() != self.again.text():
            self.show_error(UserError(_("The two PINs are not the same."), field="again"))
            return
        typed = {
            "name": self.name.text(),
            "role": Role(str(self.role.value())),
            "active": self.active.isChecked(),
        }
        changed = {name: v for name, v in typed.items() if v != getattr(self._member, name)}
        said = ""
        if not self._member.has_pin and not self.pin.text():
            name = self.name.text().strip()
            said = _("Saved. Without a PIN {name} cannot sign in.").format(name=name)
        self.write(_change, self._member, changed, self.pin.text(), said=said)

    def _show(self, member: StaffMember, title: str) -> None:
        self._member = member
        self.clear_errors()
        self.panel.set_title(title)
        self.name.setText(member.name)
        self.role.choose(member.role)
        self.pin.clear()
        self.again.clear()
        self.active.setChecked(member.active)
        hint = _("Leave it empty to keep the PIN.") if member.has_pin else _("4 to 8 digits")
        self.fields["pin"].set_hint(hint)
        self.panel.open(self.name)


def _change(desk: Desk, member: StaffMember, changed: dict[str, Any], pin: str) -> Changes:
    """Change what was typed, and give nobody back what another till took from them meanwhile."""
    stored = next((m for m in staff.members(desk) if m.code == member.code), member)
    return staff.put_member(desk, replace(stored, **changed), pin)


def _cells(member: StaffMember) -> tuple[Cell, ...]:
    role = role_name(member.role)
    return (
        named(member.name, in_use=member.active),
        Cell(role) if member.active else faint(role),
        faint(_("Has a PIN") if member.has_pin else _("No PIN")),
    )
