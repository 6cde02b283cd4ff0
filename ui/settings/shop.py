"""The shop itself: name, address, and how it writes money and dates."""

from typing import Any

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from pos_app import locales
from pos_app.domain.shop import Settings
from pos_app.domain.words import _
from pos_app.errors import UserError
from ui.session import Session
from ui.settings.section import Form
from ui.widgets import Field, Picker


class ShopSection(Form):
    """What stands at the head of every receipt."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Shop"), _("This stands on every receipt."))
        self.shop_name = QLineEdit()
        self.shop_name.setMaxLength(80)
        self.address = QPlainTextEdit()
        self.address.setTabChangesFocus(True)
        self.address.setFixedHeight(88)
        self.phone = QLineEdit()
        self.phone.setMaxLength(40)
        self.tax_number = QLineEdit()
        self.tax_number.setMaxLength(40)
        self.place = Picker()
        self.currency = QLineEdit()
        self.currency.setReadOnly(True)
        self.add("shop_name", Field(_("Shop’s name"), self.shop_name))
        self.add("address", Field(_("Address"), self.address))
        self.add("phone", Field(_("Phone"), self.phone))
        self.add("tax_number", Field(_("Tax number"), self.tax_number))
        self.add("locale", Field(_("Amounts and dates as in"), self.place))
        self.add(
            "currency",
            Field(_("Currency"), self.currency, hint=_("The books are kept in it: it stays.")),
        )
        self.finish()

    def fill(self, settings: Settings) -> None:
        """Show these settings."""
        self.shop_name.setText(settings.shop_name)
        self.address.setPlainText(settings.address)
        self.phone.setText(settings.phone)
        self.tax_number.setText(settings.tax_number)
        self.currency.setText(settings.currency)
        if self.place.count() < 2:
            self.place.set_choices([(settings.locale, settings.locale)])
            self.session.tasks.read(locales.locales, then=self.place.set_choices, owner=self)
        self.place.choose(settings.locale)

    def values(self) -> dict[str, Any]:
        """What the fields say."""
        if refusal := self.place.refusal():
            raise UserError(refusal, field="locale")
        return {
            "shop_name": self.shop_name.text().strip(),
            "address": self.address.toPlainText().strip(),
            "phone": self.phone.text().strip(),
            "tax_number": self.tax_number.text().strip(),
            "locale": self.place.value(),
        }
