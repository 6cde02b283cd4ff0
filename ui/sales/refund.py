"""Refunding a closed ticket, in place of its receipt: what comes back, where to, and why (R13, R14)."""

from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from pos_app.domain import refund_acts
from pos_app.domain.balance_acts import OwnMoneyAtStake
from pos_app.domain.payment import Payment
from pos_app.domain.refund import Back, Closed, Plan
from pos_app.domain.refund_acts import (
    AdjustInvoice,
    Convert,
    RefundAct,
    RefundAll,
    RefundAmount,
    RefundLines,
    RefundPayment,
    RemoveFund,
    ReturnFund,
    VoidClosed,
)
from pos_app.domain.words import _, isolated
from pos_app.errors import EnvironmentFault, UserError
from pos_app.services import clients, refunds
from pos_app.services.changes import Changes
from ui.failures import text_of
from ui.own_money import OwnMoneyQuestion
from ui.reason import ReasonField
from ui.sales.refund_lines import LinesBack
from ui.sales.refund_preview import RefundPreview, nothing_chosen, said_of
from ui.sales.refund_words import Act, buttons, explained, titles
from ui.session import Session
from ui.widgets import (
    AmountEdit,
    Button,
    Field,
    Kind,
    Notice,
    NoticeTone,
    Panel,
    Role,
    Segmented,
    Tone,
    bind_key,
    label,
    paragraph,
    scrolled,
)

_CHOOSES_LINES = (Act.TICKET,)
_ASKS_AMOUNT = (Act.TICKET, Act.PAYMENT, Act.ADJUST)
_ASKS_WHERE = (Act.TICKET, Act.PAYMENT)
_AMOUNT_PX = 104
"""The least room for an amount with its name and error."""

_SETTLE_PX = 506
"""Where it goes, why, and what it does: as wide as the ticket's detail, whose place it has."""


