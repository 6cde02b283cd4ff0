"""Refunding a closed ticket, in place of its receipt: what comes back, where to, and why (R13, R14)."""

from dataclasses import replace
from enum import Enum
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from pos_app.domain import refund_acts
from pos_app.domain.money import money
from pos_app.domain.payment import Payment
from pos_app.domain.points import in_words
from pos_app.domain.refund import Back, Closed, GoesTo, LineLeft, Plan
from pos_app.domain.refund_acts import (
    AdjustInvoice,
    Convert,
    RefundAct,
    RefundAmount,
    RefundLines,
    RefundPayment,
    RemoveFund,
    ReturnFund,
    VoidClosed,
)
from pos_app.domain.ticket import LineKind
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.services import clients, refund_receipts, refunds
from pos_app.services.changes import Changes
from ui.failures import text_of
from ui.reason import ReasonField
from ui.session import Session
from ui.widgets import (
    AmountEdit,
    Button,
    ElidedLabel,
    Field,
    Kind,
    Notice,
    NoticeTone,
    NumberEdit,
    Panel,
    Role,
    Segmented,
    SummaryRow,
    Tone,
    figure,
    paragraph,
    scrolled,
    set_tone,
)


class Act(Enum):
    """What the panel is open for."""

    TICKET = "ticket"
    PAYMENT = "payment"
    RETURN = "return"
    REMOVE = "remove"
    CONVERT = "convert"
    ADJUST = "adjust"
    VOID = "void"


_PREVIEW_PX = 107
"""Room for one place it goes to, so that the reason stays where it is as an amount is typed."""
_CHOOSES_LINES = (Act.TICKET,)
_ASKS_AMOUNT = (Act.TICKET, Act.PAYMENT, Act.ADJUST)
_ASKS_WHERE = (Act.TICKET, Act.PAYMENT)


