"""What the first start asks, a step at a time. Each step shows the errors of its own fields."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from pos_app import locales
from pos_app.domain.money import format_amount
from pos_app.domain.tax import TaxRate, parse_rate
from pos_app.domain.words import _
from pos_app.errors import UserError
from ui.settings.printer import PrinterFields
from ui.widgets import (
    Button,
    Field,
    Kind,
    Picker,
    PinEdit,
    Role,
    Segmented,
    Tone,
    label,
    paragraph,
)

_EXAMPLE = 123450


class Step(QWidget):
    """One step: a title, a sentence, fields by the names that the services use for them."""

    def __init__(self, name: str, title: str, text: str) -> None:
        super().__init__()
        self.name = name
        self.fields: dict[str, Field] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)
        self.column.addWidget(label(title, Role.TITLE))
        self.column.addWidget(paragraph(text, Role.BODY, Tone.MUTED))
        self.column.addSpacing(16)

    def add(self, name: str, field: Field) -> None:
        """Add a field; the first one takes the focus."""
        if not self.fields:
            self.setFocusProxy(field.editor)
        self.fields[name] = field
        self.column.addWidget(field)

    def own_problems(self) -> list[UserError]:
        """What only this step can see is wrong."""
        return []

    def show_problems(self, found: list[UserError]) -> bool:
        """Show those of this step at their fields, the focus at the first; whether there are any."""
        first: Field | None = None
        texts = {error.field: error.text for error in reversed([*self.own_problems(), *found])}
        for name, field in self.fields.items():
            field.show_error(texts.get(name, ""))
            if name in texts and first is None:
                first = field
        if first is not None:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return first is not None


class ShopStep(Step):
    """Name and address."""

    def __init__(self) -> None:
        super().__init__(
            _("Shop"), _("Your shop"), _("This stands on every receipt. You can change it later.")
        )
        self.shop_name = QLineEdit()
        self.shop_name.setMaxLength(80)
        self.address = QPlainTextEdit()
        self.address.setTabChangesFocus(True)
        self.address.setFixedHeight(88)
        self.phone = QLineEdit()
        self.phone.setMaxLength(40)
        self.add("shop_name", Field(_("Shop’s name"), self.shop_name))
        self.add("address", Field(_("Address"), self.address))
        self.add("phone", Field(_("Phone"), self.phone))
        self.column.addStretch(1)


class MoneyStep(Step):
    """Currency, and how this place writes money and dates."""

    def __init__(self) -> None:
        super().__init__(
            _("Money"),
            _("Money and dates"),
            _("The books are kept in one currency, which cannot be changed later."),
        )
        self.currency = Picker([("USD", _("US Dollar (USD)"))])
        self.place = Picker([("en_US", "English (United States)")])
        self.add("currency", Field(_("Currency"), self.currency))
        self.add("locale", Field(_("Amounts and dates as in"), self.place))
        self._example = label("", Role.FIGURE)
        self.column.addWidget(label(_("Amounts look like this"), Role.FIELD))
        self.column.addWidget(self._example)
        self.column.addStretch(1)
        for picker in (self.currency, self.place):
            picker.currentIndexChanged.connect(lambda _row: self._show_example())
        self._show_example()

    def own_problems(self) -> list[UserError]:
        """What is typed must be one of what there is."""
        asked = {"currency": self.currency.refusal(), "locale": self.place.refusal()}
        return [UserError(text, field=name) for name, text in asked.items() if text]

    def offer_currencies(self, known: Sequence[tuple[str, ...]]) -> None:
        """Offer these, the one of this computer's place chosen."""
        here = QLocale.system().currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
        self.currency.set_choices(
            [(code, f"{name} ({code})", *others) for code, name, *others in known]
        )
        self.currency.choose(here)

    def offer_places(self, known: Sequence[tuple[str, ...]]) -> None:
        """Offer these, this computer's chosen."""
        self.place.set_choices(known)
        self.place.choose(QLocale.system().name())

    def _show_example(self) -> None:
        try:
            fmt = locales.money_format(self.currency.value(), self.place.value())
        except UserError:
            self._example.setText("")
        else:
            self._example.setText(format_amount(_EXAMPLE, fmt))


