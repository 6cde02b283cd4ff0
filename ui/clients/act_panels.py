"""The acts themselves: adjust, issue or charge, money on account, write off (R10, R11)."""

from PySide6.QtCore import QDate, Qt, QTimer

from pos_app.domain.balance_acts import (
    AddCredit,
    BalanceAct,
    ChargeAmount,
    Pays,
    RemoveCredit,
    TakePayment,
    WriteOff,
)
from pos_app.domain.money import money
from pos_app.domain.money_back import GiveBack
from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.services import clients
from ui.clients.acts import ActPanel, PaymentFields
from ui.session import Session
from ui.widgets import DateEdit, Field, Segmented, bring_into_view


class AdjustPanel(ActPanel):
    """Add credit or remove credit (R10)."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Adjust client balance"))
        self.way = Segmented(
            [("add", _("Add credit")), ("remove", _("Remove credit"))], name=_("Add or remove")
        )
        self.received = Segmented(
            [(False, _("No, it is granted")), (True, _("Yes"))], name=_("Was money received?")
        )
        self.way.chosen.connect(lambda _way: self.look())
        self.received.chosen.connect(lambda _received: self.look())
        self.form.addWidget(self.way)
        self.form.addSpacing(6)
        self.form.addWidget(self.explanation)
        self.add("amount", Field(_("Amount"), self.amount))
        self._asked = Field(_("Was money received?"), self.received)
        self.form.addWidget(self._asked)
        self._money = PaymentFields(session, self)
        self.form.addWidget(self._money)
        self.add_reason()
        self.form.addStretch(1)

    def begin(self, client: Client, amount: int | None = None) -> None:
        """Start with adding credit that was granted."""
        self.way.choose("add")
        self.received.choose(value=False)
        self._money.begin()
        super().begin(client, amount)

    def look(self) -> None:
        """What it does, in words, and what it asks for."""
        adds = self.way.value() == "add"
        self._asked.setVisible(adds)
        self._money.setVisible(adds and bool(self.received.value()))
        self.explanation.setText(
            _(
                "Add credit reduces what the client owes, oldest first; anything over becomes credit."
            )
            if adds
            else _("Remove credit takes what can be spent; what is missing is owed.")
        )
        super().look()

    def act(self) -> BalanceAct:
        """Credit granted or received, or taken back."""
        amount, why = self.amount.value() or 0, self.reason.text()
        kind = self.why.code()
        if self.way.value() == "remove":
            return RemoveCredit(amount=amount, reason=why, reason_kind=kind)
        money_in = self._money.received() if self.received.value() else None
        return AddCredit(amount=amount, reason=why, reason_kind=kind, money=money_in)


class IssuePanel(ActPanel):
    """Issue a credit to the client's account, or charge an amount to it (R10)."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Issue or charge"))
        self.way = Segmented(
            [("credit", _("Issue a credit")), ("charge", _("Charge an amount"))],
            name=_("Issue or charge"),
        )
        self.way.chosen.connect(lambda _way: self.look())
        self.expiry = Segmented([(False, _("Never")), (True, _("On a date"))], name=_("Expires"))
        self.expiry.chosen.connect(self._ask_day)
        self.expires_on = DateEdit()
        self.expires_on.dateChanged.connect(lambda _date: self.look())
        self.form.addWidget(self.way)
        self.form.addSpacing(6)
        self.form.addWidget(self.explanation)
        self.add("amount", Field(_("Amount"), self.amount))
        self.add_reason()
        self._expiry = Field(_("Expires"), self.expiry)
        self.form.addWidget(self._expiry)
        self.add("expires_on", Field(_("Last day to spend it"), self.expires_on))
        self.form.addStretch(1)

    def begin(self, client: Client, amount: int | None = None) -> None:
        """Start with a credit that never expires."""
        self.way.choose("credit")
        self.expiry.choose(value=False)
        today = self.session.desk.clock.now()
        self.expires_on.setDate(QDate(today.year + 1, today.month, 1).addDays(-1))
        super().begin(client, amount)

    def look(self) -> None:
        """What it does, in words."""
        credits = self.way.value() == "credit"
        self._expiry.setVisible(credits)
        self.fields["expires_on"].setVisible(credits and bool(self.expiry.value()))
        self.explanation.setText(
            _("Issue a credit to client account: no money is received.")
            if credits
            else _("Charge an amount to client account: the client owes all of it.")
        )
        super().look()

    def _ask_day(self, dated: object) -> None:
        self.look()
        if dated:
            # It has just joined: it has its place once the form was laid out.
            field = self.fields["expires_on"]
            QTimer.singleShot(0, field, lambda: bring_into_view(field))

    def act(self) -> BalanceAct:
        """A credit or a charge."""
        amount, why = self.amount.value() or 0, self.reason.text()
        kind = self.why.code()
        if self.way.value() == "charge":
            return ChargeAmount(amount=amount, reason=why, reason_kind=kind)
        last = self.expires_on.date().toString(Qt.DateFormat.ISODate)
        until = last if self.expiry.value() else ""
        return AddCredit(amount=amount, reason=why, reason_kind=kind, expires_on=until)


