"""What can be done with one card: top it up, load it onto an account, void and reissue it."""

from collections.abc import Callable
from uuid import uuid4

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_app.domain.gift_card import GiftCard, read_code
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import card_sales, clients, gift_cards, tickets
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.gift_cards import Holder
from ui.checkout.client_finder import ClientFinder
from ui.failures import text_of
from ui.session import Session
from ui.widgets import AmountEdit, Button, Field, Kind, Panel, Tone, paragraph

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CardAct(Panel):
    """A form for one act on one card. Enter confirms, Esc closes.

    Signals:
        done(str): it was carried out; what to say about it.
    """

    done = Signal(str)

    def __init__(self, session: Session, title: str, confirm: str, kind: Kind = Kind.PRIMARY):
        super().__init__(title)
        self.session = session
        self.card: GiftCard | None = None
        self.fields: dict[str, Field] = {}
        self.preview = paragraph("")
        self.confirm = Button(confirm, self.submit, kind=kind)
        self.confirm.show_key("Return")
        self._request_id = uuid4().hex
        self._error = paragraph("", tone=Tone.DANGER)
        self._error.hide()
        self.hide()

    def finish(self) -> None:
        """Put what all have below the fields."""
        self.body.addWidget(self.preview)
        self.body.addWidget(self._error)
        self.body.addWidget(self.confirm)

    def begin(self, card: GiftCard) -> None:
        """Open it for a card."""
        self.card = card
        self._request_id = uuid4().hex
        self.show_error(None)
        self.fill(card)
        self.open(self.first())

    def add(self, name: str, text: str, editor: QWidget, hint: str = "") -> None:
        """A field whose errors are those of the service's field ``name``."""
        self.fields[name] = Field(text, editor, hint=hint)
        self.body.addWidget(self.fields[name])

    def submit(self) -> None:
        """Carry the act out, once."""
        if not self.confirm.isEnabled() or self.card is None:
            return
        self.show_error(None)
        try:
            act = self.act(self.card, self._request_id)
        except UserError as error:
            self.show_error(error)
            return
        self.confirm.setEnabled(False)
        self.session.write(act, then=self._done, failed=self._refused, owner=self)

    def show_error(self, error: Exception | None) -> None:
        """Say what was refused where it belongs; ``None`` takes it away."""
        for field in self.fields.values():
            field.show_error("")
        at = self.fields.get(error.field or "") if isinstance(error, UserError) else None
        self._error.setVisible(error is not None and at is None)
        if error is not None and at is None:
            self._error.setText(text_of(error))
        elif error is not None and at is not None:
            at.show_error(text_of(error))
            at.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter confirms, once, however long it is held."""
        if event.key() in _ENTER:
            if not event.isAutoRepeat():
                self.submit()
            return
        super().keyPressEvent(event)

    # What each act answers for itself.

    def fill(self, card: GiftCard) -> None:
        """Begin with these values."""
        raise NotImplementedError

    def first(self) -> QWidget:
        """Where the work starts."""
        raise NotImplementedError

    def act(self, card: GiftCard, request_id: str) -> Callable[[Desk], Changes]:
        """What confirming does.

        Raises:
            UserError: a field cannot be read.
        """
        raise NotImplementedError

    def said(self) -> str:
        """What to say once it is done."""
        raise NotImplementedError

    def _done(self, changes: Changes) -> None:
        self.confirm.setEnabled(True)
        self.carried_out(changes)
        self.dismiss()
        self.done.emit(self.said())

    def carried_out(self, changes: Changes) -> None:
        """What comes of it on the screen."""

    def _refused(self, error: Exception) -> None:
        self.confirm.setEnabled(True)
        self.show_error(error)


class TopUpCard(CardAct):
    """Puts money on the card, as a line of the ticket in work.

    Signals:
        on_ticket(int): the id of the ticket that has the line now.
    """

    on_ticket = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Top up"), _("Add to order"))
        self.amount = AmountEdit(look="amount")
        self.add("amount", _("Amount"), self.amount)
        self.amount.edited.connect(self._say)
        self.finish()

    def fill(self, card: GiftCard) -> None:
        """Empty."""
        self.amount.set_amount(None)
        self._say()

    def first(self) -> AmountEdit:
        """The amount."""
        return self.amount

    def act(self, card: GiftCard, request_id: str) -> Callable[[Desk], Changes]:
        """A line on the ticket in work, or on a new one."""
        amount, ticket_id = self.amount.amount(), self.session.ticket_id

        def run(desk: Desk) -> Changes:
            opened = Changes() if ticket_id else tickets.open_ticket(desk)
            on = ticket_id or next(iter(opened.tickets))
            return opened | card_sales.top_up(desk, on, card.code, amount)

        return run

    def said(self) -> str:
        """It is on the ticket."""
        return _("The top-up is on the ticket.")

    def carried_out(self, changes: Changes) -> None:
        """Go on with the ticket."""
        self.on_ticket.emit(next(iter(changes.tickets)))

    def _say(self) -> None:
        card, amount = self.card, self.amount.value() or 0
        after = money((card.left if card else 0) + amount)
        self.preview.setText(
            _("{amount} will be on it once the ticket is closed.").format(amount=after)
        )


class LoadCard(CardAct):
    """Turns value of the card into an open payment of a client's (R11)."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Load onto a client’s account"), _("Load onto account"))
        self._client_id = 0
        self._choosing = False
        self.finder = ClientFinder(session)
        self.finder.chosen.connect(self._choose)
        self.finder.field.textEdited.connect(lambda _text: self._forget())
        self.amount = AmountEdit(look="amount")
        self.add("client", _("Client"), self.finder.field)
        self.body.addWidget(self.finder)
        self.add("amount", _("Amount"), self.amount)
        self.amount.edited.connect(self._say)
        self.finish()

    def fill(self, card: GiftCard) -> None:
        """All of the card, for nobody yet."""
        self._client_id = 0
        self.finder.begin(has_client=False)
        self.amount.set_amount(card.available)
        self._say()

    def first(self) -> QWidget:
        """Whose account."""
        return self.finder.field

    def act(self, card: GiftCard, request_id: str) -> Callable[[Desk], Changes]:
        """Load it."""
        amount, client_id = self.amount.amount(), self._client_id
        if not client_id:
            raise UserError(_("Choose a client first."), field="client")
        return lambda desk: gift_cards.load(desk, request_id, card.number, client_id, amount)

    def said(self) -> str:
        """It is on the account."""
        return _("Loaded onto the account.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The Enter that takes a client comes by here too: it loads nothing yet."""
        if event.key() in _ENTER and (self._choosing or self.finder.field.hasFocus()):
            self._chosen()
            return
        super().keyPressEvent(event)

    def _choose(self, client_id: object) -> None:
        if isinstance(client_id, int):
            self._client_id, self._choosing = client_id, True
            QTimer.singleShot(0, self, self._chosen)
            self.finder.field.setText(clients.client(self.session.desk, client_id).name)
            self.finder.hide()
            self.amount.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say()

    def _chosen(self) -> None:
        self._choosing = False

    def _forget(self) -> None:
        """Another name is typed: whoever was chosen is not meant any more."""
        self._client_id = 0
        self._say()

    def _say(self) -> None:
        amount, card = self.amount.value() or 0, self.card
        if not self._client_id or card is None:
            self.preview.setText(_("It becomes an open payment, to be spent on tickets and debts."))
            return
        try:
            if amount:
                card.check_available(amount)
        except UserError as error:
            self.preview.setText(error.text)
            return
        has = clients.standing(self.session.desk, self._client_id).available + amount
        self.preview.setText(
            _("{left} will be left on the card; the client will have {has}.").format(
                left=money(card.left - amount), has=money(has)
            )
        )


class ReleaseCard(CardAct):
    """Takes the payments by the card off another open ticket (R7)."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Release what a ticket holds"), _("Release"), Kind.DANGER)
        self._holder: Holder | None = None
        self.reason = QLineEdit()
        self.reason.setMaxLength(200)
        self.add("reason", _("Reason"), self.reason)
        self.finish()

    def aim(self, holder: Holder) -> None:
        """Which ticket it is about."""
        self._holder = holder
        said = _("{amount} comes off ticket #{number}, which will say so.")
        self.preview.setText(said.format(amount=money(holder.amount), number=holder.ticket_number))

    def fill(self, card: GiftCard) -> None:
        """No reason yet."""
        self.reason.clear()

    def first(self) -> QLineEdit:
        """The reason."""
        return self.reason

    def act(self, card: GiftCard, request_id: str) -> Callable[[Desk], Changes]:
        """Release it."""
        why, ticket_id = self.reason.text(), self._holder.ticket_id if self._holder else 0
        return lambda desk: gift_cards.release(desk, ticket_id, card.number, why)

    def said(self) -> str:
        """It can be used again."""
        return _("Released: it can be used again.")


class ReissueCard(CardAct):
    """Voids a lost card and moves its value to a new one."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session, _("Void and reissue"), _("Void this card, make a new one"), Kind.DANGER
        )
        self.reason, self.code = QLineEdit(), QLineEdit()
        self.reason.setMaxLength(500)
        self.code.setMaxLength(40)
        self.code.setProperty("takes_scans", True)
        self.add("reason", _("Reason"), self.reason)
        self.add(
            "code",
            _("Code of the new card"),
            self.code,
            _("Empty: a new code. Or scan a pre-printed card."),
        )
        self.code.editingFinished.connect(self._check_code)
        self.finish()

    def take(self, code: str) -> None:
        """A pre-printed card was scanned; the focus stays, for the reason may just be typed."""
        self.code.setText(code)
        self._check_code()

    def _check_code(self) -> None:
        problem = ""
        try:
            if self.code.text().strip():
                read_code(self.code.text())
        except UserError as error:
            problem = error.text
        self.fields["code"].show_error(problem)

    def fill(self, card: GiftCard) -> None:
        """No reason yet."""
        self.reason.clear()
        self.code.clear()
        said = _("{card} can no longer be used; its {amount} moves to the new card.")
        self.preview.setText(said.format(card=card.name, amount=money(card.left)))

    def first(self) -> QLineEdit:
        """The reason."""
        return self.reason

    def act(self, card: GiftCard, request_id: str) -> Callable[[Desk], Changes]:
        """Reissue it."""
        why, code = self.reason.text(), self.code.text()
        return lambda desk: gift_cards.reissue(desk, request_id, card.number, why, code)

    def said(self) -> str:
        """The new one is on its way."""
        if self.code.text().strip():
            return _("The old card is void; its value is on the new one.")
        return _("The old card is void; the new one is on its way to the printer.")
