"""Sending a paper by e-mail: which, to whom, and what became of those sent before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.mail import MOST_ADDRESS, MailState
from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import outbox
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.outbox import Mail
from ui.failures import text_of
from ui.mailer import said_of, said_of_sending
from ui.session import Session
from ui.widgets import (
    Button,
    Choice,
    Field,
    Kind,
    NamedBox,
    Presses,
    Role,
    Size,
    Tone,
    once,
    paragraph,
)

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOST_SHOWN = 3
_WIDE = 40
_LABEL_PX = 25
"""The label above the address, so that the button stands beside the address itself."""
TONES = {
    MailState.SENT: Tone.CREDIT,
    MailState.FAILED: Tone.DANGER,
    MailState.UNSURE: Tone.DUE,
}


@dataclass(frozen=True, slots=True)
class Sendable:
    """A paper that can be sent: what it is called, and the service that queues it."""

    name: str
    send: Callable[[Desk, str], Changes]


class EmailBox(QWidget):
    """An address with its button, and the messages about one record with what can be done about them.

    Signals:
        said(str): something was done.
    """

    said = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._sent_of: Callable[[Desk], list[Mail]] = lambda _desk: []
        self._client: Client | None = None
        self._papers: Sequence[Sendable] = ()
        self._is_stale = False
        self._presses = Presses()
        self.paper = Choice()
        self.address = _AddressEdit()
        self.address.setMaxLength(MOST_ADDRESS)
        # The till is done with the first half of a double press before the second one comes.
        press = once(self.send)
        self.address.returnPressed.connect(press)
        self.address.textEdited.connect(lambda _text: self._offer_keeping())
        self.keep = NamedBox()
        self.send_button = Button(_("Send"), press, kind=Kind.PRIMARY, icon="mail")
        self.send_button.show_key("Return")
        self._paper_field = Field(_("What to send"), self.paper)
        self.field = Field(_("E-mail address"), self.address)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        button = QVBoxLayout()
        button.addSpacing(_LABEL_PX)
        button.addWidget(self.send_button)
        button.addStretch(1)
        row.addLayout(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._paper_field)
        column.addLayout(row)
        column.addWidget(self.keep)
        column.addLayout(self._rows)
        session.outbox_moved.connect(self._refresh)
        session.changed.connect(self._heard)

    def begin(
        self,
        client: Client | None,
        papers: Sequence[Sendable],
        sent_of: Callable[[Desk], list[Mail]],
    ) -> None:
        """Offer to send these papers, beside those that were sent, the latest first.

        The last address that one was sent to, or the client's, is there already.
        """
        self._client, self._papers, self._sent_of = client, papers, sent_of
        self.paper.clear()
        self.paper.addItems([paper.name for paper in papers])
        self._paper_field.setVisible(len(papers) > 1)
        mails = self._mails()
        known = client.email if client else ""
        self.address.setText(mails[0].address if mails else known)
        self.field.show_error("")
        self._say_setup()
        self._offer_keeping()
        self._show(mails)

    def _say_setup(self) -> None:
        sends = self._session.desk.settings.sends_mail
        self.field.set_hint(
            "" if sends else _("E-mail is not set up yet: Settings → E-mail. It is sent then.")
        )

    def take_focus(self) -> None:
        """Put the focus on the address."""
        self.address.setFocus(Qt.FocusReason.OtherFocusReason)
        self.address.selectAll()

    def is_in_work(self) -> bool:
        """Whether an address was typed that nothing was sent to yet."""
        typed = self.address.isModified() and bool(self.address.text().strip())
        return typed and self.isVisible()

    def send(self) -> None:
        """Queue the chosen paper; the address is checked, and kept where that is wanted."""
        if not self.send_button.isEnabled() or not self._papers:
            return
        self.field.show_error("")
        self.send_button.setEnabled(False)
        chosen = self._papers[max(0, self.paper.currentIndex())]
        self._session.write(
            chosen.send,
            self.address.text(),
            then=lambda _changes: self._sent(),
            failed=self._refused,
            owner=self,
        )

    def _sent(self) -> None:
        self.send_button.setEnabled(True)
        self.address.setModified(False)
        keeps = self.keep.isVisible() and self.keep.isChecked()
        self.said.emit(said_of_sending(self._session.desk))
        if keeps and self._client is not None:
            self._session.write(
                outbox.remember,
                self._client.id,
                self.address.text(),
                then=lambda _changes: self.keep.hide(),
                failed=lambda error: self.field.show_error(text_of(error)),
                owner=self,
            )

    def _refused(self, error: Exception) -> None:
        self.send_button.setEnabled(True)
        self.field.show_error(text_of(error))
        if isinstance(error, UserError):
            self.take_focus()

    def _offer_keeping(self) -> None:
        """An address that is not on the client's card can go there; by itself only where none is."""
        client, typed = self._client, self.address.text().strip()
        offered = client is not None and bool(typed) and typed != client.email
        self.keep.setVisible(offered)
        if client is not None and offered:
            self.keep.setText(_("Keep it on the card of {name}").format(name=client.name))
            self.keep.setChecked(not client.email)

    # -- What was sent ------------------------------------------------------------------------------

    def _mails(self) -> list[Mail]:
        return self._sent_of(self._session.desk)

    def _heard(self, changes: Changes) -> None:
        if changes.settings:
            self._say_setup()
        if changes.emails:
            self._refresh()

    def _refresh(self, _now: object = None) -> None:
        self._is_stale = not self.isVisible()
        if not self._is_stale:
            self._show(self._mails())

    def showEvent(self, event: QShowEvent) -> None:
        """Say what happened while another page was looked at."""
        super().showEvent(event)
        if self._is_stale:
            self._refresh()

    def _show(self, mails: Sequence[Mail]) -> None:
        self._is_stale = False
        while (item := self._rows.takeAt(0)) is not None:
            if old := item.widget():
                old.hide()
                old.deleteLater()
        for mail in outbox.people_first(mails)[:_MOST_SHOWN]:
            self._rows.addWidget(MailRow(self._session, mail, self._presses))