class RefundPanel(Panel):
    """A form for what comes back of one closed ticket; what it would do stands beside its button.

    Signals:
        done(str): it was carried out; what to say about it.
    """

    done = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__("")
        self._session = session
        self._act = Act.TICKET
        self._closed: Closed | None = None
        self._payment: Payment | None = None
        self._plan: Plan | None = None
        self._is_writing = False
        self._request = ""
        self._lines: dict[int, _LineRow] = {}
        self.explanation = paragraph("")
        self.by = Segmented(
            [("lines", _("Lines")), ("amount", _("Amount"))], name=_("Refund by lines or amount")
        )
        self.all = Button(_("All of it"), self.choose_all, key="Alt+A")
        self.amount = AmountEdit(look="amount")
        self.tips = QCheckBox(_("The tip too"))
        self.back = Segmented(
            [
                (Back.AS_PAID, _("As paid")),
                (Back.TENDER, _("All to tenders")),
                (Back.ACCOUNT, _("To the account")),
            ],
            name=_("Where to"),
        )
        self.why = ReasonField(_("Stays in the history."))
        self.reason = self.why.words
        self.fields = {
            "amount": Field(_("Amount"), self.amount),
            "back": Field(_("Where to"), self.back),
            "reason": self.why,
        }
        self.preview = _Preview()
        self.notice = Notice("", NoticeTone.ERROR, can_dismiss=False)
        self.confirm = Button("", self.save, kind=Kind.DESTROY, key="Ctrl+Return")
        self._lay_out()
        self.amount.edited.connect(self.look)
        self.by.chosen.connect(self._choose_by)
        self.back.chosen.connect(lambda _value: self.look())
        self.tips.toggled.connect(lambda _on: self.look())
        self.reason.returnPressed.connect(self.save)
        self.amount.returnPressed.connect(self.save)

    def begin(self, act: Act, ticket_id: int, payment: Payment | None = None) -> None:
        """Open the form.

        Raises:
            UserError: the ticket cannot be refunded.
        """
        self._act, self._payment = act, payment
        self._closed = refunds.look(self._session.desk, ticket_id)
        self._request = uuid4().hex
        self.by.choose("lines")
        self.back.choose(Back.AS_PAID)
        self.why.begin(self._session)
        self.tips.setChecked(False)  # A bottle that comes back takes nobody's tip along.
        left = self._closed.left_of(payment.id) if payment else None
        self.amount.set_amount(left if act is Act.PAYMENT else None)
        name = payment.name if payment else ""
        self.set_title(_titles()[act].format(payment=name, number=self._closed.number))
        self.explanation.setText(_explained()[act])
        self.confirm.setText(_buttons()[act])
        for field in self.fields.values():
            field.show_error("")
        self._fill_lines(self._closed)
        self.look()
        self.open(self.reason if act not in _ASKS_AMOUNT else self._first())

    def choose_all(self) -> None:
        """All that is left of every line, and of the tips."""
        for row in self._lines.values():
            row.count.setValue(row.count.maximum())
        self.tips.setChecked(True)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def act(self) -> RefundAct:
        """What the form says."""
        return replace(self._asked(), reason_kind=self.why.code())

    def _asked(self) -> RefundAct:
        why, amount = self.reason.text(), self.amount.value() or 0
        payment_id = self._payment.id if self._payment else 0
        back = Back(str(self.back.value()))
        match self._act:
            case Act.PAYMENT:
                return RefundPayment(payment_id=payment_id, amount=amount, back=back, reason=why)
            case Act.RETURN:
                return ReturnFund(payment_id=payment_id, reason=why)
            case Act.REMOVE:
                return RemoveFund(payment_id=payment_id, reason=why)
            case Act.CONVERT:
                return Convert(reason=why)
            case Act.ADJUST:
                return AdjustInvoice(amount=amount, reason=why)
            case Act.VOID:
                return VoidClosed(reason=why)
        if self.by.value() == "amount":
            return RefundAmount(amount=amount, tips=self.tips.isChecked(), back=back, reason=why)
        staff = {tip.staff for tip in self._closed.tips} if self._closed else set()
        return RefundLines(
            quantities={number: row.count.value() for number, row in self._lines.items()},
            tips=frozenset(staff if self.tips.isChecked() else ()),
            back=back,
            reason=why,
        )

    def look(self) -> None:
        """Show what it would do now, and ask only what is to be asked."""
        if self._closed is None:
            return
        by_lines = self._act in _CHOOSES_LINES and self.by.value() == "lines"
        self.by.setVisible(self._act in _CHOOSES_LINES)
        self._rows.setVisible(by_lines)
        self.all.setVisible(by_lines)
        self.fields["amount"].setVisible(self._act in _ASKS_AMOUNT and not by_lines)
        self.tips.setVisible(self._act is Act.TICKET and bool(self._closed.tips))
        self.fields["back"].setVisible(self._act in _ASKS_WHERE)
        self.back.parts()[2].setEnabled(self._closed.client_id is not None)
        self._plan, problem = None, ""
        try:
            self._plan = refunds.preview(self._session.desk, self._closed.ticket_id, self.act())
        except (UserError, EnvironmentFault) as error:
            problem = error.text
        if self._nothing_said():
            self.preview.show_plan(self._closed, None, _choose(), Tone.MUTED)
        else:
            self.preview.show_plan(self._closed, self._plan, problem)
        self.confirm.setToolTip(self.preview.words.text() if self._plan is None else "")
        self._allow()
        self.notice.hide()

    def save(self) -> None:
        """Carry it out, as it was shown."""
        if self._is_writing or self._closed is None:
            return
        for field in self.fields.values():
            field.show_error("")
        act = self.act()
        try:
            # Before the write: a manager's PIN is not to be asked for what would be refused.
            if self._nothing_said():
                raise UserError(_choose())
            refund_acts.check(act, self.why.kind.currentData())
            refunds.preview(self._session.desk, self._closed.ticket_id, act)
        except (UserError, EnvironmentFault) as error:
            self._refused(error)
            return
        self._is_writing = True
        self._allow()
        self._session.write(
            refunds.refund,
            self._closed.ticket_id,
            self._request,
            act,
            self._plan,
            then=self._done,
            failed=self._refused,
            owner=self,
        )

    def _nothing_said(self) -> bool:
        """Nothing was entered yet, which is no mistake."""
        if self._act in (Act.ADJUST, Act.PAYMENT) or self.by.value() == "amount":
            return self._act in _ASKS_AMOUNT and self.amount.value() is None
        chosen = self.tips.isChecked() or any(row.count.value() for row in self._lines.values())
        return self._act is Act.TICKET and not chosen

    def _allow(self) -> None:
        """What would bring nothing back cannot be pressed."""
        self.confirm.setEnabled(self._plan is not None and not self._is_writing)

    def _done(self, _changes: Changes) -> None:
        self._is_writing = False
        said = self._said(self._plan) if self._plan else ""
        self.dismiss()
        self.done.emit(said)

    def _said(self, plan: Plan) -> str:
        """What was made, and what became of all the rest."""
        if _is_lost(plan):
            return ", ".join(_places(plan))
        made = plan.going(GoesTo.OPEN_PAYMENT)
        if not made or plan.closed.client_id is None:
            return _("{amount} came back.").format(amount=money(plan.amount))
        client = clients.client(self._session.desk, plan.closed.client_id)
        said = _("Open payment of {amount} made for {client}.").format(
            client=client.name, amount=money(made)
        )
        rest = replace(
            plan, gives=tuple(g for g in plan.gives if g.goes_to is not GoesTo.OPEN_PAYMENT)
        )
        parts = [f"{place}: {money(amount)}." for place, amount in _places(rest).items()]
        return " ".join((said, *parts))

    def _refused(self, error: Exception) -> None:
        self._is_writing = False
        self._allow()
        name = (error.field or "") if isinstance(error, UserError) else ""
        field = self.fields.get(name)
        if field is not None and field.isVisibleTo(self):
            field.show_error(text_of(error))
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._closed is not None:
            self._closed = refunds.look(self._session.desk, self._closed.ticket_id)
            self.look()
        self.notice.set_text(text_of(error))
        self.notice.show()

    def _choose_by(self, _value: object) -> None:
        """Go on where the choice leads: what had the focus may be hidden now."""
        self.look()
        self._first().setFocus(Qt.FocusReason.OtherFocusReason)

    def _first(self) -> QWidget:
        by_lines = self._act in _CHOOSES_LINES and self.by.value() == "lines"
        if by_lines and self._lines:
            return next(iter(self._lines.values())).count
        return self.amount

    def _fill_lines(self, closed: Closed) -> None:
        for row in self._lines.values():
            row.hide()
            row.deleteLater()
        self._lines = {}
        for left in closed.lines:
            made = _LineRow(left)
            made.count.valueChanged.connect(lambda _count: self.look())
            self._list.addWidget(made)
            self._lines[left.line.number] = made

    def _lay_out(self) -> None:
        self.column.setContentsMargins(0, 4, 0, 0)
        self.setProperty("card", False)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self._rows = QWidget()
        self._rows.setLayout(self._list)
        self._list.setContentsMargins(0, 4, 0, 4)
        inside = QWidget()
        form = QVBoxLayout(inside)
        form.setContentsMargins(0, 0, 6, 0)
        form.setSpacing(4)
        for part in (self.explanation, self.by, self._rows, self.fields["amount"]):
            form.addWidget(part)
        rest = QHBoxLayout()
        rest.addWidget(self.tips, 1)
        rest.addWidget(self.all)
        form.addLayout(rest)
        form.addWidget(self.fields["back"])
        form.addStretch(1)
        self.body.setSpacing(8)
        self.body.addWidget(scrolled(inside), 1)
        self.body.addWidget(self.fields["reason"])
        self.body.addWidget(self.preview)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.confirm)


