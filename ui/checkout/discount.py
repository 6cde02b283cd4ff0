"""Discounts, in percent or as an amount, of the ticket or of a line."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from pos_app.domain.money import money, shop_format
from pos_app.domain.ticket import Discount
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import selling
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.tickets import TicketView
from ui.checkout.panels import ActPanel
from ui.checkout.work import TicketWork
from ui.widgets import AmountEdit, Button, Kind, Segmented, Size, paragraph

PPM_OF_PERCENT = 10_000
QUICK_PERCENTS = (5, 10, 15, 20, 50)


def read_percent(text: str) -> int:
    """A percentage that a person typed, in parts per million of the whole.

    Raises:
        UserError: it is not one from 0 to 100 with at most four decimals.
    """
    number = text.strip().removesuffix("%").strip()
    whole, _point, part = number.partition(shop_format().decimal)
    digits = whole + part
    wrong = not (digits.isascii() and digits.isdigit()) or len(part) > 4 or len(whole) > 3
    if wrong or int(whole or "0") * PPM_OF_PERCENT + int(part.ljust(4, "0")) > 1_000_000:
        raise UserError(_("Enter a percentage from 0 to 100."), field="discount")
    return int(whole or "0") * PPM_OF_PERCENT + int(part.ljust(4, "0"))


def percent_text(ppm: int) -> str:
    """A percentage as it is typed: ``12.5``."""
    whole, part = divmod(ppm, PPM_OF_PERCENT)
    decimals = f"{part:04d}".rstrip("0")
    return f"{whole}{shop_format().decimal}{decimals}" if decimals else str(whole)


class DiscountEdit(QWidget):
    """Percent or amount, side by side with the box for it. Empty is no discount."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = Segmented([("percent", "%"), ("amount", shop_format().symbol)])
        self._unit.setFixedWidth(110)
        self.percent = QLineEdit()
        self.percent.setMaxLength(12)
        self.percent.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.percent.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.percent.setAccessibleName(_("Discount in percent"))
        self.amount = AmountEdit(name=_("Discount as an amount"), field="discount")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._unit)
        row.addWidget(self.percent, 1)
        row.addWidget(self.amount, 1)
        self._unit.chosen.connect(self._switch)
        self._switch("percent")

    def set_discount(self, discount: Discount | None) -> None:
        """Show a discount, or none."""
        by_amount = discount is not None and discount.amount > 0
        self._unit.choose("amount" if by_amount else "percent")
        self.percent.setText(
            percent_text(discount.percent_ppm) if discount and discount.percent_ppm else ""
        )
        self.amount.set_amount(discount.amount if discount and by_amount else None)
        self._show(by_amount=by_amount)

    def discount(self, label: str = "") -> Discount | None:
        """The discount that was typed, ``None`` when the box is empty.

        Raises:
            UserError: it cannot be read.
        """
        if self._unit.value() == "percent":
            typed = self.percent.text().strip()
            return Discount(label, percent_ppm=read_percent(typed)) if typed else None
        return Discount(label, amount=self.amount.amount()) if self.amount.text().strip() else None

    def glance(self) -> Discount | None:
        """What :meth:`discount` would be so far, ``None`` where it cannot be read. Shows no error."""
        if self._unit.value() == "amount":
            amount = self.amount.value()
            return Discount(amount=amount) if amount else None
        try:
            ppm = read_percent(self.percent.text())
        except UserError:
            return None
        return Discount(percent_ppm=ppm) if ppm else None

    def editor(self) -> QLineEdit:
        """The box that is shown."""
        return self.amount if self._unit.value() == "amount" else self.percent

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A figure typed on the unit goes into the box."""
        if event.text().isdigit():
            self.editor().setFocus(Qt.FocusReason.OtherFocusReason)
            self.editor().insert(event.text())
        else:
            super().keyPressEvent(event)

    def _switch(self, unit: object) -> None:
        self._show(by_amount=unit == "amount")
        self.setFocusProxy(self.editor())
        self.editor().setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, *, by_amount: bool) -> None:
        self.amount.setVisible(by_amount)
        self.percent.setVisible(not by_amount)
        self.setFocusProxy(self.editor())


class DiscountPanel(ActPanel):
    """A discount on the whole ticket, with its name on the receipt."""

    def __init__(self, work: TicketWork) -> None:
        super().__init__(_("Discount on the ticket"), _("Apply discount"), work)
        self._edit = DiscountEdit()
        self._edit.amount.edited.connect(self._say)
        self._edit.percent.textChanged.connect(self._say)
        self._label = QLineEdit()
        self._label.setMaxLength(80)
        self._preview = paragraph("")
        fields = QHBoxLayout()
        fields.setSpacing(12)
        fields.addWidget(self.field("discount", _("Discount"), self._edit), 1)
        fields.addWidget(self.field("label", _("Name (on the receipt)"), self._label), 1)
        quick = QHBoxLayout()
        quick.setSpacing(8)
        for percent in QUICK_PERCENTS:
            quick.addWidget(self._quick(percent))
        quick.addStretch(1)
        self.body.addLayout(fields)
        self.body.addLayout(quick)
        self._off = Button(_("Take the discount off"), self._take_off, kind=Kind.DANGER)
        self.foot.addWidget(self._preview, 1)
        self.foot.addWidget(self._off)
        self.foot.addWidget(self.confirm)

    def fill(self, view: TicketView) -> None:
        """The discount there is."""
        discount = view.ticket.discount
        self._edit.set_discount(discount)
        self._label.setText(discount.label if discount else "")
        self._off.setVisible(discount is not None)
        self._say()

    def follow(self, view: TicketView) -> None:
        """The discount is of what is on the ticket now."""
        self._say()

    def first(self) -> QWidget:
        """The box."""
        return self._edit.editor()

    def act(self) -> Callable[[Desk, int], Changes]:
        """Discount the ticket."""
        discount = self._edit.discount(self._label.text().strip())
        if discount is None:
            raise UserError(_("Enter a discount above zero."), field="discount")
        return lambda desk, ticket_id: selling.set_ticket_discount(desk, ticket_id, discount)

    def _quick(self, percent: int) -> Button:
        def fill_in() -> None:
            self._edit.set_discount(Discount(percent_ppm=percent * PPM_OF_PERCENT))

        return Button(f"{percent}%", fill_in, size=Size.SMALL)

    def _take_off(self) -> None:
        self.run(lambda desk, ticket_id: selling.set_ticket_discount(desk, ticket_id, None))

    def _say(self) -> None:
        """What the discount would come to, where it can be read."""
        view, text = self.work.view, ""
        discount = self._edit.glance()
        if view and discount:
            price = view.bill.subtotal - view.bill.line_discounts
            cut = discount.off(price)
            text = _("{cut} off: {price} instead of {before}").format(
                cut=money(cut), price=money(price - cut), before=money(price)
            )
        self._preview.setText(text)
