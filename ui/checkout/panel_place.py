"""The place in the page where panels open, one at a time."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from pos_app.services import selling
from pos_app.services.tickets import TicketView
from ui.checkout.panels import ActPanel
from ui.checkout.work import TicketWork

if TYPE_CHECKING:
    from ui.checkout.line_panel import LinePanel

PanelKind = Callable[[TicketWork], ActPanel]
"""What makes a panel, and tells it from the others."""


class PanelPlace(QWidget):
    """Panels on the ticket in work; each is made when it is first needed, for the page must come fast.

    Signals:
        taken(bool): a panel opened, or the last one closed.
    """

    taken = Signal(bool)

    def __init__(self, work: TicketWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._panels: dict[PanelKind, ActPanel] = {}
        self._line: LinePanel | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def open(self, kind: PanelKind) -> None:
        """Open a panel for the ticket in work; the one that was open closes, unless it is touched."""
        view = self._work.view
        if view is None or not self.is_free():
            return
        if kind not in self._panels:
            self._panels[kind] = kind(self._work)
            self._add(self._panels[kind])
        self._make_way(self._panels[kind])
        self._panels[kind].begin(view)

    def open_line(self, view: TicketView, number: int, *, focus: bool) -> None:
        """Open the panel of one line; without ``focus`` the keys stay where they are."""
        if not self.is_free():
            return
        if self._line is None:
            from ui.checkout.line_panel import LinePanel

            self._line = LinePanel(self._work)
            self._line.remove_requested.connect(self._remove_line)
            self._add(self._line)
        self._make_way(self._line)
        self._line.begin_line(view, number, focus=focus)

    def is_free(self) -> bool:
        """Whether nothing would be lost by closing; a touched panel says what to do with it."""
        touched = [panel for panel in self._all() if panel.is_touched()]
        for panel in touched:
            panel.ask_to_finish()
        return not touched

    def takes_code(self, code: str) -> bool:
        """Whether the open panel took a scanned code."""
        return any(not panel.isHidden() and panel.takes_code(code) for panel in self._all())

    def close_all(self) -> None:
        """Close whatever is open."""
        for panel in self._all():
            if not panel.isHidden():
                panel.dismiss()

    def refresh(self, view: TicketView | None) -> None:
        """The open line may be gone, or counted up by a scan, perhaps while somebody types in its panel."""
        for panel in self._panels.values():
            if view is not None and not panel.isHidden():
                panel.follow(view)
        number = self._line.number() if self._line else None
        if self._line is None or number is None or view is None:
            return
        if all(line.number != number for line in view.ticket.lines):
            self._line.dismiss()
        elif not _has_focus(self._line) and not self._line.is_touched():
            self._line.begin_line(view, number, focus=False)
        else:
            self._line.follow(view)

    def _all(self) -> list[ActPanel]:
        return [*self._panels.values(), *([self._line] if self._line else [])]

    def _add(self, panel: ActPanel) -> None:
        panel.closed.connect(self._closed)
        self._column.addWidget(panel)

    def _make_way(self, panel: ActPanel) -> None:
        for other in self._all():
            if other is not panel and not other.isHidden():
                other.dismiss()
        self.show()
        self.taken.emit(True)

    def _closed(self) -> None:
        if all(panel.isHidden() for panel in self._all()):
            self.hide()
            self.taken.emit(False)

    def _remove_line(self, number: int) -> None:
        self._work.do(selling.remove_line, number)


def _has_focus(panel: QWidget) -> bool:
    focused: QWidget | None = QApplication.focusWidget()
    return focused is not None and panel.isAncestorOf(focused)
