"""The balance history: every event with amount, running balance, reason, ticket and person (R18)."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget

from pos_app.domain.client_account import in_words
from pos_app.domain.journal import EntryKind
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault
from pos_app.services import clients, history
from pos_app.services.history import BalanceEvent
from ui.clients.when import day_of, time_of
from ui.session import Session
from ui.widgets import (
    DETAIL,
    STRONG,
    TONE,
    Card,
    EmptyState,
    Role,
    SearchEdit,
    Table,
    Tone,
    label,
)

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_WHEN, _WHAT, _AMOUNT, _BALANCE, _BY = range(5)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class HistoryCard(Card):
    """The history with its search and filter.

    Signals:
        ticket_opened(int): the ticket with this id is to be looked at.
    """

    ticket_opened = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__(margin=1)
        self._session = session
        self.model = HistoryModel(session, self)
        self.search = SearchEdit(_("Reason, ticket or person"), key="Ctrl+F")
        self.search.textChanged.connect(lambda _text: self._ask())
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(_("Kind of event"))
        self.kinds.addItem(_("All kinds"), None)
        for kind, name in history.kind_names().items():
            self.kinds.addItem(name, kind)
        self.kinds.currentIndexChanged.connect(lambda _place: self._ask())
        self.cards = QComboBox()
        self.cards.setAccessibleName(_("Whose history"))
        self.cards.currentIndexChanged.connect(lambda _place: self._ask())
        self.table = Table(_("Balance history"))
        self.table.setModel(self.model)
        self.table.fit(_WHAT, {_WHEN: 112, _AMOUNT: 140, _BALANCE: 190, _BY: 116})
        self.table.clicked.connect(self._open)
        self.table.activated.connect(self._open)
        self._client_id = 0
        self._none = QStackedWidget()
        self._none.addWidget(self.table)
        self._none.addWidget(
            EmptyState(
                "later", _("Nothing here"), _("What moves this client’s balance stands here.")
            )
        )
        head = QHBoxLayout()
        head.setContentsMargins(15, 10, 11, 0)
        head.addWidget(label(_("Balance history"), Role.HEADING), 1)
        head.addWidget(self.search, 1)
        head.addWidget(self.kinds)
        head.addWidget(self.cards)
        self.column.setSpacing(6)
        self.column.addLayout(head)
        self.column.addWidget(self._none, 1)

    def show_client(self, client_id: int) -> None:
        """Show one client's history; another client's begins unsearched."""
        if client_id != self._client_id:
            self._client_id = client_id
            self.search.clear()
            self.kinds.setCurrentIndex(0)
        self._offer_cards()
        self._ask()

    def _offer_cards(self) -> None:
        """Each card that was merged into this one keeps a history that adds up by itself."""
        merged = clients.merged(self._session.desk, self._client_id)
        self.cards.blockSignals(True)
        chosen = self.cards.currentData()
        self.cards.clear()
        self.cards.addItem(_("This card"), self._client_id)
        for card in merged:
            self.cards.addItem(f"{card.name} · {card.code}", card.id)
        self.cards.setCurrentIndex(max(0, self.cards.findData(chosen)))
        self.cards.blockSignals(False)
        self.cards.setVisible(bool(merged))

    def _ask(self) -> None:
        kind = self.kinds.currentData()
        kinds = frozenset() if kind is None else frozenset({EntryKind(kind)})
        try:
            self.model.find(self.cards.currentData(), kinds, self.search.text())
        except EnvironmentFault:
            # Said again, in words, by whatever is tried next; what was read stays on the screen.
            return
        self._none.setCurrentIndex(0 if self.model.rowCount() else 1)

    def _open(self, index: QModelIndex) -> None:
        event = self.model.event_at(index.row())
        if event is not None and event.ticket_id is not None:
            self.ticket_opened.emit(event.ticket_id)


class HistoryModel(QAbstractTableModel):
    """One client's events, newest first, read a page at a time as one scrolls."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asked: tuple[int, frozenset[EntryKind], str] = (0, frozenset(), "")
        self._events: list[BalanceEvent] = []
        self._more = False

    def find(self, client_id: int, kinds: frozenset[EntryKind], typed: str) -> None:
        """Show the newest of what was asked for.

        Raises:
            EnvironmentFault: the books cannot be read.
        """
        found = history.page(self._session.desk, client_id, kinds=kinds, text=typed)
        self.beginResetModel()
        self._asked = (client_id, kinds, typed)
        self._events = list(found)
        self._more = bool(found)
        self.endResetModel()

    def event_at(self, row: int) -> BalanceEvent | None:
        """The event in that row, if there is one."""
        return self._events[row] if 0 <= row < len(self._events) else None

    def canFetchMore(self, parent: _Index = _ROOT) -> bool:
        """Whether there may be older ones."""
        return self._more

    def fetchMore(self, parent: _Index = _ROOT) -> None:
        """The next page."""
        client_id, kinds, typed = self._asked
        last = self._events[-1].number
        found = history.page(self._session.desk, client_id, last, kinds, typed)
        self._more = bool(found)
        if found:
            first = len(self._events)
            self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
            self._events += found
            self.endInsertRows()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """As many as were read."""
        return 0 if parent.isValid() else len(self._events)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """When, what, amount, balance, by whom."""
        return 5

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (_AMOUNT, _BALANCE):
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Date"), _("What happened"), _("Amount"), _("Balance"), _("By"))[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        event, column = self._events[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in (_AMOUNT, _BALANCE) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(event, column)
        if role == DETAIL:
            return self._detail(event, column)
        if role == TONE:
            return _tone(event, column)
        if role == STRONG:
            return column == _WHAT
        return self._text(event, column) if role == Qt.ItemDataRole.ToolTipRole else None

    def _text(self, event: BalanceEvent, column: int) -> str:
        if column == _WHEN:
            return day_of(self._session, event.at)
        if column == _WHAT:
            return event.what
        if column == _AMOUNT:
            return ("+" if event.amount > 0 else "") + money(event.amount)
        if column == _BALANCE:
            return in_words(event.owed, 0) if event.owed else in_words(0, event.has)
        return event.by

    def _detail(self, event: BalanceEvent, column: int) -> str:
        if column == _WHEN:
            return time_of(self._session, event.at)
        if column == _WHAT:
            return " · ".join(filter(None, (event.reason, *map(_part_in_words, event.parts))))
        if column == _BALANCE and event.owed and event.has:
            return in_words(0, event.has)
        return ""


def _part_in_words(part: history.EventPart) -> str:
    amount = money(part.amount)
    return f"{' → '.join(filter(None, (part.fund, part.charge)))} {amount}".strip()


def _tone(event: BalanceEvent, column: int) -> Tone:
    if column == _AMOUNT and event.amount:
        return Tone.DUE if event.amount > 0 else Tone.CREDIT
    return Tone.MUTED if column in (_WHEN, _BY) else Tone.PLAIN
