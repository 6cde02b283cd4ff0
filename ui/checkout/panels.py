"""Panels that open inside the checkout page, and the short ones among them."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import tickets
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.tickets import TicketView
from ui.checkout.work import TicketWork
from ui.widgets import Button, Choice, Field, Kind, Panel, Tone, paragraph

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ActPanel(Panel):
    """A panel that carries out one act on the ticket in work.

    Enter anywhere in it confirms, Esc closes. What is refused is said at the field it is about, or
    below all of them.
    """

    def __init__(self, title: str, confirm: str, work: TicketWork, kind: Kind = Kind.PRIMARY):
        super().__init__(title)
        self.work = work
        self.fields: dict[str, Field] = {}
        self.confirm = Button(confirm, self.submit, kind=kind)
        self.confirm.show_key("Return")
        self.foot = QHBoxLayout()
        self.foot.setSpacing(10)
        self._as_filled: list[object] = []
        self._error = paragraph("", tone=Tone.DANGER)
        self._error.hide()
        self.column.addWidget(self._error)
        self.column.addLayout(self.foot)
        self.column.setSpacing(8)
        self.body.setSpacing(4)
        self.hide()

    def begin(self, view: TicketView) -> None:
        """Fill it for a ticket and open it."""
        self.show_error(None)
        self.fill(view)
        self.open_at(self.first())

    def open_at(self, first: QWidget | None) -> None:
        """Open it with the focus there, and what stands there ready to be typed over."""
        self._as_filled = self._entries()
        self.open(first)
        if isinstance(first, QLineEdit):
            first.selectAll()

    def is_touched(self) -> bool:
        """Whether it is open with something in it that a person changed and did not confirm."""
        waits = not self.isHidden() and self.confirm.isEnabled()
        return waits and self._entries() != self._as_filled

    def ask_to_finish(self) -> None:
        """Say that what stands here is not on the ticket yet, rather than drop it."""
        self.show_error(
            UserError(_("This is not on the ticket yet: confirm it, or close it (Esc)."))
        )
        if (first := self.first()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _entries(self) -> list[object]:
        """What a person can type, choose and tick in it, as it stands."""
        found: list[object] = [edit.text() for edit in self.findChildren(QLineEdit)]
        found += [box.currentIndex() for box in self.findChildren(QComboBox)]
        buttons = self.findChildren(QAbstractButton)
        return found + [b.isChecked() for b in buttons if b.isCheckable() and not b.isHidden()]

    def fill(self, view: TicketView) -> None:
        """Put the ticket's values into the fields."""
        raise NotImplementedError

    def follow(self, view: TicketView) -> None:
        """The ticket changed below the open panel, by a scan perhaps; what was typed stays."""

    def takes_code(self, code: str) -> bool:
        """Whether a scanned code is for this panel, wherever the focus is; then it stands there now."""
        return False

    def first(self) -> QWidget | None:
        """Where the work starts."""
        raise NotImplementedError

    def act(self) -> Callable[[Desk, int], Changes]:
        """What confirming does.

        Raises:
            UserError: a field cannot be read.
        """
        raise NotImplementedError

    def field(self, name: str, text: str, editor: QWidget, hint: str = "") -> Field:
        """A field whose errors are those of the service's field ``name``."""
        self.fields[name] = Field(text, editor, hint=hint)
        return self.fields[name]

    def submit(self) -> None:
        """Carry the act out, once."""
        if not self.confirm.isEnabled():
            return
        self.show_error(None)
        try:
            run = self.act()
        except UserError as error:
            self.show_error(error)
            return
        self.run(run)

    def run(self, act: Callable[[Desk, int], Changes]) -> None:
        """Carry out an act and close, or say why not."""
        self.confirm.setEnabled(False)
        self.work.ask(act, self._done, self._refused)

    def show_error(self, error: UserError | None) -> None:
        """Say what was refused where it belongs; ``None`` takes all of it away."""
        for field in self.fields.values():
            field.show_error("")
        field_wrong = self.fields.get(error.field or "") if error else None
        self._error.setVisible(error is not None and field_wrong is None)
        if error is None:
            return
        if field_wrong is None:
            self._error.setText(error.text)
        else:
            field_wrong.show_error(error.text)
            field_wrong.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter confirms, once, however long it is held."""
        if event.key() in _ENTER:
            if not event.isAutoRepeat():
                self.submit()
            return
        super().keyPressEvent(event)

    def _done(self) -> None:
        self.confirm.setEnabled(True)
        if self.isVisible():
            self.dismiss()

    def _refused(self, error: UserError) -> None:
        self.confirm.setEnabled(True)
        self.show_error(error)


class NotePanel(ActPanel):
    """A note on the ticket, and who serves it."""

    def __init__(self, work: TicketWork) -> None:
        super().__init__(_("Note on the ticket"), _("Save note"), work)
        self._note = QLineEdit()
        self._note.setMaxLength(500)
        self._staff = Choice()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.field("note", _("Note"), self._note), 2)
        row.addWidget(self.field("staff", _("Served by"), self._staff), 1)
        self.body.addLayout(row)
        self.foot.addStretch(1)
        self.foot.addWidget(self.confirm)

    def fill(self, view: TicketView) -> None:
        """The note there is, and whoever serves now."""
        self._note.setText(view.ticket.note)
        show_members(self._staff, self.work, view.ticket.staff)

    def first(self) -> QWidget:
        """The note."""
        return self._note

    def act(self) -> Callable[[Desk, int], Changes]:
        """Write both."""
        note, code = self._note.text(), self._staff.currentData()
        return lambda desk, ticket_id: tickets.describe(desk, ticket_id, note, code)


class ExemptPanel(ActPanel):
    """No tax on the ticket, for a reason."""

    def __init__(self, work: TicketWork) -> None:
        super().__init__(_("Tax exempt"), _("Charge no tax"), work)
        self._reason = QLineEdit()
        self._reason.setMaxLength(200)
        hint = _("For example the number of the exemption certificate.")
        self.body.addWidget(self.field("reason", _("Reason"), self._reason, hint))
        self._again = Button(_("Charge tax again"), self._charge_again)
        self.foot.addStretch(1)
        self.foot.addWidget(self._again)
        self.foot.addWidget(self.confirm)

    def fill(self, view: TicketView) -> None:
        """The reason there is."""
        self._reason.setText(view.ticket.tax_exempt_reason)
        self._again.setVisible(bool(view.ticket.tax_exempt_reason))

    def first(self) -> QWidget:
        """The reason."""
        return self._reason

    def act(self) -> Callable[[Desk, int], Changes]:
        """Charge no tax; blanks are no reason."""
        reason = self._reason.text().strip()
        if not reason:
            raise UserError(_("Say why no tax is charged."), field="reason")
        return lambda desk, ticket_id: tickets.set_tax_exempt(desk, ticket_id, reason)

    def _charge_again(self) -> None:
        self.run(lambda desk, ticket_id: tickets.set_tax_exempt(desk, ticket_id, ""))


def show_members(box: QComboBox, work: TicketWork, code: str | None) -> None:
    """Offer nobody and everybody who works here; ``code``, who may have left, is chosen."""
    box.clear()
    box.addItem(_("Nobody"), None)
    for member in work.members:
        box.addItem(member.name, member.code)
    if code and box.findData(code) < 0:
        box.addItem(work.names.get(code, code), code)
    box.setCurrentIndex(max(box.findData(code), 0))
