"""Opening the cash drawer without a sale, from the foot of the open tickets: why, then Enter."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services.changes import Changes
from ui.failures import text_of
from ui.session import Session
from ui.widgets import Button, Field, Kind, Panel, paragraph

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NoSale(QWidget):
    """The button, and in its place the panel that asks why. Needs no ticket, and changes none.

    Signals:
        opened(): the drawer was told to open.
    """

    opened = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.button = Button(_("No sale"), self.begin, key="Ctrl+K")
        self.panel = _Panel(_("No sale"))
        self.reason = QLineEdit()
        self.reason.setMaxLength(200)
        self.field = Field(_("Reason"), self.reason, hint=_("Stays in the audit log."))
        self.confirm = Button(_("Open"), self.save, kind=Kind.PRIMARY)
        self.confirm.show_key("Return")
        self.panel.body.setSpacing(4)
        self.panel.body.addWidget(paragraph(_("Opens the drawer. Nothing is sold or booked.")))
        self.panel.body.addWidget(self.field)
        self.panel.body.addWidget(self.confirm)
        self.panel.hide()
        self.panel.closed.connect(self.button.show)
        self.panel.entered.connect(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)
        column.addWidget(self.button)

    def begin(self) -> None:
        """Ask why."""
        self.reason.clear()
        self.field.show_error("")
        self.panel.open(self.reason)
        self.button.hide()

    def save(self) -> None:
        """Open it; who may not is asked for somebody who may."""
        from pos_app.services import drawer

        if not self.confirm.isEnabled():
            return
        self.field.show_error("")
        self.confirm.setEnabled(False)
        self._session.write(
            drawer.open_drawer,
            self.reason.text(),
            then=self._done,
            failed=self._refused,
            owner=self,
        )

    def _done(self, _changes: Changes) -> None:
        self.confirm.setEnabled(True)
        self.panel.dismiss()
        self.opened.emit()

    def _refused(self, error: Exception) -> None:
        self.confirm.setEnabled(True)
        self.field.show_error(text_of(error))
        if isinstance(error, UserError):
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)


class _Panel(Panel):
    """Enter anywhere in it confirms.

    Signals:
        entered(): Enter was pressed.
    """

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter confirms, Esc closes."""
        if event.key() in _ENTER and not event.isAutoRepeat():
            self.entered.emit()
            return
        super().keyPressEvent(event)
