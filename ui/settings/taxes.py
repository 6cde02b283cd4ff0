"""The taxes the shop collects, and how its prices carry them."""

from typing import Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit

from pos_app.domain.money import shop_format
from pos_app.domain.tax import TaxRate, TaxRounding, parse_rate
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import shop
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from ui.session import Session
from ui.settings.section import Entry, Listing, change_some, faint, named
from ui.widgets import Cell, Column, Field, Segmented


class TaxesSection(Listing):
    """Rates in a list; above it two choices for all of them, which hold at once."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Taxes"),
            _("A new rate holds for open tickets; closed ones keep the tax they were closed with."),
            _("Add a tax"),
            (Column(_("Name")), Column(_("Rate"), right=True)),
        )
        self._rate = TaxRate("", "", 0)
        self.included = Segmented(
            [(False, _("Tax is added to prices")), (True, _("Prices include tax"))]
        )
        self.rounding = Segmented(
            [
                (TaxRounding.PER_LINE, _("Round each line")),
                (TaxRounding.PER_TICKET, _("Round the ticket")),
            ]
        )
        self.included.chosen.connect(lambda value: self.write(change_some, {"tax_included": value}))
        self.rounding.chosen.connect(lambda value: self.write(change_some, {"tax_rounding": value}))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(Field(_("Prices"), self.included), 1)
        row.addWidget(Field(_("Rounding"), self.rounding), 1)
        self.column.addLayout(row)
        self.name, self.rate = QLineEdit(), QLineEdit()
        self.name.setMaxLength(40)
        self.rate.setMaxLength(12)
        self.active = QCheckBox(_("In use"))
        self.add("name", Field(_("Name"), self.name, hint=_("As it stands on the receipt.")))
        self.add("rate", Field(_("Percent"), self.rate))
        self.form.addWidget(self.active)
        self.finish()

    def load(self) -> None:
        """Show the rates and the choices."""
        settings = shop.settings(self.session.desk)
        self.included.choose(settings.tax_included)
        self.rounding.choose(settings.tax_rounding)
        rates, active = shop.taxes(self.session.desk)
        entries = []
        for rate in rates:
            in_use = rate.code in active
            percent = Cell(rate.percent) if in_use else faint(rate.percent)
            entries.append(Entry(rate, (named(rate.name, in_use=in_use), percent)))
        self.show_entries(entries, str(self._rate))

    def add_new(self) -> None:
        """A new tax."""
        self._show(TaxRate("", "", 0), _("A new tax"))

    def edit(self, key: Any) -> None:
        """Change a tax."""
        self._show(key, key.name)

    def save(self) -> None:
        """Store the tax."""
        self.clear_errors()
        try:
            rate_ppm = parse_rate(self.rate.text(), shop_format().decimal)
        except UserError as error:
            self.show_error(error)
            return
        rate = TaxRate(self._rate.code, self.name.text().strip(), rate_ppm)
        self.write(_put, rate, self.active.isChecked())

    def _show(self, rate: TaxRate, title: str) -> None:
        self._rate = rate
        self.clear_errors()
        self.panel.set_title(title)
        self.name.setText(rate.name)
        shown = rate.percent.rstrip("%")
        self.rate.setText(shown if rate.code else "")
        in_use = not rate.code or rate.code in shop.taxes(self.session.desk)[1]
        self.active.setChecked(in_use)
        self.panel.open(self.name)


def _put(desk: Desk, rate: TaxRate, active: bool) -> Changes:
    return shop.put_tax(desk, rate, active=active)
