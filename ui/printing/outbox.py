"""The outbox: the e-mails that wait, failed or are unsure, and what a person does about each."""

from pos_app import locales
from pos_app.domain.mail import MailState
from pos_app.domain.words import _
from pos_app.services import outbox
from pos_app.services.changes import Changes
from pos_app.services.outbox import Mail
from ui.mailer import said_of_sending
from ui.printing.waiting import WaitingPage
from ui.session import Session
from ui.widgets import Button, Cell, Column, EmptyState, Kind, RowsModel, Tone, once

_WAITS = (MailState.QUEUED, MailState.FAILED, MailState.UNSURE)


class OutboxPage(WaitingPage[Mail]):
    """Every till's messages: the open ones first, then the last that came to an end."""

    def __init__(self, session: Session) -> None:
        nothing_yet = EmptyState(
            "mail", _("Nothing was sent by e-mail yet"), _("Messages show up as they are sent.")
        )
        super().__init__(session, _("E-mails"), _MailsModel(), nothing_yet)
        self.again_button = Button(
            _("Send again"), once(self.send_again), icon="mail", key="Ctrl+Return"
        )
        self.let_go_button = Button(
            _("Let it go"), once(self.let_go), kind=Kind.DANGER, icon="trash", key="Ctrl+D"
        )
        self.acts.addWidget(self.again_button)
        self.acts.addStretch(1)
        self.acts.addWidget(self.let_go_button)
        session.outbox_moved.connect(self._moved)

    def read(self) -> list[Mail]:
        """Those that are open, then those that ended."""
        return [*outbox.pending(self.session.desk), *outbox.ended(self.session.desk)]

    def concerns(self, changes: Changes) -> bool:
        """Messages."""
        return changes.emails

    def send_again(self) -> None:
        """Send the chosen message now; one that may have arrived goes under its own Message-ID."""
        self.act(self.again_button, outbox.send_again, said_of_sending(self.session.desk))

    def let_go(self) -> None:
        """Take the chosen message back, or be done with it."""
        self.act(self.let_go_button, outbox.let_go, _("The e-mail is let go."))

    def is_open(self, row: Mail) -> bool:
        """Whether it waits for the server or for a person."""
        return row.state in _WAITS

    def offer(self, chosen: Mail | None) -> None:
        """One that waits, failed or is unsure is sent or let go."""
        waits = chosen is not None and chosen.state in _WAITS
        queued = chosen is not None and chosen.state is MailState.QUEUED
        for button in (self.again_button, self.let_go_button):
            button.setEnabled(waits)
        self.again_button.setText(_("Send now") if queued else _("Send again"))
        self.let_go_button.setText(_("Take back") if queued else _("Let it go"))
        self.why.setText(chosen.error if chosen is not None else "")

    def _moved(self, _now: object) -> None:
        self.renew()


class _MailsModel(RowsModel[Mail]):
    def __init__(self) -> None:
        names = (_("E-mail address"), _("Paper"), _("State"), _("When"))
        super().__init__([Column(name) for name in names])

    def cells(self, row: Mail) -> tuple[Cell, ...]:
        return (
            Cell(row.address, row.error),
            Cell(paper_name(row), tone=Tone.MUTED),
            Cell(state_name(row), tone=Tone.PLAIN if row.state in _WAITS else Tone.MUTED),
            Cell(locales.format_when(row.sent_at or row.at), tone=Tone.MUTED),
        )


def paper_name(mail: Mail) -> str:
    """What a message carries, with the number people know it by."""
    name = {
        "receipt": _("Receipt {number}"),
        "invoice": _("Invoice {number}"),
        "refund": _("Refund receipt {number}"),
        "account_receipt": _("Payment receipt {number}"),
        "statement": _("Statement"),
    }.get(mail.paper, "{number}")
    return name.format(number=mail.number).strip()


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
