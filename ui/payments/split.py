"""Split evenly: how many people, and what each of them pays."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.services.tickets import TicketView
from ui.payments.even import FEWEST, MOST, EvenSplit, even_parts
from ui.payments.form import Outcome, say_settled
from ui.session import Session
from ui.widgets import (
    Button,
    ChoiceGroup,
    Kind,
    NoticeTone,
    Role,
    Size,
    Tone,
    label,
    paragraph,
)


class SplitForm(QWidget):
    """Proposes parts; each is then paid by any type, and the forms say whose turn it is.

    Signals:
        split(object): an :class:`EvenSplit` to pay by, or None to stop splitting.
    """

    split = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._view: TicketView | None = None
        self.people = ChoiceGroup(self)
        self.people.chosen.connect(lambda _people: self._describe())
        self.numbers = [self._number(count) for count in range(FEWEST, MOST + 1)]
        self.outcome = Outcome()
        self.stop = Button(_("Do not split"), lambda: self.split.emit(None))
        self.start = Button(_("Split"), self._start, kind=Kind.PRIMARY, key="Return")
        self._lay_out()
        self.people.choose(FEWEST)

    def _number(self, count: int) -> Button:
        button = Button(str(count), size=Size.BIG)
        button.setAccessibleName(_("{count} people").format(count=count))
        self.people.add(count, button)
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(_("Split evenly between how many people?"), Role.HEADING))
        text = _("Each part can be paid in any way. The parts add up to what is due, to the cent.")
        column.addWidget(paragraph(text, Role.BODY, Tone.MUTED))
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self.numbers:
            row.addWidget(button, 1)
        column.addLayout(row)
        column.addStretch(1)
        column.addWidget(self.outcome)
        feet = QHBoxLayout()
        feet.setSpacing(8)
        feet.addWidget(self.stop)
        feet.addWidget(self.start, 1)
        column.addLayout(feet)

    def show_ticket(self, view: TicketView, splitting: bool) -> None:
        """Show what the parts of what is due would be."""
        self._view = view
        self.stop.setVisible(splitting)
        for count, button in enumerate(self.numbers, start=FEWEST):
            button.setEnabled(view.settlement.due >= count)
        self._describe()

    def set_busy(self, busy: bool) -> None:
        """A write is under way, or has ended."""
        self.start.setEnabled(not busy and bool(self._parts()))

    def start_widget(self) -> QWidget:
        """Where the work starts."""
        return self.start

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit is how many people. No shortcut: that would take a code's digits from a scanner."""
        count = event.key() - Qt.Key.Key_0
        if FEWEST <= count <= MOST and not event.isAutoRepeat():
            self.numbers[count - FEWEST].click()
            return
        super().keyPressEvent(event)

    def _parts(self) -> tuple[int, ...]:
        count = self.people.value()
        due = self._view.settlement.due if self._view else 0
        if not isinstance(count, int) or due < count:
            return ()
        return even_parts(due, count, self._session.desk.settings.cash_step)

    def _describe(self) -> None:
        parts = self._parts()
        self.start.setEnabled(bool(parts))
        if self._view is not None and self._view.settlement.due == 0:
            say_settled(self.outcome, self._view)
        elif parts:
            each = " + ".join(money(part) for part in parts)
            self.outcome.say(NoticeTone.INFO, _("Each pays"), max(parts), each)

    def _start(self) -> None:
        parts = self._parts()
        if parts:
            self.split.emit(EvenSplit(parts))