class _LineRow(QWidget):
    """A line, what is left of it, and how many of it come back."""

    def __init__(self, left: LineLeft) -> None:
        super().__init__()
        self.count = NumberEdit(0, left.left.quantity if left.most or not left.whole.value else 0)
        self.count.setAccessibleName(left.line.description)
        self.count.setFixedWidth(84)
        self.count.setEnabled(self.count.maximum() > 0)
        name = ElidedLabel(left.line.description, Role.BODY)
        amount = figure(money(left.most))
        if not left.most:
            set_tone(amount, Tone.MUTED)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(name, 1)
        row.addWidget(amount)
        row.addWidget(self.count)


class _Preview(QFrame):
    """What comes back and where it goes, and what is left of the ticket before and after."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("inset", True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 8, 14, 10)
        self.setMinimumHeight(_PREVIEW_PX)
        self._column.setSpacing(0)
        self._left = SummaryRow(_("Left on the ticket"))
        self._total = SummaryRow(_("Comes back"), role=Role.STRONG)
        self.words = paragraph("")
        self._places: list[SummaryRow] = []
        for part in (self._left, self._total, self.words):
            self._column.addWidget(part)
        self._column.addStretch(1)

    def show_plan(
        self, closed: Closed, plan: Plan | None, problem: str, tone: Tone = Tone.DANGER
    ) -> None:
        """Show a plan, or without one why there is none, in that tone."""
        for row in self._places:
            row.hide()
            row.deleteLater()
        self._places = []
        gone = sum(shares.value for _left, shares in plan.shares) if plan else 0
        gone += sum(tip.amount for tip in plan.wanted.tips) if plan else 0
        before, after = money(closed.left), money(closed.left - gone)
        self._left.set_amount(f"{before} → {after}" if gone else before)
        self._total.set_amount(money(plan.amount if plan else 0))
        self._total.setVisible(not _is_lost(plan))
        for place, amount in _places(plan).items():
            row = SummaryRow(place, money(amount))
            self._column.insertWidget(2 + len(self._places), row)
            self._places.append(row)
        words = problem or " ".join((*_owed(plan), *_points(plan)))
        self.words.setText(words)
        self.words.setVisible(bool(words))
        set_tone(self.words, tone if problem else Tone.DUE)


def _choose() -> str:
    return _("Choose what comes back.")


def _owed(plan: Plan | None) -> list[str]:
    """What the client owes again: of this ticket, and of debts that it paid off."""
    if plan is None:
        return []
    this = _("{amount} is owed again for this ticket.")
    debt = _("{amount} that was paid off is owed again.")
    payoffs = (left.line.kind is LineKind.PAYOFF and of.value for left, of in plan.shares)
    owed = ((this, plan.owed_again), (debt, sum(payoffs)))
    return [said.format(amount=money(amount)) for said, amount in owed if amount]


def _points(plan: Plan | None) -> list[str]:
    """What becomes of the client's points."""
    changes = [change.change for change in plan.points] if plan else []
    back, taken = sum(n for n in changes if n > 0), -sum(n for n in changes if n < 0)
    said = [_("Given back: {points}.").format(points=in_words(back))] if back else []
    if taken:
        said.append(_("Taken back: {points} that it earned.").format(points=in_words(taken)))
    return said


