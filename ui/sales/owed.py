"""What is still owed on a ticket, and the way to pay it with what its client has (R12)."""

from uuid import uuid4

from PySide6.QtCore import Signal

from pos_app.domain.invoice import OpenInvoice
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.services import client_accounts, invoices
from pos_app.services.invoices import Proposal
from ui.failures import text_of
from ui.session import Session
from ui.when import written
from ui.widgets import Notice, NoticeTone


class OwedNotice(Notice):
    """Says what is owed on the ticket that is shown; hidden where nothing is.

    Signals:
        applied(str): what the client had was put against it.
    """

    applied = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(
            "", NoticeTone.WARN, action=_("Apply"), act=self.apply, key="F8", can_dismiss=False
        )
        self._session = session
        self._request = ""
        self._proposals: list[Proposal] = []
        self.hide()

    def show_ticket(self, ticket_id: int) -> None:
        """Say what is owed on this ticket."""
        desk = self._session.desk
        found = invoices.of_ticket_id(desk, ticket_id)
        self._request = uuid4().hex
        self._proposals = invoices.proposals(desk, [one.charge_id for one in found])
        self.setVisible(bool(found))
        if found:
            self._say(found[0], sum(one.left for one in found))

    def apply(self) -> None:
        """Pay as much of it as there is, by one press."""
        amount = self._amount()
        if not amount or not self._can_apply():
            return
        invoice = self._proposals[0].invoice
        acts = invoices.acts_of({one.invoice: one.amount for one in self._proposals})
        self.allow(False)
        self._session.write(
            client_accounts.carry_out,
            invoice.client_id,
            self._request,
            acts[invoice.client_id],
            then=lambda _changes: self._done(amount),
            failed=self._refused,
            owner=self,
        )

    def allow(self, yes: bool) -> None:
        """Let the button be pressed, or not."""
        assert self.action is not None
        self.action.setEnabled(yes)

    def _can_apply(self) -> bool:
        return self.action is not None and self.action.isEnabled()

    def _amount(self) -> int:
        return sum(one.amount for one in self._proposals)

    def _say(self, first: OpenInvoice, owed: int) -> None:
        said = _("Still owed: {amount}, due {date}.").format(
            amount=money(owed), date=written(first.due_on)
        )
        amount = self._amount()
        if amount:
            can = _("The account can pay {amount}.").format(amount=money(amount))
            said = f"{said} {can}"
        self.set_text(said)
        assert self.action is not None
        self.action.setVisible(amount > 0)
        self.action.setText(_("Apply {amount}").format(amount=money(amount)))
        self.allow(amount > 0)

    def _done(self, amount: int) -> None:
        self.applied.emit(_("{amount} applied.").format(amount=money(amount)))

    def _refused(self, error: Exception) -> None:
        self.allow(True)
        self.set_text(text_of(error))
