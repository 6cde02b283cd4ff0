"""How the screen looks, in which language, and when it locks itself."""

from typing import Any

from pos_app import locales
from pos_app.domain.shop import Settings
from pos_app.domain.words import _
from pos_app.errors import UserError
from ui.session import Session
from ui.settings.section import Form
from ui.widgets import Field, NumberEdit, Picker, Segmented


class AppearanceSection(Form):
    """Palette, language and lock; they take effect once saved."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Appearance"), _("For every till of the shop."))
        self.appearance = Segmented(
            [("light", _("Light")), ("dark", _("Dark")), ("system", _("As the system"))]
        )
        self.language = Picker(locales.languages())
        self.minutes = NumberEdit(0, 240, suffix=" " + _("minutes"))
        self.minutes.setSpecialValueText(_("Never"))
        self.add("appearance", Field(_("Colours"), self.appearance))
        self.add(
            "language",
            Field(_("Language"), self.language, hint=_("For screens and receipts alike.")),
        )
        self.add(
            "lock_after_minutes",
            Field(
                _("Lock the screen after"),
                self.minutes,
                hint=_("What was on the screen is kept; a PIN brings it back."),
            ),
        )
        self.finish()

    def fill(self, settings: Settings) -> None:
        """Show these settings."""
        self.appearance.choose(settings.appearance)
        self.language.choose(settings.language)
        self.minutes.setValue(settings.lock_after_minutes)

    def values(self) -> dict[str, Any]:
        """What the fields say."""
        if refusal := self.language.refusal():
            raise UserError(refusal, field="language")
        return {
            "appearance": self.appearance.value(),
            "language": self.language.value(),
            "lock_after_minutes": self.minutes.value(),
        }
