"""Who owes what, by age: as the books stand now, or as they stood after a past day."""

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app.domain.words import _
from pos_app.reports import aging
from pos_app.reports.aging import Aging
from pos_app.security.roles import Permission, name_of
from ui.failures import text_of
from ui.invoices.aging_model import AgingModel
from ui.invoices.slow import SlowBar
from ui.session import Session
from ui.show_by_pin import ShowByPin
from ui.widgets import (
    Button,
    DateEdit,
    EmptyState,
    Role,
    Table,
    Tone,
    label,
    paragraph,
)

_CLIENTS, _NOBODY, _ASK = range(3)
_AMOUNT_PX = 150
_ROOM_PX = 7 * _AMOUNT_PX
"""In less, the ages give way to the client and the sum: the page shows the ages above."""


class AgingView(QWidget):
    """The clients who owe, and the day this is said of.

    Signals:
        opened(int): the profile of the client with this id is wanted.
        turned(): another client is in hand, or none.
        added_up(Aging): it was read.
    """

    opened = Signal(int)
    turned = Signal()
    added_up = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._asked = 0
        self.model = AgingModel(self)
        self.table = Table(_("Owed by client"))
        self.table.setModel(self.model)
        self.table.fit(0, dict.fromkeys(range(1, self.model.columnCount()), _AMOUNT_PX))
        self.table.activated.connect(lambda _index: self._open())
        self.table.selectionModel().currentRowChanged.connect(lambda _n, _b: self.turned.emit())
        self.day = DateEdit()
        self.day.setAccessibleName(_("As of"))
        self.day.setMinimumWidth(150)
        self._follow_today()
        self.day.dateChanged.connect(lambda _day: self.reload())
        self.today_button = Button(_("Today"), lambda: self.day.setDate(self._today()), key="Alt+0")
        self.problem = paragraph("", tone=Tone.DANGER)
        self.bar = SlowBar(_("Adding up what is owed"))
        self.refusal = ShowByPin(name_of(Permission.REPORTS), self._add_up)
        self._shown = QStackedWidget()
        self._lay_out()

    def reload(self) -> None:
        """Add up what is owed on the day chosen; today's goes on with the calendar.

        Whoever may not see reports is asked first: a PIN allows one look, and is not wanted by itself.
        """
        if self.day.date() == self.day.maximumDate():
            self._follow_today()
        self.today_button.setEnabled(self.day.date() != self._today())
        if self._session.desk.may(Permission.REPORTS):
            self._add_up()
            return
        self._asked += 1
        self.bar.end()
        self.problem.hide()
        self.model.show_rows(())
        self._shown.setCurrentIndex(_ASK)
        self.turned.emit()

    def _add_up(self) -> None:
        self._asked += 1
        asked = self._asked
        day = self.day.date().toString(Qt.DateFormat.ISODate)
        if self._session.desk.may(Permission.REPORTS):
            # Nothing is under way while a PIN is waited for.
            self.bar.begin()
        self._session.read(
            lambda desk: aging.aging_on(desk, day, self.bar.told),
            then=lambda made: self._show(asked, made),
            failed=lambda error: self._refused(asked, error),
            owner=self,
        )

    def client_in_hand(self) -> int:
        """The id of the client in hand; 0 for none."""
        line = self.model.row(self.table.currentIndex().row())
        return line.client_id if line else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where a panel leaves little room, show what matters most whole."""
        super().resizeEvent(event)
        for column in range(1, self.model.columnCount() - 1):
            self.table.setColumnHidden(column, self.width() < _ROOM_PX)

    def _today(self) -> QDate:
        return QDate.fromString(self._session.desk.today, Qt.DateFormat.ISODate)

    def _follow_today(self) -> None:
        self.day.blockSignals(True)
        self.day.setMaximumDate(self._today())
        self.day.setDate(self._today())
        self.day.blockSignals(False)

    def _show(self, asked: int, made: Aging) -> None:
        if asked != self._asked:
            return
        self.bar.end()
        self.problem.hide()
        self.model.show_rows(made.clients)
        self.table.setCurrentIndex(self.model.index(0, 0))
        self._shown.setCurrentIndex(_CLIENTS if made.clients else _NOBODY)
        self.added_up.emit(made)
        self.turned.emit()

    def _refused(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self.bar.end()
            self.problem.setText(text_of(error))
            self.problem.show()

    def _open(self) -> None:
        if client_id := self.client_in_hand():
            self.opened.emit(client_id)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 10, 0)
        head.setSpacing(10)
        head.addWidget(label(_("Owed by client, as of"), Role.HEADING))
        head.addWidget(self.day)
        head.addWidget(self.today_button)
        head.addWidget(self.problem, 1)
        head.addStretch(0)
        self.problem.hide()
        self._shown.addWidget(self.table)
        self._shown.addWidget(
            EmptyState("done", _("Nobody owed anything"), _("Choose another day above."))
        )
        self._shown.addWidget(self.refusal)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self._shown, 1)
