"""How an ended ticket was paid: a row a payment, what became of it, and what can be done with it."""

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from pos_app.domain.money import money
from pos_app.domain.payment import Payment, PaymentKind
from pos_app.domain.refund import Base, Closed
from pos_app.domain.words import _
from pos_app.services.refunded import Refunded, Told
from ui.sales.refund_words import Act
from ui.widgets import Button, Kind, Role, SummaryRow, Tone, paragraph

BUTTON_PX = 44
"""Amounts stand in one column, with a button beside them or without."""


class PaymentRows(QWidget):
    """The payments and refunds of one ended ticket.

    Signals:
        asked(object, object): an :class:`Act` was chosen for a payment.
        shown(object): a :class:`Refunded` whose receipt is to be looked at; ``None`` for the ticket's.
    """

    asked = Signal(object, object)
    shown = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(0)
        self.menus: dict[int, QMenu] = {}
        self.receipts: dict[int, Button] = {}

    def fill(self, payments: tuple[Payment, ...], told: Told, closed: Closed | None) -> None:
        """Show these; only of a closed ticket something can come back."""
        while (item := self._column.takeAt(0)) is not None:
            if old := item.widget():
                old.hide()
                old.deleteLater()
        self.menus, self.receipts = {}, {}
        for payment in payments:
            self._column.addWidget(self._payment(payment, told, closed))
        for refund in told.refunds:
            self._column.addWidget(self._refund(refund))
        self._column.addStretch(1)

    def mark(self, refund_id: int | None) -> None:
        """Show which refund's receipt stands above."""
        for of, button in self.receipts.items():
            button.setChecked(of == refund_id)

    def _payment(self, payment: Payment, told: Told, closed: Closed | None) -> QWidget:
        said = " · ".join(p for p in (payment.label, payment.detail, payment.reference) if p)
        row = _Row(SummaryRow(said, money(payment.amount)), told.payments.get(payment.id, ""))
        if closed is None:
            return row
        menu = QMenu(row)
        for act, text in _acts(payment, closed):
            menu.addAction(text, partial(self.asked.emit, act, payment))
        button = _menu_button(menu, _("What to do with {payment}").format(payment=said))
        row.add(button)
        if menu.isEmpty():
            button.setEnabled(False)
            button.setToolTip(_why_none(payment))
        else:
            self.menus[payment.id] = menu
        return row

    def _refund(self, refund: Refunded) -> QWidget:
        row = _Row(
            SummaryRow(refund.name, money(-refund.amount), tone=Tone.DUE),
            " · ".join((refund.reason, refund.by)),
        )
        button = Button(
            kind=Kind.QUIET,
            icon="sales",
            name=_("Show the receipt of refund {number}").format(number=refund.number),
        )
        button.setCheckable(True)
        button.clicked.connect(lambda on: self.shown.emit(refund if on else None))
        row.add(button)
        self.receipts[refund.id] = button
        return row


class _Row(QWidget):
    """A name and an amount, below it what became of it, and at the right what can be done."""

    def __init__(self, summary: SummaryRow, story: str) -> None:
        super().__init__()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(summary)
        if story:
            words.addWidget(paragraph(story, Role.DETAIL))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 4)
        self._row.setSpacing(6)
        self._row.addLayout(words, 1)
        self._place = QWidget()
        self._place.setFixedWidth(BUTTON_PX)
        self._row.addWidget(self._place)

    def add(self, button: Button) -> None:
        """Put a button at the right end."""
        self._row.replaceWidget(self._place, button)
        self._place.deleteLater()


def _menu_button(menu: QMenu, name: str) -> Button:
    button = Button(kind=Kind.QUIET, icon="dots", name=name)
    button.clicked.connect(lambda: menu.popup(button.mapToGlobal(QPoint(0, button.height()))))
    return button


def _acts(payment: Payment, closed: Closed) -> tuple[tuple[Act, str], ...]:
    """What a fund still pays can go back to it or for good; all else, a debt too, is refunded (R13)."""
    parts = [s for s in closed.slices if s.payment.id == payment.id and (s.left or s.held)]
    if any(part.base is Base.FUND and not part.unwinds for part in parts):
        return (
            (Act.RETURN, _("Give back to the balance; the ticket is owed again…")),
            (Act.REMOVE, _("Remove from ticket and account for good…")),
        )
    if parts and all(part.base is Base.DEBT for part in parts):
        return ((Act.PAYMENT, _("Refund: take it off what is owed…")),)
    return ((Act.PAYMENT, _("Refund…")),) if parts else ()


def _why_none(payment: Payment) -> str:
    if payment.kind is PaymentKind.DISCOUNT:
        return _("A discount: it comes back with the lines that it was given for.")
    return _("Nothing is left of this payment.")
