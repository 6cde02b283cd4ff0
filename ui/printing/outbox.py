"""The outbox: the e-mails that wait, failed or are unsure, and what a person does about each."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app import locales
from pos_app.domain.mail import MailState
from pos_app.domain.words import _
from pos_app.services import outbox
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.outbox import Mail
from ui.failures import text_of
from ui.session import Session
from ui.settings.section import cell
from ui.widgets import (
    Button,
    Card,
    EmptyState,
    Kind,
    Notice,
    NoticeTone,
    Role,
    Table,
    Tone,
    paragraph,
)

_WAITS = (MailState.QUEUED, MailState.FAILED, MailState.UNSURE)


class OutboxPage(QWidget):
    """Every till's messages: the open ones first, then the last that came to an end.

    Signals:
        said(str): something was done; what to say about it.
    """

    said = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._mails: dict[int, Mail] = {}
        self.model = QStandardItemModel(self)
        self.table = Table(_("E-mails"))
        self.table.setModel(self.model)
        self.again_button = Button(_("Send again"), self.send_again, icon="mail", key="Ctrl+Return")
        self.let_go_button = Button(
            _("Let it go"), self.let_go, kind=Kind.DANGER, icon="trash", key="Ctrl+D"
        )
        self.why = paragraph("", Role.BODY, Tone.MUTED)
        self.notice = Notice("", NoticeTone.ERROR)
        self.notice.hide()
        self._whole = QStackedWidget()
        self._whole.addWidget(self._laid_out())
        self._whole.addWidget(
            EmptyState(
                "mail", _("Nothing was sent by e-mail yet"), _("Messages show up as they are sent.")
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(self._whole)
        self.setFocusProxy(self.table)
        session.changed.connect(self._heard)
        session.outbox_moved.connect(self._moved)

    def _laid_out(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.notice)
        card = Card(margin=1)
        card.column.addWidget(self.table)
        column.addWidget(card, 1)
        column.addWidget(self.why)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.again_button)
        row.addStretch(1)
        row.addWidget(self.let_go_button)
        column.addLayout(row)
        return part

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is stored now."""
        super().showEvent(event)
        self.load()

    def load(self) -> None:
        """Show the messages; the chosen one stays chosen."""
        desk, chosen = self._session.desk, self.mail()
        found = [*outbox.pending(desk), *outbox.ended(desk)]
        self._mails = {mail.id: mail for mail in found}
        self._whole.setCurrentIndex(0 if found else 1)
        self._fill(found)
        places = [mail.id for mail in found]
        if found:
            row = places.index(chosen.id) if chosen is not None and chosen.id in places else 0
            self.table.selectRow(row)
        self._offer()

    def _fill(self, found: list[Mail]) -> None:
        self.model.clear()
        self.model.setHorizontalHeaderLabels([_("To"), _("Paper"), _("State"), _("When")])
        for mail in found:
            ended = mail.state not in _WAITS
            when = locales.format_when(mail.sent_at or mail.at)
            self.model.appendRow(
                [
                    cell(mail.address, mail.error, key=mail.id),
                    cell(paper_name(mail), faint=True),
                    cell(state_name(mail), faint=ended),
                    cell(when, faint=True),
                ]
            )
        self.table.fit(0)
        self.table.selectionModel().currentRowChanged.connect(self._offer)

    def mail(self) -> Mail | None:
        """The chosen message."""
        row = self.table.currentIndex().row()
        item = self.model.item(row, 0) if row >= 0 else None
        return None if item is None else self._mails.get(item.data(Qt.ItemDataRole.UserRole))

    def send_again(self) -> None:
        """Send the chosen message now; one that may have arrived goes under its own Message-ID."""
        self._act(self.again_button, outbox.send_again, _("The e-mail is on its way."))

    def let_go(self) -> None:
        """Take the chosen message back, or be done with it."""
        self._act(self.let_go_button, outbox.let_go, _("The e-mail is let go."))

    def _act(self, button: Button, act: Callable[[Desk, int], Changes], said: str) -> None:
        mail = self.mail()
        if mail is None or not button.isEnabled():
            return
        self.notice.hide()
        button.setEnabled(False)
        self._session.write(
            act, mail.id, then=lambda _changes: self.said.emit(said), failed=self._complain,
            owner=self,
        )  # fmt: skip

    def _complain(self, error: Exception) -> None:
        self.notice.set_text(text_of(error))
        self.notice.show()
        self.load()

    def _offer(self, *_rows: object) -> None:
        mail = self.mail()
        waits = mail is not None and mail.state in _WAITS
        queued = mail is not None and mail.state is MailState.QUEUED
        for button in (self.again_button, self.let_go_button):
            button.setEnabled(waits)
        self.again_button.setText(_("Send now") if queued else _("Send again"))
        self.let_go_button.setText(_("Take back") if queued else _("Let it go"))
        self.why.setText(mail.error if mail is not None else "")

    def _heard(self, changes: Changes) -> None:
        if changes.emails and self.isVisible():
            self.load()

    def _moved(self, _now: object) -> None:
        if self.isVisible():
            self.load()


def paper_name(mail: Mail) -> str:
    """What a message carries, with the number people know it by."""
    name = {
        "receipt": _("Receipt {number}"),
        "invoice": _("Invoice {number}"),
        "refund": _("Refund receipt {number}"),
        "statement": _("Statement"),
    }.get(mail.paper, "{number}")
    return name.format(number=mail.number or "").strip()


def state_name(mail: Mail) -> str:
    """A message's state in words."""
    return {
        MailState.QUEUED: _("Waits"),
        MailState.SENDING: _("Is being sent"),
        MailState.SENT: _("Sent"),
        MailState.FAILED: _("Not sent"),
        MailState.UNSURE: _("Perhaps sent"),
        MailState.CANCELLED: _("Taken back"),
    }[mail.state]
