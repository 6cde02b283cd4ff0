"""The order summary, the same column on the checkout and the payments page.

Both pages give it the same width and fill the same two slots, so that totals, payments and change
stay in one place from the first screen to the last.
"""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pos_app.domain.money import money
from pos_app.domain.payment import Payment, PaymentKind
from pos_app.domain.points import in_words
from pos_app.domain.ticket import Bill, BilledTax
from pos_app.domain.words import _
from pos_app.services.tickets import TicketView
from ui import theme
from ui.widgets import (
    Button,
    Card,
    ElidedLabel,
    Kind,
    Role,
    Size,
    SummaryRow,
    Tone,
    dashed_line,
    figure,
    label,
    line,
    scrolled,
)

WIDTH_PX = 316
_EDGE_PX = 16
_INNER_PX = WIDTH_PX - 2 * _EDGE_PX
_TOTAL_PX, _FIGURE_PX = 33, 21
_DUE_PX, _AROUND_DUE_PX = 44, 12
_GAP_PX, _TOUCH_PX = 12, 44
_BAR_PX = 12
"""What a scroll bar may take of a row."""


class OrderSummary(Card):
    """What a ticket costs, what was paid on it and what is due.

    Put small buttons into ``buttons`` and the one action that moves the ticket forward into
    ``action``; both keep their place at the foot.

    Signals:
        remove_requested(int): a person wants the payment with this id taken off.
    """

    remove_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=_EDGE_PX, parent=parent)
        self.setFixedWidth(WIDTH_PX)
        self.setAccessibleName(_("Order summary"))
        self.column.setSpacing(0)
        self._number = label("", tone=Tone.MUTED)
        self._rows = _Rows()
        self._total = SummaryRow(_("Total"), role=Role.SUM)
        self._payments = QVBoxLayout()
        self._payments.setSpacing(0)
        self._paid = QWidget()
        # Below the total, as on the receipt: it is no part of it.
        self._rounding = SummaryRow(_("Cash rounding"))
        self._shown_payments: list[tuple[Payment, str]] = []
        self._payment_rows: list[PaymentRow] = []
        self._due_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._due_name = label(_("Total due"), Role.HEADING)
        self._due = figure("", Role.TOTAL)
        self._due.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self.buttons = QVBoxLayout()
        self.action = QVBoxLayout()
        self._lay_out()
        self.show_view(None, {})

    def show_view(
        self,
        view: TicketView | None,
        names: Mapping[str, str],
        details: Mapping[int, str] | None = None,
    ) -> None:
        """Show a ticket, or none.

        Args:
            names: how staff are called here, by their codes.
            details: the small line below a payment by its id, where the payment's own is not enough.
        """
        if view is None:
            self._number.setText("")
            self._rows.show_rows([])
            self._show_payments([])
            self._show_due(0, 0)
            return
        self._number.setText(f"#{view.ticket.number}")
        self._rows.show_rows(summary_rows(view, names))
        known = details or {}
        payments = [(p, known.get(p.id, detail_of(p))) for p in view.ticket.payments]
        self._show_payments(payments)
        for row in self._payment_rows:
            row.cross.setVisible(view.ticket.is_open)
        self._rounding.setVisible(view.settlement.rounding != 0)
        self._rounding.set_amount(money(view.settlement.rounding))
        self._show_due(view.bill.total, view.settlement.due)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label(_("Order summary"), Role.HEADING), 1)
        head.addWidget(self._number)
        self.column.addLayout(head)
        self.column.addSpacing(6)
        self.column.addWidget(self._scrolling(), 1)
        self.buttons.setSpacing(8)
        self.column.addLayout(self.buttons)
        # Of a size of its own: the window need not be laid out anew for each new amount.
        due = QWidget()
        due.setLayout(self._due_row)
        due.setFixedSize(_INNER_PX, _DUE_PX + 2 * _AROUND_DUE_PX)
        self._due_row.setContentsMargins(0, _AROUND_DUE_PX, 0, _AROUND_DUE_PX)
        self._due_row.setSpacing(0)
        self._due_row.addWidget(self._due_name, 0, Qt.AlignmentFlag.AlignBottom)
        self._due_row.addWidget(self._due, 1)
        self.column.addWidget(due)
        self.column.addLayout(self.action)

    def _scrolling(self) -> QScrollArea:
        """Rows, total and payments: a ticket of any length leaves the foot where it is."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._rows)
        column.addSpacing(8)
        column.addWidget(line())
        column.addSpacing(8)
        column.addWidget(self._total)
        paid = QVBoxLayout(self._paid)
        paid.setContentsMargins(0, 8, 0, 0)
        paid.setSpacing(0)
        paid.addWidget(dashed_line())
        paid.addSpacing(8)
        paid.addWidget(label(_("Payments"), Role.HEADING))
        paid.addSpacing(4)
        paid.addWidget(self._rounding)
        paid.addLayout(self._payments)
        column.addWidget(self._paid)
        column.addStretch(1)
        area = scrolled(inside)
        # What was paid last is what a person wants to see, where not all has room.
        bar = area.verticalScrollBar()
        bar.rangeChanged.connect(lambda _least, most: bar.setValue(most))
        return area

    def _show_payments(self, payments: list[tuple[Payment, str]]) -> None:
        self._paid.setVisible(bool(payments))
        if payments == self._shown_payments:
            return
        self._shown_payments = payments
        for row in self._payment_rows:
            row.hide()
            row.deleteLater()
        self._payment_rows = [PaymentRow(payment, detail) for payment, detail in payments]
        for row in self._payment_rows:
            row.removed.connect(self.remove_requested)
            self._payments.addWidget(row)

    def _show_due(self, total: int, due: int) -> None:
        self._total.set_amount(money(total))
        text = money(due)
        room = _INNER_PX - self._due_name.sizeHint().width() - _GAP_PX
        large, small = (
            theme.metrics(size, QFont.Weight.Bold).horizontalAdvance(text)
            for size in (_TOTAL_PX, _FIGURE_PX)
        )
        theme.vary(self._due, role=(Role.TOTAL if large <= room else Role.FIGURE).value)
        # A longer amount still stands below its name, in as much height: it is never cut.
        beside = small <= room
        self._due.setMinimumHeight(_DUE_PX if beside else 0)
        self._due_row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        self._due.setText(text)
        self._due.setAccessibleName(_("Total due {amount}").format(amount=text))


class _Rows(QWidget):
    """Rows of names and amounts; widgets are used again, for they change with every scan."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._made: list[_Row] = []
        self._shown: list[tuple[str, str]] = []

    def show_rows(self, rows: list[tuple[str, str]]) -> None:
        while len(self._made) < len(rows):
            row = _Row()
            self._made.append(row)
            self._column.addWidget(row)
        for place, row in enumerate(self._made):
            row.setVisible(place < len(rows))
            if rows[place : place + 1] not in ([], self._shown[place : place + 1]):
                row.show_texts(*rows[place])
        self._shown = rows


