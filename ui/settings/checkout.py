"""How the shop takes money and gives it back: rounding, credit, pay later, refunds, cards, points."""

from typing import Any

from PySide6.QtWidgets import QCheckBox

from pos_app.domain import points
from pos_app.domain.invoice import MOST_TERMS
from pos_app.domain.money import money, shop_format
from pos_app.domain.shop import CreditUse, RefundOrder, Settings
from pos_app.domain.words import _
from ui.session import Session
from ui.settings.section import Form
from ui.widgets import AmountEdit, Choice, Field, NumberEdit, Segmented

_STEPS = (0, 5, 10, 20, 50, 100)
"""Smallest cash amounts on offer, in minor units."""


class CheckoutSection(Form):
    """Rounding, what happens with credit (R9), and pay later (R4)."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Checkout"),
            _("How money is taken. Tickets already closed stay as they are."),
        )
        self.cash_step = Choice()
        for step in _STEPS:
            self.cash_step.addItem(money(step) if step else _("No rounding"), step)
        self.credit_use = Segmented(
            [
                (CreditUse.ASK, _("Ask")),
                (CreditUse.ALWAYS, _("Always apply")),
                (CreditUse.NEVER, _("Never")),
            ]
        )
        self.pay_later = QCheckBox(_("Clients may pay later"))
        self.limit = AmountEdit(field="pay_later_limit", empty=_("No limit"))
        self.pay_later.toggled.connect(self.limit.setEnabled)
        self.add(
            "cash_step",
            Field(
                _("Cash is rounded to"),
                self.cash_step,
                hint=_("Only the cash payment that settles a ticket is rounded."),
            ),
        )
        self.add(
            "credit_use",
            Field(
                _("A client’s credit on a new ticket"),
                self.credit_use,
                hint=_("A person can always choose otherwise on the ticket."),
            ),
        )
        self.form.addWidget(self.pay_later)
        self.add(
            "pay_later_limit",
            Field(
                _("The most a client may owe"), self.limit, hint=_("Leave it empty for no limit.")
            ),
        )
        self.terms = NumberEdit(0, MOST_TERMS, suffix=_(" days"))
        self.add(
            "terms_days",
            Field(
                _("What is paid later falls due after"),
                self.terms,
                hint=_("Invoices age from that day. Those made already keep theirs."),
            ),
        )
        self.refund_order = Segmented(
            [
                (RefundOrder.MONEY_FIRST, _("Money first")),
                (RefundOrder.BALANCE_FIRST, _("Balance first")),
            ]
        )
        self.add(
            "refund_order",
            Field(
                _("A refund gives back"),
                self.refund_order,
                hint=_(
                    "Once nothing is owed for the ticket: cash, cards and checks, or client"
                    " balance and gift cards."
                ),
            ),
        )
        self.card_months = NumberEdit(0, 1_200, suffix=_(" months"))
        self.card_months.setSpecialValueText(_("Never"))
        self.card_floor = NumberEdit(0, 1_200, suffix=_(" months"))
        self.add("gift_card_months", Field(_("Gift cards expire after"), self.card_months))
        self.add(
            "gift_card_floor_months",
            Field(
                _("The law lets none expire before"),
                self.card_floor,
                hint=_("Counted from the last money put on it. In the US it is 60 months."),
            ),
        )
        unit = money(shop_format().currency.unit)
        self.per_unit = NumberEdit(0, points.MOST)
        self.per_unit.setSpecialValueText(_("None"))
        self.point_worth = AmountEdit(field="point_worth", empty=_("Nothing"))
        self.add(
            "points_per_unit",
            Field(
                _("Points for each {amount} of sales").format(amount=unit),
                self.per_unit,
                hint=_(
                    "Before tax, after discounts; never for payoffs, top-ups, gift cards or tips."
                ),
            ),
        )
        self.add(
            "point_worth",
            Field(
                _("A point pays"),
                self.point_worth,
                hint=_("Leave it empty where points cannot be redeemed."),
            ),
        )
        self.finish()

    def fill(self, settings: Settings) -> None:
        """Show these settings."""
        if self.cash_step.findData(settings.cash_step) < 0:
            self.cash_step.addItem(money(settings.cash_step), settings.cash_step)
        self.cash_step.setCurrentIndex(self.cash_step.findData(settings.cash_step))
        self.credit_use.choose(settings.credit_use)
        self.pay_later.setChecked(settings.pay_later_allowed)
        self.limit.setEnabled(settings.pay_later_allowed)
        self.limit.set_amount(settings.pay_later_limit)
        self.terms.setValue(settings.terms_days)
        self.refund_order.choose(settings.refund_order)
        self.card_months.setValue(settings.gift_card_months)
        self.card_floor.setValue(settings.gift_card_floor_months)
        self.per_unit.setValue(settings.points_per_unit)
        self.point_worth.set_amount(settings.point_worth or None)

    def values(self) -> dict[str, Any]:
        """What the fields say."""
        return {
            "cash_step": self.cash_step.currentData(),
            "credit_use": self.credit_use.value(),
            "pay_later_allowed": self.pay_later.isChecked(),
            "pay_later_limit": self.limit.amount() if self.limit.text().strip() else None,
            "terms_days": self.terms.value(),
            "refund_order": self.refund_order.value(),
            "gift_card_months": self.card_months.value(),
            "gift_card_floor_months": self.card_floor.value(),
            "points_per_unit": self.per_unit.value(),
            "point_worth": self.point_worth.amount() if self.point_worth.text().strip() else 0,
        }
