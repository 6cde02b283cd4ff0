"""E-mail: the server and the sender, the password that stays on this computer, and a message to try."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.mail import MOST_ADDRESS, USUAL_PORTS, MailSecurity
from pos_app.domain.shop import Settings
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import mail_setup, shop
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from ui.session import Session
from ui.settings.section import FORM_PX, Form, change_some
from ui.widgets import (
    Button,
    Card,
    Field,
    Notice,
    NoticeTone,
    NumberEdit,
    Segmented,
    paragraph,
    scrolled,
)

_PORT_PX = 120
_ASIDE_PX = 400


class EmailSection(Form):
    """How receipts go out by e-mail. Without a server and a sender nothing does.

    Signals:
        outbox_wanted(): a person wants to see what was sent.
    """

    outbox_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("E-mail"),
            _("Receipts by e-mail go out by the shop’s own mail account, encrypted always."),
        )
        self.server, self.user, self.from_address, self.from_name = (QLineEdit() for _n in range(4))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.port = NumberEdit(1, 65_535)
        self.security = Segmented(
            [
                (MailSecurity.STARTTLS, _("STARTTLS")),
                (MailSecurity.TLS, _("TLS from the start")),
            ]
        )
        self.security.chosen.connect(self._propose_port)
        for edit in (self.server, self.user):
            edit.textChanged.connect(lambda _text: self._say_password())
        self.server.setPlaceholderText("smtp.example.com")
        self.from_address.setMaxLength(MOST_ADDRESS)
        self.from_name.setMaxLength(80)
        self.password.setMaxLength(200)
        self.test_to = QLineEdit()
        self.test_to.returnPressed.connect(self.send_test)
        self.test_button = Button(
            _("Send a test message"), self.send_test, icon="mail", key="Ctrl+T"
        )
        self.outbox_button = Button(
            _("E-mails"), self.outbox_wanted.emit, icon="mail", key="Ctrl+Q"
        )
        self.tested = Notice("", NoticeTone.GOOD)
        self.tested.hide()
        self._add_fields()
        self._lay_out()

    def _add_fields(self) -> None:
        self._password_field = Field(_("Password"), self.password)
        port = Field(_("Port"), self.port)
        port.setFixedWidth(_PORT_PX)
        self._beside(
            mail_server=Field(_("Outgoing mail server (SMTP)"), self.server), mail_port=port
        )
        self._beside(mail_security=Field(_("Encrypted by"), self.security))
        self._beside(
            mail_user=Field(_("User"), self.user, hint=_("Often the whole address.")),
            mail_password=self._password_field,
        )
        self._beside(
            mail_from=Field(_("Sender’s address"), self.from_address),
            mail_name=Field(_("Sender’s name"), self.from_name, hint=_("Empty: the shop’s name.")),
        )
        self._test_field = Field(_("Try it: send a message to"), self.test_to)
        self.fields["address"] = self._test_field
        self.setFocusProxy(self.server)

    def _beside(self, **fields: Field) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        for name, field in fields.items():
            self.fields[name] = field
            row.addWidget(field, 0 if name == "mail_port" else 1, Qt.AlignmentFlag.AlignTop)
        self.form.addLayout(row)

    def _lay_out(self) -> None:
        area = QWidget()
        left = QVBoxLayout(area)
        left.setContentsMargins(0, 0, 12, 0)
        left.addLayout(self.form)
        left.addStretch(1)
        saving = QHBoxLayout()
        saving.addWidget(self.save_button)
        saving.addStretch(1)
        form = QVBoxLayout()
        form.addWidget(scrolled(area), 1)
        form.addLayout(saving)
        whole = QWidget()
        whole.setLayout(form)
        whole.setFixedWidth(FORM_PX + 12)
        form.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(whole)
        row.addLayout(self._aside())
        row.addStretch(1)
        self.column.addLayout(row, 1)

    def _aside(self) -> QVBoxLayout:
        trial = Card(_("Does it work?"))
        trial.column.addWidget(self._test_field)
        trial.column.addWidget(self.test_button)
        trial.column.addWidget(self.tested)
        told = Card(_("Good to know"))
        for text in (
            _(
                "The password is kept on this computer only, in a file in the shop’s folder that "
                "only this user may read. It is in no backup, so after a move type it again."
            ),
            _(
                "What a server refuses is shown under Sales and E-mails. A message that comes back "
                "later, such as from a full mailbox, reaches the sender’s mailbox: look there now "
                "and then."
            ),
        ):
            told.column.addWidget(paragraph(text))
        told.column.addWidget(self.outbox_button)
        down = QVBoxLayout()
        down.setSpacing(16)
        for card in (trial, told):
            card.setFixedWidth(_ASIDE_PX)
            down.addWidget(card)
        down.addStretch(1)
        return down

    def fill(self, settings: Settings) -> None:
        """Show these settings; the password is never shown."""
        self.server.setText(settings.mail_server)
        self.security.choose(settings.mail_security)
        self.port.setValue(settings.mail_port)
        self.user.setText(settings.mail_user)
        self.from_address.setText(settings.mail_from)
        self.from_name.setText(settings.mail_name)
        self.from_name.setPlaceholderText(settings.shop_name)
        self.test_to.setPlaceholderText(settings.mail_from)
        self.password.clear()
        self._say_password()

    def values(self) -> dict[str, Any]:
        """What the fields say."""
        return {
            "mail_server": self.server.text().strip(),
            "mail_port": self.port.value(),
            "mail_security": MailSecurity(str(self.security.value())),
            "mail_user": self.user.text().strip(),
            "mail_from": self.from_address.text().strip(),
            "mail_name": self.from_name.text().strip(),
        }

    def save(self) -> None:
        """Store the settings and, where one was typed, the password."""
        self.tested.hide()
        if self.user.text().strip() and not self.password.text() and not self._is_known():
            self.clear_errors()
            said = _("Type the password for this server and user.")
            self.show_error(UserError(said, field="mail_password"))
            return
        self.write(_store, self.values(), self.password.text())

    def send_test(self) -> None:
        """Send a message with what is typed, saved or not."""
        self.clear_errors()
        self.tested.hide()
        tried = self.edited(self.session.desk.settings)
        if tried is None:
            return
        address = self.test_to.text().strip() or tried.mail_from
        self.test_button.setEnabled(False)
        self.test_button.setText(_("Sending…"))
        self.session.read(
            mail_setup.send_test, tried, self.password.text(), address,
            then=lambda _none: self._test_sent(address), failed=self._test_failed, owner=self,
        )  # fmt: skip

    def _test_sent(self, address: str) -> None:
        self._rest()
        said = _("The mail server took it. Look whether it arrived at {address}, in the spam too.")
        self.tested.set_text(said.format(address=address))
        self.tested.show()

    def _test_failed(self, error: Exception) -> None:
        self._rest()
        self.show_error(error)

    def _rest(self) -> None:
        self.test_button.setEnabled(True)
        self.test_button.setText(_("Send a test message"))

    def _propose_port(self, security: object) -> None:
        if self.port.value() in USUAL_PORTS.values():
            self.port.setValue(USUAL_PORTS[MailSecurity(str(security))])

    def _is_known(self) -> bool:
        tried = self.edited(self.session.desk.settings)
        return tried is not None and mail_setup.has_password(self.session.desk, tried)

    def _say_password(self) -> None:
        known = bool(self.user.text().strip()) and self._is_known()
        self.password.setPlaceholderText("••••••••" if known else "")
        hint = _("Kept on this computer.") if known else _("Empty without a user.")
        self._password_field.set_hint(hint)


def _store(desk: Desk, values: dict[str, Any], password: str) -> Changes:
    changes = change_some(desk, values)
    if password:
        changes |= mail_setup.keep_password(desk, shop.settings(desk), password)
    return changes
