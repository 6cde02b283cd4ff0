"""Panels for a manager's acts on a client's balance: what it would do stands beside *Save* (R10–R12)."""

from abc import abstractmethod
from dataclasses import replace
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain import reason
from pos_app.domain.balance_acts import (
    BalanceAct,
    OwnMoneyAtStake,
    Received,
    RemoveCredit,
    check,
)
from pos_app.domain.balance_plan import Plan
from pos_app.domain.client_account import Standing, in_words
from pos_app.domain.money import money
from pos_app.domain.money_back import GiveBack
from pos_app.domain.shop import Client
from pos_app.domain.words import _, isolated
from pos_app.errors import EnvironmentFault, UserError
from pos_app.services import client_accounts, clients, money_back
from pos_app.services.changes import Changes
from ui.failures import text_of
from ui.own_money import OwnMoneyQuestion
from ui.reason import ReasonField
from ui.session import Session
from ui.widgets import (
    AmountEdit,
    Button,
    Choice,
    DateEdit,
    Field,
    Kind,
    Notice,
    NoticeTone,
    Panel,
    Role,
    Tone,
    WholeArea,
    bring_into_view,
    figure,
    label,
    paragraph,
    scrolled,
    set_tone,
)


class ActPanel(Panel):
    """A form for one act on one client's balance.

    Signals:
        done(str): it was carried out; what to say about it.
    """

    done = Signal(str)

    def __init__(self, session: Session, title: str) -> None:
        super().__init__(title)
        self.session = session
        self.client = Client()
        self.fields: dict[str, Field] = {}
        self.form = QVBoxLayout()
        self.form.setContentsMargins(0, 0, 6, 0)
        self.form.setSpacing(2)
        self.amount = AmountEdit(look="amount")
        self.amount.edited.connect(self.look)
        self.explanation = paragraph("")
        self.explanation.setContentsMargins(0, 0, 0, 6)
        self.why = ReasonField(_("Stays in the balance history."))
        self.reason = self.why.words
        self._plan: Plan | None = None
        self._request = ""
        self.preview = Preview()
        self.notice = Notice("", NoticeTone.ERROR, can_dismiss=False)
        self.own_money = OwnMoneyQuestion(self.save)
        self.save_button = Button(_("Save"), self.save, kind=Kind.PRIMARY, key="Ctrl+S")
        inside = QWidget()
        inside.setLayout(self.form)
        self._scrolled = scrolled(inside, WholeArea)
        self.body.setSpacing(8)
        self.body.addWidget(self._scrolled, 1)
        for part in (self.preview, self.notice, self.own_money, self.save_button):
            self.body.addWidget(part)

    @abstractmethod
    def act(self) -> BalanceAct | GiveBack:
        """What the form says.

        Raises:
            UserError: something in it cannot be read.
        """

    def begin(self, client: Client, amount: int | None = None) -> None:
        """Open the form for a client."""
        self.client = client
        self._request = uuid4().hex
        self.amount.set_amount(amount)
        self.why.begin(self.session)
        for field in self.fields.values():
            field.show_error("")
        self.look()
        self.open(self.amount)

    def add(self, name: str, field: Field) -> None:
        """Add a field, named as the services name it in their errors."""
        self.fields[name] = field
        self.form.addWidget(field)

    def add_reason(self) -> None:
        """Ask why it is done."""
        self.add("reason", self.why)

    def look(self) -> None:
        """Show what the act would do now."""
        self._plan = None
        self.notice.hide()
        self.own_money.forget()
        problem = ""
        if self.amount.value() is not None:
            try:
                self._plan = self._preview(self.act())
            except (UserError, EnvironmentFault) as error:
                problem = error.text
        now = clients.standing(self.session.desk, self.client.id)
        self.preview.show_change(now, self._plan.after if self._plan else None, problem)
        self._scrolled.updateGeometry()

    def look_again(self) -> None:
        """The balance moved: show what the act would do now, unless it is being carried out."""
        if not self.isHidden() and self.save_button.isEnabled():
            self.look()

    def save(self) -> None:
        """Carry it out, as it was shown."""
        if not self.save_button.isEnabled():
            return
        for field in self.fields.values():
            field.show_error("")
        self.notice.hide()
        try:
            act = self.act()
            self.amount.amount()
            if isinstance(act, RemoveCredit):
                act = replace(act, own_money=self.own_money.answer)
            self._check(act)
        except (UserError, EnvironmentFault) as error:
            self._refused(error)
            return
        self.save_button.setEnabled(False)
        self._write(act)

    def _check(self, act: BalanceAct | GiveBack) -> None:
        """Before the write: a manager's PIN is not to be asked for what would be refused."""
        kind = self.why.kind.currentData()
        if isinstance(act, GiveBack):
            reason.check(act.reason, kind)
        else:
            check(act, client_accounts.preview(self.session.desk, self.client.id, act), kind)

    def _preview(self, act: BalanceAct | GiveBack) -> Plan:
        desk, client_id = self.session.desk, self.client.id
        if isinstance(act, GiveBack):
            return money_back.preview(desk, client_id, act)
        return client_accounts.preview(desk, client_id, act)

    def _write(self, act: BalanceAct | GiveBack) -> None:
        done: dict[str, Any] = {"then": self._carried_out, "failed": self._refused, "owner": self}
        client_id, request, seen = self.client.id, self._request, self._plan
        if isinstance(act, GiveBack):
            self.session.write(money_back.give_back, client_id, request, act, seen, **done)
        else:
            self.session.write(client_accounts.carry_out, client_id, request, act, seen, **done)

    def _carried_out(self, _changes: Changes) -> None:
        self.save_button.setEnabled(True)
        after = self._plan.after if self._plan else Standing()
        self.dismiss()
        now = in_words(after.owed, after.open_payments + after.credits)
        self.done.emit(f"{isolated(self.client.name)}: {now}")

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        if isinstance(error, OwnMoneyAtStake):
            self.own_money.ask(error)
            return
        field = self.fields.get(error.field or "") if isinstance(error, UserError) else None
        if field is None:
            self.look()
            self.notice.set_text(text_of(error))
            self.notice.show()
            return
        field.show_error(text_of(error))
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        bring_into_view(field)


