"""Paying off what a client owes, on the ticket in work (R5)."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pos_app.domain.client_account import Charge
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.locales import format_date
from pos_app.services import payoffs
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.tickets import TicketView
from ui.checkout.panels import ActPanel
from ui.checkout.work import TicketWork, called
from ui.widgets import AmountEdit, Button, Kind, NamedBox, Role, paragraph, scrolled


class PayOffPanel(ActPanel):
    """How much of the balance due goes on the order, from which charges, and what is owed then."""

    def __init__(self, work: TicketWork) -> None:
        super().__init__(_("Pay off balance due"), _("Add to order"), work)
        self._charges: list[tuple[Charge, QCheckBox]] = []
        self._amount = AmountEdit(look="amount")
        self._amount.edited.connect(self._say)
        self._preview = paragraph("", Role.STRONG)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.field("amount", _("Amount"), self._amount))
        left.addWidget(self._preview)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(paragraph(_("Oldest first. Tick some to pay only those.")))
        right.addWidget(self._scrolling())
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addLayout(left, 2)
        row.addLayout(right, 3)
        self.body.addLayout(row)
        self._off = Button(_("Take off the order"), self._take_off, kind=Kind.DANGER)
        self.foot.addStretch(1)
        self.foot.addWidget(self._off)
        self.foot.addWidget(self.confirm)

    def fill(self, view: TicketView) -> None:
        """All that can be paid off; what the ticket pays off already where there is such a line."""
        there = view.payoff
        self._amount.set_amount(there or view.standing.payable)
        self._off.setVisible(there > 0)
        self.confirm.setText(_("Change on order") if there else _("Add to order"))
        for _charge, box in self._charges:
            box.hide()
            box.deleteLater()
        client_id = view.client.id if view.client else 0
        charges = payoffs.owed_charges(self.work.session.desk, client_id)
        self._charges = [(charge, self._box(charge)) for charge in charges]
        for _charge, box in self._charges:
            self._list.insertWidget(self._list.count() - 1, box)
        self._say()

    def first(self) -> QWidget:
        """The amount."""
        return self._amount

    def act(self) -> Callable[[Desk, int], Changes]:
        """Put it on the order, or change the line that is there."""
        amount = self._amount.amount()
        picked = frozenset(charge.id for charge, box in self._charges if box.isChecked())
        return lambda desk, ticket_id: payoffs.pay_off(desk, ticket_id, amount, picked)

    def _scrolling(self) -> QScrollArea:
        inside = QWidget()
        inside.setLayout(self._list)
        self._list.addStretch(1)
        area = scrolled(inside)
        area.setFixedHeight(136)
        return area

    def _box(self, charge: Charge) -> QCheckBox:
        zone = self.work.session.desk.clock.zone
        on = format_date(datetime.fromisoformat(charge.at).astimezone(zone))
        text = _("{charge}, {date} · {left}").format(
            charge=charge.label, date=on, left=money(charge.left)
        )
        box = NamedBox(text)
        box.toggled.connect(self._pick)
        return box

    def _pick(self) -> None:
        """The amount follows what is ticked: those charges, or all of them."""
        view = self.work.view
        picked = [charge for charge, box in self._charges if box.isChecked()]
        if view is None:
            return
        most = view.standing.payable + view.payoff
        self._amount.set_amount(min(sum(c.left for c in picked), most) if picked else most)
        self._say()

    def _say(self) -> None:
        """What the client will owe, in full (R4)."""
        view, amount = self.work.view, self._amount.value()
        text = ""
        if view and view.client and amount is not None:
            owed = view.standing.owed - amount + view.pay_later
            if owed >= view.pay_later:
                text = _("{name} will owe {amount} after this.").format(
                    name=called(view.client), amount=money(owed)
                )
        self._preview.setText(text)

    def _take_off(self) -> None:
        self.run(lambda desk, ticket_id: payoffs.pay_off(desk, ticket_id, 0))