class _Row(QWidget):
    """A name of as many lines as it needs, for a tax that is cut cannot be told from another."""

    def __init__(self) -> None:
        super().__init__()
        self._name = label("", tone=Tone.MUTED)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._figure = figure()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(_GAP_PX)
        row.addWidget(self._name, 1)
        row.addWidget(self._figure, 0, Qt.AlignmentFlag.AlignTop)

    def show_texts(self, name: str, amount: str) -> None:
        self._figure.setText(amount)
        self._name.ensurePolished()
        metrics = self._name.fontMetrics()
        room = _INNER_PX - _BAR_PX - _GAP_PX - metrics.horizontalAdvance(amount)
        self._name.setText("\n".join(in_lines(name, metrics, room)))
        self._name.setAccessibleName(name)


def in_lines(text: str, metrics: QFontMetrics, room: int) -> list[str]:
    """The text broken between words; a word that is wider than the room is elided."""
    lines = [""]
    for word in text.split(" "):  # Not at the hard space inside an amount.
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or metrics.horizontalAdvance(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, room) for line in lines]


class PaymentRow(QWidget):
    """One payment: what, a detail of any length below, how much, and the cross that takes it off."""

    removed = Signal(int)

    def __init__(self, payment: Payment, detail: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(self._texts(payment, detail), 1)
        name = _("Take off {payment} {amount}").format(
            payment=payment.label, amount=money(payment.amount)
        )
        self.cross = Button(
            icon="close",
            name=name,
            kind=Kind.QUIET,
            size=Size.SMALL,
            clicked=lambda: self.removed.emit(payment.id),
        )
        # Once the ticket is closed nothing is taken off, and no row moves for it.
        policy = self.cross.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.cross.setSizePolicy(policy)
        row.addWidget(self.cross)

    def _texts(self, payment: Payment, detail: str) -> QGridLayout:
        """A detail that has no room beside the amount goes below it, in as many lines as it needs."""
        grid = QGridLayout()
        grid.setSpacing(0)
        grid.setColumnStretch(0, 1)
        amount = figure(money(-payment.amount))
        small = label("", Role.DETAIL)
        small.setAccessibleName(detail)
        small.ensurePolished()
        metrics = small.fontMetrics()
        room = _INNER_PX - _BAR_PX - _TOUCH_PX
        beside = metrics.horizontalAdvance(detail) <= room - amount.sizeHint().width()
        small.setText("\n".join(in_lines(detail, metrics, room)))
        grid.addWidget(ElidedLabel(payment.label, Role.STRONG), 0, 0)
        grid.addWidget(amount, 0, 1, 2 if detail and beside else 1, 1)
        if detail:
            grid.addWidget(small, 1, 0, 1, 1 if beside else 2)
        return grid


def summary_rows(view: TicketView, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The rows above the total: each a name and an amount as they are read."""
    bill = view.bill
    rows = [(_("Subtotal"), money(bill.subtotal))]
    rows += [(name, money(-cut)) for name, cut in discounts_by_label(view).items()]
    rows += [_tax_row(tax, bill) for tax in bill.taxes]
    if view.ticket.tax_exempt_reason:
        rows.append((_("Tax exempt"), money(0)))
    rows += [(name, money(amount)) for name, amount in bill.besides_sales()]
    for tip in bill.tips:
        name = _("Tip · {name}").format(name=names.get(tip.staff, tip.staff))
        rows.append((name, money(tip.amount)))
    return rows


def _tax_row(tax: BilledTax, bill: Bill) -> tuple[str, str]:
    text = _("{tax} {percent} on {taxable}")
    if bill.tax_included:
        text = _("includes {tax} {percent} on {taxable}")
    name = text.format(tax=tax.rate.name, percent=tax.rate.percent, taxable=money(tax.taxable))
    return name, money(tax.amount)


def discounts_by_label(view: TicketView) -> dict[str, int]:
    """What each discount takes off, in minor units, by its name; line discounts first."""
    found: dict[str, int] = {}
    for priced in view.bill.lines:
        if priced.line_discount and priced.line.discount:
            name = priced.line.discount.label or _("Discount")
            found[name] = found.get(name, 0) + priced.line_discount
    if view.bill.ticket_discount and view.ticket.discount:
        name = view.ticket.discount.label or _("Ticket discount")
        found[name] = found.get(name, 0) + view.bill.ticket_discount
    return found


def detail_of(payment: Payment) -> str:
    """The small line below a payment: what was handed over, its number, its note."""
    parts = [text for text in (payment.reference, payment.detail) if text]
    if payment.kind is PaymentKind.CASH and payment.tendered > payment.amount:
        parts.append(_("received {amount}").format(amount=money(payment.tendered)))
    if payment.change:
        parts.append(_("change {amount}").format(amount=money(payment.change)))
    if payment.kept:
        parts.append(_("{amount} kept on account").format(amount=money(payment.kept)))
    if payment.kind is PaymentKind.DISCOUNT:
        parts.append(_("not deducted from credit"))
    if payment.points:
        parts.append(in_words(payment.points))
    return " · ".join(parts)
