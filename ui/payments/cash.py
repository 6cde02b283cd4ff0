"""Cash: what was handed over, quick amounts, and the change."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy

from pos_app.domain.money import money, shop_format
from pos_app.domain.shop import PaymentType
from pos_app.domain.words import _
from pos_app.services.payments import PaymentRequest, cash_due
from pos_app.services.tickets import TicketView
from ui.payments import sentences
from ui.payments.form import PaymentForm
from ui.payments.quick import MOST, quick_amounts
from ui.session import Session
from ui.widgets import Button, NoticeTone, bind_key

_LONG = 12
"""From so many characters on, an amount leaves room for two more beside it."""


class CashForm(PaymentForm):
    """Takes what was handed over, shows the change, and can keep it on the client's account (R15)."""

    def __init__(self, session: Session, way: PaymentType) -> None:
        super().__init__(session, way, _("Cash received"))
        self.exact = Button(clicked=lambda: self.fill(self.wanted()))
        self.quick = [self._quick_button(place) for place in range(MOST)]
        self._quick_amounts: tuple[int, ...] = ()
        row = QHBoxLayout()
        row.setSpacing(8)
        # The first keeps the row's height when nothing is due; hidden ones must not widen the page.
        policy = self.exact.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.exact.setSizePolicy(policy)
        for button in (self.exact, *self.quick):
            row.addWidget(button)
            button.hide()
        row.addStretch(1)
        self.extras.addLayout(row)
        for button in (self.exact, *self.quick):
            self.tab_to(button)
        self.keep = QCheckBox()
        self.keep.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.keep.toggled.connect(self._on_typed)
        bind_key("Alt+K", self.keep, self.keep.click)
        self.outcome.column.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        self.tab_to(self.keep)

    def _quick_button(self, place: int) -> Button:
        return Button(clicked=lambda: self.fill(self._quick_amounts[place]))

    def wanted(self) -> int:
        """What settles the ticket, or this person's part of it, in cash."""
        if self.view is None:
            return 0
        due = self.view.settlement.due
        if 0 < self.part < due:
            return self.part
        return cash_due(self.view, self.session.desk.settings.cash_step)

    def proposal(self, view: TicketView) -> int | None:
        """Exactly what is wanted in cash."""
        return self.wanted()

    def show_ticket(self, view: TicketView, part: int = 0, part_said: str = "") -> None:
        """Show what is due in cash and the amounts that people hand over for it."""
        super().show_ticket(view, part, part_said)
        wanted = self.wanted()
        self.exact.setText(_("Exact {amount}").format(amount=money(wanted)))
        self.exact.setVisible(view.settlement.due > 0)
        most = MOST if len(money(wanted)) < _LONG else 2
        self._quick_amounts = quick_amounts(wanted, shop_format().currency)[:most]
        texts = [sentences.short_money(amount) for amount in self._quick_amounts]
        for place, button in enumerate(self.quick):
            text = texts[place] if place < len(texts) else ""
            button.setText(text)
            button.setVisible(bool(text))

    def describe(self) -> None:
        """Show the choice to keep change only where there may be some to come."""
        view = self.view
        offered = view is not None and view.client is not None and view.settlement.due > 0
        self.keep.setVisible(offered)
        super().describe()

    def outcome_of(self, view: TicketView, amount: int) -> None:
        """The change, or what stays due."""
        wanted = self.wanted()
        change = amount - wanted
        self.keep.setEnabled(change > 0)
        if change <= 0:
            self._untick()
        self.keep.setText(
            _("Keep {change} on account as an open payment (Alt K)").format(
                change=money(max(change, 0))
            )
        )
        if change < 0:
            left = view.settlement.due - amount
            self.outcome.say(NoticeTone.WARN, _("Still due after this"), left)
        elif self.keep.isChecked():
            self.outcome.say(NoticeTone.INFO, _("Kept on account"), change)
        else:
            self.outcome.say(NoticeTone.GOOD, _("Change to give"), change)

    def _untick(self) -> None:
        before = self.keep.blockSignals(True)
        self.keep.setChecked(False)
        self.keep.blockSignals(before)

    def request(self) -> PaymentRequest:
        """What was handed over, and what becomes of the change."""
        return PaymentRequest(
            id=self.request_id,
            type_code=self.way.code,
            amount=self.amount.amount(),
            part=self.part,
            keep_change=self.keep.isChecked(),
        )

    def clear_extras(self) -> None:
        """Change is given, unless a person says otherwise each time."""
        self._untick()