class MoneyPanel(ActPanel):
    """Money received without a ticket: an open payment, or one that pays what is owed (R11)."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Create open payment"))
        self.pays = Segmented(
            [
                (Pays.OLDEST, _("What is owed")),
                (Pays.NOTHING, _("Open payment")),
            ],
            name=_("What the money is for"),
        )
        self.pays.chosen.connect(lambda _pays: self.look())
        self.form.addWidget(self.explanation)
        self.add("amount", Field(_("Amount received"), self.amount))
        self._for = Field(_("What the money is for"), self.pays)
        self.form.addWidget(self._for)
        self._money = PaymentFields(session, self)
        self.form.addWidget(self._money)
        self.form.addStretch(1)

    def begin_open_payment(self, client: Client) -> None:
        """Create an open payment; where something is owed, paying that first is offered (R11)."""
        self.set_title(_("Create open payment"))
        self._begin(client, Pays.NOTHING, None)

    def begin_pay(self, client: Client) -> None:
        """Pay the balance due, or buy account credit where nothing is owed."""
        now = clients.standing(self.session.desk, client.id)
        self.set_title(_("Pay balance") if now.payable else _("Buy account credit"))
        self._begin(client, Pays.OLDEST, now.payable or None)

    def _begin(self, client: Client, pays: Pays, amount: int | None) -> None:
        now = clients.standing(self.session.desk, client.id)
        self.pays.choose(pays)
        self._for.setVisible(now.payable > 0)
        self._money.begin()
        self.explanation.setText(
            _("{name} owes {amount}. Money that is more than that stays on the account.").format(
                name=client.name, amount=money(now.owed)
            )
            if now.payable
            else _("Money received now or earlier, to be spent later. A receipt is printed.")
        )
        self.begin(client, amount)

    def act(self) -> BalanceAct:
        """Money on account."""
        return TakePayment(
            amount=self.amount.value() or 0,
            money=self._money.received(),
            pays=Pays(str(self.pays.value())) if not self._for.isHidden() else Pays.NOTHING,
        )


class WriteOffPanel(ActPanel):
    """Give up what a client owes and will not pay."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Write off a debt"))
        self.explanation.setText(_("What is written off is lost to the shop. It is not credit."))
        self.form.addWidget(self.explanation)
        self.add("amount", Field(_("Amount"), self.amount))
        self.add_reason()
        self.form.addStretch(1)

    def act(self) -> BalanceAct:
        """Part of the debt, oldest first."""
        return WriteOff(
            amount=self.amount.value() or 0,
            reason=self.reason.text(),
            reason_kind=self.why.code(),
        )


class GiveBackPanel(ActPanel):
    """Give back money that no ticket used, to the tender it came by (R13)."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Give money back"))
        self._fund_id = 0
        self.form.addWidget(self.explanation)
        self.add("amount", Field(_("Amount"), self.amount))
        self.add_reason()
        self.form.addStretch(1)

    def begin_of(self, client: Client, fund_id: int, most: int, payment: str) -> None:
        """Start with all that is left of an open payment."""
        self._fund_id = fund_id
        self.explanation.setText(
            _("Goes back to {payment}: all of it, or less. A receipt is printed.").format(
                payment=payment
            )
        )
        self.begin(client, most)

    def act(self) -> GiveBack:
        """Part of the open payment."""
        return GiveBack(
            fund_id=self._fund_id,
            amount=self.amount.value() or 0,
            reason=self.reason.text(),
            reason_kind=self.why.code(),
        )