def needs_authority() -> str:
    """What stands beside acts that the person signed in may not do alone."""
    return _("You may prepare this; somebody who may do it gives their PIN when it is saved.")


class ChangeRow(QWidget):
    """A name and its amount, or the amounts before and after: below each other where both are long."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = label(name, tone=Tone.MUTED)
        self.figure = figure()
        self.figure.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 5, 0, 5)
        row.setSpacing(12)
        row.addWidget(self._name, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.figure, 1)

    def show_change(self, before: int, after: int, tone: Tone) -> None:
        """Show amounts in minor units; one that stays, once."""
        # The arrow goes with what comes after it.
        said = money(before) if before == after else f"{money(before)} →\u00a0{money(after)}"
        self.figure.setText(said)
        set_tone(self.figure, tone)


class Preview(QFrame):
    """What the client owes and has before and after, each in its colour, and in words."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("inset", True)
        self._rows = {
            "owed": ChangeRow(_("Balance due")),
            "open_payments": ChangeRow(_("Open payments")),
            "credits": ChangeRow(_("Credits")),
        }
        self.words = paragraph("", Role.STRONG)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 10)
        column.setSpacing(0)
        for row in self._rows.values():
            column.addWidget(row)
        column.addWidget(self.words)

    def show_change(self, now: Standing, then: Standing | None, problem: str = "") -> None:
        """Show a change, or without ``then`` what is so now and why nothing would change."""
        for name, row in self._rows.items():
            before = getattr(now, name)
            after = before if then is None else getattr(then, name)
            tone = Tone.DUE if name == "owed" else Tone.CREDIT
            row.show_change(before, after, tone if after else Tone.PLAIN)
            row.setVisible(bool(before or after) or name == "owed")
        words = ""
        if then is not None:
            words = _("After this: {balance}").format(
                balance=in_words(then.owed, then.open_payments + then.credits)
            )
        self.words.setText(problem or words)
        self.words.setVisible(bool(problem or words))
        set_tone(self.words, Tone.DANGER if problem else Tone.PLAIN)


class PaymentFields(QWidget):
    """How money was received: payment type, and date, reference and note where it was elsewhere."""

    def __init__(self, session: Session, panel: ActPanel) -> None:
        super().__init__()
        self._session = session
        self.type = Choice()
        self.date = DateEdit()
        self.reference, self.note = QLineEdit(), QLineEdit()
        self.reference.setMaxLength(60)
        self.note.setMaxLength(500)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for name, field in {
            "type_code": Field(_("Payment type"), self.type),
            "received_on": Field(_("Date received"), self.date),
            "reference": Field(_("Reference"), self.reference),
            "note": Field(_("Note"), self.note),
        }.items():
            panel.fields[name] = field
            column.addWidget(field)

    def begin(self) -> None:
        """As if it was received here and now."""
        self.type.clear()
        for way in client_accounts.money_types(self._session.desk):
            self.type.addItem(way.name, way.code)
        today = self._session.desk.clock.now()
        self.date.setDate(QDate(today.year, today.month, today.day))
        self.reference.clear()
        self.note.clear()

    def received(self) -> Received:
        """What the form says."""
        return Received(
            type_code=str(self.type.currentData() or ""),
            received_on=self.date.date().toString(Qt.DateFormat.ISODate),
            reference=self.reference.text(),
            note=self.note.text(),
        )
