"""The balance history: every event with amount, running balance, reason, ticket and person (R18)."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget

from pos_app.domain.client_account import in_words
from pos_app.domain.journal import EntryKind
from pos_app.domain.money import money
from pos_app.domain.points import PointsKind
from pos_app.domain.reason import ReasonKind
from pos_app.domain.words import _, isolated
from pos_app.errors import EnvironmentFault
from pos_app.services import (
    clients,
    event_names,
    history,
    outbox,
    points,
    print_spool,
    printers,
    reason_kinds,
)
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.event_names import EventPart
from pos_app.services.history import BalanceEvent
from pos_app.services.outbox import Mail
from ui.clients.points_history import PointsModel
from ui.email_box import EmailBox, Sendable
from ui.failures import text_of
from ui.session import Session
from ui.when import day_of, time_of, written
from ui.widgets import (
    Button,
    Card,
    Cell,
    Choice,
    Column,
    EmptyState,
    Kind,
    PagedModel,
    Role,
    SearchEdit,
    Table,
    Tone,
    label,
    once,
)

_KINDS_PX = 300
_WHEN, _WHAT, _AMOUNT, _BALANCE, _BY = range(5)


class HistoryCard(Card):
    """The history with its search and filter.

    Signals:
        ticket_opened(int): the ticket with this id is to be looked at.
        said(str): something was done, or why not.
    """

    ticket_opened = Signal(int)
    said = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(margin=1)
        self._session = session
        self._client_id = 0
        self.model = HistoryModel(session, self)
        self.points = PointsModel(session, self)
        self.search = SearchEdit(_("Reason, ticket or person"), key="Ctrl+F")
        self.search.textChanged.connect(lambda _text: self._ask())
        self.kinds = Choice()
        self.kinds.setAccessibleName(_("Kind of event"))
        # Its longest name is no reason to push the page beyond the screen.
        self.kinds.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.kinds.setMinimumContentsLength(14)
        self.kinds.view().setMinimumWidth(_KINDS_PX)
        self._offer_kinds()
        self.kinds.currentIndexChanged.connect(lambda _place: self._ask())
        self.table = Table(_("Balance history"))
        self._list(self.model)
        self.table.fit(_WHAT, {_WHEN: 124, _AMOUNT: 160, _BALANCE: 190, _BY: 116})
        self.table.clicked.connect(self._open)
        self.table.activated.connect(self._open)
        self.reprint_button = Button(
            kind=Kind.PLAIN,
            icon="printer",
            name=_("Print the receipt of this row again"),
            clicked=once(self.reprint),
            key="Ctrl+P",
        )
        self.email_button = Button(
            kind=Kind.PLAIN,
            icon="mail",
            name=_("Send the receipt of this row by e-mail"),
            clicked=self.ask_email,
            key="Ctrl+M",
        )
        self._tips = {b: b.toolTip() for b in (self.reprint_button, self.email_button)}
        self.email = EmailBox(session)
        self.email.setContentsMargins(15, 0, 11, 0)
        self.email.said.connect(self._mailed)
        self.email.hide()
        self._none = QStackedWidget()
        self._none.addWidget(self.table)
        self._none.addWidget(
            EmptyState(
                "later", _("Nothing here"), _("What moves this client’s balance stands here.")
            )
        )
        head = QHBoxLayout()
        head.setContentsMargins(15, 10, 11, 0)
        head.addWidget(label(_("Balance history"), Role.HEADING), 1)
        head.addWidget(self.search, 3)
        head.addWidget(self.kinds)
        head.addWidget(self.reprint_button)
        head.addWidget(self.email_button)
        self.column.setSpacing(6)
        self.column.addLayout(head)
        self.column.addWidget(self.email)
        self.column.addWidget(self._none, 1)

    def show_client(self, client_id: int) -> None:
        """Show one client's history; another client's begins unsearched."""
        if client_id != self._client_id:
            self._client_id = client_id
            self.search.clear()
            self.kinds.setCurrentIndex(0)
        self._offer_kinds()
        self._ask()

    def _offer_kinds(self) -> None:
        """Kinds of event, and below them the shop's kinds of reason, those of old included."""
        reasons = reason_kinds.reason_kinds(self._session.desk)
        chosen = self.kinds.currentText()
        self.kinds.blockSignals(True)
        self.kinds.clear()
        self.kinds.addItem(_("All kinds"), None)
        for kind, name in event_names.kind_names().items():
            self.kinds.addItem(name, kind)
        desk = self._session.desk
        if desk.settings.points_rule.is_on or points.page(desk, self._client_id, most=1):
            self.kinds.addItem(_("Points"), PointsKind)
        if reasons:
            self.kinds.insertSeparator(self.kinds.count())
        for reason in reasons:
            self.kinds.addItem(_("Reason: {kind}").format(kind=reason.name), reason)
        self.kinds.setCurrentIndex(max(0, self.kinds.findText(chosen)))
        self.kinds.blockSignals(False)

    def _ask(self) -> None:
        kind = self.kinds.currentData()
        shown = self.points if kind is PointsKind else self.model
        if self.table.model() is not shown:
            self._list(shown)
        reason = kind.code if isinstance(kind, ReasonKind) else ""
        try:
            if shown is self.points:
                self.points.find(self._client_id, self.search.text())
            else:
                kinds = frozenset() if kind is None or reason else frozenset({EntryKind(kind)})
                self.model.find(self._client_id, kinds, self.search.text(), reason)
        except EnvironmentFault:
            # Said again, in words, by whatever is tried next; what was read stays on the screen.
            return
        self._none.setCurrentIndex(0 if shown.rowCount() else 1)
        self._offer()

    def _list(self, shown: QAbstractItemModel) -> None:
        self.table.setModel(shown)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _old: self._offer())

    def reprint(self) -> None:
        """Print a copy of the receipt of money received or given back, or of a refund."""
        row = self._in_hand()
        if row is None or not self.reprint_button.isEnabled():
            return
        said = _("A copy is on its way to the printer.")
        done: dict[str, Any] = {
            "then": lambda _changes: self.said.emit(said),
            "failed": lambda error: self.said.emit(text_of(error)),
            "owner": self,
        }
        if row.refund_id is not None:
            self._session.write(print_spool.reprint_refund, row.refund_id, **done)
        elif row.payment_id is not None:
            self._session.write(print_spool.reprint_payment, row.payment_id, **done)

    def ask_email(self) -> None:
        """Ask where a copy of that receipt is to be sent; asked again, let it be."""
        row = self._in_hand()
        if self.email.isVisible():
            self.email.hide()
        elif row is not None and self.email_button.isEnabled():
            self._offer_email(row)
            self.email.take_focus()

    def newest(self) -> int:
        """The number of the client's newest event that is shown; 0 where there is none."""
        row = self.model.row(0)
        return row.number if row is not None else 0

    def offer_receipt(self, after: int) -> None:
        """Where money moved after the event of that number, offer to send the receipt of it.

        The focus stays where it is: a second Enter must send nothing.
        """
        if not self._session.desk.settings.sends_mail:
            return
        place = self.model.place_of(lambda row: row.number > after and _has_receipt(row))
        if place >= 0 and self.table.model() is self.model:
            self.table.selectRow(place)
            self._offer_email(self.model.rows[place])

    def _offer_email(self, row: BalanceEvent) -> None:
        who = clients.client(self._session.desk, self._client_id)
        self.email.begin(who, [Sendable(row.what, partial(_send, row))], partial(_sent_of, row))
        self.email.show()

    def _mailed(self, said: str) -> None:
        self.email.hide()
        self.table.setFocus()
        self.said.emit(said)

    def _in_hand(self) -> BalanceEvent | None:
        """The event of the balance that the keys are on."""
        is_balance = self.table.model() is self.model
        return self.model.row(self.table.currentIndex().row()) if is_balance else None

    def _offer(self) -> None:
        """The row in hand has a receipt or none; it is printed where the till has a printer."""
        row, why = self._in_hand(), ""
        if row is None or not _has_receipt(row):
            why = _("Choose a row of money received, given back or refunded: it has a receipt.")
        self._allow(self.email_button, why)
        if row is not None and not why:
            paper = "refund" if row.refund_id is not None else "account_receipt"
            if not printers.prints(self._session.desk, paper):
                why = _("This till has no printer. Choose one under Settings, Tills.")
        self._allow(self.reprint_button, why)
        self.email.hide()

    def _allow(self, button: Button, why_not: str) -> None:
        button.setEnabled(not why_not)
        button.setToolTip(why_not or self._tips[button])

    def _open(self, index: QModelIndex) -> None:
        shown = self.points if self.table.model() is self.points else self.model
        event = shown.row(index.row())
        if event is not None and event.ticket_id is not None:
            self.ticket_opened.emit(event.ticket_id)


