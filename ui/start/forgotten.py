"""The way back for a forgotten PIN."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.shop import Role as StaffRole
from pos_app.domain.shop import StaffMember
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import staff
from ui.failures import text_of
from ui.session import Session
from ui.start.cover import Cover
from ui.start.recovery_code import RecoveryCode
from ui.widgets import Button, Card, Choice, Field, Kind, PinEdit, Role, Tone, label, paragraph


class Forgotten(Cover):
    """Recovery code and new PIN for a manager; everybody else is sent to one.

    Signals:
        back(): go back to signing in.
    """

    back = Signal()

    def __init__(self, session: Session, member: StaffMember | None) -> None:
        super().__init__(session.desk.settings.shop_name, 560)
        self._session = session
        managers = [
            m
            for m in staff.members(session.desk)
            if m.active and m.role is not StaffRole.FRONT_DESK
        ]
        self._who = Choice()
        for manager in managers:
            self._who.addItem(manager.name, manager.code)
        self._code = QLineEdit()
        self._code.setPlaceholderText("XXXX-XXXX-XXXX-XXXX")
        self._pin, self._again = PinEdit(), PinEdit()
        self.fields = {
            "who": Field(_("Manager"), self._who),
            "code": Field(_("Recovery code"), self._code, hint=_("From the first start, on paper")),
            "pin": Field(_("New PIN"), self._pin, hint=_("4 to 8 digits")),
            "again": Field(_("New PIN once more"), self._again),
        }
        self._save = Button(_("Set new PIN"), self._recover, kind=Kind.PRIMARY, key="Return")
        self._card = Card(margin=28)
        self.body.addWidget(self._card)
        only_managers = member is not None and member.role is StaffRole.FRONT_DESK
        self._card.column.addWidget(self._sent_away(member) if only_managers else self._form())
        if member is not None:
            self._who.setCurrentIndex(max(0, self._who.findData(member.code)))

    def _sent_away(self, member: StaffMember | None) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(_("Ask a manager for a new PIN"), Role.TITLE))
        said = _("A manager signs in, opens Settings, Staff, and gives {name} a new PIN there.")
        name = member.name if member else ""
        column.addWidget(paragraph(said.format(name=name), Role.BODY, Tone.MUTED))
        column.addSpacing(12)
        back = Button(_("Back"), self.back.emit, kind=Kind.PRIMARY, key="Esc")
        row = QHBoxLayout()
        row.addWidget(back)
        row.addStretch(1)
        column.addLayout(row)
        self.setFocusProxy(back)
        return part

    def _form(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label(_("A new PIN for a manager"), Role.TITLE))
        column.addSpacing(12)
        for field in self.fields.values():
            column.addWidget(field)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._save)
        row.addWidget(Button(_("Back"), self.back.emit, key="Esc"))
        row.addStretch(1)
        column.addLayout(row)
        self.setFocusProxy(self._code)
        return part

    def _recover(self) -> None:
        for field in self.fields.values():
            field.show_error("")
        if self._pin.text() != self._again.text():
            self.fields["again"].show_error(_("The two PINs are not the same."))
            self._again.setFocus()
            return
        self._save.setEnabled(False)
        self._session.tasks.write(
            staff.recover,
            self._session.desk,
            str(self._who.currentData() or ""),
            self._code.text(),
            self._pin.text(),
            then=self._show_code,
            failed=self._refuse,
        )

    def _refuse(self, error: Exception) -> None:
        self._save.setEnabled(True)
        name = error.field if isinstance(error, UserError) else None
        field = self.fields.get(name or "code", self.fields["code"])
        field.show_error(text_of(error))
        field.editor.setFocus()

    def _show_code(self, code: str) -> None:
        while (item := self._card.column.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        shown = RecoveryCode(code, _("Sign in"))
        shown.written.connect(self.back)
        self._card.column.addWidget(shown)
        shown.setFocus()