def _is_lost(plan: Plan | None) -> bool:
    """Whether nothing comes back: all of it is removed for good."""
    return bool(plan and plan.gives) and all(
        give.goes_to is GoesTo.LOST for give in (plan.gives if plan else ())
    )


def _places(plan: Plan | None) -> dict[str, int]:
    """Where it goes, each place once."""
    sums: dict[str, int] = {}
    for give in plan.gives if plan else ():
        payment = give.of.source or give.of.payment
        place = refund_receipts.where(give.goes_to, payment.name, give.lasts_until)
        sums[place] = sums.get(place, 0) + give.amount
    return sums


def _titles() -> dict[Act, str]:
    return {
        Act.TICKET: _("Refund ticket #{number}"),
        Act.PAYMENT: _("Refund {payment}"),
        Act.RETURN: _("Give {payment} back to the balance"),
        Act.REMOVE: _("Remove {payment} for good"),
        Act.CONVERT: _("Turn the visit into an open payment"),
        Act.ADJUST: _("Adjust the invoice"),
        Act.VOID: _("Void the closed ticket"),
    }


def _explained() -> dict[Act, str]:
    return {
        Act.TICKET: _("What is still owed goes down first; a fund’s part goes back to its fund."),
        Act.PAYMENT: _("Never more than is left of this payment."),
        Act.RETURN: _("The goods stay sold: the client owes this part of the ticket again."),
        Act.REMOVE: _(
            "It is gone from the ticket and from the account. The client owes this part again."
        ),
        Act.CONVERT: _(
            "For a visit that did not take place: money becomes an open payment, credit goes back."
        ),
        Act.ADJUST: _("By how much it was too high. What was paid of it becomes an open payment."),
        Act.VOID: _("All that is left comes back as it was paid, on the day it was closed."),
    }


def _buttons() -> dict[Act, str]:
    return {
        Act.TICKET: _("Refund"),
        Act.PAYMENT: _("Refund"),
        Act.RETURN: _("Give back"),
        Act.REMOVE: _("Remove for good"),
        Act.CONVERT: _("Turn into an open payment"),
        Act.ADJUST: _("Adjust the invoice"),
        Act.VOID: _("Void ticket"),
    }
