"""What a client has, put against what they owe by one press (R12): in the list and in the profile."""

from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from pos_app.domain.balance_acts import ApplyFunds
from pos_app.domain.client_account import in_words
from pos_app.domain.money import money
from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.services import client_accounts, clients
from ui.failures import text_of
from ui.session import Session


class CreditToApply(QObject):
    """Knows whether a client has an open invoice and something to spend, and applies it.

    Attributes:
        amount: how much can be applied, in minor units; 0 where there is nothing to say.
        words: what to say.

    Signals:
        said(str): it was applied, or why not.
    """

    said = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._client_id = 0
        self._request = ""
        self.amount = 0
        self.words = ""

    def see(self, client: Client | None) -> None:
        """Look at a client's balance as it is now."""
        self.amount, self.words = 0, ""
        if client is None or client.archived_at:
            return
        now = clients.standing(self._session.desk, client.id)
        self._client_id, self._request = client.id, uuid4().hex
        self.amount = max(0, min(now.payable, now.available))
        if self.amount:
            self.words = _("{name} has an open invoice and something to spend: {balance}.").format(
                name=client.name, balance=in_words(now.owed, now.available)
            )

    def action(self) -> str:
        """What the button says."""
        return _("Apply {amount}").format(amount=money(self.amount))

    def apply(self) -> None:
        """Pay as much as there is; a second press at once is the same wish."""
        if not self.amount:
            return
        said = _("{amount} applied.").format(amount=money(self.amount))
        self._session.write(
            client_accounts.carry_out,
            self._client_id,
            self._request,
            ApplyFunds(),
            then=lambda _changes: self.said.emit(said),
            failed=lambda error: self.said.emit(text_of(error)),
            owner=self,
        )