class RefundPanel(Panel):
    """A form for what comes back of one closed ticket; what it would do stands beside its button.

    A ticket's lines may be many: they stand at the left of the rest, and need the list's place.

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
        self._is_writing = self._is_all = False
        self._request = ""
        self.lines = LinesBack()
        self.explanation = paragraph("")
        self.by = Segmented(
            [("lines", _("Lines")), ("amount", _("Amount"))],
            name=_("Refund by lines or amount"),
            keys=("Alt+4", "Alt+5"),
        )
        self.all = Button(_("All of it"), self.choose_all, key="Alt+A")
        self.amount = AmountEdit(look="amount")
        self.tips = QCheckBox(_("The tip too (Alt T)"))
        bind_key("Alt+T", self.tips, self.tips.click)
        self.back = Segmented(
            [
                (Back.AS_PAID, _("As paid")),
                (Back.TENDER, _("All to tenders")),
                (Back.ACCOUNT, _("To the account")),
            ],
            name=_("Where to"),
            keys=("Alt+6", "Alt+7", "Alt+8"),
        )
        self.why = ReasonField(_("Stays in the history."))
        self.reason = self.why.words
        self.fields = {
            "amount": Field(_("Amount"), self.amount),
            "reason": self.why,
        }
        self.preview = RefundPreview()
        self.notice = Notice("", NoticeTone.ERROR, can_dismiss=False)
        self.own_money = OwnMoneyQuestion(self.save)
        self.confirm = Button("", self.save, kind=Kind.DESTROY, key="Ctrl+Return")
        self._lay_out()
        self.amount.edited.connect(self.look)
        self.by.chosen.connect(self._choose_by)
        self.back.chosen.connect(lambda _value: self.look())
        self.lines.changed.connect(self._pick)
        self.tips.toggled.connect(lambda _on: self._pick())
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
        self._is_all = False
        self.by.choose("lines")
        self.back.choose(Back.AS_PAID)
        self.why.begin(self._session)
        self.tips.setChecked(False)  # A bottle that comes back takes nobody's tip along.
        left = self._closed.left_of(payment.id) if payment else None
        self.amount.set_amount(left if act is Act.PAYMENT else None)
        name = payment.name if payment else ""
        title = titles()[act].format(payment=name, number=self._closed.number)
        # In the list's place, nothing else says whose ticket it is.
        who = isolated(self._client()) or _("Walk-in")
        self.set_title(f"{title} · {who}" if self.is_wide() else title)
        self.explanation.setText(explained()[act])
        self.confirm.setText(buttons()[act])
        for field in self.fields.values():
            field.show_error("")
        self._fill_lines(self._closed)
        self._stand()
        self.look()
        self.open(self.reason if act not in _ASKS_AMOUNT else self._first())

    def ticket_id(self) -> int | None:
        """The ticket that it was opened for last."""
        return self._closed.ticket_id if self._closed else None

    def choose_all(self) -> None:
        """All that is left of every line, and of the tips."""
        self.lines.choose_all()
        self.tips.setChecked(True)
        self._is_all = True  # Of a part-used gift card too, which has no whole piece left.
        self.look()
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
                own = self.own_money.answer
                return RemoveFund(payment_id=payment_id, reason=why, own_money=own)
            case Act.CONVERT:
                return Convert(reason=why)
            case Act.ADJUST:
                return AdjustInvoice(amount=amount, reason=why)
            case Act.VOID:
                return VoidClosed(reason=why)
        if self._is_all:
            return RefundAll(back=back, reason=why)
        if self.by.value() == "amount":
            return RefundAmount(amount=amount, tips=self.tips.isChecked(), back=back, reason=why)
        staff = {tip.staff for tip in self._closed.tips} if self._closed else set()
        return RefundLines(
            quantities=self.lines.quantities(),
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
        self.lines.setVisible(by_lines)
        self.all.setVisible(by_lines)
        by_amount = self._act in _ASKS_AMOUNT and not by_lines
        self.fields["amount"].setVisible(by_amount)
        self._rows.setMinimumHeight(_AMOUNT_PX if by_amount else 0)
        self.tips.setVisible(self._act is Act.TICKET and bool(self._closed.tips))
        self._where.setVisible(self._act in _ASKS_WHERE)
        self.back.parts()[2].setEnabled(self._closed.client_id is not None)
        self._plan, problem = None, ""
        try:
            self._plan = refunds.preview(self._session.desk, self._closed.ticket_id, self.act())
        except (UserError, EnvironmentFault) as error:
            problem = error.text
        if self._nothing_said():
            self.preview.show_plan(self._closed, None, nothing_chosen(), Tone.MUTED)
        else:
            self.preview.show_plan(self._closed, self._plan, problem)
        self.confirm.setToolTip(self.preview.words.text() if self._plan is None else "")
        self._allow()
        self._say("")
        self.own_money.forget()

    def save(self) -> None:
        """Carry it out, as it was shown."""
        if self._is_writing or self._closed is None:
            return
        for field in self.fields.values():
            field.show_error("")
        act = self.act()
        try:
            # Before the write: a manager's PIN is not to be asked for what would be refused.
            if self.fields["amount"].isVisibleTo(self):
                self.amount.amount()
            if self._nothing_said():
                raise UserError(nothing_chosen())
            refund_acts.check(act, self.why.kind.currentData())
            plan = refunds.preview(self._session.desk, self._closed.ticket_id, act)
            refund_acts.check_own_money(act, plan)
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
            owner=self.preview,  # Whoever gives a PIN for it has to see that.
        )

    def _nothing_said(self) -> bool:
        """Nothing was entered yet, which is no mistake."""
        if self._act in (Act.ADJUST, Act.PAYMENT) or self.by.value() == "amount":
            return self._act in _ASKS_AMOUNT and self.amount.value() is None
        has_tips = self._closed is not None and bool(self._closed.tips)
        with_tips = has_tips and self.tips.isChecked()  # "All of it" ticks it where there is none.
        chosen = self._is_all or with_tips or any(self.lines.quantities().values())
        return self._act is Act.TICKET and not chosen

    def _allow(self) -> None:
        """What would bring nothing back cannot be pressed."""
        self.confirm.setEnabled(self._plan is not None and not self._is_writing)

    def _done(self, _changes: Changes) -> None:
        self._is_writing = False
        said = said_of(self._plan, self._client()) if self._plan else ""
        self.dismiss()
        self.done.emit(said)

    def _client(self) -> str:
        client_id = self._closed.client_id if self._closed else None
        return clients.client(self._session.desk, client_id).name if client_id else ""

    def _refused(self, error: Exception) -> None:
        self._is_writing = False
        self._allow()
        if isinstance(error, OwnMoneyAtStake):
            self.own_money.ask(error)
            return
        name = (error.field or "") if isinstance(error, UserError) else ""
        field = self.fields.get(name)
        if field is not None and field.isVisibleTo(self):
            field.show_error(text_of(error))
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._closed is not None:
            self._look_again(self._closed)
        self._say(text_of(error))

    def _say(self, wrong: str) -> None:
        """Say what went wrong above the button, in the room of what can be missed meanwhile."""
        self.notice.set_text(wrong)
        self.notice.setVisible(bool(wrong))
        self.explanation.setVisible(self.is_wide() or not wrong)
        if self._closed is not None:
            self.preview.keep_room(None if wrong else self._closed)

    def _fill_lines(self, closed: Closed) -> None:
        """Show the lines anew; Tab comes to them where they stand, though they were made last."""
        self.lines.fill(closed.lines)
        before: QWidget = self.all
        for count in self.lines.counts():
            QWidget.setTabOrder(before, count)
            before = count

    def _look_again(self, before: Closed) -> None:
        """Show what is left now; where something came back meanwhile, it is chosen anew."""
        self._closed = refunds.look(self._session.desk, before.ticket_id)
        if self._closed.lines != before.lines:
            self._is_all = False
            self._fill_lines(self._closed)
        self.look()

    def _choose_by(self, _value: object) -> None:
        """Go on where the choice leads: what had the focus may be hidden now."""
        self._pick()
        self._first().setFocus(Qt.FocusReason.OtherFocusReason)

    def _pick(self) -> None:
        """Some is chosen by hand: no longer all of it."""
        self._is_all = False
        self.look()

    def _first(self) -> QWidget:
        by_lines = self._act in _CHOOSES_LINES and self.by.value() == "lines"
        return (self.lines.first() if by_lines else None) or self.amount

    def is_wide(self) -> bool:
        """Whether it stands in the list's place too."""
        return self._act in _CHOOSES_LINES

    def _lay_out(self) -> None:
        self.column.setContentsMargins(0, 4, 0, 0)
        self.setProperty("card", False)
        self._sides = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._sides.addLayout(self._what(), 1)
        settle = QWidget()
        settle.setFixedWidth(_SETTLE_PX)
        settle.setLayout(self._where_and_why())
        self._sides.addWidget(settle)
        self.body.addLayout(self._sides, 1)

    def _stand(self) -> None:
        """Side by side where there are lines to choose from, else one below the other."""
        ways = QBoxLayout.Direction
        wide = self.is_wide()
        self._sides.setDirection(ways.LeftToRight if wide else ways.TopToBottom)
        self._sides.setSpacing(32 if wide else 6)

    def _what(self) -> QVBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.by, 2)
        head.addWidget(self.all, 1)
        self.fields["amount"].setMaximumWidth(_SETTLE_PX)
        inside = QWidget()
        form = QVBoxLayout(inside)
        form.setContentsMargins(0, 0, 6, 0)
        form.setSpacing(4)
        form.addWidget(self.lines)
        form.addWidget(self.fields["amount"])
        form.addStretch(1)
        self._rows = scrolled(inside)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self.explanation)
        column.addLayout(head)
        # Only the lines can be many: the tip stays in sight.
        column.addWidget(self._rows, 1)
        column.addWidget(self.tips)
        return column

    def _where_and_why(self) -> QVBoxLayout:
        self._where = QWidget()
        where = QVBoxLayout(self._where)
        where.setContentsMargins(0, 0, 0, 0)
        where.setSpacing(4)
        where.addWidget(label(_("Where to"), Role.FIELD))
        where.addWidget(self.back)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._where)
        column.addWidget(self.fields["reason"])
        column.addStretch(1)
        column.addWidget(self.preview)
        column.addWidget(self.notice)
        column.addWidget(self.own_money)
        column.addWidget(self.confirm)
        return column
