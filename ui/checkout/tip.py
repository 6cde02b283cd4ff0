"""A tip for one staff member, as an amount or by quick percents of what the services cost."""

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from pos_app.domain.money import half_up, money
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import tickets
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.tickets import TicketView
from ui.checkout.panels import ActPanel
from ui.checkout.work import TicketWork
from ui.widgets import AmountEdit, Button, Choice, Kind, Size

QUICK_PERCENTS = (10, 15, 18, 20, 25)
_ONE_ROW, _TWO_ROWS = len(QUICK_PERCENTS), 3
"""How many of them stand side by side."""
_ROOM_PX = 620
"""What the panel has for them at the smallest till."""


class TipPanel(ActPanel):
    """The tip of one person; another person has a tip of their own."""

    def __init__(self, work: TicketWork) -> None:
        super().__init__(_("Tip"), _("Add tip"), work)
        self._price = 0
        self._typed = False
        self._amount = AmountEdit(look="amount")
        self._amount.edited.connect(self._on_typed)
        self._who = Choice()
        self._who.setPlaceholderText(_("Nobody"))
        self._who.currentIndexChanged.connect(self._show_tip)
        row = QHBoxLayout()
        row.setSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.field("amount", _("Amount"), self._amount), 1, top)
        row.addWidget(self.field("staff", _("For"), self._who), 1, top)
        self.body.addLayout(row)
        self._quick = [(percent, self._quick_button(percent)) for percent in QUICK_PERCENTS]
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self.body.addLayout(self._grid)
        self._off = Button(_("No tip"), self._take_off, kind=Kind.DANGER)
        self.foot.addStretch(1)
        self.foot.addWidget(self._off)
        self.foot.addWidget(self.confirm)

    def follow(self, view: TicketView) -> None:
        """Percents are of the sales, discounts taken off, without tax."""
        self._price = sum(p.net for p in view.bill.lines if p.line.is_sale)
        for percent, button in self._quick:
            tip = money(self._of(percent))
            button.setText(_("{percent}% · {tip}").format(percent=percent, tip=tip))
            button.setEnabled(self._price > 0)
        self._lay_quick()

    def fill(self, view: TicketView) -> None:
        """Who served comes first; where nobody did, nobody is proposed."""
        self.follow(view)
        served = [line.staff for line in view.ticket.lines if line.staff]
        served += [view.ticket.staff] if view.ticket.staff else []
        rank = {code: place for place, code in reversed(list(enumerate(served)))}
        members = sorted(self.work.members, key=lambda m: rank.get(m.code, len(served)))
        self._who.blockSignals(True)
        self._who.clear()
        for member in members:
            self._who.addItem(member.name, member.code)
        self._who.setCurrentIndex(0 if members and members[0].code in served else -1)
        self._who.blockSignals(False)
        self._typed = False
        self._show_tip()

    def first(self) -> QWidget:
        """The amount."""
        return self._amount

    def act(self) -> Callable[[Desk, int], Changes]:
        """Give the tip."""
        amount, code = self._amount.amount(), self._code()
        if not code:
            raise UserError(_("Say who the tip is for."), field="staff")
        return lambda desk, ticket_id: tickets.set_tip(desk, ticket_id, code, amount)

    def _lay_quick(self) -> None:
        """In one row, or in two where the amounts are so long that the page would grow wider."""
        widest = max(button.sizeHint().width() for _percent, button in self._quick)
        columns = _ONE_ROW if widest * _ONE_ROW <= _ROOM_PX else _TWO_ROWS
        for place, (_percent, button) in enumerate(self._quick):
            self._grid.addWidget(button, place // columns, place % columns)
        self._grid.setColumnStretch(_ONE_ROW, 1)

    def _code(self) -> str:
        return str(self._who.currentData() or "")

    def _of(self, percent: int) -> int:
        return half_up(Fraction(self._price * percent, 100))

    def _quick_button(self, percent: int) -> Button:
        def fill_in() -> None:
            self._amount.set_amount(self._of(percent))
            self._on_typed()

        return Button("", fill_in, size=Size.SMALL)

    def _on_typed(self) -> None:
        self._typed = bool(self._amount.text())

    def _show_tip(self) -> None:
        """The tip that the person chosen has already; an amount entered first stays for whomever."""
        view = self.work.view
        tips = view.ticket.tips if view else ()
        there = next((tip.amount for tip in tips if tip.staff == self._code()), None)
        if not self._typed:
            self._amount.set_amount(there)
        self._off.setVisible(there is not None)
        self.confirm.setText(_("Add tip") if there is None else _("Change tip"))

    def _take_off(self) -> None:
        code = self._code()
        self.run(lambda desk, ticket_id: tickets.set_tip(desk, ticket_id, code, 0))
