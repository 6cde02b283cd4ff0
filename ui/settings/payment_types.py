"""The ways to pay, in the order of the payments page."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit

from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import PaymentType
from pos_app.domain.words import _
from pos_app.services import shop
from ui.session import Session
from ui.settings.section import Entry, Listing, faint, named
from ui.widgets import Button, Column, Field


def kind_names() -> dict[PaymentKind, str]:
    """The kinds of payment, in words."""
    return {
        PaymentKind.CASH: _("Cash"),
        PaymentKind.CARD: _("Card terminal"),
        PaymentKind.CHECK: _("Check"),
        PaymentKind.CUSTOM: _("Custom"),
        PaymentKind.PAY_LATER: _("Pay later"),
        PaymentKind.CLIENT_BALANCE: _("Client balance"),
        PaymentKind.DISCOUNT: _("Discount"),
        PaymentKind.GIFT_CARD: _("Gift card"),
        PaymentKind.POINTS: _("Points"),
    }


class PaymentTypesSection(Listing):
    """Names, order and use; the kinds stay, for the books go by them."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Payment types"),
            _("The ways to pay, in the order in which the payments page shows them."),
            _("Add a payment type"),
            (Column(_("Name")), Column(_("Kind"))),
        )
        self._type = PaymentType("", "", PaymentKind.CUSTOM)
        self.up = Button(
            icon="chevron-up", name=_("Move up"), key="Alt+Up", clicked=lambda: self._move(-1)
        )
        self.down = Button(
            icon="chevron-down", name=_("Move down"), key="Alt+Down", clicked=lambda: self._move(1)
        )
        self.tools.addWidget(self.up)
        self.tools.addWidget(self.down)
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.active = QCheckBox(_("Taken here"))
        self.add("name", Field(_("Name"), self.name))
        self.form.addWidget(self.active)
        self.finish()

    def load(self) -> None:
        """Show them in their order."""
        kinds = kind_names()
        entries = [
            Entry(way, (named(way.name, in_use=way.active), faint(kinds[way.kind])))
            for way in shop.payment_types(self.session.desk)
        ]
        self.show_entries(entries, "")
        place = self.model.place_of(lambda entry: entry.key.code == self._type.code)
        if place >= 0:
            self.table.selectRow(place)

    def add_new(self) -> None:
        """A new custom way to pay."""
        self._show(PaymentType("", "", PaymentKind.CUSTOM), _("A new payment type"))

    def edit(self, key: Any) -> None:
        """Change one."""
        self._show(key, key.name)

    def save(self) -> None:
        """Store it."""
        way = replace(self._type, name=self.name.text().strip(), active=self.active.isChecked())
        self.write(shop.put_payment_type, way)

    def _show(self, way: PaymentType, title: str) -> None:
        self._type = way
        self.clear_errors()
        self.panel.set_title(title)
        self.name.setText(way.name)
        self.active.setChecked(way.active)
        self.panel.open(self.name)

    def _move(self, step: int) -> None:
        row = self.table.currentIndex().row()
        codes = [entry.key.code for entry in self.model.rows]
        if not (0 <= row < len(codes) and 0 <= row + step < len(codes)):
            return
        self._type = self.key_of(row)
        codes.insert(row + step, codes.pop(row))
        self.write(shop.order_payment_types, codes)