class _TaxRow(QWidget):
    def __init__(self, remove: Callable[["_TaxRow"], None]) -> None:
        super().__init__()
        self.name, self.rate = QLineEdit(), QLineEdit()
        self.name.setMaxLength(40)
        self.rate.setMaxLength(12)
        self.rate.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.name.setPlaceholderText(_("Sales tax"))
        self.rate.setPlaceholderText("8.25")
        self.name_field = Field(_("Name"), self.name)
        self.rate_field = Field(_("Percent"), self.rate)
        self.rate_field.setFixedWidth(150)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        # A long error below one box moves not the other.
        row.addWidget(self.name_field, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.rate_field, 0, Qt.AlignmentFlag.AlignTop)
        drop = Button(
            icon="trash", name=_("Remove this tax"), kind=Kind.QUIET, clicked=lambda: remove(self)
        )
        under_label = QVBoxLayout()
        under_label.addSpacing(20)
        under_label.addWidget(drop)
        under_label.addStretch(1)
        row.addLayout(under_label)


class TaxStep(Step):
    """Whether prices include tax, and the taxes."""

    def __init__(self, decimal: Callable[[], str]) -> None:
        """``decimal`` tells the decimal mark of the place chosen before."""
        super().__init__(
            _("Taxes"), _("Taxes"), _("Add the taxes you collect. Without any, just go on.")
        )
        self._decimal = decimal
        self._rows: list[_TaxRow] = []
        self.included = Segmented(
            [(False, _("Tax is added to prices")), (True, _("Prices include tax"))]
        )
        self.add("tax_included", Field(_("Your prices"), self.included))
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.column.addLayout(self._list)
        self.add_button = Button(_("Add a tax"), self.add_row, icon="plus", key="Ctrl+N")
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        self.column.addLayout(foot)
        self.column.addStretch(1)
        # Nothing needs to be typed here: Enter must go on, not add a row.
        self.setFocusProxy(None)  # type: ignore[arg-type]

    def add_row(self) -> None:
        """Another tax to fill in."""
        row = _TaxRow(self._remove)
        self._rows.append(row)
        self._list.addWidget(row)
        row.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def rows(self) -> list[_TaxRow]:
        """The rows there are."""
        return list(self._rows)

    def rates(self) -> tuple[TaxRate, ...]:
        """The taxes, once nothing is wrong with them."""
        return tuple(
            TaxRate("", row.name.text().strip(), parse_rate(row.rate.text(), self._decimal()))
            for row in self._rows
        )

    def show_problems(self, found: list[UserError]) -> bool:
        """Show what is wrong in each row."""
        wrong = False
        for row in reversed(self._rows):
            said = "" if row.name.text().strip() else _("Enter a name.")
            row.name_field.show_error(said)
            try:
                parse_rate(row.rate.text(), self._decimal())
                row.rate_field.show_error("")
            except UserError as error:
                row.rate_field.show_error(error.text)
                row.rate.setFocus(Qt.FocusReason.OtherFocusReason)
                wrong = True
            if said:
                row.name.setFocus(Qt.FocusReason.OtherFocusReason)
                wrong = True
        return wrong

    def _remove(self, row: _TaxRow) -> None:
        self._rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)


class ManagerStep(Step):
    """The first manager and their PIN."""

    def __init__(self) -> None:
        super().__init__(
            _("Manager"),
            _("The first manager"),
            _("This person may change settings and add others."),
        )
        self.manager = QLineEdit()
        self.manager.setMaxLength(80)
        self.pin, self.again = PinEdit(), PinEdit()
        self.add("manager", Field(_("Name"), self.manager))
        self.add("pin", Field(_("PIN"), self.pin, hint=_("4 to 8 digits, typed at every sign-in.")))
        self.add("again", Field(_("PIN once more"), self.again))
        self.column.addStretch(1)

    def own_problems(self) -> list[UserError]:
        """The two PINs must be the same."""
        if self.pin.text() == self.again.text():
            return []
        return [UserError(_("The two PINs are not the same."), field="again")]


class TillStep(Step):
    """This till and its printer."""

    def __init__(self, data: Path) -> None:
        super().__init__(
            _("Till"), _("This till"), _("A shop may have several; each has its own printer.")
        )
        self.till = QLineEdit(_("Till 1"))
        self.till.setMaxLength(40)
        self.printer = PrinterFields(data)
        self.printer.show_printer("virtual:" + str((data / "papers").absolute()), "generic-80")
        self.add("till", Field(_("Till’s name"), self.till))
        self.column.addWidget(self.printer)
        self.column.addStretch(1)

    def show_problems(self, found: list[UserError]) -> bool:
        """The printer's address has its place inside the printer's fields."""
        wrong = next((error.text for error in found if error.field == "printer"), "")
        self.printer.show_error(wrong)
        return super().show_problems(found) or bool(wrong)
