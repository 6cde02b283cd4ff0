"""What the client takes away: printed, by e-mail, or nothing."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_app.domain.words import _
from pos_app.services.closing import Receipt
from pos_app.services.tickets import TicketView
from ui.widgets import Button, ChoiceGroup, Kind, Presses, Role, Size, bind_key, label, paragraph
from ui.widgets.keys import key_text

KEY = "F11"
_TOUCH_PX = 44


class ReceiptChoice(QWidget):
    """Print, e-mail or no receipt: chosen before closing, done at once after it.

    Signals:
        picked(Receipt): a person pressed one, chosen before or not.
    """

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._group = ChoiceGroup(self)
        self._group.chosen.connect(self._pick)
        self._presses = Presses()
        self.chips = {
            Receipt.PRINT: self._chip(_("Print"), "printer"),
            Receipt.EMAIL: self._chip(_("Email"), "mail"),
            Receipt.NONE: self._chip(_("No receipt"), ""),
        }
        self._said = label("", Role.DETAIL)
        self._no_mail = paragraph("", Role.DETAIL)
        self._no_mail.hide()
        self._closed = False
        row = QHBoxLayout()
        row.setSpacing(8)
        for receipt, chip in self.chips.items():
            self._group.add(receipt, chip)
            row.addWidget(chip)
        row.addStretch(1)
        row.addStrut(_TOUCH_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._said)
        column.addLayout(row)
        column.addWidget(self._no_mail)
        bind_key(KEY, self, self._on_key)
        self.choose(Receipt.PRINT)
        self._say()

    def _chip(self, text: str, icon: str) -> Button:
        chip = Button(text, kind=Kind.CHIP, size=Size.SMALL, icon=icon)
        chip.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        return chip

    def value(self) -> Receipt:
        """What is chosen."""
        return Receipt(str(self._group.value()))

    def choose(self, receipt: Receipt) -> None:
        """Choose without telling."""
        self._group.choose(receipt)

    def show_ticket(self, view: TicketView, no_mail: str = "") -> None:
        """Offer e-mail, or say below ``no_mail``, why not and what to do; what is picked once the ticket
        is closed is done at once."""
        self._closed = not view.ticket.is_open
        self._say()
        address = view.client.email if view.client else ""
        chip = self.chips[Receipt.EMAIL]
        chip.setEnabled(not no_mail)
        asked = _("The address is asked for once the ticket is closed.")
        chip.setToolTip(no_mail or address or asked)
        chip.setAccessibleDescription(no_mail)
        self._no_mail.setText(no_mail)
        self._no_mail.setVisible(bool(no_mail))
        if no_mail and self.value() is Receipt.EMAIL:
            self.choose(Receipt.PRINT)

    def _pick(self, receipt: object) -> None:
        """A double press changes a choice no further, and does what is done at once a single time."""
        if not self._presses.is_again() or not self._closed:
            self.picked.emit(receipt)

    def _say(self) -> None:
        text = (
            _("Receipt · {key} prints it again") if self._closed else _("Receipt · {key} changes")
        )
        self._said.setText(text.format(key=key_text(KEY)))

    def _on_key(self) -> None:
        """Go to the next that can be had; on a closed ticket each would be done, so only print."""
        if self._closed:
            self.chips[Receipt.PRINT].click()
            return
        order = [receipt for receipt, chip in self.chips.items() if chip.isEnabled()]
        place = order.index(self.value()) + 1
        self.chips[order[place % len(order)]].click()
