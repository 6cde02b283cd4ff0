"""What can be done to the whole ticket in work: buttons beside the scan field and in the summary."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pos_app.domain.ticket import TicketState
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import payments
from pos_app.services.tickets import TicketView
from ui.checkout import opening
from ui.checkout.panel_place import PanelKind
from ui.checkout.panels import ExemptPanel, NotePanel
from ui.checkout.summary import OrderSummary
from ui.widgets import Button, Kind, Size, Tone, bind_key, paragraph


class TicketActions(QObject):
    """The buttons, each with its key. Those that need a ticket are off where there is none.

    Signals:
        panel_requested(object): open the panel of this PanelKind.
        hold_requested(): set the ticket aside, or go on with it.
        undo_requested(): take the last change back.
        use_credit_set(bool): whether the client's credit is to be used on this ticket.
        proceed_requested(): on to the payments.
    """

    panel_requested = Signal(object)
    hold_requested = Signal()
    undo_requested = Signal()
    use_credit_set = Signal(bool)
    proceed_requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        small = Size.SMALL
        self._discount = self._opener(_("Discount"), "F3", opening.discount)
        self._note = self._opener(_("Note"), "F4", NotePanel)
        self._tip = self._opener(_("Add tip"), "F5", opening.tip, small)
        self._void = self._opener(_("Void"), "F8", opening.void, small, Kind.DANGER)
        self._exempt = self._opener(_("Tax exempt"), "F9", ExemptPanel, small)
        self._hold = Button(_("Hold"), self.hold_requested.emit, size=small, key="F7")
        self._undo = Button(
            icon="undo", name=_("Undo"), clicked=self.undo_requested.emit, key="Ctrl+Z"
        )
        self._use_credit = QCheckBox(_("Use available credit (F10)"))
        self._use_credit.clicked.connect(self.use_credit_set)
        bind_key("F10", self._use_credit, self._use_credit.click)
        self._why_not = paragraph("", tone=Tone.MUTED)
        self._proceed = Button(
            _("Proceed to payments"),
            self.proceed_requested.emit,
            kind=Kind.PRIMARY,
            size=Size.BIG,
            key="F12",
        )

    def stand_in(self, row: QHBoxLayout, summary: OrderSummary, over: QWidget) -> None:
        """Take their places: beside the scan field, and at the foot of the summary, below ``over``."""
        for button in (self._undo, self._discount, self._note):
            row.addWidget(button)
        layers = QGridLayout()
        foot = QVBoxLayout()
        foot.setSpacing(summary.buttons.spacing())
        foot.addStretch(1)
        foot.addWidget(self._why_not)
        foot.addWidget(self._use_credit)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        for place, button in enumerate((self._tip, self._exempt, self._hold, self._void)):
            # A very long word of another language is cut rather than the column widened.
            button.setMinimumWidth(60)
            grid.addWidget(button, place // 2, place % 2)
        foot.addLayout(grid)
        layers.addLayout(foot, 0, 0)
        layers.addWidget(over, 0, 0)
        over.raise_()
        summary.buttons.addLayout(layers)
        summary.action.addWidget(self._proceed)

    def show_view(self, view: TicketView | None) -> None:
        """Offer what can be done to this ticket."""
        there = view is not None
        for button in (self._tip, self._hold, self._void, self._exempt, self._discount, self._note):
            button.setEnabled(there)
        held = view is not None and view.ticket.state is TicketState.HELD
        text = _("Resume") if held else _("Hold")
        if text != self._hold.text():
            self._hold.setText(text)
        # What this very ticket holds counts too, or one who was served by *always* could not opt out.
        self._use_credit.setVisible(view is not None and view.standing.has > 0)
        self._use_credit.setChecked(view is not None and view.ticket.use_credit)
        why = _why_not(view)
        self._proceed.setEnabled(there and not why)
        if why != self._why_not.text():
            self._why_not.setText(why)
            self._proceed.setToolTip(why)
            self._proceed.setAccessibleDescription(why)
        # Of an empty ticket the lines say what to do, and their first one moves nothing here.
        self._why_not.setVisible(bool(why) and view is not None and bool(view.ticket.lines))

    def show_undo(self, *, possible: bool) -> None:
        """Offer to take the last change back, or not."""
        self._undo.setEnabled(possible)

    def can_proceed(self) -> bool:
        """Whether the ticket is ready for its payments."""
        return self._proceed.isEnabled()

    def _opener(
        self,
        text: str,
        key: str,
        panel: PanelKind,
        size: Size = Size.NORMAL,
        kind: Kind = Kind.PLAIN,
    ) -> Button:
        return Button(text, lambda: self.panel_requested.emit(panel), key=key, size=size, kind=kind)


def _why_not(view: TicketView | None) -> str:
    """What is missing before the payments, if anything is."""
    if view is not None:
        try:
            payments.check_ready(view)
        except UserError as error:
            return error.text
    return ""