class MailRow(QWidget):
    """Where one message stands, and what a person can do about it."""

    def __init__(self, session: Session, mail: Mail, presses: Presses) -> None:
        super().__init__()
        self._session = session
        # Of all rows: they change places, and the second half of a double press meets another.
        self._presses = presses
        self._mail = mail
        # An address has no spaces to wrap at, and may be longer than the panel is wide.
        foldable = replace(
            mail, address=mail.address.replace("@", "@\u200b").replace(".", ".\u200b")
        )
        said = said_of(foldable if len(mail.address) > _WIDE else mail)
        self.text = paragraph(said, Role.BODY, TONES.get(mail.state, Tone.MUTED))
        self.again = Button(_("Send again"), partial(self._do, outbox.send_again), size=Size.SMALL)
        self.let_go = Button(_("Let it go"), partial(self._do, outbox.let_go), size=Size.SMALL)
        if mail.state is MailState.QUEUED:
            self.again.setText(_("Send now"))
            self.let_go.setText(_("Take back"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.text)
        if mail.waits_for_person or (mail.state is MailState.QUEUED and mail.error):
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(self.again)
            row.addWidget(self.let_go)
            row.addStretch(1)
            column.addLayout(row)
        else:
            for button in (self.again, self.let_go):
                button.setParent(self)
                button.hide()

    def _do(self, act: Callable[[Desk, int], Changes]) -> None:
        if self._presses.is_again():
            return
        self.again.setEnabled(False)
        self.let_go.setEnabled(False)
        self._session.write(act, self._mail.id)


class _AddressEdit(QLineEdit):
    """Keeps Enter to itself: in it, Enter sends, whatever else Enter is bound to."""

    def event(self, event: QEvent) -> bool:
        """Take Enter before any shortcut does."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            if event.key() in _ENTER:
                event.accept()
                return True
        return super().event(event)