def _has_receipt(row: BalanceEvent) -> bool:
    return row.refund_id is not None or row.payment_id is not None


def _send(row: BalanceEvent, desk: Desk, address: str) -> Changes:
    if row.refund_id is not None:
        return outbox.email_refund(desk, row.refund_id, address)
    assert row.payment_id is not None
    return outbox.email_payment(desk, row.payment_id, address)


def _sent_of(row: BalanceEvent, desk: Desk) -> list[Mail]:
    if row.refund_id is not None:
        return outbox.of_refund(desk, row.refund_id)
    assert row.payment_id is not None
    return outbox.of_payment(desk, row.payment_id)


class HistoryModel(PagedModel[BalanceEvent]):
    """One client's events, newest first."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        texts = (Column(_("Date")), Column(_("What happened")))
        amounts = (Column(_("Amount"), right=True), Column(_("Balance"), right=True))
        super().__init__((*texts, *amounts, Column(_("By"))), parent)
        self._session = session

    def find(
        self, client_id: int, kinds: frozenset[EntryKind], typed: str, reason_kind: str = ""
    ) -> None:
        """Show the newest of what was asked for.

        Raises:
            EnvironmentFault: the books cannot be read.
        """
        desk = self._session.desk

        def page(after: BalanceEvent | None) -> Sequence[BalanceEvent]:
            before = after.number if after else history.LATEST
            return history.page(desk, client_id, before, kinds, typed, reason_kind=reason_kind)

        self.read(page)

    def cells(self, row: BalanceEvent) -> tuple[Cell, ...]:
        """When, what, amount, balance, by whom."""
        when, owed, has = day_of(self._session, row.at), in_words(row.owed, 0), in_words(0, row.has)
        card = _("Card of {client}").format(client=row.card) if row.card else ""
        why = " · ".join(filter(None, (card, *_money_in(row), row.reason, *_parts(row))))
        amount = ("+" if row.amount > 0 else "") + money(row.amount)
        balance = owed if row.owed else has
        return (
            Cell(when, time_of(self._session, row.at), tone=Tone.MUTED, tip=when),
            Cell(row.what, why, strong=True, tip=" · ".join(filter(None, (row.what, why)))),
            Cell(amount, tone=_tone(row.amount), tip=amount),
            Cell(balance, has if row.owed and row.has else "", tip=balance),
            _person(row),
        )


def _person(event: BalanceEvent) -> Cell:
    """Who did it, and below who allowed it."""
    if not event.allowed_by:
        return Cell(event.by, tone=Tone.MUTED, tip=event.by)
    said = _("{name} allowed it").format(name=event.allowed_by)
    short = _("PIN: {name}").format(name=event.allowed_by)
    return Cell(event.by, short, tone=Tone.MUTED, tip=f"{event.by} · {said}")


def _money_in(event: BalanceEvent) -> tuple[str, ...]:
    """How money came that no ticket took, when that was another day, and what was noted of it."""
    day = written(event.received_on) if event.received_on else ""
    return event.paid_by, _("received {day}").format(day=day) if day else "", event.note


def _parts(event: BalanceEvent) -> Iterator[str]:
    """What it made and moved; what is called by its reason, or is all of a ticket's, stands there already.

    So does a fund that went whole to where the next part says.
    """
    if event.kind is EntryKind.TICKET and len(event.parts) == 1 and event.parts[0].made:
        return
    went = {(part.fund, part.amount) for part in event.parts if not part.made and part.charge}
    for part in event.parts:
        if part.made and (part.fund, part.amount) in went:
            continue
        if part.made and event.kind is EntryKind.TICKET:
            # Called by the ticket, which stands above: what it is, is not said by that.
            yield f"{_('Account credit') if part.fund else _('Pay later')} {money(part.amount)}"
        elif not (part.made and (part.fund or part.charge) == event.reason_kind):
            yield _part_in_words(part)


def _part_in_words(part: EventPart) -> str:
    amount = money(part.amount)
    moved = " → ".join(isolated(name) for name in (part.fund, part.charge) if name)
    return f"{moved} {amount}".strip()


def _tone(amount: int) -> Tone:
    if not amount:
        return Tone.PLAIN
    return Tone.DUE if amount > 0 else Tone.CREDIT
