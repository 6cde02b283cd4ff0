"""Why something is done: one of the shop's kinds of reason, words of one's own, or both (R10)."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QVBoxLayout

from pos_app.domain.reason import MOST_LETTERS, ReasonKind
from pos_app.domain.words import _
from pos_app.services import reason_kinds
from ui.session import Session
from ui.widgets import Choice, Field

_SIDE_BY_SIDE_PX = 440


class ReasonField(Field):
    """A kind to pick, and below it words; where the shop has no kinds, words alone.

    Attributes:
        kind: the kinds on offer; its first row is none of them.
        words: the free words.
    """

    def __init__(self, hint: str) -> None:
        self.words = QLineEdit()
        super().__init__(_("Reason"), self.words, hint=hint)
        self.words.setMaxLength(MOST_LETTERS)
        self.kind = Choice()
        self.kind.setAccessibleName(_("Kind of reason"))
        self.kind.currentIndexChanged.connect(lambda _row: self._prompt())
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.removeWidget(self.words)
        self._pair = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._pair.setSpacing(6)
        self._pair.addWidget(self.kind, 2)
        self._pair.addWidget(self.words, 3)
        column.insertLayout(1, self._pair)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is room, side by side: height is what the smallest till has least of."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= _SIDE_BY_SIDE_PX
        ways = QBoxLayout.Direction
        self._pair.setDirection(ways.LeftToRight if is_wide else ways.TopToBottom)

    def begin(self, session: Session) -> None:
        """Start anew, with the kinds that the shop offers now."""
        # The words were made first. Before the field has its place, Qt does not keep the order.
        self.setTabOrder(self.kind, self.words)
        self.words.clear()
        self.kind.clear()
        self.kind.addItem(_("In own words"), None)
        for kind in reason_kinds.reason_kinds(session.desk):
            if kind.active:
                self.kind.addItem(kind.name, kind)
        self.kind.setVisible(self.kind.count() > 1)
        self._prompt()

    def code(self) -> str:
        """The code of the kind that was picked; empty where none was."""
        kind = self.kind.currentData()
        return kind.code if isinstance(kind, ReasonKind) else ""

    def choose(self, code: str) -> None:
        """Pick a kind by its code."""
        for row in range(self.kind.count()):
            kind = self.kind.itemData(row)
            if isinstance(kind, ReasonKind) and kind.code == code:
                self.kind.setCurrentIndex(row)

    def _prompt(self) -> None:
        """Say whether words are needed beside the kind."""
        kind = self.kind.currentData()
        enough = isinstance(kind, ReasonKind) and not kind.asks_more
        self.words.setPlaceholderText(_("More, if you like") if enough else _("In a few words"))
