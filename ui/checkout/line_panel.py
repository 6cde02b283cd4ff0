"""Editing one line: quantity, price with its reason, discount, who did it, note."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from pos_app.domain.ticket import MAX_QUANTITY, Line
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import selling
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.tickets import TicketView
from ui.checkout.discount import DiscountEdit
from ui.checkout.panels import ActPanel, show_members
from ui.checkout.work import TicketWork
from ui.widgets import AmountEdit, Button, Choice, Kind


class QuantityEdit(QLineEdit):
    """How many, typed or counted with the arrows. What is wrong is said, never put right in silence."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(8)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)

    def quantity(self) -> int:
        """The quantity typed.

        Raises:
            UserError: it is not a whole number from 1 on.
        """
        typed = self.text().strip()
        if not (typed.isascii() and typed.isdigit()) or not 1 <= int(typed) <= MAX_QUANTITY:
            raise UserError(
                _("Enter a quantity from 1 to {most}.").format(most=MAX_QUANTITY), field="quantity"
            )
        return int(typed)

    def step(self, by: int) -> None:
        """Count up or down, within what can be sold."""
        try:
            now = self.quantity()
        except UserError:
            now = 1 - by
        self.setText(str(min(max(now + by, 1), MAX_QUANTITY)))
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows count."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.step(step)


class LinePanel(ActPanel):
    """The line in hand, to be changed as a whole.

    Signals:
        remove_requested(int): take the line of that number off.
    """

    remove_requested = Signal(int)

    def __init__(self, work: TicketWork) -> None:
        super().__init__("", _("Save line"), work)
        self._line: Line | None = None
        self._quantity = QuantityEdit()
        self._price = AmountEdit(field="price")
        self._reason = QLineEdit()
        self._reason.setMaxLength(200)
        self._discount = DiscountEdit()
        self._label = QLineEdit()
        self._label.setMaxLength(80)
        self._staff = Choice()
        self._note = QLineEdit()
        self._note.setMaxLength(200)
        self._lay_out()

    def begin_line(self, view: TicketView, number: int, *, focus: bool) -> None:
        """Open it for one line; without ``focus`` the keys stay where they are."""
        self._line = view.ticket.line(number)
        self.show_error(None)
        self.fill(view)
        self.open_at(self.first() if focus else None)

    def number(self) -> int | None:
        """The line that it is open for."""
        return self._line.number if self._line and self.isVisible() else None

    def fill(self, view: TicketView) -> None:
        """The line's values; what a line of its kind cannot have is switched off."""
        line = self._line
        if line is None:
            return
        self.set_title(line.description)
        for part in (*self._counting, self._reason, self._discount, self._label):
            part.setEnabled(line.is_sale)
        self._quantity.setText(str(line.quantity))
        self._price.set_amount(line.unit_price)
        self._reason.setText(line.price_reason)
        self._discount.set_discount(line.discount)
        self._label.setText(line.discount.label if line.discount else "")
        self._note.setText(line.note)
        for edit in (self._reason, self._label, self._note):
            edit.home(False)  # A long text shows how it begins.
        show_members(self._staff, self.work, line.staff)

    def follow(self, view: TicketView) -> None:
        """What was scanned onto the line meanwhile counts, unless a person typed another quantity."""
        before = self._line
        if before is None:
            return
        is_touched = self.is_touched()
        self._line = view.ticket.line(before.number)
        if self._quantity.text() == str(before.quantity):
            is_typed_over = self._quantity.hasSelectedText()
            self._quantity.setText(str(self._line.quantity))
            if is_typed_over:
                self._quantity.selectAll()
        if not is_touched:
            self._as_filled = self._entries()

    def first(self) -> QWidget:
        """The quantity, or the price of what has none."""
        sale = self._line is not None and self._line.is_sale
        return self._quantity if sale else self._price

    def act(self) -> Callable[[Desk, int], Changes]:
        """Change the line."""
        line = self._line
        if line is None:
            raise UserError(_("That line is no longer on the ticket."))
        discount = self._discount.discount(self._label.text()) if line.is_sale else None
        if discount is None and line.discount is None and self._label.text().strip():
            raise UserError(_("Enter a discount above zero."), field="discount")
        wanted = replace(
            line,
            quantity=self._quantity.quantity() if line.is_sale else line.quantity,
            unit_price=self._price.amount(),
            price_reason=self._reason.text(),
            discount=discount,
            staff=self._staff.currentData(),
            note=self._note.text(),
        )
        return lambda desk, ticket_id: selling.change_line(desk, ticket_id, wanted)

    def _lay_out(self) -> None:
        counter = QWidget()
        row = QHBoxLayout(counter)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        less = Button(icon="minus", name=_("One less"), clicked=lambda: self._quantity.step(-1))
        more = Button(icon="plus", name=_("One more"), clicked=lambda: self._quantity.step(1))
        # Tab goes from box to box: whoever types counts with the arrows.
        less.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(less)
        row.addWidget(self._quantity, 1)
        row.addWidget(more)
        counter.setFocusProxy(self._quantity)
        self._counting: tuple[QWidget, ...] = (less, self._quantity, more)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        fields = (
            self.field("quantity", _("Quantity"), counter),
            self.field("price", _("Price"), self._price),
            self.field("reason", _("Reason for another price"), self._reason),
            self.field("discount", _("Discount"), self._discount),
            self.field("label", _("Name of the discount"), self._label),
            self.field("staff", _("Staff member"), self._staff),
        )
        for place, field in enumerate(fields):
            # A long error below one box moves no other.
            grid.addWidget(field, place // 3, place % 3, Qt.AlignmentFlag.AlignTop)
        # The first has two controls in a row: beside its unit an amount of the discount must fit.
        for column, share in enumerate((4, 3, 3)):
            grid.setColumnStretch(column, share)
        self.body.addLayout(grid)
        counter.setAccessibleName("")
        self._quantity.setAccessibleName(_("Quantity"))
        remove = Button(_("Remove line"), self._remove, kind=Kind.DANGER)
        self._note.setPlaceholderText(_("Note on this line"))
        self._note.setAccessibleName(_("Note on this line"))
        self.foot.addWidget(self._note, 1)
        self.foot.addWidget(remove)
        self.foot.addWidget(self.confirm)
        # Tab comes to what saves before it comes to what removes.
        QWidget.setTabOrder(self._note, self.confirm)
        QWidget.setTabOrder(self.confirm, remove)

    def _remove(self) -> None:
        if self._line is not None:
            self.remove_requested.emit(self._line.number)
