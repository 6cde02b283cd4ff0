"""Voiding the ticket in work: why, and what becomes of each payment that brought money in (R17)."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QScrollArea, QWidget

from pos_app.domain.money import money
from pos_app.domain.payment import Payment
from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import voiding
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.tickets import TicketView
from pos_app.services.voiding import KeepMoney
from ui.checkout.panels import ActPanel
from ui.checkout.work import TicketWork, called
from ui.widgets import (
    Button,
    ChoiceGroup,
    ElidedLabel,
    Kind,
    Role,
    Tone,
    figure,
    paragraph,
    set_tone,
)

_ROW_PX, _GAP_PX = 44, 4
_ROWS_SEEN = 3.5
"""Of more payments, half a row shows that there are more."""
_KEYS = 9
"""Alt and a figure choose for a payment; from the fifth payment on, Tab and Space do."""


_Asked = tuple[tuple[Payment, ...], Client | None]


class VoidPanel(ActPanel):
    """Asks for a reason and, for each money payment, whether it is given back or kept.

    Nothing is chosen to begin with: whoever voids has to look at each. The list follows the ticket,
    for a payment may be taken off, or come from another till, while the panel is open.
    """

    def __init__(self, work: TicketWork) -> None:
        super().__init__(_("Void ticket"), _("Void ticket"), work, Kind.DESTROY)
        self._fates: dict[int, _Fate] = {}
        self._asked: _Asked = ((), None)
        self._reason = QLineEdit()
        self._reason.setMaxLength(500)
        self.body.addWidget(self.field("reason", _("Reason"), self._reason))
        self._asks = paragraph("", Role.BODY)
        self.body.addWidget(self._asks)
        self._list = QScrollArea()
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setWidgetResizable(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self._list)
        self._preview = paragraph("")
        self.foot.addWidget(self._preview, 1)
        self.foot.addWidget(self.confirm)
        work.shown.connect(self._follow)

    def fill(self, view: TicketView) -> None:
        """No reason, and every payment to be answered."""
        self.set_title(_("Void ticket #{number}").format(number=view.ticket.number))
        self._reason.clear()
        self._fates = {}
        self._show_money(view)

    def first(self) -> QWidget:
        """The reason."""
        return self._reason

    def act(self) -> Callable[[Desk, int], Changes]:
        """Void it; the service asks for what is missing."""
        reason, fates = self._reason.text(), self._chosen()
        return lambda desk, ticket_id: voiding.void(desk, ticket_id, reason, fates)

    def show_error(self, error: UserError | None) -> None:
        """Say which payment has no answer yet, and go there."""
        super().show_error(error)
        for payment_id, fate in self._fates.items():
            missing = error is not None and error.field == voiding.fate_field(payment_id)
            fate.mark(Tone.DANGER if missing else Tone.PLAIN)
            if missing:
                self._list.ensureWidgetVisible(fate.back)
                fate.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self) -> dict[int, KeepMoney]:
        found = {payment_id: fate.value() for payment_id, fate in self._fates.items()}
        return {payment_id: fate for payment_id, fate in found.items() if fate is not None}

    def _follow(self, view: TicketView | None) -> None:
        """Ask about the payments there are now; what was answered stays answered."""
        if self.isHidden() or view is None:
            return
        self._say()
        if self._asked == _asked(view):
            return
        touched = self.is_touched()
        self._show_money(view)
        if not touched:
            self._as_filled = self._entries()

    def _show_money(self, view: TicketView) -> None:
        self._asked = _asked(view)
        taken, answers = self._asked[0], self._chosen()
        rows = QWidget()
        rows.setProperty("plain", True)
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(_GAP_PX)
        grid.setColumnStretch(0, 1)
        self._fates = {}
        for place, payment in enumerate(taken):
            fate = _Fate(payment, place, can_keep=view.client is not None)
            fate.group.chosen.connect(lambda _fate: self._answered())
            fate.choose(answers.get(payment.id))
            for column, part in enumerate(fate.parts()):
                grid.addWidget(part, place, column)
            self._fates[payment.id] = fate
        self._list.setWidget(rows)
        self._list.setFixedHeight(int((_ROW_PX + _GAP_PX) * min(len(taken), _ROWS_SEEN)))
        self._list.setVisible(bool(taken))
        self._asks.setVisible(bool(taken))
        self._asks.setText(_question(view))
        self._say()

    def _answered(self) -> None:
        """Go on to what is still to be answered: Enter must never press the other answer."""
        self.show_error(None)
        self._say()
        waiting = (fate.back for fate in self._fates.values() if fate.value() is None)
        next(waiting, self.confirm).setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self) -> None:
        """What voiding will do, with what is chosen so far."""
        view = self.work.view
        if view is None:
            return
        said = [
            _("{total} will not be sold. What the ticket holds of a balance comes back.").format(
                total=money(view.bill.total)
            )
        ]
        sums = dict.fromkeys(KeepMoney, 0)
        for payment in voiding.money_taken(view.ticket):
            fate = self._fates[payment.id].value() if payment.id in self._fates else None
            if fate is not None:
                sums[fate] += payment.received
        if back := sums[KeepMoney.GIVEN_BACK]:
            said.append(_("{amount} is given back now.").format(amount=money(back)))
        if view.client and (kept := sums[KeepMoney.ON_ACCOUNT]):
            text = _("{amount} stays on {name}’s account as an open payment.")
            said.append(text.format(amount=money(kept), name=called(view.client)))
        self._preview.setText(" ".join(said))


class _Fate:
    """One payment and the two things that may become of it."""

    def __init__(self, payment: Payment, place: int, *, can_keep: bool) -> None:
        self._name = ElidedLabel(payment.name, Role.STRONG)
        self._amount = figure(money(payment.received))
        self._amount.setContentsMargins(0, 0, 8, 0)
        self.back = _choice(_("Give back"), payment, 2 * place + 1)
        self._keep = _choice(_("Keep on account"), payment, 2 * place + 2)
        self._keep.setEnabled(can_keep)
        self.group = ChoiceGroup(self.back)
        self.group.add(KeepMoney.GIVEN_BACK, self.back)
        self.group.add(KeepMoney.ON_ACCOUNT, self._keep)

    def parts(self) -> tuple[QWidget, ...]:
        """What stands in the row, from the left."""
        return self._name, self._amount, self.back, self._keep

    def value(self) -> KeepMoney | None:
        """What was chosen, if anything was."""
        chosen = self.group.value()
        return chosen if isinstance(chosen, KeepMoney) else None

    def choose(self, fate: KeepMoney | None) -> None:
        """Choose without telling; what is not offered is not chosen."""
        if fate is KeepMoney.GIVEN_BACK or self._keep.isEnabled():
            self.group.choose(fate)

    def mark(self, tone: Tone) -> None:
        """Show that something is to be said of this payment, or is well."""
        for part in (self._name, self._amount):
            set_tone(part, tone)


def _choice(text: str, payment: Payment, number: int) -> Button:
    made = Button(text, key=f"Alt+{number}" if number <= _KEYS else "")
    made.setAccessibleDescription(f"{payment.name} {money(payment.received)}")
    return made


def _asked(view: TicketView) -> _Asked:
    """What the list of payments depends on."""
    return voiding.money_taken(view.ticket), view.client


def _question(view: TicketView) -> str:
    if view.client is None:
        return _(
            "Money was taken on this ticket. Without a client it can only be given back; "
            "to keep it on an account, choose a client first (F2)."
        )
    return _(
        "Money was taken on this ticket. Give each payment back, or keep it on {name}’s account."
    ).format(name=called(view.client))
