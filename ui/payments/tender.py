"""Money that is not cash: a card on a stand-alone terminal, a check, the shop's custom types."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import PaymentType
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services.payments import PaymentRequest
from ui.payments.form import PaymentForm
from ui.session import Session
from ui.widgets import Field


class TenderForm(PaymentForm):
    """A payment with one word to find it again by: a check's number, a custom type's reference."""

    def __init__(self, session: Session, way: PaymentType, title: str) -> None:
        super().__init__(session, way, title)
        self.reference = QLineEdit()
        self.reference.setMaxLength(60)
        self.reference.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.reference.textEdited.connect(self._on_reference)
        self.row = QHBoxLayout()
        self.row.setSpacing(12)
        self.extras.addLayout(self.row)
        self._add_field("reference", self._reference_name(), self.reference)

    def _reference_name(self) -> str:
        if self.way.kind is PaymentKind.CHECK:
            return _("Check number")
        return _("Approval code") if self.way.kind is PaymentKind.CARD else _("Reference")

    def _add_field(self, name: str, text: str, editor: QLineEdit, hint: str = "") -> None:
        self.fields[name] = Field(text, editor, hint=hint)
        self.row.addWidget(self.fields[name], 1, Qt.AlignmentFlag.AlignTop)
        self.tab_to(editor)

    def _on_reference(self) -> None:
        self.fields["reference"].show_error("")
        self._wake()

    def request(self) -> PaymentRequest:
        """The amount and its reference; a check needs its number."""
        amount, reference = self.amount.amount(), self.reference.text().strip()
        if self.way.kind is PaymentKind.CHECK and not reference:
            raise UserError(_("Enter the number on the check."), field="reference")
        return PaymentRequest(
            id=self.request_id, type_code=self.way.code, amount=amount, reference=reference
        )

    def clear_extras(self) -> None:
        """The next payment has another reference."""
        self.reference.clear()
        self.fields["reference"].show_error("")


class CardForm(TenderForm):
    """A card that a stand-alone terminal has charged: what its slip says."""

    def __init__(self, session: Session, way: PaymentType) -> None:
        super().__init__(session, way, _("Charged on the terminal"))
        self.last_four = QLineEdit()
        self.last_four.setMaxLength(4)
        self.last_four.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.last_four.textEdited.connect(self._on_digits)
        self._add_field("last_four", _("Last four digits"), self.last_four)

    def _on_digits(self) -> None:
        self.fields["last_four"].show_error("")
        self._wake()

    def request(self) -> PaymentRequest:
        """The amount, the approval code and the card's last four digits, where they were typed."""
        amount, digits = self.amount.amount(), self.last_four.text().strip()
        if digits and not re.fullmatch(r"[0-9]{4}", digits):
            raise UserError(_("Enter all four digits, or none."), field="last_four")
        return PaymentRequest(
            id=self.request_id,
            type_code=self.way.code,
            amount=amount,
            reference=self.reference.text().strip(),
            detail=f"·· {digits}" if digits else "",
        )

    def clear_extras(self) -> None:
        """The next card is another one."""
        super().clear_extras()
        self.last_four.clear()
        self.fields["last_four"].show_error("")
