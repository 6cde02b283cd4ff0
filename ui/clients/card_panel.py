"""A client's card as a form: for somebody new, and for whoever is there already."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.security.roles import Permission
from pos_app.services import clients
from pos_app.services.changes import Changes
from ui.clients.twins import Twins
from ui.failures import text_of
from ui.session import Session
from ui.widgets import AmountEdit, Button, Field, Kind, Panel, scrolled

_NOTE_PX = 76


class CardPanel(Panel):
    """Name, contact, notes and the limit on paying later; twins are offered before they are made.

    Signals:
        saved(int): the card of the client with this id was stored.
        twin_chosen(int): the client with this id, who is there already, is meant.
    """

    saved = Signal(int)
    twin_chosen = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__(_("New client"))
        self._session = session
        self._card = Client()
        self.name, self.email, self.phone, self.pop_up = (QLineEdit() for _edit in range(4))
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(_NOTE_PX)
        self.limit = AmountEdit(field="pay_later_limit", empty=_("As the shop’s"))
        self._fields = {
            "name": Field(_("Name"), self.name),
            "email": Field(_("E-mail"), self.email),
            "phone": Field(_("Phone"), self.phone),
            "note": Field(_("Notes"), self.note),
            "pop_up": Field(
                _("Pop-up note"), self.pop_up, hint=_("Shown when the client is put on a ticket.")
            ),
            "pay_later_limit": Field(_("Most this client may owe"), self.limit),
        }
        self._twins = Twins(session, _("Open"))
        self._twins.chosen.connect(self._take)
        self.save_button = Button(_("Save"), self.save, kind=Kind.PRIMARY, key="Ctrl+S")
        for edit in (self.name, self.email, self.phone, self.pop_up):
            edit.setMaxLength(200)
            edit.returnPressed.connect(self.save)
        for edit in (self.name, self.email, self.phone):
            edit.textEdited.connect(lambda _typed: self._look_for_twins())
        self._lay_out()

    def begin(self, card: Client) -> None:
        """Show a card to fill in or to change."""
        self._card = card
        self.set_title(card.name if card.id else _("New client"))
        self.name.setText(card.name)
        self.email.setText(card.email)
        self.phone.setText(card.phone)
        self.note.setPlainText(card.note)
        self.pop_up.setText(card.pop_up)
        self.limit.set_amount(card.pay_later_limit)
        decides = self._session.desk.may(Permission.ADJUST_BALANCE)
        self.limit.setEnabled(decides)
        self._fields["pay_later_limit"].set_hint("" if decides else _("Managers decide this."))
        self._clear_errors()
        self._look_for_twins()
        self.open(self.name)

    def save(self) -> None:
        """Store what was typed; a refusal is shown at its field."""
        if not self.save_button.isEnabled():
            return
        self._clear_errors()
        try:
            limit = self.limit.amount() if self.limit.text().strip() else None
        except UserError:
            return
        card = replace(
            self._card,
            name=self.name.text(),
            email=self.email.text(),
            phone=self.phone.text(),
            note=self.note.toPlainText(),
            pop_up=self.pop_up.text(),
            pay_later_limit=limit,
        )
        self.save_button.setEnabled(False)
        act = clients.change if card.id else clients.create
        self._session.write(act, card, then=self._stored, failed=self._refused, owner=self)

    def _stored(self, changes: Changes) -> None:
        self.save_button.setEnabled(True)
        self.dismiss()
        self.saved.emit(next(iter(changes.clients)))

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        name = error.field or "" if isinstance(error, UserError) else ""
        field = self._fields.get(name, self._fields["name"])
        field.show_error(text_of(error))
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear_errors(self) -> None:
        for field in self._fields.values():
            field.show_error("")

    def _look_for_twins(self) -> None:
        name, email, phone = self.name.text(), self.email.text(), self.phone.text()
        self._twins.look_for(replace(self._card, name=name, email=email, phone=phone))

    def _take(self, client_id: int) -> None:
        self.dismiss()
        self.twin_chosen.emit(client_id)

    def _lay_out(self) -> None:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(2)
        for name in ("name", "email", "phone"):
            column.addWidget(self._fields[name])
        column.addLayout(self._twins)
        for name in ("note", "pop_up", "pay_later_limit"):
            column.addWidget(self._fields[name])
        column.addStretch(1)
        self.body.addWidget(scrolled(form), 1)
        self.body.addWidget(self.save_button)
