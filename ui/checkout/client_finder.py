"""Finding a client as one types, and adding one, without leaving the ticket."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.client_account import in_words
from pos_app.domain.client_list import Listed
from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import clients
from pos_app.services.changes import Changes
from ui.checkout.picklist import Choice, PickList
from ui.clients.twins import Twins
from ui.session import Session
from ui.widgets import Button, Field, Kind, SearchEdit, Tone, paragraph

_MOST_SHOWN = 20
_CREATE = "create"
WALK_IN = 0
"""Stands for no client among the choices."""


class ClientFinder(QWidget):
    """What was found for the text in ``field``, or the form for a new client.

    Put ``field`` where there is room for it, and this below.

    Signals:
        chosen(object): the id of the client to take, or ``None`` for a walk-in.
        left(): a person gave up.
    """

    chosen = Signal(object)
    left = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._has_client = False
        self.field = _Field(_("Find or create client"), key="F2")
        self._list = PickList(_("Clients found"), self.field, rows=6)
        self._form = _NewClient(session)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._list)
        column.addWidget(self._form)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(lambda: self._take(self._list.in_hand()))
        self.field.escaped.connect(self._leave)
        self._list.taken.connect(self._take)
        self._form.chosen.connect(self._choose)
        self._form.left.connect(self._back)
        self.hide()

    def begin(self, *, has_client: bool) -> None:
        """Begin anew; where there is a client, taking none is a choice too."""
        self.stop()
        self._has_client = has_client
        self._search("")

    def stop(self) -> None:
        """Show and look for nothing any more."""
        self._has_client = False
        self._form.hide()
        self.field.clear()
        self.hide()

    def is_free(self) -> bool:
        """Whether nothing stands in the form; what does is said there to be no client yet."""
        if not self.is_adding():
            return True
        self._form.ask_to_finish()
        return False

    def is_adding(self) -> bool:
        """Whether something stands in the form for a new client."""
        return not self._form.is_empty()

    def _search(self, typed: str) -> None:
        typed = typed.strip()
        self._form.hide()
        choices = [Choice(WALK_IN, _("Walk-in"), _("no client"))] if self._has_client else []
        if typed:
            found = clients.find_listed(self._session.desk, typed)[:_MOST_SHOWN]
            choices = [_choice(listed) for listed in found]
            text = _("Create client “{typed}”").format(typed=typed[:40])
            choices.append(Choice(_CREATE, text, tone=Tone.ACCENT))
        self._list.show_choices(choices)
        self._list.setVisible(bool(choices))
        self.setVisible(bool(choices))

    def _take(self, value: object) -> None:
        if value == _CREATE:
            self._list.hide()
            self._form.begin(self.field.text().strip())
        elif value is not None and self._list.isVisible():
            self._choose(None if value == WALK_IN else value)

    def _choose(self, client_id: object) -> None:
        self.stop()
        self.chosen.emit(client_id)

    def _back(self) -> None:
        self._search(self.field.text())
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        self.stop()
        self.left.emit()


class _Field(SearchEdit):
    """The search field; Esc gives up."""

    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)


class _NewClient(QWidget):
    """Name, e-mail and phone of a new client; whoever is there already is offered instead."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._name, self._email, self._phone = self._edits = QLineEdit(), QLineEdit(), QLineEdit()
        self._fields = {
            "name": Field(_("Name"), self._name),
            "email": Field(_("E-mail"), self._email),
            "phone": Field(_("Phone"), self._phone),
        }
        self._twins = Twins(session, _("Take this one"))
        self._twins.chosen.connect(self.chosen.emit)
        self._create = Button(_("Create client"), self._submit, kind=Kind.PRIMARY)
        self._create.show_key("Return")
        self._unfinished = paragraph("", tone=Tone.DANGER)
        row = QHBoxLayout()
        row.setSpacing(10)
        for field in self._fields.values():
            # A long error below one box moves no other.
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        acts = QHBoxLayout()
        acts.addWidget(self._unfinished, 1)
        acts.addWidget(Button(_("Cancel"), self.left.emit, kind=Kind.QUIET, key="Esc"))
        acts.addWidget(self._create)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addLayout(self._twins)
        column.addLayout(acts)
        for edit in self._edits:
            edit.setMaxLength(200)
            edit.returnPressed.connect(self._submit)
            edit.textEdited.connect(lambda _typed: self._twins.look_for(self._card()))

    def begin(self, typed: str) -> None:
        """Show the form with what was typed in the box it belongs to."""
        digits = re.sub(r"\D", "", typed)
        phone = len(digits) >= 3 and not re.search(r"[^\W\d_]", typed)
        email = "@" in typed
        self._name.setText("" if phone or email else typed)
        self._email.setText(typed if email else "")
        self._phone.setText(typed if phone and not email else "")
        self._clear_errors()
        self._twins.look_for(self._card())
        self.show()
        first = self._name if phone or email else self._email
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_empty(self) -> bool:
        """Whether it is closed, or nothing is typed in it."""
        return self.isHidden() or not any(edit.text().strip() for edit in self._edits)

    def ask_to_finish(self) -> None:
        """Say that what stands here is no client yet, rather than drop it."""
        self._unfinished.setText(_("This is no client yet: create the client, or cancel (Esc)."))
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _submit(self) -> None:
        if not self._create.isEnabled():
            return
        self._clear_errors()
        self._create.setEnabled(False)
        self._session.write(
            clients.create, self._card(), then=self._created, failed=self._refused, owner=self
        )

    def _clear_errors(self) -> None:
        self._unfinished.clear()
        for field in self._fields.values():
            field.show_error("")

    def _card(self) -> Client:
        return Client(name=self._name.text(), email=self._email.text(), phone=self._phone.text())

    def _created(self, changes: Changes) -> None:
        self._create.setEnabled(True)
        self.chosen.emit(next(iter(changes.clients)))

    def _refused(self, error: Exception) -> None:
        self._create.setEnabled(True)
        if isinstance(error, UserError):
            field = self._fields.get(error.field or "", self._fields["name"])
            field.show_error(error.text)
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._fields["name"].show_error(str(error))


def _choice(listed: Listed) -> Choice:
    client, owed, has = listed.client, listed.owed, listed.has
    if not owed and not has:
        return Choice(client.id, client.name, _contact(client))
    if not owed:
        return Choice(client.id, client.name, _contact(client), in_words(0, has), tone=Tone.CREDIT)
    more = in_words(0, has) if has else ""
    return Choice(client.id, client.name, _contact(client), in_words(owed, 0), more, tone=Tone.DUE)


def _contact(client: Client) -> str:
    return " · ".join(filter(None, (client.email, client.phone)))
